"""Stars and what is saved: counted once a person, quiet for a reaction, each upload one entry."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.wiring import parts
from commands.studio import Studio
from domain.call import Call, Upload
from domain.errors import BadInput, NotFound
from domain.library import Entry
from domain.people import Platform
from storage import people, search
from storage.people import TeamSettings
from tests.commands.shelf import ADA, BOB, CLOSED, GUEST, LOBBY, OPEN, TEAM, ask, call, card, put
from tests.conversation.conftest import settings_for
from tests.fakes.pictures import encoded, scene
from tests.storage.sample import NOW

PHOTO = Upload("kitchen.png", 1, "photo")
QUIET = {"reaction": True}


@pytest.fixture
async def studio(tmp_path: Path) -> AsyncIterator[Studio]:
    files = {"photo": encoded(scene(320, 240), "PNG"), "text": b"no picture"}

    async def fetch(upload: Upload) -> bytes:
        return files[upload.source]

    async with parts(settings_for(tmp_path)) as all_parts:
        yield replace(all_parts.studio, fetchers={Platform.BROWSER: fetch})


async def entry(studio: Studio, picture_id: str, asked: Call) -> Entry:
    async with studio.database.read() as tx:
        found = await search.entry(tx, asked.viewer, picture_id)
    assert found is not None
    return found


async def found(studio: Studio, words: str, **how: object) -> list[str]:
    return [each.caption for each in (await card(studio, call("library", options={"words": words}, **how))).pictures]


async def test_a_star_is_one_a_person_however_often(studio: Studio):
    picture = await put(studio)
    for person, text in ((ADA, "one star"), (ADA, "one star"), (BOB, "2 stars")):
        said = await card(studio, call("star", target=picture.id, person=person))
        assert text in said.text
        assert [each.command for each in said.buttons] == ["unstar"]
    assert (await entry(studio, picture.id, call("star"))).stars == 2
    for text in ("One star is left", "One star is left"):
        assert text in (await card(studio, call("unstar", target=picture.id))).text
    assert await found(studio, "starred") == []
    assert await found(studio, "starred", person=BOB) == ["1 · a red fox · Ada · ★ 1"]


async def test_a_reaction_is_answered_by_nothing(studio: Studio):
    picture, secret = await put(studio), await put(studio, place=CLOSED)
    for target, stars in ((picture.id, 1), (secret.id, 0), ("nothing", 0)):
        assert (await ask(studio, call("star", target=target, options=QUIET))).card is None
        if target != "nothing":
            assert (await entry(studio, target, call("star", place=CLOSED))).stars == stars
    assert (await ask(studio, call("unstar", target=picture.id, options=QUIET))).card is None
    assert (await entry(studio, picture.id, call("star"))).stars == 0


async def test_a_guest_stars_what_they_see(studio: Studio):
    here, elsewhere = await put(studio, place=LOBBY), await put(studio, place=OPEN)
    assert "one star" in (await card(studio, call("star", target=here.id, person=GUEST, place=LOBBY))).text
    with pytest.raises(NotFound, match="entry_unknown"):
        await card(studio, call("star", target=elsewhere.id, person=GUEST, place=LOBBY))


async def test_what_easel_made_is_there_already(studio: Studio):
    one, two = await put(studio), await put(studio)
    said = await card(studio, call("save", shown=(one.id, two.id)))
    assert "already" in said.text
    assert len(await found(studio, "starred")) == 2


async def test_an_upload_is_saved_as_its_authors_and_once(studio: Studio):
    author = {"author": "bob", "author_name": "Bob"}
    said = await card(studio, call("save", uploads=(PHOTO,), options=author))
    assert "marked as an upload" in said.text
    (saved,) = said.pictures
    again = await card(studio, call("save", uploads=(PHOTO,), person=BOB))
    assert [each.picture_id for each in again.pictures] == [saved.picture_id]
    assert await found(studio, "kitchen") == ["1 · kitchen.png · Bob · ★ 2"]
    kept = (await entry(studio, saved.picture_id, call("save"))).picture
    assert (kept.operation, kept.person_id, kept.alt) == ("upload", BOB.id, "Uploaded by Bob: kitchen.png")
    # It is named, used and deleted as others are; saved anew, it is there anew.
    await card(studio, call("asset", options={"action": "name", "name": "kitchen"}, target=saved.picture_id))
    await card(studio, call("delete_sure", target=saved.picture_id, person=BOB))
    assert await found(studio, "kitchen") == []
    anew = await card(studio, call("save", uploads=(PHOTO,)))
    assert [each.picture_id for each in anew.pictures] != [saved.picture_id]


async def test_what_is_saved_in_private_stays_there(studio: Studio):
    await card(studio, call("save", uploads=(PHOTO,), place=CLOSED))
    assert await found(studio, "kitchen") == []
    assert len(await found(studio, "kitchen", place=CLOSED)) == 1
    await card(studio, call("save", uploads=(PHOTO,), place=OPEN))
    assert len(await found(studio, "kitchen")) == 1


async def test_a_star_saves_where_the_team_lets_it(studio: Studio):
    asked = call("save", uploads=(PHOTO,), options=QUIET)
    async with studio.database.begin() as tx:
        await people.remember(tx, ADA, NOW)
        await people.set_team(tx, TEAM.id, TeamSettings(star_saves=False))
    assert (await ask(studio, asked)).card is None
    assert await found(studio, "kitchen") == []
    async with studio.database.begin() as tx:
        await people.set_team(tx, TEAM.id, TeamSettings(star_saves=True))
    assert (await ask(studio, asked)).card is None
    assert await found(studio, "kitchen") == ["1 · kitchen.png · Ada · ★ 1"]


async def test_what_is_no_picture_is_not_saved(studio: Studio):
    text = Upload("notes.txt", 1, "text", "no_picture")
    with pytest.raises(BadInput, match="upload_no_picture"):
        await card(studio, call("save", uploads=(text,)))
    assert (await ask(studio, call("save", uploads=(text,), options=QUIET))).card is None
    fake = Upload("notes.png", 1, "text")
    with pytest.raises(BadInput, match="image_unreadable"):
        await card(studio, call("save", uploads=(fake,)))
