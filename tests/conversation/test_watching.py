"""Watching Easel as an operator runs it: metrics of each process, and one trace through two of them."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.web.serve import serving
from tests.bot.watch.test_traces import check_chain
from tests.conversation.conftest import easel, settings_for
from tests.conversation.guest import Guest
from tests.conversation.processes import LONG, address_of, started
from tests.conversation.test_processes import ended
from tests.fakes.openai import FakeOpenAI
from tests.fakes.otlp import FakeCollector
from tests.patience import PATIENCE

pytestmark = pytest.mark.timeout(600)

Samples = dict[str, dict[tuple[tuple[str, str], ...], float]]


def free_port() -> int:
    """Return a port that nobody listens to just now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def read(text: str) -> Samples:
    found: Samples = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sorted(sample.labels.items()))] = sample.value
    return found


async def metrics(address: str, token: str = "") -> Samples:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with aiohttp.ClientSession() as http, http.get(f"{address}/metrics", headers=headers) as response:
        assert response.status == 200
        return read(await response.text())


async def soon(address: str) -> Samples:
    """Return the metrics of a process that is still starting."""
    async with asyncio.timeout(LONG):
        while True:
            try:
                return await metrics(address)
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0.1)


async def test_a_picture_leaves_its_traces_in_every_metric_of_its_way(openai: FakeOpenAI, tmp_path: Path):
    settings = settings_for(tmp_path, openai_api_key=openai.key, openai_base_url=openai.base_url)
    async with easel(settings) as address:
        ada = await Guest.enter(address, "Ada Lovelace")
        await ada.imagine("a very particular red fox")
        found = await metrics(address)
        async with aiohttp.ClientSession() as http, http.get(f"{address}/metrics") as response:
            text = await response.text()
        await ada.leave()
    for private in ("Lovelace", "lovelace", "particular", "general", openai.key):
        assert private not in text
    assert found["easel_acknowledgement_seconds_count"] == {(("kind", "message"), ("platform", "browser")): 1}
    assert found["easel_claim_seconds_count"] == {(("outcome", "new"), ("platform", "browser")): 1}
    stages = {labels[0][1]: count for labels, count in found["easel_stage_seconds_count"].items()}
    assert {stages[each] for each in ("wait", "moderate", "make", "keep", "settle", "deliver")} == {1}
    ((labels, count),) = found["easel_engine_call_seconds_count"].items()
    assert (dict(labels)["engine"], dict(labels)["outcome"], count) == ("openai", "made", 1)
    assert next(iter(found["easel_engine_cost_microdollars_total"].values())) > 0
    assert found["easel_delivery_seconds_count"][
        (("outcome", "ok"), ("platform", "browser"), ("what", "deliver"))
    ] == 1  # fmt: skip
    assert found["easel_workers_alive"][()] == 1
    assert found["easel_event_loop_lag_seconds_count"][()] >= 0


async def test_two_halves_have_metrics_of_their_own_and_write_one_trace(
    openai: FakeOpenAI, tmp_path: Path, postgres_url: str
):
    port = free_port()
    async with FakeCollector() as collector:
        env = {
            "EASEL_DATA_DIR": str(tmp_path / "data"),
            "EASEL_ASSETS_URL": str(tmp_path / "assets"),
            "OPENAI_API_KEY": openai.key,
            "OPENAI_BASE_URL": openai.base_url,
            "EASEL_DATABASE_URL": postgres_url,
            "EASEL_SECRET_KEY": "one secret",
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.endpoint,
        }
        async with started("serve", **env) as face, started("work", **env, EASEL_METRICS_PORT=str(port)):
            ada = await Guest.enter(await address_of(face), "Ada")
            # The other half may be starting still.
            ada.patience = LONG
            worker = f"http://127.0.0.1:{port}"
            await soon(worker)
            answer = await ada.say("/imagine a very particular red fox")
            assert (await ada.result(answer))["card"]["title"] == "v1, by @Ada"
            asking, making = await metrics(ada.address), await metrics(worker)
            async with aiohttp.ClientSession() as http:
                for path, status in (("/healthz", 200), ("/readyz", 200), ("/", 404), ("/operator", 404)):
                    async with http.get(worker + path) as response:
                        assert (path, response.status) == (path, status)
            await ada.leave()
            spans = await collector.until(lambda spans: "job" in {each.name for each in spans}, PATIENCE)
        spans = collector.spans
        assert collector.refused == []
    assert "easel_engine_call_seconds_count" not in asking
    assert sum(making["easel_engine_call_seconds_count"].values()) == 1
    assert "easel_calls_total" not in making
    assert sum(asking["easel_calls_total"].values()) == 1
    assert asking["easel_workers_alive"][()] == making["easel_workers_alive"][()] == 1
    assert [dict(labels)["mode"] for each in (asking, making) for labels in each["easel_build_info"]] == [
        "serve",
        "work",
    ]
    trace = next(each.trace for each in spans if each.name == "job")
    found = check_chain([each for each in spans if each.trace == trace and each.name != "done"])
    assert found["ask"].instance == found["submit"].instance != found["job"].instance == found["make"].instance


async def test_a_collector_that_never_answers_does_not_keep_a_process_from_ending(tmp_path: Path):
    async with FakeCollector(stalls=True) as collector:
        env = {"EASEL_DATA_DIR": str(tmp_path), "OTEL_EXPORTER_OTLP_ENDPOINT": collector.endpoint}
        async with started("run", **env) as process:
            ada = await Guest.enter(await address_of(process), "Ada")
            await ada.imagine("a fox")
            await ada.leave()
            await asyncio.wait_for(collector.stalled.wait(), PATIENCE)
    assert process.returncode == 0


async def test_a_token_keeps_others_out_of_the_workspace_metrics(tmp_path: Path):
    async with easel(settings_for(tmp_path, metrics_token="t0ken")) as address:
        assert (await metrics(address, "t0ken"))["easel_database_up"] == {(): 1}
        async with aiohttp.ClientSession() as http, http.get(f"{address}/metrics") as response:
            assert response.status == 401


async def test_with_a_public_address_strangers_read_no_metrics(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    ports: list[int] = []

    @asynccontextmanager
    async def known(*where: Any) -> AsyncIterator[int]:
        async with serving(*where) as port:
            ports.append(port)
            yield port

    monkeypatch.setattr("bot.wiring.serving", known)
    public = {"public_url": "https://easel.example", "browser_password": "hush"}
    async with (
        easel(settings_for(tmp_path, **public)),
        aiohttp.ClientSession() as http,
        http.get(f"http://127.0.0.1:{ports[0]}/metrics") as response,
    ):
        assert (response.status, await response.text()) == (403, "")


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"EASEL_METRICS_HOST": "0.0.0.0", "EASEL_METRICS_PORT": "9464"}, "EASEL_METRICS_TOKEN"),
        ({"EASEL_METRICS_PORT": "99999"}, "EASEL_METRICS_PORT"),
        ({"OTEL_EXPORTER_OTLP_HEADERS": "hunter2"}, "OTEL_EXPORTER_OTLP_HEADERS"),
    ],
    ids=["open", "port", "headers"],
)
async def test_set_up_wrongly_it_says_how_to_mend_it(tmp_path: Path, env: dict[str, str], says: str):
    code, said = await ended("run", tmp_path, **env)
    assert code == 2
    assert says in said
    assert "hunter2" not in said


async def test_a_port_that_is_taken_is_named(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, said = await ended("run", tmp_path, EASEL_METRICS_PORT=str(taken.getsockname()[1]))
    assert code == 2
    assert "EASEL_METRICS_PORT" in said
