"""From a Call to a Card: whatever happens, something is said."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Protocol
from weakref import WeakValueDictionary

import structlog

from bot.claims import Claims
from bot.ports import Outbound
from commands import cards
from commands.spec import check
from commands.studio import Answer, Studio
from commands.table import COMMANDS, SPECS
from commands.words import saying
from domain.call import Call
from domain.card import Card
from domain.errors import EaselError, Hears, StorageError
from domain.people import Platform, Team
from storage import inbox

log = structlog.get_logger()

_TRIES = 3
_AT_ONCE = 16
_NOTE_EVERY = 0.1
_FORGOTTEN = timedelta(minutes=2)
_GIVEN_UP = timedelta(days=1)
_RECOVER_EVERY = 30.0
_PAUSES = (0.2, 1.0, 3.0, 6.0)
_REMOVAL_PAUSES = (1.0, 5.0, 20.0, 60.0, 180.0)
_LAST_REMOVALS = 5.0


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
        self._claims = Claims(studio.database, studio.clock)
        self._noted: list[str] = []
        self._talk: list[Call] = []
        self._unreadable: set[str] = set()
        self._note = asyncio.Event()
        self._at_work: set[str] = set()
        self._removing: set[asyncio.Task[None]] = set()
        self._closing = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._always = [loop.create_task(self._note_answered()), loop.create_task(self._keep_recovering())]

    async def claim(self, call: Call, *, known: bool = False) -> bool:
        """Remember the call by its id; False where it was there already. Raise StorageBusy where that takes too long.

        ``known``: only where its place is a thread of Easel's, else False.
        """
        # What is being answered, or withdrawn, may not have come as far as its row.
        return call.id not in self._at_work and await self._claims.claim(call, known=known)

    def run(self, call: Call) -> None:
        """Start answering a claimed call, in the background."""
        self._begin(call, again=False)

    def withdraw(self, call: Call) -> None:
        """See to it, in the background, that a call is never answered whose asker was told to ask again."""
        self._follow(call, self._withdraw(call))

    def _begin(self, call: Call, *, again: bool) -> None:
        self._follow(call, self._run(call, again=again))

    def _follow(self, call: Call, work: Coroutine[Any, Any, None]) -> None:
        """Do work on a call in the background; while it lasts, the call is not recovered, and ``close`` waits."""
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        self._at_work.add(call.id)
        task.add_done_callback(lambda _: self._at_work.discard(call.id))

    async def recover(self) -> int:
        """Begin to answer the calls that were claimed and never answered; return how many.

        At the start: on SQLite nobody else can be at them. On Postgres another face may be, so only old ones are taken up.
        """
        return await self._take_up(timedelta() if self._studio.database.is_sqlite else _FORGOTTEN)

    async def _take_up(self, age: timedelta) -> int:
        now, found, after = self._studio.clock(), 0, None
        while True:
            async with self._studio.database.read() as tx:
                page = await inbox.unanswered(tx, claimed_before=now - age, claimed_after=now - _GIVEN_UP, after=after)
            if not page:
                return found
            for call_id, call in page:
                if call is None:
                    if call_id not in self._unreadable:
                        self._unreadable.add(call_id)
                        log.error("call_unreadable", call_id=call_id)
                elif call.id not in self._at_work and call_id not in self._noted:
                    self._begin(call, again=True)
                    found += 1
            after = page[-1][0]

    async def _keep_recovering(self) -> None:
        """Take up, for ever, the calls of faces that have gone, and those whose answer did not get through."""
        while True:
            await asyncio.sleep(_RECOVER_EVERY)
            try:
                await self._give_up()
                await self._take_up(_FORGOTTEN)
            except StorageError as error:
                log.warning("recovery_failed", code=error.code, detail=error.detail)
            except Exception:
                log.exception("recovery_failed")

    async def _give_up(self) -> None:
        async with self._studio.database.begin() as tx:
            given_up = await inbox.give_up(tx, self._studio.clock() - _GIVEN_UP)
        for call_id in given_up:
            log.error("call_given_up", call_id=call_id)

    async def close(self) -> None:
        """Finish what is being answered."""
        await self._claims.close()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._closing.set()
        if self._removing:
            await asyncio.wait(self._removing, timeout=_LAST_REMOVALS)
        last = [*self._always, *self._removing]
        for task in last:
            task.cancel()
        await asyncio.gather(*last, return_exceptions=True)
        if self._noted:
            await self._flush()

    async def _run(self, call: Call, *, again: bool) -> None:
        key = f"{call.person.team.id}/{call.place.thread_id or call.id}"
        turn = self._turns.setdefault(key, asyncio.Lock())
        # The turn first: a thread's calls queue up in their order, and hold no room while they do.
        async with turn, self._room:
            answer = await self._answered(call, again=again)
            if answer.job_id is not None:
                # It begins while "on it" is being said; an outbound never lets that overtake what the job says.
                self._jobs.kick()
            if answer.card is None:
                # People talking among themselves: what they said is none of Easel's business.
                self._talk.append(_blank(call))
            if await self._said(call, answer.card):
                self._noted.append(call.id)
                self._note.set()
            elif again:
                # It is the platform that failed, not the answer: that is no reason to give the call up.
                await self._excuse(call)
        if answer.stopped is not None:
            await self._jobs.cancel(answer.stopped)
        if answer.gone:
            removal = asyncio.get_running_loop().create_task(self._remove(call.person.team, answer.gone))
            self._removing.add(removal)
            removal.add_done_callback(self._removing.discard)

    async def _remove(self, team: Team, pictures: tuple[str, ...]) -> None:
        """Take deleted pictures off the platform; what cannot be done in these tries, or before the end, stays there."""
        failed = ""
        for pause in (*_REMOVAL_PAUSES, None):
            try:
                await self._outbounds[team.platform].remove(team.id, pictures)
            except Exception as error:  # noqa: BLE001 -- the next try, or nobody, takes them away
                failed = type(error).__name__
            else:
                return
            if pause is None or await self._closes(pause):
                break
        log.warning("pictures_not_removed", team=team.id, count=len(pictures), error=failed)

    async def _closes(self, seconds: float) -> bool:
        """Wait so long, less where it is closed meanwhile; return whether it is."""
        try:
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        except TimeoutError:
            return False
        return True

    async def _withdraw(self, call: Call) -> None:
        # A claim that comes later finds it there. Nothing of it is needed any more.
        for pause in (*_PAUSES, None):
            try:
                async with self._studio.database.begin() as tx:
                    await inbox.claim(tx, _blank(call), self._studio.clock())
                    await inbox.answered(tx, [call.id])
            except Exception as error:  # noqa: BLE001 -- the next try withdraws it
                log.warning("call_not_withdrawn", call_id=call.id, error=type(error).__name__)
            else:
                return
            if pause is not None:
                await asyncio.sleep(pause)

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

    async def _excuse(self, call: Call) -> None:
        try:
            async with self._studio.database.begin() as tx:
                await inbox.excused(tx, call.id)
        except StorageError as error:
            log.warning("try_not_excused", call_id=call.id, code=error.code)

    async def _note_answered(self) -> None:
        """Note many answered calls at once: what a crash loses here is answered again, in the same words and place."""
        while True:
            await self._note.wait()
            await asyncio.sleep(_NOTE_EVERY)
            self._note.clear()
            await self._flush()

    async def _flush(self) -> None:
        noted, self._noted = self._noted, []
        talk, self._talk = self._talk, []
        try:
            async with self._studio.database.begin() as tx:
                await inbox.answered(tx, noted)
                await inbox.rewrite(tx, talk)
        except Exception as error:  # noqa: BLE001 -- they are noted with the next ones
            log.warning("answers_not_noted", count=len(noted), error=type(error).__name__)
            self._noted = noted + self._noted
            self._talk = talk + self._talk
            self._note.set()


def _blank(call: Call) -> Call:
    """Return the call without what was said and given."""
    return replace(call, words="", options={}, uploads=(), answer_to={})


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
