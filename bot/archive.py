"""Links to archives: signed, for a day, made when they are opened, of what their asker may see at that moment."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from urllib.parse import quote

from aiohttp import web

from bot.web.sending import send
from bot.web.signed import Signer
from commands.archive import Order, zipped
from commands.collections import ARCHIVE
from commands.studio import Studio
from domain.clock import Clock
from domain.errors import NotFound
from storage import notes
from storage.codec import load

GOOD_FOR = timedelta(days=1)
"""How long a link works."""

_SIGNED = r"[\w.=-]{1,600}"


class ArchiveTokens:
    """Signs the keys of orders. ``key`` serves nothing else."""

    def __init__(self, key: bytes, clock: Clock) -> None:
        self._signer = Signer(key, "archive", clock)

    def sign(self, key: str) -> str:
        """Return a token that opens the archive which the note of that key orders."""
        return self._signer.sign(urlsafe_b64encode(json.dumps(key).encode()).decode("ascii"), GOOD_FOR)

    def open(self, token: str) -> str | None:
        """Return the key of a token, None where it is none of ours or its time is over."""
        words = self._signer.open(token)
        if words is None:
            return None
        key = json.loads(urlsafe_b64decode(words))
        return key if isinstance(key, str) else None


class Archives:
    """Serves archives to who holds a link."""

    def __init__(self, studio: Studio, tokens: ArchiveTokens) -> None:
        self._studio = studio
        self._tokens = tokens

    def attach(self, app: web.Application) -> None:
        """Add the routes. They ask for no session: the link itself is the permission. Before those of uploads."""
        app.router.add_get(f"/archives/{{token:{_SIGNED}}}", self._serve)
        app.router.add_get(f"/uploads/{re.escape(ARCHIVE)}{{token:{_SIGNED}}}", self._serve)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        key = self._tokens.open(request.match_info["token"])
        if key is None:
            raise NotFound("link_over")
        async with self._studio.database.read() as tx:
            noted = await notes.read(tx, key)
        if noted is None:
            raise NotFound("link_over")
        order = load(Order, noted)
        plain = (
            "".join(each if each.isascii() and each.isalnum() else "-" for each in order.title).strip("-") or "easel"
        )
        name = quote(f"{order.title}.zip", safe="")
        headers = {
            "Content-Type": "application/zip",
            "Content-Disposition": f"attachment; filename=\"{plain}.zip\"; filename*=UTF-8''{name}",
            "Cache-Control": "private, no-store",
            "X-Robots-Tag": "noindex, nofollow, noarchive",
        }
        return await send(request, zipped(self._studio, order), length=None, headers=headers)
