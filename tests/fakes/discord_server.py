"""Discord on loopback: REST, gateway and CDN, as strict as its documentation, and people to play.

In a test: ``async with FakeDiscord() as fake``, then ``fake.guild()``, ``fake.channel(guild)``, ``fake.user("mira",
guilds=[guild])`` and ``fake.slash(...)``. In a process of its own: ``python -m tests.fakes.discord_server --port 0``
prints its port on a line; POST and GET ``/_control`` play and read it (see ``discord_control``).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
from typing import Self

import aiohttp
from aiohttp import web

from tests.fakes import discord_apps, discord_messages, discord_threads, discord_tls, discord_webhooks, tls
from tests.fakes.discord_control import Control
from tests.fakes.discord_faults import Fault, Gate
from tests.fakes.discord_gateway import Session
from tests.fakes.discord_people import People
from tests.fakes.discord_rest import BASE, ROUTES, Call, Rest
from tests.fakes.discord_world import App

# Importing them registers their routes.
_ROUTED = (discord_apps, discord_messages, discord_threads, discord_webhooks)


class FakeDiscord(People):
    """The server and its world. ``refused`` are the rules that a client broke.

    ``pace`` scales the windows of rate limits, ``ack_seconds`` is how long an interaction waits for its first answer,
    ``tls`` serves Discord's own host names too, for ``connector``.
    """

    def __init__(self, *, pace: float = 1.0, ack_seconds: float = 3.0, tls: bool = False, port: int = 0) -> None:
        super().__init__()
        self.port, self.tls, self.tls_port = port, tls, 0
        self.ack_seconds = ack_seconds
        self.shards = 1
        self.refused: list[str] = []
        self.invalid_requests = 0
        self.app = self.application()
        self.rest = Rest(self, pace)
        self._runner: web.AppRunner | None = None

    @property
    def token(self) -> str:
        return self.app.token

    @property
    def api_url(self) -> str:
        return f"https://{discord_tls.API}{BASE}" if self.tls else f"http://127.0.0.1:{self.port}{BASE}"

    @property
    def gateway_url(self) -> str:
        return f"wss://{discord_tls.GATEWAY}" if self.tls else f"ws://127.0.0.1:{self.port}"

    @property
    def cdn_url(self) -> str:
        return f"https://{discord_tls.CDN}" if self.tls else f"http://127.0.0.1:{self.port}"

    @property
    def media_url(self) -> str:
        return f"https://{discord_tls.MEDIA}" if self.tls else f"http://127.0.0.1:{self.port}/_media"

    @property
    def calls(self) -> list[Call]:
        return self.rest.calls

    @property
    def limited(self) -> list[Call]:
        return self.rest.limited

    def connector(self) -> aiohttp.TCPConnector:
        """Return a connector that leads a client of the default hosts here; it needs ``tls=True``."""
        assert self.tls, "FakeDiscord(tls=True) has Discord's host names"
        return tls.leading(discord_tls.HOSTS, self.tls_port)

    def refuse(self, what: str) -> None:
        """Remember that a rule was broken."""
        self.refused.append(what)

    def count(self, route: str, *, status: int | None = None) -> int:
        """Return how many calls of a route were answered, of a status where one is given."""
        return sum(c.route == route and c.status != 0 and status in {None, c.status} for c in self.calls)

    def summary(self) -> str:
        last = [f"{call.route} {call.status or '…'}" for call in self.calls[-6:]]
        return f"last calls {last}; refused {self.refused[-3:]}"

    async def ready(self, app: App | None = None, sessions: int = 1, seconds: float = 30) -> list[Session]:
        """Wait until so many sessions are ready and connected."""
        return await self.until(lambda: found if len(found := self.gateway.connected(app)) >= sessions else [], seconds)

    # Faults of REST; routes are templates such as "POST /channels/{channel}/messages", or "*".

    def fail(
        self,
        route: str,
        *,
        status: int = 500,
        times: int = 1,
        retry_after: float = 0.1,
        scope: str = "user",
        code: int = 0,
        html: bool = False,
    ) -> None:
        """Answer the next calls with an error and do nothing; with ``html`` as a proxy in front of Discord does."""
        self._script(Fault(route, times, status, retry_after=retry_after, scope=scope, code=code, html=html))

    def lose_reply(self, route: str, *, times: int = 1, status: int | None = None) -> None:
        """Do the next calls, then cut the connection, or answer with this status."""
        self._script(Fault(route, times, status, lost=True))

    def delay(self, route: str, seconds: float, *, times: int = 1) -> None:
        """Do the next calls later."""
        self._script(Fault(route, times, seconds=seconds))

    def hold(self, route: str) -> Gate:
        """Keep the calls of a route waiting until the gate is released."""
        self._known(route)
        return self.rest.faults.hold(route)

    def _script(self, fault: Fault) -> None:
        self._known(fault.route)
        self.rest.faults.add(fault)

    def _known(self, route: str) -> None:
        assert route == "*" or route in ROUTES, f"no route {route!r}; there are {sorted(ROUTES)}"

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=2**30)
        app.router.add_route("*", "/_control", Control(self).serve)
        app.router.add_route("*", "/{anything:.*}", self._route)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = int(self._runner.addresses[0][1])
        if self.tls:
            context = await tls.server_context(discord_tls.HOSTS)
            await web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=context).start()
            self.tls_port = int(self._runner.addresses[1][1])
        return self

    async def __aexit__(self, *_: object) -> None:
        self.rest.faults.release()
        self.gateway.drop(1006)
        if self._runner is not None:
            await self._runner.cleanup()

    async def _route(self, request: web.Request) -> web.StreamResponse:
        host = request.url.host or ""
        path = request.path
        if path == "/" and host in {discord_tls.GATEWAY, "127.0.0.1"}:
            return await self.gateway.serve(request)
        if path.startswith(f"{BASE}/") and host in {discord_tls.API, "127.0.0.1"}:
            return await self.rest.serve(request)
        if "attachments/" in path and host in {discord_tls.CDN, discord_tls.MEDIA, "127.0.0.1"}:
            return await self.cdn.serve(request)
        self.refuse(f"{request.method} {host}{path}: no such place")
        return web.json_response({"message": "404: Not Found", "code": 0}, status=404)


async def _serve(port: int) -> None:
    async with FakeDiscord(port=port) as fake:
        print(fake.port, flush=True)  # noqa: T201 -- the process's one word to its parent
        await asyncio.Event().wait()


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(parser.parse_args().port))


if __name__ == "__main__":
    main()
