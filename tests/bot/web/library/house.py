"""The library's pages on a real port, in front of a real Easel's storage, and who visits them."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from multidict import CIMultiDict
from PIL import Image, ImageDraw

from bot.explain import Explainer
from bot.platforms.browser import draw
from bot.platforms.browser.routes import Browser
from bot.platforms.browser.session import TEAM
from bot.ports import BrowserOptions
from bot.web.app import make_app
from bot.web.library.routes import LibraryPages
from bot.web.library.visitors import Visitors
from bot.web.serve import serving
from bot.wiring import parts
from bot.workspace import BrowserWorkspace
from commands.studio import Studio
from commands.table import SPECS
from domain.people import Person, Platform, Team
from domain.picture import Picture, Thread
from storage import people, pictures, threads
from storage.changes import Changes
from tests.conversation.conftest import settings_for
from tests.fakes.pictures import encoded
from tests.fakes.workspace import FakeDispatch, FakeWorkspace, well
from tests.patience import PATIENCE

ACME = Team(Platform.SLACK, "T1", "Acme")
OTHER = Team(Platform.SLACK, "T2", "Initech")
ADA = Person(ACME, "U1", "ada")
BEN = Person(ACME, "U2", "Ben Okri")
MALLORY = Person(OTHER, "U9", "mallory")
SHADES = ("#b5382a", "#2f6fb0", "#3f8f4e", "#d9a52b", "#7a4fa8", "#222226")


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class House:
    """A running server with what stands behind it."""

    base: str
    studio: Studio
    visitors: Visitors
    clock: Clock
    told: list[str] = field(default_factory=list)

    async def link(self, person: Person = ADA, channels: tuple[str, ...] = ()) -> str:
        """Return a link that a chat would give this person, at the address where the house is."""
        link = await self.visitors.invite(person, channels)
        assert link is not None
        return self.base + "/library" + link.partition("/library")[2]

    async def hang(
        self,
        words: str = "a red fox",
        *,
        person: Person = ADA,
        channel: str = "C1",
        private: bool = False,
        thread: str | None = None,
        parent: str | None = None,
        size: tuple[int, int] = (300, 200),
        upload: str | None = None,
        **more: Any,
    ) -> Picture:
        """Make a picture as if it were drawn in a channel."""
        data = encoded(drawing(words, size), "PNG")
        digest = more.pop("digest", None) or await self.studio.assets.put(data)
        now = self.clock()
        name = thread or uuid.uuid4().hex
        async with self.studio.database.begin() as tx:
            await people.remember(tx, person, now)
            home = Thread(name, person.team.id, channel, private, f"platform-{name}", words, None, now)
            home = await threads.ensure(tx, home)
            made = Picture(
                id=uuid.uuid4().hex,
                team_id=person.team.id,
                thread_id=home.id,
                version=1,
                parent_id=parent,
                operation="edit" if parent else "generate",
                words=words,
                model="sketch",
                engine="sketch",
                quality="medium",
                digest=digest,
                media_type="image/png",
                width=size[0],
                height=size[1],
                alt=f"A drawing: {words}",
                person_id=person.id,
                person_name=person.name,
                cost=12_000,
                created_at=now,
                seed=7,
            )
            added = await pictures.add(tx, [replace(made, **more)], upload_id=upload)
        self.clock.pass_(minutes=1)
        return added[0]

    async def fill(self, count: int) -> list[Picture]:
        """Make many pictures of few drawings."""
        sizes: Sequence[tuple[int, int]] = ((300, 200), (200, 200), (200, 300), (320, 180))
        known: dict[tuple[int, int], Picture] = {}
        made = []
        now = self.clock()
        for size in sizes:
            known[size] = await self.hang(f"number {len(known)}", size=size)
        async with self.studio.database.begin() as tx:
            home = await threads.ensure(tx, Thread("many", ACME.id, "C1", False, "platform-many", "many", None, now))
            for number in range(len(known), count):
                pattern = known[sizes[number % len(sizes)]]
                copy = replace(pattern, id=uuid.uuid4().hex, thread_id=home.id, words=f"number {number}", version=1)
                made += await pictures.add(tx, [copy])
        return made

    @asynccontextmanager
    async def stranger(self) -> AsyncIterator[Guest]:
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=jar, timeout=aiohttp.ClientTimeout(PATIENCE)) as http:
            yield Guest(http, self.base)

    @asynccontextmanager
    async def visitor(self, person: Person = ADA, channels: tuple[str, ...] = ()) -> AsyncIterator[Guest]:
        async with self.stranger() as guest:
            await guest.enter(await self.link(person, channels))
            yield guest

    @asynccontextmanager
    async def insider(self, name: str = "Mia") -> AsyncIterator[Guest]:
        """Somebody who entered the browser workspace."""
        async with self.stranger() as guest:
            status, answer = await guest.ask("POST", "/api/enter", {"name": name})
            assert status == 200, answer
            guest.csrf = answer["csrf"]
            yield guest


@dataclass
class Guest:
    """One browser, without the page."""

    http: aiohttp.ClientSession
    base: str
    csrf: str = ""

    async def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        sent = {"X-Easel-CSRF": self.csrf or "enter"} | headers
        async with self.http.request(method, self.base + path, json=body, headers=sent) as response:
            return response.status, await response.json()

    async def get(self, path: str, **query: object) -> Any:
        said = {name: str(value) for name, value in query.items() if value is not None}
        async with self.http.get(f"{self.base}/library/api{path}", params=said) as response:
            assert response.status == 200, (response.status, await response.text())
            return await response.json()

    async def bytes(self, path: str, **headers: str) -> tuple[int, bytes, CIMultiDict[str]]:
        async with self.http.get(f"{self.base}/library{path}", headers=headers) as response:
            return response.status, await response.read(), response.headers.copy()

    async def enter(self, link: str) -> None:
        status, answer = await self.ask("POST", "/library/api/enter", {"token": link.partition("#")[2]})
        assert status == 200, answer
        self.csrf = answer["csrf"]

    async def act(self, picture: Picture, act: str, words: str = "", **more: str) -> tuple[int, Any]:
        body = {"id": more.pop("id", str(uuid.uuid4())), "act": act, "words": words}
        return await self.ask("POST", f"/library/api/pictures/{picture.id}/acts", body, **more)

    async def seen(self, **query: object) -> list[str]:
        """Return the words of what is found."""
        return [each["words"] for each in (await self.get("/pictures", **query))["pictures"]]


def drawing(words: str, size: tuple[int, int]) -> Image.Image:
    """Return a picture that differs with its words."""
    image = Image.new("RGB", size, SHADES[len(words) % len(SHADES)])
    pen = ImageDraw.Draw(image)
    for at, letter in enumerate(words[:12]):
        left = at * size[0] // 12
        pen.rectangle(
            (left, size[1] - ord(letter) % size[1], left + size[0] // 16, size[1]), fill=SHADES[ord(letter) % 6]
        )
    return image


@asynccontextmanager
async def house(
    tmp_path: Path, clock: Clock, *, public: str = "http://127.0.0.1", port: int = 0
) -> AsyncIterator[House]:
    """Serve the pages inside the block, with a browser workspace beside them."""
    options = BrowserOptions(
        secret_key="a secret of the tests", public_url=public, secure_cookies=public.startswith("https")
    )
    told: list[str] = []
    async with parts(settings_for(tmp_path)) as all_parts:
        studio = replace(all_parts.studio, clock=clock)
        changes = Changes(studio.database)
        workspace = BrowserWorkspace(studio, TEAM, changes)
        visitors = Visitors(studio, b"a key of the tests", options, workspace)
        pages = LibraryPages(studio, visitors, draw=draw.card_json, told=lambda: told.append("news"))
        idle = FakeDispatch(FakeWorkspace(clock()))
        browser = Browser(options, workspace, idle, SPECS, clock)
        app = make_app([browser.attach, pages.attach], checks=well, explain=Explainer(clock), draw=draw.card_json)
        try:
            async with serving(app, "127.0.0.1", port) as bound:
                yield House(f"http://127.0.0.1:{bound}", studio, visitors, clock, told)
        finally:
            await idle.close()
