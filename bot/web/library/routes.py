"""The library's pages as one part of the web application."""

from __future__ import annotations

from importlib.resources import files

from aiohttp import web

from bot.web.assets import Assets
from bot.web.language import language
from bot.web.library.acting import Acting, Told
from bot.web.library.asked import Act, Token, Typed, Window, query, read, search_in
from bot.web.library.drawn import Json
from bot.web.library.exports import Exports
from bot.web.library.files import Files
from bot.web.library.reading import Reading
from bot.web.library.visitors import VISIT_LASTS, Visitor, Visitors
from bot.web.middleware import Draw
from commands.studio import Studio

_ID = r"[\w.:-]{1,128}"
_PAGES = (
    "",
    "/",
    "/enter",
    "/stars",
    "/collections",
    f"/collections/{{id:{_ID}}}",
    "/people/{user:[^/]{1,128}}",
    f"/p/{{id:{_ID}}}",
)


class LibraryPages:
    """Serves the pages, what they ask for, and what they show.."""

    def __init__(self, studio: Studio, visitors: Visitors, *, draw: Draw, told: Told) -> None:
        self._visitors = visitors
        self._reading = Reading(studio)
        self._acting = Acting(studio, told)
        self._files = Files(studio, visitors)
        self._exports = Exports(studio, visitors)
        self._draw = draw

    def attach(self, app: web.Application) -> None:
        """Add the routes. The pages themselves are no secret: what they show is."""
        visiting, get, post = self._visitors.visiting, app.router.add_get, app.router.add_post
        for page in _PAGES:
            get(f"/library{page}", self._page)
        get(r"/library/static/{name:[\w.-]{1,64}}", self._static)
        post("/library/api/invited", self._invited)
        post("/library/api/enter", self._enter)
        post("/library/api/leave", visiting(self._leave))
        get("/library/api/me", visiting(self._me))
        get("/library/api/pictures", visiting(self._pictures))
        get(f"/library/api/pictures/{{id:{_ID}}}", visiting(self._picture))
        get(f"/library/api/pictures/{{id:{_ID}}}/like", visiting(self._like))
        post(f"/library/api/pictures/{{id:{_ID}}}/acts", visiting(self._act))
        get("/library/api/collections", visiting(self._collections))
        get(f"/library/api/collections/{{id:{_ID}}}", visiting(self._collection))
        get("/library/api/people/{user:[^/]{1,128}}", visiting(self._person))
        get("/library/api/complete", visiting(self._complete))
        self._files.attach(app)
        self._exports.attach(app)

    async def _page(self, request: web.Request) -> web.Response:
        return _ASSETS.answer(request, "index.html")

    async def _static(self, request: web.Request) -> web.Response:
        return _ASSETS.answer(request, request.match_info["name"])

    async def _invited(self, request: web.Request) -> web.Response:
        self._visitors.from_own_page(request)
        invited = self._visitors.invited(read(Token, await request.read()).token)
        return _answer({"name": invited.name, "team": invited.team, "platform": invited.platform})

    async def _enter(self, request: web.Request) -> web.Response:
        visitor, secret = await self._visitors.enter(request, read(Token, await request.read()).token)
        response = _answer(await self._reading.me(visitor))
        response.set_cookie(
            self._visitors.cookie,
            secret,
            max_age=int(VISIT_LASTS.total_seconds()),
            path="/",
            httponly=True,
            samesite="Lax",
            secure=self._visitors.secure,
        )
        return response

    async def _leave(self, request: web.Request, _visitor: Visitor) -> web.Response:
        await self._visitors.leave(request)
        response = _answer({})
        response.del_cookie(
            self._visitors.cookie, path="/", httponly=True, samesite="Lax", secure=self._visitors.secure
        )
        return response

    async def _me(self, _request: web.Request, visitor: Visitor) -> web.Response:
        return _answer(await self._reading.me(visitor))

    async def _pictures(self, request: web.Request, visitor: Visitor) -> web.Response:
        window = query(Window, request.query)
        asked = search_in(request.query)
        return _answer(await self._reading.page(visitor, asked, window.after, window.limit))

    async def _picture(self, request: web.Request, visitor: Visitor) -> web.Response:
        return _answer(await self._reading.picture(visitor, request.match_info["id"]))

    async def _like(self, request: web.Request, visitor: Visitor) -> web.Response:
        return _answer(await self._reading.like(visitor, request.match_info["id"]))

    async def _act(self, request: web.Request, visitor: Visitor) -> web.Response:
        picture_id = request.match_info["id"]
        locale = language(request.headers.get("Accept-Language", ""))
        card = await self._acting.act(visitor, picture_id, read(Act, await request.read()), locale)
        picture = await self._reading.picture(visitor, picture_id)
        return _answer({"card": card and self._draw(card), "picture": picture})

    async def _collections(self, _request: web.Request, visitor: Visitor) -> web.Response:
        return _answer(await self._reading.collections(visitor))

    async def _collection(self, request: web.Request, visitor: Visitor) -> web.Response:
        return _answer(await self._reading.collection(visitor, request.match_info["id"]))

    async def _person(self, request: web.Request, visitor: Visitor) -> web.Response:
        return _answer(await self._reading.person(visitor, request.match_info["user"]))

    async def _complete(self, request: web.Request, visitor: Visitor) -> web.Response:
        asked = query(Typed, request.query)
        return _answer(await self._reading.complete(visitor, asked.what, asked.typed))


def _answer(values: Json) -> web.Response:
    return web.json_response(values)


# With the module: once a loop runs, reading would hold it up.
_ASSETS = Assets.read(files("bot.web.library") / "static")
