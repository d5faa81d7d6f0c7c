"""Words of strangers in a message: read as typed, whatever they are."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.discord.markdown import fitted, line, safe, units
from domain.text import clean

WORDS = st.text(
    alphabet=st.one_of(st.sampled_from("\\*_~`|<>[]()#-+@:/.1 \n!&eEvryonhg\u200b\u202e😀é"), st.characters())
)


def shown(content: str) -> str:
    """Return what Discord shows of escaped words."""
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", content).replace("@\u200b", "@")


@given(WORDS)
def test_what_is_shown_is_what_was_typed(words: str):
    assert shown(safe(words)) == clean(words)


@given(WORDS)
def test_no_markdown_is_left(words: str):
    left = re.sub(r"\\[^0-9A-Za-z\s]", "", safe(words))
    assert not re.search(r"[\\*_~`|<>\[\]]", left)
    assert not re.search(r"^\s*[#+-]|^\s*\d+[.)]", re.sub(r"\\([^0-9A-Za-z\s])", "x", safe(words)), re.MULTILINE)
    assert "://" not in safe(words)
    assert not re.search(r"@(everyone|here|[!&]?\d)", safe(words), re.IGNORECASE)


@given(WORDS, st.integers(1, 300))
def test_it_fits_whatever_it_is(words: str, limit: int):
    assert units(fitted(words, limit)) <= limit
    one = line(words, limit)
    assert units(one) <= limit
    assert "\n" not in one


@given(WORDS, st.integers(1, 40))
def test_a_cut_never_leaves_an_escape_without_what_it_escapes(words: str, limit: int):
    cut = fitted(words, limit).removesuffix("…")
    assert (len(cut) - len(cut.rstrip("\\"))) % 2 == 0


def test_what_fits_is_not_cut():
    assert fitted("a fox in snow", 13) == "a fox in snow"
    assert fitted("a fox in snow", 12) == "a fox in…"


@pytest.mark.parametrize("words", ["discord.gg/abc", "DISCORD.GG/abc", "discordapp.com/invite/abc"])
def test_invitations_are_no_links(words: str):
    assert "\\." in safe(words)


def test_letters_keep_their_marks():
    assert not fitted("e\u0301" * 40, 20).removesuffix("…").endswith("\\")
