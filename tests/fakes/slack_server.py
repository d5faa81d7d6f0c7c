"""Slack on loopback, as strict as its documentation: Web API, files, Socket Mode, request URL, OAuth.

In a test: ``async with FakeSlack() as fake``, ``fake.api_url`` for the app, ``fake.person("ada")`` to act.
In a process of its own: ``python -m tests.fakes.slack_server --port 0`` prints its port on a line;
``/_control`` scripts and reads it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, Self

from aiohttp import web

from tests.fakes.slack_api import Api
from tests.fakes.slack_clock import Timing
from tests.fakes.slack_control import Control
from tests.fakes.slack_delivery import Delivery
from tests.fakes.slack_effects import Effects
from tests.fakes.slack_http import Answer
from tests.fakes.slack_people import Person
from tests.fakes.slack_script import Ack, Called
from tests.fakes.slack_views import View
from tests.fakes.slack_world import Channel, Message, Team, Token, default_world

APP_TOKEN = "xapp-1-A0EASEL0001-1-fake"
SIGNING_SECRET = "0123456789abcdef0123456789abcdef"


class FakeSlack(Effects):
    """The server and the world behind it."""

    app_token = APP_TOKEN
    signing_secret = SIGNING_SECRET
    client_id = "1234.5678"
    client_secret = "fake-client-secret"

    def __init__(
        self, *, timing: Timing | None = None, request_url: str | None = None, port: int = 0, limits: bool = True
    ) -> None:
        super().__init__(timing or Timing())
        self.port, self.request_url, self.limits = port, request_url, limits
        self.rotation = False
        self.redirect_uri: str | None = None
        self.team = default_world(self)
        self.approver: Person = self.person("olga")
        self.world.tokens[APP_TOKEN] = Token(APP_TOKEN, "app", None, {"connections:write", "authorizations:read"})
        self._runner: web.AppRunner | None = None

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        return f"{self.base_url}/api/"

    @property
    def authorize_url(self) -> str:
        return f"{self.base_url}/oauth/v2/authorize"

    @property
    def bot_token(self) -> str:
        return self.team.token

    @property
    def files(self) -> dict[str, Any]:
        return self.world.files

    @property
    def views(self) -> dict[str, View]:
        return self.surfaces.all

    @property
    def limited(self) -> list[Called]:
        """The calls that came too often."""
        return [each for each in self.calls if each.status == 429]

    def person(self, name: str) -> Person:
        """Return a person of the default workspace."""
        found: Person = self.team.person(name)
        return found

    def channel(self, name: str) -> Channel:
        """Return a channel of the default workspace."""
        return self.team.channel(name)

    def add_team(self, name: str, **about: Any) -> Team:
        """Add a workspace; ``about``: id, enterprise, installed, scopes."""
        return self.world.add_team(name, **about)

    def add_org_token(self, enterprise: str, scopes: set[str] | None = None) -> str:
        """Make a token of an organisation-wide installation; calls name their team_id."""
        value = f"xoxb-org-{self.world.ids.number()}"
        found = set(scopes or self.team.token_row.scopes)
        self.world.tokens[value] = Token(value, "bot", None, found, enterprise=enterprise)
        return value

    def calls_of(self, method: str) -> list[Called]:
        return [each for each in self.calls if each.method == method]

    async def message_in(
        self,
        channel: Channel,
        predicate: Callable[[Message], Any] | None = None,
        *,
        thread: Message | str | None = None,
        by_bot: bool = True,
    ) -> Message:
        """Return the first message of a channel, or of a thread, for which the predicate holds; wait for it."""
        root = thread.root_ts if isinstance(thread, Message) else thread

        def find() -> Message | None:
            for each in channel.live:
                in_place = root is None or (each.thread_ts == root and each.ts != root)
                if each.by_bot == by_bot and in_place and (predicate is None or predicate(each)):
                    return each
            return None

        found: Message = await self.until(find, what=f"a message in {channel.name or channel.id}")
        return found

    async def call_of(self, method: str, predicate: Callable[[Called], Any] | None = None, *, count: int = 1) -> Called:
        """Return the ``count``-th call of a method for which the predicate holds; wait for it."""

        def find() -> Called | None:
            found = [each for each in self.calls_of(method) if predicate is None or predicate(each)]
            return found[count - 1] if len(found) >= count else None

        called: Called = await self.until(find, what=f"{count} calls of {method}")
        return called

    async def connected(self, n: int = 1) -> None:
        """Wait until so many websockets of the app are open."""
        await self.until(lambda: len(self.socket.connections) >= n, what=f"{n} connections")

    async def idle(self) -> None:
        """Wait until every delivery is acknowledged or given up."""
        await self.until(lambda: self.ended >= len(self.deliveries), what="deliveries to end")

    def never_process(self, n: int = 1) -> None:
        """Leave the next files of the app unprocessed for ever."""
        self.edge.never_process(n)

    def hold(self) -> None:
        """Keep deliveries back until ``release``."""
        self.courier.hold()

    def release(self, order: Any = None) -> None:
        """Send what was held: as it came, ``"reversed"``, or in the order a function of the list gives."""
        self.courier.release(order)

    def redeliver(self, delivery: Delivery, *, reason: str = "timeout") -> asyncio.Task[Ack | str]:
        """Send an event once more though it was acknowledged."""
        return self.courier.redeliver(delivery, reason=reason)

    async def forge(self, payload: dict[str, Any], *, kind: str = "events_api", signature: str = "good") -> Answer:
        """Post something to the request URL: good, wrong, stale, future, not_a_number, missing signatures."""
        answer = await self.courier.http.post(kind, payload, signature=signature)
        if answer is None:
            raise AssertionError("the request URL does not answer")
        return answer

    async def verify_url(self) -> bool:
        """Return whether the request URL answers Slack's challenge."""
        return await self.courier.http.verify()

    def approve(self, url: str, person: Person) -> str:
        """Approve an installation; return where the browser is sent."""
        return self.oauth.approve(url, person)

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=2**30)
        api = Api(self)
        app.router.add_route("*", "/api/{method}", api.handle)
        app.router.add_post("/upload/v1/{ticket}", self.edge.upload)
        app.router.add_get("/files-pri/{names}/{name}", self.edge.download)
        app.router.add_get("/files-pri/{names}/download/{name}", self.edge.download)
        app.router.add_get("/files-tmb/{names}/{name}", self.edge.download)
        app.router.add_get("/link/", self.socket.handle)
        app.router.add_post("/hook/{team}/{key}", self.hooks.handle)
        app.router.add_get("/oauth/v2/authorize", self.oauth.page)
        app.router.add_route("*", "/_control", Control(self).handle)
        app.router.add_route("*", "/{anything:.*}", self._unknown)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = int(self._runner.addresses[0][1])
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()
        await self.courier.http.close()
        await self.socket.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _unknown(self, request: web.Request) -> web.StreamResponse:
        self.refused.append(f"no such route: {request.method} {request.path}")
        return web.Response(status=404, text="Not found")


async def _serve(port: int, timing: Timing, request_url: str | None, *, limits: bool) -> None:
    async with FakeSlack(timing=timing, port=port, request_url=request_url, limits=limits) as fake:
        print(fake.port, flush=True)  # noqa: T201 -- how a parent learns the port
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--request-url")
    parser.add_argument("--no-limits", action="store_true")
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--ack", type=float, default=3.0, help="seconds until Slack sends again")
    parser.add_argument("--processing", type=float, default=0.2, help="seconds until an uploaded file can be shown")
    given = parser.parse_args()
    times = Timing(speed=given.speed, ack=given.ack, processing=given.processing)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(given.port, times, given.request_url, limits=not given.no_limits))
