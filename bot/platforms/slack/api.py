"""Calls of Slack's Web API: one HTTP session, a client for each workspace, errors sorted, no call made too often."""

from __future__ import annotations

import io
import json
import math
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack.budgets import PATIENCE, Budgets, Watch
from bot.platforms.slack.errors import (
    LIMITED,
    Denied,
    Gone,
    Limited,
    Revoked,
    SlackError,
    Unreached,
    Unsure,
    sorted_error,
)
from bot.platforms.slack.tokens import Tokens

log = structlog.get_logger()

API_URL = "https://slack.com/api/"
_FORM = frozenset({"files.getUploadURLExternal"})
_GET = frozenset(
    [
        "files.info",
        "chat.getPermalink",
        "conversations.replies",
        "conversations.history",
        "conversations.info",
        "conversations.list",
        "conversations.members",
        "usergroups.list",
        "users.info",
        "users.conversations",
        "team.info",
        "bots.info",
    ]
)
# Doing these twice does it twice: after a lost reply the caller looks first.
_ONCE = frozenset({"chat.postMessage", "chat.postEphemeral", "files.completeUploadExternal"})
_TRIES = 4
_PAUSES = (0.3, 1.0, 3.0)
_TIMEOUT = aiohttp.ClientTimeout(total=40, sock_connect=10, sock_read=30)
_CLIENTS = 512
_FOR_GOOD, _MOST_UNKNOWN = 5, 4096
_SEND_SECONDS, _SLOWEST = 60.0, 16_384
"""How long sending a file may take: so many seconds, and one more for so many bytes of it."""
_SEND_IDLE = 60.0
_ANSWER = 65_536


def base_of(api_url: str) -> str:
    """Return what the addresses of methods begin with: Slack's own API, unless it was moved to ``api_url``."""
    return (api_url or API_URL).rstrip("/") + "/"


class SlackApi:
    """Calls Slack for every workspace. Close it at the end; make it on the loop that uses it."""

    def __init__(self, tokens: Tokens, *, api_url: str = "", watch: Watch = Watch()) -> None:  # noqa: B008 -- frozen
        self._tokens = tokens
        self._api_url = base_of(api_url)
        self._watch = watch
        self._budgets = Budgets(watch)
        self._session: aiohttp.ClientSession | None = None
        self._clients: OrderedDict[str, AsyncWebClient] = OrderedDict()
        self._unknown: OrderedDict[tuple[str, str, str], int] = OrderedDict()

    @property
    def moved(self) -> str:
        """Return host and port of the API where it is not Slack's own, else nothing."""
        return "" if self._api_url == API_URL else urlsplit(self._api_url).netloc

    @property
    def budgets(self) -> Budgets:
        """Return what is left of each method's budget."""
        return self._budgets

    @property
    def watch(self) -> Watch:
        """Return the time it goes by."""
        return self._watch

    @property
    def session(self) -> aiohttp.ClientSession:
        """Return the one HTTP session."""
        if self._session is None:
            # No cookies: a login page must not make a guest of us.
            self._session = aiohttp.ClientSession(timeout=_TIMEOUT, cookie_jar=aiohttp.DummyCookieJar())
        return self._session

    async def close(self) -> None:
        """Close its connections."""
        if self._session is not None:
            await self._session.close()

    async def token(self, team: str, *, refused: str = "") -> str:
        """Return the token of a workspace. Raise Revoked where there is none."""
        return await self._tokens.token(team, refused=refused)

    async def call(self, team: str, method: str, **args: Any) -> Mapping[str, Any]:
        """Call a method for a workspace in its turn, and again where that is safe and may help. Raise SlackError.

        A refusal of a kind that is not known is Denied in the end. A 429 is waited for where Slack names a minute at
        most, by everybody who would make that call; else Limited is raised, to each of them. Unsure is raised at once
        for what must not be done twice.
        """
        channel = str(args.get("channel", ""))
        for tried in range(_TRIES):
            await self._budgets.take(method, team, channel)
            try:
                return await self._counted((method, team, channel), args)
            except Limited as error:
                self._budgets.refused(method, team, channel, error.retry_after)
                log.info("slack_limited", method=method, team=team, seconds=error.retry_after)
                if error.retry_after > PATIENCE or tried + 1 == _TRIES:
                    raise
            except (Unreached, Unsure) as error:
                log.info("slack_unreached", method=method, team=team, error=error.code)
                if tried + 1 == _TRIES or (isinstance(error, Unsure) and method in _ONCE):
                    raise
                await self._watch.sleep(_PAUSES[tried])
        raise AssertionError("unreachable")

    async def _counted(self, key: tuple[str, str, str], args: Mapping[str, Any]) -> Mapping[str, Any]:
        """Make a call; a refusal that nobody knows, heard again and again in the same place, is one for good."""
        method, team, _ = key
        try:
            answer = await self._once(team, method, args)
        except SlackError as error:
            if type(error) is not SlackError:
                raise
            heard = self._unknown[key] = self._unknown.pop(key, 0) + 1
            log.warning("slack_error_unknown", method=method, team=team, error=error.code, heard=heard)
            while len(self._unknown) > _MOST_UNKNOWN:
                self._unknown.popitem(last=False)
            if heard >= _FOR_GOOD:
                raise Denied(method, error.code, error.messages) from None
            raise
        self._unknown.pop(key, None)
        return answer

    async def spare(self, team: str, method: str, *, keep: float, **args: Any) -> bool:
        """Call a method once where its budget has more than ``keep`` calls left; return whether it was made.

        For what may be left out: it never waits, and is never repeated. Raise SlackError.
        """
        if not self._budgets.take_spare(method, team, keep=keep):
            return False
        try:
            await self._once(team, method, args)
        except Limited as error:
            self._budgets.refused(method, team, "", error.retry_after)
            return False
        return True

    async def send(self, url: str, data: bytes) -> None:
        """Send a file's bytes where Slack asked for them; no token goes with them. Raise SlackError.

        It may take as long as its size needs on a slow line. Raise SlackError too where the address is none of Slack's.
        """
        if not self.slack_host(url):
            raise SlackError("upload", "foreign_host")
        bound = aiohttp.ClientTimeout(total=_SEND_SECONDS + len(data) / _SLOWEST, sock_connect=10, sock_read=_SEND_IDLE)
        try:
            # A reader is sent piece by piece: other calls go on meanwhile.
            async with self.session.post(url, data=io.BytesIO(data), allow_redirects=False, timeout=bound) as answer:
                await answer.content.read(_ANSWER)
                if answer.status != 200:  # noqa: PLR2004 -- HTTP
                    raise Unsure("upload", f"status_{answer.status}")
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unsure("upload", type(error).__name__) from None

    async def respond(self, url: str, payload: Mapping[str, Any]) -> None:
        """Answer through a response_url, which needs no token and no membership. Raise Gone where it is used up."""
        if not self.slack_host(url):
            raise Gone("response_url", "foreign_host")
        try:
            async with self.session.post(url, json=dict(payload), allow_redirects=False) as answer:
                text = (await answer.content.read(_ANSWER)).decode("utf-8", "replace")
                status = answer.status
        except aiohttp.ClientConnectorError as error:
            raise Unreached("response_url", type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unsure("response_url", type(error).__name__) from None
        code = _said(text)
        if status >= 500:  # noqa: PLR2004 -- HTTP
            raise Unsure("response_url", f"status_{status}")
        if code.startswith("invalid_") or code == "no_text":
            raise sorted_error("response_url", code)
        if status != 200 or code:  # noqa: PLR2004 -- HTTP
            raise Gone("response_url", code or f"status_{status}")

    def slack_host(self, url: str) -> bool:
        """Return whether an address is Slack's: https on slack.com or a name in it, or where the API was moved to."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return False
        if parts.username is not None or parts.password is not None:
            return False
        if self.moved and parts.netloc == self.moved and parts.scheme in {"http", "https"}:
            return True
        ours = host == "slack.com" or host.endswith((".slack.com", ".slack-gov.com"))
        return parts.scheme == "https" and ours and port in {None, 443}

    async def _once(self, team: str, method: str, args: Mapping[str, Any]) -> Mapping[str, Any]:
        token = await self._tokens.token(team)
        try:
            return await self._with(token, team, method, args)
        except Revoked:
            # It may have been renewed since.
            token = await self._tokens.token(team, refused=token)
            return await self._with(token, team, method, args)

    async def _with(self, token: str, team: str, method: str, args: Mapping[str, Any]) -> Mapping[str, Any]:
        client = self._client(team, token)
        given = {name: value for name, value in args.items() if value is not None}
        try:
            if method in _GET:
                answer = await client.api_call(method, http_verb="GET", params=given)
            elif method in _FORM:
                answer = await client.api_call(method, data=given)
            else:
                answer = await client.api_call(method, json=given)
        except SlackApiError as error:
            raise _sorted(method, error) from None
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise Unreached(method, type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, SlackClientError, ValueError) as error:
            raise Unsure(method, type(error).__name__) from None
        data = answer.data
        if not isinstance(data, dict):
            raise Unsure(method, "no_json")
        return data

    def _client(self, team: str, token: str) -> AsyncWebClient:
        client = self._clients.get(team)
        if client is None or client.token != token:
            client = AsyncWebClient(token, base_url=self._api_url, session=self.session, retry_handlers=[])
            self._clients[team] = client
        self._clients.move_to_end(team)
        while len(self._clients) > _CLIENTS:
            self._clients.popitem(last=False)
        return client


def _sorted(method: str, error: SlackApiError) -> SlackError:
    response = error.response
    status = getattr(response, "status_code", 0)
    data = getattr(response, "data", None)
    headers = getattr(response, "headers", None) or {}
    said = data if isinstance(data, dict) else {}
    code = str(said.get("error", ""))
    if status == 429 or code in LIMITED:  # noqa: PLR2004 -- HTTP
        return Limited(method, _seconds(headers.get("Retry-After")))
    if not code:
        # A page, an empty body, a fault of the servers: nobody knows.
        return Unsure(method, f"status_{status}")
    messages = [*((said.get("response_metadata") or {}).get("messages") or ()), *(said.get("errors") or ())]
    return sorted_error(method, code, [str(each) for each in messages])


def _seconds(said: object) -> float:
    try:
        named = float(str(said))
    except ValueError:
        named = math.nan
    return 5.0 if math.isnan(named) else min(max(named, 1.0), 3600.0)


def _said(text: str) -> str:
    """Return the error that an answer of a response_url names, empty for none."""
    try:
        found = json.loads(text)
    except ValueError:
        return "" if text.strip() in {"ok", ""} else text.strip()[:40]
    if isinstance(found, dict) and not found.get("ok", True):
        return str(found.get("error", "unknown"))
    return ""
