"""What ``easel doctor`` asks Slack: the tokens, the scopes, the socket, the address. It changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.platforms.slack.api import base_of
from bot.platforms.slack.manifest import NEEDED_SCOPES, SCOPES
from bot.ports import Finding, SlackOptions

_PART = "slack"
_SECONDS = 9.0
_HELLO = 5.0
_TIMEOUT = aiohttp.ClientTimeout(total=8)


async def examine(options: SlackOptions, *, trace: aiohttp.TraceConfig | None = None) -> tuple[Finding, ...]:
    """Return what is found of a set-up; it raises nothing that Slack, or a wrong set-up, can cause.

    ``trace`` listens to what Slack answers.
    """
    traces = [] if trace is None else [trace]
    try:
        async with (
            asyncio.timeout(_SECONDS),
            aiohttp.ClientSession(timeout=_TIMEOUT, trace_configs=traces) as session,
        ):
            return (*_ways(options), *await _tokens(options, session), *await _socket(options, session))
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
        return (
            *_ways(options),
            Finding(_PART, "slack_unreachable", good=False, params={"error": type(error).__name__}),
        )


def _ways(options: SlackOptions) -> tuple[Finding, ...]:
    """Return what the settings alone tell: how Slack reaches us, and whom we serve."""
    found: list[Finding] = []
    if not (options.app_token or options.signing_secret):
        found.append(Finding(_PART, "slack_no_way_in", good=False))
    elif not options.app_token:
        good = options.public_url.startswith("https://")
        found.append(Finding(_PART, "slack_url_ok" if good else "slack_url_missing", good, {"url": options.public_url}))
    if options.app_token and not options.app_token.startswith("xapp-"):
        found.append(Finding(_PART, "slack_app_token_kind", good=False))
    if not options.bot_token and not (options.client_id and options.client_secret):
        found.append(Finding(_PART, "slack_no_tokens", good=False))
    elif not options.bot_token:
        good = options.public_url.startswith("https://")
        found.append(Finding(_PART, "slack_oauth_ok" if good else "slack_oauth_url", good, {"url": options.public_url}))
    return tuple(found)


async def _tokens(options: SlackOptions, session: aiohttp.ClientSession) -> tuple[Finding, ...]:
    if not options.bot_token:
        return ()
    if options.bot_token.startswith("xapp-"):
        return (Finding(_PART, "slack_token_kind", good=False),)
    said, headers = await _post(options, session, "auth.test", options.bot_token)
    if not said.get("ok"):
        return (Finding(_PART, "slack_token_bad", good=False, params={"error": str(said.get("error", "?"))}),)
    if not said.get("bot_id"):
        return (Finding(_PART, "slack_token_kind", good=False),)
    there = {each.strip() for each in headers.get("x-oauth-scopes", "").split(",")}
    missing = [each for each in SCOPES if each not in there]
    token = Finding(_PART, "slack_token_ok", good=True, params={"team": str(said.get("team", "?"))})
    if missing:
        params = {"scopes": ", ".join(missing)}
        fatal = not NEEDED_SCOPES.isdisjoint(missing)
        return token, Finding(_PART, "slack_scopes_missing", good=False, params=params, fatal=fatal)
    return token, Finding(_PART, "slack_scopes_ok", good=True)


async def _socket(options: SlackOptions, session: aiohttp.ClientSession) -> tuple[Finding, ...]:
    if not options.app_token:
        return ()
    said, _ = await _post(options, session, "apps.connections.open", options.app_token)
    if said.get("error") == "missing_scope":
        return (Finding(_PART, "slack_app_token_scope", good=False),)
    if not said.get("ok"):
        return (Finding(_PART, "slack_app_token_bad", good=False, params={"error": str(said.get("error", "?"))}),)
    try:
        async with session.ws_connect(str(said.get("url")), timeout=aiohttp.ClientWSTimeout(ws_close=1.0)) as websocket:
            hello = await websocket.receive_json(timeout=_HELLO)
        good = isinstance(hello, dict) and hello.get("type") == "hello"
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError, TypeError):
        # Closed at once, or not a socket at all.
        good = False
    return (Finding(_PART, "slack_socket_ok" if good else "slack_socket_refused", good),)


async def _post(
    options: SlackOptions, session: aiohttp.ClientSession, method: str, token: str
) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    url = base_of(options.api_url) + method
    async with session.post(url, headers={"Authorization": f"Bearer {token}"}, data={}) as answer:
        said = await answer.json()
        return said if isinstance(said, dict) else {}, answer.headers
