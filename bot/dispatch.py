"""From a Call to a Card: whatever happens, something is said."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from datetime import timedelta
from time import perf_counter
from typing import Any, Protocol

import structlog

from bot.claims import Claims
from bot.ports import Complete, Outbound
from bot.ports.watch import Answered, Watch
from bot.turns import Turns
from bot.watch.nothing import NOBODY
from commands import cards
from commands.spec import check
from commands.studio import Answer, Studio
from commands.table import COMMANDS, COSTLY, SPECS
from commands.words import saying
from domain.call import Call
from domain.card import Card
from domain.errors import EaselError, Hears, StorageError
from domain.people import Platform, Team
from storage import inbox

log = structlog.get_logger()

_TRIES = 3
_NOTE_EVERY = 0.1
_FORGOTTEN = timedelta(minutes=2)
_GIVEN_UP = timedelta(days=1)
_RECOVER_EVERY = 30.0
_HELD = 600.0
"""Seconds after which a claimed call is taken for lost that its platform never handed on."""
_ANSWER_SECONDS = 300.0
"""How long saying an answer may take, with all its tries; after that it is said when the call is taken up again."""
_PAUSES = (0.2, 1.0, 3.0, 6.0)
_COMPLETION_PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0)
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

    def __init__(
        self, studio: Studio, jobs: Jobs, outbounds: Mapping[Platform, Outbound], watch: Watch = NOBODY,
        *, news: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        self._studio = studio
        self._news = news
        self._jobs = jobs
        self._outbounds = outbounds
        self._watch = watch
        self._running: set[asyncio.Task[None]] = set()
        self._turns = Turns(studio.database, studio.clock, self._mine)
        self._claims = Claims(studio.database, studio.clock)
        self._noted: list[str] = []
        self._talk: list[Call] = []
        self._unreadable: set[str] = set()
        self._note = asyncio.Event()
        self._at_work: set[str] = set()
        self._held: dict[str, float] = {}
        self._complete: dict[Platform, Complete] = {}
        self._removing: set[asyncio.Task[None]] = set()
        self._ending, self._closing = asyncio.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()
        self._always = [loop.create_task(self._note_answered()), loop.create_task(self._keep_recovering())]

    async def claim(self, call: Call, *, known: bool = False) -> bool:
        """Remember the call by its id; False where it was there already. Raise StorageBusy where that takes too long.

        ``known``: only where its place is a thread of Easel's, else False.
        """
        began, outcome = perf_counter(), "failed"
        try:
            # What is being answered, or withdrawn, may not have come as far as its row.
            first = not self._busy(call.id) and await self._claims.claim(call, known=known)
            if first:
                self._held[call.id] = asyncio.get_running_loop().time()
            outcome = "new" if first else "known"
        finally:
            self._watch.claimed(call, outcome, perf_counter() - began)
        return first

    def run(self, call: Call) -> None:
        """Start answering a claimed call, in the background."""
        self._follow(call, self._run(call, again=False))

    def withdraw(self, call: Call) -> None:
        """See to it, in the background, that a call is never answered whose asker was told to ask again."""
        self._follow(call, self._withdraw(call))

    def completed_by(self, platform: Platform, complete: Complete) -> None:
        """Have ``complete`` do so for a call that was claimed ``pending``, and is taken up after a crash."""
        self._complete[platform] = complete

    def _busy(self, call_id: str) -> bool:
        """Return whether a call is being answered or withdrawn, or is with its platform, to be completed."""
        held = self._held.get(call_id)
        return call_id in self._at_work or (held is not None and asyncio.get_running_loop().time() - held < _HELD)

    def _mine(self, call_id: str) -> bool:
        return call_id in self._held or call_id in self._at_work or call_id in self._noted

    def _follow(self, call: Call, work: Coroutine[Any, Any, None]) -> None:
        """Do work on a call in the background; while it lasts, the call is not recovered, and ``close`` waits."""
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        self._at_work.add(call.id)
        self._held.pop(call.id, None)
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
                elif not self._busy(call.id) and call_id not in self._noted:
                    self._follow(call, self._resume(call))
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
        self._ending.set()
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

    async def _resume(self, call: Call) -> None:
        """Answer a call that was taken up, once its platform has completed it and found that its asker may ask."""
        if call.pending:
            completed = await self._completed(call)
            if completed is None:
                return
            call = completed
        await self._run(call, again=True)

    async def _completed(self, call: Call) -> Call | None:
        """Return a call completed; None where it is refused, or cannot be completed now and is left for later."""
        for pause in (*_COMPLETION_PAUSES, None):
            complete = self._complete.get(call.person.team.platform)
            if complete is not None:
                try:
                    completed = await complete(call)
                except Exception as error:  # noqa: BLE001 -- the next try, or the next time it is taken up, completes it
                    log.warning("call_not_completed", call_id=call.id, error=type(error).__name__)
                else:
                    if completed is None:
                        await self._withdraw(call)
                    return completed
            if pause is None or await _set(self._ending, pause):
                break
        return None

    async def _run(self, call: Call, *, again: bool) -> None:
        came = perf_counter()
        # The turn first: a thread's calls queue up in their order, and hold no room while they do.
        async with self._turns.of(call):
            # The room for what is done alone: one slow channel is no reason for nobody else to be heard.
            async with self._turns.room(call):
                began = perf_counter()
                answer, outcome = await self._answered(call, again=again)
                handled = perf_counter()
            if answer.job_id is not None:
                # It begins while "on it" is being said; an outbound never lets that overtake what the job says.
                self._jobs.kick()
            if answer.news:
                self._news()
            if answer.card is None:
                # People talking among themselves: what they said is none of Easel's business.
                self._talk.append(_blank(call))
            heard = await self._said(call, answer.card)
            how = outcome if heard else "unsaid"
            command = call.command if call.command in COMMANDS else "other"
            self._watch.answered(
                call, Answered(command, how, began - came, handled - began, perf_counter() - handled, answer.job_id)
            )
            if heard:
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
            if pause is None or await _set(self._closing, pause):
                break
        log.warning("pictures_not_removed", team=team.id, count=len(pictures), error=failed)

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

    async def _answered(self, call: Call, *, again: bool) -> tuple[Answer, str]:
        """Return the answer, and in a word what became of the call."""
        say = saying(call.locale)
        try:
            if again and await self._tries(call) > _TRIES:
                return Answer(cards.unexpected(say, self._incident(call, None))), "failed"
            handler = COMMANDS.get(call.command, COMMANDS["help"])
            return await handler(_read(call), self._studio), "answered"
        except EaselError as error:
            failed = error.hears is Hears.OPERATOR or isinstance(error, StorageError)
            return Answer(self._refused(call, error)), "failed" if failed else "refused"
        except Exception as error:  # noqa: BLE001 -- one of the three places that catch all: a person waits
            return Answer(cards.unexpected(say, self._incident(call, error))), "failed"

    def _refused(self, call: Call, error: EaselError) -> Card:
        incident = ""
        if error.hears is Hears.OPERATOR or isinstance(error, StorageError):
            incident = self._incident(call, error)
        else:
            log.info("call_refused", call_id=call.id, command=call.command, code=error.code)
        asked = call.command in COSTLY
        return cards.refusal(saying(call.locale), error, self._studio.clock(), incident=incident, asked=asked)

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
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                return await self._say(call, card)
        except TimeoutError:
            log.warning("answer_late", call_id=call.id)
            return False

    async def _say(self, call: Call, card: Card) -> bool:
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


async def _set(event: asyncio.Event, seconds: float) -> bool:
    """Wait so long, less where an event comes meanwhile; return whether it has."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True


def _blank(call: Call) -> Call:
    """Return the call without what was said and given."""
    return replace(call, words="", options={}, uploads=(), answer_to={}, pending="")


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
