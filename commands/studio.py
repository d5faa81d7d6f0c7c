"""What a command's handler works with, handed down by the wiring."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from domain.call import Call, Upload
from domain.card import Card
from domain.clock import Clock
from domain.people import Person, Place, Platform
from engines.catalog import Catalog
from engines.worker import Worker
from storage.assets import Assets
from storage.database import Database
from storage.people import TeamSettings
from storage.queue import Caps

_TAKEN_AT_ONCE = 4
# Each may be as large as an upload may be, and is in memory more than once while it is checked.

Fetch = Callable[[Upload], Awaitable[bytes]]
"""Reads an upload's bytes from its platform. Raises BadInput where they are gone or too many."""


class LibraryDoor(Protocol):
    """Lets people into the library's pages."""

    async def invite(self, person: Person, channels: tuple[str, ...] = ()) -> str | None:
        """Return a link that works once, for that person; None where the pages have no public address.

        ``channels`` are private ones that they may read there.
        """
        ...

    async def end_all(self, person: Person) -> None:
        """End every visit of the person's."""
        ...


Room = Callable[[Person, str], Awaitable[Place]]
"""Finds the channel that a person means (a mention, ``#name`` or id) and may speak in. Raises NotFound or NotAllowed."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the deployment decides where a team does not. ``daily_images`` a person and UTC day."""

    model: str
    daily_images: int
    moderation: bool


@dataclass(frozen=True, slots=True)
class Studio:
    """Everything a handler may use. ``engines`` names those that have what they need to work.

    ``taking`` is held by who holds an upload's bytes. ``archive_token`` signs the key of a note that orders an archive,
    so that a link with it, at ``public_url`` or in the browser workspace, opens it.
    """

    database: Database
    assets: Assets
    catalog: Catalog
    worker: Worker
    engines: frozenset[str]
    caps: Caps
    defaults: Defaults
    clock: Clock
    new_id: Callable[[], str]
    fetchers: Mapping[Platform, Fetch]
    rooms: Mapping[Platform, Room] = field(default_factory=dict)
    library_door: LibraryDoor | None = None
    archive_token: Callable[[str], str] | None = None
    public_url: str = ""
    taking: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_TAKEN_AT_ONCE))

    def daily_images(self, team: TeamSettings) -> int:
        """Return how many pictures a person of a team with these settings has a day."""
        return self.defaults.daily_images if team.daily_images is None else team.daily_images


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler answers: a card, or nothing where nobody spoke to Easel.

    ``job_id`` is the job it set going, ``stopped`` the one it asked to stop, ``gone`` are pictures that were deleted:
    their messages on the platform are not to show them any more. ``news`` says that something waits to be announced.
    """

    card: Card | None
    job_id: str | None = None
    stopped: str | None = None
    gone: tuple[str, ...] = ()
    news: bool = False


Handler = Callable[[Call, Studio], Awaitable[Answer]]
