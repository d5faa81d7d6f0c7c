"""Links to messages: a workspace's own address is learnt from the first of them, which alone is asked for."""

from __future__ import annotations

from collections import OrderedDict
from urllib.parse import urlsplit

import structlog

from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.errors import SlackError
from bot.platforms.slack.where import Where, read_key
from domain.card import Card

log = structlog.get_logger()

_WORKSPACES = 4096


class Links:
    """Knows where the messages of a workspace stand in a browser."""

    def __init__(self, api: SlackApi) -> None:
        self._api = api
        self._homes: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def of(self, where: Where, card: Card) -> dict[str, str]:
        """Return the address of the thread of each picture that a card lists, by picture; what cannot be had is left out."""
        found: dict[str, str] = {}
        for shown in card.pictures:
            channel, ts = read_key(shown.thread)
            home = await self._home(where, channel, ts) if channel else ""
            if home:
                found[shown.picture_id] = permalink(home, channel, ts)
        return found

    async def _home(self, where: Where, channel: str, ts: str) -> str:
        key = where.team, where.workspace
        if key not in self._homes:
            try:
                answer = await self._api.call(where.team, "chat.getPermalink", channel=channel, message_ts=ts)
            except SlackError as error:
                log.info("slack_link_unknown", team=where.team, error=error.code)
                return ""
            parts = urlsplit(str(answer.get("permalink") or ""))
            if parts.scheme != "https" or not parts.netloc:
                return ""
            self._homes[key] = f"https://{parts.netloc}"
            while len(self._homes) > _WORKSPACES:
                self._homes.popitem(last=False)
        return self._homes[key]


def permalink(home: str, channel: str, ts: str) -> str:
    """Return the address of a message in a workspace whose own address is ``home``."""
    return f"{home.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
