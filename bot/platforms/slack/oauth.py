"""Installing Easel in a workspace: Slack's consent page, the code that comes back, and the token it is exchanged for."""

from __future__ import annotations

import hmac
import html
from collections.abc import Callable, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import aiohttp
import structlog
from aiohttp import web

from bot.platforms.slack.api import base_of
from bot.platforms.slack.errors import Limited, SlackError, Unreached, Unsure, sorted_error
from bot.platforms.slack.installations import Installation, ManyInstallations, installation
from bot.platforms.slack.manifest import INSTALL_PATH, OPTIONAL_SCOPES, REDIRECT_PATH, SCOPES
from bot.ports import Notes, Saying, SlackOptions, Vault
from domain.clock import Clock

log = structlog.get_logger()

_COOKIE = "easel_slack_install"
_STATE_SECONDS = 600
_MOST_CODE = 512
_OK, _TOO_MANY = 200, 429
_STARTED = "slack:install:"


class OAuth:
    """Calls of Slack's that carry the app's own secret, and no workspace's token."""

    def __init__(self, options: SlackOptions, session: Callable[[], aiohttp.ClientSession]) -> None:
        self._options = options
        self._api_url = base_of(options.api_url)
        self._session = session

    @property
    def page(self) -> str:
        """Return the address of the page where a person consents."""
        return self._api_url.removesuffix("api/") + "oauth/v2/authorize"

    async def exchange(self, code: str, redirect_uri: str) -> Mapping[str, Any]:
        """Return what a code grants. Raise SlackError."""
        return await self._access({"code": code, "redirect_uri": redirect_uri})

    async def refresh(self, token: str) -> Mapping[str, Any]:
        """Return a token in place of the one whose refresh token this is. Raise SlackError."""
        return await self._access({"grant_type": "refresh_token", "refresh_token": token})

    async def identify(self, token: str) -> Mapping[str, Any]:
        """Return whose token it is. Raise SlackError; Revoked where it does not work."""
        return await self._post("auth.test", {}, {"Authorization": f"Bearer {token}"})

    async def _access(self, given: Mapping[str, str]) -> Mapping[str, Any]:
        secret = {"client_id": self._options.client_id, "client_secret": self._options.client_secret}
        return await self._post("oauth.v2.access", {**secret, **given}, {})

    async def _post(self, method: str, data: Mapping[str, str], headers: Mapping[str, str]) -> Mapping[str, Any]:
        try:
            async with self._session().post(
                self._api_url + method, data=dict(data), headers=dict(headers), allow_redirects=False
            ) as answer:
                if answer.status == _TOO_MANY:
                    raise Limited(method, float(answer.headers.get("Retry-After", "5")))
                if answer.status != _OK:
                    raise Unsure(method, f"status_{answer.status}")
                said = await answer.json()
        except aiohttp.ClientConnectorError as error:
            raise Unreached(method, type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Unsure(method, type(error).__name__) from None
        if not isinstance(said, dict):
            raise Unsure(method, "no_json")
        if not said.get("ok"):
            raise sorted_error(method, str(said.get("error", "unknown")))
        return said


_AGAIN = ("slack.install_again", INSTALL_PATH)
_SLACK = "https://slack.com/"


class Installer:
    """The pages that install Easel. What begins an installation is good once, for minutes, in the browser that began it."""

    def __init__(
        self,
        options: SlackOptions,
        oauth: OAuth,
        installed: ManyInstallations,
        *,
        notes: Notes,
        vault: Vault,
        saying: Saying,
        clock: Clock,
    ) -> None:
        self._options = options
        self._oauth = oauth
        self._installed = installed
        self._notes = notes
        self._vault = vault
        self._say = saying("en")
        self._clock = clock
        self._redirect_uri = options.public_url.rstrip("/") + REDIRECT_PATH

    def attach(self, app: web.Application) -> None:
        """Add the pages."""
        app.router.add_get(INSTALL_PATH, self._begin)
        app.router.add_get(REDIRECT_PATH, self._end)

    async def _begin(self, request: web.Request) -> web.Response:
        """Send a browser to Slack's consent page."""
        del request
        # The state says itself when it began: a stranger who opens this page makes us write nothing.
        state = self._vault.seal(f"{_STARTED}{self._clock().timestamp()}")
        asked = {
            "client_id": self._options.client_id,
            "scope": ",".join((*SCOPES, *OPTIONAL_SCOPES)),
            "state": state,
            "redirect_uri": self._redirect_uri,
        }
        answer = web.Response(status=HTTPStatus.FOUND, headers={"Location": f"{self._oauth.page}?{urlencode(asked)}"})
        answer.set_cookie(
            _COOKIE,
            state,
            max_age=_STATE_SECONDS,
            path=REDIRECT_PATH,
            secure=self._redirect_uri.startswith("https://"),
            httponly=True,
            samesite="Lax",
        )
        return answer

    async def _end(self, request: web.Request) -> web.Response:
        """Take what Slack sends a browser back with."""
        code, state = request.query.get("code", ""), request.query.get("state", "")
        cookie = request.cookies.get(_COOKIE, "")
        if not await self._good(state, cookie):
            return self._page("slack.install_state", HTTPStatus.BAD_REQUEST)
        if request.query.get("error") or not 0 < len(code) <= _MOST_CODE:
            return self._page("slack.install_denied", HTTPStatus.BAD_REQUEST)
        try:
            found = await self._granted(code)
        except (SlackError, ValueError) as error:
            log.warning("slack_not_installed", error=getattr(error, "code", type(error).__name__))
            return self._page("slack.install_failed", HTTPStatus.BAD_GATEWAY)
        log.info("slack_installed", team=found.id)
        back = found.url if found.url.startswith("https://") else _SLACK
        answer = self._page(
            "slack.installed", HTTPStatus.OK, link=("slack.install_back", back), team=found.name or found.id
        )
        answer.del_cookie(_COOKIE, path=REDIRECT_PATH)
        return answer

    async def _good(self, state: str, cookie: str) -> bool:
        if not state or not hmac.compare_digest(state.encode("utf-8", "replace"), cookie.encode("utf-8", "replace")):
            return False
        try:
            began = float(self._vault.unseal(state).removeprefix(_STARTED))
        except ValueError:
            return False
        if self._clock().timestamp() - began > _STATE_SECONDS:
            return False
        return await self._notes.once(f"{_STARTED}{state}")

    async def _granted(self, code: str) -> Installation:
        found = installation(await self._oauth.exchange(code, self._redirect_uri), self._clock())
        try:
            said = await self._oauth.identify(found.token)
        except SlackError as error:
            # It works without: this only tells its address and which messages are its own.
            log.info("slack_installation_unasked", team=found.id, error=error.code)
        else:
            found = replace(found, bot=str(said.get("bot_id") or ""), url=str(said.get("url") or ""))
        await self._installed.save(found)
        return found

    def _page(self, key: str, status: int, *, link: tuple[str, str] = _AGAIN, **params: object) -> web.Response:
        words, label, url = (html.escape(each) for each in (self._say(key, **params), self._say(link[0]), link[1]))
        page = (
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Easel</title><h1>Easel</h1>'
            f'<p>{words}</p><p><a href="{url}">{label}</a></p></html>'
        )
        return web.Response(text=page, status=status, content_type="text/html", headers={"Cache-Control": "no-store"})
