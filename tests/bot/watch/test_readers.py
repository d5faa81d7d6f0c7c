"""Who may read the metrics."""

from __future__ import annotations

import aiohttp
import pytest
from aiohttp import web

from bot.platforms.browser.draw import card_json
from bot.ports.watch import Watch
from bot.watch.metrics import CONTENT_TYPE, Metrics
from bot.watch.watcher import Watcher
from bot.watch.web import MetricsPage, Readers, watch_acknowledgements
from bot.watching import workspace_readers
from bot.web.app import make_app
from bot.web.serve import serving
from domain.errors import BadInput
from domain.people import Platform
from tests.conversation.conftest import settings_for
from tests.fakes.workspace import explain, well

TOKEN = "a long secret"


async def asked(readers: Readers, **headers: str) -> tuple[int, str, str]:
    """Ask for the metrics; return status, challenge and text."""
    looks: list[int] = []

    async def look() -> None:
        looks.append(1)

    page = MetricsPage(Metrics(version="1", mode="run"), readers, look)
    app = make_app([page.attach], checks=well, explain=explain, draw=card_json)
    async with (
        serving(app, "127.0.0.1", 0) as port,
        aiohttp.ClientSession() as http,
        http.get(f"http://127.0.0.1:{port}/metrics", headers=headers) as response,
    ):
        assert bool(looks) is (response.status == 200)
        if response.status == 200:
            assert response.headers["Content-Type"] == CONTENT_TYPE
        return response.status, response.headers.get("WWW-Authenticate", ""), await response.text()


async def test_with_a_token_whoever_has_it_reads():
    for readers in (Readers(TOKEN, alone=True), Readers(TOKEN, alone=False)):
        status, _, text = await asked(readers, Authorization=f"Bearer {TOKEN}")
        assert status == 200
        assert "easel_build_info" in text
        assert TOKEN not in text


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN, "Bearer \udcff"]
)
async def test_with_a_token_nobody_else_does_be_it_from_this_machine(header: str):
    headers = {"Authorization": header.encode("utf-8", "replace").decode()} if header else {}
    status, challenge, text = await asked(Readers(TOKEN, alone=True), **headers)
    assert (status, challenge, text) == (401, 'Bearer realm="metrics"', "")


async def test_without_one_this_machine_reads_where_nobody_else_can_come():
    assert (await asked(Readers(alone=True)))[0] == 200


@pytest.mark.parametrize(
    "header",
    [
        *("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via", "x-forwarded-host", "X-Forwarded-Proto"),
        *("X-Forwarded-Server", "X-FORWARDED-ANYTHING"),
    ],
)
async def test_without_one_what_a_proxy_hands_on_is_refused(header: str):
    assert await asked(Readers(alone=True), **{header: "203.0.113.9"}) == (403, "", "")


async def test_without_one_nobody_reads_where_others_can_come():
    assert await asked(Readers(alone=False)) == (403, "", "")


@pytest.mark.parametrize(
    ("settings", "alone"),
    [
        ({}, True),
        ({"public_url": "http://localhost:8080"}, True),
        ({"public_url": "https://easel.example"}, False),
        ({"http_host": "0.0.0.0"}, False),
    ],
)
def test_others_can_come_where_easel_is_public(tmp_path, settings: dict[str, str], alone: bool):
    assert workspace_readers(settings_for(tmp_path, **settings)) == Readers("", alone)
    assert workspace_readers(settings_for(tmp_path, metrics_token="t", **settings)) == Readers("t", alone)


async def test_acknowledgements_by_http_are_timed_and_nothing_else_is():
    heard: list[tuple[Platform, str]] = []

    class Ears(Watcher):
        def acknowledged(self, platform: Platform, kind: str, seconds: float) -> None:
            assert seconds > 0
            heard.append((platform, kind))

    def routes(app: web.Application) -> None:
        async def fine(request: web.Request) -> web.Response:
            if "bad" in request.query:
                raise BadInput("no")
            return web.json_response({})

        for path in ("/api/messages", "/api/press", "/slack/events", "/api/enter"):
            app.router.add_post(path, fine)
        app.router.add_get("/api/messages", fine)

    watch: Watch = Ears(Metrics(version="1", mode="run"))
    app = make_app([routes], checks=well, explain=explain, draw=card_json)
    watch_acknowledgements(app, watch)
    async with serving(app, "127.0.0.1", 0) as port, aiohttp.ClientSession(f"http://127.0.0.1:{port}") as http:
        for path in ("/api/messages", "/api/press", "/slack/events", "/api/enter", "/nowhere", "/api/press?bad=1"):
            async with http.post(path):
                pass
        async with http.get("/api/messages"):
            pass
    assert heard == [(Platform.BROWSER, "message"), (Platform.BROWSER, "button"), (Platform.SLACK, "request")]
