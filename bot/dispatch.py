"""From a Call to a Card: whatever happens, something is said."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Protocol
from weakref import WeakValueDictionary

import structlog

from bot.ports import Outbound
from commands import cards
from commands.spec import check
from commands.studio import Answer, Studio
from commands.table import COMMANDS, SPECS
from commands.words import saying
from domain.call import Call
from domain.card import Card
from domain.errors import EaselError, Hears, StorageError
from domain.people import Platform
from storage import inbox

log = structlog.get_logger()

_TRIES = 3
_AT_ONCE = 16
_NOTE_EVERY = 0.1
_FORGOTTEN = timedelta(minutes=2)
_RECOVER_EVERY = 30.0
_PAUSES = (0.2, 1.0, 3.0, 6.0)


class Jobs(Protocol):
    """What dispatch needs of the running jobs."""

    def kick(self) -> None:
        """Look soon for what may start."""
        ...

    async def cancel(self, job_id: str) -> None:
        """Stop a job that was asked to stop, and see that its end is told."""
        ...


class Dispatcher:
    """Answers calls, each once; those of one thread in the order in which they came."""

    def __init__(self, studio: Studio, jobs: Jobs, outbounds: Mapping[Platform, Outbound]) -> None:
        self._studio = studio
        self._jobs = jobs
        self._outbounds = outbounds
        self._running: set[asyncio.Task[None]] = set()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._noted: list[str] = []
        self._note = asyncio.Event()
        self._at_work: set[str] = set()
        loop = asyncio.get_running_loop()
        self._always = [loop.create_task(self._note_answered())]
        if not studio.database.is_sqlite:
            self._always.append(loop.create_task(self._keep_recovering()))

    async def claim(self, call: Call) -> bool:
        """Remember the call by its id; False where it was there already. Raise StorageBusy where that takes too long."""
        async with self._studio.database.begin(urgent=True) as tx:
            return await inbox.claim(tx, call, self._studio.clock())

    def run(self, call: Call) -> None:
        """Start answering a claimed call, in the background."""
        self._begin(call, again=False)

    def _begin(self, call: Call, *, again: bool) -> None:
        task = asyncio.get_running_loop().create_task(self._run(call, again=again))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        self._at_work.add(call.id)
        task.add_done_callback(lambda _: self._at_work.discard(call.id))

    async def recover(self) -> int:
        """Begin to answer the calls that were claimed and never answered; return how many.

        On SQLite nobody else can be at them. On Postgres another face may be, so only old ones are taken up.
        """
        age = timedelta() if self._studio.database.is_sqlite else _FORGOTTEN
        found, after = 0, None
        while True:
            async with self._studio.database.read() as tx:
                page = await inbox.unanswered(tx, claimed_before=self._studio.clock() - age, after=after)
            if not page:
                return found
            for call_id, call in page:
                if call is None:
                    log.error("call_unreadable", call_id=call_id)
                elif call.id not in self._at_work:
                    self._begin(call, again=True)
                    found += 1
            after = page[-1][0]

    async def _keep_recovering(self) -> None:
        """Take up, for ever, the calls of faces that have gone."""
        while True:
            await asyncio.sleep(_RECOVER_EVERY)
            try:
                await self.recover()
            except StorageError as error:
                log.warning("recovery_failed", code=error.code, detail=error.detail)

    async def close(self) -> None:
        """Finish what is being answered."""
        await asyncio.gather(*self._running, return_exceptions=True)
        for task in self._always:
            task.cancel()
        await asyncio.gather(*self._always, return_exceptions=True)
        if self._noted:
            await self._flush()

    async def _run(self, call: Call, *, again: bool) -> None:
        key = f"{call.person.team.id}/{call.place.thread_id or call.id}"
        turn = self._turns.setdefault(key, asyncio.Lock())
        # The turn first: a thread's calls queue up in their order, and hold no room while they do.
        async with turn, self._room:
            answer = await self._answered(call, again=again)
            if await self._said(call, answer.card):
                self._noted.append(call.id)
                self._note.set()
        if answer.job_id is not None:
            self._jobs.kick()
        if answer.stopped is not None:
            await self._jobs.cancel(answer.stopped)

    async def _answered(self, call: Call, *, again: bool) -> Answer:
        say = saying(call.locale)
        try:
            if again and await self._tries(call) > _TRIES:
                return Answer(cards.unexpected(say, self._incident(call, None)))
            handler = COMMANDS.get(call.command, COMMANDS["help"])
            return await handler(_read(call), self._studio)
        except EaselError as error:
            return Answer(self._refused(call, error))
        except Exception as error:  # noqa: BLE001 -- one of the three places that catch all: a person waits
            return Answer(cards.unexpected(say, self._incident(call, error)))

    def _refused(self, call: Call, error: EaselError) -> Card:
        incident = ""
        if error.hears is Hears.OPERATOR or isinstance(error, StorageError):
            incident = self._incident(call, error)
        else:
            log.info("call_refused", call_id=call.id, command=call.command, code=error.code)
        return cards.refusal(saying(call.locale), error, self._studio.clock(), incident=incident)

    def _incident(self, call: Call, error: Exception | None) -> str:
        incident = self._studio.new_id()
        detail = error.detail if isinstance(error, EaselError) else ""
        log.error(
            "call_failed",
            incident=incident,
            call_id=call.id,
            command=call.command,
            detail=detail,
            exc_info=error if error is not None and not isinstance(error, EaselError) else None,
        )
        return incident

    async def _said(self, call: Call, card: Card | None) -> bool:
        if card is None:
            return True
        for pause in (*_PAUSES, None):
            try:
                await self._outbounds[call.person.team.platform].answer(call, card)
            except Exception as error:  # noqa: BLE001 -- the next try, or the next start, says it
                log.warning("answer_failed", call_id=call.id, error=type(error).__name__)
            else:
                return True
            if pause is not None:
                await asyncio.sleep(pause)
        return False

    async def _tries(self, call: Call) -> int:
        async with self._studio.database.begin() as tx:
            return await inbox.tried(tx, call.id)

    async def _note_answered(self) -> None:
        """Note many answered calls at once: what a crash loses here is answered again, in the same words and place."""
        while True:
            await self._note.wait()
            await asyncio.sleep(_NOTE_EVERY)
            self._note.clear()
            await self._flush()

    async def _flush(self) -> None:
        noted, self._noted = self._noted, []
        try:
            async with self._studio.database.begin() as tx:
                await inbox.answered(tx, noted)
        except Exception as error:  # noqa: BLE001 -- they are noted with the next ones
            log.warning("answers_not_noted", count=len(noted), error=type(error).__name__)
            self._noted = noted + self._noted
            self._note.set()


def _read(call: Call) -> Call:
    """Return the call with its free words in the option that takes them, where it was not given by name.

    Raise BadInput where an option does not hold what its command takes.
    """
    spec = next((each for each in SPECS if each.name == call.command), None)
    if spec is None:
        return call
    for option in spec.options:
        check(option, call)
    if spec.words is None or not call.words or spec.words in call.options:
        return call
    return replace(call, options={**call.options, spec.words: call.words})
