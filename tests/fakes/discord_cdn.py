"""Where attachments are fetched: signed links that expire, and files that misbehave."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from typing import Any

from aiohttp import web

from tests.fakes.discord_world import Attachment

LIFETIME = 86_400
_SECRET = b"a secret of the fake"


class Cdn:
    """The files, their links, and who fetched what. ``fetched`` has (id, status) in order."""

    def __init__(self, fake: Any) -> None:
        self._fake = fake
        self._files: dict[int, Attachment] = {}
        self._strange: dict[int, str] = {}
        self._seconds = 0.0
        self.fetched: list[tuple[int, int]] = []

    def add(self, attachment: Attachment) -> None:
        self._files[attachment.id] = attachment

    def vanish(self, attachment: Attachment) -> None:
        """Answer 404 for this file from now on."""
        self._strange[attachment.id] = "gone"

    def html(self, attachment: Attachment) -> None:
        """Serve a page in this file's place."""
        self._strange[attachment.id] = "html"

    def cut(self, attachment: Attachment) -> None:
        """Break off in the middle of this file."""
        self._strange[attachment.id] = "cut"

    def slow(self, seconds: float) -> None:
        """Wait so long before each file."""
        self._seconds = seconds

    def link(self, attachment: Attachment) -> dict[str, str]:
        """Return fresh links of a file."""
        place = "ephemeral-attachments" if attachment.ephemeral else "attachments"
        path = f"/{place}/{attachment.channel_id}/{attachment.id}/{attachment.filename}"
        now = int(self._fake.clock.now())
        issued, expires = f"{now:x}", f"{now + LIFETIME:x}"
        query = f"?ex={expires}&is={issued}&hm={_sign(path, expires, issued)}&"
        return {"url": f"{self._fake.cdn_url}{path}{query}", "proxy_url": f"{self._fake.media_url}{path}{query}"}

    def find(self, url: str) -> Attachment | None:
        """Return the file of a link, however old."""
        steps = url.split("?", maxsplit=1)[0].split("/")
        return self._files.get(int(steps[-2])) if len(steps) > 3 and steps[-2].isdigit() else None

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one download."""
        steps = request.path.split("/")
        id_ = int(steps[-2]) if len(steps) > 3 and steps[-2].isdigit() else 0
        await asyncio.sleep(self._seconds)
        response = await self._answer(request, id_)
        self.fetched.append((id_, response.status))
        self._fake.changed()
        return response

    async def _answer(self, request: web.Request, id_: int) -> web.StreamResponse:
        path = request.path.removeprefix("/_media")
        given = request.query
        expires, issued, signature = (given.get(name, "") for name in ("ex", "is", "hm"))
        good = hmac.compare_digest(signature, _sign(path, expires, issued))
        held, strange = self._files.get(id_), self._strange.get(id_)
        # Only a good signature says that the time can be read.
        gone = not good or int(expires, 16) < self._fake.clock.now()
        if gone or held is None or strange == "gone" or not path.endswith(f"/{held.channel_id}/{id_}/{held.filename}"):
            return web.Response(status=404, text="This content is no longer available.")
        if strange == "html":
            return web.Response(text="<!DOCTYPE html><title>Just a moment...</title>", content_type="text/html")
        kind = held.content_type or "application/octet-stream"
        if strange == "cut":
            response = web.StreamResponse(headers={"content-length": str(len(held.data)), "content-type": kind})
            await response.prepare(request)
            await response.write(held.data[: len(held.data) // 2])
            if request.transport is not None:
                request.transport.abort()
            return response
        return web.Response(body=held.data, headers={"content-type": kind})


def _sign(path: str, expires: str, issued: str) -> str:
    return hmac.new(_SECRET, f"{path}?{expires}&{issued}".encode(), hashlib.sha256).hexdigest()
