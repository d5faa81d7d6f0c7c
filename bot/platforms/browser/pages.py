"""The page itself: a handful of files, read once."""

from __future__ import annotations

from importlib.resources import files

from aiohttp import web

from bot.web.assets import Assets

_FOLDERS = ("", "vendor", "examples")


class Pages:
    """Serves the page and its files."""

    def attach(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/", self._index)
        app.router.add_get(r"/static/{name:(?:vendor/|examples/)?[\w.-]{1,64}}", self._static)

    async def _index(self, request: web.Request) -> web.Response:
        return _ASSETS.answer(request, "index.html")

    async def _static(self, request: web.Request) -> web.Response:
        return _ASSETS.answer(request, request.match_info["name"])


# With the module: once a loop runs, reading would hold it up.
_ASSETS = Assets.read(files("bot.platforms.browser") / "static", _FOLDERS)
