"""People on a strict fake Slack who talk to a whole Easel: real Bolt, real wiring, GPT Image played by a fake."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.jobs.kit import Kit, Pace
from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.budgets import Watch
from bot.platforms.slack.face import SlackFace
from bot.settings import Settings
from bot.web.serve import serving
from tests.clock import same_day
from tests.conversation.conftest import easel, settings_for
from tests.conversation.discord_guest import logged
from tests.conversation.slack_seen import Asked, event_of, everything, forming
from tests.fakes.openai import FakeOpenAI
from tests.fakes.slack_clock import Timing
from tests.fakes.slack_delivery import Delivery
from tests.fakes.slack_people import Person, Said
from tests.fakes.slack_script import Ephemeral
from tests.fakes.slack_server import FakeSlack
from tests.fakes.slack_views import View
from tests.fakes.slack_world import Channel, Message
from tests.patience import PATIENCE

FOX = "a red fox and a cactus in the desert at sunset, landscape"
REFINE, VARY, AGAIN, BACK = "Refine", "Vary", "Again", "Back"
DETAILS, ORIGINAL, STAR, DELETE = "Details", "Original", "Star", "Delete"
BUTTONS = [REFINE, VARY, AGAIN, DETAILS, ORIGINAL, STAR, DELETE]
BUTTONS_OF_CHILD = [REFINE, VARY, AGAIN, BACK, DETAILS, ORIGINAL, STAR, DELETE]
CHARGED_NOTHING = "Nothing was charged"

SPEED = 10.0
_PATIENT = PATIENCE * SPEED
_TOO_MANY = 429


def timing(speed: float = SPEED, **more: Any) -> Timing:
    """Return Slack's time: faster than ours, and as patient as we are."""
    return Timing(speed=speed, **({"ack": PATIENCE * speed, "trigger": PATIENCE * speed, "hook": 18_000.0} | more))


@dataclass
class Scene:
    """A workspace with people, and an Easel that is started and stopped as a test likes."""

    fake: FakeSlack
    openai: FakeOpenAI
    tmp_path: Path
    told: list[str]
    logs: list[str]
    ports: list[int]
    http: bool = False
    settings: dict[str, Any] = field(default_factory=dict)
    address: str = ""
    seen: int = 0
    chosen: Settings | None = None
    _running: AsyncExitStack | None = None

    @property
    def ada(self) -> Person:
        return self.fake.person("ada")

    @property
    def ben(self) -> Person:
        """Return who speaks German."""
        return self.fake.person("ben")

    @property
    def olga(self) -> Person:
        """Return the administrator."""
        return self.fake.person("olga")

    @property
    def general(self) -> Channel:
        return self.fake.channel("general")

    async def start(self, *, ready: bool = True, **settings: Any) -> None:
        """Start Easel; with ``ready`` return once it hears."""
        fake = self.fake
        way = {"slack_signing_secret": fake.signing_secret} if self.http else {"slack_app_token": fake.app_token}
        self.settings |= settings
        every = {
            "openai_api_key": self.openai.key,
            "openai_base_url": self.openai.base_url,
            "images_per_minute": 1000,
            "slack_bot_token": fake.bot_token,
            "slack_api_url": fake.api_url,
            **way,
        }
        asked = fake.count("auth.test")
        self._running = AsyncExitStack()
        chosen = {name: value for name, value in (every | self.settings).items() if value is not None}
        self.chosen = settings_for(self.tmp_path, **chosen)
        await self._running.enter_async_context(easel(self.chosen))
        self.address = f"http://127.0.0.1:{self.ports[-1]}"
        if self.http:
            fake.request_url = f"{self.address}/slack/events"
        if ready:
            await fake.until(lambda: not chosen.get("slack_bot_token") or fake.count("auth.test") > asked)
            if "slack_app_token" in chosen:
                await fake.connected(2)
            await self.hears()

    async def hears(self) -> None:
        """Return once Easel takes in what it is sent."""
        if self.fake.team.installed:
            await self.left(self.fake.person("olga"))

    async def stop(self) -> None:
        """Stop Easel."""
        running, self._running = self._running, None
        if running is not None:
            await running.aclose()

    # Asking.

    def ask(self, prompt: str = FOX, *, who: Person | None = None, where: Channel | None = None) -> Delivery:
        """Type /imagine."""
        return (who or self.ada).command("/imagine", prompt, where or self.general)

    def easel(self, typed: str, *, who: Person | None = None, where: Channel | None = None) -> Delivery:
        """Type /easel."""
        self.mark()
        return (who or self.ada).command("/easel", typed, where or self.general)

    def say(self, to: Message, text: str = "", *, who: Person | None = None, **how: Any) -> Said:
        """Say something in the thread of a message."""
        return (who or self.ada).say(to.channel, text, thread=to, **how)

    # Waiting for what comes of it.

    def posted(self, asked: Asked, role: str) -> Message | None:
        """Return the message in which Easel says something of what was asked, though it may be deleted by now."""
        event = event_of(asked)
        for channel in self.channels:
            for each in channel.messages.values():
                about = (each.metadata or {}).get("event_payload", {})
                if (about.get("event"), about.get("role")) == (event, role):
                    return each
        return None

    @property
    def channels(self) -> list[Channel]:
        return [each for team in self.fake.world.teams.values() for each in team.channels.values()]

    def end(self, asked: Asked) -> Message | None:
        """Return what everyone sees of what was asked, once all about it is said."""
        answer, result = self.posted(asked, "answer"), self.posted(asked, "result")
        if answer is not None and not answer.deleted and forming(answer):
            return None
        ends = [result, self.posted(asked, "answer:end"), answer, self.posted(asked, "whisper:answer")]
        return next((each for each in ends if each is not None and not each.deleted), None)

    async def answer(self, asked: Asked) -> Message:
        """Return what everyone sees of what was asked, once all about it is said."""
        found: Message = await self.fake.until(lambda: self.end(asked), what=f"the end of {event_of(asked)}")
        return found

    async def result(self, asked: Asked) -> Message:
        """Return the result of what was asked, once all about it is said."""
        found: Message = await self.fake.until(
            lambda: self.end(asked) if self.posted(asked, "result") else None, what=f"the result of {event_of(asked)}"
        )
        return found

    async def imagine(self, prompt: str = FOX, **how: Any) -> Message:
        """Ask for a picture and return the message that shows it."""
        return await self.result(self.ask(prompt, **how))

    async def reply(self, to: Message, text: str = "", *, who: Person | None = None, **how: Any) -> Message:
        """Say something in a thread and return what is answered to all at last."""
        return await self.answer(self.say(to, text, who=who, **how))

    async def press(self, message: Message, name: str, *, who: Person | None = None) -> Message:
        """Press a button and return what is answered to all at last."""
        return await self.answer((who or self.ada).press(message, name))

    async def window(self, opened: Delivery, who: Person | None = None) -> View:
        """Return the modal that something opens."""
        person = who or self.ada
        before = {each.id for each in self.fake.views.values() if each.user_id == person.id and not each.open}

        def there() -> View | None:
            modal = person.modal
            return modal if modal is not None and modal.id not in before else None

        await opened.acked()
        found: View = await self.fake.until(there, what="a modal")
        return found

    async def refine(self, message: Message, words: str, *, who: Person | None = None) -> Message:
        """Press Refine, say what should change, and return what is answered to all at last."""
        person = who or self.ada
        view = await self.window(person.press(message, REFINE), person)
        return await self.answer(person.submit(view, {"v:words": words}))

    def mark(self) -> None:
        """Take no notice of what was whispered until now."""
        self.seen = len(self.fake.ephemerals)

    async def whisper(self, words: str = "", who: Person | None = None) -> Ephemeral:
        """Return what somebody alone is told, with these words in it, since the last mark."""
        person = who or self.ada

        def there() -> Ephemeral | None:
            new = self.fake.ephemerals[self.seen :]
            return next((each for each in new if each.user_id == person.id and words in everything(each)), None)

        found: Ephemeral = await self.fake.until(there, what=f"{person.name} is told {words!r}")
        return found

    async def pressed(self, message: Message, name: str, *, who: Person | None = None) -> Ephemeral:
        """Press a button and return what is answered to who pressed it alone."""
        self.mark()
        (who or self.ada).press(message, name)
        return await self.whisper(who=who)

    async def left(self, who: Person | None = None, where: Channel | None = None) -> int:
        """Return what /easel quota says is left today."""
        person = who or self.ada
        asked = self.easel("quota", who=person, where=where)
        await asked.acked()
        words = everything(await self.whisper(who=person))
        found = re.search(r"(\d+) (?:of|von) \d+", words)
        assert found is not None, words
        return int(found[1])

    async def settled(self, to: Message | None = None) -> None:
        """Return once everything that was said before, in a thread or anywhere, has been heard and judged."""
        await self.fake.idle()
        if to is not None:
            self.mark()
            self.say(to, "help", mention=True, who=self.olga)
            await self.whisper("/imagine", self.olga)

    def results(self, where: Channel | None = None) -> list[Message]:
        """Return all messages of a channel that show pictures."""
        return [each for each in (where or self.general).live if each.by_bot and each.pictures]

    def forgive(self, limited: int) -> None:
        """Forget the calls that the fake was told to call too many."""
        assert len(self.fake.limited) == limited
        self.fake.calls[:] = [each for each in self.fake.calls if each.status != _TOO_MANY]


@asynccontextmanager
async def scene_on(
    fake: FakeSlack,
    tmp_path: Path,
    openai: FakeOpenAI,
    monkeypatch: pytest.MonkeyPatch,
    *,
    http: bool = False,
    dated: bool = True,
) -> AsyncIterator[Scene]:
    """Play on a given fake; at the end no rule of Slack's or OpenAI's was broken, and no secret was logged.

    Without ``dated`` messages bear the machine's time, as they must for an Easel in a process of its own.
    """
    told: list[str] = []
    ports: list[int] = []
    async with fake:
        with logged() as logs:
            if dated:
                _patient(monkeypatch, fake, told)
            monkeypatch.setattr("bot.wiring.serving", partial(_serving, ports))
            scene = Scene(fake, openai, tmp_path, told, logs, ports, http=http)
            try:
                yield scene
            finally:
                openai.release()
                await scene.stop()
                print(*logs, sep="\n")  # noqa: T201 -- pytest shows it where a test fails
        # Slack shows nobody what comes in a thread in which nobody has replied.
        broken = [*fake.refused, *fake.limited, *openai.refused, *(each for each in fake.ephemerals if not each.seen)]
        assert broken == [], broken
        secrets = [*fake.world.tokens, fake.signing_secret, openai.key, "/hook/", "cactus"]
        leaks = [line for line in logs for secret in secrets if secret in line]
        assert leaks == [], leaks


@asynccontextmanager
async def _serving(ports: list[int], app: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serve as Easel does, and note the port: with a public address nothing else tells it."""
    async with serving(app, host, port) as bound:
        ports.append(bound)
        yield bound


def _patient(monkeypatch: pytest.MonkeyPatch, fake: FakeSlack, told: list[str]) -> None:
    """Give Easel Slack's time, and patience for a machine that may be slow."""
    jumped: Callable[[], timedelta] = lambda: timedelta(seconds=fake.clock._jumped)  # noqa: E731 -- a clock of ours

    def now() -> Any:
        return same_day() + jumped()

    def ts() -> str:
        # Messages are dated by the same clock: what jumps for us jumps for them.
        ids._last = max(ids._last + 1, int(now().timestamp() * 1_000_000))
        return f"{ids._last // 1_000_000}.{ids._last % 1_000_000:06d}"

    ids = fake.world.ids
    ids.ts = ts
    fake.courier.http.now = lambda: now().timestamp()
    watch = Watch(fake.clock.now, fake.clock.sleep)
    monkeypatch.setattr("bot.wiring.system_clock", now)
    monkeypatch.setattr("bot.wiring.tell_operator", lambda code, _params: (told.append(code), fake.changed()))
    monkeypatch.setattr("bot.wiring.Kit", partial(Kit, pace=Pace(frames=0.01, again=0.2, tell_first=0.1, drain=0.5)))
    monkeypatch.setattr("bot.chats.slack.SlackApi", partial(SlackApi, watch=watch))
    monkeypatch.setattr("bot.chats.slack.SlackFace", partial(SlackFace, pauses=(0.05,)))
    monkeypatch.setattr("bot.platforms.slack.endings._ANSWER_WAIT", _PATIENT)
    monkeypatch.setattr("bot.platforms.slack.reception._LOOK_SECONDS", PATIENCE)
    monkeypatch.setattr("bot.claims.SECONDS", PATIENCE)
    for module in ("reception", "interactions"):
        monkeypatch.setattr(f"bot.platforms.slack.{module}.SECONDS", PATIENCE)


async def slack_scene(tmp_path: Path, openai: FakeOpenAI, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    """Yield a scene in which Easel hears by Socket Mode, and is not started yet."""
    async with scene_on(FakeSlack(timing=timing()), tmp_path, openai, monkeypatch) as scene:
        yield scene


async def either_scene(
    request: pytest.FixtureRequest, tmp_path: Path, openai: FakeOpenAI, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Scene]:
    """Yield a scene by each of the two ways in."""
    http = request.param == "http"
    async with scene_on(FakeSlack(timing=timing()), tmp_path, openai, monkeypatch, http=http) as scene:
        yield scene


BOTH = ["socket", "http"]


async def all_of(*waiting: Any) -> list[Any]:
    """Wait for all."""
    return list(await asyncio.gather(*waiting))
