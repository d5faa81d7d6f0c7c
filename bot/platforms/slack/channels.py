"""The channel that a person means, and whether they, and Easel, may speak in it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import structlog

from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.errors import Denied, Gone, Outside
from bot.platforms.slack.homes import Homes, Voice
from bot.platforms.slack.people import Raw
from domain.errors import NotAllowed, NotFound
from domain.people import Person, Place

log = structlog.get_logger()

_PICKED = re.compile(r"<#([A-Z0-9]{3,})(?:\|[^<>]*)?>|#?([CG][A-Z0-9]{7,})")
_KINDS = "public_channel,private_channel"
_PAGE, _PAGES = 500, 40
_MEMBERS = 1000


class Channels:
    """Finds channels for the people of a workspace."""

    def __init__(self, api: SlackApi, homes: Homes) -> None:
        self._api = api
        self._homes = homes

    async def find(self, person: Person, asked: str) -> Place:
        """Return the channel that is meant by a mention, ``#name`` or id.

        Raise NotFound where it is not there or not theirs, NotAllowed where nobody can speak in it.
        """
        voice = await self._homes.of(person.team)
        picked = _PICKED.fullmatch(asked.strip())
        try:
            about = await (
                self._named(voice, asked) if picked is None else self._known(voice, str(picked[1] or picked[2]))
            )
            if about is None or not await self._theirs(voice, person, about):
                raise NotFound("channel_unknown")
        except (Gone, Outside, Denied) as error:
            log.info("slack_channel_not_found", team=voice.team, error=error.code)
            raise NotFound("channel_unknown") from None
        if about.get("is_archived"):
            raise NotAllowed("channel_archived", channel=str(about.get("name") or ""))
        return Place(str(about["id"]), str(about.get("name") or ""), private=bool(about.get("is_private", True)))

    async def _known(self, voice: Voice, channel: str) -> Raw | None:
        answer = await self._api.call(voice.team, "conversations.info", channel=channel, **voice.scope)
        found: Raw = answer.get("channel") or {}
        return found if found.get("id") else None

    async def _named(self, voice: Voice, asked: str) -> Raw | None:
        """Return the channel of that name, one that is in use before one that is archived."""
        name = asked.strip().removeprefix("#").casefold()
        archived: Raw | None = None
        async for each in self._listed(voice):
            if name and name in {str(each.get("name") or ""), str(each.get("name_normalized") or "")}:
                if not each.get("is_archived"):
                    return each
                archived = each
        return archived

    async def _listed(self, voice: Voice) -> AsyncIterator[Raw]:
        """Yield the channels of a workspace that Easel can see."""
        cursor: str | None = None
        for _ in range(_PAGES):
            page = await self._api.call(
                voice.team, "conversations.list", types=_KINDS, limit=_PAGE, cursor=cursor, **voice.scope
            )
            for each in page.get("channels") or ():
                yield each
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
            if cursor is None:
                return
        log.warning("slack_channels_many", team=voice.team)

    async def _theirs(self, voice: Voice, person: Person, about: Raw) -> bool:
        """Return whether a person may speak there: a member in public channels, who is in it in all others."""
        if about.get("is_im") or about.get("is_mpim"):
            return False
        if not about.get("is_private", True) and not person.narrow:
            return True
        cursor: str | None = None
        for _ in range(_PAGES):
            page = await self._api.call(
                voice.team,
                "conversations.members",
                channel=str(about["id"]),
                limit=_MEMBERS,
                cursor=cursor,
                **voice.scope,
            )
            if person.user_id in (page.get("members") or ()):
                return True
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
            if cursor is None:
                break
        return False
