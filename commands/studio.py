"""What a command's handler works with, handed down by the wiring."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from domain.call import Call, Upload
from domain.card import Card
from domain.clock import Clock
from domain.people import Platform
from engines.catalog import Catalog
from engines.worker import Worker
from storage.assets import Assets
from storage.database import Database
from storage.queue import Caps

Fetch = Callable[[Upload], Awaitable[bytes]]
"""Reads an upload's bytes from its platform. Raises BadInput where they are gone or too many."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the deployment decides where a team does not. ``daily_images`` a person and UTC day."""

    model: str
    daily_images: int
    moderation: bool


@dataclass(frozen=True, slots=True)
class Studio:
    """Everything a handler may use. ``engines`` names those that have what they need to work."""

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


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler answers: a card, or nothing where nobody spoke to Easel.

    ``job_id`` is the job it set going, ``stopped`` the one it asked to stop.
    """

    card: Card | None
    job_id: str | None = None
    stopped: str | None = None


Handler = Callable[[Call, Studio], Awaitable[Answer]]
