"""The page itself: a handful of files, read once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files

from aiohttp import web

from domain.errors import NotFound

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".LICENSE": "text/plain; charset=utf-8",
}
_FOLDERS = ("", "vendor/", "examples/")


@dataclass(frozen=True, slots=True)
class _Asset:
    body: bytes
    kind: str
    etag: str


class Pages:
    """Serves the page and its files from memory; browsers ask each time whether they changed."""

    def attach(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/", self._index)
        app.router.add_get(r"/static/{name:(?:vendor/|examples/)?[\w.-]{1,64}}", self._static)

    async def _index(self, request: web.Request) -> web.Response:
        return self._answer(request, "index.html")

    async def _static(self, request: web.Request) -> web.Response:
        return self._answer(request, request.match_info["name"])

    def _answer(self, request: web.Request, name: str) -> web.Response:
        asset = _ASSETS.get(name)
        if asset is None:
            raise NotFound("page_unknown")
        headers = {"ETag": asset.etag, "Cache-Control": "no-cache"}
        if asset.etag in request.headers.get("If-None-Match", ""):
            return web.Response(status=304, headers=headers)
        return web.Response(body=asset.body, headers=headers | {"Content-Type": asset.kind})


def _suffix(name: str) -> str:
    return "." + name.rsplit(".", 1)[-1]


def _asset(name: str, body: bytes) -> _Asset:
    return _Asset(body, _TYPES[_suffix(name)], f'"{hashlib.sha256(body).hexdigest()[:24]}"')


def _read() -> dict[str, _Asset]:
    root = files("bot.platforms.browser") / "static"
    return {
        folder + each.name: _asset(each.name, each.read_bytes())
        for folder in _FOLDERS
        for each in (root / folder if folder else root).iterdir()
        if _suffix(each.name) in _TYPES
    }


_ASSETS = _read()  # with the module: once a loop runs, reading would hold it up
