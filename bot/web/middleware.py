"""What stands around every route: the access log, the errors in words, the host check, the security headers."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from http import HTTPStatus
from time import perf_counter

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.ports import Explain
from bot.web.hosts import host_name
from bot.web.language import language
from domain.card import Card
from domain.errors import (
    AskError,
    BadInput,
    Busy,
    EaselError,
    EngineError,
    Hears,
    NotAllowed,
    NotFound,
    QuotaSpent,
    StorageError,
    StorageFull,
)

Draw = Callable[[Card], Mapping[str, object]]
"""Turns a card into plain values for JSON."""

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        "font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

_BY_CODE: Mapping[str, int] = {
    "enter_first": 401,
    "too_many_tries": 429,
    "too_fast": 429,
    "feeds_too_many": 429,
    "uploads_busy": 503,
    "upload_too_big": 413,
    "message_too_long": 413,
    "id_taken": 409,
    "host_unknown": 421,
}
_BY_CLASS: tuple[tuple[type[EaselError], int], ...] = (
    (QuotaSpent, 429),
    (NotFound, 404),
    (NotAllowed, 403),
    (AskError, 400),
    (Busy, 503),
    (EngineError, 502),
    (StorageFull, 507),
    (StorageError, 503),
)
_QUIET = frozenset({"/healthz", "/readyz", "/metrics", "/operator/api/state"})
_log = structlog.get_logger()


def status_of(error: EaselError) -> int:
    """Return the HTTP status that says the same as the error."""
    fitting = (status for kind, status in _BY_CLASS if isinstance(error, kind))
    return _BY_CODE.get(error.code) or next(fitting, 500)


async def secure(_request: web.BaseRequest, response: web.StreamResponse) -> None:
    """Add the security headers, and keep what does not say otherwise out of every cache."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")


@web.middleware
async def access_log(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Log each request by its route: neither query strings nor ids, which may carry what people said."""
    began = perf_counter()
    status = 499
    try:
        response = await handler(request)
        status = response.status
    finally:
        resource = request.match_info.route.resource
        route = resource.canonical if resource else "unmatched"
        write = _log.debug if route in _QUIET else _log.info
        write(
            "request",
            method=request.method,
            route=route,
            status=status,
            milliseconds=round((perf_counter() - began) * 1000, 1),
        )
    return response


def errors(explain: Explain, draw: Draw) -> Middleware:
    """Return the middleware that answers every failure with a card in JSON, and never with a traceback."""
    told = _Told(explain, draw)

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except EaselError as error:
            return told.easel(error, request)
        except web.HTTPException as error:
            return told.http(error, request)
        except (web.RequestPayloadError, ConnectionError):
            # What was sent cannot be read to its end: anybody can do that, and nobody need be woken for it.
            return told.easel(BadInput("request_unreadable"), request)
        except Exception as error:  # noqa: BLE001 -- the last one to hear of it
            return told.unknown(error, request)

    return middleware


class _Told:
    """Errors as answers."""

    def __init__(self, explain: Explain, draw: Draw) -> None:
        self._explain = explain
        self._draw = draw

    def easel(self, error: EaselError, request: web.Request) -> web.Response:
        incident = secrets.token_hex(4) if error.hears is Hears.OPERATOR else ""
        if incident:
            _log.error("request_failed", incident=incident, code=error.code, detail=error.detail)
        response = self._answer(error, request, status_of(error), incident)
        if "seconds" in error.params:
            response.headers["Retry-After"] = str(error.params["seconds"])
        return response

    def http(self, error: web.HTTPException, request: web.Request) -> web.Response:
        if error.status < HTTPStatus.BAD_REQUEST:
            raise error
        codes = {HTTPStatus.NOT_FOUND: "page_unknown", HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "request_too_big"}
        code = codes.get(HTTPStatus(error.status), "request_unreadable")
        response = self._answer(BadInput(code), request, error.status)
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response

    def unknown(self, error: Exception, request: web.Request) -> web.Response:
        incident = secrets.token_hex(4)
        _log.exception("request_failed", incident=incident)
        return self._answer(error, request, HTTPStatus.INTERNAL_SERVER_ERROR, incident)

    def _answer(self, error: Exception, request: web.Request, status: int, incident: str = "") -> web.Response:
        card = self._explain(error, language(request.headers.get("Accept-Language", "")))
        code = error.code if isinstance(error, EaselError) else "broken"
        drawn = self._draw(replace(card, incident=incident or card.incident))
        return web.json_response({"code": code, "card": drawn}, status=status)


def host_check(hosts: frozenset[str] | None) -> Middleware:
    """Return the middleware that refuses requests made to another name than ours."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if hosts is not None and host_name(request.host) not in hosts:
            raise NotAllowed("host_unknown")
        return await handler(request)

    return middleware
