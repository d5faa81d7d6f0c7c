"""Contact sheets and archives of collections and of what is found."""

from __future__ import annotations

import io
import json
import tracemalloc
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from bot.retention import tend
from commands.archive import Order, zipped
from domain.errors import BadInput, NotFound
from domain.library import Collection
from domain.picture import Picture
from engines.images.sheet import Heading, Tile, sheet_pdf, sheet_png
from storage import collections, privacy, uploads
from tests.library_stage import ACME, ADA, BOSS, ZOE, Stage, library_stage, png


async def collected(stage: Stage, *pictures: Picture, channel: str = "") -> Collection:
    now = stage.studio.clock()
    async with stage.studio.database.begin() as tx:
        draft = Collection(stage.studio.new_id(), ACME.id, channel, "launch", "Launch", None, ADA.id, now)
        kept = await collections.ensure(tx, draft)
        await collections.add(tx, kept.id, [each.id for each in pictures], ADA.id, now)
    return kept


async def archive(stage: Stage, order: Order) -> zipfile.ZipFile:
    data = b"".join([chunk async for chunk in zipped(stage.studio, order)])
    return zipfile.ZipFile(io.BytesIO(data))


async def test_an_archive_holds_the_originals_and_their_history(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        red, blue = await stage.picture(), await stage.picture(colour="blue")
        await stage.ask(ADA, "to_review", target=red.id)
        await stage.ask(BOSS, "ask_changes", target=red.id, comment="redder")
        kept = await collected(stage, red, blue)
        order = Order("Launch", ADA.at("c1"), collection_id=kept.id)
        with await archive(stage, order) as found:
            assert found.testzip() is None
            assert found.namelist() == ["00001-a-red-fox-v1.png", "00002-a-blue-fox-v2.png", "manifest.json"]
            assert found.read("00001-a-red-fox-v1.png") == png("red")
            told = json.loads(found.read("manifest.json"))
        assert told["title"] == "Launch"
        first, second = told["pictures"]
        assert (first["sha256"], first["bytes"], first["prompt"]) == (red.digest, len(png("red")), "a red fox")
        assert [each["now"] for each in first["history"]] == ["review", "changes"]
        assert (first["state"], first["history"][1]["comment"]) == ("changes", "redder")
        assert (second["parent"], second["made_by"], second["cost_usd"]) == (red.id, "Ada", 0.0)


async def test_an_archive_shows_nothing_that_its_asker_may_not_see(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        red, secret = await stage.picture(), await stage.picture(colour="blue", thread="t2", channel="c9", private=True)
        kept = await collected(stage, red, secret, channel="c9")
        for viewer, count in ((ADA.at("c9"), 2), (ADA.at("c1"), 0), (ZOE.at("c9"), 0)):
            with await archive(stage, Order("x", viewer, collection_id=kept.id)) as found:
                assert len(found.namelist()) == count + 1
        with await archive(stage, Order("x", ADA.at("c1"), words="fox")) as found:
            assert len(found.namelist()) == 2


async def test_what_is_deleted_meanwhile_is_left_out(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        red, blue = await stage.picture(), await stage.picture(colour="blue")
        await stage.studio.assets.delete(red.digest)
        with await archive(stage, Order("x", ADA.at("c1"), words="fox")) as found:
            assert [each["id"] for each in json.loads(found.read("manifest.json"))["pictures"]] == [blue.id]


async def test_an_archive_takes_little_memory_however_large(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        big = await stage.studio.assets.put(b"\x89PNG" + bytes(8 * 1024 * 1024))
        for number in range(12):
            made = await stage.picture(thread=f"t{number}")
            async with stage.studio.database.begin() as tx:
                await tx.exec_driver_sql("UPDATE pictures SET digest = ? WHERE id = ?", (big, made.id))
        order, size = Order("x", ADA.at("c1"), words="fox"), 0
        tracemalloc.start()
        try:
            async for chunk in zipped(stage.studio, order):
                size += len(chunk)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert size > 96 * 1024 * 1024
        assert peak < 16 * 1024 * 1024


async def test_without_a_link_a_small_archive_is_sent_and_a_large_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async with library_stage(tmp_path) as stage:
        await stage.picture(ZOE)
        sent = await stage.ask(ZOE, "export", words="fox", **{"as": "zip"})
        assert sent.card is not None
        assert sent.card.file.startswith("upload:")
        monkeypatch.setattr("commands.collections.MOST_SENT", 100)
        with pytest.raises(BadInput, match="export_large"):
            await stage.ask(ZOE, "export", words="fox", **{"as": "zip"})


async def test_with_a_public_url_there_is_a_link(tmp_path: Path):
    async with library_stage(tmp_path, public_url="https://easel.example", browser_password="x") as stage:
        await stage.picture(ZOE)
        sent = await stage.ask(ZOE, "export", words="fox", **{"as": "zip"})
        assert sent.card is not None
        assert "https://easel.example/archives/" in sent.card.text
        assert sent.card.private


async def test_a_collection_is_asked_for_by_name_and_offered_in_three_ways(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        kept = await collected(stage, await stage.picture())
        offer = await stage.ask(ADA, "export", collection="LAUNCH")
        assert offer.card is not None
        assert [each.target for each in offer.card.buttons] == [f"{kind}|{kept.id}" for kind in ("png", "pdf", "zip")]
        for button in offer.card.buttons:
            made = await stage.ask(ADA, "export_as", target=button.target)
            assert made.card is not None
            assert made.card.file
        with pytest.raises(NotFound, match="collection_unknown"):
            await stage.ask(ZOE, "export_as", target=f"png|{kept.id}")


async def test_files_that_were_put_together_go_after_some_days(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        await stage.picture()
        made = await stage.ask(ADA, "export", words="fox", **{"as": "pdf"})
        assert made.card is not None
        async with stage.studio.database.read() as tx:
            (kept,) = await uploads.of_person(tx, ADA.id)
        later = stage.at(stage.studio.clock() + timedelta(days=3))
        await tend(later.studio, later.outbounds, lambda: None)
        assert not await stage.studio.assets.has(kept.digest)
        async with stage.studio.database.read() as tx:
            assert (await privacy.export(tx, ADA.id)) is not None
            assert await uploads.of_person(tx, ADA.id) == []


def tiles(count: int) -> list[Tile]:
    shapes = [(400, 300), (300, 400), (400, 400), (400, 40), (20, 400)]
    return [
        Tile(png("red", shapes[number % 5]), "Zürich 画像 Łódź " * 9, "v3 · Ada", "approved", "Approved")
        for number in range(count)
    ]


@pytest.mark.parametrize("count", [1, 2, 7, 40])
def test_a_sheet_is_as_long_as_it_has_to_be(count: int):
    with Image.open(io.BytesIO(sheet_png(Heading("Launch", "pictures", "Acme"), tiles(count)))) as page:
        assert page.width == 2000
        assert 300 < page.height < 1000 + 400 * count


def test_a_sheet_as_a_pdf_has_pages():
    data = sheet_pdf(Heading("Launch", "40 pictures", "Acme"), tiles(40))
    assert data.startswith(b"%PDF")
    assert data.count(b"/Type /Page\n") + data.count(b"/Type /Page/") + data.count(b"/Type /Page ") > 1
