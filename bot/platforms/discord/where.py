"""Where an answer goes: what a call remembered of its place on Discord, read once."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.ports import News, Vault
from domain.people import Person, Place, Platform

_DISCORD_EPOCH = 1_420_070_400.0
_DEFAULT_LIMIT = 10 * 1024 * 1024
_ORIGINAL = frozenset({"slash", "whisper", "hook"})
_NONCE_BYTES = 15


@dataclass(frozen=True, slots=True)
class Where:
    """Where an answer goes, and by which ways.

    ``how`` a call came decides: ``slash``, ``whisper`` and ``hook`` have a deferred response to fill, ``press`` and
    ``message`` have none. ``channel`` is the channel or Discord thread to speak in, ``parent`` the channel around it,
    ``thread`` the platform thread id of the Easel thread that is meant, None where one begins. ``until`` is when the
    interaction's token ends, in seconds; ``limit`` is in bytes of a file; ``user`` and ``name`` are the asker's.
    """

    event: str
    how: str
    channel: str
    parent: str
    thread: str | None
    reply: str
    app: str
    token: str
    until: float
    limit: int
    guild: str
    user: str
    name: str
    team: str
    may_open_threads: bool
    may_attach: bool
    locale: str

    @property
    def in_thread(self) -> bool:
        """Return whether it was asked inside the Discord thread of the Easel thread that is meant."""
        return self.thread is not None and self.thread == self.channel

    @property
    def fills(self) -> bool:
        """Return whether the deferred response becomes the answer, where it is still there."""
        return self.how in _ORIGINAL and not (self.how == "slash" and self.in_thread)

    @property
    def unsigned(self) -> bool:
        """Return whether nobody sees who asked: neither by the command nor by what is replied to."""
        return bool(self.guild) and (self.how == "press" or (self.how == "slash" and self.in_thread))

    @property
    def only_hook(self) -> bool:
        """Return whether nothing but the interaction's own webhook reaches the person."""
        return self.how in {"hook", "whisper"}

    @property
    def opens_thread(self) -> bool:
        """Return whether the result belongs into a new Discord thread."""
        return (
            self.thread is None
            and not self.only_hook
            and bool(self.guild)
            and self.channel == self.parent
            and self.may_open_threads
        )

    @property
    def channels(self) -> tuple[str, ...]:
        """Return where an ordinary message may be posted, the best place first."""
        return (self.channel,) if self.parent in {"", self.channel} else (self.channel, self.parent)

    def hooked(self, now: datetime, *, seconds: float = 5.0) -> bool:
        """Return whether the interaction's webhook works for that many seconds from now."""
        return bool(self.token) and now.timestamp() + seconds < self.until

    def age(self, now: datetime) -> float:
        """Return how many seconds ago it was asked."""
        return now.timestamp() - made_at(self.event.rpartition(":")[2])

    def nonce(self, role: str) -> str:
        """Return what makes a message of that role the same one however often it is posted within minutes."""
        digest = hashlib.sha256(f"{self.event}/{role}".encode()).digest()[:_NONCE_BYTES]
        return base64.b32encode(digest).decode().lower()


def where_of(answer_to: Mapping[str, str], person: Person, place: Place, vault: Vault, locale: str) -> Where:
    """Return where a call is answered. A token that cannot be read is one that has ended."""
    return Where(
        event=answer_to["event"],
        how=answer_to["how"],
        channel=answer_to["channel"],
        parent=place.channel_id,
        thread=place.thread_id,
        reply=answer_to.get("reply", ""),
        app=answer_to.get("app", ""),
        token=_unsealed(answer_to.get("token", ""), vault),
        until=float(answer_to.get("until") or 0),
        limit=int(answer_to.get("limit") or _DEFAULT_LIMIT),
        guild=answer_to.get("guild", ""),
        user=answer_to.get("user", "") or person.user_id,
        name=person.name,
        team=person.team.id,
        may_open_threads=answer_to.get("thread_ok", "") != "0",
        may_attach=answer_to.get("attach_ok", "") != "0",
        locale=locale,
    )


def where_of_news(news: News) -> Where:
    """Return where news is said: by the bot alone, in its thread or else in its channel, asked by nobody."""
    team = news.team
    return Where(
        event=f"{Platform.DISCORD}:news:{news.key}",
        how="news",
        channel=news.thread or news.channel_id,
        parent=news.channel_id,
        thread=news.thread,
        reply="",
        app="",
        token="",
        until=0,
        limit=_DEFAULT_LIMIT,
        guild="" if team.external_id.startswith("dm:") else team.external_id,
        user="",
        name="",
        team=team.id,
        may_open_threads=False,
        may_attach=True,
        locale=news.locale,
    )


def made_at(snowflake: str) -> float:
    """Return when an id of Discord's was made, in seconds; it is in the id. 0 for what is none."""
    return (int(snowflake) >> 22) / 1000 + _DISCORD_EPOCH if snowflake.isdecimal() else 0.0


def _unsealed(sealed: str, vault: Vault) -> str:
    try:
        return vault.unseal(sealed) if sealed else ""
    except ValueError:
        return ""
