"""HTTP mode: what Slack posts to us, its signature looked at before anything else is."""

from __future__ import annotations

import asyncio
import re
from http import HTTPStatus

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.request.internals import parse_body
from slack_sdk.signature import Clock as SignatureClock
from slack_sdk.signature import SignatureVerifier

from domain.clock import Clock

log = structlog.get_logger()

_AGE = 300.0
_READ_SECONDS = 3.0
_STAMP, _SIGNATURE = re.compile(r"[0-9]{1,12}", re.ASCII), re.compile(r"v0=[0-9a-f]{64}", re.ASCII)


class Requests:
    """Answers Slack's requests."""

    def __init__(self, app: AsyncApp, signing_secret: str, clock: Clock) -> None:
        self._app = app
        self._clock = clock
        self._verifier = SignatureVerifier(signing_secret, _Seconds(clock))

    async def handle(self, request: web.Request) -> web.Response:
        """Answer a request of Slack's: 401 where it is not signed by Slack, or too long ago; 408 where it is not all sent."""
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        # What nobody at Slack has just sent is not read.
        if not (_STAMP.fullmatch(stamp) and _SIGNATURE.fullmatch(signature) and self._recent(stamp)):
            return _unsigned(stamp, signature)
        try:
            async with asyncio.timeout(_READ_SECONDS):
                body = (await request.read()).decode("utf-8")
        except TimeoutError:
            return web.Response(status=HTTPStatus.REQUEST_TIMEOUT, headers={"Connection": "close"})
        except UnicodeDecodeError:
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        if not self._verifier.is_valid(body, stamp, signature):
            return _unsigned(stamp, signature)
        if not _says_something(body, request.content_type):
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        try:
            asked = AsyncBoltRequest(
                body=body,
                query=request.query_string,
                headers={name: [request.headers[name]] for name in request.headers},
            )
        except (ValueError, TypeError, AttributeError, RecursionError):
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        return await to_aiohttp_response(await self._app.async_dispatch(asked))

    def _recent(self, stamp: str) -> bool:
        return abs(self._clock().timestamp() - int(stamp)) <= _AGE


def _unsigned(stamp: str, signature: str) -> web.Response:
    log.warning("slack_request_unsigned", stamped=bool(stamp), signed=bool(signature))
    return web.Response(status=HTTPStatus.UNAUTHORIZED, headers={"Connection": "close"})


def _says_something(body: str, content_type: str) -> bool:
    """Return whether a body holds what Slack sends: a JSON object, or the fields of a form."""
    try:
        found: object = parse_body(body, content_type)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and bool(found)


class _Seconds(SignatureClock):
    """Our clock, as the SDK wants to have it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        """Return unix seconds."""
        return self._clock().timestamp()
