"""The limits table against what the fake's two oracles refuse, and cutting to a length."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.slack.limits import check, cut, length
from tests.fakes.slack_blocks import check_blocks, check_view
from tests.fakes.slack_script import Wrong


def text(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words}


def button(number: int = 0, **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": f"e:vary:{number}", "text": text("Vary"), "value": "v"} | more


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def image(**more: Any) -> dict[str, Any]:
    return {"type": "image", "alt_text": "a fox", "slack_file": {"id": "F0EASEL0001"}} | more


def message(*blocks: dict[str, Any], words: str = "hello") -> dict[str, Any]:
    return {"text": words, "blocks": list(blocks)}


GOOD = message(
    {"type": "section", "text": text("x" * 3000)},
    {"type": "header", "text": text("x" * 150)},
    {"type": "context", "elements": [text("x")] * 10},
    image(alt_text="x" * 2000, title=text("x" * 2000)),
    actions(*(button(number) for number in range(25))),
)

BAD = {
    "51 blocks": message(*[{"type": "divider"}] * 51),
    "a long section": message({"type": "section", "text": text("x" * 3001)}),
    "a long header": message({"type": "header", "text": text("x" * 151)}),
    "an empty text": message({"type": "section", "text": text("")}),
    "a long field": message({"type": "section", "fields": [text("x" * 2001)]}),
    "11 fields": message({"type": "section", "fields": [text("x")] * 11}),
    "11 in a context": message({"type": "context", "elements": [text("x")] * 11}),
    "26 actions": message(actions(*(button(number) for number in range(26)))),
    "the same action twice": message(actions(button(), button())),
    "the same block twice": message({"type": "divider", "block_id": "b"}, {"type": "divider", "block_id": "b"}),
    "a long label": message(actions(button(text=text("x" * 76)))),
    "a long value": message(actions(button(value="x" * 2001))),
    "a long action": message(actions(button(action_id="x" * 256))),
    "a long address": message(actions(button(url="https://e.com/" + "x" * 3000))),
    "a long hint": message(actions(button(accessibility_label="x" * 76))),
    "a long alt text": message(image(alt_text="x" * 2001)),
    "no alt text": message(image(alt_text="")),
    "two sources": message(image(image_url="https://e.com/a.png")),
    "no file's id": message(image(slack_file={"id": "nonsense"})),
    "a file input": message({"type": "input", "label": text("x"), "element": {"type": "file_input", "action_id": "f"}}),
    "too much in all": message(*[{"type": "section", "text": text("x" * 2900)}] * 5),
}


def test_what_is_within_the_limits_is_taken_by_both() -> None:
    check(GOOD)
    check_blocks(GOOD["blocks"])


@pytest.mark.parametrize("name", BAD)
def test_what_slack_refuses_is_found_before_it_is_sent(name: str) -> None:
    with pytest.raises(ValueError, match=":"):
        check(BAD[name])
    with pytest.raises(Wrong):
        check_blocks(BAD[name]["blocks"])


@pytest.mark.parametrize("words", ["", "  ", "x" * 4001])
def test_a_message_has_words_and_not_too_many(words: str) -> None:
    with pytest.raises(ValueError, match="text"):
        check(message(words=words))


def view(**more: Any) -> dict[str, Any]:
    field = {"type": "input", "label": text("Words"), "element": {"type": "plain_text_input", "action_id": "w"}}
    return {"type": "modal", "title": text("A picture"), "submit": text("Go"), "blocks": [field]} | more


@pytest.mark.parametrize(
    "more",
    [
        {"title": text("x" * 25)},
        {"submit": text("x" * 25)},
        {"private_metadata": "x" * 3001},
        {"callback_id": "x" * 256},
        {"blocks": [{"type": "divider"}] * 101},
        {"blocks": [{"type": "section", "text": text("x" * 3000)}] * 84, "private_metadata": "x" * 2000},
    ],
)
def test_views_have_limits_too(more: dict[str, Any]) -> None:
    check(view())
    check_view(view())
    with pytest.raises(ValueError, match=":"):
        check(view(**more))
    with pytest.raises(Wrong):
        check_view(view(**more))


@given(st.text(), st.integers(2, 60))
def test_cutting_fits_and_keeps_what_fits(words: str, most: int) -> None:
    kept = cut(words, most)
    assert length(kept) <= most
    if length(words) <= most:
        assert kept == words
    else:
        assert kept.endswith("…")
        assert words.startswith(kept[:-1])


def test_characters_are_counted_as_slack_counts_them() -> None:
    assert length("🦊") == 2
    assert cut("🦊🦊🦊", 4) == "🦊…"
    assert cut("one two three", 9) == "one two…"
