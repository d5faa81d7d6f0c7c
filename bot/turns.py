"""When a call's handler may run: those of one thread in their order, and nobody's many before everybody's few."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from weakref import WeakValueDictionary

import structlog

from domain.call import Call
from domain.clock import Clock
from domain.errors import StorageError
from storage import inbox
from storage.database import Database

log = structlog.get_logger()

_AT_ONCE, _OF_A_TEAM = 16, 8
_WAIT = 10.0
"""How long a call waits for those of its thread that other processes are at, in seconds."""
_LOOK_EVERY = 0.1
_LATELY = timedelta(minutes=1)
"""How old a call may be for others to wait for it: what is older has lost its process, or its platform does not answer."""


class Turns:
    """Hands out turns. ``mine`` says whether a call is one of this process's own, which has its turn here."""

    def __init__(self, database: Database, clock: Clock, mine: Callable[[str], bool]) -> None:
        self._database = database
        self._clock = clock
        self._mine = mine
        self._threads: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._teams: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._room = asyncio.Semaphore(_AT_ONCE)

    @asynccontextmanager
    async def of(self, call: Call) -> AsyncIterator[None]:
        """Hold the turn of a call's thread, here and as far as can be seen in other processes."""
        turn = self._threads.setdefault(inbox.thread_of(call) or call.id, asyncio.Lock())
        async with turn:
            await self._others(call)
            yield

    @asynccontextmanager
    async def room(self, call: Call) -> AsyncIterator[None]:
        """Hold one of the places for handlers; a team has half of them at most."""
        team = self._teams.setdefault(call.person.team.id, asyncio.Semaphore(_OF_A_TEAM))
        async with team, self._room:
            yield

    async def _others(self, call: Call) -> None:
        """Wait until no other process is at a call of this thread that was claimed before, for some seconds at most."""
        if self._database.is_sqlite or inbox.thread_of(call) is None:
            return
        try:
            async with asyncio.timeout(_WAIT):
                while await self._waits(call):  # noqa: ASYNC110 -- another process tells of it in the database alone
                    await asyncio.sleep(_LOOK_EVERY)
        except TimeoutError:
            log.info("turn_not_awaited", call_id=call.id)
        except StorageError as error:
            log.warning("turn_unknown", call_id=call.id, code=error.code)

    async def _waits(self, call: Call) -> bool:
        async with self._database.read() as tx:
            before = await inbox.before(tx, call, since=self._clock() - _LATELY)
        return any(not self._mine(each) for each in before)
