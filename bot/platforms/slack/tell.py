"""Plain words to whoever asked, and to nobody else: what is said where no call is answered."""

from __future__ import annotations

import structlog

from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.calls import Origin
from bot.platforms.slack.errors import SlackError
from bot.platforms.slack.limits import Json
from bot.platforms.slack.mrkdwn import escape

log = structlog.get_logger()


class Teller:
    """Tells a person something at once, by whichever way there is. It raises nothing."""

    def __init__(self, api: SlackApi) -> None:
        self._api = api

    async def tell(self, origin: Origin, text: str) -> None:
        """Tell whoever asked: by the event's own address, else as a message that only they see, else directly."""
        words = escape(text)
        if origin.url and await self._responded(origin, words):
            return
        try:
            await self._said(origin, words)
        except SlackError as error:
            log.info("slack_not_told", team=origin.seat.home.id, error=error.code)

    async def _responded(self, origin: Origin, words: str) -> bool:
        payload: Json = {"response_type": "ephemeral", "replace_original": False, "text": words}
        if origin.spoken:
            payload["thread_ts"] = origin.spoken
        try:
            await self._api.respond(origin.url, payload)
        except SlackError as error:
            log.info("slack_response_url", team=origin.seat.home.id, error=error.code)
            return False
        return True

    async def _said(self, origin: Origin, words: str) -> None:
        team, user, channel = origin.seat.home.id, origin.seat.person.user_id, origin.channel
        if channel and not channel.startswith("D"):
            await self._api.call(
                team, "chat.postEphemeral", channel=channel, user=user, thread_ts=origin.spoken or None, text=words
            )
            return
        if not channel:
            opened = await self._api.call(team, "conversations.open", users=user, **origin.seat.scope)
            channel = str((opened.get("channel") or {}).get("id") or "")
        await self._api.call(team, "chat.postMessage", channel=channel, thread_ts=origin.root or None, text=words)
