"""What Easel posted on chat platforms, and which threads are its own: through the port, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.ports import Bound, Post
from bot.posts import ChatPosts
from domain.people import Person, Platform, Team
from domain.picture import Thread
from storage import people, posts, threads
from storage.database import Database
from tests.storage.sample import NOW, TEAM, accepted, job, settle_in, soon, thread

POST = Post(TEAM.id, "C1", "100", "call-1", "answer")


class Time:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def ours(database: Database, time: Time) -> ChatPosts:
    return ChatPosts(database, time)


async def test_a_message_is_found_by_its_part_in_an_answer_and_by_its_place(ours: ChatPosts):
    shown = replace(POST, role="result", channel_id="T1", message_id="101", thread="100", pictures=("p1", "p2"))
    await ours.keep(POST)
    await ours.keep(shown)
    assert await ours.find("call-1", "answer") == POST
    assert await ours.find("call-1", "result") == shown
    assert await ours.at(TEAM.id, "T1", "101") == shown
    for other in (("call-1", "thread"), ("call-2", "answer")):
        assert await ours.find(*other) is None
    for place in (("slack:T2", "C1", "100"), (TEAM.id, "C2", "100"), (TEAM.id, "C1", "101")):
        assert await ours.at(*place) is None


async def test_messages_are_found_by_a_picture_they_show(ours: ChatPosts):
    alone = replace(POST, pictures=("p_1",))
    among = replace(POST, role="result", message_id="101", pictures=("p2", "p_1"))
    elsewhere = replace(POST, event="call-2", team_id="slack:T2", pictures=("p_1",))
    others = [
        replace(POST, event=f"other-{number}", message_id=f"2{number}", pictures=(id_,))
        for number, id_ in enumerate(("p_12", "P_1", "px1", "ap_1", "%"))
    ]
    for each in (alone, among, elsewhere, *others):
        await ours.keep(each)
    assert set(await ours.showing(TEAM.id, ["p_1"])) == {alone, among}
    # One that shows both is named once.
    assert sorted(each.role for each in await ours.showing(TEAM.id, ["p_1", "p2"])) == ["answer", "result"]
    for id_ in ("", "p", "_", '",', '["p2'):
        assert await ours.showing(TEAM.id, [id_]) == ()
    assert await ours.showing(TEAM.id, ["%"]) == (others[-1],)


async def test_what_became_of_a_message_takes_its_place_but_never_of_a_final_one(ours: ChatPosts):
    await ours.keep(POST)
    moved = replace(POST, message_id="102")
    await ours.keep(moved)
    assert await ours.find("call-1", "answer") == moved
    assert await ours.at(TEAM.id, "C1", "100") is None
    final = replace(moved, pictures=("p1",), final=True)
    for each in (final, moved, POST):
        await ours.keep(each)
        assert await ours.find("call-1", "answer") == final
    again = replace(final, pictures=("p1", "p2"))
    await ours.keep(again)
    assert await ours.find("call-1", "answer") == again


async def test_a_final_post_wins_against_any_number_at_once(ours: ChatPosts):
    final = replace(POST, final=True, pictures=("p1",))
    await asyncio.gather(*(ours.keep(final if n == 5 else replace(POST, message_id=str(n))) for n in range(12)))
    assert await ours.find("call-1", "answer") == final


async def test_of_several_posts_in_one_message_the_final_one_counts_then_the_newest(ours: ChatPosts, time: Time):
    await ours.keep(replace(POST, event="old", thread="old"))
    time.now = soon(1)
    await ours.keep(replace(POST, event="new", thread="new"))
    assert (await ours.at(TEAM.id, "C1", "100")).event == "new"
    await ours.keep(replace(POST, event="old", final=True))
    assert (await ours.at(TEAM.id, "C1", "100")).event == "old"


async def test_a_thread_is_bound_to_where_its_answer_stands(database: Database, ours: ChatPosts):
    await settle_in(database, in_threads=())
    pending = replace(thread("t"), platform_thread_id=f"{threads.PENDING}call-1")
    async with database.begin() as tx:
        await threads.ensure(tx, pending)
    assert await ours.latest(TEAM.id, "C1") is None
    await ours.bind("slack:T2", "call-1", "100")
    await ours.bind(TEAM.id, "call-2", "100")
    assert await ours.thread(TEAM.id, "100") is None
    for _ in range(2):
        await ours.bind(TEAM.id, "call-1", "100")
        assert await ours.thread(TEAM.id, "100") == Bound(TEAM.id, "C1", "100", private=False, locale="en", began=NOW)
    # Once bound, it stays.
    await ours.bind(TEAM.id, "call-1", "200")
    assert await ours.thread(TEAM.id, "200") is None
    assert await ours.thread("slack:T2", "100") is None


async def test_where_another_thread_is_bound_nothing_changes(database: Database, ours: ChatPosts):
    await settle_in(database, in_threads=())
    async with database.begin() as tx:
        await threads.ensure(tx, replace(thread("first"), platform_thread_id="100", private=True))
        await threads.ensure(tx, replace(thread("late"), platform_thread_id=f"{threads.PENDING}call-1"))
    await ours.bind(TEAM.id, "call-1", "100")
    assert await ours.thread(TEAM.id, "100") == Bound(TEAM.id, "C1", "100", private=True, locale="en", began=NOW)
    async with database.read() as tx:
        late = await threads.get(tx, "late")
    assert late is not None
    assert late.platform_thread_id == f"{threads.PENDING}call-1"


async def test_a_thread_whose_channel_became_private_is_private_from_then_on(database: Database, ours: ChatPosts):
    await settle_in(database)
    here, elsewhere = (
        replace(thread(), id="late", private=True),
        replace(thread(channel="C2"), id="other", private=True),
    )

    async def kept(again: Thread) -> bool:
        async with database.begin() as tx:
            private = (await threads.ensure(tx, again)).private
        found = await ours.thread(TEAM.id, "platform-thread")
        assert found is not None
        assert found.private is private
        return private

    # Who speaks in another channel says nothing of this one.
    assert [await kept(each) for each in (thread(), elsewhere, here, thread())] == [False, False, True, True]


async def test_a_thread_under_a_message_of_easels_is_the_one_that_the_message_belongs_to(
    database: Database, ours: ChatPosts, time: Time
):
    await settle_in(database, in_threads=("thread", "other"))
    moved = replace(POST, role="result", channel_id="C1", message_id="1.1", thread="platform-thread", final=True)
    for number, each in enumerate((replace(moved, role="first", thread="platform-other", final=False), moved)):
        time.now = soon(number)
        await ours.keep(each)
    await ours.keep(replace(moved, event="lost", message_id="1.2", thread="platform-lost"))
    found = await ours.thread(TEAM.id, "C1:1.1")
    assert found == await ours.thread(TEAM.id, "platform-thread") is not None
    for team, nobodys in (("slack:T2", "C1:1.1"), (TEAM.id, "C2:1.1"), (TEAM.id, "C1:1.2"), (TEAM.id, "1.1")):
        assert await ours.thread(team, nobodys) is None
    # What is bound to a platform thread itself comes before what its root is.
    async with database.begin() as tx:
        await threads.ensure(tx, replace(thread("own"), platform_thread_id="C1:1.1"))
    assert (await ours.thread(TEAM.id, "C1:1.1")).thread == "C1:1.1"


async def test_a_thread_speaks_the_language_of_its_latest_job(database: Database, ours: ChatPosts):
    await settle_in(database)
    await accepted(database, job(locale="de"))
    await accepted(database, job(locale="pt-BR"))
    await accepted(database, job(locale="ja", id="a", call_id="a"))
    found = await ours.thread(TEAM.id, "platform-thread")
    assert found is not None
    assert found.locale == "ja"
    assert (await ours.latest(TEAM.id, "C1")).locale == "ja"


async def test_the_newest_thread_of_a_channel(database: Database, ours: ChatPosts):
    await settle_in(database, in_threads=())
    async with database.begin() as tx:
        for number, (key, channel) in enumerate((("a", "C1"), ("b", "C1"), ("c", "C2"))):
            await threads.ensure(tx, replace(thread(key, channel=channel), created_at=soon(number)))
        late = replace(thread("d"), platform_thread_id=f"{threads.PENDING}call", created_at=soon(9))
        await threads.ensure(tx, late)
    assert (await ours.latest(TEAM.id, "C1")).thread == "platform-b"
    assert (await ours.latest(TEAM.id, "C2")).thread == "platform-c"
    assert await ours.latest(TEAM.id, "C3") is None
    assert await ours.latest("slack:T2", "C1") is None


async def test_threads_that_easel_spoke_in_lately(database: Database, ours: ChatPosts, time: Time):
    await settle_in(database, in_threads=("a", "b", "c"))
    stranger = Person(Team(Platform.DISCORD, "T1"), "1", "Else")
    async with database.begin() as tx:
        await people.remember(tx, stranger, NOW)
        await threads.ensure(tx, thread("e", team=stranger.team))
    for number, (event, name) in enumerate((("1", "a"), ("2", "b"), ("3", "c"), ("4", "a"), ("5", "unknown"))):
        time.now = soon(number)
        await ours.keep(replace(POST, event=event, thread=f"platform-{name}"))
    await ours.keep(replace(POST, event="6", team_id=stranger.team.id, thread="platform-e"))
    await ours.keep(replace(POST, event="7"))

    async def spoken(platform: Platform, since: float, limit: int = 9) -> list[str]:
        return [each.thread for each in await ours.recent(platform, soon(since), limit=limit)]

    assert await spoken(Platform.SLACK, 0) == ["platform-a", "platform-c", "platform-b"]
    assert await spoken(Platform.SLACK, 0, limit=2) == ["platform-a", "platform-c"]
    assert await spoken(Platform.SLACK, 2) == ["platform-a", "platform-c"]
    assert await spoken(Platform.SLACK, 5) == []
    assert await spoken(Platform.DISCORD, 0) == ["platform-e"]
    assert await spoken(Platform.BROWSER, 0) == []


async def test_old_posts_are_forgotten_and_young_ones_stay_final(database: Database, ours: ChatPosts, time: Time):
    await ours.keep(replace(POST, event="old"))
    time.now = soon(60)
    final = replace(POST, event="young", final=True)
    await ours.keep(final)
    async with database.begin() as tx:
        await posts.forget(tx, NOW + timedelta(days=400, seconds=30))
    assert await ours.find("old", "answer") is None
    assert await ours.find("young", "answer") == final


async def test_what_no_database_could_keep_is_kept_all_the_same(ours: ChatPosts):
    await ours.keep(replace(POST, channel_id="C\0", pictures=("\ud83d",), thread="☃"))
    assert await ours.find("call-1", "answer") == replace(POST, channel_id="C", pictures=("?",), thread="☃")
