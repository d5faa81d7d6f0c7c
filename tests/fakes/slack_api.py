"""The door of the Web API: who calls, may they, is it well formed, is it too often; then the method."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tests.fakes import slack_chat, slack_files, slack_look
from tests.fakes.slack_asked import Asked
from tests.fakes.slack_rules import METHODS, Method, arguments
from tests.fakes.slack_script import Called, Fault, Wrong
from tests.fakes.slack_world import Team, Token

_STATES = {"revoked": "token_revoked", "expired": "token_expired", "inactive": "account_inactive"}


class Api:
    """Answers /api/<method>."""

    def __init__(self, fake: Any) -> None:
        self._fake = fake
        self._handlers: dict[str, Any] = {
            **slack_chat.HANDLERS,
            **slack_look.HANDLERS,
            **slack_files.HANDLERS,
            **fake.surfaces.handlers,
            "auth.revoke": fake.oauth.revoke,
            "apps.uninstall": fake.oauth.uninstall,
            "apps.connections.open": lambda _: {"url": fake.courier.socket.ticket()},
            "apps.event.authorizations.list": self._authorizations,
            "functions.completeSuccess": self._function,
            "functions.completeError": self._function,
        }

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one call, and remember it."""
        name = request.match_info["method"]
        fault = self._fake.next_fault(name)
        if fault is not None:
            instead = await self._instead(request, name, fault)
            if instead is not None:
                return instead
        args: dict[str, Any] = {}
        team: Team | None = None
        try:
            method = _method(name)
            args = await arguments(request, method)
            if name == "oauth.v2.access":
                body = self._fake.oauth.access(self._asked(args), request.headers.get("authorization", ""))
            else:
                asked = self._enter(request, method, args)
                team = asked.team
                body = self._handlers[name](asked)
        except Wrong as wrong:
            return self._refused(name, args, team, _token(request), wrong)
        except Exception as error:
            self._fake.refused.append(f"{name}: the fake itself failed: {error!r}")
            raise
        answer = {"ok": True} | body
        lost = fault is not None and fault.kind == "lost"
        called = Called(name, args, 0 if lost else 200, None, _token(request), team.id if team else None, answer)
        self._fake.called(called)
        if lost:
            return self._fake.cut(request)
        return web.json_response(answer, headers=self._about(request))

    def _about(self, request: web.Request) -> dict[str, str]:
        token = self._fake.world.tokens.get(_token(request))
        return {"x-oauth-scopes": ",".join(sorted(token.scopes))} if token else {}

    def _asked(self, args: dict[str, Any]) -> Asked:
        return Asked(self._fake, self._fake.team, self._fake.team.token_row, args)

    def _enter(self, request: web.Request, method: Method, args: dict[str, Any]) -> Asked:
        token = self._fake.world.tokens.get(_token(request))
        if method.token == "none" and token is None:
            return self._asked(args)
        if not _token(request):
            raise Wrong("not_authed", rule=True)
        if token is None:
            raise Wrong("invalid_auth", rule=True)
        if token.expires is not None and token.expires < self._fake.clock.now():
            token.state = "expired"
        if token.state != "active":
            raise Wrong(_STATES[token.state])
        if method.token not in {token.kind, "none"} and method.name != "auth.test":
            raise Wrong("not_allowed_token_type", rule=True)
        team = self._team(token, args, method)
        asked = Asked(self._fake, team, token, {name: args[name] for name in args if name != "team_id"}, method.name)
        asked.need(*method.scopes)
        channel = str(args.get("channel", ""))
        if self._fake.limits and (wait := self._fake.rates.take(method, team.id, channel)):
            raise Wrong("ratelimited", status=429, wait=wait)
        return asked

    def _team(self, token: Token, args: dict[str, Any], method: Method) -> Team:
        teams = self._fake.world.teams
        named = teams.get(args.get("team_id", ""))
        if token.team is not None:
            return token.team
        if token.kind == "app":
            return named or self._fake.team
        channel = self._fake.world.channels.get(args.get("channel") or args.get("channel_id") or "")
        team = named or (channel.team if channel else None)
        if team is None and method.name == "auth.test":
            # Whose token it is, Slack tells without being told.
            team = next(each for each in teams.values() if each.enterprise == token.enterprise)
        if team is None:
            raise Wrong("missing_argument", "team_id is needed with an organisation's token")
        if team.enterprise != token.enterprise:
            raise Wrong("team_access_not_granted")
        return team

    def _refused(self, name: str, args: dict[str, Any], team: Team | None, token: str, wrong: Wrong) -> web.Response:
        body = wrong.body
        headers = {}
        if wrong.status == 429:
            headers["retry-after"] = str(body.pop("wait"))
        self._fake.refuse(name, wrong)
        self._fake.called(Called(name, args, wrong.status, wrong.error, token, team.id if team else None, body))
        return web.json_response(body, status=wrong.status, headers=headers)

    async def _instead(self, request: web.Request, name: str, fault: Fault) -> web.StreamResponse | None:
        if fault.kind == "revoke":
            token = self._fake.world.tokens.get(_token(request))
            if token is not None:
                token.state = "revoked"
            return None
        made = await self._fake.before(request, fault)
        if made is not None:
            status = getattr(made, "status", 0) if fault.kind not in {"close", "hang"} else 0
            error = {"ratelimited": "ratelimited", "error": fault.error}.get(fault.kind, fault.kind)
            self._fake.called(Called(name, dict(request.query), status, error, _token(request), None))
        return made

    def _authorizations(self, asked: Asked) -> dict[str, Any]:
        rows = [each for each in self._fake.world.teams.values() if each.installed]
        found = [{"team_id": each.id, "user_id": each.bot_user_id, "is_bot": True} for each in rows]
        return {"authorizations": found, "response_metadata": {"next_cursor": ""}}

    def _function(self, asked: Asked) -> dict[str, Any]:
        execution = self._fake.executions.get(asked["function_execution_id"])
        if execution is None:
            raise Wrong("function_execution_not_found")
        if execution.done:
            raise Wrong("not_allowed", "the step has ended", rule=True)
        if "outputs" in asked.args and not isinstance(asked["outputs"], dict):
            raise Wrong("invalid_arguments", "outputs must be an object", rule=True)
        execution.outputs, execution.error, execution.done = asked.get("outputs"), asked.get("error"), True
        return {}


def _method(name: str) -> Method:
    if name not in METHODS:
        raise Wrong("unknown_method", name, rule=True)
    return METHODS[name]


def _token(request: web.Request) -> str:
    given = request.headers.get("authorization", "")
    return given.removeprefix("Bearer ") if given.startswith("Bearer ") else ""
