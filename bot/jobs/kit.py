"""Kit: what the story of a job works with, and where the running one is found."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.jobs.live import Live
from bot.ports import Outbound
from bot.ports.watch import Watch
from bot.watch.nothing import NOBODY
from commands.studio import Studio
from domain.people import Platform
from engines.base import Engine, Moderator


@dataclass(frozen=True, slots=True)
class Pace:
    """How often the jobs do what they repeat and how patient they are, in seconds.

    ``sleep`` is how they wait for an engine that is busy.
    """

    tick: float = 2.0
    beat: float = 5.0
    silence: float = 20.0
    sweep: float = 5.0
    cancel: float = 1.0
    cards: float = 2.0
    frames: float = 1.0
    queue: float = 0.5
    drain: float = 5.0
    busy: float = 120.0
    busy_tries: int = 3
    again: float = 5.0
    tell: float = 45.0
    tell_first: float = 1.0
    tell_tries: int = 14
    lease: float = 60.0
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass(frozen=True, slots=True)
class Kit:
    """Everything a job needs. ``salt`` hides who asked from vendors, ``worker_id`` is new at every process start."""

    studio: Studio
    engines: Mapping[str, Engine]
    moderator: Moderator | None
    outbounds: Mapping[Platform, Outbound]
    salt: bytes
    worker_id: str
    pace: Pace = Pace()
    live: Live = field(default_factory=Live)
    watch: Watch = NOBODY


# DBOS finds a workflow by its name and calls it with what it kept in its database, which is a job's id and nothing
# else: what the process works with has to be found from a module. There is one DBOS in a process, so one kit.
_running: list[Kit] = []


def use(kit: Kit | None) -> None:
    """Make a kit the process's own, or none."""
    _running[:] = [] if kit is None else [kit]


def running() -> Kit:
    """Return the process's kit."""
    if not _running:
        raise RuntimeError("the jobs of this process are not started")
    return _running[0]
