"""Channels that Easel is not in: entered where that is allowed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.errors import Gone, Outside, SlackError
from bot.platforms.slack.where import Where

log = structlog.get_logger()

T = TypeVar("T")


class Rooms:
    """Says things in channels, joining public ones first where need be."""

    def __init__(self, api: SlackApi) -> None:
        self._api = api

    async def enter(self, where: Where, work: Callable[[], Awaitable[T]], *, public: bool) -> T:
        """Return what the work returns, having joined the channel if it asks for that. Raise Outside where it cannot.

        A private channel that Easel is not in looks to it as if it were not there.
        """
        try:
            return await work()
        except Outside as error:
            outside: SlackError = error
        except Gone as error:
            if error.code != "channel_not_found":
                raise
            outside = error
        if not public or not await self._join(where):
            raise Outside(outside.method, "not_in_channel") from None
        return await work()

    async def _join(self, where: Where) -> bool:
        try:
            await self._api.call(
                where.team, "conversations.join", channel=where.channel, team_id=where.workspace or None
            )
        except SlackError as error:
            log.info("slack_not_joined", event_id=where.event, error=error.code)
            return False
        return True
