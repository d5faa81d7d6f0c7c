"""What every platform is given and gives."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from domain.call import Call
from domain.card import Card
from domain.people import Person, Place, Platform, Team, Viewer


@dataclass(frozen=True, slots=True)
class Target:
    """Where a job speaks: who asked, where, in which language, and what the platform remembered to answer there."""

    job_id: str
    thread_id: str
    person: Person
    place: Place
    answer_to: Mapping[str, str]
    locale: str = "en"


@dataclass(frozen=True, slots=True)
class News:
    """What is said in a channel of a team unasked: a shared picture, one for the showcase, a warning.

    The same ``key`` is the same news, however often it is said. With ``thread`` it is said in that platform thread.
    """

    key: str
    team: Team
    channel_id: str
    card: Card
    locale: str = "en"
    thread: str | None = None


class Outbound(Protocol):
    """How a platform is told, from any process. Every method may be repeated and shows its card once."""

    async def answer(self, call: Call, card: Card) -> None:
        """Answer a call: the first thing said to it. Never overwrites what a job has said since."""
        ...

    async def progress(self, target: Target, card: Card) -> None:
        """Show how far a job is, latest card wins; raise nothing, since the next one comes soon."""
        ...

    async def deliver(self, target: Target, card: Card) -> None:
        """Show the end of a job. Idempotent by job; raises where it must be tried again."""
        ...

    async def announce(self, news: News) -> None:
        """Say something in a channel that answers nobody's call; by its key once.

        Raise NotFound or NotAllowed where Easel cannot speak there, and whatever else must be tried again.
        """
        ...

    async def remove(self, team_id: str, pictures: tuple[str, ...]) -> None:
        """Take deleted pictures off the platform, as far as it lets us; raises where it must be tried again."""
        ...


class Dispatch(Protocol):
    """Takes calls in."""

    async def claim(self, call: Call, *, known: bool = False) -> bool:
        """Remember the call by its id in one local statement; False where it was there already.

        ``known``: only where its place is a thread of Easel's, else False.
        """
        ...

    def run(self, call: Call) -> None:
        """Start answering a claimed call, in the background; whatever happens, something is said."""
        ...

    def withdraw(self, call: Call) -> None:
        """See to it, in the background, that a call is never answered whose asker was told to ask again."""
        ...

    def completed_by(self, platform: Platform, complete: Complete) -> None:
        """Have ``complete`` do so for a call that was claimed ``pending``, and is taken up after a crash."""
        ...


Complete = Callable[[Call], Awaitable[Call | None]]
"""Returns a call completed; None where its asker may not ask, and was told so. Raises where that is not known now."""


Say = Callable[..., str]
"""Says a key of the catalogue of words, its parameters filled in."""

Saying = Callable[[str], Say]
"""Returns what speaks a language."""

Suggest = Callable[[Viewer, str, str], Awaitable[tuple[tuple[str, str], ...]]]
"""Completes what is typed: ``(viewer, Option.suggest, typed)`` to labels and values, the best first, 25 at most."""

Operator = Callable[[str, Mapping[str, str]], None]
"""Tells the operator of what only they can mend: a key of ``operator.*`` words and its parameters."""


Explain = Callable[[Exception, str], Card]
"""Turns an error into the card a person reads, in the locale named."""

Check = Callable[[], Awaitable[Mapping[str, str]]]
"""Returns what is wrong, by part; empty where all is well."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What an examination found: a part of the set-up, whether it is good, and what to say and do about it.

    ``code`` is a key of ``doctor.*`` words. ``fatal`` is what keeps the part from working at all.
    """

    part: str
    code: str
    good: bool
    params: Mapping[str, str] = field(default_factory=dict)
    fatal: bool = True
