"""The web application: health, security headers, errors and the access log around the routes of its parts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from bot.ports import Check, Explain
from bot.web.middleware import Draw, access_log, errors, host_check, secure

Part = Callable[[web.Application], None]
"""Adds its routes and hooks to the application."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
MOST_BODY = 1024 * 1024
"""Bytes of a request that is read whole; uploads are streamed and have a limit of their own."""

_log = structlog.get_logger()


def make_app(
    parts: Iterable[Part], *, checks: Check, explain: Explain, draw: Draw, hosts: frozenset[str] | None = None
) -> web.Application:
    """Return the application with every part attached; ``hosts`` are the only names it answers to, all where None."""
    app = web.Application(middlewares=[access_log, errors(explain, draw), host_check(hosts)], client_max_size=MOST_BODY)
    app.on_response_prepare.append(secure)
    app.router.add_get("/healthz", _healthz)
    app.router.add_get("/readyz", _readyz(checks))
    for part in parts:
        part(app)
    return app


def allowed_hosts(bound_to: str, public_url: str) -> frozenset[str] | None:
    """Return the host names to answer to where ``bound_to`` is loopback, None elsewhere.

    A page of another site can point its own name at 127.0.0.1; its requests then carry that name.
    """
    if bound_to.strip("[]") not in LOOPBACK:
        return None
    public = urlsplit(public_url).hostname
    return LOOPBACK | {public.casefold()} if public else LOOPBACK


async def _healthz(_request: web.Request) -> web.Response:
    return web.json_response({"alive": True})


def _readyz(checks: Check) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def readyz(_request: web.Request) -> web.Response:
        try:
            wrong = await checks()
        except Exception:  # noqa: BLE001 -- a check that breaks is a part that is not well
            _log.exception("readiness_check_failed")
            wrong = {"checks": "failed"}
        return web.json_response({"ready": not wrong, "wrong": sorted(wrong)}, status=503 if wrong else 200)

    return readyz
