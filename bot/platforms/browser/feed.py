"""What changes, as it changes: server-sent events that a page resumes by the last one it saw."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from aiohttp import web

from bot.platforms.browser.doorman import Doorman
from bot.platforms.browser.draw import message_json
from bot.platforms.browser.inbound import Window, query
from bot.platforms.browser.session import Session
from bot.ports import Message, Workspace
from domain.people import Person

BEAT = 15.0
"""Seconds of quiet after which a beat is sent: proxies keep the connection, pages know that it lives."""

BATCH = 200


class Feed:
    """Tails the workspace for each page that is open."""

    def __init__(self, workspace: Workspace, doorman: Doorman) -> None:
        self._workspace = workspace
        self._doorman = doorman
        self._closing = asyncio.Event()

    def attach(self, app: web.Application) -> None:
        """Add the route, and end every feed when the application stops."""
        app.router.add_get("/api/feed", self._doorman.entered(self._serve))
        app.on_shutdown.append(self._close)

    async def _close(self, _app: web.Application) -> None:
        self._closing.set()

    async def _serve(self, request: web.Request, session: Session) -> web.StreamResponse:
        after = await self._start(request)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
        try:
            await response.prepare(request)
            async for chunk in self._events(session.person, after):
                await response.write(chunk)
        except ConnectionError:
            pass  # the page is gone; it resumes where it was
        return response

    async def _start(self, request: web.Request) -> int:
        resumed = {"after": request.headers["Last-Event-ID"]} if request.headers.get("Last-Event-ID") else request.query
        after = query(Window, resumed, "after").after
        return await self._workspace.latest() if after is None else after

    async def _events(self, person: Person, after: int) -> AsyncIterator[bytes]:
        while not self._closing.is_set():
            # What others may see alone never comes to this person: without going past it, waiting would not wait.
            newest = await self._workspace.latest()
            messages = await self._workspace.since(person, after, limit=BATCH)
            for message in messages:
                after = message.seq
                yield _event(message, person)
            if len(messages) == BATCH:
                continue
            after = max(after, newest)
            if not messages:
                yield _beat(after)
            await self._quiet(after)

    async def _quiet(self, after: int) -> None:
        """Return when there may be something new, after a beat's time, or at the end."""
        changed = asyncio.ensure_future(self._workspace.changed(after, seconds=BEAT))
        closing = asyncio.ensure_future(self._closing.wait())
        try:
            await asyncio.wait({changed, closing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            closing.cancel()
            changed.cancel()
            await asyncio.gather(changed, closing, return_exceptions=True)


def _event(message: Message, person: Person) -> bytes:
    data = json.dumps(message_json(message, person), ensure_ascii=False, separators=(",", ":"))
    return f"id: {message.seq}\nevent: message\ndata: {data}\n\n".encode()


def _beat(after: int) -> bytes:
    return f": beat\nid: {after}\nevent: beat\ndata: {after}\n\n".encode()
