"""Bytes in and out: uploads, pictures, partial frames."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import quote

from aiohttp import web

from bot.platforms.browser.doorman import Doorman
from bot.platforms.browser.inbound import place_of
from bot.platforms.browser.session import Session
from bot.ports import BrowserOptions, File, Workspace
from bot.web.sending import let_go, send
from domain.errors import BadInput, NotAllowed, NotFound

IMAGES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"})
FOREVER = "private, max-age=31536000, immutable"
AT_ONCE = 4
"""Uploads checked at one time."""

EACH = 2
"""Uploads of one person that are read at one time; more wait, unread."""

WAITING = 32
"""Uploads of one person that are read or wait."""

HELD = 8
"""How many uploads of the full size may be held in memory, whosever they are."""

PATIENCE = 120.0
"""Seconds that an upload may take: one that stalls keeps others waiting."""

_BUSY_SECONDS = 5
_ID = r"[\w.:-]{1,128}"


@dataclass
class _Lane:
    """The uploads of one person."""

    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(EACH))
    waiting: int = 0


class Files:
    """Serves files to whom the workspace lets see them."""

    def __init__(
        self, options: BrowserOptions, workspace: Workspace, doorman: Doorman, patience: float = PATIENCE
    ) -> None:
        self._patience = patience
        self._limit = options.upload_limit
        self._workspace = workspace
        self._doorman = doorman
        self._checking = asyncio.Semaphore(AT_ONCE)
        self._lanes: dict[str, _Lane] = {}
        self._held = 0

    def attach(self, app: web.Application) -> None:
        """Add the routes."""
        entered = self._doorman.entered
        app.router.add_post("/api/uploads", entered(self._take))
        app.router.add_get(f"/pictures/{{id:{_ID}}}", entered(self._picture))
        app.router.add_get(f"/pictures/{{id:{_ID}}}/{{rendition:thumb|view|original|exact}}", entered(self._picture))
        app.router.add_get(f"/previews/{{job:{_ID}}}/{{frame:{_ID}}}", entered(self._preview))
        app.router.add_get(f"/uploads/{{source:{_ID}}}", entered(self._upload))

    async def _take(self, request: web.Request, session: Session) -> web.Response:
        channel = await self._doorman.channel(session.person, request.query.get("channel", ""))
        name = file_name(request.query.get("name", ""))
        if (request.content_length or 0) > self._limit:
            raise self._too_big()
        data = bytearray()
        try:
            async with self._lane(session.person.id):
                await self._read(request, data)
                async with self._checking:
                    kept = await self._workspace.keep(session.person, place_of(channel, None), name, bytes(data))
        finally:
            self._held -= len(data)
        return web.json_response({"name": kept.name, "size": kept.size, "source": kept.source}, status=201)

    async def _read(self, request: web.Request, data: bytearray) -> None:
        """Read what is sent into ``data``, counting it as held."""
        try:
            async with asyncio.timeout(self._patience):
                async for chunk in request.content.iter_any():
                    data += chunk
                    self._held += len(chunk)
                    if len(data) > self._limit:
                        raise self._too_big()
                    if self._held > HELD * self._limit:
                        raise BadInput("uploads_busy", seconds=_BUSY_SECONDS)
        except TimeoutError:
            raise BadInput("upload_too_slow", seconds=int(self._patience)) from None

    def _too_big(self) -> BadInput:
        return BadInput("upload_too_big", most=self._limit // (1024 * 1024))

    @asynccontextmanager
    async def _lane(self, person_id: str) -> AsyncIterator[None]:
        """Hold one of the person's places. Raise NotAllowed where too many wait for one."""
        lane = self._lanes.setdefault(person_id, _Lane())
        if lane.waiting >= WAITING:
            raise NotAllowed("too_fast", seconds=1)
        lane.waiting += 1
        try:
            async with lane.places:
                yield
        finally:
            lane.waiting -= 1
            if not lane.waiting:
                del self._lanes[person_id]

    async def _picture(self, request: web.Request, session: Session) -> web.StreamResponse:
        picture, rendition = request.match_info["id"], request.match_info.get("rendition")
        viewer = await self._doorman.viewer(request, session.person)
        made = rendition if rendition in {"thumb", "view", "exact"} else None
        file = await self._workspace.picture(viewer, picture, rendition=made)
        saved = rendition in {"original", "exact"}
        return await _send(request, file, etag=f'"{picture}-{made or "original"}"', save=saved)

    async def _upload(self, request: web.Request, session: Session) -> web.StreamResponse:
        source = request.match_info["source"]
        viewer = await self._doorman.viewer(request, session.person)
        return await _send(request, await self._workspace.upload(viewer, source), etag=f'"{source}"')

    async def _preview(self, request: web.Request, session: Session) -> web.StreamResponse:
        viewer = await self._doorman.viewer(request, session.person)
        try:
            file = await self._workspace.preview(viewer, request.match_info["job"], request.match_info["frame"])
        except NotFound:
            return web.Response(status=204)  # a newer frame or the result took its place: no failure to speak of
        return await _send(request, file)


def file_name(given: str) -> str:
    """Return the last part of a name, without what no file system or header should meet."""
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable() and letter not in '<>:"|?*').strip(" .")[-120:]


async def _send(request: web.Request, file: File, *, etag: str = "", save: bool = False) -> web.StreamResponse:
    headers = {"Vary": "Cookie"}
    if etag:
        headers |= {"ETag": etag, "Cache-Control": FOREVER}
    if etag and etag in request.headers.get("If-None-Match", ""):
        await let_go(file.chunks)
        return web.Response(status=304, headers=headers)
    kind = file.media_type if file.media_type in IMAGES else "application/octet-stream"
    if save or kind not in IMAGES:
        headers["Content-Disposition"] = _attachment(file.name)
    return await send(request, file.chunks, length=file.length, headers=headers | {"Content-Type": kind})


def _attachment(name: str) -> str:
    safe = file_name(name) or "picture"
    plain = safe.encode("ascii", "replace").decode().replace("?", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}"
