"""What is new in the library is looked at, one after the other, whatever it holds."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from bot import shelving
from bot.jobs.runner import Mode
from bot.shelving import look_at_some, shelve
from bot.wiring import parts, working
from commands.studio import Studio
from domain.errors import StorageBusy
from domain.search import search_of
from storage import pictures, search, shelf
from storage.changes import announce
from tests.conversation.conftest import settings_for
from tests.patience import PATIENCE
from tests.storage.sample import ANN, picture, settle_in


@pytest.fixture
async def studio(tmp_path: Path) -> AsyncIterator[Studio]:
    async with parts(settings_for(tmp_path)) as all_parts:
        await settle_in(all_parts.studio.database)
        yield all_parts.studio


def painted(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return out.getvalue()


async def keep(studio: Studio, picture_id: str, data: bytes, *, told: bool = False) -> None:
    digest = await studio.assets.put(data)
    async with studio.database.begin() as tx:
        await pictures.add(tx, [picture(id=picture_id, digest=digest)])
        if told:
            await announce(tx, 1)


async def coloured(studio: Studio, colour: str) -> list[str]:
    async with studio.database.read() as tx:
        found = await search.find(tx, ANN.at("C1"), search_of(f"colour:{colour}"))
        return [each.picture.id for each in found]


async def test_what_is_new_is_looked_at_once(studio: Studio) -> None:
    await keep(studio, "red", painted("red"))
    await keep(studio, "teal", painted("teal"))
    assert await look_at_some(studio) == 2
    assert await look_at_some(studio) == 0
    assert (await coloured(studio, "red"), await coloured(studio, "teal")) == (["red"], ["teal"])
    async with studio.database.read() as tx:
        assert await shelf.bytes_of(tx, ANN.team.id) == len(painted("red")) + len(painted("teal"))


async def test_what_cannot_be_looked_at_keeps_nobody_waiting(studio: Studio) -> None:
    await keep(studio, "garbage", b"no picture at all")
    async with studio.database.begin() as tx:
        await pictures.add(tx, [picture(id="gone")])
    await keep(studio, "red", painted("red"))
    assert await look_at_some(studio) == 3
    assert await coloured(studio, "red") == ["red"]
    assert await look_at_some(studio) == 0


async def test_a_commit_wakes_it(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelving, "EVERY", 10 * PATIENCE)
    monkeypatch.setattr(shelving, "_CALM", 0.0)
    began, looked = asyncio.Event(), asyncio.Event()

    async def watched(of: Studio) -> int:
        count = await look_at_some(of)
        (looked if count else began).set()
        return count

    monkeypatch.setattr(shelving, "look_at_some", watched)
    task = asyncio.create_task(shelve(studio))
    try:
        async with asyncio.timeout(PATIENCE):
            await began.wait()
        await keep(studio, "red", painted("red"), told=True)
        async with asyncio.timeout(PATIENCE):
            await looked.wait()
        assert await coloured(studio, "red") == ["red"]
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert not any("shelve" in each.__qualname__ for each in studio.database.after_commit)


@pytest.mark.may_block("what writes the traceback reads the source")
async def test_it_goes_on_after_the_store_failed(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelving, "EVERY", 0.0)
    monkeypatch.setattr(shelving, "_CALM", 0.0)
    failing, done = iter([StorageBusy(), ValueError("unforeseen")]), asyncio.Event()

    async def fails_first(of: Studio) -> int:
        error = next(failing, None)
        if error is not None:
            raise error
        count = await look_at_some(of)
        if count:
            done.set()
        return count

    monkeypatch.setattr(shelving, "look_at_some", fails_first)
    await keep(studio, "red", painted("red"))
    task = asyncio.create_task(shelve(studio))
    try:
        async with asyncio.timeout(PATIENCE):
            await done.wait()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_whoever_works_looks_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = asyncio.Event()

    async def watched(of: Studio) -> int:
        count = await look_at_some(of)
        if count:
            looked.set()
        return count

    monkeypatch.setattr(shelving, "look_at_some", watched)
    async with parts(settings_for(tmp_path)) as all_parts:
        await settle_in(all_parts.studio.database)
        await keep(all_parts.studio, "teal", painted("teal"))
        async with working(all_parts, Mode.RUN), asyncio.timeout(PATIENCE):
            await looked.wait()
        assert await coloured(all_parts.studio, "teal") == ["teal"]
