"""Metrics by HTTP: who may read them, and how long acknowledgements by HTTP take."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from time import perf_counter

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.ports.watch import Watch
from bot.watch.metrics import CONTENT_TYPE, Metrics
from bot.web.hosts import is_loopback
from domain.people import Platform

PATH = "/metrics"
_ACKNOWLEDGED: Mapping[tuple[str, str], tuple[Platform, str]] = {
    ("POST", "/api/messages"): (Platform.BROWSER, "message"),
    ("POST", "/api/press"): (Platform.BROWSER, "button"),
    ("POST", "/slack/events"): (Platform.SLACK, "request"),
}
"""The routes whose answer is an acknowledgement."""

_FORWARDED = ("forwarded", "via", "x-real-ip", "x-forwarded-")
"""How the headers begin, in lower case, that proxies add."""


@dataclass(frozen=True, slots=True)
class Readers:
    """Who may read the metrics: whoever has the ``token``; without one, this machine where ``alone`` it can ask."""

    token: str = ""
    alone: bool = False

    def refusal(self, request: web.BaseRequest) -> HTTPStatus | None:
        """Return why a request is refused, None where it is not."""
        if self.token:
            scheme, _, given = request.headers.get("Authorization", "").partition(" ")
            right = hmac.compare_digest(given.strip().encode("utf-8", "replace"), self.token.encode())
            return None if right and scheme.casefold() == "bearer" else HTTPStatus.UNAUTHORIZED
        # What a proxy of this machine hands on comes from this machine, too.
        handed_on = any(name.lower().startswith(_FORWARDED) for name in request.headers)
        local = self.alone and is_loopback(request.remote or "") and not handed_on
        return None if local else HTTPStatus.FORBIDDEN


class MetricsPage:
    """Serves the metrics. ``refresh`` looks at what is not counted as it happens."""

    def __init__(self, metrics: Metrics, readers: Readers, refresh: Callable[[], Awaitable[object]]) -> None:
        self._metrics = metrics
        self._readers = readers
        self._refresh = refresh

    def attach(self, app: web.Application) -> None:
        """Add the route."""
        app.router.add_get(PATH, self._serve)

    async def _serve(self, request: web.Request) -> web.Response:
        refusal = self._readers.refusal(request)
        if refusal is not None:
            headers = {"WWW-Authenticate": 'Bearer realm="metrics"'} if refusal is HTTPStatus.UNAUTHORIZED else {}
            return web.Response(status=refusal, headers=headers)
        await self._refresh()
        return web.Response(body=await self._metrics.text(), headers={"Content-Type": CONTENT_TYPE})


def watch_acknowledgements(app: web.Application, watch: Watch) -> None:
    """Have the answers timed by which requests are acknowledged; call it before the application starts."""

    @web.middleware
    async def timed(request: web.Request, handler: Handler) -> web.StreamResponse:
        resource = request.match_info.route.resource
        found = _ACKNOWLEDGED.get((request.method, resource.canonical)) if resource is not None else None
        if found is None:
            return await handler(request)
        began = perf_counter()
        response = await handler(request)
        if response.status < HTTPStatus.BAD_REQUEST:
            watch.acknowledged(*found, perf_counter() - began)
        return response

    app.middlewares.append(timed)
