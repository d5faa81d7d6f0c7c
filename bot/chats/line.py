"""What every chat platform is to the wiring: a line, opened once, by which it is spoken to and heard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from bot.ports import Dispatch, Notes, Operator, Outbound, Pictures, Posts, Vault
from bot.ports.watch import Watch
from bot.watch.nothing import NOBODY
from commands.studio import Fetch, Studio
from domain.people import Person, Place, Platform


@dataclass(frozen=True, slots=True)
class Tools:
    """What both directions are handed. ``frame_link`` makes the address of a partial frame, where there is one."""

    studio: Studio
    posts: Posts
    notes: Notes
    vault: Vault
    pictures: Pictures
    frame_link: Callable[[str, str], str | None]
    operator: Operator
    watch: Watch = NOBODY


class Listener(Protocol):
    """What hears a platform, from ``start`` to ``close``."""

    async def start(self) -> None:
        """Begin to listen, in the background; whatever the platform does, it goes on."""
        ...

    async def close(self) -> None:
        """Finish what is being taken in, and stop listening."""
        ...

    def healthy(self) -> str | None:
        """Return what keeps it from hearing, None where it hears."""
        ...

    def attach(self, app: web.Application) -> None:
        """Add what the platform reaches by HTTP, if it does."""
        ...


class Line(Protocol):
    """A platform that is set up."""

    @property
    def platform(self) -> Platform:
        """Return which platform it is."""
        ...

    @property
    def fetch(self) -> Fetch:
        """Return what reads uploads from it."""
        ...

    async def open(self) -> None:
        """Begin to reach it, in the background."""
        ...

    async def close(self) -> None:
        """Let go of it; what was made of it is closed first."""
        ...

    async def room(self, person: Person, asked: str) -> Place:
        """Return the channel that a person means and may speak in. Raise NotFound or NotAllowed."""
        ...

    def budgets(self) -> Mapping[str, float]:
        """Return the share left of each of its rate limits that was met lately: of the team that has least."""
        ...

    def outbound(self, tools: Tools) -> Outbound:
        """Return what speaks on it; once."""
        ...

    def listener(self, tools: Tools, dispatch: Dispatch) -> Listener:
        """Return what hears it, for who faces people; once."""
        ...
