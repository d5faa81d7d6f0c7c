"""Easel's ear on a fake Slack: the real Bolt app and face, and a core that records what it is handed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, MutableMapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from structlog.testing import capture_logs

from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.face import SlackFace
from bot.platforms.slack.installations import OneInstallation
from bot.platforms.slack.tokens import OneToken
from bot.platforms.slack.where import thread_key
from bot.ports import Bound, Complete, Overview, Post, SlackOptions
from commands.table import SPECS
from commands.words import saying
from domain.call import Call
from domain.clock import system_clock
from domain.people import Person, Platform, Viewer
from tests.bot.platforms.memory import MemoryNotes, Mirror
from tests.bot.platforms.slack.outward import png
from tests.fakes.slack_clock import PATIENT, Timing
from tests.fakes.slack_people import Drop
from tests.fakes.slack_server import FakeSlack

PHOTO = Drop("cat.png", png())


class Recorder:
    """A dispatch that remembers: claims as the inbox keeps them, and what is run and withdrawn.

    ``failing`` claims raise, ``held`` ones wait. With ``known`` only what stands in a
    thread of Easel's is claimed.
    """

    def __init__(self, changed: Callable[[], None], posts: MemoryPosts) -> None:
        self._changed, self._posts = changed, posts
        self.claimed: dict[str, Call] = {}
        self.ran: list[Call] = []
        self.withdrawn: list[Call] = []
        self.again: list[str] = []
        self.failing = 0
        self.held: asyncio.Event | None = None

    async def claim(self, call: Call, *, known: bool = False) -> bool:
        if self.failing:
            self.failing -= 1
            raise OSError
        if self.held is not None:
            await self.held.wait()
        if known and self._posts.home(call.person.team.id, call.place.thread_id) is None:
            return False
        if call.id in self.claimed:
            self.again.append(call.id)
            self._changed()
            return False
        self.claimed[call.id] = call
        self._changed()
        return True

    def completed_by(self, platform: Platform, complete: Complete) -> None:
        assert platform is Platform.SLACK
        self.complete = complete

    def run(self, call: Call) -> None:
        assert call.pending == "", "only a call that is complete is run"
        assert call.id in self.claimed, "only a claimed call is run"
        assert call.id not in [each.id for each in self.ran], "a call is run once"
        self.ran.append(call)
        self._changed()

    def withdraw(self, call: Call) -> None:
        assert call.id not in [each.id for each in self.ran], "what is run is not withdrawn"
        self.withdrawn.append(call)
        self._changed()


class MemoryPosts:
    """What Easel said, and in which threads."""

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self.bound: list[Bound] = []
        self.failing = False

    async def at(self, team_id: str, channel_id: str, message_id: str) -> Post | None:
        if self.failing:
            raise OSError
        key = (team_id, channel_id, message_id)
        return next((each for each in self.posts if (each.team_id, each.channel_id, each.message_id) == key), None)

    async def find(self, event: str, role: str) -> Post | None:
        return next((each for each in self.posts if (each.event, each.role) == (event, role)), None)

    async def thread(self, team_id: str, thread: str) -> Bound | None:
        if self.failing:
            raise OSError
        return self.home(team_id, thread)

    async def latest(self, team_id: str, channel_id: str) -> Bound | None:
        bound = [each for each in self.bound if (each.team_id, each.channel_id) == (team_id, channel_id)]
        return bound[-1] if bound else None

    def home(self, team_id: str, thread: str) -> Bound | None:
        """Return the thread of Easel's that a Slack thread is, or that its root belongs to."""
        roots = [each for each in self.posts if thread_key(each.channel_id, each.message_id) == thread]
        keys = [thread, *(each.thread for each in roots)]
        found = {(each.team_id, each.thread): each for each in self.bound}
        return next((found[team_id, key] for key in keys if (team_id, key) in found), None)


@dataclass
class Ear:
    """One process of Easel that listens."""

    fake: FakeSlack
    dispatch: Recorder
    posts: MemoryPosts
    notes: MemoryNotes
    logged: list[MutableMapping[str, Any]]
    told: list[str] = field(default_factory=list)
    suggested: list[tuple[Viewer, str, str]] = field(default_factory=list)
    suggestions: Sequence[tuple[str, str]] = ()
    overview: Overview | None = None
    looked: list[tuple[Person, Viewer]] = field(default_factory=list)
    face: Any = None
    api: Any = None
    site: str = ""

    @property
    def team(self) -> str:
        return f"slack:{self.fake.team.id}"

    async def ran(self, count: int = 1) -> Call:
        """Wait until so many calls have been run; return the last of them."""
        return await self.fake.until(
            lambda: self.dispatch.ran[count - 1] if len(self.dispatch.ran) >= count else None, what="a call"
        )

    async def call_of(self, said: Any) -> Call:
        """Wait until a message's call is run."""
        id_ = f"slack:{self.fake.team.id}:{said.message.channel.id}:{said.ts}"
        return await self.fake.until(lambda: next((each for each in self.dispatch.ran if each.id == id_), None))

    async def settled(self, person: str = "ada") -> None:
        """Wait until everything said before has been heard: a command after all of it has been run."""
        count = len(self.dispatch.ran)
        await self.fake.person(person).command("/easel", "quota", self.fake.channel("general")).acked()
        await self.fake.until(
            lambda: any(each.command == "quota" for each in self.dispatch.ran[count:]), what="the marker"
        )

    async def told_alone(self, words: str) -> Any:
        """Wait until somebody alone was told something."""
        return await self.fake.until(
            lambda: next((each for each in self.fake.ephemerals if words in each.text), None), what=words
        )

    def say(self, channel: Any, text: str = "On it.", thread: str | None = None) -> Any:
        """Say something as Easel."""
        from tests.fakes.slack_world import Message  # noqa: PLC0415 -- the name is Slack's, and ours elsewhere

        team = self.fake.team
        message = Message(channel, self.fake.world.ids.ts(), team.bot_user_id, text, thread_ts=thread)
        message.bot_id = team.bot_id
        self.fake.put(message)
        return message

    def own_thread(self, channel: Any = None, *, team: str = "") -> Any:
        """Say the root of one of Easel's threads."""
        root = self.say(channel or self.fake.channel("general"))
        place = root.channel
        key = thread_key(place.id, root.ts)
        self.posts.bound.append(Bound(team or self.team, place.id, key, place.kind != "public", "en"))
        return root

    def picture(self, root: Any, *pictures: str) -> Any:
        """Say something in a thread that shows pictures."""
        message = self.say(root.channel, "v1", thread=root.ts)
        key = thread_key(root.channel.id, root.ts)
        kept = Post(self.team, root.channel.id, message.ts, f"slack:{message.ts}", "result", key, pictures, final=True)
        self.posts.posts.append(kept)
        return message


@asynccontextmanager
async def face_on(ear: Ear, *, http: bool = False, installed: Any = None, tokens: Any = None, **about: Any):
    """Run a face of an ear's process; ``about`` are SlackOptions."""
    fake = ear.fake
    given: dict[str, Any] = {"bot_token": fake.bot_token, "api_url": fake.api_url}
    given |= {"signing_secret": fake.signing_secret} if http else {"app_token": fake.app_token}
    if about.pop("many", False):
        given |= {"client_id": fake.client_id, "client_secret": fake.client_secret}
    options = SlackOptions(**given | about)
    api = SlackApi(tokens or OneToken(options.bot_token), api_url=fake.api_url)

    async def suggest(viewer: Viewer, what: str, typed: str) -> tuple[tuple[str, str], ...]:
        ear.suggested.append((viewer, what, typed))
        if typed == "stall":
            await asyncio.Event().wait()
        return tuple(ear.suggestions)

    async def overview(person: Person, viewer: Viewer) -> Overview:
        ear.looked.append((person, viewer))
        if ear.overview is None:
            raise OSError
        return ear.overview

    def tell(code: str, params: Any) -> None:
        ear.told.append(code)
        fake.changed()

    face = SlackFace(
        api,
        options,
        installed or OneInstallation(),
        dispatch=ear.dispatch,
        posts=ear.posts,
        notes=ear.notes,
        vault=Mirror(),
        specs=SPECS,
        suggest=suggest,
        saying=saying,
        operator=tell,
        clock=system_clock,
        overview=overview,
        pauses=(0.01,),
    )
    ear.face, ear.api = face, api
    async with AsyncExitStack() as stack:
        stack.push_async_callback(api.close)
        site = web.Application(client_max_size=2**20)
        face.attach(site)
        runner = web.AppRunner(site, access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        ear.site = f"http://127.0.0.1:{runner.addresses[0][1]}"
        if http:
            fake.request_url = f"{ear.site}/slack/events"
        await face.start()
        stack.push_async_callback(face.close)
        yield face


@asynccontextmanager
async def listening(
    *, http: bool = False, timing: Timing = PATIENT, ready: bool = True, wrong: bool = False, **about: Any
) -> AsyncIterator[Ear]:
    """Run Easel's ear on a fake Slack; afterwards no rule of Slack's is broken, unless something is set up ``wrong``."""
    async with FakeSlack(timing=timing) as fake:
        fake.echo = True
        posts = MemoryPosts()
        with capture_logs() as logged:
            ear = Ear(fake, Recorder(fake.changed, posts), posts, MemoryNotes(), logged)
            async with face_on(ear, http=http, **about) as face:
                if ready and not http:
                    await fake.connected(2)
                if ready and http:
                    await fake.call_of("auth.test")
                    await eventually(lambda: face.healthy() is None)
                yield ear
        assert wrong or fake.refused == []
        assert [each for each in logged if each["log_level"] in {"error", "critical"}] == []


async def eventually(predicate: Callable[[], object]) -> None:
    """Wait until something of our own holds, which the fake hears nothing of."""
    async with asyncio.timeout(60):
        while not predicate():  # noqa: ASYNC110 -- there is no event for it
            await asyncio.sleep(0.01)
