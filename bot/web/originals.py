"""Links to originals: signed, for some days, open to whoever holds one and to nobody else."""

from __future__ import annotations

from datetime import timedelta

import structlog
from aiohttp import web

from bot.web.signed import Signer
from commands.studio import Studio
from domain.clock import Clock
from domain.errors import NotFound
from storage import originals
from storage.assets.store import Stored

GOOD_FOR = timedelta(days=7)
"""How long a link works."""

_LINK = r"[\w.:-]{1,200}"
_IMAGES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"})
_log = structlog.get_logger()


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
        return await _send(request, stored, headers)


async def _send(request: web.Request, stored: Stored, headers: dict[str, str]) -> web.StreamResponse:
    response = web.StreamResponse(headers=headers)
    response.content_length = stored.size
    try:
        await response.prepare(request)
        if request.method != "HEAD":
            async for chunk in stored.chunks:
                await response.write(chunk)
    except ConnectionError:
        return response  # whoever asked has gone
    except Exception:  # noqa: BLE001 -- the status has left already: only a cut connection says that bytes are missing
        _log.exception("original_cut_off")
        if request.transport is not None:
            request.transport.abort()
    finally:
        ending = getattr(stored.chunks, "aclose", None)
        if ending is not None:
            await ending()
    return response
