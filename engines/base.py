"""The engine port: one request, one picture; partial frames on the way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable

from domain.model import Model
from domain.operation import Quality
from domain.size import Size

Partial = Callable[[bytes], Awaitable[None]]
"""Takes one partial frame, encoded as PNG, JPEG or WebP; it may drop frames, and never raises."""


@dataclass(frozen=True, slots=True)
class Input:
    """An input picture's bytes, with the scene it was drawn from where it has one."""

    data: bytes
    media_type: str
    scene: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What one engine call is asked for: one picture.

    ``operation`` is the kind (generate, edit, vary). For edit and vary, ``inputs[0]`` is the base; references follow.
    ``mask`` is a PNG of the base's size, transparent where it may change. ``person_hash`` is a salted hash that a
    vendor may be given. ``index`` counts the calls of one job from 0.
    """

    operation: str
    words: str
    model: Model
    size: Size
    quality: Quality
    job_id: str
    index: int = 0
    transparent: bool = False
    strong: bool = False
    seed: int = 0
    inputs: tuple[Input, ...] = ()
    mask: bytes | None = None
    person_hash: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """What an engine made: the bytes exactly as returned, their type and size in pixels.

    ``cost`` is in micro-dollars, from the vendor's usage where there is one. ``notes`` are catalogue keys with
    their parameters, for the person; ``facts`` is for the log.
    """

    data: bytes
    media_type: str
    width: int
    height: int
    cost: int = 0
    notes: tuple[tuple[str, Mapping[str, str]], ...] = ()
    scene: str | None = None
    facts: Mapping[str, str | int] = field(default_factory=dict)


class Engine(Protocol):
    """Performs operations. Raises only EngineError; safe to cancel at any await."""

    @property
    def name(self) -> str:
        """Return the name that models are filed under in the catalogue."""
        ...

    async def make(self, request: Request, partial: Partial) -> Made:
        """Make one picture. Never retries a call that may have been billed."""
        ...

    async def close(self) -> None:
        """Let go of connections and processes."""
        ...


@dataclass(frozen=True, slots=True)
class Trip:
    """Why calls fail at once until then: ``scope`` is ``account``, or the id of the one model concerned."""

    scope: str
    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class EngineState:
    """How an engine is: its open breakers, and the share left of its pictures a minute."""

    trips: tuple[Trip, ...] = ()
    left: float = 1.0


@runtime_checkable
class Stated(Protocol):
    """An engine that can say how it is."""

    def state(self) -> EngineState:
        """Return how it is just now, without asking anybody."""
        ...


class Moderator(Protocol):
    """Judges words and input pictures before anything is made."""

    async def check(self, words: str, inputs: tuple[Input, ...]) -> None:
        """Raise Refused where the vendor's moderation flags them, NoAccess or Busy where it cannot be asked."""
        ...
