"""The web application: health, security headers, errors and the access log around the routes of its parts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping

import structlog
from aiohttp import web

from bot.ports import Check, Explain
from bot.web.hosts import allowed_hosts
from bot.web.middleware import Draw, access_log, errors, host_check, secure

Part = Callable[[web.Application], None]
"""Adds its routes and hooks to the application."""

READY_FOR = 5.0
"""Seconds that an answer about readiness is good for."""

BEARABLE = frozenset({"discord", "slack"})
"""What may be wrong with Easel ready all the same: a platform that is away is no reason to take the others away too."""

MOST_BODY = 1024 * 1024
"""Bytes of a request that is read whole; uploads are streamed and have a limit of their own."""

__all__ = ["Part", "allowed_hosts", "make_app"]
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


async def _healthz(_request: web.Request) -> web.Response:
    return web.json_response({"alive": True})


def _readyz(checks: Check) -> Callable[[web.Request], Awaitable[web.Response]]:
    asking = asyncio.Lock()
    wrong: Mapping[str, str] = {}
    until = 0.0

    async def readyz(_request: web.Request) -> web.Response:
        nonlocal wrong, until
        now = asyncio.get_running_loop().time
        async with asking:
            # Strangers may ask, and each check writes: one answer serves all who ask within a few seconds.
            if now() >= until:
                wrong = await _checked(checks)
                until = now() + READY_FOR
        ready = not set(wrong) - BEARABLE
        return web.json_response({"ready": ready, "wrong": sorted(wrong)}, status=200 if ready else 503)

    return readyz


async def _checked(checks: Check) -> Mapping[str, str]:
    try:
        return await checks()
    except Exception:  # noqa: BLE001 -- a check that breaks is a part that is not well
        _log.exception("readiness_check_failed")
        return {"checks": "failed"}
