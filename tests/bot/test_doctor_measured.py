"""What the doctor measures on the machine: room, the clock, permissions, and the public address through its proxy."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.doctor.folder import FULL, LEAST_FILES, LOW
from bot.doctor.measures import Measures
from bot.settings import Settings
from bot.setup import doctor
from domain.clock import system_clock
from tests.bot.doctoring import World, about, world
from tests.bot.secure import HOST, leading, server_context

__all__ = ["world"]

pytestmark = pytest.mark.may_block("nothing else is served while a set-up is examined")


async def said(world: World, measures: Measures, **more: object) -> tuple[bool, list[str]]:
    lines: list[str] = []
    given = {
        "data_dir": world.data,
        "http_port": 0,
        "slack_bot_token": world.slack.bot_token,
        "slack_app_token": world.slack.app_token,
        "slack_api_url": world.slack.api_url,
    }
    well = await doctor(Settings(_env_file=None, **(given | more)), lines.append, measures=measures)
    return well, lines


@pytest.mark.parametrize(
    ("measures", "well", "says", "mend"),
    [
        (Measures(free_bytes=lambda _: FULL - 1), False, "FAIL The disk is nearly full: 255 MiB", "EASEL_DATA_DIR"),
        (Measures(free_bytes=lambda _: LOW - 1), True, "note Little room is left: 2047 MiB", "below 256 MiB"),
        (Measures(free_bytes=lambda _: LOW), True, "ok There is room: 2048 MiB", ""),
        (Measures(free_files=lambda _: LEAST_FILES - 1), False, "FAIL The disk takes hardly any more files", "df -i"),
        (Measures(may=lambda *_: False), False, "cannot be written", "EASEL_DATA_DIR"),
    ],
    ids=["full", "low", "enough", "no inodes", "unwritable"],
)
async def test_room_is_measured(world: World, measures: Measures, well: bool, says: str, mend: str):
    answered, lines = await said(world, measures)
    found = [line for line in about(lines, "data") if says in line]
    assert found, lines
    assert mend in found[0]
    assert answered is well


async def test_a_disk_with_no_limit_of_files_is_no_fault(world: World):
    well, lines = await said(world, Measures(free_files=lambda _: None))
    assert well
    assert not any("files" in line for line in about(lines, "data"))


@pytest.mark.parametrize(("off", "way"), [(timedelta(minutes=3), "ahead"), (timedelta(minutes=-3), "behind")])
async def test_a_clock_that_is_off_is_named_with_its_mend(world: World, off: timedelta, way: str):
    well, lines = await said(world, Measures(clock=lambda: system_clock() + off))
    assert not well
    (line,) = about(lines, "clock")
    assert line.startswith("FAIL This machine's clock is 1")
    assert f"seconds {way} of Slack's" in line
    assert "timedatectl set-ntp true" in line


async def test_any_answer_tells_the_time_even_a_refusal(world: World):
    clock = Measures(clock=lambda: system_clock() + timedelta(hours=1))
    _, lines = await said(world, clock, slack_bot_token="", slack_app_token="", openai_api_key="sk-wrong",
                          openai_base_url=world.openai.base_url)  # fmt: skip
    (line,) = about(lines, "clock")
    assert "ahead of OpenAI's" in line


async def test_a_clock_that_nobody_can_be_asked_about_is_not_told_of(world: World):
    _, lines = await said(world, Measures(), slack_bot_token="", slack_app_token="")
    assert about(lines, "clock") == []


async def alive(_request: web.Request) -> web.Response:
    return web.json_response({"alive": True})


async def https(world: World) -> int:
    app = web.Application()
    app.router.add_get("/healthz", alive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    world.stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=await server_context()).start()
    return int(runner.addresses[0][1])


PUBLIC = {"public_url": f"https://{HOST}", "browser_password": "for-everyone-here"}


async def test_easel_is_found_behind_its_https_address(world: World):
    port = await https(world)
    well, lines = await said(world, Measures(connector=lambda: leading(port)), **PUBLIC)
    assert well
    assert f"ok Easel answers at https://{HOST}." in about(lines, "address")


async def test_a_certificate_that_is_not_valid_is_named(world: World):
    port = await https(world)
    well, lines = await said(world, Measures(connector=lambda: leading(port, trusting=False)), **PUBLIC)
    assert not well
    (line,) = [line for line in about(lines, "address") if line.startswith("FAIL")]
    assert f"The certificate of https://{HOST} is not valid" in line
    assert "certbot renew" in line


async def test_an_address_that_is_not_https_is_noted(world: World):
    more = PUBLIC | {"public_url": f"http://{HOST}"}
    well, lines = await said(world, Measures(connector=lambda: leading(None)), **more)
    assert well
    plain, unproved = [line for line in about(lines, "address") if line.startswith("note")]
    assert "is not https" in plain
    assert "write https" in plain
    assert "none runs here" in unproved


async def test_slack_by_http_wants_https(world: World):
    more = PUBLIC | {"public_url": f"http://{HOST}", "slack_app_token": "", "slack_signing_secret": "s" * 32}
    well, lines = await said(world, Measures(connector=lambda: leading(None)), **more)
    assert not well
    assert any("Set EASEL_PUBLIC_URL to an https address" in line for line in about(lines, "slack"))


def test_the_machine_is_measured_by_default(tmp_path: Path):
    measures = Measures()
    assert measures.free_bytes(tmp_path) > 0
    files = measures.free_files(tmp_path)
    assert files is None or files > 0
    assert replace(measures, connector=aiohttp.TCPConnector) == measures
