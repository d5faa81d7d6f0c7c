"""How what arrives is received: claimed before it is acknowledged, completed after that, handed on; or refused."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

import structlog

from bot.platforms.slack.calls import Origin
from bot.platforms.slack.core import SECONDS, Core
from bot.platforms.slack.pending import Pending
from bot.platforms.slack.people import Profile, Seat, met
from bot.platforms.slack.tell import Teller
from domain.call import Call
from domain.errors import EaselError
from domain.people import Place
from domain.wishes import WishKind, read_wish

log = structlog.get_logger()

After = Callable[[], Awaitable[None]]
Complete = Callable[[Call], Awaitable[Call]]

_LOOK_SECONDS = 10.0
_PAUSES = (1.0, 2.0)
"""Seconds to wait before Slack is asked again who somebody is, where it did not say and that matters."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of something that arrived: with what it is acknowledged, and what is done once it is.

    ``again`` leaves it unacknowledged, so that Slack sends it once more.
    """

    ack: Mapping[str, Any] = field(default_factory=dict)
    after: After | None = None
    again: bool = False


NOTHING = Taken()


class Unwelcome(Exception):
    """Whoever asks may not use Easel; ``key`` says why. Without one it is nothing that anybody is told about."""

    def __init__(self, key: str = "") -> None:
        super().__init__(key)
        self.key = key


class Reception:
    """Receives what is asked, and completes it once Slack has its acknowledgement."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self.teller = Teller(core.api)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[None]] = set()

    async def accept(
        self,
        call: Call,
        origin: Origin,
        complete: Complete,
        *,
        busy: Taken | None,
        known: bool = False,
        pending: Pending | None = None,
        again: After | None = None,
    ) -> Taken:
        """Claim a call; once acknowledged it is completed and answered, each once, however often it arrives.

        Where claiming takes too long or fails, the asker is told by ``busy`` and it is never answered; with None Slack
        is to send it again. ``pending`` is what is kept with it until it is complete, ``again`` is done with one that
        was claimed before.
        """
        kept = pending or Pending.of(origin)
        task = asyncio.ensure_future(self._core.dispatch.claim(replace(call, pending=kept.text()), known=known))
        await asyncio.wait({task}, timeout=SECONDS)
        after = partial(self._answer, call, origin, complete, loud=kept.loud)
        if task.done() and not task.cancelled() and task.exception() is None:
            return Taken(after=after if task.result() else again)
        log.warning("claim_failed", call_id=call.id, error=_why(task))
        if busy is not None:
            self.later(_ended(task))
            self._core.dispatch.withdraw(call)
            return busy
        if not task.done():
            # When it is sent again it is claimed already: it is this one that must answer.
            self.later(self._late(task, after))
        return Taken(again=True)

    async def look(self, call: Call, origin: Origin) -> Call:
        """Return the call with what only Slack knows of its person and place. Raise Unwelcome.

        What Slack does not tell stays as it was claimed: a guest's, in private.
        """
        people = self._core.people
        profile = await people.profile(origin.seat)
        for pause in _PAUSES:
            if profile is not None or not self._matters(origin.seat):
                break
            await asyncio.sleep(pause)
            profile = await people.profile(origin.seat)
        self.welcome(origin.seat, profile)
        if profile is not None:
            groups = await people.groups(origin.seat)
            call = replace(call, person=met(call.person, profile, groups), locale=profile.locale)
        await self._core.homes.met(origin.seat)
        place = call.place
        if origin.channel and (origin.public is None or not place.channel_name):
            room = await people.room(origin.seat, origin.channel)
            if room is not None:
                private = room.private if origin.public is None else place.private or room.private
                call = replace(call, place=Place(place.channel_id, room.name, private, place.thread_id))
        return call

    def welcome(self, seat: Seat, profile: Profile | None) -> None:
        """Raise Unwelcome where a person may not use Easel here, or that is not known and it matters."""
        core = self._core
        if core.strangers and core.guests:
            return
        stranger = seat.stranger if seat.stranger is not None else profile is not None and profile.stranger
        if stranger and not core.strangers:
            raise Unwelcome("slack.strangers")
        if profile is None and self._matters(seat):
            raise Unwelcome("slack.person_unknown")
        if profile is not None and profile.guest and not core.guests:
            raise Unwelcome("slack.guests")

    def _matters(self, seat: Seat) -> bool:
        """Return whether Slack must say who somebody is before they may ask for anything."""
        return not self._core.guests or (seat.stranger is None and not self._core.strangers)

    def locale(self, seat: Seat) -> str:
        """Return the language of a person, as far as it is known without asking."""
        profile = self._core.people.known(seat)
        return "en" if profile is None else profile.locale

    def refusal(self, seat: Seat) -> str | None:
        """Return why a person may not use Easel here, in their language, as far as that is known without asking."""
        known = self._core.people.known(seat)
        if known is None and seat.stranger is not True:
            return None
        try:
            self.welcome(seat, known)
        except Unwelcome as error:
            return self._core.saying(self.locale(seat))(error.key)
        return None

    async def refuse(self, origin: Origin, key: str, **params: object) -> None:
        """Tell whoever asked why nothing happens."""
        await self.teller.tell(origin, self._core.saying(self.locale(origin.seat))(key, **params))

    async def refuse_once(self, origin: Origin, key: str) -> None:
        """Tell whoever spoke in a thread of Easel's why nothing happens: once a thread, since they talk to others too."""
        seat = origin.seat
        where = f"{seat.home.id}:{origin.channel}:{origin.root}"
        if await self._core.notes.once(f"{seat.person.id}|{key}:{where}"):
            await self.refuse(origin, key)

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something in the background."""
        task = asyncio.get_running_loop().create_task(_logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def finish(self, seconds: float) -> None:
        """Finish what is being done, and drop what takes longer."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=seconds)
        for task in set(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _answer(self, call: Call, origin: Origin, complete: Complete, *, loud: bool) -> None:
        turn = self._turns.setdefault(f"{call.person.team.id}/{call.place.thread_id or call.id}", asyncio.Lock())
        # Those of one thread in the order in which they came, whatever is looked up for each.
        async with turn:
            try:
                found = await self._completed(call, origin, complete)
            except Unwelcome as error:
                self._core.dispatch.withdraw(call)
                if loud:
                    await self.refuse(origin, error.key)
                elif _wishes(call):
                    await self.refuse_once(origin, error.key)
            else:
                self._core.dispatch.run(found)

    async def resume(self, call: Call, origin: Origin, complete: Complete, *, loud: bool) -> Call | None:
        """Complete a call that was claimed by a process that has gone; None where its asker may not ask, and is told."""
        try:
            return await self._completed(replace(call, pending=""), origin, complete)
        except Unwelcome as error:
            if loud:
                await self.refuse(origin, error.key)
            elif _wishes(call):
                await self.refuse_once(origin, error.key)
            return None

    async def _completed(self, call: Call, origin: Origin, complete: Complete) -> Call:
        try:
            async with asyncio.timeout(_LOOK_SECONDS):
                return await complete(call)
        except Unwelcome:
            raise
        except Exception as error:  # noqa: BLE001 -- it is answered with what is known
            log.warning("slack_call_incomplete", call_id=call.id, error=type(error).__name__)
        known = self._core.people.known(origin.seat)
        self.welcome(origin.seat, known)
        return replace(call, person=met(call.person, known))

    async def _late(self, task: asyncio.Future[bool], after: After) -> None:
        if await task:
            await after()


def _wishes(call: Call) -> bool:
    """Return whether somebody who did not speak to Easel by name wants something of it, rather than of the others."""
    wish = read_wish(call.words, addressed=bool(call.addressed), has_upload=bool(call.uploads))
    return wish.kind not in {WishKind.TALK, WishKind.UNSURE}


def _why(task: asyncio.Future[bool]) -> str:
    """Return what kept a call from being claimed."""
    if not task.done():
        return "slow"
    return type(task.exception()).__name__ if not task.cancelled() else "cancelled"


async def _ended(task: asyncio.Future[bool]) -> None:
    """Hear of the end of a claim that somebody has been told about already."""
    with suppress(EaselError):
        await task


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception as error:  # noqa: BLE001 -- nobody waits for it
        log.warning("slack_background_failed", error=type(error).__name__)
