"""Cards as the words of a message."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.discord.draw import CONTENT, draw, thread_name
from bot.platforms.discord.markdown import units
from commands.words import saying
from domain.card import Card, CardKind, Field, Progress, Shown, Version

SAY = saying("en")


def test_a_progress_card_says_what_it_draws_and_how_long_it_takes():
    card = Card(
        CardKind.PROGRESS, "On it.", title="a fox", notes=("A note.",), progress=Progress("j", "waiting", seconds=30)
    )
    assert draw(card, SAY).content == "**a fox**\nOn it. About 30 seconds to go.\n-# A note."


def test_a_result_quotes_the_words_and_names_its_engine():
    card = Card(CardKind.RESULT, "a fox", title="v2, from v1, by @mira", label="Drawn from clip-art")
    assert draw(card, SAY, mention="42").content == ("<@42> **v2, from v1, by @mira**\n> a fox\n-# Drawn from clip-art")


def test_values_are_lines_or_a_box():
    card = Card(CardKind.ANSWER, "Yours.", fields=(Field("Left", "3 of 50"), Field("Renews", "in 2 hours")))
    assert draw(card, SAY).content == "Yours.\n**Left** 3 of 50\n**Renews** in 2 hours"
    boxed = draw(card, SAY, boxed=True)
    assert boxed.content == "Yours."
    assert boxed.rows == (("Left", "3 of 50"), ("Renews", "in 2 hours"))


def test_commands_are_named_as_discord_has_them():
    said = Card(CardKind.REFUSAL, "See /models. An administrator can allow it with /settings.")
    assert draw(said, SAY).content == "See /models. An administrator can allow it with /easel settings."
    assert (
        draw(replace(said, text="管理者が/settingsで許可できます。"), SAY).content
        == "管理者が/easel settingsで許可できます。"
    )
    listed = Card(
        CardKind.ANSWER, "", fields=(Field("/imagine", "Make one"), Field("/vary", "Another"), Field("/easel", "?"))
    )
    assert [name for name, _ in draw(listed, SAY, boxed=True).rows] == ["/imagine", "/easel vary", "/easel"]
    assert draw(listed, SAY).content.split("\n")[1] == "**/easel vary** Another"


@pytest.mark.parametrize("text", ["1/2 or and/or", "https://x.example/settings/more", "a file in /usr/lib"])
def test_what_is_no_command_stays_as_it_is(text: str):
    assert "easel" not in draw(Card(CardKind.ANSWER, text), SAY).content


def test_what_a_person_typed_stays_as_it_is():
    title = Card(CardKind.PROGRESS, "On it.", title="a road sign that says /settings")
    quoted = Card(CardKind.RESULT, "a road sign that says /settings")
    for card in (title, quoted):
        assert "says /settings" in draw(card, SAY).content


def test_pictures_that_are_only_shown_again_are_told_apart():
    fox, owl = (
        Shown(each, n, "d", "image/png", 1, 1, f"AI-generated image: {each}", f"v{n}")
        for n, each in ((3, "*fox*"), (1, "owl"))
    )
    two = Card(CardKind.ANSWER, "The 2 newest pictures here:", pictures=(fox, owl))
    assert draw(two, SAY).content.split("\n")[1:] == ["v3 AI-generated image: \\*fox\\*", "v1 AI-generated image: owl"]
    assert "owl" not in draw(replace(two, kind=CardKind.RESULT), SAY).content
    assert "fox" not in draw(replace(two, pictures=(fox,)), SAY).content


def test_versions_are_a_tree():
    versions = (
        Version("a", 1, None, "a fox", "mira"),
        Version("b", 2, 1, "in snow", "leo"),
        Version("c", 3, 2, "at night", "mira", head=True),
        Version("d", 4, 1, "", "mira"),
    )
    card = Card(CardKind.ANSWER, "The tree.", versions=versions)
    assert draw(card, SAY).content.split("\n")[1:] == [
        "v1 a fox (mira)",
        "\u2003v2 in snow (leo)",
        "**\u2003\u2003v3 at night (mira)**",
        "\u2003v4 (mira)",
    ]


def test_of_a_large_tree_the_newest_are_shown():
    versions = tuple(Version(str(n), n, n - 1 or None, "words " * 20, "mira") for n in range(1, 400))
    content = draw(Card(CardKind.ANSWER, "The tree.", versions=versions), SAY).content
    assert "v399 " in content
    assert "earlier versions" in content
    assert units(content) <= CONTENT


def test_a_note_that_is_said_twice_is_said_once():
    card = Card(CardKind.RESULT, "a fox", notes=("Same.", "Same."))
    assert draw(card, SAY, notes=("Same.",)).content.count("Same.") == 1


@pytest.mark.parametrize(
    ("card", "name"),
    [
        (Card(CardKind.RESULT, "a **fox** in\nsnow", title="v1"), "a **fox** in snow"),
        (Card(CardKind.RESULT, "", title="v2, from v1"), "v2, from v1"),
        (Card(CardKind.RESULT, "\u200b \u202e", title=""), "Easel"),
    ],
)
def test_a_thread_is_named_from_the_words(card: Card, name: str):
    assert thread_name(card) == name


TEXT = st.text(max_size=3_000)


def test_one_picture_that_was_found_is_said_once():
    one = Shown("p1", 1, "d", "image/png", 1, 1, "a fox", caption="1 · a fox · Ada · ★ 2")
    found = Card(CardKind.ANSWER, "Found for fox:", title="Library", pictures=(one,))
    assert draw(found, SAY).content == "**Library**\nFound for fox:\n1 · a fox · Ada · ★ 2"
    own = replace(found, text="", title=one.caption)
    assert draw(own, SAY).content == "**1 · a fox · Ada · ★ 2**"


FIELDS = st.lists(st.builds(Field, TEXT, TEXT), max_size=30).map(tuple)
NOTES = st.lists(TEXT, max_size=30).map(tuple)
SHOWN = st.lists(st.builds(Shown, TEXT, st.just(1), TEXT, TEXT, st.just(1), st.just(1), TEXT), max_size=12).map(tuple)
CARDS = st.builds(
    Card,
    st.sampled_from(CardKind),
    TEXT,
    title=TEXT,
    notes=NOTES,
    pictures=SHOWN,
    fields=FIELDS,
    label=TEXT,
    incident=TEXT,
)


@given(CARDS, st.booleans())
def test_whatever_a_card_says_it_fits(card: Card, boxed: bool):
    drawn = draw(card, SAY, boxed=boxed, mention="123456789012345678", notes=("More.",))
    assert units(drawn.content) <= CONTENT
    assert len(drawn.rows) <= 25
    assert sum(units(name) + units(value) for name, value in drawn.rows) <= 6_000
    assert 1 <= units(thread_name(card)) <= 100
