"""What changes, as it changes: server-sent events that a page resumes by the last one it saw."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from aiohttp import web

from bot.platforms.browser.doorman import Doorman
from bot.platforms.browser.draw import message_json
from bot.platforms.browser.inbound import Window, query
from bot.platforms.browser.session import Session
from bot.ports import Message, Workspace
from domain.clock import Clock
from domain.errors import NotAllowed
from domain.people import Person

BEAT = 15.0
"""Seconds of quiet after which a beat is sent: proxies keep the connection, pages know that it lives."""

BATCH = 200
MOST_OPEN = 20
"""Feeds that one person may have open: each wakes at everything that is said."""


class Feed:
    """Tails the workspace for each page that is open."""

    def __init__(self, workspace: Workspace, doorman: Doorman, clock: Clock) -> None:
        self._workspace = workspace
        self._doorman = doorman
        self._clock = clock
        self._closing = asyncio.Event()
        self._open: defaultdict[str, list[web.Request]] = defaultdict(list)

    def attach(self, app: web.Application) -> None:
        """Add the route, and end every feed when the application stops."""
        app.router.add_get("/api/feed", self._doorman.entered(self._serve))
        app.on_shutdown.append(self._close)

    async def _close(self, _app: web.Application) -> None:
        self._closing.set()

    async def _serve(self, request: web.Request, session: Session) -> web.StreamResponse:
        after = await self._start(request)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
        with self._counted(request, session.person.id):
            try:
                await response.prepare(request)
                async for chunk in self._events(session, after):
                    await response.write(chunk)
            except ConnectionError:
                pass  # the page is gone; it resumes where it was
        return response

    @contextmanager
    def _counted(self, request: web.Request, person_id: str) -> Iterator[None]:
        """Hold one of the person's places. Raise NotAllowed where all are taken."""
        # A page that was closed is heard of at the next write only.
        alive = [each for each in self._open[person_id] if each.transport and not each.transport.is_closing()]
        if len(alive) >= MOST_OPEN:
            raise NotAllowed("feeds_too_many", most=MOST_OPEN, seconds=int(BEAT))
        self._open[person_id].append(request)
        try:
            yield
        finally:
            self._open[person_id].remove(request)
            if not self._open[person_id]:
                del self._open[person_id]

    async def _start(self, request: web.Request) -> int:
        resumed = {"after": request.headers["Last-Event-ID"]} if request.headers.get("Last-Event-ID") else request.query
        after = query(Window, resumed, "after").after
        return await self._workspace.latest() if after is None else after

    async def _events(self, session: Session, after: int) -> AsyncIterator[bytes]:
        person = session.person
        while not self._closing.is_set() and (left := session.ends - self._clock().timestamp()) > 0:
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
            await self._quiet(after, min(BEAT, left))

    async def _quiet(self, after: int, seconds: float) -> None:
        """Return when there may be something new, after so many seconds, or at the end."""
        changed = asyncio.ensure_future(self._workspace.changed(after, seconds=seconds))
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
