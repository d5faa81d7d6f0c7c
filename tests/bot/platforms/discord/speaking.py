"""What the tests of speaking to Discord stand on: a guild of the fake, real discord.py, and cards to say."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Collection, Coroutine, Mapping
from contextlib import AsyncExitStack
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Self

from discord.http import Route
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

from bot.platforms.discord.connection import Connection
from bot.platforms.discord.outbound import DiscordOutbound
from bot.ports import Bound, DiscordOptions, Post, Say, Sendable, Target
from bot.vault import SealedVault
from commands.words import saying
from domain.call import Call
from domain.card import Button, Card, CardKind, Progress, Shown, Style
from domain.errors import NotFound
from domain.people import Person, Place, Platform, Team
from tests.fakes.discord_client import discord_hosts
from tests.fakes.discord_invocation import Invocation
from tests.fakes.discord_server import FakeDiscord
from tests.fakes.discord_world import Channel, Message

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
SMALL = b"\x89PNG\r\n\x1a\n" + b"1" * 32
CREATE = "POST /channels/{channel}/messages"
CHANGE = "PATCH /channels/{channel}/messages/{message}"
OPEN = "POST /channels/{channel}/messages/{message}/threads"
HOOK_CHANGE = "PATCH /webhooks/{app}/{token}/messages/{message}"
HOOK_SAY = "POST /webhooks/{app}/{token}"

COMMANDS = [
    {
        "name": "imagine",
        "type": 1,
        "description": "Make a picture",
        "options": [{"name": "prompt", "description": "What", "type": 3}],
        "integration_types": [0, 1],
        "contexts": [0, 1, 2],
    }
]


class Crash(Exception):
    """The process ends here."""


@dataclass
class MemoryPosts:
    """Posts that keep the port's promises in memory, and can crash at a keep. ``begun`` are calls that began a thread.

    ``crash`` is the role at whose keep the process ends, ``late`` whether it was written by then.
    """

    kept: dict[tuple[str, str], Post] = field(default_factory=dict)
    bound: dict[str, str] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    crash: str = ""
    late: bool = False
    locale: str = "en"

    async def find(self, event: str, role: str) -> Post | None:
        return self.kept.get((event, role))

    async def keep(self, post: Post) -> None:
        crashes, self.crash = self.crash == post.role, "" if self.crash == post.role else self.crash
        if crashes and not self.late:
            raise Crash
        before = self.kept.get((post.event, post.role))
        if before is None or post.final or not before.final:
            self.kept[post.event, post.role] = post
        if crashes:
            raise Crash

    async def at(self, team_id: str, channel_id: str, message_id: str) -> Post | None:
        here = [p for p in self.kept.values() if (p.team_id, p.channel_id) == (team_id, channel_id)]
        return next((p for p in here if p.message_id == message_id), None)

    async def showing(self, team_id: str, pictures: Collection[str]) -> tuple[Post, ...]:
        return tuple(p for p in self.kept.values() if p.team_id == team_id and set(pictures) & set(p.pictures))

    async def remains(self, team_id: str, thread: str, pictures: Collection[str]) -> None:
        """Know nothing of what threads hold."""

    async def bind(self, team_id: str, call_id: str, thread: str) -> None:
        if call_id in self.begun:
            self.bound[call_id] = thread

    async def thread(self, team_id: str, thread: str) -> Bound | None:
        return Bound(team_id, "", thread, False, self.locale) if thread in self.bound.values() else None


@dataclass
class MemoryNotes:
    asked: set[str] = field(default_factory=set)

    async def once(self, key: str) -> bool:
        first = key not in self.asked
        self.asked.add(key)
        return first


@dataclass
class TinyPictures:
    """Bytes by picture id; what is larger than asked for comes reduced."""

    originals: dict[str, bytes] = field(default_factory=dict)
    frames: dict[str, bytes] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    url: str = ""
    asked: list[int] = field(default_factory=list)

    async def sendable(self, shown: Shown, *, most: int, types: frozenset[str]) -> Sendable:
        self.asked.append(most)
        if shown.picture_id not in self.originals:
            raise NotFound("picture_deleted", version=shown.version)
        data = self.originals[shown.picture_id]
        if len(data) <= most:
            return Sendable(data, "image/png", f"{shown.picture_id}.png")
        return Sendable(SMALL, "image/png", f"{shown.picture_id}.png", reduced=True)

    async def file(self, card: Card, *, most: int) -> Sendable | None:
        if card.file not in self.files:
            raise NotFound("picture_deleted", version=1)
        data = self.files[card.file]
        return Sendable(data, "image/png", "the original.png") if len(data) <= most else None

    async def preview(self, job_id: str, frame: str) -> Sendable | None:
        data = self.frames.get(frame)
        return None if data is None else Sendable(data, "image/png", "preview.png")

    def link(self, picture_id: str) -> str | None:
        return f"{self.url}/o/{picture_id}?s=signed" if self.url else None


class World:
    """A guild with a channel, Mira in it, and as many processes of Easel's as a test wants."""

    def __init__(self, *, pace: float = 0.02) -> None:
        self.fake = FakeDiscord(pace=pace)
        self.posts = MemoryPosts()
        self.notes = MemoryNotes()
        self.pictures = TinyPictures()
        self.vault = SealedVault(os.urandom(32))
        self.told: list[str] = []
        self.spoken: list[str] = []
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        fake = await self._stack.enter_async_context(self.fake)
        self._stack.enter_context(discord_hosts(fake))
        self.connection = await self.connect()
        self.client = await self.connection.ready()
        await self.client.http.bulk_upsert_global_commands(fake.app.id, payload=COMMANDS)
        self.guild = fake.guild("Studio")
        self.channel = fake.channel(self.guild, "art")
        self.mira = fake.user("mira", guilds=[self.guild])
        self.outbound = self.process(self.connection)
        return self

    async def __aexit__(self, *failed: object) -> None:
        await self._stack.aclose()
        if failed[0] is None:
            assert self.fake.refused == []
            said = [each.body for each in self.fake.calls if isinstance(each.body, dict) and "content" in each.body]
            assert all(body["allowed_mentions"]["parse"] == [] for body in said)

    async def connect(self) -> Connection:
        connection = Connection(
            DiscordOptions(self.fake.token), lambda code, _: self.told.append(code), patience=60, pause=0.01
        )
        await connection.login_soon()
        self._stack.push_async_callback(connection.close)
        return connection

    def process(self, connection: Connection | None = None) -> DiscordOutbound:
        """Return what speaks in another process."""
        outbound = DiscordOutbound(
            connection or self.connection,
            posts=self.posts,
            notes=self.notes,
            pictures=self.pictures,
            saying=self._saying,
            vault=self.vault,
            clock=self.clock,
            gap=0.02,
        )
        self._stack.push_async_callback(outbound.close)
        return outbound

    def clock(self) -> datetime:
        return datetime.fromtimestamp(self.fake.clock.now(), UTC)

    def _saying(self, locale: str) -> Say:
        self.spoken.append(locale)
        return saying(locale)

    async def slash(
        self, channel: Channel | None = None, *, how: str = "slash", thread: str | None = None, **answer_to: str
    ) -> tuple[Call, Invocation]:
        """Ask by a slash command that is deferred at once, in the Easel thread ``thread`` if any."""
        channel = channel or self.channel
        asked = self.fake.slash(self.mira, channel, "imagine", {"prompt": "a fox"})
        await self._acknowledge(asked, {"type": 5, "data": {"flags": 64}} if how == "whisper" else {"type": 5})
        return self._call(asked, channel, how, thread=thread, **answer_to), asked

    async def press(self, message: Message, label: str, *, thread: str | None) -> tuple[Call, Invocation]:
        """Press a button, acknowledged with a deferred update."""
        asked = self.fake.press(self.mira, message, label)
        await self._acknowledge(asked, {"type": 6})
        return self._call(asked, message.channel, "press", thread=thread, reply=str(message.id)), asked

    def say(self, text: str, channel: Channel | None = None, *, thread: str | None = None, **answer_to: str) -> Call:
        """Ask by a message."""
        channel = channel or self.channel
        message = self.fake.say(self.mira, channel, text)
        return self._call(message, channel, "message", thread=thread, reply=str(message.id), **answer_to)

    async def _acknowledge(self, asked: Invocation, body: Mapping[str, Any]) -> None:
        route = Route("POST", "/interactions/{id}/{token}/callback", id=asked.id, token=asked.token)
        await self.client.http.request(route, json=body)

    def _call(
        self, asked: Any, channel: Channel, how: str, *, thread: str | None, reply: str = "", **more: str
    ) -> Call:
        guild = channel.guild
        team = Team(Platform.DISCORD, str(guild.id) if guild else f"dm:{self.mira.id}")
        event = f"discord:{asked.id}"
        answer_to = {
            "event": event,
            "how": how,
            "channel": str(channel.id),
            "reply": reply,
            "app": str(self.fake.app.id),
            "token": self.vault.seal(asked.token) if isinstance(asked, Invocation) else "",
            "until": str(int(self.fake.clock.now() + 900)) if isinstance(asked, Invocation) else "0",
            "limit": "10485760",
            "guild": str(guild.id) if guild else "",
            "user": str(self.mira.id),
            "thread_ok": "1" if guild and not channel.is_thread else "0",
            "attach_ok": "1",
        } | more
        parent = channel.parent or channel
        if thread is None:
            self.posts.begun.add(event)
        return Call(
            id=event,
            person=Person(team, str(self.mira.id), "mira"),
            place=Place(str(parent.id), parent.name, thread_id=thread),
            command="imagine",
            received_at=self.clock(),
            words="a fox",
            answer_to=answer_to,
        )

    def picture(self, id_: str = "pic1", *, version: int = 1, data: bytes = PNG) -> Shown:
        """Return a picture that is kept."""
        self.pictures.originals[id_] = data
        return Shown(id_, version, "digest", "image/png", 64, 64, "AI-generated image: a fox")

    def made(self, *shown: Shown, **more: Any) -> Card:
        """Return the card of a finished job."""
        shown = shown or (self.picture(),)
        buttons = [
            Button("edit", shown[0].picture_id, "Refine", Style.PRIMARY),
            Button("vary", shown[0].picture_id, "Vary"),
        ]
        if len(shown) > 1:
            buttons = [Button("pick", each.picture_id, f"Use v{each.version}") for each in shown]
        return replace(
            Card(CardKind.RESULT, "a fox", title="v1, by @mira", pictures=shown, buttons=tuple(buttons)), **more
        )


def target(call: Call, job_id: str = "job1") -> Target:
    """Return where the job of a call speaks."""
    return Target(job_id, "thread1", call.person, call.place, call.answer_to, call.locale)


def on_it(job_id: str = "job1") -> Card:
    """Return the first card of a job."""
    cancel = Button("cancel", job_id, "Cancel", Style.QUIET)
    return Card(
        CardKind.PROGRESS, "On it.", title="a fox", buttons=(cancel,), progress=Progress(job_id, "waiting", seconds=30)
    )


def forming(frame: str | None = None, job_id: str = "job1") -> Card:
    """Return the card of a job that is drawn."""
    return replace(on_it(job_id), text="Drawing…", progress=Progress(job_id, "make", preview=frame))


def refused(**more: Any) -> Card:
    """Return the card of a job that was refused."""
    retry = Button("retry", "job1", "Try again")
    return replace(
        Card(CardKind.REFUSAL, "It broke. Nothing was charged.", title="That did not work", buttons=(retry,)), **more
    )


def results(channel: Channel) -> list[Message]:
    """Return the messages of a channel that can be refined by button."""
    return [each for each in channel.messages if each.button("Refine") or each.button("Use v1")]


async def landed(outbound: DiscordOutbound) -> None:
    """Wait until no frame is on its way."""
    while pumps := outbound._lanes._pumps:
        await asyncio.gather(*pumps)


async def elsewhere(work: Coroutine[Any, Any, None]) -> None:
    """Do work as another process does: with none of what the library shares within one."""
    context = copy_context()
    context.run(async_context.set, AsyncWebhookAdapter())
    await asyncio.create_task(work, context=context)


def until(fake: FakeDiscord, predicate: Callable[[], Any]) -> Any:
    return fake.until(predicate, 60)
