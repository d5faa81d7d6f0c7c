"""What the outward tests stand on: the fake Slack, real storage, and processes that tell."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from PIL import Image

from bot.notes import ChatNotes
from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.budgets import Watch
from bot.platforms.slack.outbound import SlackOutbound
from bot.platforms.slack.tokens import OneToken
from bot.ports import Post, Sendable, Target
from bot.posts import ChatPosts
from bot.vault import SealedVault
from commands.words import saying
from domain.call import Call
from domain.card import Button, Card, CardKind, Progress, Shown, Style
from domain.clock import system_clock
from domain.errors import NotFound
from domain.people import Person, Place, Platform, Team
from storage.database import Database
from tests.fakes.slack_clock import Timing
from tests.fakes.slack_server import FakeSlack
from tests.patience import PATIENCE


def png(size: int = 8, colour: str = "teal", kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (size, size), colour).save(out, kind)
    return out.getvalue()


class Killed(BaseException):
    """The process is gone at this point."""


@dataclass
class Shelf:
    """The port Pictures, in memory: bytes by picture id."""

    kept: dict[str, Sendable] = field(default_factory=dict)
    public: str = ""
    asked: list[tuple[str, int]] = field(default_factory=list)

    async def sendable(self, shown: Shown, *, most: int, types: frozenset[str]) -> Sendable:
        self.asked.append((shown.picture_id, most))
        kept = self.kept.get(shown.picture_id)
        if kept is None:
            raise NotFound("picture_deleted", version=shown.version)
        if kept.media_type in types and len(kept.data) <= most:
            return kept
        return Sendable(png(), "image/png", "small.png", reduced=True)

    async def file(self, card: Card, *, most: int) -> Sendable | None:
        kept = self.kept.get(card.file)
        if kept is None:
            raise NotFound("picture_deleted", version=1)
        return kept if len(kept.data) <= most else None

    async def preview(self, job_id: str, frame: str) -> Sendable | None:
        return None

    def link(self, picture_id: str) -> str | None:
        return f"{self.public}/o/{picture_id}" if self.public else None


class Dying:
    """Stands before a port, and kills the process before or after a call of it."""

    def __init__(self, port: Any, points: Callable[[str, tuple[Any, ...]], None]) -> None:
        self._port, self._points = port, points

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)

        async def call(*args: Any, **named: Any) -> Any:
            self._points(f"before:{name}", args)
            result = await method(*args, **named)
            self._points(f"after:{name}", args)
            return result

        return call


@dataclass
class Desk:
    """The fake, what is remembered, and the processes that were started."""

    fake: FakeSlack
    posts: ChatPosts
    notes: ChatNotes
    shelf: Shelf
    vault: SealedVault
    clock: Callable[[], datetime]
    apis: list[SlackApi] = field(default_factory=list)
    outbounds: list[SlackOutbound] = field(default_factory=list)
    bound: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def watch(self) -> Watch:
        return Watch(self.fake.clock.now, self.fake.clock.sleep)

    def api(self, token: str | None = None) -> SlackApi:
        api = SlackApi(OneToken(token or self.fake.bot_token), api_url=self.fake.api_url, watch=self.watch)
        self.apis.append(api)
        return api

    def process(self, **ports: Any) -> SlackOutbound:
        """Return the outbound of a fresh process."""
        made = SlackOutbound(
            self.api(ports.pop("token", None)),
            # What it says, it says at once.
            quiet=0.0,
            posts=ports.pop("posts", self.posts),
            notes=ports.pop("notes", self.notes),
            pictures=self.shelf,
            saying=saying,
            vault=self.vault,
            clock=self.clock,
            **ports,
        )
        self.outbounds.append(made)
        return made

    def call(self, how: str = "command", *, channel: Any = None, person: str = "ada", **more: Any) -> Call:
        """Return a call of a person in a channel, as the inward side makes it."""
        place = channel or self.fake.channel("general")
        asker = self.fake.person(person)
        root, number = more.pop("root", ""), more.pop("number", 1)
        event = f"slack:{how}:{number}"
        url = self.fake.hooks.new(asker, place) if how in {"command", "press"} else ""
        until = (self.clock() + timedelta(minutes=30)).timestamp()
        answer_to = {
            "event": event,
            "how": how,
            "team": self.fake.team.id,
            "channel": place.id,
            "root": root,
            "reply": "",
            "url": self.vault.seal(url) if url else "",
            "until": f"{until:.0f}",
            "user": asker.id,
        } | more.pop("answer_to", {})
        return Call(
            id=event,
            person=Person(Team(Platform.SLACK, self.fake.team.id, "Easel Test"), asker.id, person),
            place=Place(
                place.id,
                more.pop("channel_name", place.name),
                private=place.kind != "public",
                thread_id=f"{place.id}:{root}" if root else None,
            ),
            command="imagine",
            received_at=self.clock(),
            words="a fox",
            answer_to=answer_to,
            **more,
        )

    def paint(self, count: int = 1, *, number: int = 1, data: bytes | None = None, kind: str = "image/png") -> Card:
        """Return the card of a finished job whose pictures are kept."""
        shown = []
        for index in range(count):
            id_ = f"pic{number}x{index}"
            self.shelf.kept[id_] = Sendable(data or png(), kind, f"{id_}.{kind.removeprefix('image/')}")
            shown.append(Shown(id_, index + 1, "d" * 64, kind, 8, 8, "AI-generated image: a fox", f"v{index + 1}"))
        one = (
            Button("edit", shown[0].picture_id, "Refine", Style.PRIMARY),
            Button("vary", shown[0].picture_id, "Vary"),
        )
        buttons = one if count == 1 else tuple(Button("pick", each.picture_id, f"Use {each.caption}") for each in shown)
        return Card(CardKind.RESULT, "a fox", title="v1, by @ada", pictures=tuple(shown), buttons=buttons)

    async def find(self, call: Call, role: str) -> Post | None:
        return await self.posts.find(call.id, role)

    def said(self, channel: Any = None, thread: str | None = None) -> list[Any]:
        """Return what the bot has said and stands there now."""
        place = channel or self.fake.channel("general")
        found = [each for each in place.live if each.by_bot]
        return found if thread is None else [each for each in found if each.thread_ts == thread and each.ts != thread]


def target(call: Call) -> Target:
    return Target("job1", "thread1", call.person, call.place, call.answer_to)


def on_it(job: str = "job1") -> Card:
    button = Button("cancel", job, "Cancel", Style.QUIET)
    return Card(CardKind.PROGRESS, "On it.", title="a fox", buttons=(button,), progress=Progress(job, "waiting", 0, 12))


def drawing(text: str = "Drawing…", preview: str | None = None) -> Card:
    return replace(on_it(), text=text, progress=Progress("job1", "make", preview=preview))


def refusal(text: str = "The engine will not draw this. Nothing was charged.") -> Card:
    return Card(CardKind.REFUSAL, text, title="That did not work", buttons=(Button("retry", "job1", "Try again"),))


def private(text: str = "You have 3 pictures left today.", **more: Any) -> Card:
    return Card(CardKind.ANSWER, text, private=True, **more)


@asynccontextmanager
async def opened(url: str, *, speed: float = 25.0, timing: Mapping[str, Any] | None = None) -> AsyncIterator[Desk]:
    """Open a desk whose seconds are Slack's: all of them pass ``speed`` times as fast as real ones."""
    database = Database.open(url, patience=PATIENCE)
    async with FakeSlack(timing=Timing(speed=speed, **(timing or {}))) as fake:

        def clock() -> datetime:
            return system_clock() + timedelta(seconds=fake.clock._jumped)

        def ts() -> str:
            # Messages are dated by the same clock: what jumps for us jumps for them.
            ids._last = max(ids._last + 1, int(clock().timestamp() * 1_000_000))
            return f"{ids._last // 1_000_000}.{ids._last % 1_000_000:06d}"

        ids = fake.world.ids
        ids.ts = ts
        desk = Desk(
            fake, ChatPosts(database, clock), ChatNotes(database, clock), Shelf(), SealedVault(b"k" * 32), clock
        )
        try:
            yield desk
        finally:
            for outbound in desk.outbounds:
                await outbound.close()
            for api in desk.apis:
                await api.close()
            await database.close()
