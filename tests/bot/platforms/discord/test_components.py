"""Buttons that say all they need."""

from __future__ import annotations

import discord
import pytest
from structlog.testing import capture_logs

from bot.platforms.discord.components import TEMPLATE, EaselButton, custom_id, targets, view_of
from domain.card import Button, Style


def rows(view: discord.ui.View | None) -> list[list[str]]:
    assert view is not None
    return [[each.get("label") for each in row["components"]] for row in view.to_components()]


async def test_buttons_stand_in_even_rows():
    buttons = [
        Button(name, "pic1", name) for name in ("edit", "vary", "again", "back", "details", "original", "delete")
    ]
    assert rows(view_of(buttons)) == [["edit", "vary", "again", "back"], ["details", "original", "delete"]]


async def test_picks_have_a_row_of_their_own_and_a_link_the_last():
    buttons = [Button("rebase", "j", "Use it"), *(Button("pick", f"p{n}", f"v{n}") for n in range(1, 5))]
    assert rows(view_of(buttons, ("Open", "https://easel.example/o"))) == [
        ["v1", "v2", "v3", "v4"],
        ["Use it"],
        ["Open"],
    ]


async def test_styles_and_ids_are_as_the_card_says():
    (row,) = view_of(
        [Button("delete", "pic1", "Delete", Style.DANGER), Button("edit", "pic1", "Refine", Style.PRIMARY)]
    ).to_components()
    assert [(each["style"], each["custom_id"]) for each in row["components"]] == [
        (4, "e:delete:pic1"),
        (1, "e:edit:pic1"),
    ]


def gallery(count: int, *, lent: tuple[int, ...] = (), pages: int = 2) -> list[Button]:
    made = []
    for number in range(1, count + 1):
        commands = (
            ["use", "library_show", "library_one"]
            if number in lent
            else ["use", "library_show", "share_to", "star", "library_one"]
        )
        made += [Button(each, f"{number:032d}", f"{each} {number}") for each in commands]
    return [*made, *(Button("library_page", f"{page}~{'x' * 80}", f"page {page}") for page in range(pages))]


@pytest.mark.parametrize("lent", [(), (2,), (1, 2, 3, 4)])
async def test_a_gallery_has_a_row_for_each_picture_and_one_to_turn_pages(lent: tuple[int, ...]):
    made = rows(view_of(gallery(4, lent=lent)))
    assert len(made) == 5
    for number, row in enumerate(made[:4], start=1):
        assert {label.rpartition(" ")[2] for label in row} == {str(number)}
        assert len(row) == (3 if number in lent else 5)
    assert made[4] == ["page 0", "page 1"]


async def test_a_gallery_keeps_discords_limits():
    long = [Button(each.command, each.target, each.label + "y" * 200) for each in gallery(4)]
    payload = view_of(long).to_components()
    assert len(payload) <= 5
    ids = []
    for row in payload:
        assert len(row["components"]) <= 5
        for each in row["components"]:
            assert 1 <= len(each["label"]) <= 80
            assert 1 <= len(each["custom_id"]) <= 100
            ids.append(each["custom_id"])
    assert len(ids) == len(set(ids)) == 22


async def test_more_pictures_than_rows_fill_them():
    made = rows(view_of(gallery(5, lent=(1, 2, 3, 4, 5))))
    assert [len(row) for row in made] == [5, 5, 5, 2]
    assert made[0] == ["use 1", "library_show 1", "library_one 1", "use 2", "library_show 2"]


async def test_no_buttons_are_no_view():
    assert view_of([]) is None


async def test_the_library_keeps_nothing_of_it():
    view = view_of([Button("edit", "pic1", "Refine")], ("Open", "https://easel.example/o"))
    assert view.is_finished()
    assert view.timeout is None


@pytest.mark.parametrize("target", ["x" * 100, "with space", "", "é"])
async def test_a_button_that_cannot_be_is_left_out(target: str):
    with capture_logs() as logs:
        assert rows(view_of([Button("edit", target, "Bad"), Button("edit", "pic1", "Good")])) == [["Good"]]
    assert [each["event"] for each in logs] == ["discord_button_left_out"]


async def test_the_same_button_twice_is_one():
    assert rows(view_of([Button("edit", "pic1", "Refine")] * 3)) == [["Refine"]]


def test_an_offers_target_fits():
    target = "0123456789abcdef0123456789abcdef||discord:1234567890123456789"
    match = TEMPLATE.fullmatch(custom_id("confirm", target))
    assert match["command"] == "confirm"
    assert match["target"] == target
    assert len(custom_id("confirm", target)) <= 100


def test_what_is_not_ours_names_nothing():
    assert targets(["e:edit:pic1", "img:x", "e:edit:", "m:edit:pic2"]) == {"pic1"}


async def test_a_press_is_handed_to_the_client():
    heard: list[tuple[str, str]] = []

    class Client:
        async def pressed(self, interaction: object, command: str, target: str) -> None:
            heard.append((command, target))

    class Interaction:
        client = Client()

    match = TEMPLATE.fullmatch("e:vary:pic1")
    button = await EaselButton.from_custom_id(Interaction(), discord.ui.Button(), match)
    await button.callback(Interaction())
    assert heard == [("vary", "pic1")]
