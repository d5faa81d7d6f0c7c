"""Links to archives: whoever holds one opens it, for a day, and nobody makes one up."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.archive import GOOD_FOR, Archives, ArchiveTokens
from bot.explain import Explainer
from bot.platforms.browser import draw
from bot.web.app import make_app
from tests.clock import same_day
from tests.library_stage import ADA, Stage, library_stage

KEY = b"k" * 32
PERSON_KEY = f"{ADA.id}|archive:1"


def test_a_token_is_good_for_a_day_and_for_nothing_else():
    tokens = ArchiveTokens(KEY, same_day)
    token = tokens.sign(PERSON_KEY)
    assert tokens.open(token) == PERSON_KEY
    assert ADA.id not in token
    assert ArchiveTokens(b"x" * 32, same_day).open(token) is None
    assert ArchiveTokens(KEY, lambda: same_day() + GOOD_FOR + timedelta(seconds=1)).open(token) is None
    assert tokens.open(token[:-2] + "AA") is None


async def client_of(stage: Stage) -> TestClient[web.Request, web.Application]:
    app = make_app(
        [Archives(stage.studio, ArchiveTokens(KEY, same_day)).attach],
        checks=_well,
        explain=Explainer(same_day),
        draw=draw.card_json,
        hosts=frozenset({"127.0.0.1"}),
    )
    return TestClient(TestServer(app))


async def _well() -> dict[str, str]:
    return {}


@pytest.mark.parametrize(
    "path", ["/archives/nonsense", "/archives/a.1.b", "/uploads/archive:a.1.b", "/archives/" + "x" * 500]
)
async def test_what_is_no_link_opens_nothing(tmp_path: Path, path: str):
    async with library_stage(tmp_path) as stage, await client_of(stage) as client:
        answer = await client.get(path)
        assert answer.status == 404


async def test_what_a_link_opens_is_made_as_it_is_opened(tmp_path: Path):
    async with library_stage(tmp_path) as opened:
        stage = replace(opened, studio=replace(opened.studio, archive_token=ArchiveTokens(KEY, same_day).sign))
        red, blue = await stage.picture(), await stage.picture(colour="blue")
        made = await stage.ask(ADA, "export", words="fox", **{"as": "zip"})
        assert made.card is not None
        path = f"/uploads/{made.card.file.removeprefix('upload:')}"
        await stage.ask(ADA, "delete_sure", target=blue.id)
        async with await client_of(stage) as client:
            answer = await client.get(path)
            assert answer.status == 200
            assert answer.headers["Content-Disposition"].startswith('attachment; filename="fox.zip"')
            with zipfile.ZipFile(io.BytesIO(await answer.read())) as archive:
                assert archive.namelist() == ["00001-a-red-fox-v1.png", "manifest.json"]
                assert red.id in archive.read("manifest.json").decode()
