"""What completes an option: what is offered is short, fits, and means what it says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.wiring import parts
from commands.studio import Studio
from commands.suggest import suggest
from commands.table import SPECS
from domain.people import Person, Platform, Team, Viewer
from domain.picture import Picture
from domain.plan import parse_quality
from domain.size_words import parse_size
from storage import people, pictures, threads
from tests.conversation.conftest import settings_for
from tests.storage.sample import ANN, BOB, NOW, TEAM, picture, settle_in, soon, thread

OPEN = Viewer(TEAM.id, ANN.id, "C1")
TIMES = "\u00d7"
HOSTILE = ["", " ", "x" * 9000, "\0", "\ud83d", "%", "_", "(", "\\", "☃" * 300, "v", "v0", "1e9", "0x0", "-1x2", "a\nb"]


@pytest.fixture
async def studio(tmp_path: Path) -> AsyncIterator[Studio]:
    async with parts(settings_for(tmp_path)) as all_parts:
        yield replace(all_parts.studio, engines=frozenset({"sketch", "openai"}))


async def values(studio: Studio, what: str, typed: str, viewer: Viewer = OPEN) -> list[str]:
    return [value for _, value in await suggest(studio, viewer, what, typed)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("insta", ("instagram story · 1080 x 1920", "instagram story")),
        ("Instagram  STORY", ("instagram story · 1080 x 1920", "instagram story")),
        ("ig", ("ig story · 1080 x 1920", "ig story")),
        ("twitter h", ("twitter header · 1500 x 500", "twitter header")),
        ("header tw", ("twitter header · 1500 x 500", "twitter header")),
        ("as a twitter head", ("twitter header · 1500 x 500", "twitter header")),
        ("16:9", ("16:9 · widescreen", "16:9")),
        ("ultra", ("ultrawide · 21:9", "ultrawide")),
        ("4k", ("4k · 3840 x 2160", "4k")),
        ("a5", ("a5", "a5")),
        ("1500x500", ("twitter header · 1500 x 500", "twitter header")),
        ("700x300", ("700 x 300", "700x300")),
        ("slack em", ("slack emoji · 128 x 128", "slack emoji")),
        ("pinterest", ("pinterest pin · 1000 x 1500", "pinterest pin")),
        ("linkedin co", ("linkedin cover · 1584 x 396", "linkedin cover")),
        ("favi", ("favicon · 48 x 48", "favicon")),
        ("a5 at 300 dpi", ("1748 x 2480", "a5 at 300 dpi")),
    ],
)
async def test_the_size_that_is_meant_comes_first(studio: Studio, typed: str, first: tuple[str, str]):
    first = (first[0].replace(" x ", f" {TIMES} "), first[1])
    found = await suggest(studio, OPEN, "sizes", typed)
    assert first in found[:2]
    assert found[0] == first or "1500x500" in typed


async def test_every_size_offered_is_one(studio: Studio):
    for typed in ("", *"abcdefghijklmnopqrstuvwxyz0123456789"):
        for label, value in await suggest(studio, OPEN, "sizes", typed):
            wish = parse_size(value)
            if wish.exact and TIMES in label:
                assert label.endswith(f"{wish.width} {TIMES} {wish.height}")
    assert (await values(studio, "sizes", ""))[:3] == ["square", "landscape", "portrait"]
    assert await values(studio, "sizes", "no such size") == []


async def test_every_quality_offered_is_one(studio: Studio):
    every = await values(studio, "qualities", "")
    assert [parse_quality(each).value for each in every] == every
    assert await values(studio, "qualities", "me") == ["medium"]


async def test_models_that_work_here_the_usual_one_first(studio: Studio):
    today = studio.clock().date()
    every = await values(studio, "models", "")
    assert sorted(every) == sorted(each.id for each in studio.catalog.available(studio.engines, today))
    usual = replace(studio, defaults=replace(studio.defaults, model=every[-1]))
    assert (await values(usual, "models", ""))[0] == every[-1]
    assert await values(replace(studio, engines=frozenset({"sketch"})), "models", "") == ["sketch"]
    for label, value in await suggest(studio, OPEN, "models", "gpt"):
        assert value.startswith("gpt")
        assert "$" in label
    assert await values(studio, "models", every[1]) == [every[1]]


async def added(studio: Studio, thread_id: str = "thread", **more: object) -> Picture:
    async with studio.database.begin() as tx:
        return (await pictures.add(tx, [picture(thread_id, **more)]))[0]


async def test_pictures_by_their_version_words_and_maker_the_newest_first(studio: Studio):
    await settle_in(studio.database)
    fox = await added(studio, words="a red fox in the snow")
    boat = await added(studio, person=BOB, words="a boat " + "on the sea " * 40, created_at=soon(1))
    gone = await added(studio, words="a red door", created_at=soon(2))
    async with studio.database.begin() as tx:
        await pictures.delete(tx, "thread", gone.id)
    found = await suggest(studio, OPEN, "pictures", "")
    assert [value for _, value in found] == [boat.id, fox.id]
    assert found[1][0] == "v1 · a red fox in the snow · Ann"
    assert found[0][0].startswith("v2 · a boat on the sea")
    assert found[0][0].endswith("… · Bob")
    assert await values(studio, "pictures", "v1") == [fox.id]
    assert await values(studio, "pictures", "FOX red") == [fox.id]
    assert await values(studio, "pictures", "v1 sno") == [fox.id]
    assert await values(studio, "pictures", "bob") == [boat.id]
    assert await values(studio, "pictures", boat.id) == [boat.id]
    assert await values(studio, "pictures", "v3") == []


async def test_of_many_versions_the_one_that_was_typed_comes_first(studio: Studio):
    await settle_in(studio.database)
    made = [await added(studio, words=f"number {n}", created_at=soon(n)) for n in range(30)]
    assert (await values(studio, "pictures", "v2"))[0] == made[1].id
    every = await values(studio, "pictures", "")
    assert every == [each.id for each in reversed(made)][:25]


async def test_nothing_private_or_of_another_team_is_offered(studio: Studio):
    stranger = Person(Team(Platform.DISCORD, "T9"), "1", "Eve")
    await settle_in(studio.database)
    async with studio.database.begin() as tx:
        await people.remember(tx, stranger, NOW)
        await threads.ensure(tx, thread("secret", channel="P1", private=True))
        await threads.ensure(tx, thread("theirs", team=stranger.team))
    secret = await added(studio, "secret", words="a secret fox")
    theirs = await added(studio, "theirs", person=stranger, words="their fox")
    fox = await added(studio, words="our fox", created_at=soon(-9))
    assert await values(studio, "pictures", "fox") == [fox.id]
    assert await values(studio, "pictures", secret.id) == []
    assert await values(studio, "pictures", "fox", replace(OPEN, channel_id="P1")) == [secret.id, fox.id]
    assert await values(studio, "pictures", "", Viewer(stranger.team.id, stranger.id, "P1")) == [theirs.id]


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
async def test_whatever_is_typed_the_answer_fits(studio: Studio, typed: str):
    await settle_in(studio.database)
    await added(studio, words="w" * 9000, person=replace(ANN, name="n" * 500))
    for what in ("sizes", "qualities", "models", "pictures", "unknown", ""):
        found = await suggest(studio, OPEN, what, typed)
        assert len(found) <= 25
        assert all(0 < len(part) <= 100 and "\n" not in part for row in found for part in row)
        assert len(dict(found)) == len({value for _, value in found}) == len(found)


async def test_everything_that_a_command_lets_be_completed_is_completed(studio: Studio):
    await settle_in(studio.database)
    await added(studio)
    names = {option.suggest for spec in SPECS for option in spec.options if option.suggest}
    library = {"tags", "collections", "names"}
    assert names == {"sizes", "qualities", "models", "pictures", "shapes", "makers"} | library
    for name in names - library:
        assert await suggest(studio, OPEN, name, "")
    assert await suggest(studio, OPEN, "unknown", "") == ()
