"""What the chat platforms are given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.card import Card, Shown
from domain.people import Person, Platform, Viewer


@dataclass(frozen=True, slots=True)
class Post:
    """A message of Easel's own on a chat platform.

    ``event`` is the id of the event it answers (``answer_to["event"]``), ``role`` what it is in that answer: there is
    one message of each. ``owner`` is whose token speaks there, where that is not the team's own. ``channel_id`` is
    where the platform keeps the message, ``thread`` the platform thread id of the Easel thread that it belongs to,
    ``pictures`` the ids of what it shows. Nothing overwrites a ``final`` one but another final one.
    """

    team_id: str
    channel_id: str
    message_id: str
    event: str
    role: str
    thread: str | None = None
    pictures: tuple[str, ...] = ()
    final: bool = False
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """An Easel thread as its platform knows it.

    ``locale`` is the language that was last spoken in it, ``began`` when its first picture was asked for.
    """

    team_id: str
    channel_id: str
    thread: str
    private: bool
    locale: str
    began: datetime | None = None


@dataclass(frozen=True, slots=True)
class Remains:
    """What is left of a thread: the number of its pictures, and whether who made those asked about is forgotten."""

    pictures: int
    forgotten: bool


class Posts(Protocol):
    """Which messages on chat platforms are Easel's own, and which threads: what makes repeating land in one place."""

    async def find(self, event: str, role: str) -> Post | None:
        """Return the message that plays a role in the answer of an event."""
        ...

    async def keep(self, post: Post) -> None:
        """Keep a message, or what has become of it, by its event and role; one that is not final never unmakes one."""
        ...

    async def at(self, team_id: str, channel_id: str, message_id: str) -> Post | None:
        """Return what a message of that team is, None where it is not Easel's."""
        ...

    async def showing(self, team_id: str, pictures: Collection[str]) -> tuple[Post, ...]:
        """Return the team's messages that show any of the pictures, each once, in no certain order."""
        ...

    async def bind(self, team_id: str, call_id: str, thread: str) -> None:
        """Say which platform thread holds the Easel thread that a call began, if it began one; may be repeated."""
        ...

    async def thread(self, team_id: str, thread: str) -> Bound | None:
        """Return the Easel thread that a platform thread belongs to, None where it is none of Easel's.

        That is the one bound to it; else, where the root that a platform names in it (``<channel>:<message>``) is a
        message of Easel's, the one that this message belongs to, which is bound elsewhere.
        """
        ...

    async def remains(self, team_id: str, thread: str, pictures: Collection[str]) -> Remains | None:
        """Return what is left of the Easel thread bound to a platform thread; None where there is none."""
        ...

    async def latest(self, team_id: str, channel_id: str) -> Bound | None:
        """Return the newest thread of a channel: what plain words mean where there are no platform threads."""
        ...

    async def recent(self, platform: Platform, since: datetime, *, limit: int) -> tuple[Bound, ...]:
        """Return the threads in which Easel spoke since then, the latest first."""
        ...


class Notes(Protocol):
    """Small things that a platform remembers, by key; forgotten some days after they were written."""

    async def read(self, key: str) -> str | None:
        """Return what is noted."""
        ...

    async def write(self, key: str, text: str) -> None:
        """Note it, in place of what was there. What a person gave is keyed ``<person id>|…``, and goes with them."""
        ...

    async def once(self, key: str) -> bool:
        """Return True to the first who asks, False to all others, of every process."""
        ...


@dataclass(frozen=True, slots=True)
class Sendable:
    """Bytes of a picture that a chat can show; ``reduced`` where they are not the original's own."""

    data: bytes
    media_type: str
    name: str
    reduced: bool = False


class Pictures(Protocol):
    """Bytes for chat platforms. What a card shows was allowed when the card was made."""

    async def sendable(self, shown: Shown, *, most: int, types: frozenset[str]) -> Sendable:
        """Return the original where it has one of the media ``types`` and ``most`` bytes at most, else a rendition.

        It is the best one that fits. Raise NotFound where the picture has been deleted.
        """
        ...

    async def file(self, card: Card, *, most: int) -> Sendable | None:
        """Return what a card offers to download (``Card.file``), unchanged; None where it has more than ``most`` bytes.

        Raise NotFound where it is not there any more.
        """
        ...

    async def preview(self, job_id: str, frame: str) -> Sendable | None:
        """Return the latest partial frame of a running job, as a card's ``Progress.preview`` names it."""
        ...

    def link(self, picture_id: str) -> str | None:
        """Return a signed link to a picture's original that works for some days, None where no public URL is set."""
        ...


class Vault(Protocol):
    """Keeps secrets in text that may be stored."""

    def seal(self, secret: str, about: str = "") -> str:
        """Return the secret encrypted, as text that opens only for what it is ``about``."""
        ...

    def unseal(self, sealed: str, about: str = "") -> str:
        """Return the secret. Raise ValueError where it was sealed by another deployment, about something else, or changed."""
        ...

    def outdated(self, sealed: str) -> bool:
        """Return whether what it opens is better sealed anew."""
        ...


class Installations(Protocol):
    """What each workspace of a platform gave when Easel was installed in it: text that is sealed where it is kept."""

    async def read(self, team: str) -> str | None:
        """Return what was kept; None too where it was sealed with another secret."""
        ...

    async def write(self, team: str, text: str, *, expires_at: datetime | None = None) -> None:
        """Keep it, in place of what was there."""
        ...

    async def drop(self, team: str) -> None:
        """Forget it."""
        ...

    async def expiring(self, before: datetime) -> tuple[str, ...]:
        """Return the teams whose installations end before then, the soonest first."""
        ...


@dataclass(frozen=True, slots=True)
class Made:
    """A picture that a person made: its words, and the platform thread that it is in."""

    picture_id: str
    version: int
    words: str
    thread: str | None


@dataclass(frozen=True, slots=True)
class Overview:
    """What a person has: pictures left today, and the newest ones they made that the viewer may see."""

    left: int
    limit: int
    renews_at: datetime
    newest: tuple[Made, ...] = ()


Overlook = Callable[[Person, Viewer], Awaitable[Overview]]
"""Returns what a person has, as it may be seen from where they look."""


Unaffordable = Callable[[Person, int, str], Awaitable[str | None]]
"""Says, in the locale named, why a person cannot have so many pictures now; None where they can."""


Preferred = Callable[[Person], Awaitable[Mapping[str, str]]]
"""Returns the options' values that hold for a person where they say nothing, by the options' names."""


@dataclass(frozen=True, slots=True)
class DiscordOptions:
    """How Discord is reached: the bot's token, and other hosts than Discord's own where they are set."""

    token: str
    api_url: str = ""
    gateway_url: str = ""


@dataclass(frozen=True, slots=True)
class SlackOptions:
    """How Slack is reached and what Easel is there.

    With ``app_token``, by Socket Mode; with ``signing_secret`` and no ``app_token``, by HTTP at ``/slack/events``. A
    ``bot_token`` serves one workspace; ``client_id`` and ``client_secret`` let many install it. ``strangers`` and
    ``guests`` say whether people of other organisations in shared channels, and guests, may use it.
    """

    bot_token: str = ""
    app_token: str = ""
    signing_secret: str = ""
    client_id: str = ""
    client_secret: str = ""
    api_url: str = ""
    public_url: str = ""
    strangers: bool = False
    guests: bool = True
