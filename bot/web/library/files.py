"""The library's pictures as bytes: small and large copies made once, and the original as it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from aiohttp import web

from bot.renditions import Renditions
from bot.web.library.visitors import Visitor, Visitors
from bot.web.sending import send
from commands.studio import Studio
from domain.errors import NotFound
from domain.picture import Picture
from engines.images import rendition
from storage import search
from storage.originals import suffix

FOREVER = "private, max-age=31536000, immutable"
_WEBP = "image/webp"
_IMAGES = frozenset({"image/png", "image/jpeg", _WEBP, "image/gif", "image/avif"})


@dataclass(frozen=True, slots=True)
class Copy:
    """How a copy is made: its longer edge in pixels, and its type."""

    longest: int
    media_type: str = _WEBP


SHOWN = {"thumb": Copy(320), "tile": Copy(640), "view": Copy(1600)}
"""What the pages show; the workspace knows two of them by the same names."""

SAVED = {"png": Copy(1600, "image/png"), "jpeg": Copy(1600, "image/jpeg"), "webp": Copy(1600, _WEBP)}
"""What is offered to be saved besides the original."""


class Files:
    """Serves pictures to visitors who may see them."""

    def __init__(self, studio: Studio, visitors: Visitors) -> None:
        self._studio = studio
        self._visitors = visitors
        self._renditions = Renditions(studio)

    def attach(self, app: web.Application) -> None:
        """Add the routes."""
        visiting = self._visitors.visiting
        picture = r"/library/pictures/{id:[\w.:-]{1,128}}"
        app.router.add_get(f"{picture}/{{kind:thumb|tile|view|original}}", visiting(self._show))
        app.router.add_get(f"{picture}/save/{{kind:original|png|jpeg|webp}}", visiting(self._save))

    async def _show(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        kind = request.match_info["kind"]
        return await self._answer(request, visitor, kind, kind, SHOWN.get(kind))

    async def _save(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        kind = request.match_info["kind"]
        # A view is saved as it is shown: it need not be made again.
        name = "view" if kind == "webp" else f"view-{kind}"
        return await self._answer(request, visitor, kind, name, SAVED.get(kind), save=True)

    async def _answer(
        self, request: web.Request, visitor: Visitor, kind: str, name: str, copy: Copy | None, *, save: bool = False
    ) -> web.StreamResponse:
        picture = await self._picture(visitor, request.match_info["id"])
        headers = {"Vary": "Cookie", "Cache-Control": FOREVER, "ETag": f'"{picture.digest[:32]}-{kind}"'}
        if headers["ETag"] in request.headers.get("If-None-Match", ""):
            return web.Response(status=304, headers=headers)
        media_type = copy.media_type if copy else picture.media_type
        if save or media_type not in _IMAGES:
            file = f"easel-v{picture.version}-{picture.id[:8]}.{suffix(media_type)}"
            headers["Content-Disposition"] = f'attachment; filename="{_plain(file)}"'
        headers["Content-Type"] = media_type if media_type in _IMAGES else "application/octet-stream"
        try:
            if copy is None:
                stored = await self._studio.assets.stream(picture.digest)
                return await send(request, stored.chunks, length=stored.size, headers=headers)
            data = await self._renditions.get(picture.digest, name, rendition, copy.longest, copy.media_type)
        except NotFound:
            raise NotFound("picture_unknown") from None
        return await send(request, _once(data), length=len(data), headers=headers)

    async def _picture(self, visitor: Visitor, picture_id: str) -> Picture:
        async with self._studio.database.read() as tx:
            entry = await search.entry(tx, visitor.viewer, picture_id)
        if entry is None:
            raise NotFound("picture_unknown")
        return entry.picture


def _plain(name: str) -> str:
    return "".join(letter for letter in name if letter.isascii() and (letter.isalnum() or letter in "-_."))


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data
