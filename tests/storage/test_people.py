"""Teams, people, calls, uploads and workers: what is kept of each."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from domain.call import Call, Upload
from domain.people import Person, Place, Platform, Team, Viewer
from storage import inbox, people, posts, schema, uploads, workers
from storage.codec import dump, load
from storage.database import Database
from storage.people import PersonSettings, TeamSettings
from storage.posts import KeptPost
from storage.uploads import KeptUpload, Notes
from tests.storage.sample import ANN, BOB, NOW, TEAM, digest, settle_in, soon

CALL = Call(
    "call", ANN, Place("C1", "general", private=True, thread_id="t"), "imagine", NOW, "a fox ☃",
    {"count": 2, "transparent": True, "size": "tall"}, (Upload("a.png", 9, "slack:1"),), "p", ("q",), ("U2",), "de", {"m": "1"},
)  # fmt: skip


async def test_the_latest_names_are_kept(database: Database) -> None:
    for person in (ANN, replace(ANN, name="Anna"), replace(ANN, name="Anna", team=replace(TEAM, name=""))):
        await settle_in(database, persons=(person, BOB), in_threads=())
    renamed = replace(TEAM, name="New")
    await settle_in(database, persons=(replace(BOB, team=renamed),), in_threads=())
    async with database.read() as tx:
        assert await people.members(tx, TEAM.id) == {"U1": "Anna", "U2": "Bob"}
        assert await people.team_of(tx, TEAM.id) == renamed
        assert await people.team_of(tx, "slack:T2") is None
        assert await people.members(tx, "slack:T2") == {}


async def test_everybody_at_once(database: Database) -> None:
    persons = [Person(TEAM, f"U{n % 5}", f"Name {n}") for n in range(20)]
    await asyncio.gather(*(settle_in(database, persons=(each,), in_threads=()) for each in persons))
    async with database.read() as tx:
        assert len(await people.members(tx, TEAM.id)) == 5


async def test_settings_are_the_defaults_until_they_are_set(database: Database) -> None:
    await settle_in(database)
    async with database.begin() as tx:
        assert await people.team_settings(tx, TEAM.id) == await people.team_settings(tx, "x") == TeamSettings()
        assert await people.person_settings(tx, ANN.id) == PersonSettings()
        team = TeamSettings("m", 7, ("C1", "C2"), moderation=False)
        await people.set_team(tx, TEAM.id, team)
        await people.set_person(tx, ANN.id, PersonSettings("m", "tall", "low"))
        assert await people.team_settings(tx, TEAM.id) == team
        assert await people.person_settings(tx, ANN.id) == PersonSettings("m", "tall", "low")
        assert await people.person_settings(tx, BOB.id) == PersonSettings()


async def test_settings_of_an_older_easel_are_read(database: Database) -> None:
    assert load(TeamSettings, '{"model":"m","gone":1}') == TeamSettings("m")


async def test_a_call_is_claimed_once_before_anything_is_known_of_its_person(database: Database) -> None:
    async def claim() -> bool:
        async with database.begin() as tx:
            return await inbox.claim(tx, CALL, NOW)

    assert sum(await asyncio.gather(*(claim() for _ in range(20)))) == 1
    async with database.read() as tx:
        assert await inbox.unanswered(tx, claimed_before=soon(1)) == [("call", CALL)]
        assert await inbox.unanswered(tx, claimed_before=NOW) == []
        assert await inbox.get(tx, "call") == CALL
        assert await inbox.get(tx, "unknown") is None


async def test_talk_in_threads_of_others_is_not_claimed(database: Database) -> None:
    await settle_in(database)
    async with database.begin() as tx:
        elsewhere = [
            replace(CALL, id=f"c{n}", place=replace(CALL.place, thread_id=each)) for n, each in enumerate(("x", None))
        ]
        stranger = replace(
            CALL,
            person=replace(ANN, team=replace(TEAM, external_id="T2")),
            place=replace(CALL.place, thread_id="platform-thread"),
        )
        ours = replace(CALL, words="a ☃", place=replace(CALL.place, thread_id="platform-thread"))
        assert [await inbox.claim(tx, each, NOW, known=True) for each in (*elsewhere, stranger, ours, ours)] == [
            False, False, False, True, False]  # fmt: skip
        assert await inbox.unanswered(tx, claimed_before=soon(1)) == [("call", ours)]


async def test_talk_under_a_message_that_belongs_to_a_thread_of_ours_is_claimed(database: Database) -> None:
    await settle_in(database)

    def under(message: str, channel: str = "C1") -> Call:
        return replace(CALL, id=f"{channel}-{message}", place=replace(CALL.place, thread_id=f"{channel}:{message}"))

    def post(message: str, thread: str | None, role: str = "result") -> KeptPost:
        return KeptPost(f"event-{message}", role, TEAM.id, "C1", message, thread, (), final=True)

    stranger = replace(under("1.1"), id="stranger", person=replace(ANN, team=replace(TEAM, external_id="T2")))
    async with database.begin() as tx:
        for each in (
            post("1.1", "platform-thread", role="answer"),
            post("1.1", "platform-thread"),
            post("1.2", "nobody's"),
            post("1.3", None),
        ):
            await posts.keep(tx, each, NOW)
        asked = [stranger, *(under(each) for each in ("1.2", "1.3", "1.4")), under("1.1", "C2"), under("1.1")]
        assert [await inbox.claim(tx, each, NOW, known=True) for each in asked] == [False] * 5 + [True]
        assert not await inbox.claim(tx, under("1.1"), NOW, known=True)
        assert await inbox.unanswered(tx, claimed_before=soon(1)) == [("C1-1.1", under("1.1"))]


async def test_a_call_that_no_database_could_keep_is_claimed_all_the_same(database: Database) -> None:
    hostile = replace(CALL, words="\ud83d half \0 and \udc00", options={"size": "\udfff"})
    async with database.begin() as tx:
        assert await inbox.claim(tx, hostile, NOW)
        assert await inbox.get(tx, "call") == replace(hostile, words="? half \0 and ?", options={"size": "?"})


async def test_what_is_unanswered_stays_until_it_is_answered(database: Database) -> None:
    late = soon(100)
    async with database.begin() as tx:
        for n in range(3):
            await inbox.claim(tx, replace(CALL, id=f"c{n}"), soon(n))
        await inbox.answered(tx, ["c1"])
        assert [each for each, _ in await inbox.unanswered(tx, claimed_before=late)] == ["c0", "c2"]
        assert [each for each, _ in await inbox.unanswered(tx, claimed_before=late, limit=1)] == ["c0"]
        assert [each for each, _ in await inbox.unanswered(tx, claimed_before=late, after="c0")] == ["c2"]
        assert [await inbox.tried(tx, "c0") for _ in range(2)] == [1, 2]
        assert await inbox.tried(tx, "unknown") == 0
        await inbox.forget(tx, soon(1) + timedelta(days=7))
        assert not await inbox.claim(tx, replace(CALL, id="c1"), NOW)
        await inbox.forget(tx, soon(2) + timedelta(days=7))
        assert not await inbox.claim(tx, replace(CALL, id="c0"), NOW)
        assert await inbox.claim(tx, replace(CALL, id="c1"), NOW)


async def test_a_call_that_cannot_be_read_any_more_hides_no_other(database: Database) -> None:
    async with database.begin() as tx:
        for n in range(2):
            await inbox.claim(tx, replace(CALL, id=f"c{n}"), NOW)
        await tx.execute(sa.update(schema.inbox).where(schema.inbox.c.call_id == "c0").values(call="{}"))
        found = await inbox.unanswered(tx, claimed_before=soon(1))
    assert found == [("c0", None), ("c1", replace(CALL, id="c1"))]


async def test_an_upload_is_kept_once_and_found_by_its_bytes(database: Database) -> None:
    await settle_in(database)
    notes: Notes = (("rotated", {"degrees": "90"}), ("gps_removed", {}))
    kept = KeptUpload("u", TEAM.id, ANN.id, "C1", True, "ä.png", digest("x"), "image/png", 3, 4, notes, NOW)
    viewer = Viewer(TEAM.id, BOB.id, "C1")
    async with database.begin() as tx:
        await uploads.keep(tx, kept)
        await uploads.keep(tx, replace(kept, name="other.png"))
        assert await uploads.seen(tx, viewer, "u") == kept
        assert await uploads.of_person(tx, ANN.id) == [kept]
        newer = replace(kept, id="u2", created_at=soon(1))
        await uploads.keep(tx, newer)
        assert await uploads.of_digest(tx, viewer, digest("x")) == newer
        assert await uploads.of_digest(tx, viewer, digest("y")) is None


async def test_workers_live_as_long_as_they_beat(database: Database) -> None:
    silence = timedelta(seconds=20)
    async with database.begin() as tx:
        for worker, at in (("a", 0), ("b", 0), ("c", 5), ("b", 15)):
            await workers.beat(tx, worker, soon(at))
        assert await workers.alive(tx, soon(20), silence=silence) == {"a", "b", "c"}
        assert await workers.alive(tx, soon(21), silence=silence) == {"b", "c"}
        assert await workers.bury(tx, soon(21), silence=silence) == ["a"]
        assert await workers.bury(tx, soon(21), silence=silence) == []
        await workers.leave(tx, "b")
        assert await workers.alive(tx, soon(21), silence=silence) == {"c"}


async def test_one_at_a_time_holds_a_lease(database: Database) -> None:
    async def take(holder: str, at: float) -> bool:
        async with database.begin() as tx:
            return await workers.take_lease(tx, "team", holder, soon(at), seconds=10)

    assert sum(await asyncio.gather(*(take(f"w{n}", 0) for n in range(10)))) == 1
    async with database.begin() as tx:
        for n in range(10):
            await workers.drop_lease(tx, "team", f"w{n}")
    assert await take("a", 0)
    assert not await take("b", 9)
    assert await take("a", 9)
    assert not await take("b", 19)
    assert await take("b", 20)
    assert not await take("a", 21)
    async with database.begin() as tx:
        await workers.drop_lease(tx, "team", "a")
        assert not await workers.take_lease(tx, "team", "a", soon(22), seconds=10)
        await workers.leave(tx, "b")
        assert await workers.take_lease(tx, "team", "a", soon(22), seconds=10)


def test_times_and_names_survive_json() -> None:
    team = Team(Platform.BROWSER, "w", "W")
    person = Person(team, "é", "Zoë", administrator=True)
    assert load(Person, dump(person)) == person
    assert load(Call, dump(CALL)) == CALL
