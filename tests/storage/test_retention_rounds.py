"""What a round of housekeeping asks of drafts and exports: on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import pictures, retention, uploads
from storage.database import Database
from storage.people import TeamSettings, remember, set_team
from storage.uploads import KeptUpload
from tests.storage.library import GIL, GUILD, shelved
from tests.storage.sample import ANN, NOW, TEAM

DAY = timedelta(days=1)


async def test_teams_with_settings_are_found(database: Database) -> None:
    async with database.begin() as tx:
        await remember(tx, ANN, NOW)
        await remember(tx, GIL, NOW)
        await set_team(tx, GUILD.id, TeamSettings(draft_days=30))
    async with database.read() as tx:
        assert [each.id for each in await retention.teams(tx)] == [GUILD.id]


async def test_an_old_warning_is_forgotten_and_a_new_one_is_not(database: Database) -> None:
    await shelved(database, "p1")
    async with database.begin() as tx:
        await retention.warned(tx, ["p1"], NOW)
        await retention.unwarn(tx, NOW)
    async with database.read() as tx:
        assert len(await retention.due(tx, TEAM.id, NOW + DAY, limit=9, warned=True)) == 1
    async with database.begin() as tx:
        await retention.unwarn(tx, NOW + DAY)
    async with database.read() as tx:
        assert len(await retention.due(tx, TEAM.id, NOW + DAY, limit=9, warned=False)) == 1


async def test_a_threads_pictures_from_before_a_moment(database: Database) -> None:
    await shelved(database, "p1", "p2")
    async with database.read() as tx:
        assert await retention.of_thread(tx, "in-p1", NOW + DAY) == ["p1"]
        assert await retention.of_thread(tx, "in-p1", NOW - DAY) == []
        assert (await pictures.of_thread(tx, "in-p2"))[0].id == "p2"


@pytest.mark.parametrize(
    ("media_type", "width", "private", "age", "left"),
    [
        ("application/zip", 0, True, 3, 0),
        ("application/pdf", 0, True, 1, 1),
        ("image/png", 0, True, 3, 0),
        ("image/png", 60, True, 3, 1),
        ("image/png", 0, False, 3, 1),
    ],
)
async def test_only_files_that_were_put_together_go(
    database: Database, media_type: str, width: int, *, private: bool, age: int, left: int
) -> None:
    kept = KeptUpload(
        id="u1", team_id=TEAM.id, person_id=ANN.id, channel_id=f"person:{ANN.id}", private=private, name="x",
        digest="d1", media_type=media_type, width=width, height=width, notes=(), created_at=NOW - age * DAY,
    )  # fmt: skip
    async with database.begin() as tx:
        await remember(tx, ANN, NOW)
        await uploads.keep(tx, kept)
        gone = await retention.drop_exports(tx, NOW - 2 * DAY)
        assert gone == ["d1"] * (1 - left)
        assert len(await uploads.of_person(tx, ANN.id)) == left
