"""Who visits the library's pages: somebody whom a chat sent here, or somebody of the browser workspace.

From a chat one comes by a link: signed, good once and for a quarter of an hour. It opens a page that says who would
enter; only its button uses the link up, so nothing that merely looks at links does. What is stored are hashes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aiohttp import web

from bot.platforms.browser.doorman import CSRF, Doorman
from bot.platforms.browser.session import Sessions
from bot.ports import BrowserOptions, Workspace
from bot.web.signed import Signer
from commands.studio import Studio
from commands.uploads import OWN_CHANNEL
from domain.errors import NotAllowed, NotFound
from domain.people import Person, Platform, Viewer
from storage import people, visits

LINK_LASTS = timedelta(minutes=15)
VISIT_LASTS = timedelta(hours=12)
"""How long a visit lasts that nobody ends: whoever leaves the team meanwhile sees the library no longer than that."""

_READS = frozenset({"GET", "HEAD"})
_BYTES = 18


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person at the pages and what they may see; ``csrf`` is what their page must show to change anything.

    ``until`` is when a visit from a chat ends by itself, None for people of the browser workspace.
    """

    person: Person
    viewer: Viewer
    csrf: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom a link is for, as it says itself."""

    name: str
    team: str
    platform: str


Visited = Callable[[web.Request, Visitor], Awaitable[web.StreamResponse]]
"""A handler for visitors."""


class Visitors:
    """Makes links, lets people in by them, and says of each request whose it is. ``key`` serves nothing else."""

    def __init__(self, studio: Studio, key: bytes, options: BrowserOptions, workspace: Workspace) -> None:
        self._studio = studio
        self._key = key
        self._options = options
        self._doorman = Doorman(options, Sessions(options, studio.clock), workspace)
        self._workspace = workspace
        self._signer = Signer(key, "library", studio.clock)

    @property
    def secure(self) -> bool:
        """Return whether the cookie goes over TLS alone."""
        return self._options.secure_cookies

    @property
    def cookie(self) -> str:
        """Return the cookie's name; the prefix makes browsers hold it to one host over TLS."""
        return "__Host-easel-library" if self._options.secure_cookies else "easel-library"

    async def invite(self, person: Person, channels: tuple[str, ...] = ()) -> str | None:
        """Return a link by which this person may enter once, None where no public address is set.

        ``channels`` are those that somebody narrow may see, who sees nothing else. Opens a transaction of its own.
        People of the browser workspace are in already: they are told where.
        """
        base = self._options.public_url.rstrip("/")
        if person.team.platform is Platform.BROWSER:
            return f"{base}/library"  # they have a session of their own
        if not base:
            return None
        secret = secrets.token_urlsafe(_BYTES)
        said = json.dumps([person.name, person.team.name, person.team.platform.value], ensure_ascii=False)
        now = self._studio.clock()
        async with self._studio.database.begin() as tx:
            await people.remember(tx, person, now)
            await visits.invite(tx, _hash(secret), person, channels, now + LINK_LASTS)
        # Behind the hash: it reaches this page's script, and no log on the way.
        return f"{base}/library/enter#{self._signer.sign(f'{secret}.{_text(said.encode())}', LINK_LASTS)}"

    async def end_all(self, person: Person) -> None:
        """End every visit of a person, and make every link of theirs worthless."""
        async with self._studio.database.begin() as tx:
            await visits.end_all(tx, person.id)

    def invited(self, token: str) -> Invited:
        """Return whom a link is for. Raise NotFound where it is none of ours or its time is over."""
        return self._opened(token)[1]

    async def enter(self, request: web.Request, token: str) -> tuple[Visitor, str]:
        """Use a link up: return the visitor and the secret for their cookie. Raise NotFound where it is good no more."""
        self._doorman.from_own_page(request)
        link, _ = self._opened(token)
        secret = secrets.token_urlsafe(2 * _BYTES)
        now = self._studio.clock()
        async with self._studio.database.begin() as tx:
            visit = await visits.enter(tx, _hash(link), _hash(secret), now, now + VISIT_LASTS)
        if visit is None:
            raise NotFound("library_link_over")
        return Visitor(visit.person, visit.viewer, self._csrf(secret), visit.until), secret

    async def leave(self, request: web.Request) -> None:
        """End the visit of the request's cookie."""
        secret = request.cookies.get(self.cookie, "")
        async with self._studio.database.begin() as tx:
            await visits.end(tx, _hash(secret))

    async def of(self, request: web.Request) -> Visitor | None:
        """Return whose request it is: a visit goes before a session of the workspace. None for a stranger."""
        secret = request.cookies.get(self.cookie)
        if secret:
            async with self._studio.database.read() as tx:
                visit = await visits.get(tx, _hash(secret), self._studio.clock())
            if visit is not None:
                return Visitor(visit.person, visit.viewer, self._csrf(secret), visit.until)
        session = self._doorman.session(request)
        if session is None:
            return None
        person = session.person
        private = [channel.id for channel in await self._workspace.channels(person) if channel.private]
        viewer = replace(person.at(""), theirs=(*private, OWN_CHANNEL + person.id))
        return Visitor(person, viewer, session.csrf)

    def visiting(self, handler: Visited) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """Return a handler that refuses strangers, and changes that the visitor's own page did not ask for."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            visitor = await self.of(request)
            if visitor is None:
                raise NotAllowed("enter_first")
            if request.method not in _READS:
                self._doorman.from_own_page(request)
                given = request.headers.get(CSRF, "")
                if not hmac.compare_digest(given.encode("utf-8", "replace"), visitor.csrf.encode()):
                    raise NotAllowed("request_foreign", detail="csrf")
            return await handler(request, visitor)

        return guarded

    def from_own_page(self, request: web.Request) -> None:
        """Raise NotAllowed where another site's page sent the request."""
        self._doorman.from_own_page(request)

    def _opened(self, token: str) -> tuple[str, Invited]:
        try:
            words = self._signer.open(token) or ""
            secret, _, said = words.partition(".")
            name, team, platform = json.loads(_bytes(said))
        except ValueError:
            raise NotFound("library_link_over") from None
        return secret, Invited(str(name), str(team), str(platform))

    def _csrf(self, secret: str) -> str:
        return _text(hmac.digest(self._key, b"csrf\0" + secret.encode(), "sha256"))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
