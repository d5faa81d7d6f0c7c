"""Links to partial frames, for platforms that show a picture by its address only: short-lived, one for each frame."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

from aiohttp import web

from bot.ports import Sendable
from bot.web.signed import Signer
from domain.clock import Clock
from domain.errors import NotFound

GOOD_FOR = timedelta(minutes=10)
"""How long a link works: a frame is worth nothing once the picture is there."""

_BETWEEN = "~"


class Previews(Protocol):
    """Where frames are."""

    async def preview(self, job_id: str, frame: str) -> Sendable | None:
        """Return the latest partial frame of a running job."""
        ...


class Frames:
    """Makes links to partial frames, and serves them. Only where the address that people open is https."""

    def __init__(self, previews: Previews, key: bytes, public_url: str, clock: Clock) -> None:
        self._previews = previews
        self._signer = Signer(key, "frame", clock)
        self._base = public_url.rstrip("/") if public_url.startswith("https://") else ""

    def link(self, job_id: str, frame: str) -> str | None:
        """Return a link to a frame, another for each, None where no public https URL is set."""
        return f"{self._base}/frames/{self._signer.sign(job_id + _BETWEEN + frame, GOOD_FOR)}" if self._base else None

    def attach(self, app: web.Application) -> None:
        """Add the route. It asks for no session: the link itself is the permission."""
        app.router.add_get(r"/frames/{token:[\w.:~-]{1,200}}", self._serve)

    async def _serve(self, request: web.Request) -> web.Response:
        words = self._signer.open(request.match_info["token"]) or ""
        job_id, _, frame = words.partition(_BETWEEN)
        found = await self._previews.preview(job_id, frame) if job_id else None
        if found is None:
            raise NotFound("link_over")
        headers = {
            "Cache-Control": "private, no-store",
            # A chat's own proxy reads it on behalf of its people.
            "Cross-Origin-Resource-Policy": "cross-origin",
            "X-Robots-Tag": "noindex, nofollow, noarchive",
        }
        return web.Response(body=found.data, content_type=found.media_type, headers=headers)
