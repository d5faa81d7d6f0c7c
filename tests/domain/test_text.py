import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadInput
from domain.text import AI_MADE, PROMPT_LIMIT, alt_text, clean, require_prompt, title_of

ODD = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "a e\u0301\u0323\u0f73\u0958\U0001d160 \u200b\u200c\u200d\u202e\u2066\ufeff\u00ad\ufe0f\ufe0e\U000e0100👩🚀🏴❤🏽\U000e0067\U000e007f\u0645\u0915\u061c\r\n\t\x00\u2028"
        ),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("  a  red\tfox \n\n and\r\na cactus ", "a red fox\nand\na cactus"),
        ("a\u2028b\u0085c\x0bd", "a\nb\nc\nd"),
        ("a\u00a0\u2003b\u3000c", "a b c"),
        ("a\u200bb\u2060c\ufeffd\u00ade", "abcde"),
        ("abc\u202edef\u2066ghi\u2069", "abcdefghi"),
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("a\ud800b", "ab"),
        ("e\u0301", "é"),
        ("e\u200b\u0301", "é"),
        ("\u3164\u115f", ""),
        ("a\U000e0041\U000e0042b", "ab"),
        ("a\ufe0f\ufe0f\ufe0fb", "a\ufe0fb"),
        ("\u200da\u200d b", "a b"),
        ("❤\u200d\ufe0fa", "❤\ufe0fa"),
        ("a" + "\u0334" * 20 + "b", "a" + "\u0334" * 8 + "b"),
        ("a" + "\u0334\u034f\x00" * 20 + "b", "a" + "\u0334" * 8 + "b"),
        ("ế" + "\u0334" * 20, "ế" + "\u0334" * 6),
        ("\u0f40" + "\u0f73" * 20, "\u0f40" + "\u0f71" * 4 + "\u0f72" * 4),
    ],
)
def test_clean_drops_what_cannot_be_seen(said, kept):
    assert clean(said) == kept


@pytest.mark.parametrize(
    "whole",
    [
        "👨\u200d👩\u200d👧\u200d👦",
        "🧑🏽\u200d🚀",
        "👩\u200d⚕\ufe0f",
        "❤\ufe0f\u200d🔥",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "🇩🇪 1\ufe0f\u20e3",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0915\u094d\u200d\u0937",
        "日本語 עברית العربية",
    ],
)
def test_clean_keeps_emoji_and_scripts_whole(whole):
    assert clean(f" {whole}\n") == whole


@given(ODD)
def test_clean_twice_is_clean_once_and_shows_all_it_keeps(said):
    kept = clean(said)
    assert clean(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert kept == kept.strip()
    assert "  " not in kept
    assert "\n\n" not in kept
    kept.encode()
    assert not [c for c in kept if unicodedata.category(c) in ("Cc", "Cs") and c != "\n"]


@given(
    st.text(
        st.sampled_from("aế\u0301\u0323\u0345\u0f73\u0958\U0001d160\u034f\u200d\ufe0f👩 \x00"), min_size=10, max_size=60
    )
)
def test_marks_beyond_the_most_are_cut_the_same_way_twice(said):
    kept = clean(said)
    assert clean(kept) == kept
    runs = "".join("m" if unicodedata.combining(c) else "." for c in unicodedata.normalize("NFD", kept)).split(".")
    assert max(map(len, runs)) <= 8


def test_a_prompt_needs_words_and_has_a_limit():
    assert require_prompt(" a fox ") == "a fox"
    assert len(require_prompt("x" * PROMPT_LIMIT)) == PROMPT_LIMIT
    for nothing in ("", " \n", "\u200b\u202e"):
        with pytest.raises(BadInput) as empty:
            require_prompt(nothing)
        assert empty.value.code == "prompt_empty"
    with pytest.raises(BadInput) as long:
        require_prompt("x" * 40_000)
    assert (long.value.code, long.value.params) == ("prompt_too_long", {"length": 40_000, "limit": 32_000})


def test_a_title_is_one_line_cut_between_words():
    assert title_of("a red fox\nand a cactus") == "a red fox and a cactus"
    assert title_of("a red fox and a cactus in the desert at sunset, painted in oil") == (
        "a red fox and a cactus in the desert at sunset, painted in…"
    )
    assert title_of("x" * 99) == "x" * 59 + "…"
    assert title_of("\u200b") == ""


def test_a_title_never_parts_an_emoji():
    assert title_of("x" * 57 + "👨\u200d👩\u200d👧 and more") == "x" * 57 + "…"


def test_alt_text_says_first_how_the_picture_was_made():
    assert alt_text("a fox") == "AI-generated image: a fox"
    assert alt_text("a fox", ["make it night", "add a rocket"]) == (
        "AI-generated image: a fox; make it night; add a rocket"
    )
    assert alt_text("a fox", made_by="Drawn from clip-art") == "Drawn from clip-art: a fox"


def test_a_long_alt_text_keeps_the_start_and_the_newest_edits():
    alt = alt_text("word " * 100, [f"edit {number}" for number in range(60)], limit=200)
    assert len(alt) <= 200
    assert alt.startswith("AI-generated image: word word")
    assert alt.endswith("; edit 58; edit 59")
    assert "; edit 0;" not in alt
    assert "; …; edit" in alt


@given(ODD, st.lists(ODD, max_size=5), st.integers(1, 120))
def test_titles_and_alt_texts_are_bounded(said, edits, limit):
    assert len(title_of(said, limit)) <= limit
    assert "\n" not in title_of(said, limit)
    alt = alt_text(said, edits, limit=limit)
    assert len(alt) <= limit
    assert alt.startswith(AI_MADE) or limit < len(AI_MADE) + 2
