"""Easel's ear on a fake Discord: the real client and face, and a core that records what it is handed."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, MutableMapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from structlog.testing import capture_logs

from bot.platforms.discord.connection import Connection, Connector
from bot.platforms.discord.face import DiscordFace
from bot.ports import Bound, DiscordOptions, Post
from commands.table import SPECS
from commands.words import languages, saying
from domain.call import Call
from domain.command import CommandSpec
from domain.people import Platform, Viewer
from tests.bot.platforms.memory import MemoryNotes, Mirror
from tests.fakes.discord_client import discord_hosts
from tests.fakes.discord_server import FakeDiscord
from tests.fakes.discord_world import Channel, File, Guild, Message, User

FOX = File(
    "fox.png",
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    ),
)


class Recorder:
    """A dispatch that remembers: claims as the inbox keeps them, and what is run and withdrawn.

    ``stalled`` claims never come back, ``failing`` ones raise, and what is in ``taken`` somebody else has.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self.claimed: dict[str, Call] = {}
        self.ran: list[Call] = []
        self.withdrawn: list[Call] = []
        self.again: list[str] = []
        self.taken: set[str] = set()
        self.stalled = False
        self.failing = 0
        self.held: asyncio.Event | None = None

    async def claim(self, call: Call) -> bool:
        if self.stalled:
            await asyncio.Event().wait()
        if self.failing:
            self.failing -= 1
            raise OSError
        if self.held is not None:
            await self.held.wait()
        if call.id in self.claimed or call.id in self.taken:
            self.again.append(call.id)
            self._changed()
            return False
        self.claimed[call.id] = call
        return True

    def run(self, call: Call) -> None:
        assert call.id in self.claimed, "only a claimed call is run"
        assert call.id not in [each.id for each in self.ran], "a call is run once"
        self.ran.append(call)
        self._changed()

    def withdraw(self, call: Call) -> None:
        assert call.id not in [each.id for each in self.ran], "what is run is not withdrawn"
        self.withdrawn.append(call)
        self._changed()


class MemoryPosts:
    """What Easel said, and in which threads; ``asked`` counts the questions."""

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self.bound: list[tuple[Bound, datetime]] = []
        self.asked = 0
        self.stalled = False
        self.gate: asyncio.Event | None = None

    async def find(self, event: str, role: str) -> Post | None:
        self.asked += 1
        return next((each for each in self.posts if (each.event, each.role) == (event, role)), None)

    async def keep(self, post: Post) -> None:
        self.posts.append(post)

    async def at(self, team_id: str, channel_id: str, message_id: str) -> Post | None:
        self.asked += 1
        if self.stalled:
            await asyncio.Event().wait()
        key = (team_id, channel_id, message_id)
        return next((each for each in self.posts if (each.team_id, each.channel_id, each.message_id) == key), None)

    async def thread(self, team_id: str, thread: str) -> Bound | None:
        self.asked += 1
        if self.gate is not None:
            gate, self.gate = self.gate, None
            await gate.wait()
        return next((each for each, _ in self.bound if (each.team_id, each.thread) == (team_id, thread)), None)

    async def latest(self, team_id: str, channel_id: str) -> Bound | None:
        self.asked += 1
        found = (each for each, _ in reversed(self.bound) if (each.team_id, each.channel_id) == (team_id, channel_id))
        return next(found, None)

    async def recent(self, platform: Platform, since: datetime, *, limit: int) -> tuple[Bound, ...]:
        self.asked += 1
        found = [each for each, at in reversed(self.bound) if at >= since and each.team_id.startswith(platform)]
        return tuple(found[:limit])


def time_of(fake: FakeDiscord) -> datetime:
    """Return what time it is on the fake Discord."""
    return datetime.fromtimestamp(fake.clock.now(), UTC)


async def eventually(condition: Callable[[], object]) -> None:
    """Wait for what the fake Discord does not see happen."""
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 -- nothing tells of it
            await asyncio.sleep(0.01)


@dataclass
class Ear:
    """One process of Easel that listens, on a fake Discord with a guild, a channel and two people."""

    fake: FakeDiscord
    face: DiscordFace
    dispatch: Recorder
    posts: MemoryPosts
    notes: MemoryNotes
    told: list[str]
    guild: Guild
    channel: Channel
    mira: User
    leo: User
    suggested: list[tuple[Viewer, str, str]]
    logged: list[MutableMapping[str, Any]]

    @property
    def team(self) -> str:
        return f"discord:{self.guild.id}"

    async def call(self, event: int | str) -> Call:
        """Wait until the call of an interaction or message is run, and return it."""
        key = f"discord:{event}"
        return await self.fake.until(lambda: next((call for call in self.dispatch.ran if call.id == key), None))

    async def settled(self) -> None:
        """Wait until everything said before has been heard: a message after all of it has been answered."""
        marker = self.fake.slash(self.mira, self.channel, "quota")
        await self.call(marker.id)

    def speak(self, channel: Channel, text: str = "Here.", **about) -> Message:
        """Say something as Easel."""
        return self.fake.post(channel, self.fake.app.user, text, app=self.fake.app, **about)

    def picture(self, channel: Channel, thread: str | None, *pictures: str, guild: Guild | None = None) -> Message:
        """Say something as Easel that holds pictures of a thread."""
        message = self.speak(channel)
        team = self.team if guild is None else f"discord:{guild.id}"
        kept = Post(
            team, str(channel.id), str(message.id), f"discord:{message.id}", "result", thread, pictures, final=True
        )
        self.posts.posts.append(kept)
        return message

    def own_thread(self, name: str = "A fox", *, locale: str = "de", private: bool = False) -> Channel:
        """Open a Discord thread that is one of Easel's."""
        root = self.speak(self.channel, "On it.")
        thread = self.fake.open_thread(self.channel, self.fake.app.user, name, 11, id_=root.id)
        self.bind(self.team, self.channel, str(thread.id), locale=locale, private=private)
        return thread

    def bind(self, team: str, channel: Channel, thread: str, *, locale: str = "de", private: bool = False) -> None:
        now = time_of(self.fake)
        self.posts.bound.append((Bound(team, str(channel.id), thread, private, locale, now), now))


@asynccontextmanager
async def face_on(
    fake: FakeDiscord,
    *,
    dispatch: Recorder,
    posts: MemoryPosts,
    notes: MemoryNotes,
    told: list[str],
    suggested: list[tuple[Viewer, str, str]],
    suggestions: Sequence[tuple[str, str]] = (),
    specs: Sequence[CommandSpec] = SPECS,
    token: str | None = None,
    gateway_url: str = "",
    connector: Connector | None = None,
) -> AsyncIterator[DiscordFace]:
    """Run a face, and the connection that it asks about the token."""

    def tell(code: str, params: Mapping[str, str]) -> None:
        told.append(code)
        fake.changed()

    async def suggest(viewer: Viewer, kind: str, typed: str) -> tuple[tuple[str, str], ...]:
        suggested.append((viewer, kind, typed))
        if typed == "stall":
            await asyncio.Event().wait()
        if typed == "fail":
            raise OSError
        return tuple(suggestions)

    options = DiscordOptions(fake.token if token is None else token, gateway_url=gateway_url)
    connection = Connection(options, tell, connector=connector)
    face = DiscordFace(
        connection,
        options,
        dispatch=dispatch,
        posts=posts,
        notes=notes,
        vault=Mirror(),
        specs=specs,
        suggest=suggest,
        saying=saying,
        languages=languages(),
        operator=tell,
        clock=lambda: time_of(fake),
        connector=connector,
        pauses=(0.01,),
        ready_seconds=0.05,
    )
    await connection.login_soon()
    await face.start()
    try:
        yield face
    finally:
        await face.close()
        await connection.close()


@asynccontextmanager
async def listening(
    *, content: bool = True, suggestions: Iterable[tuple[str, str]] = (), ready: bool = True
) -> AsyncIterator[Ear]:
    """Run Easel's ear on a fake Discord, its commands registered; afterwards no rule of Discord's is broken."""
    async with FakeDiscord(ack_seconds=60.0) as fake:
        fake.app.message_content = content
        guild = fake.guild("Studio", locale="fr")
        channel = fake.channel(guild, "art")
        mira, leo = (fake.user(name, guilds=[guild]) for name in ("mira", "leo"))
        parts = {"dispatch": Recorder(fake.changed), "posts": MemoryPosts(), "notes": MemoryNotes(), "told": []}
        suggested: list[tuple[Viewer, str, str]] = []
        # Kept, not printed: a trace of discord.py's takes long to draw.
        with discord_hosts(fake), capture_logs() as logged:
            async with face_on(fake, **parts, suggested=suggested, suggestions=tuple(suggestions)) as face:
                ear = Ear(
                    fake,
                    face,
                    **parts,
                    guild=guild,
                    channel=channel,
                    mira=mira,
                    leo=leo,
                    suggested=suggested,
                    logged=logged,
                )
                if ready:
                    await fake.ready()
                    await fake.until(lambda: fake.app.commands.get(None))
                yield ear
        assert fake.refused == []
