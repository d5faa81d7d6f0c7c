"""A browser workspace on a real port, and visitors who speak HTTP to it."""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import aiohttp

from bot.platforms.browser.draw import card_json
from bot.platforms.browser.routes import Browser
from bot.ports import BrowserOptions
from bot.web.app import allowed_hosts, make_app
from bot.web.serve import serving
from tests.fakes.workspace import SPECS, FakeDispatch, FakeWorkspace, explain, well
from tests.patience import PATIENCE

START = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
OPTIONS = BrowserOptions(
    "a secret of the tests", notices=("No image model is configured: pictures are drawn offline.",)
)


@dataclass
class Visitor:
    """One browser, without the page."""

    http: aiohttp.ClientSession
    base: str
    csrf: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    async def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, dict]:
        data = io.BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode()) if body is not None else None
        sent = {"X-Easel-CSRF": self.csrf or "enter"} | self.headers | headers
        async with self.http.request(method, self.base + path, data=data, headers=sent) as response:
            return response.status, await response.json()

    async def enter(self, name: str = "Ada", **more: str) -> None:
        status, answer = await self.ask("POST", "/api/enter", {"name": name, **more})
        assert status == 200, answer
        self.csrf = answer["csrf"]

    async def say(self, text: str, **more: object) -> tuple[int, dict]:
        body = {"id": str(uuid.uuid4()), "channel": "general", "text": text} | more
        return await self.ask("POST", "/api/messages", body)

    async def events(self, count: int, *, after: int | None = None, last: int | None = None) -> list[dict]:
        """Return the next messages of the feed, in order."""
        query = "" if after is None else f"?after={after}"
        headers = {} if last is None else {"Last-Event-ID": str(last)}
        found: list[dict] = []
        async with self.http.get(f"{self.base}/api/feed{query}", headers=headers) as response:
            assert response.status == 200
            assert response.content_type == "text/event-stream"
            kind = ""
            async for raw in response.content:
                name, _, value = raw.decode().strip().partition(": ")
                if name == "event":
                    kind = value
                if name == "data" and kind == "message":
                    found.append(json.loads(value))
                    if len(found) == count:
                        break
        return found


@dataclass
class Studio:
    """A running server with what stands behind it."""

    base: str
    workspace: FakeWorkspace
    dispatch: FakeDispatch

    @asynccontextmanager
    async def stranger(self) -> AsyncIterator[Visitor]:
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=jar, timeout=aiohttp.ClientTimeout(PATIENCE)) as http:
            yield Visitor(http, self.base)

    @asynccontextmanager
    async def visitor(self, name: str = "Ada", **more: str) -> AsyncIterator[Visitor]:
        async with self.stranger() as visitor:
            await visitor.enter(name, **more)
            yield visitor


@asynccontextmanager
async def studio(
    options: BrowserOptions = OPTIONS,
    *,
    bound_to: str = "127.0.0.1",
    stepped: bool = False,
    size: tuple[int, int] = (96, 64),
    before: Studio | None = None,
) -> AsyncIterator[Studio]:
    """Serve a workspace inside the block; with ``before``, the same one again at the same address."""
    workspace = before.workspace if before else FakeWorkspace(START)
    dispatch = before.dispatch if before else FakeDispatch(workspace, stepped=stepped, width=size[0], height=size[1])
    browser = Browser(options, workspace, dispatch, SPECS, workspace.clock)
    hosts = allowed_hosts(bound_to, options.public_url)
    app = make_app([browser.attach], checks=well, explain=explain, draw=card_json, hosts=hosts)
    async with serving(app, "127.0.0.1", int(before.base.rsplit(":", 1)[1]) if before else 0) as port:
        yield Studio(f"http://127.0.0.1:{port}", workspace, dispatch)
        await dispatch.close()
