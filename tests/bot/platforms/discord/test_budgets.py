"""What is left of Discord's limits is read from its answers, by kinds of requests that name nobody."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from bot.platforms.discord.budgets import Budgets
from bot.web.serve import serving


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Discord:
    """Answers every request with the headers it is given."""

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self.clock = Clock()
        self.budgets = Budgets(self.clock)
        self.http: aiohttp.ClientSession | None = None

    async def heard(self, _request: web.Request) -> web.Response:
        return web.Response(headers=self.headers)

    async def ask(self, method: str, path: str, limit: object = None, left: object = None, after: object = None):
        given = {"Limit": limit, "Remaining": left, "Reset-After": after}
        self.headers = {f"X-RateLimit-{name}": str(value) for name, value in given.items() if value is not None}
        assert self.http is not None
        async with self.http.request(method, path):
            pass


@pytest.fixture
async def discord() -> AsyncIterator[Discord]:
    fake = Discord()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", fake.heard)
    async with (
        serving(app, "127.0.0.1", 0) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}", trace_configs=[fake.budgets.trace()]) as fake.http,
    ):
        yield fake


async def test_nothing_is_known_of_what_was_not_asked(discord: Discord):
    assert discord.budgets.left() == {}


async def test_the_least_holds_until_it_is_renewed(discord: Discord):
    path = "/api/v10/channels/123/messages/456"
    await discord.ask("PATCH", path, 5, 3, 2.0)
    assert discord.budgets.left() == {"PATCH channels/messages": 0.6}
    await discord.ask("PATCH", path.replace("123", "124"), 5, 4, 2.0)
    assert discord.budgets.left() == {"PATCH channels/messages": 0.6}
    await discord.ask("PATCH", path, 5, 0, 3.0)
    assert discord.budgets.left() == {"PATCH channels/messages": 0.0}
    discord.clock.now += 3.1
    assert discord.budgets.left() == {"PATCH channels/messages": 1.0}
    await discord.ask("PATCH", path, 5, 4, 2.0)
    assert discord.budgets.left() == {"PATCH channels/messages": 0.8}


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("POST", "/api/v10/channels/1234567890/messages", "POST channels/messages"),
        ("PATCH", "/api/v10/webhooks/12/aW50ZXJhY3Rpb246c2VjcmV0/messages/@original", "PATCH webhooks/messages"),
        ("POST", "/api/v10/interactions/12/aW50ZXJhY3Rpb24/callback", "POST interactions/callback"),
        ("PUT", "/api/v10/applications/12/guilds/13/commands", "PUT applications/guilds/commands"),
        ("GET", "/api/v10/something/else", "GET "),
    ],
    ids=["message", "webhook", "interaction", "commands", "else"],
)
async def test_kinds_hold_neither_ids_nor_tokens(discord: Discord, method: str, path: str, kind: str):
    await discord.ask(method, path, 5, 5, 1)
    assert set(discord.budgets.left()) == {kind}


@pytest.mark.parametrize(
    ("limit", "left", "share"), [(5, 9, 1.0), (0, 0, 0.0), (5, -1, 0.0)], ids=["more", "none", "less"]
)
async def test_odd_numbers_stay_within_bounds(discord: Discord, limit: int, left: int, share: float):
    await discord.ask("POST", "/channels/1/messages", limit, left, 1)
    assert discord.budgets.left() == {"POST channels/messages": share}


@pytest.mark.parametrize("given", [(None, 1, 1), (5, None, 1), ("five", 1, 1), (5, 1, "soon")], ids=str)
async def test_answers_that_say_nothing_are_passed_over(discord: Discord, given: tuple[object, object, object]):
    await discord.ask("POST", "/channels/1/messages", *given)
    assert discord.budgets.left() == {}
