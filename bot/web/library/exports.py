"""A collection to take away: a contact sheet, or a ZIP of its originals with their history."""

from __future__ import annotations

import structlog
from aiohttp import web

from bot.web.language import language
from bot.web.library.visitors import Visitor, Visitors
from bot.web.sending import let_go
from commands import collections as exporting
from commands.archive import Order, zipped
from commands.studio import Studio
from domain.errors import NotFound
from domain.library import Collection
from storage import collections

_ID = r"[\w.:-]{1,128}"
_log = structlog.get_logger()
_TYPES = {"png": "image/png", "pdf": "application/pdf"}


class Exports:
    """Serves what is made of collections, as far as the visitor may see what is in them."""

    def __init__(self, studio: Studio, visitors: Visitors) -> None:
        self._studio = studio
        self._visitors = visitors

    def attach(self, app: web.Application) -> None:
        """Add the routes."""
        visiting = self._visitors.visiting
        collection = f"/library/collections/{{id:{_ID}}}"
        app.router.add_get(f"{collection}/sheet.{{kind:png|pdf}}", visiting(self._sheet))
        app.router.add_get(f"{collection}/zip", visiting(self._zip))

    async def _sheet(self, request: web.Request, visitor: Visitor) -> web.Response:
        found, kind = await self._collection(request, visitor), request.match_info["kind"]
        locale = language(request.headers.get("Accept-Language", ""))
        order = Order(found.title, visitor.viewer, collection_id=found.id)
        data = await exporting.sheet(self._studio, order, visitor.person.team.name, kind, locale)
        return web.Response(body=data, headers=_as_file(found, kind) | {"Content-Type": _TYPES[kind]})

    async def _zip(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        found = await self._collection(request, visitor)
        order = Order(found.title, visitor.viewer, collection_id=found.id)
        response = web.StreamResponse(headers=_as_file(found, "zip") | {"Content-Type": "application/zip"})
        await response.prepare(request)
        chunks = zipped(self._studio, order)
        try:
            # How long it will be is known to nobody: that all of it came is seen by the archive's own end.
            async for chunk in chunks:
                if chunk:
                    await response.write(chunk)
            await response.write_eof()
        except ConnectionError:
            return response  # whoever asked has gone
        except Exception:  # noqa: BLE001 -- the status has left already: only a cut connection says that bytes are missing
            _log.exception("archive_cut_off")
            if request.transport is not None:
                request.transport.abort()
        finally:
            await let_go(chunks)
        return response

    async def _collection(self, request: web.Request, visitor: Visitor) -> Collection:
        async with self._studio.database.read() as tx:
            found = await collections.get(tx, visitor.viewer, request.match_info["id"])
        if found is None:
            raise NotFound("collection_unknown", asked="")
        return found


def _as_file(collection: Collection, suffix: str) -> dict[str, str]:
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in collection.name)
    name = "-".join(part for part in plain.split("-") if part)[:60] or "collection"
    return {"Content-Disposition": f'attachment; filename="{name}.{suffix}"', "Cache-Control": "private, no-store"}
