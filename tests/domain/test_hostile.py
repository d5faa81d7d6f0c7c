"""The longest messages that a platform takes, made to be slow to read: none of them may hold up the loop."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

import pytest

from domain.errors import BadInput
from domain.flags import take_flags
from domain.plan import parse_quality
from domain.size_words import bare_size, parse_size, take_size
from domain.text import alt_text, clean, require_prompt, title_of
from domain.wish_clauses import fold, is_talk, key, read_clause, tokens
from domain.wish_commands import phrase
from domain.wishes import WishKind, read_wish

LENGTH = 50_000
# Half of it is enough on two slow cores; what takes the square of the length needs seconds.
SECONDS = 0.2
TRIES = 3

READERS: dict[str, Callable[[str], object]] = {
    "clean": clean,
    "require_prompt": require_prompt,
    "title_of": title_of,
    "alt_text": lambda text: alt_text(text, [text] * 5),
    "read_wish": read_wish,
    "read_wish, direct": lambda text: read_wish(text, direct=True, has_upload=True, picture_count=4),
    "parse_size": parse_size,
    "take_size": take_size,
    "take_flags": take_flags,
    "bare_size": bare_size,
    "parse_quality": parse_quality,
    "fold": fold,
    "key": key,
    "tokens": tokens,
    "is_talk": is_talk,
    "read_clause": lambda text: read_clause(text, direct=True, question=True),
    "phrase": phrase,
}
# Marks out of order, marks that are two, marks behind what is dropped, letters that come apart, joiners, flags, ends of
# sentences, sizes, and what leads to a size or follows one.
PARTS = (
    *(
        "\u0301\u0323",
        "\u0f73",
        "\u0323\u034f\u0301",
        "\u0323\u200b\u0301",
        "\u0301\ufe0f",
        "\U0001d160",
        "\u1100\u0958",
    ),
    *(
        "👩\u200d",
        "\U0001f3f4\U000e0067",
        "\u200d",
        "İß",
        "\ufdfa",
        "?",
        ".;",
        "!\u0301",
        " ",
        "\n ",
        '"',
        "' ",
        ", ",
        " - ",
    ),
    *("@", "<@abc", "easel ", "www.", "undo and ", "v1 ", "maybe ", "lol, ", "haha", "as a ", "please ", "1x", "-1"),
    *("--no a, ", "--w 5 ", "\u2014no x ", "a4 300 dpi ", "for print a4 ", "for a "),
    *("(16:9) ", "--ar 16:9 ", "as a twitter header ", "16:9,", "portrait ", "(a"),
)


def _seconds(read: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    with contextlib.suppress(BadInput):
        read(text)
    return time.process_time() - began


@pytest.mark.parametrize("name", READERS)
def test_no_message_takes_long_to_read(name: str):
    slow = {}
    for part in PARTS:
        whole = (part * LENGTH)[:LENGTH]
        for text in (whole, f"make it {whole[:-20]}x", f"undo{whole[:-20]}x y, 16:9"):
            took = (
                min(_seconds(READERS[name], text) for _ in range(TRIES))
                if _seconds(READERS[name], text) > SECONDS
                else 0
            )
            if took > SECONDS:
                slow[ascii(text[:20])] = took
    assert not slow


def test_every_sign_there_is_takes_no_longer():
    for first in (0xA0, 0x10000):
        text = "".join(map(chr, range(first, first + LENGTH)))
        assert min(_seconds(read_wish, text) for _ in range(TRIES)) < SECONDS


@pytest.mark.parametrize("signs", ["(", "?", '"', "@", "-", "\u0301"])
def test_words_that_come_late_are_read_as_well(signs: str):
    assert read_wish(f"{signs * 500}make it night").kind is not WishKind.TALK or signs == "@"
    assert read_wish(f"lol {signs * 500} make it night").kind in WishKind


def test_a_prompt_of_any_length_is_refused_at_once():
    with pytest.raises(BadInput, match="prompt_too_long"):
        require_prompt("\u0301\u0323" * 5_000_000)
