"""Who waits for a change of the browser workspace hears of it: at once in this process, by NOTIFY from another."""

from __future__ import annotations

import asyncio

import psycopg
import sqlalchemy as sa
import structlog

from storage.database import ANNOUNCED, Database, Tx

_CHANNEL = "easel_messages"
_POLL = 2.0
_PROBE = 30.0
log = structlog.get_logger()


async def announce(tx: Tx, seq: int) -> None:
    """Tell who waits, once the transaction has committed."""
    tx.info[ANNOUNCED] = seq
    if tx.dialect.name == "postgresql":
        await tx.execute(sa.select(sa.func.pg_notify(_CHANNEL, str(seq))))


class Changes:
    """Wakes whoever waits, when a transaction of this process commits a change or Postgres notifies of another's."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._woken = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None
        self._hears = asyncio.Event()
        self._newest = 0
        self._told = 0
        self._read_once = False
        self._hearings = 0
        database.after_commit.append(self._heard)

    def start(self) -> None:
        """Begin to listen to the other processes, where there can be any."""
        if not self._database.is_sqlite and self._listening is None:
            self._listening = asyncio.get_running_loop().create_task(self._listen())

    @property
    def newest(self) -> int | None:
        """Return the newest ``seq`` that was committed anywhere, None while that is not known."""
        return self._newest if self._read_once and not self._deaf else None

    @property
    def hearings(self) -> int:
        """Return how often listening has begun: what was read before the latest time may have been overtaken unheard."""
        return self._hearings

    def read(self, seq: int, *, hearings: int) -> None:
        """Learn the newest ``seq`` as it was read from the database, when ``hearings`` was what it said then."""
        self._newest = max(self._newest, seq)
        if hearings == self._hearings:
            self._read_once = not self._deaf

    async def wait(self, *, seconds: float) -> None:
        """Return when something may have changed since this was first awaited, after ``seconds`` at most."""
        try:
            # While nobody would wake us for another process, look now and then.
            async with asyncio.timeout(min(seconds, _POLL) if self._deaf else seconds):
                await self._woken.wait()
        except TimeoutError:
            return

    async def hearing(self) -> None:
        """Return once changes of other processes are heard."""
        await self._hears.wait()

    async def close(self) -> None:
        """Stop listening."""
        self._database.after_commit.remove(self._heard)
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)

    @property
    def _deaf(self) -> bool:
        return not (self._database.is_sqlite or self._hears.is_set())

    def _heard(self, seq: int) -> None:
        self._newest = max(self._newest, seq)
        # Our own commit is heard of again by NOTIFY, when everybody has been woken for it. Numbers come in their order.
        if seq > self._told:
            self._told = seq
            self._wake()

    def _wake(self) -> None:
        self._woken.set()
        self._woken = asyncio.Event()

    async def _listen(self) -> None:
        url = self._database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
                    await connection.execute(f"LISTEN {_CHANNEL}".encode())
                    self._hearings += 1
                    self._hears.set()
                    # What came while nobody listened.
                    self._wake()
                    while True:
                        async for notice in connection.notifies(timeout=_PROBE):
                            self._heard(int(notice.payload))
                        # A connection that was lost without a word would be silent for ever.
                        await connection.execute(b"SELECT 1")
            except psycopg.Error as error:
                log.warning("listening_lost", error=type(error).__name__)
            finally:
                self._hears.clear()
                self._read_once = False
            await asyncio.sleep(1)
