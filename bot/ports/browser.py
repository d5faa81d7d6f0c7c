"""What the browser workspace is given: it is a chat system of its own, in Easel's storage."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.call import Upload
from domain.card import Card, Version
from domain.people import Person, Place, Viewer


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of the browser workspace. A private one is seen by its owner alone."""

    id: str
    name: str
    private: bool = False
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the browser workspace, of a person or of Easel (then with a card).

    ``position`` orders messages for reading; ``seq`` rises at every change, so that a page resumes by the last one
    it saw. ``thread_id`` is the id of the root message where it stands in a thread. ``private_to`` is a person's id.
    ``replies`` counts the messages of the thread that it is the root of.
    """

    id: str
    channel_id: str
    thread_id: str | None
    author_id: str
    author_name: str
    text: str
    created_at: datetime
    card: Card | None = None
    uploads: tuple[str, ...] = ()
    replies_to: str | None = None
    private_to: str | None = None
    deleted: bool = False
    position: int = 0
    seq: int = 0
    replies: int = 0


@dataclass(frozen=True, slots=True)
class File:
    """Bytes to be served: their type, length in bytes, and a name to save them under."""

    chunks: AsyncIterator[bytes]
    media_type: str
    length: int
    name: str


@dataclass(frozen=True, slots=True)
class QuotaLeft:
    """What is left of a person's quota today, in pictures; ``renews_at`` is UTC."""

    left: int
    limit: int
    renews_at: datetime


class Workspace(Protocol):
    """What the browser workspace keeps: it is a chat system of its own, in Easel's storage."""

    async def arrive(self, person: Person) -> None:
        """Remember the person's name; make the workspace's first channel where there is none."""
        ...

    async def people(self, team_id: str) -> tuple[Person, ...]:
        """Return everyone who has arrived, by name."""
        ...

    async def channels(self, person: Person) -> tuple[Channel, ...]:
        """Return the channels that the person sees, the public ones first."""
        ...

    async def add_channel(self, person: Person, name: str, *, private: bool) -> Channel:
        """Make a channel, or return the one of that name. Raise BadInput where the name will not do."""
        ...

    async def post(self, person: Person, message: Message) -> Message:
        """Keep a person's message; the same id again changes nothing."""
        ...

    async def page(
        self,
        person: Person,
        channel_id: str,
        *,
        thread_id: str | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> tuple[Message, ...]:
        """Return the newest messages of a channel (roots) or thread (root and replies), oldest first, by position."""
        ...

    async def since(self, person: Person, after: int, *, limit: int = 200) -> tuple[Message, ...]:
        """Return what changed after ``after`` in any channel that the person sees, in the order of ``seq``."""
        ...

    async def latest(self) -> int:
        """Return the newest ``seq``."""
        ...

    async def changed(self, after: int, *, seconds: float) -> None:
        """Return as soon as there may be something newer than ``after``, after ``seconds`` at most."""
        ...

    async def tree(self, viewer: Viewer, thread_id: str) -> tuple[Version, ...]:
        """Return the versions of the thread under that root message."""
        ...

    async def picture(self, viewer: Viewer, picture_id: str, *, rendition: str | None = None) -> File:
        """Open a picture's original, or a rendition (``thumb``, ``view``). Raise NotFound where it may not be seen.

        ``exact`` has the very pixels that were asked for; where these are the original's own, it is the original.
        """
        ...

    async def upload(self, viewer: Viewer, source: str) -> File:
        """Open an upload that was kept, for who may see it."""
        ...

    async def preview(self, viewer: Viewer, job_id: str, frame: str) -> File:
        """Open the latest partial frame of a running job. Raise NotFound where there is none."""
        ...

    async def keep(self, person: Person, place: Place, name: str, data: bytes) -> Upload:
        """Check, normalise and keep an upload. Raise BadInput where it is no picture that can be used."""
        ...

    async def quota(self, person: Person) -> QuotaLeft:
        """Return what is left of the person's quota."""
        ...


class Cards(Protocol):
    """Keeps what Easel says in the browser workspace; pages see it by ``Workspace.since``."""

    async def remove(self, team_id: str, pictures: Collection[str]) -> None:
        """Take deleted pictures out of every message that shows them; repeating it changes nothing."""
        ...

    async def show(self, message: Message, *, final: bool, first: bool) -> None:
        """Keep Easel's message under its id, with a new ``seq``; a reply raises that of its root too.

        ``first`` only where no message of that id is there yet; otherwise it takes the place of the one before,
        but never of a final one unless it is ``final`` itself. ``position`` and ``created_at`` stay those of the first.
        """
        ...


@dataclass(frozen=True, slots=True)
class BrowserOptions:
    """How the browser workspace is served. ``password`` is demanded of everyone where it is set."""

    secret_key: str
    password: str = ""
    admin_password: str = ""
    secure_cookies: bool = False
    public_url: str = ""
    upload_limit: int = 25 * 1024 * 1024
    notices: tuple[str, ...] = field(default=())
