"""A storage with pictures in it, as the product wires it, for what works on the library without drawing anything."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from PIL import Image

from bot.ports import News, Outbound
from bot.wiring import Parts, parts
from commands.studio import Answer, Studio
from commands.table import COMMANDS
from domain.call import Call, OptionValue
from domain.card import Card
from domain.people import Person, Place, Platform, Team
from domain.picture import Picture, Thread
from storage import inbox, people, pictures, threads
from tests.conversation.conftest import settings_for

ACME = Team(Platform.BROWSER, "workspace", "Acme")
ORBIT = Team(Platform.SLACK, "T9", "Orbit")
ADA = Person(ACME, "ada", "Ada")
BOSS = Person(ACME, "bo", "Bo", administrator=True)
ZOE = Person(ORBIT, "U9", "Zoe", administrator=True)


def png(colour: str, size: tuple[int, int] = (60, 40)) -> bytes:
    """Return a small picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


@dataclass
class FakeOutbound:
    """A platform that remembers what it is told; ``faults`` are raised first, one at each try."""

    faults: list[Exception] = field(default_factory=list)
    told: dict[str, News] = field(default_factory=dict)
    tries: int = 0
    removed: list[str] = field(default_factory=list)
    spoken: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, call: Call, card: Card) -> None:
        raise AssertionError("only news is told here")

    async def progress(self, target: object, card: Card) -> None:
        raise AssertionError("only news is told here")

    async def deliver(self, target: object, card: Card) -> None:
        raise AssertionError("only news is told here")

    async def announce(self, news: News) -> None:
        self.tries += 1
        if self.faults:
            raise self.faults.pop(0)
        self.told.setdefault(news.key, news)
        self.spoken.set()

    async def remove(self, team_id: str, pictures: tuple[str, ...]) -> None:
        self.removed.extend(pictures)


@dataclass(frozen=True)
class Stage:
    """The open storage, the platform that is told, and the time."""

    parts: Parts
    studio: Studio
    outbound: FakeOutbound

    @property
    def outbounds(self) -> Mapping[Platform, Outbound]:
        return {Platform.BROWSER: self.outbound, Platform.SLACK: self.outbound}

    def at(self, when: datetime) -> Stage:
        """Return the stage at another time."""
        return replace(self, studio=replace(self.studio, clock=lambda: when))

    async def picture(
        self,
        person: Person = ADA,
        *,
        colour: str = "red",
        thread: str = "t1",
        channel: str = "c1",
        private: bool = False,
    ) -> Picture:
        """Keep a picture of one colour as the next version of a thread."""
        studio, now = self.studio, self.studio.clock()
        digest = await studio.assets.put(png(colour))
        home = Thread(studio.new_id(), person.team.id, channel, private, thread, f"a {colour} fox", None, now)
        async with studio.database.begin() as tx:
            await people.remember(tx, person, now)
            kept = await threads.ensure(tx, home)
            draft = Picture(
                id=studio.new_id(), team_id=person.team.id, thread_id=kept.id, version=0, parent_id=kept.head_id,
                operation="generate", words=f"a {colour} fox", model="sketch", engine="sketch", quality="",
                digest=digest, media_type="image/png", width=60, height=40, alt="a fox", person_id=person.id,
                person_name=person.name, cost=0, created_at=now,
            )  # fmt: skip
            return (await pictures.add(tx, [draft]))[0]

    async def ask(
        self, person: Person, command: str, *, channel: str = "c1", private: bool = False, **options: OptionValue
    ) -> Answer:
        """Ask a command's handler, as dispatch would. What it raises is raised."""
        call = Call(
            id=f"call:{self.studio.new_id()}", person=person, place=Place(channel, channel, private), command=command,
            received_at=self.studio.clock(), options=options, answer_to={"message": "m", "thread": "m"},
        )  # fmt: skip
        async with self.studio.database.begin() as tx:
            await inbox.claim(tx, call, self.studio.clock())
        return await COMMANDS[command](call, self.studio)


@asynccontextmanager
async def library_stage(tmp_path: Path, **settings: object) -> AsyncIterator[Stage]:
    """Open a storage of the test's own, whose channels can all be found."""

    async def room(person: Person, asked: str) -> Place:
        del person
        name = asked.lstrip("#")
        return Place(name, name)

    async with parts(settings_for(tmp_path, **settings)) as all_parts:
        rooms = {Platform.BROWSER: room, Platform.SLACK: room}
        yield Stage(all_parts, replace(all_parts.studio, rooms=rooms), FakeOutbound())
