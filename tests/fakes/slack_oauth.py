"""OAuth: a person approves, a code becomes a token, tokens rotate and die."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from aiohttp import web

from tests.fakes.slack_asked import Asked
from tests.fakes.slack_script import Wrong
from tests.fakes.slack_world import Team, Token


@dataclass(eq=False)
class Code:
    """An approval that waits to be exchanged, once."""

    team: Team
    person: Any
    scopes: set[str]
    redirect_uri: str | None
    expires: float
    used: bool = False


class OAuth:
    """The authorize page and what follows it."""

    def __init__(self, fake: Any) -> None:
        self._fake = fake
        self._codes: dict[str, Code] = {}
        self._refresh: dict[str, Team] = {}

    def approve(self, url: str, person: Any) -> str:
        """Let a person approve what an authorize address asks for; return where the browser is sent."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        if asked.get("client_id") != self._fake.client_id:
            raise Wrong("invalid_client_id", rule=True)
        scopes = {each for each in asked.get("scope", "").split(",") if each}
        if not scopes:
            raise Wrong("invalid_scope_requested", rule=True)
        redirect = asked.get("redirect_uri") or self._fake.redirect_uri
        if redirect is None:
            raise Wrong("bad_redirect_uri", rule=True)
        code = f"{self._fake.world.ids.number()}.code"
        expires = self._fake.clock.now() + self._fake.timing.code
        self._codes[code] = Code(person.team, person, scopes, asked.get("redirect_uri"), expires)
        return f"{redirect}?{urlencode({'code': code, 'state': asked.get('state', '')})}"

    async def page(self, request: web.Request) -> web.StreamResponse:
        """Approve as ``fake.approver`` does, and send the browser back."""
        try:
            target = self.approve(str(request.url), self._fake.approver)
        except Wrong as wrong:
            self._fake.refuse("authorize", wrong)
            return web.Response(status=400, text=wrong.error)
        return web.Response(status=302, headers={"location": target})

    def access(self, asked: Asked, authorization: str) -> dict[str, Any]:
        """Answer oauth.v2.access for a code or a refresh token."""
        if _basic(authorization, asked) != (self._fake.client_id, self._fake.client_secret):
            raise Wrong("bad_client_secret", rule=True)
        if asked.get("grant_type", "authorization_code") == "refresh_token":
            team = self._refresh.pop(asked.get("refresh_token", ""), None)
            if team is None:
                raise Wrong("invalid_refresh_token")
            return self._token(team, team.token_row.scopes, next(iter(team.people.values())))
        code = self._codes.get(asked.get("code", ""))
        if code is None:
            raise Wrong("invalid_code")
        if code.used:
            raise Wrong("code_already_used", rule=True)
        if code.expires < self._fake.clock.now():
            raise Wrong("code_expired")
        if asked.get("redirect_uri") != code.redirect_uri:
            raise Wrong("bad_redirect_uri", rule=True)
        code.used = True
        return self._token(code.team, code.scopes, code.person)

    def revoke(self, asked: Asked) -> dict[str, Any]:
        """Answer auth.revoke."""
        if not asked.get("test"):
            asked.token.state = "revoked"
        return {"revoked": not asked.get("test")}

    def uninstall(self, asked: Asked) -> dict[str, Any]:
        """Answer apps.uninstall."""
        if (asked["client_id"], asked["client_secret"]) != (self._fake.client_id, self._fake.client_secret):
            raise Wrong("bad_client_secret", rule=True)
        asked.team.installed, asked.token.state = False, "revoked"
        return {}

    def _token(self, team: Team, scopes: set[str], person: Any) -> dict[str, Any]:
        number = self._fake.world.ids.number()
        prefix = "xoxe.xoxb" if self._fake.rotation else "xoxb"
        token = Token(
            f"{prefix}-{number}-fake0bot0token{number:06d}", "bot", team, set(scopes), enterprise=team.enterprise
        )
        team.token_row, team.installed = token, True
        self._fake.world.tokens[token.value] = token
        found: dict[str, Any] = {
            "access_token": token.value,
            "token_type": "bot",
            "scope": ",".join(sorted(scopes)),
            "bot_user_id": team.bot_user_id,
            "app_id": team.app_id,
            "team": {"id": team.id, "name": team.name},
            "enterprise": {"id": team.enterprise, "name": team.enterprise} if team.enterprise else None,
            "authed_user": {"id": person.id},
            "is_enterprise_install": False,
        }
        if self._fake.rotation:
            token.expires = self._fake.clock.now() + self._fake.timing.token
            refresh = f"xoxe-1-{number}"
            self._refresh[refresh] = team
            found |= {"expires_in": int(self._fake.timing.token), "refresh_token": refresh}
        return found


def _basic(authorization: str, asked: Asked) -> tuple[str, str]:
    if not authorization.startswith("Basic "):
        return asked.get("client_id", ""), asked.get("client_secret", "")
    try:
        name, _, secret = base64.b64decode(authorization[6:], validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return name, secret
