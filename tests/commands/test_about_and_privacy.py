"""What is known of pictures and people, through the handlers: told, deleted, cut off and asked again."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from commands import about, privacy
from commands.studio import Answer, Defaults, Studio
from domain.call import Call
from domain.card import Card, Style
from domain.clock import Clock
from domain.errors import NotAllowed, NotFound
from domain.operation import Edit, Source
from domain.people import Person, Place, Platform
from domain.picture import Picture
from engines.catalog import Catalog
from engines.worker import Worker
from storage import inbox, people, pictures, uploads
from storage.assets import Assets
from storage.database import Database, Tx
from storage.queue import Caps
from storage.uploads import KeptUpload
from tests.storage.sample import ANN, BOB, NOW, SETTINGS, TEAM, job, picture, running, settle_in

BOSS = Person(TEAM, "U8", "Boss", administrator=True)


@pytest.fixture
def assets(tmp_path: Path) -> Assets:
    """A folder of pictures; opening one blocks, as at a start."""
    return Assets.open(str(tmp_path / "assets"))


@pytest.fixture
async def studio(sqlite_url: str, assets: Assets) -> AsyncIterator[Studio]:
    """A studio that keeps and finds, and draws nothing."""
    database = Database.open(sqlite_url)
    ids = itertools.count()
    yield Studio(
        database=database,
        assets=assets,
        catalog=cast("Catalog", None),
        worker=cast("Worker", None),
        engines=frozenset(),
        caps=Caps(4, 4, {}),
        defaults=Defaults("sketch", 50, moderation=False),
        clock=cast("Clock", lambda: NOW),
        new_id=lambda: f"new-{next(ids)}",
        fetchers={Platform.SLACK: cast("Any", None)},
    )
    await database.close()


async def drawn(studio: Studio, data: bytes = b"a picture", **changed: Any) -> Picture:
    """Keep a picture of Ann's."""
    await settle_in(studio.database, persons=(ANN, BOB, BOSS))
    digest = await studio.assets.put(data)
    async with studio.database.begin() as tx:
        (kept,) = await pictures.add(tx, [picture(digest=digest, **changed)])
    return kept


def call(command: str, person: Person = ANN, **options: str) -> Call:
    return Call("call", person, Place("C1", "general"), command, NOW, options=options)


def text_of(answer: Answer) -> str:
    assert answer.card is not None
    return answer.card.text


async def test_deleting_asks_first(studio: Studio) -> None:
    kept = await drawn(studio)
    offer = await about.delete(call("delete", target=kept.id), studio)
    assert offer.card is not None
    sure, keep = offer.card.buttons
    assert (sure.command, sure.target, sure.style) == ("delete_sure", kept.id, Style.DANGER)
    assert (keep.command, keep.target, keep.style) == ("keep", kept.id, Style.QUIET)
    assert await studio.assets.has(kept.digest)


async def test_who_keeps_it_is_told_that_nothing_was_deleted(studio: Studio) -> None:
    kept = await drawn(studio)
    assert text_of(await about.keep(call("keep", target=kept.id), studio)) == "v1 stays. Nothing was deleted."
    assert await studio.assets.has(kept.digest)
    await about.delete_sure(call("delete_sure", target=kept.id), studio)
    with pytest.raises(NotFound, match="picture_deleted"):
        await about.keep(call("keep", target=kept.id), studio)


@pytest.mark.parametrize("person", [ANN, BOSS])
async def test_deleting_again_answers_the_same(studio: Studio, person: Person) -> None:
    kept = await drawn(studio)
    asked = call("delete_sure", person, target=kept.id)
    first = await about.delete_sure(asked, studio)
    assert "v1 is deleted" in text_of(first)
    assert not await studio.assets.has(kept.digest)
    assert await about.delete_sure(asked, studio) == first
    assert await about.delete_sure(replace(asked, id="another"), studio) == first


async def test_another_may_not_delete_and_learns_no_more_than_before(studio: Studio) -> None:
    kept = await drawn(studio)
    with pytest.raises(NotAllowed, match="delete_not_yours"):
        await about.delete_sure(call("delete_sure", BOB, target=kept.id), studio)
    await about.delete_sure(call("delete_sure", target=kept.id), studio)
    with pytest.raises(NotFound, match="picture_deleted"):
        await about.delete_sure(call("delete_sure", BOB, target=kept.id), studio)


async def test_deleting_without_a_name_deletes_nothing(studio: Studio) -> None:
    """A head that is deleted passes on: the same call again would delete one picture after the other."""
    kept = await drawn(studio)
    asked = replace(call("delete_sure"), place=Place("C1", "general", thread_id="platform-thread"))
    with pytest.raises(NotFound, match="picture_unknown"):
        await about.delete_sure(asked, studio)
    assert await studio.assets.has(kept.digest)


async def test_the_same_bytes_given_again_meanwhile_are_kept(studio: Studio) -> None:
    kept = await drawn(studio)
    given = KeptUpload("u", TEAM.id, BOB.id, "C1", False, "x.png", kept.digest, "image/png", 1, 1, (), NOW)
    begin = studio.database.begin

    @asynccontextmanager
    async def then_given() -> AsyncIterator[Tx]:
        async with begin() as tx:
            yield tx
        async with begin() as tx:
            await uploads.keep(tx, given)

    studio.database.begin = then_given
    assert "v1 is deleted" in text_of(await about.delete_sure(call("delete_sure", target=kept.id), studio))
    assert await studio.assets.has(kept.digest)


async def test_bytes_that_a_job_may_be_about_to_record_are_left_to_the_sweep(studio: Studio) -> None:
    kept = await drawn(studio)
    base = Source("another", "image/png")
    await running(studio.database, job(BOB, operation=Edit("undo it", base, SETTINGS)))
    assert "v1 is deleted" in text_of(await about.delete_sure(call("delete_sure", target=kept.id), studio))
    assert await studio.assets.has(kept.digest)
    async with studio.database.read() as tx:
        assert not await pictures.in_use(tx, kept.digest)


async def test_the_original_is_measured_outside_of_any_transaction(studio: Studio) -> None:
    kept = await drawn(studio, b"x" * 2**20)
    busy: list[int] = []

    class Watched(Assets):
        async def size(self, digest: str) -> int:
            busy.append(studio.database.engine.pool.checkedout())  # type: ignore[attr-defined] # of this kind of pool
            return await super().size(digest)

    watched = replace(studio, assets=Watched(studio.assets._bucket, studio.clock))
    assert "1.0 MB" in text_of(await about.original(call("original", target=kept.id), watched))
    assert busy == [0]


async def test_a_small_original_is_told_in_kilobytes(studio: Studio) -> None:
    kept = await drawn(studio, b"x" * 3_000)
    assert "3 kB" in text_of(await about.original(call("original", target=kept.id), studio))


async def test_what_is_deleted_is_named_to_be_taken_off_the_platform(studio: Studio) -> None:
    first = await drawn(studio)
    second = await drawn(studio, b"another", id="another")
    for _ in range(2):
        assert (await about.delete_sure(call("delete_sure", target=first.id), studio)).gone == (first.id,)
    asked = call("erase_me")
    for _ in range(2):
        assert set((await privacy.erase(asked, studio)).gone) == {first.id, second.id}


async def test_the_export_is_read_without_holding_up_writers(studio: Studio) -> None:
    await drawn(studio, words="a “quoted” fox\nat dawn")
    answer = await privacy.export(call("export_me"), studio)
    assert answer.card is not None
    async with studio.database.read() as tx:
        (kept,) = await uploads.of_person(tx, ANN.id)
    given = json.loads(await studio.assets.get(kept.digest))
    assert answer.card.file == f"upload:{kept.id}"
    assert [each["words"] for each in given["pictures"]] == ["a “quoted” fox\nat dawn"]
    assert given["person"]["name"] == "Ann"
    assert given["jobs"] == []
    theirs = {"stars", "tags", "names", "collections", "collected", "decisions", "shares", "links", "visits"}
    kept = {"person", "settings", "calls", "jobs", "pictures", "uploads", "ledger", "messages", "notes"}
    assert set(given) == kept | theirs


async def test_the_export_of_a_stranger_holds_who_they_are(studio: Studio) -> None:
    await privacy.export(call("export_me", BOB), studio)
    async with studio.database.read() as tx:
        (kept,) = await uploads.of_person(tx, BOB.id)
    assert json.loads(await studio.assets.get(kept.digest))["person"]["user_id"] == "U2"


async def test_erasing_takes_bytes_rows_and_name_and_can_be_asked_twice(studio: Studio) -> None:
    kept = await drawn(studio)
    asked = call("erase_me")
    async with studio.database.begin() as tx:
        await inbox.claim(tx, asked, NOW)
    first = await privacy.erase(asked, studio)
    assert isinstance(first.card, Card)
    assert not await studio.assets.has(kept.digest)
    async with studio.database.read() as tx:
        ((_, again),) = await inbox.unanswered(tx, claimed_before=NOW.replace(year=2027))
        assert await people.name_of(tx, ANN.id) == "someone"
    assert again is not None
    assert await privacy.erase(again, studio) == first
    async with studio.database.read() as tx:
        assert await people.name_of(tx, ANN.id) == "someone"
