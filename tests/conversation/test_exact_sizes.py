"""Sizes in words and flags, through the browser: what is made, what is delivered, what is said of it."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tests.conversation.conftest import Enter
from tests.conversation.guest import Json
from tests.fakes.openai import FakeOpenAI


def notes(message: Json) -> str:
    return "\n".join(message["card"]["notes"])


def size(message: Json) -> tuple[int, int]:
    shown = message["card"]["pictures"][0]
    return shown["width"], shown["height"]


def last(openai: FakeOpenAI) -> str:
    """Return all that was sent to the vendor with the last call."""
    return str([seen for seen in openai.seen if "/images/" in seen.route][-1])


async def test_a_header_is_made_at_the_nearest_size_and_stays_a_header(enter_openai: Enter, openai: FakeOpenAI):
    ada = await enter_openai()
    root = await ada.imagine("a farm at dawn as an X header")
    assert size(root) == (1536, 512)
    assert "Made at 1536x512, scaled to 1500x500 for X header." in notes(root)
    night = await ada.reply(root, "make it night")
    assert size(night) == (1536, 512)
    assert "1500x500 for X header" in notes(night)
    story = await ada.reply(root, "make it an Instagram story")
    assert "1080x1920 for Instagram story" in notes(story)
    assert "X header" not in notes(story)
    square = await ada.reply(root, "make it 1:1")
    assert size(square)[0] == size(square)[1]
    assert "for " not in notes(square)
    assert openai.refused == []


async def test_an_emoji_is_made_large_and_delivered_small(enter_openai: Enter):
    ada = await enter_openai()
    root = await ada.imagine("a fox as a Slack emoji")
    assert size(root) == (1024, 1024)
    assert "Made at 1024x1024, scaled to 128x128 for Slack emoji." in notes(root)


async def test_the_download_has_the_exact_pixels_and_the_original_stays(enter_openai: Enter):
    ada = await enter_openai()
    root = await ada.imagine("a farm at dawn as an X header")
    picture = root["card"]["pictures"][0]["id"]
    original = await ada.picture(picture)
    with (
        Image.open(io.BytesIO(await ada.picture(picture, "exact"))) as exact,
        Image.open(io.BytesIO(original)) as made,
    ):
        assert (exact.size, made.size, exact.format) == ((1500, 500), (1536, 512), made.format)
    plain = (await ada.imagine("a farm at dusk"))["card"]["pictures"][0]["id"]
    assert await ada.picture(plain, "exact") == await ada.picture(plain)


async def test_print_in_a_reply_is_read(enter_openai: Enter):
    ada = await enter_openai()
    root = await ada.imagine("a fox in the snow")
    printed = await ada.reply(root, "make it night, for print A5 300dpi")
    assert "1748x2480 for A5 300dpi" in notes(printed)


async def test_flags_are_read_or_named_and_never_sent(enter_openai: Enter, openai: FakeOpenAI):
    ada = await enter_openai()
    root = await ada.imagine("a fox in the snow --ar 16:9 --q low --no text, people --style raw --s 250 --seed 7")
    assert size(root) == (1536, 864)
    assert root["card"]["text"] == "a fox in the snow, without text and people"
    assert "--style raw, --s 250, --seed 7" in notes(root)
    sent = last(openai)
    assert "without text and people" in sent
    assert "--" not in sent.replace("----", "")
    assert "250" not in sent


async def test_a_count_and_a_seed_are_applied_where_they_exist(enter: Enter):
    ada = await enter()
    root = await ada.imagine("a red fox --n 2 --seed 7")
    assert len(root["card"]["pictures"]) == 2
    assert "--" not in notes(root)


async def test_of_two_sizes_the_last_counts_and_that_is_said(enter: Enter):
    ada = await enter()
    root = await ada.imagine("a red fox, square 16:9")
    assert size(root) == (1536, 864)
    assert "You asked for square and for 16:9" in notes(root)
    flagged = await ada.imagine("a red fox, square --ar 2:3")
    assert size(flagged) == (1024, 1536)
    assert "square" in notes(flagged)


@pytest.mark.parametrize("words", ["16:9", "--ar 16:9", "1500x500", "for print A5 300dpi", "--s 250"])
async def test_a_size_alone_is_asked_what_to_draw(enter: Enter, words: str):
    ada = await enter()
    before = await ada.quota()
    told = await ada.answer(await ada.say(f"/imagine {words}"))
    assert told["card"]["kind"] == "refusal"
    assert "Say what to draw" in told["card"]["text"]
    assert await ada.quota() == before


async def test_more_than_is_ever_delivered_is_held_and_said(enter: Enter):
    ada = await enter()
    root = await ada.imagine("a red fox, A0 at 300 dpi")
    assert "A0 at 300 dpi has more pixels than are made here; you get 4120x5824" in notes(root)
