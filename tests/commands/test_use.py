"""Using a picture of the library: a thread of its own, here, with where it comes from."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.wiring import parts
from commands.studio import Studio
from domain.errors import NotAllowed, NotFound
from domain.library import Flow, State
from domain.people import Person, Place, Platform, Team
from storage import links, people, pictures, shelf, threads
from tests.commands.shelf import ADA, BOB, CLOSED, GUEST, LOBBY, OPEN, TEAM, ask, call, card, put
from tests.conversation.conftest import settings_for
from tests.storage.sample import NOW, soon

THERE = Team(Platform.DISCORD, "42", "Guild")
EVE = Person(THERE, "eve", "Eve")
HALL = Place("77", "hall")


@pytest.fixture
async def studio(tmp_path: Path) -> AsyncIterator[Studio]:
    async with parts(settings_for(tmp_path)) as all_parts:
        yield all_parts.studio


async def test_a_copy_begins_a_thread_where_it_is_used(studio: Studio):
    fox = await put(studio, "a red fox")
    asked = call("use", target=fox.id, person=BOB, place=LOBBY)
    used = await card(studio, asked)
    (shown,) = used.pictures
    assert (shown.version, shown.digest, used.title) == (1, fox.digest, "v1, a copy of @Ada's picture")
    assert shown.picture_id != fox.id
    assert used.buttons[0].command == "edit"
    async with studio.database.read() as tx:
        copy = await pictures.seen(tx, asked.viewer, shown.picture_id)
        assert copy is not None
        thread = await threads.get(tx, copy.thread_id)
    assert thread is not None
    assert (thread.channel_id, thread.head_id, thread.title) == ("C3", copy.id, "a red fox")
    assert thread.platform_thread_id == threads.PENDING + asked.id
    # The same press again is the same copy, another press is another one.
    assert [each.picture_id for each in (await card(studio, asked)).pictures] == [copy.id]
    other = await card(studio, replace(asked, id="another"))
    assert [each.picture_id for each in other.pictures] != [copy.id]
    details = await card(studio, call("details", target=copy.id, person=BOB, place=LOBBY))
    assert "“a red fox”, copied" in {field.value for field in details.fields}


async def test_in_a_thread_it_goes_on_there(studio: Studio):
    fox, cat = await put(studio, "a fox", thread_id="t1"), await put(studio, "a cat")
    inside = replace(OPEN, thread_id="platform-t1")
    used = await card(studio, call("use", target=cat.id, place=inside))
    assert [each.version for each in used.pictures] == [2]
    # What is of this thread is no copy of itself: it is gone on with.
    back = await card(studio, call("use", target=fox.id, place=inside))
    assert [each.picture_id for each in back.pictures] == [fox.id]
    again = await card(studio, call("use", target=cat.id, place=inside))
    assert [each.picture_id for each in again.pictures] == [each.picture_id for each in used.pictures]
    async with studio.database.read() as tx:
        thread = await threads.get(tx, "t1")
    assert thread is not None
    assert thread.head_id == again.pictures[0].picture_id


async def test_nothing_is_used_that_is_not_seen(studio: Studio):
    secret, gone = await put(studio, place=CLOSED), await put(studio)
    await card(studio, call("delete_sure", target=gone.id))
    for target in (secret.id, gone.id, "nothing", ""):
        for command in ("use", "library_show"):
            with pytest.raises(NotFound, match="entry_unknown"):
                await card(studio, call(command, target=target))
    with pytest.raises(NotFound, match="entry_unknown"):
        await card(studio, call("use", target=(await put(studio)).id, person=GUEST, place=LOBBY))


async def link(studio: Studio) -> None:
    """Link both teams; what is approved flows to Eve's."""
    async with studio.database.begin() as tx:
        for person in (ADA, EVE):
            await people.remember(tx, person, NOW)
        await links.offer(tx, "hash", ADA, soon(60))
        await links.redeem(tx, "hash", EVE, NOW, id="link")
        await links.set_flow(tx, TEAM.id, THERE.id, Flow.APPROVED, None)


async def test_a_linked_teams_picture_is_used_as_a_fork(studio: Studio):
    fox, draft = await put(studio, "a red fox"), await put(studio, "a draft")
    await link(studio)
    async with studio.database.begin() as tx:
        await shelf.set_state(tx, fox.id, State.APPROVED)
    there = {"person": EVE, "place": HALL}
    gallery = await card(studio, call("library", options={"words": "fox"}, **there))
    assert [each.command for each in gallery.buttons] == ["use", "library_show", "library_one"]
    assert gallery.pictures[0].caption.endswith("from Workspace")
    one = await card(studio, call("library_one", target=fox.id, **there))
    assert [each.command for each in one.buttons] == ["use", "library_show", "similar"]
    shown = await card(studio, call("library_show", target=fox.id, **there))
    assert [each.command for each in shown.buttons] == ["use"]
    used = await card(studio, call("use", target=fox.id, **there))
    (copy,) = used.pictures
    assert copy.digest == fox.digest
    async with studio.database.read() as tx:
        kept = await pictures.seen(tx, call("use", **there).viewer, copy.picture_id)
    assert kept is not None
    assert kept.team_id == THERE.id
    # Nothing of the other team's is changed from here, and what does not flow is not there.
    for command in ("delete", "delete_sure", "details"):
        with pytest.raises(NotFound, match="picture_unknown"):
            await card(studio, call(command, target=fox.id, person=replace(EVE, administrator=True), place=HALL))
    with pytest.raises(NotFound, match="picture_unknown"):
        await card(studio, call("asset", options={"action": "name", "name": "logo"}, target=fox.id, **there))
    with pytest.raises(NotAllowed, match="lent"):
        await card(studio, call("star", target=fox.id, **there))
    with pytest.raises(NotFound, match="entry_unknown"):
        await card(studio, call("use", target=draft.id, **there))
    # Refining it there forks it.
    refined = await ask(studio, call("edit", target=fox.id, options={"instruction": "add a moon"}, **there))
    assert refined.job_id is not None
    async with studio.database.begin() as tx:
        await links.unlink(tx, TEAM.id, THERE.id)
    with pytest.raises(NotFound, match="entry_unknown"):
        await card(studio, call("use", target=fox.id, **there))
