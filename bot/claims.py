"""Claiming calls: one transaction for all that have come while the one before was under way."""

from __future__ import annotations

import asyncio

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


class Claims:
    """Claims calls by their ids, in the order in which they came; a burst costs a few transactions, not one a call."""

    def __init__(self, database: Database, clock: Clock, *, seconds: float = SECONDS) -> None:
        self._database = database
        self._clock = clock
        self._seconds = seconds
        self._waiting: list[tuple[Call, bool, asyncio.Future[bool]]] = []
        self._task: asyncio.Task[None] | None = None

    async def claim(self, call: Call, *, known: bool = False) -> bool:
        """Keep a call; False where it was there already, or is ``known`` and in no thread of Easel's.

        Raise StorageBusy where its transaction takes too long, or StorageError where it fails.
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

    async def _run(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
                await self._keep(batch)
        finally:
            self._task = None

    async def _keep(self, batch: list[tuple[Call, bool, asyncio.Future[bool]]]) -> None:
        try:
            async with asyncio.timeout(self._seconds), self._database.begin(urgent=True) as tx:
                new = await inbox.claim_all(tx, [(call, known) for call, known, _ in batch], self._clock())
        except TimeoutError:
            _fail(batch, StorageBusy("a claim took too long"))
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


def _fail(batch: list[tuple[Call, bool, asyncio.Future[bool]]], error: Exception) -> None:
    for _, _, claimed in batch:
        if not claimed.done():
            claimed.set_exception(error)
