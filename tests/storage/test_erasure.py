"""Deleting goes in short steps: nothing else waits for it, and cut off anywhere it is finished by doing it again."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from domain.call import Call
from domain.card import Card, CardKind
from domain.people import Place
from storage import cleansing, inbox, messages, pictures
from storage.database import Database, Tx
from storage.messages import KeptChannel
from tests.storage.sample import NOW, TEAM, picture, settle_in, soon
from tests.storage.test_privacy import BOB, EVE, every_text, left_of, live
from tests.storage.test_privacy_of_others import card_of, erase, result, say


async def test_private_channels_bear_a_neutral_name(database: Database) -> None:
    await settle_in(database, persons=(EVE, BOB), in_threads=())
    given = {"home": "just-me", "one": "zeppelins", "two": "just-me-2"}
    async with database.begin() as tx:
        for number, (key, name) in enumerate(given.items()):
            await messages.add_channel(tx, KeptChannel(key, TEAM.id, name, "my plans", EVE.id, soon(number)))
        await messages.add_channel(tx, KeptChannel("bobs", TEAM.id, "walrus", "", BOB.id, NOW))
    for _ in range(2):
        await erase(database)
        async with database.read() as tx:
            own = [each for each in await messages.channels_of(tx, TEAM.id, EVE.id) if each.owner_id]
            (bobs,) = [each for each in await messages.channels_of(tx, TEAM.id, BOB.id) if each.owner_id]
        assert [(each.id, each.name, each.topic) for each in own] == [
            ("home", "just-me", ""),
            ("one", "just-me-2", ""),
            ("two", "just-me-3", ""),
        ]
        assert bobs.name == "walrus"


async def test_the_call_that_asks_stays_to_be_answered(database: Database) -> None:
    await settle_in(database, persons=(EVE,), in_threads=())
    async with database.begin() as tx:
        for call_id in ("asks", "before"):
            place = Place("C1", "general")
            call = Call(call_id, EVE, place, "erase_me", NOW, "words", answer_to={"message": f"answer-{call_id}"})
            await inbox.claim(tx, call, NOW)
            await say(tx, f"answer-{call_id}", Card(CardKind.ANSWER, "done"), private_to=EVE.id)
    await erase(database, call_id="asks")
    async with database.read() as tx:
        waiting = await inbox.unanswered(tx, claimed_before=soon(1))
    assert [call_id for call_id, _ in waiting] == ["asks"]
    kept = waiting[0][1]
    assert kept is not None
    assert (kept.person.name, kept.words, kept.answer_to) == ("someone", "", {"message": "answer-asks"})
    assert await card_of(database, "answer-asks") == Card(CardKind.ANSWER, "done")
    assert await card_of(database, "answer-before") is None


class Cut(Exception):
    """The process was killed."""


def cut_after(database: Database, writes: int) -> None:
    """Let a database be gone after so many write transactions."""
    begin, left = database.begin, iter(range(writes))

    @asynccontextmanager
    async def cutting(*, urgent: bool = False) -> AsyncIterator[Tx]:
        if next(left, None) is None:
            raise Cut
        async with begin(urgent=urgent) as tx:
            yield tx

    database.begin = cutting


@pytest.mark.may_block("copies the database")
async def test_cut_off_at_any_write_it_is_finished_by_doing_it_again(sqlite_url: str, tmp_path: Path) -> None:
    first = Database.open(sqlite_url)
    await live(first)
    await first.fold()
    await first.close()
    source = sqlite_url.removeprefix("sqlite:///")

    async def after(writes: int) -> tuple[dict[str, str], bool]:
        path = tmp_path / f"cut-{writes}.sqlite"
        await asyncio.to_thread(shutil.copyfile, source, path)
        database = Database.open(f"sqlite:///{path}")
        cut_after(database, writes)
        try:
            await erase(database)
        except Cut:
            ended = False
            del database.begin
            await erase(database)
        else:
            ended = True
        assert await left_of(database) == []
        texts = await every_text(database)
        await database.close()
        return texts, ended

    whole, _ = await after(1_000)
    writes, ended = 0, False
    while not ended:
        texts, ended = await after(writes)
        assert texts == whole, writes
        writes += 1
    assert writes > 8


async def test_what_others_see_goes_first_and_what_finishing_needs_last(database: Database) -> None:
    await live(database)
    begin, left = database.begin, []

    @asynccontextmanager
    async def watching(*, urgent: bool = False) -> AsyncIterator[Tx]:
        async with begin(urgent=urgent) as tx:
            yield tx
        left.append({where.partition(".")[0] for where, _ in await left_of(database)})

    database.begin = watching
    await erase(database)
    last = {table: max(number for number, tables in enumerate(left) if table in tables) for table in left[0]}
    assert max(last, key=last.__getitem__) in {"inbox", "uploads"}
    assert last["jobs"] > max(last[each] for each in ("channels", "threads", "pictures", "messages"))
    assert last["channels"] < last["pictures"]


async def test_many_rows_are_taken_a_few_at_a_time_and_off_the_loop(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await settle_in(database, persons=(EVE, BOB))
    async with database.begin() as tx:
        mine = [picture(person=EVE, words=f"number {number} of them") for number in range(160)]
        theirs = [
            picture(person=BOB, words="more red", parent_id=of.id, alt=f"AI: {of.words}; more red") for of in mine
        ]
        added = await pictures.add(tx, [*mine, *theirs])
        for each in added:
            await say(tx, each.id, result(each, each.words, "v1, by @Bob"))
    counts: list[int] = []
    begin = database.begin

    def count(*_: Any) -> None:
        counts[-1] += 1

    @asynccontextmanager
    async def counting(*, urgent: bool = False) -> AsyncIterator[Tx]:
        counts.append(0)
        async with begin(urgent=urgent) as tx:
            sa.event.listen(tx.sync_connection, "before_cursor_execute", count)
            try:
                yield tx
            finally:
                sa.event.remove(tx.sync_connection, "before_cursor_execute", count)

    database.begin = counting
    where: set[int] = set()
    without = cleansing.card_without

    def noting(*given: Any) -> Any:
        where.add(threading.get_ident())
        return without(*given)

    monkeypatch.setattr(cleansing, "card_without", noting)
    await erase(database)
    assert max(counts) < 300
    assert len(counts) > 10
    assert where
    assert threading.get_ident() not in where
    assert not any("of them" in text for text in (await every_text(database)).values())
