"""HTTP mode: what Slack posts to us, its signature looked at before anything else is."""

from __future__ import annotations

import json
import re
from http import HTTPStatus

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import Clock as SignatureClock
from slack_sdk.signature import SignatureVerifier

from domain.clock import Clock

log = structlog.get_logger()

_STAMP, _SIGNATURE = re.compile(r"[0-9]{1,12}", re.ASCII), re.compile(r"v0=[0-9a-f]{64}", re.ASCII)


class Requests:
    """Answers Slack's requests."""

    def __init__(self, app: AsyncApp, signing_secret: str, clock: Clock) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret, _Seconds(clock))

    async def handle(self, request: web.Request) -> web.Response:
        """Answer a request of Slack's: 401 where it is not signed by Slack, or too long ago."""
        try:
            body = (await request.read()).decode("utf-8")
        except UnicodeDecodeError:
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        formed = _STAMP.fullmatch(stamp) and _SIGNATURE.fullmatch(signature)
        if not formed or not self._verifier.is_valid(body, stamp, signature):
            log.warning("slack_request_unsigned", stamped=bool(stamp), signed=bool(signature))
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        try:
            asked = AsyncBoltRequest(
                body=body,
                query=request.query_string,
                headers={name: [request.headers[name]] for name in request.headers},
            )
        except (json.JSONDecodeError, ValueError):
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        return await to_aiohttp_response(await self._app.async_dispatch(asked))


class _Seconds(SignatureClock):
    """Our clock, as the SDK wants to have it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        """Return unix seconds."""
        return self._clock().timestamp()
