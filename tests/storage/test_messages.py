"""The browser workspace's rows: a page that tails them sees everything, and the last of it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from domain.card import Card, CardKind, Shown
from domain.people import Person
from storage import messages
from storage.changes import Changes, announce
from storage.database import Database
from storage.messages import KeptChannel, KeptMessage
from tests.patience import PATIENCE
from tests.storage.sample import ANN, BOB, NOW, TEAM, settle_in, soon

EVERYWHERE = ["C1", "C2"]


def message(message_id: str, **changed: Any) -> KeptMessage:
    return replace(KeptMessage(message_id, TEAM.id, "C1", None, "easel", "Easel", "", NOW), **changed)


def card(text: str) -> Card:
    return Card(CardKind.RESULT, text)


async def put(database: Database, new: KeptMessage, *, only_new: bool = False, final: bool = False) -> int | None:
    async with database.begin() as tx:
        return await messages.put(tx, new, only_new=only_new, final=final)


async def read(database: Database, after: int = 0, *, person: Person = ANN, limit: int = 200) -> list[KeptMessage]:
    async with database.read() as tx:
        return await messages.since(tx, TEAM.id, person.id, EVERYWHERE, after=after, limit=limit)


async def text_of(database: Database, message_id: str) -> str:
    async with database.read() as tx:
        found = await messages.get(tx, message_id)
    assert found is not None
    assert found.card is not None
    return found.card.text


async def test_a_message_comes_back_as_it_was(database: Database) -> None:
    await settle_in(database)
    whole = Card(CardKind.RESULT, "☃", pictures=(Shown("p", 1, "d", "image/png", 1, 2, "alt"),), private=True)
    new = message("m", card=whole, text="hello", uploads=("u1", "u2"), replies_to="x", private_to=ANN.id)
    seq = await put(database, new) or 0
    async with database.read() as tx:
        assert await messages.get(tx, "m") == replace(new, position=seq, seq=seq)
        assert await messages.get(tx, "unknown") is None
        assert await messages.latest(tx) == seq == 1


async def test_a_tailing_page_misses_nothing_and_ends_with_the_last_of_everything(database: Database) -> None:
    await settle_in(database)
    writers, rounds = 6, 6
    done = asyncio.Event()
    seen: dict[str, KeptMessage] = {}
    seqs: list[int] = []

    async def write(writer: int) -> None:
        for n in range(rounds):
            thread = f"{writer}-0" if n % 2 else None
            new = message(f"{writer}-{n}", channel_id=EVERYWHERE[writer % 2], thread_id=thread)
            for step in range(3):
                await put(database, replace(new, card=card(f"step {step}")), final=step == 2)

    async def tail() -> None:
        after = 0
        while True:
            ending = done.is_set()
            # A small page, so that what has one number would be parted.
            page = await read(database, after, limit=3)
            for each in page:
                seen[each.id] = each
                seqs.append(each.seq)
                after = each.seq
            if ending and not page:
                return
            await asyncio.sleep(0)

    reading = asyncio.ensure_future(tail())
    await asyncio.gather(*(write(n) for n in range(writers)))
    done.set()
    await reading
    assert seqs == sorted(set(seqs))
    assert len(seen) == writers * rounds
    assert {each.card.text for each in seen.values() if each.card} == {"step 2"}
    assert {each.replies for each in seen.values() if each.id.endswith("-0")} == {rounds // 2}
    # Each state was read once: what is unchanged is not read again.
    async with database.read() as tx:
        assert {each.seq for each in seen.values()} == {
            found.seq for each in seen if (found := await messages.get(tx, each))
        }
        assert max(seqs) == await messages.latest(tx)


async def test_a_final_card_stays(database: Database) -> None:
    await settle_in(database)
    assert await put(database, message("m", card=card("progress")))
    assert await put(database, message("m", card=card("late answer")), only_new=True) is None
    assert await put(database, message("m", card=card("done")), final=True)
    assert await put(database, message("m", card=card("late progress"))) is None
    assert await put(database, message("m", card=card("first")), only_new=True, final=True) is None
    assert await text_of(database, "m") == "done"
    assert await put(database, message("m", card=card("mended")), final=True)
    assert await text_of(database, "m") == "mended"


async def test_the_same_again_changes_nothing(database: Database) -> None:
    await settle_in(database)
    seq = await put(database, message("m", card=card("x")))
    assert await put(database, message("m", card=card("x"))) is None
    assert await put(database, message("m", card=card("x"), text="words")) == (seq or 0) + 1
    async with database.read() as tx:
        assert await messages.latest(tx) == (seq or 0) + 1


async def test_progress_at_the_same_time_never_overwrites_the_end(database: Database) -> None:
    await settle_in(database)
    for n in range(8):
        new = message(f"m{n}")
        cards = [(card(f"progress {k}"), False) for k in range(6)] + [(card("done"), True)]
        random.Random(n).shuffle(cards)
        await asyncio.gather(*(put(database, replace(new, card=each), final=final) for each, final in cards))
        assert await text_of(database, new.id) == "done"


async def test_who_may_read_what_is_private(database: Database) -> None:
    await settle_in(database)
    await put(database, message("open"))
    await put(database, message("anns", private_to=ANN.id))
    await put(database, message("elsewhere", channel_id="C9"))
    assert [each.id for each in await read(database)] == ["open", "anns"]
    assert [each.id for each in await read(database, person=BOB)] == ["open"]
    async with database.read() as tx:
        page = await messages.page(tx, TEAM.id, BOB.id, "C1", thread_id=None, before=None, limit=9)
        assert [each.id for each in page] == ["open"]
        assert await messages.since(tx, "slack:T2", ANN.id, EVERYWHERE, after=0, limit=9) == []
        assert await messages.since(tx, TEAM.id, ANN.id, [], after=0, limit=9) == []
    # What was said to one is told to all once it is.
    await put(database, message("anns", card=card("done")), final=True)
    assert [each.id for each in await read(database, person=BOB)] == ["open", "anns"]


async def test_pages_go_back_by_position(database: Database) -> None:
    await settle_in(database)
    for n in range(6):
        await put(database, message(f"r{n}"))
        await put(database, message(f"a{n}", thread_id="r0"))
    await put(database, message("hidden", thread_id="r0", private_to=ANN.id))
    await put(database, message("told", thread_id="r0", private_to=ANN.id))
    await put(database, message("told", thread_id="r0"))
    async with database.read() as tx:
        newest = await messages.page(tx, TEAM.id, ANN.id, "C1", thread_id=None, before=None, limit=4)
        assert [each.id for each in newest] == ["r2", "r3", "r4", "r5"]
        older = await messages.page(tx, TEAM.id, ANN.id, "C1", thread_id=None, before=newest[0].position, limit=4)
        assert [each.id for each in older] == ["r0", "r1"]
        assert older[0].replies == 7
        within = await messages.page(tx, TEAM.id, BOB.id, "C1", thread_id="r0", before=None, limit=99)
        assert [each.id for each in within] == ["r0", *(f"a{n}" for n in range(6)), "told"]


async def test_channels_are_seen_by_whom_they_are_for(database: Database) -> None:
    await settle_in(database)

    async def add(number: int) -> None:
        async with database.begin() as tx:
            await messages.add_channel(tx, KeptChannel(f"c{number}", TEAM.id, "general", "", None, NOW))

    await asyncio.gather(*(add(n) for n in range(8)))
    async with database.begin() as tx:
        for person in (ANN, BOB):
            await messages.add_channel(tx, KeptChannel(person.id, TEAM.id, "mine", "t", person.id, NOW))
        await messages.add_channel(tx, KeptChannel("later", TEAM.id, "later", "", None, soon(1)))
        assert [each.name for each in await messages.channels_of(tx, TEAM.id, ANN.id)] == ["general", "later", "mine"]
        assert [each.owner_id for each in await messages.channels_of(tx, TEAM.id, BOB.id)] == [None, None, BOB.id]
        assert await messages.channels_of(tx, "slack:T2", ANN.id) == []


@pytest.fixture
async def changes(database: Database) -> AsyncIterator[Changes]:
    found = Changes(database)
    found.start()
    yield found
    await found.close()
    assert database.after_commit == []


async def woken(found: Changes, database: Database, work: str) -> bool:
    """Return whether a change made while we wait wakes us long before the time is over."""
    waiting = asyncio.ensure_future(found.wait(seconds=600))
    await asyncio.sleep(0)
    await put(database, message(work, card=card(work)))
    try:
        async with asyncio.timeout(PATIENCE):
            await waiting
    except TimeoutError:
        return False
    return True


async def test_who_waits_is_woken_in_this_process(database: Database, changes: Changes) -> None:
    await settle_in(database)
    if not database.is_sqlite:
        async with asyncio.timeout(PATIENCE):
            await changes.hearing()
    assert await woken(changes, database, "one")
    assert await woken(changes, database, "two")


async def test_what_changes_nothing_wakes_nobody(
    database: Database, changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    await settle_in(database)
    if not database.is_sqlite:
        async with asyncio.timeout(PATIENCE):
            await changes.hearing()
    seq = await put(database, message("m")) or 0
    wakes = 0
    wake = changes._wake

    def counted() -> None:
        nonlocal wakes
        wakes += 1
        wake()

    monkeypatch.setattr(changes, "_wake", counted)
    await settle_in(database)
    assert await put(database, message("m")) is None
    # What this process committed itself, as Postgres tells it of once more.
    async with database.begin() as tx:
        await announce(tx, seq)
    assert wakes == 0
    await put(database, message("another"))
    assert wakes == 1
    if database.is_sqlite:
        return
    # Notices come in their order: with the last of another process, all of our own have come.
    there = Database.open(database.url.render_as_string(hide_password=False))
    newest = await put(there, message("theirs")) or 0
    async with asyncio.timeout(PATIENCE):
        while changes._newest < newest:
            await changes.wait(seconds=600)
    await there.close()
    assert wakes == 2


async def test_who_waits_is_woken_by_another_process(postgres_url: str) -> None:
    here, there = Database.open(postgres_url), Database.open(postgres_url)
    await settle_in(here)
    changes = Changes(here)
    changes.start()
    async with asyncio.timeout(PATIENCE):
        await changes.hearing()
    assert await woken(changes, there, "one")
    # The connection is cut: it is made anew, and what came meanwhile is heard of.
    before = changes.hearings
    async with there.begin() as tx:
        await tx.exec_driver_sql(
            # Of this database: other tests listen on the same server.
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND starts_with(query, 'LISTEN')"
        )
    async with asyncio.timeout(PATIENCE):
        while changes.hearings == before:
            await changes.wait(seconds=0.05)
    assert await woken(changes, there, "two")
    await changes.close()
    await here.close()
    await there.close()
