"""Claiming calls: one transaction for all that have come while the one before was under way."""

from __future__ import annotations

import asyncio
from datetime import datetime

from domain.call import Call
from domain.clock import Clock
from domain.errors import StorageBusy, StorageError
from storage import inbox
from storage.database import Database

SECONDS = 1.0
"""How long one transaction may take, however many calls it claims.

People wait three seconds for an acknowledgement. In a burst the loop is busy with what arrives, so that even a quick
statement takes a while to be heard of: better late than told to ask again.
"""

_MOST = 100
_AGAIN = 1.0


class Claims:
    """Claims calls by their ids, in the order in which they came; a burst costs a few transactions, not one a call."""

    def __init__(self, database: Database, clock: Clock, *, seconds: float | None = None) -> None:
        self._database = database
        self._clock = clock
        self._seconds = SECONDS if seconds is None else seconds
        self._waiting: list[tuple[Call, bool, asyncio.Future[bool]]] = []
        self._task: asyncio.Task[None] | None = None
        self._unsettled: set[asyncio.Task[None]] = set()

    async def claim(self, call: Call, *, known: bool = False) -> bool:
        """Keep a call; False where it was there already, or is ``known`` and not in a thread of Easel's.

        Raise StorageBusy where its transaction takes too long and nothing came of it, or StorageError where it fails.
        """
        loop = asyncio.get_running_loop()
        claimed: asyncio.Future[bool] = loop.create_future()
        self._waiting.append((call, known, claimed))
        if self._task is None:
            self._task = loop.create_task(self._run())
        return await claimed

    async def close(self) -> None:
        """Finish what was begun."""
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)
        await asyncio.gather(*self._unsettled, return_exceptions=True)

    async def _run(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
                await self._keep(batch)
        finally:
            self._task = None

    async def _keep(self, batch: list[tuple[Call, bool, asyncio.Future[bool]]]) -> None:
        now = self._clock()
        try:
            async with asyncio.timeout(self._seconds), self._database.begin(urgent=True) as tx:
                new = await inbox.claim_all(tx, [(call, known) for call, known, _ in batch], now)
        except TimeoutError:
            self._settle(batch, now, StorageBusy("a claim took too long"))
        except StorageBusy as error:
            self._settle(batch, now, error)
        except StorageError as error:
            _fail(batch, error)
        except Exception as error:  # noqa: BLE001 -- whatever one of them holds must not be the others' trouble
            if len(batch) == 1:
                _fail(batch, error)
            for each in batch if len(batch) > 1 else ():
                await self._keep([each])
        else:
            for (_, _, claimed), first in zip(batch, new, strict=True):
                if not claimed.done():
                    claimed.set_result(first)

    def _settle(self, batch: list[tuple[Call, bool, asyncio.Future[bool]]], now: datetime, error: StorageBusy) -> None:
        """Find out, beside the next transactions, what became of one whose end was not heard of."""
        task = asyncio.get_running_loop().create_task(self._look_back(batch, now, error))
        self._unsettled.add(task)
        task.add_done_callback(self._unsettled.discard)

    async def _look_back(
        self, batch: list[tuple[Call, bool, asyncio.Future[bool]]], now: datetime, error: StorageBusy
    ) -> None:
        # A commit that was slow to answer may have been made all the same. Whoever sends the call again is told that
        # it is there already, so nobody else will answer it.
        kept: frozenset[str] = frozenset()
        for pause in (0.0, _AGAIN):
            await asyncio.sleep(pause)
            try:
                async with asyncio.timeout(self._seconds), self._database.read() as tx:
                    kept |= await inbox.claimed_at(tx, [call.id for call, _, _ in batch], now)
            except (TimeoutError, StorageError):
                continue
            if kept:
                break
        for call, _, claimed in batch:
            if call.id in kept and not claimed.done():
                claimed.set_result(True)
                kept -= {call.id}
            elif not claimed.done():
                claimed.set_exception(error)


def _fail(batch: list[tuple[Call, bool, asyncio.Future[bool]]], error: Exception) -> None:
    for _, _, claimed in batch:
        if not claimed.done():
            claimed.set_exception(error)
