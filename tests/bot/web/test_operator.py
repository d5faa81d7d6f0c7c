"""The operator's page has words for all that the server may say, and its files are served as they are."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files

import aiohttp
import pytest

from bot.jobs.mend import Mended
from bot.platforms.browser.draw import card_json
from bot.watch import state
from bot.watch.lookout import COLUMNS
from bot.web.app import make_app
from bot.web.operator import OperatorPage, Versions
from bot.web.serve import serving
from domain.clock import system_clock
from domain.job import JobState
from engines.openai.breaker import COOL_DOWNS
from tests.fakes.workspace import explain, well

FOLDER = files("bot.web") / "static" / "operator"
WORDS = (FOLDER / "words.js").read_text("utf-8")
SOURCE = (files("bot.watch") / "state.py").read_text("utf-8")


def keys(name: str) -> set[str]:
    """Return the keys of an object of the words, one a line."""
    block = re.search(rf"{name}\s*[=:]\s*{{(.*?)\n\s*}}[;,]", WORDS, re.DOTALL)
    assert block is not None, name
    return set(re.findall(r"^\s*(\w+):", block[1], re.MULTILINE))


def test_every_unwell_state_has_a_title_and_what_to_do():
    assert keys("advice") == set(re.findall(r'Unwell\(\s*"(\w+)"', SOURCE))


def test_every_reason_of_a_stuck_job_is_explained():
    why = SOURCE[SOURCE.index("def _why") : SOURCE.index("def _mends")]
    found = {each for line in re.findall(r"return (.*)", why) for each in re.findall(r'"(\w+)"', line)}
    assert keys("whys") == found


def test_every_mend_and_state_and_breaker_has_words():
    assert keys("mended") == {each.value for each in Mended}
    assert keys("REASONS") == keys("BREAKERS") == set(COOL_DOWNS)
    states = re.search(r"states: {(.*?)}", WORDS)
    assert states is not None
    assert set(re.findall(r"(\w+):", states[1])) == {each.value for each in JobState} - {JobState.DELIVERED.value}


def test_the_charts_draw_columns_that_there_are():
    charts = (FOLDER / "charts.js").read_text("utf-8")
    assert set(re.findall(r'(?:column|aMinute|of)\("(\w+)"\)', charts)) <= set(COLUMNS)


def test_thresholds_are_as_the_page_says():
    assert (state.LONG_IN_QUEUE, state.LONG_AT_WORK, state.LONG_UNTOLD) == (600, 1200, 180)
    assert "waited for ten minutes, run for twenty, or ended three minutes ago" in WORDS


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("operator.js", "text/javascript"),
        ("uplot.js", "text/javascript"),
        ("operator.css", "text/css"),
        ("LICENSE-uPlot.txt", "text/plain"),
    ],
)
async def test_files_are_served_from_here_and_asked_for_anew_each_time(name: str, kind: str):
    async with served() as http, http.get(f"/operator/static/{name}") as response:
        assert response.status == 200
        assert response.content_type == kind
        assert response.headers["Cache-Control"] == "no-cache"
        assert "script-src 'self'" in response.headers["Content-Security-Policy"]
        assert await response.read() == (FOLDER / name).read_bytes()
        headers = {"If-None-Match": response.headers["ETag"]}
        async with http.get(f"/operator/static/{name}", headers=headers) as again:
            assert again.status == 304


@pytest.mark.parametrize("name", ["nothing.js", "..", "%2e%2e%2foperator.py", "__init__.py"])
async def test_no_other_file_is(name: str):
    async with served() as http, http.get(f"/operator/static/{name}") as response:
        assert response.status == 404


def test_the_library_brings_its_licence():
    assert "MIT License" in (FOLDER / "LICENSE-uPlot.txt").read_text("utf-8")
    assert "uPlot" in (FOLDER / "uplot.js").read_text("utf-8")[:300]


@asynccontextmanager
async def served() -> AsyncIterator[aiohttp.ClientSession]:
    """Serve the page alone, with nobody behind it."""

    async def nothing() -> str:
        return ""

    page = OperatorPage(
        None,  # type: ignore[arg-type] # nothing is looked at
        None,  # type: ignore[arg-type] # nor mended
        lambda handler: handler,
        Versions("1", "3", "sqlite"),
        nothing,
        open_=True,
        clock=system_clock,
    )
    app = make_app([page.attach], checks=well, explain=explain, draw=card_json)
    async with serving(app, "127.0.0.1", 0) as port, aiohttp.ClientSession(f"http://127.0.0.1:{port}") as http:
        yield http
