"""What every request of the browser workspace passes: who asks, and whether their own page sent it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from bot.platforms.browser.session import Session, Sessions, same_token
from bot.ports import BrowserOptions, Channel, Workspace
from domain.errors import NotAllowed, NotFound
from domain.people import Person, Viewer

Signed = Callable[[web.Request, Session], Awaitable[web.StreamResponse]]
"""A handler for people who have entered."""

CSRF = "X-Easel-CSRF"
_READS = frozenset({"GET", "HEAD"})


class Doorman:
    """Wraps handlers, so that none runs for a stranger or for another site's page."""

    def __init__(self, options: BrowserOptions, sessions: Sessions, workspace: Workspace) -> None:
        self._sessions = sessions
        self._workspace = workspace
        public = urlsplit(options.public_url)
        self._public = f"{public.scheme}://{public.netloc}".casefold() if public.netloc else ""

    def session(self, request: web.BaseRequest) -> Session | None:
        """Return the session that the request's cookie names, None for a stranger."""
        token = request.cookies.get(self._sessions.cookie)
        return self._sessions.read(token) if token else None

    def entered(self, handler: Signed) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """Return a handler that refuses strangers, and changes that the person's own page did not ask for."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            session = self.session(request)
            if session is None:
                raise NotAllowed("enter_first")
            if request.method not in _READS:
                self.from_own_page(request)
                if not same_token(request.headers.get(CSRF, ""), session):
                    raise NotAllowed("request_foreign", detail="csrf")
            return await handler(request, session)

        return guarded

    def from_own_page(self, request: web.BaseRequest) -> None:
        """Raise NotAllowed where the browser says that another site's page sent the request, or nobody's script."""
        if CSRF not in request.headers:
            raise NotAllowed("request_foreign", detail="header")
        if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            raise NotAllowed("request_foreign", detail="fetch site")
        origin = request.headers.get("Origin")
        if origin is not None and origin.casefold() != self._public and _netloc(origin) != request.host.casefold():
            raise NotAllowed("request_foreign", detail="origin")

    async def channel(self, person: Person, channel_id: str) -> Channel:
        """Return a channel that the person sees. Raise NotFound for any other."""
        for channel in await self._workspace.channels(person):
            if channel.id == channel_id:
                return channel
        raise NotFound("channel_unknown")

    async def viewer(self, request: web.Request, person: Person) -> Viewer:
        """Return who reads and where: in the channel that the request names, else in none."""
        channel_id = request.query.get("channel", "")
        if channel_id:
            await self.channel(person, channel_id)
        return person.at(channel_id)


def _netloc(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.casefold()
    except ValueError:
        return None
