"""Who is there: names, passwords, and the signed cookie that remembers them.

There are no accounts. A name is a person: on a machine of one's own, without a password, it is just a name, and a
second browser that enters under it is the same person. Where a password is set, whoever knows it may use any name;
the people who share one trust each other with that. An administrator is whoever gave the administrator's password,
for that browser alone.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from bot.platforms.browser.tries import Tries
from bot.ports import BrowserOptions
from domain.clock import Clock
from domain.errors import BadInput, NotAllowed
from domain.people import Person, Platform, Team

TEAM = Team(Platform.BROWSER, "workspace", "Workspace")
EASEL = "easel"
"""The author of Easel's messages; no person's id looks like it, and no person may take the name."""

LASTS = timedelta(days=30)
MOST_NAME = 40


@dataclass(frozen=True, slots=True)
class Session:
    """A person in one browser; ``csrf`` is what this browser must show to change anything, ``ends`` a Unix time."""

    id: str
    person: Person
    csrf: str
    ends: int


class Sessions:
    """Issues sessions and reads them back. Nothing is stored: changing a password or the secret key ends them all."""

    def __init__(self, options: BrowserOptions, clock: Clock) -> None:
        if not options.secret_key:
            raise ValueError("the browser workspace needs a secret key")
        self._options = options
        self._clock = clock
        self._tries = Tries(clock)
        passwords = hashlib.sha256(f"{options.password}\0{options.admin_password}".encode()).digest()
        self._key = hmac.digest(options.secret_key.encode(), b"easel browser session\0" + passwords, "sha256")

    @property
    def cookie(self) -> str:
        """Return the cookie's name; the prefix makes browsers hold it to one host over TLS."""
        return "__Host-easel" if self._options.secure_cookies else "easel"

    @property
    def password_demanded(self) -> bool:
        """Return whether entering takes a password."""
        return bool(self._options.password)

    def enter(self, name: str, password: str, admin_password: str, remote: str) -> tuple[Session, str]:
        """Return the session of who enters, and its token for the cookie.

        Raise BadInput where the name will not do, NotAllowed where a password is wrong or was guessed at too often.
        """
        shown, _ = called(name)
        self._tries.check(remote)
        if self._options.password and not _same(password, self._options.password):
            self._tries.failed(remote)
            raise NotAllowed("password_wrong")
        if admin_password and not (
            self._options.admin_password and _same(admin_password, self._options.admin_password)
        ):
            self._tries.failed(remote)
            raise NotAllowed("admin_password_wrong")
        ends = int((self._clock() + LASTS).timestamp())
        body = json.dumps([secrets.token_hex(16), shown, bool(admin_password), ends]).encode()
        token = f"{_text(body)}.{_text(self._sign(b'session', body))}"
        session = self.read(token)
        if session is None:
            raise BadInput("name_unusable")
        return session, token

    def read(self, token: str) -> Session | None:
        """Return the session of a token, None where it is forged, of another key, or past its end."""
        try:
            body, signature = (_bytes(part) for part in token.split("."))
        except (ValueError, binascii.Error):
            return None
        if not hmac.compare_digest(signature, self._sign(b"session", body)):
            return None
        session_id, name, administrator, ends = json.loads(body)
        if ends <= self._clock().timestamp():
            return None
        shown, user_id = called(name)
        csrf = _text(self._sign(b"csrf", session_id.encode()))
        return Session(session_id, Person(TEAM, user_id, shown, administrator), csrf, ends)

    def _sign(self, purpose: bytes, body: bytes) -> bytes:
        return hmac.digest(self._key, purpose + b"\0" + body, "sha256")


def called(name: str) -> tuple[str, str]:
    """Return a name as it is shown and the user id it stands for: names that differ in case or spacing are one.

    Raise BadInput where nothing is left of it, it is too long, or it is Easel's.
    """
    shown = " ".join(unicodedata.normalize("NFKC", name).split())
    slug = "".join(letter if letter.isalnum() else "-" for letter in shown.casefold())
    slug = "-".join(part for part in slug.split("-") if part)
    if not slug or len(shown) > MOST_NAME or not shown.isprintable() or slug == EASEL:
        raise BadInput("name_unusable", most=MOST_NAME)
    return shown, slug


def same_token(given: str, session: Session) -> bool:
    """Return whether the CSRF token given is that of the session."""
    return _same(given, session.csrf)


def _same(given: str, real: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), real.encode())


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
