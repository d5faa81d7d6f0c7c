"""People on a strict fake Discord who talk to a whole Easel: real discord.py, real wiring, GPT Image played by a fake."""

from __future__ import annotations

import io
import re
import sys
import traceback
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import structlog
from PIL import Image

from bot.chats import Connector
from bot.jobs.kit import Kit, Pace
from bot.platforms.discord.face import DiscordFace
from bot.platforms.discord.outbound import DiscordOutbound
from tests.conversation.conftest import easel, settings_for
from tests.fakes.discord_client import discord_hosts
from tests.fakes.discord_invocation import Invocation
from tests.fakes.discord_server import FakeDiscord
from tests.fakes.discord_world import Channel, File, Guild, Message, User
from tests.fakes.openai import FakeOpenAI
from tests.patience import PATIENCE

FOX = "a red fox and a cactus in the desert at sunset, landscape"
REFINE, VARY, AGAIN, BACK = "Refine", "Vary", "Again", "Back"
DETAILS, ORIGINAL, STAR, DELETE = "Details", "Original", "Star", "Delete"
BUTTONS = [REFINE, VARY, AGAIN, DETAILS, ORIGINAL, STAR, DELETE]
BUTTONS_OF_CHILD = [REFINE, VARY, AGAIN, BACK, DETAILS, ORIGINAL, STAR, DELETE]
_EVENING = 18
_OWN_MESSAGE = {4, 5}


def photo(color: str = "teal", size: tuple[int, int] = (64, 48), name: str = "photo.png") -> File:
    """Return a picture as somebody would upload it."""
    kept = io.BytesIO()
    Image.new("RGB", size, color).save(kept, "PNG")
    return File(name, kept.getvalue())


def labels(message: Message) -> list[str]:
    """Return what stands on the buttons of a message."""
    return [each["label"] for each in message.buttons]


def ended(message: Message) -> bool:
    """Tell whether a message of Easel's is no longer about something that is being made."""
    forming = any(each.get("custom_id", "").startswith("e:cancel:") for each in message.buttons)
    return not (message.deleted or message.loading or forming)


@dataclass
class Scene:
    """A guild with a channel and two people, and an Easel that is started and stopped as a test likes.

    Easel goes by the fake's clock, so moving that on moves everything.
    """

    fake: FakeDiscord
    openai: FakeOpenAI
    tmp_path: Path
    guild: Guild
    art: Channel
    mira: User
    leo: User
    told: list[str]
    logs: list[str]
    connector: Connector | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    address: str = ""
    _running: AsyncExitStack | None = None

    async def start(self, *, ready: bool = True, **settings: Any) -> None:
        """Start Easel; with ``ready`` return once it hears and its commands are known."""
        self.settings |= settings
        every = {
            "openai_api_key": self.openai.key,
            "openai_base_url": self.openai.base_url,
            "images_per_minute": 1000,
            "discord_token": self.fake.token,
            "discord_api_url": self.fake.api_url,
            "discord_gateway_url": self.fake.gateway_url,
        }
        self._running = AsyncExitStack()
        self.address = await self._running.enter_async_context(
            easel(settings_for(self.tmp_path, **(every | self.settings)), self.connector)
        )
        if ready:
            await self.hears()

    async def hears(self) -> None:
        """Return once Easel hears and its commands are registered."""
        await self.fake.ready(seconds=PATIENCE)
        await self.fake.until(lambda: self.fake.app.commands.get(None), PATIENCE)

    async def stop(self) -> None:
        """Stop Easel."""
        running, self._running = self._running, None
        if running is not None:
            await running.aclose()

    # Asking, and waiting for what comes of it.

    def ask(self, prompt: str = FOX, *, who: User | None = None, where: Channel | None = None, locale: str = "en-US",
            **options: Any) -> Invocation:  # fmt: skip
        """Type /imagine."""
        given = {"prompt": prompt, **options}
        return self.fake.slash(who or self.mira, where or self.art, "imagine", given, locale=locale)

    async def imagine(self, prompt: str = FOX, **how: Any) -> Message:
        """Ask for a picture and return the message in the new thread that holds it."""
        return await self.result(self.ask(prompt, **how))

    async def result(self, asked: Invocation) -> Message:
        """Return the result in the thread that a command opened, once everything about it is said."""

        def there() -> Message | None:
            root = asked.original
            if root is None or root.loading or not ended(root) or root.thread is None:
                return None
            return next((each for each in root.thread.messages if each.author.bot and each.buttons), None)

        return await self.fake.until(there, PATIENCE)

    async def reply(self, to: Message | Channel, text: str = "", *, who: User | None = None, **how: Any) -> Message:
        """Say something in a thread, as a reply where a message is given, and return what Easel answers at last."""
        said = self.say(to, text, who=who, **how)
        return await self.answer(said)

    def say(self, to: Message | Channel, text: str = "", *, who: User | None = None, **how: Any) -> Message:
        """Say something in a channel, as a reply where a message is given."""
        if isinstance(to, Message):
            return self.fake.say(who or self.mira, to.channel, text, reply_to=to, **how)
        return self.fake.say(who or self.mira, to, text, **how)

    def answers(self, said: Message) -> list[Message]:
        """Return the messages with which Easel answers one, as far as they are at their end."""
        return [each for each in said.channel.messages if each.reply_to is said and each.author.bot and ended(each)]

    async def answer(self, said: Message) -> Message:
        """Return Easel's answer to a message, once it is at its end."""
        return (await self.fake.until(lambda: self.answers(said), PATIENCE))[0]

    async def press(self, message: Message, name: str, *, who: User | None = None) -> Message:
        """Press a button and return what is answered to all."""
        before = set(message.channel.everything)
        pressed = self.fake.press(who or self.mira, message, name)
        return await self._public(pressed, message, before)

    async def fill_in(self, asked: Invocation, words: str, source: Message) -> Message:
        """Fill in a button's modal and return what is answered to all."""
        before = set(source.channel.everything)
        await asked.modal(PATIENCE)
        sent = self.fake.submit_modal(asked, {"words": words})
        return await self._public(sent, source, before)

    async def _public(self, asked: Invocation, source: Message, before: set[int]) -> Message:
        def there() -> Message | None:
            new = (each for each in source.channel.messages if each.id not in before and not each.ephemeral)
            return next((each for each in new if each.author.bot and each.reply_to is source and ended(each)), None)

        await asked.acknowledged(PATIENCE)
        return await self.fake.until(there, PATIENCE)

    async def whisper(self, asked: Invocation) -> Message:
        """Return what the asker alone is answered."""

        def there() -> Message | None:
            own = asked.original if asked.ack is not None and asked.ack.type in _OWN_MESSAGE else None
            said = [*asked.followups, *([own] if own is not None else [])]
            return next((each for each in said if each.ephemeral and not each.loading and not each.deleted), None)

        return await self.fake.until(there, PATIENCE)

    async def pressed(self, message: Message, name: str, *, who: User | None = None) -> Message:
        """Press a button and return what is answered to who pressed it alone."""
        return await self.whisper(self.fake.press(who or self.mira, message, name))

    async def left(self, who: User | None = None, where: Channel | None = None) -> int:
        """Return what /quota says is left today."""
        said = await self.whisper(self.fake.slash(who or self.mira, where or self.art, "quota"))
        found = re.search(r"Left today\W+(\d+)", said.text)
        assert found is not None, said.text
        return int(found[1])

    async def moved(self, where: Channel, words: str) -> Message:
        """Return a result that was posted where nobody had answered, once that is all done."""
        gone = "DELETE /channels/{channel}/messages/{message}"
        before = self.fake.count(gone)
        posted = await self.fake.message_in(where, lambda each: words in each.text and ended(each), PATIENCE)
        # The last that is done then is to take the answer away, which may be gone already.
        await self.fake.until(lambda: self.fake.count(gone) > before, PATIENCE)
        await self.settled(where)
        return posted

    async def settled(self, where: Channel | None = None) -> None:
        """Return once everything that was said in a channel before has been heard and judged."""
        marker = self.say(where or self.art, "help", mention=[self.fake.app])
        await self.answer(marker)


async def discord_scene(tmp_path: Path, openai: FakeOpenAI, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    """Yield a scene in which Easel is not started yet; at its end no rule of Discord's or OpenAI's was broken."""
    async with scene_on(FakeDiscord(pace=0.05, ack_seconds=PATIENCE), tmp_path, openai, monkeypatch) as scene:
        yield scene


@contextmanager
def logged() -> Iterator[list[str]]:
    """Yield what is logged meanwhile, each with its trace: rendered here, since doing that reads files on the loop."""
    kept: list[str] = []

    def keep(_logger: object, _method: str, event: Mapping[str, Any]) -> str:
        given = event.get("exc_info")
        error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given is True else None
        trace = "" if error is None else "".join(traceback.format_exception(error, limit=0))
        kept.append(" ".join([*(f"{name}={value}" for name, value in event.items() if name != "exc_info"), trace]))
        raise structlog.DropEvent

    processors = structlog.get_config()["processors"]
    before = list(processors)
    processors[:] = [keep]
    try:
        yield kept
    finally:
        processors[:] = before


@asynccontextmanager
async def scene_on(
    discord: FakeDiscord,
    tmp_path: Path,
    openai: FakeOpenAI,
    monkeypatch: pytest.MonkeyPatch,
    connector: Connector | None = None,
) -> AsyncIterator[Scene]:
    """Play on a given fake, reached by ``connector`` where one is given."""
    told: list[str] = []
    async with discord as fake:
        with discord_hosts(), logged() as logs:
            _patient(monkeypatch, fake, told)
            guild = fake.guild("Studio")
            mira, leo = (fake.user(name, guilds=[guild]) for name in ("mira", "leo"))
            scene = Scene(fake, openai, tmp_path, guild, fake.channel(guild, "art"), mira, leo, told, logs, connector)
            try:
                yield scene
            finally:
                fake.rest.faults.release()
                openai.release()
                await scene.stop()
                print(*logs, sep="\n")  # noqa: T201 -- pytest shows it where a test fails
            assert (fake.refused, fake.limited, openai.refused) == ([], [], [])
            secrets = [fake.token, openai.key, "hm=", "cactus", *(each.token for each in fake.invocations.values())]
            assert [line for line in logs for secret in secrets if secret in line] == []


def _patient(monkeypatch: pytest.MonkeyPatch, fake: FakeDiscord, told: list[str]) -> None:
    """Give Easel the fake's clock, short pauses, and patience for a machine that may be slow."""
    if datetime.fromtimestamp(fake.clock.now(), UTC).hour >= _EVENING:
        # No midnight, when quotas renew, comes amid a test.
        fake.clock.advance(6 * 3600)
    monkeypatch.setattr("bot.wiring.system_clock", lambda: datetime.fromtimestamp(fake.clock.now(), UTC))
    monkeypatch.setattr("bot.wiring.tell_operator", lambda code, _params: (told.append(code), fake.changed()))
    monkeypatch.setattr("bot.wiring.Kit", partial(Kit, pace=Pace(frames=0.01, again=0.2, tell_first=0.1, drain=0.5)))
    quick = {"pauses": (0.05,), "ready_seconds": 0.05}
    monkeypatch.setattr("bot.chats.discord.DiscordFace", partial(DiscordFace, **quick))
    monkeypatch.setattr("bot.chats.discord.DiscordOutbound", partial(DiscordOutbound, gap=0.01))
    monkeypatch.setattr("bot.claims.SECONDS", PATIENCE)
    for module in ("core", "interactions", "menus"):
        monkeypatch.setattr(f"bot.platforms.discord.{module}.SECONDS", PATIENCE, raising=False)
