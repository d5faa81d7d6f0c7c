"""Teams are walls, and a private channel's pictures stay in it: against an oracle in plain Python."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.people import Person, Platform, Team, Viewer
from storage import people, pictures, threads, uploads
from storage.database import Database
from storage.uploads import KeptUpload
from tests.storage.sample import NOW, digest, picture, soon, thread

# Teams of one name on two platforms, and channels of one id in several teams.
TEAMS = [Team(Platform.SLACK, "T1"), Team(Platform.SLACK, "T2"), Team(Platform.DISCORD, "T1")]
CHANNELS = ["C1", "C2", "C3"]
PEOPLE = [Person(team, user, user) for team in TEAMS for user in ("U1", "U2")]


@dataclass(frozen=True)
class Made:
    """Something made by a person in a channel."""

    person: Person
    channel: str
    private: bool
    deleted: bool


made = st.builds(Made, st.sampled_from(PEOPLE), st.sampled_from(CHANNELS), st.booleans(), st.booleans())
viewers = st.builds(
    lambda team, person, channel, theirs, narrow: Viewer(team.id, person.id, channel, tuple(theirs), narrow),
    st.sampled_from(TEAMS),
    st.sampled_from(PEOPLE),
    st.sampled_from([*CHANNELS, ""]),
    st.sets(st.sampled_from(CHANNELS)),
    st.booleans(),
)


def may_see(viewer: Viewer, of: Made) -> bool:
    if of.person.team.id != viewer.team_id:
        return False
    return (not of.private and not viewer.narrow) or of.channel in {viewer.channel_id, *viewer.theirs}


async def check(database: Database, all_made: list[Made], viewer: Viewer, run: int) -> None:
    keys = [f"{run}-{n}" for n in range(len(all_made))]
    async with database.begin() as tx:
        for key, of in zip(keys, all_made, strict=True):
            await people.remember(tx, of.person, NOW)
            await threads.ensure(tx, thread(key, team=of.person.team, channel=of.channel, private=of.private))
            (kept,) = await pictures.add(tx, [picture(key, of.person, id=key, created_at=soon(run))])
            if of.deleted:
                await pictures.delete(tx, key, kept.id)
            upload = KeptUpload(
                key, of.person.team.id, of.person.id, of.channel, of.private, "n", digest(key), "t", 1, 1, (), NOW
            )
            await uploads.keep(tx, upload)
    async with database.read() as tx:
        expected = {key for key, of in zip(keys, all_made, strict=True) if may_see(viewer, of)}
        alive = {key for key, of in zip(keys, all_made, strict=True) if key in expected and not of.deleted}
        assert {key for key in keys if await pictures.seen(tx, viewer, key)} == expected
        assert {key for key in keys if await threads.seen(tx, viewer, key)} == expected
        assert {key for key in keys if await uploads.seen(tx, viewer, key)} == expected
        assert {key for key in keys if await uploads.of_digest(tx, viewer, digest(key))} == expected
        recent = await pictures.recent(tx, viewer, limit=10_000)
        assert {each.id for each in recent if each.id in keys} == alive
        own = await pictures.recent(tx, viewer, limit=10_000, person_id=viewer.person_id)
        assert {each.id for each in own if each.id in keys} == {
            each.id for each in recent if each.id in keys and each.person_id == viewer.person_id
        }


def test_each_viewer_sees_exactly_what_the_rule_allows(database_url: str) -> None:
    runs = iter(range(10_000))

    with asyncio.Runner() as runner:
        database = Database.open(database_url)

        @settings(max_examples=25)
        @given(st.lists(made, min_size=1, max_size=5), viewers)
        def each(all_made: list[Made], viewer: Viewer) -> None:
            runner.run(check(database, all_made, viewer, next(runs)))

        try:
            each()
        finally:
            runner.run(database.close())


async def test_a_picture_that_names_another_team_than_its_thread_is_seen_by_neither(database: Database) -> None:
    first, second = PEOPLE[0], PEOPLE[2]
    async with database.begin() as tx:
        for person in (first, second):
            await people.remember(tx, person, NOW)
        await threads.ensure(tx, thread(team=first.team))
        (kept,) = await pictures.add(tx, [replace(picture(person=first), team_id=second.team.id)])
        for person in (first, second):
            assert await pictures.seen(tx, Viewer(person.team.id, person.id, "C1"), kept.id) is None
