from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.platforms.browser.draw import card_json
from bot.ports import Check
from bot.web.app import allowed_hosts, make_app
from bot.web.serve import serving
from domain.errors import BadInput, Broken, Busy, NotFound, StorageFull
from tests.fakes.workspace import explain, well


def failing(app: web.Application) -> None:
    errors = {
        "bad": BadInput("no"),
        "missing": NotFound("no"),
        "busy": Busy(),
        "broken": Broken("no"),
        "full": StorageFull("/secret/path"),
        "bug": KeyError("a secret"),
    }

    async def fail(request: web.Request) -> web.Response:
        raise errors[request.match_info["how"]]

    app.router.add_get("/fail/{how}", fail)


@asynccontextmanager
async def served(
    checks: Check = well, hosts: frozenset[str] | None = None
) -> AsyncIterator[tuple[aiohttp.ClientSession, str]]:
    app = make_app([failing], checks=checks, explain=explain, draw=card_json, hosts=hosts)
    async with serving(app, "127.0.0.1", 0) as port, aiohttp.ClientSession() as http:
        yield http, f"http://127.0.0.1:{port}"


async def test_every_answer_carries_the_security_headers() -> None:
    async with served() as (http, base):
        for path in ("/healthz", "/nowhere", "/fail/bug"):
            async with http.get(base + path) as response:
                policy = response.headers["Content-Security-Policy"]
                assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
                assert "unsafe" not in policy
                assert "frame-ancestors 'none'" in policy
                assert response.headers["X-Content-Type-Options"] == "nosniff"
                assert response.headers["Referrer-Policy"] == "no-referrer"
                assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
                assert response.headers["Cache-Control"] == "no-store"


async def test_alive_and_ready() -> None:
    async def unwell() -> Mapping[str, str]:
        return {"database": "password for user easel refused"}

    async def confused() -> Mapping[str, str]:
        raise RuntimeError("a secret")

    async with served() as (http, base):
        async with http.get(base + "/healthz") as response:
            assert response.status == 200
        async with http.get(base + "/readyz") as response:
            assert (response.status, await response.json()) == (200, {"ready": True, "wrong": []})
    async with served(unwell) as (http, base):
        async with http.get(base + "/healthz") as response:
            assert response.status == 200
        async with http.get(base + "/readyz") as response:
            assert (response.status, await response.json()) == (503, {"ready": False, "wrong": ["database"]})
    with capture_logs() as logs:
        async with served(confused) as (http, base), http.get(base + "/readyz") as response:
            assert (response.status, await response.json()) == (503, {"ready": False, "wrong": ["checks"]})
    assert "readiness_check_failed" in {each["event"] for each in logs}


async def test_readiness_is_looked_into_once_for_all_who_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.app.READY_FOR", 3600.0)
    asked = 0
    go = asyncio.Event()

    async def slow() -> Mapping[str, str]:
        nonlocal asked
        asked += 1
        await go.wait()
        return {} if asked == 1 else {"database": "gone"}

    async def ready(http: aiohttp.ClientSession, base: str) -> int:
        async with http.get(base + "/readyz") as response:
            return response.status

    async with served(slow) as (http, base):
        several = [asyncio.create_task(ready(http, base)) for _ in range(20)]
        go.set()
        assert await asyncio.gather(*several) == [200] * 20
        assert (await ready(http, base), asked) == (200, 1)
    monkeypatch.setattr("bot.web.app.READY_FOR", 0.0)
    asked = 0
    async with served(slow) as (http, base):
        assert [await ready(http, base) for _ in range(3)] == [200, 503, 503]


@pytest.mark.parametrize(
    ("how", "status"), [("bad", 400), ("missing", 404), ("busy", 503), ("broken", 502), ("full", 507), ("bug", 500)]
)
async def test_errors_are_cards(how: str, status: int) -> None:
    with capture_logs() as logs:
        async with served() as (http, base), http.get(f"{base}/fail/{how}") as response:
            assert response.status == status
            card = (await response.json())["card"]
    assert card["kind"] == "refusal"
    assert "secret" not in str(card)
    logged = [each["incident"] for each in logs if each["event"] == "request_failed"]
    assert logged == ([card["incident"]] if how in {"full", "bug"} else [])


async def test_unknown_routes_and_methods() -> None:
    async with served() as (http, base):
        async with http.get(base + "/admin.php") as response:
            assert (response.status, (await response.json())["card"]["text"]) == (404, "page_unknown")
        async with http.delete(base + "/healthz") as response:
            assert (response.status, response.headers["Allow"]) == (405, "GET,HEAD")


async def test_the_log_has_routes_and_no_query() -> None:
    with capture_logs() as logs:
        async with served() as (http, base):
            async with http.get(base + "/fail/bad?prompt=hush"):
                pass
            async with http.get(base + "/hush"):
                pass
    requests = [each for each in logs if each["event"] == "request"]
    assert [(each["route"], each["status"]) for each in requests] == [("/fail/{how}", 400), ("unmatched", 404)]
    assert "hush" not in str(logs)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:1", 200),
        ("localhost", 200),
        ("LOCALHOST:8080", 200),
        ("[::1]:8080", 200),
        ("easel.example", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("localhost.evil.example:8080", 421),
        ("[::1", 421),
    ],
)
async def test_on_loopback_only_our_names_are_answered(host: str, status: int) -> None:
    hosts = allowed_hosts("127.0.0.1", "https://Easel.example:8443/")
    async with served(hosts=hosts) as (http, base), http.get(base + "/healthz", headers={"Host": host}) as response:
        assert response.status == status


async def test_elsewhere_every_name_is_answered() -> None:
    hosts = allowed_hosts("0.0.0.0", "")
    async with (
        served(hosts=hosts) as (http, base),
        http.get(base + "/healthz", headers={"Host": "x.example"}) as response,
    ):
        assert response.status == 200
    assert allowed_hosts("[::1]", "") == {"localhost", "127.0.0.1", "::1"}


async def test_what_cannot_be_read_to_its_end_is_refused_and_wakes_nobody() -> None:
    def reading(app: web.Application) -> None:
        async def read(request: web.Request) -> web.Response:
            return web.Response(body=await request.read())

        app.router.add_post("/read", read)

    app = make_app([reading], checks=well, explain=explain, draw=card_json)
    with capture_logs() as logs:
        async with serving(app, "127.0.0.1", 0) as port, aiohttp.ClientSession() as http:
            url = f"http://127.0.0.1:{port}/read"
            async with http.post(url, data=b"abc", headers={"Content-Encoding": "gzip"}) as response:
                assert response.status == 400
    assert [each for each in logs if each["log_level"] == "error"] == []
