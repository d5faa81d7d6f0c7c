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
