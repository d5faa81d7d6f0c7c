"""The library's command: what a search is as a button holds it, what a page shows, what cannot be looked for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.discord.components import custom_id
from bot.wiring import parts
from commands.library import written
from commands.studio import Studio
from commands.suggest import suggest
from domain.errors import BadInput, NotFound
from domain.library import State
from domain.people import Person, Platform, Team
from domain.search import COLOURS, SHAPES, Look, Search, search_of
from storage import shelf
from tests.commands.shelf import ADA, BOB, CLOSED, GUEST, LOBBY, OPEN, call, card, put
from tests.conversation.conftest import settings_for


@pytest.fixture
async def studio(tmp_path: Path) -> AsyncIterator[Studio]:
    async with parts(settings_for(tmp_path)) as all_parts:
        yield all_parts.studio


class Door:
    """Lets everybody in, and notes whom."""

    def __init__(self) -> None:
        self.invited: list[tuple[str, tuple[str, ...]]] = []

    async def invite(self, person: Person, channels: tuple[str, ...] = ()) -> str | None:
        """Return a link."""
        self.invited.append((person.user_id, channels))
        return "https://easel.example/library/enter/1"

    async def end_all(self, person: Person) -> None:
        """End nothing."""
        del person


NAMES = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=20) | st.just("Ada Lovelace")
DAYS = st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(
    st.builds(
        Search,
        terms=st.lists(st.sampled_from(["cactus", "red", "狐", "42"]), unique=True, max_size=4).map(tuple),
        person=st.just("") | NAMES,
        channel=st.just("") | NAMES,
        model=st.just("") | NAMES,
        tag=st.just("") | NAMES,
        collection=st.just("") | NAMES,
        state=st.none() | st.sampled_from(State),
        ratio=st.sampled_from(["", "16:9", *SHAPES]),
        colour=st.sampled_from(["", *COLOURS]),
        since=DAYS,
        before=DAYS,
        starred=st.booleans(),
        mine=st.booleans(),
        named=st.booleans(),
    )
)
def test_a_search_is_written_as_it_is_read(search: Search):
    assert replace(search_of(written(search)), terms=()) == replace(search, terms=())
    assert set(search_of(written(search)).terms) == set(search.terms)


async def ids(studio: Studio, words: str = "", **how: object) -> list[str]:
    options = {"words": words, **how.pop("options", {})}
    return [each.picture_id for each in (await card(studio, call("library", options=options, **how))).pictures]


async def test_options_and_words_narrow_alike(studio: Studio):
    fox, cat = await put(studio, "a red fox"), await put(studio, "a black cat", person=BOB)
    assert await ids(studio) == [cat.id, fox.id]
    assert await ids(studio, "fox") == await ids(studio, "", options={"person": "Ada"}) == [fox.id]
    assert await ids(studio, "by:bob") == await ids(studio, "", options={"person": "<@bob>"}) == [cat.id]
    assert await ids(studio, "mine", person=BOB) == await ids(studio, person=BOB, options={"mine": True}) == [cat.id]
    assert await ids(studio, "", options={"since": "2030-01-01"}) == []


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"state": "finished"}, "state_unknown"),
        ({"ratio": "16:0"}, "ratio_unknown"),
        ({"colour": "ultraviolet"}, "colour_unknown"),
        ({"since": "yesterday"}, "day_unknown"),
        ({"before": "2026-13-01"}, "day_unknown"),
        ({"words": "is:finished"}, "state_unknown"),
        ({"action": "burn"}, "action_unknown"),
    ],
)
async def test_what_cannot_be_looked_for_is_told(studio: Studio, options: dict[str, str], code: str):
    with pytest.raises(BadInput) as raised:
        await card(studio, call("library", options=options))
    assert raised.value.code == code


@pytest.mark.parametrize(
    "words",
    [
        '"', "'", "%", "_", "*", "fox OR cat", "fox*", "NEAR(fox cat)", "fox' OR 1=1 --", '"fox', "-fox", "fox AND NOT cat",
        "(fox", "words:fox", "^fox", "fox|cat", "!fox", "a & b", "\0", "\ud83d", ":*", 'by:"', "x" * 5000, "like:nothing",
    ],
)  # fmt: skip
async def test_operators_are_words_like_others(studio: Studio, words: str):
    await put(studio, "a red fox")
    await put(studio, "a black cat", place=CLOSED)
    if words == "like:nothing":
        with pytest.raises(NotFound, match="entry_unknown"):
            await card(studio, call("library", options={"words": words}))
        return
    found = await card(studio, call("library", options={"words": words}))
    assert [each.caption for each in found.pictures if "cat" in each.caption] == []


async def test_a_page_has_buttons_that_fit_every_platform(studio: Studio):
    for number in range(11):
        await put(studio, f"fox {number}")
    long = "fox " + " ".join(f'{name}:"{"ö" * 30}"' for name in ("by", "in", "tag", "collection", "model"))
    for words in ("fox", ""):
        page = await card(studio, call("library", options={"words": words}))
        seen: list[str] = []
        turned = 0
        while True:
            seen += [each.picture_id for each in page.pictures]
            assert len(page.buttons) <= 25
            assert all(len(custom_id(each.command, each.target)) <= 100 for each in page.buttons)
            assert all(each.target.isascii() and " " not in each.target for each in page.buttons)
            assert len({each.label for each in page.buttons}) == len(page.buttons)
            older = [each for each in page.buttons if each.label == "Older"]
            if not older:
                break
            page = await card(studio, call("library_page", target=older[0].target))
            turned += 1
        assert (len(seen), len(set(seen)), turned) == (11, 11, 2)
        back = next(each for each in page.buttons if each.label == "Newer")
        before = await card(studio, call("library_page", target=back.target))
        assert [each.picture_id for each in before.pictures] == seen[4:8]
    assert (await card(studio, call("library", options={"words": long}))).pictures == ()


async def test_a_long_search_is_turned_by_who_asked_alone(studio: Studio):
    for number in range(5):
        await put(studio, f"a very red fox number {number} in the snow of the mountains")
    words = "very red fox number snow mountains by:ada is:draft since:2020-01-01 before:2099-01-01"
    page = await card(studio, call("library", options={"words": words}))
    older = next(each for each in page.buttons if each.command == "library_page")
    assert "fox" not in older.target
    assert len((await card(studio, call("library_page", target=older.target))).pictures) == 1
    with pytest.raises(NotFound, match="search_old"):
        await card(studio, call("library_page", target=older.target, person=BOB))


@pytest.mark.parametrize(
    "target",
    ["", "!", "!nothing", "zz", "9" * 40 + "~", "1.2.3.4.5.6~fox", "-1~fox", "1 ~x", "\0~", "~" + "x" * 500, "é~fox"],
)
async def test_what_is_no_page_is_told(studio: Studio, target: str):
    with pytest.raises(NotFound, match="search_old"):
        await card(studio, call("library_page", target=target))


async def test_a_page_past_the_end_says_so(studio: Studio):
    await put(studio)
    page = await card(studio, call("library_page", target="0~fox"))
    assert (page.pictures, page.text) == ((), "There is nothing older.")


async def test_an_empty_library_teaches(studio: Studio):
    assert "/imagine" in (await card(studio, call("library"))).text


async def test_nothing_private_and_nothing_of_others_for_a_guest(studio: Studio):
    secret, here = await put(studio, place=CLOSED), await put(studio, place=LOBBY)
    public = await put(studio, place=OPEN)
    assert await ids(studio) == [public.id, here.id]
    assert await ids(studio, place=CLOSED) == [public.id, here.id, secret.id]
    assert await ids(studio, place=LOBBY, person=GUEST) == [here.id]
    for command in ("library_one", "similar", "use", "library_show", "star"):
        with pytest.raises(NotFound, match="entry_unknown"):
            await card(studio, call(command, target=secret.id))


async def test_the_pages_are_opened_by_a_link_of_ones_own(studio: Studio):
    options, door = {"action": "open"}, Door()
    closed, opened = replace(studio, library_door=None), replace(studio, library_door=door)
    assert "EASEL_PUBLIC_URL" in (await card(closed, call("library", options=options))).text
    away = replace(ADA, team=Team(Platform.DISCORD, "1", "Guild"))
    said = await card(opened, call("library", options=options, person=away))
    assert said.private
    assert said.text.endswith("for you alone: https://easel.example/library/enter/1")
    said = await card(opened, call("library", options=options, person=GUEST, place=LOBBY))
    assert said.text == "The library's pages are here: https://easel.example/library/enter/1"
    assert door.invited == [("ada", ()), ("guest", ("C3",))]


async def test_what_is_typed_is_completed_from_what_is_seen(studio: Studio):
    fox, secret = await put(studio), await put(studio, place=CLOSED)
    for picture, place, word in ((fox, OPEN, "open"), (secret, CLOSED, "opaque")):
        for action in ("name", "tag", "collect"):
            options = {"action": action, "name": f"{word}-{action}"}
            await card(studio, call("asset", options=options, target=picture.id, place=place))

    async def values(what: str, typed: str) -> list[str]:
        return [value for _, value in await suggest(studio, call("library").viewer, what, typed)]

    assert await values("names", "op") == ["open-name"]
    assert await values("tags", "op") == ["open-tag"]
    assert await values("collections", "op") == ["open-collect"]
    assert len(await values("makers", "ad")) == 1
    assert await values("shapes", "port") == ["portrait"]


async def test_pictures_that_look_alike_are_found(studio: Studio):
    fox, alike, other = await put(studio, "a fox"), await put(studio, "its twin"), await put(studio, "a cat")
    async with studio.database.begin() as tx:
        for picture, seen in (
            (fox, 0x0F0F_1234_5678_9ABC),
            (alike, 0x0F0F_1234_5678_9ABD),
            (other, 0xF0F0_EDCB_A987_6543),
        ):
            await shelf.examined(tx, picture.id, Look(1, (), seen))
    found = await card(studio, call("similar", target=fox.id))
    assert [each.picture_id for each in found.pictures] == [alike.id]
    assert "Most like “a fox”" in found.text
    assert "looks like" in (await card(studio, call("similar", target=other.id))).text
    assert await ids(studio, f"like:{fox.id}") == [alike.id]
