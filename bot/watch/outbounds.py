"""An outbound that is watched from outside: it behaves as the one in it."""

from __future__ import annotations

from collections.abc import Awaitable
from time import perf_counter

from bot.ports.common import News, Outbound, Target
from bot.ports.watch import Watch
from bot.watch.watcher import FAILED, OK
from domain.call import Call
from domain.card import Card
from domain.people import Platform


class WatchedOutbound:
    """Implements Outbound."""

    def __init__(self, platform: Platform, outbound: Outbound, watch: Watch) -> None:
        self._platform = platform
        self._outbound = outbound
        self._watch = watch

    async def answer(self, call: Call, card: Card) -> None:
        """Answer a call."""
        await self._watched("answer", self._outbound.answer(call, card))

    async def progress(self, target: Target, card: Card) -> None:
        """Show how far a job is."""
        await self._watched("progress", self._outbound.progress(target, card))

    async def deliver(self, target: Target, card: Card) -> None:
        """Show the end of a job."""
        await self._watched("deliver", self._outbound.deliver(target, card))

    async def announce(self, news: News) -> None:
        """Say something that answers nobody."""
        await self._watched("announce", self._outbound.announce(news))

    async def remove(self, team_id: str, pictures: tuple[str, ...]) -> None:
        """Take deleted pictures off the platform."""
        await self._watched("remove", self._outbound.remove(team_id, pictures))

    async def _watched(self, what: str, work: Awaitable[None]) -> None:
        began, outcome = perf_counter(), FAILED
        try:
            await work
            outcome = OK
        finally:
            self._watch.spoke(self._platform, what, outcome, perf_counter() - began)
