"""Who waits for a change of the browser workspace hears of it: at once in this process, by NOTIFY from another."""

from __future__ import annotations

import asyncio

import psycopg
import sqlalchemy as sa
import structlog

from storage.database import Database, Tx

_CHANNEL = "easel_messages"
_POLL = 2.0
log = structlog.get_logger()


async def announce(tx: Tx, seq: int) -> None:
    """Tell who waits, once the transaction has committed."""
    if tx.dialect.name == "postgresql":
        await tx.execute(sa.select(sa.func.pg_notify(_CHANNEL, str(seq))))


class Changes:
    """Wakes whoever waits, when a transaction of this process commits or Postgres notifies."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._woken = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None
        database.after_commit.append(self._committed)

    def start(self) -> None:
        """Begin to listen to the other processes, where there can be any."""
        if not self._database.is_sqlite and self._listening is None:
            self._listening = asyncio.get_running_loop().create_task(self._listen())

    async def wait(self, *, seconds: float) -> None:
        """Return when something may have changed, after ``seconds`` at most."""
        try:
            await asyncio.wait_for(self._woken.wait(), min(seconds, _POLL) if self._deaf else seconds)
        except TimeoutError:
            return

    async def close(self) -> None:
        """Stop listening."""
        self._database.after_commit.remove(self._committed)
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)

    @property
    def _deaf(self) -> bool:
        # Another process may write and nothing would wake us: look now and then.
        return self._listening is None or self._listening.done()

    def _committed(self) -> None:
        self._woken.set()
        self._woken = asyncio.Event()

    async def _listen(self) -> None:
        url = self._database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
                    await connection.execute(f"LISTEN {_CHANNEL}")
                    async for _ in connection.notifies():
                        self._committed()
            except psycopg.Error as error:
                log.warning("listening_lost", error=type(error).__name__)
                self._committed()
                await asyncio.sleep(1)
