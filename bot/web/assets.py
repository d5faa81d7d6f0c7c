"""Files of a page, read once and served from memory; browsers ask each time whether they changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from aiohttp import web

from domain.errors import NotFound

_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "LICENSE": "text/plain; charset=utf-8",
    "webp": "image/webp",
    "woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file's bytes, its type, and what tells it from its other versions."""

    body: bytes
    kind: str
    etag: str


class Assets:
    """Files by their names: those of a folder inside begin with its own."""

    def __init__(self, found: Mapping[str, Asset]) -> None:
        self._found = found

    @classmethod
    def read(cls, root: Traversable, folders: Sequence[str] = ("",)) -> Assets:
        """Return the files of these folders of ``root``, as far as they are of a page; empty names ``root`` itself."""
        found = {}
        for folder in folders:
            for each in (root / folder if folder else root).iterdir():
                kind = _TYPES.get(each.name.rpartition(".")[2])
                if kind is not None:
                    body = each.read_bytes()
                    name = f"{folder}/{each.name}" if folder else each.name
                    found[name] = Asset(body, kind, f'"{hashlib.sha256(body).hexdigest()[:24]}"')
        return cls(found)

    def answer(self, request: web.Request, name: str) -> web.Response:
        """Return the answer to a request for a file. Raise NotFound where there is none of that name."""
        asset = self._found.get(name)
        if asset is None:
            raise NotFound("page_unknown")
        headers = {"ETag": asset.etag, "Cache-Control": "no-cache"}
        if asset.etag in request.headers.get("If-None-Match", ""):
            return web.Response(status=304, headers=headers)
        return web.Response(body=asset.body, headers=headers | {"Content-Type": asset.kind})
