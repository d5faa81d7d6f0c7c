"""Links to originals: signed, for some days, open to whoever holds one and to nobody else."""

from __future__ import annotations

from datetime import timedelta

from aiohttp import web

from bot.web.sending import send
from bot.web.signed import Signer
from commands.studio import Studio
from domain.clock import Clock
from domain.errors import NotFound
from storage import originals

GOOD_FOR = timedelta(days=7)
"""How long a link works."""

_LINK = r"[\w.:-]{1,200}"
_IMAGES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"})


class Originals:
    """Makes links to pictures' originals, and serves them. ``key`` serves nothing else."""

    def __init__(self, studio: Studio, key: bytes, public_url: str, clock: Clock) -> None:
        self._studio = studio
        self._signer = Signer(key, "original", clock)
        self._base = public_url.rstrip("/")

    def link(self, picture_id: str) -> str | None:
        """Return a link to a picture's original that works for a week, None where no public URL is set."""
        return f"{self._base}/originals/{self._signer.sign(picture_id, GOOD_FOR)}" if self._base else None

    def attach(self, app: web.Application) -> None:
        """Add the route. It asks for no session: the link itself is the permission."""
        app.router.add_get(f"/originals/{{token:{_LINK}}}", self._serve)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        picture_id = self._signer.open(request.match_info["token"])
        async with self._studio.database.read() as tx:
            found = None if picture_id is None else await originals.of_picture(tx, picture_id)
        if found is None:
            raise NotFound("link_over")
        try:
            stored = await self._studio.assets.stream(found.digest)
        except NotFound:
            raise NotFound("link_over") from None
        kind = found.media_type if found.media_type in _IMAGES else "application/octet-stream"
        headers = {
            "Content-Type": kind,
            "Content-Disposition": f'attachment; filename="{found.name}"',
            "Cache-Control": "private, no-store",
            "X-Robots-Tag": "noindex, nofollow, noarchive",
        }
        return await send(request, stored.chunks, length=stored.size, headers=headers)
