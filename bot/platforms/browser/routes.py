"""The browser workspace's routes: one part of the web application."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from bot.platforms.browser import draw
from bot.platforms.browser.doorman import Doorman
from bot.platforms.browser.feed import Feed
from bot.platforms.browser.files import Files
from bot.platforms.browser.inbound import (
    MOST_UPLOADS,
    Enter,
    NewChannel,
    Post,
    Press,
    Typed,
    Window,
    call_of_post,
    call_of_press,
    clean,
    place_of,
    query,
    read,
)
from bot.platforms.browser.pace import Pace
from bot.platforms.browser.pages import Pages
from bot.platforms.browser.session import LASTS, TEAM, Session, Sessions
from bot.ports import BrowserOptions, Dispatch, Message, Suggest, Workspace
from bot.web.language import language
from bot.web.sending import let_go
from domain.call import Call, Upload
from domain.card import CardKind
from domain.clock import Clock
from domain.command import CommandSpec
from domain.errors import BadInput, NotFound
from domain.people import Person, Place

PAGE = 50
_MOST_ARRIVED = 10_000


class Browser:
    """A chat system in the browser; ``attach`` adds it to an application, inside a running loop."""

    def __init__(
        self,
        options: BrowserOptions,
        workspace: Workspace,
        dispatch: Dispatch,
        specs: Sequence[CommandSpec],
        clock: Clock,
        *,
        suggest: Suggest | None = None,
    ) -> None:
        self._options = options
        self._workspace = workspace
        self._dispatch = dispatch
        self._specs = tuple(specs)
        self._clock = clock
        self._suggest = suggest
        self._sessions = Sessions(options, clock)
        self._doorman = Doorman(options, self._sessions, workspace)
        self._pace = Pace(clock)
        self._arrived: set[str] = set()

    def attach(self, app: web.Application) -> None:
        """Add every route."""
        entered = self._doorman.entered
        app.router.add_post("/api/enter", self._enter)
        app.router.add_post("/api/leave", entered(self._leave))
        app.router.add_get("/api/me", self._me)
        app.router.add_get("/api/channels", entered(self._channels))
        app.router.add_post("/api/channels", entered(self._add_channel))
        app.router.add_get("/api/messages", entered(self._messages))
        app.router.add_post("/api/messages", entered(self._post))
        app.router.add_get("/api/tree", entered(self._tree))
        app.router.add_post("/api/press", entered(self._press))
        app.router.add_get("/api/suggest", entered(self._suggestions))
        Files(self._options, self._workspace, self._doorman).attach(app)
        Feed(self._workspace, self._doorman, self._clock).attach(app)
        Pages().attach(app)

    async def _enter(self, request: web.Request) -> web.Response:
        self._doorman.from_own_page(request)
        asked = read(Enter, await request.read())
        session, token = self._sessions.enter(asked.name, asked.password, asked.admin_password, request.remote or "")
        await self._arrive(session)
        response = web.json_response({"person": draw.person_json(session.person), "csrf": session.csrf})
        response.set_cookie(
            self._sessions.cookie,
            token,
            max_age=int(LASTS.total_seconds()),
            path="/",
            httponly=True,
            samesite="Strict",
            secure=self._options.secure_cookies,
        )
        return response

    async def _arrive(self, session: Session) -> None:
        await self._workspace.arrive(session.person)
        if len(self._arrived) >= _MOST_ARRIVED:
            self._arrived.clear()
        self._arrived.add(session.id)

    async def _leave(self, _request: web.Request, _session: Session) -> web.Response:
        response = web.json_response({})
        response.del_cookie(
            self._sessions.cookie, path="/", httponly=True, samesite="Strict", secure=self._options.secure_cookies
        )
        return response

    async def _me(self, request: web.Request) -> web.Response:
        session = self._doorman.session(request)
        if session is None:
            return web.json_response({"person": None, "password_demanded": self._sessions.password_demanded})
        person = session.person
        if session.id not in self._arrived:
            await self._arrive(session)
        people = await self._workspace.people(TEAM.id)
        return web.json_response(
            {
                "person": draw.person_json(person),
                "csrf": session.csrf,
                "quota": draw.quota_json(await self._workspace.quota(person)),
                "commands": draw.commands_json(self._specs, administrator=person.administrator),
                "people": [{"user": each.user_id, "name": each.name} for each in people],
                "notices": list(self._options.notices),
                "upload_limit": self._options.upload_limit,
                "uploads_most": MOST_UPLOADS,
                "seq": await self._workspace.latest(),
            }
        )

    async def _channels(self, _request: web.Request, session: Session) -> web.Response:
        channels = await self._workspace.channels(session.person)
        return web.json_response({"channels": [draw.channel_json(channel) for channel in channels]})

    async def _add_channel(self, request: web.Request, session: Session) -> web.Response:
        asked = read(NewChannel, await request.read())
        channel = await self._workspace.add_channel(session.person, clean(asked.name), private=asked.private)
        return web.json_response({"channel": draw.channel_json(channel)}, status=201)

    async def _messages(self, request: web.Request, session: Session) -> web.Response:
        channel = await self._doorman.channel(session.person, request.query.get("channel", ""))
        asked = query(Window, request.query, "thread", "before")
        messages = await self._workspace.page(
            session.person, channel.id, thread_id=asked.thread, before=asked.before, limit=PAGE
        )
        return web.json_response(
            {
                "messages": [draw.message_json(message, session.person) for message in messages],
                "more": len(messages) == PAGE,
            }
        )

    async def _tree(self, request: web.Request, session: Session) -> web.Response:
        viewer = await self._doorman.viewer(request, session.person)
        asked = query(Window, request.query, "thread")
        versions = await self._workspace.tree(viewer, asked.thread or "")
        return web.json_response({"versions": draw.versions_json(versions)})

    async def _suggestions(self, request: web.Request, session: Session) -> web.Response:
        viewer = await self._doorman.viewer(request, session.person)
        asked = query(Typed, request.query, "what", "typed")
        found = await self._suggest(viewer, asked.what, asked.typed) if self._suggest else ()
        return web.json_response({"suggestions": [{"label": label, "value": value} for label, value in found]})

    async def _post(self, request: web.Request, session: Session) -> web.Response:
        self._pace.check(session.person.id)
        post, person = read(Post, await request.read()), session.person
        text = clean(post.text)
        if not text and not post.uploads:
            raise BadInput("message_empty")
        place = await self._place(person, post.channel, post.thread)
        uploads = await self._uploads(person, place, post.uploads)
        now = self._clock()
        kept = await self._workspace.post(
            person,
            Message(
                id=str(post.id),
                channel_id=place.channel_id,
                thread_id=place.thread_id,
                author_id=person.id,
                author_name=person.name,
                text=text,
                created_at=now,
                uploads=post.uploads,
                replies_to=post.replies_to,
            ),
        )
        if kept.author_id != person.id:
            raise BadInput("id_taken")
        call = call_of_post(
            post,
            text,
            person,
            place,
            uploads=uploads,
            specs=self._specs,
            people=await self._workspace.people(TEAM.id) if "@" in text else (),
            newest=await self._newest(person, place),
            now=now,
            locale=_language(request),
        )
        answer = await self._ask(call) if call is not None else None
        return web.json_response(
            {
                "message": draw.message_json(kept, person),
                "answer": answer,
                "thread": None if call is None else call.place.thread_id,
            },
            status=202,
        )

    async def _newest(self, person: Person, place: Place) -> str:
        """Return the thread of the newest picture of a private channel, for what is said there outside of any."""
        if not place.private or place.thread_id is not None:
            return ""
        roots = await self._workspace.page(person, place.channel_id)
        pictures = (each.id for each in reversed(roots) if each.card is not None and each.card.kind is CardKind.RESULT)
        return next(pictures, "")

    async def _press(self, request: web.Request, session: Session) -> web.Response:
        self._pace.check(session.person.id)
        press, person = read(Press, await request.read()), session.person
        place = await self._place(person, press.channel, press.thread)
        call = call_of_press(
            press, person, place, specs=self._specs, now=self._clock(), locale=_language(request)
        )  # fmt: skip
        return web.json_response({"answer": await self._ask(call)}, status=202)

    async def _ask(self, call: Call) -> str:
        if await self._dispatch.claim(call):
            self._dispatch.run(call)
        return call.answer_to["message"]

    async def _place(self, person: Person, channel_id: str, thread_id: str | None) -> Place:
        channel = await self._doorman.channel(person, channel_id)
        if thread_id and not await self._workspace.page(person, channel.id, thread_id=thread_id, limit=1):
            raise NotFound("thread_unknown")
        return place_of(channel, thread_id)

    async def _uploads(self, person: Person, place: Place, sources: Sequence[str]) -> tuple[Upload, ...]:
        """Return the uploads named, each opened for this person: a source alone proves nothing."""
        if len(sources) > MOST_UPLOADS:
            raise BadInput("uploads_too_many", most=MOST_UPLOADS)
        viewer = person.at(place.channel_id)
        found = []
        for source in dict.fromkeys(sources):
            file = await self._workspace.upload(viewer, source)
            await let_go(file.chunks)
            found.append(Upload(file.name, file.length, source))
        return tuple(found)


def _language(request: web.Request) -> str:
    return language(request.headers.get("Accept-Language", ""))
