"""The operator's page: how Easel is, what does not go on, and a hand to mend it. Of no team, person or prompt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Protocol

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.jobs.mend import Mended
from bot.watch.lookout import COLUMNS, Lookout
from bot.watch.state import State, unwell
from bot.web.assets import Assets
from bot.web.operator_json import points_json, state_json, unwell_json
from domain.clock import Clock
from domain.errors import BadInput

Guard = Callable[[Handler], Handler]
"""Wraps a handler, so that it runs for the operator alone, and for what the operator's own page asked."""

_JOB = r"{job:[\w-]{1,64}}"
_STATUS = {Mended.UNKNOWN: 404, Mended.OVER: 409, Mended.AT_WORK: 409}


class Mends(Protocol):
    """What mends jobs."""

    async def retry(self, job_id: str) -> Mended:
        """Have a job told that nobody tells."""
        ...

    async def refuse(self, job_id: str) -> Mended:
        """Refuse a waiting or running job, and free its reservation."""
        ...


@dataclass(frozen=True, slots=True)
class Versions:
    """What runs."""

    easel: str
    python: str
    database: str


class OperatorPage:
    """Serves the page and what it asks for. ``open_``: there is a password by which one may enter."""

    def __init__(
        self,
        lookout: Lookout,
        mends: Mends,
        guard: Guard,
        versions: Versions,
        revision: Callable[[], Awaitable[str]],
        *,
        open_: bool,
        clock: Clock,
    ) -> None:
        self._lookout = lookout
        self._mends = mends
        self._guard = guard
        self._versions = versions
        self._revision = revision
        self._open = open_
        self._clock = clock
        self._began = clock()

    def attach(self, app: web.Application) -> None:
        """Add the routes; the page itself is no secret, what it shows is."""
        app.router.add_get("/operator", self._index)
        app.router.add_get(r"/operator/static/{name:[\w.-]{1,64}}", self._static)
        app.router.add_get("/operator/api/open", self._opened)
        app.router.add_get("/operator/api/state", self._guard(self._state))
        app.router.add_post(f"/operator/api/jobs/{_JOB}/retry", self._guard(self._retry))
        app.router.add_post(f"/operator/api/jobs/{_JOB}/refuse", self._guard(self._refuse))

    async def _index(self, request: web.Request) -> web.Response:
        return _ASSETS.answer(request, "index.html")

    async def _static(self, request: web.Request) -> web.Response:
        return _ASSETS.answer(request, request.match_info["name"])

    async def _opened(self, _request: web.Request) -> web.Response:
        return web.json_response({"open": self._open})

    async def _state(self, request: web.Request) -> web.Response:
        state = await self._lookout.look()
        return web.json_response(
            state_json(state)
            | unwell_json(unwell(state, lag=self._lookout.worst_lag()))
            | {"columns": COLUMNS, "points": points_json(self._lookout.points(_after(request)))}
            | {"versions": await self._about(state), "uptime": _seconds(self._began, self._clock())}
        )

    async def _about(self, state: State) -> dict[str, str]:
        tables = "" if state.database else await self._revision()
        versions = self._versions
        return {
            "easel": versions.easel,
            "python": versions.python,
            "database": versions.database,
            "tables": tables,
        }

    async def _retry(self, request: web.Request) -> web.Response:
        return _mended(await self._mends.retry(request.match_info["job"]))

    async def _refuse(self, request: web.Request) -> web.Response:
        return _mended(await self._mends.refuse(request.match_info["job"]))


def _mended(mended: Mended) -> web.Response:
    return web.json_response({"mended": mended.value}, status=_STATUS.get(mended, 200))


def _after(request: web.Request) -> float:
    try:
        return float(request.query.get("after", "0"))
    except ValueError:
        raise BadInput("request_unreadable") from None


def _seconds(began: datetime, now: datetime) -> int:
    return max(0, round((now - began).total_seconds()))


# With the module: once a loop runs, reading would hold it up.
_ASSETS = Assets.read(files("bot.web") / "static" / "operator")
