"""What somebody looks for: words folded, filters read."""

from __future__ import annotations

import sys
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadInput
from domain.library import State
from domain.search import MOST_LETTERS, MOST_TERMS, Look, Search, entry_words, folded, mark, narrowed, search_of


@given(st.text(max_size=200))
def test_folding_again_changes_nothing_and_leaves_nothing_but_words(text: str) -> None:
    once = folded(text)
    assert folded(once) == once
    assert all(word.isalnum() or word.isnumeric() or word.isidentifier() for word in once.split())
    assert not set("'\"\\*%:&|!()<>=-_\0") & set(once)
    assert max(map(len, once.split()), default=0) <= MOST_LETTERS
    assert folded(text.upper()).split() or not once


def test_every_single_character_folds_to_what_folds_to_itself() -> None:
    for code in range(sys.maxunicode + 1):
        once = folded(chr(code))
        assert folded(once) == once, hex(code)


@pytest.mark.parametrize(
    ("words", "there"),
    [
        ("Größe", "grosse"),
        ("ÉCOLE naïve", "ecole naive"),
        ("東京タワー", "東 京 タ ワ ー"),
        ("fox東京", "fox 東 京"),
        ("\ufb01ne \uff21\uff22\uff23", "fine abc"),
        ("it's x-ray_2", "it s x ray 2"),
        ("  ", ""),
        ("a" * 90, f"{'a' * 40} {'a' * 40} {'a' * 10}"),
        ("مرحبا", "مرحبا"),
    ],
)
def test_words_as_they_are_found(words: str, there: str) -> None:
    assert folded(words) == there


PIECES = ["a", " ", "é", "東", "by:", '"', "ﷺ", "a:b ", "\u0301", "by:x ", "is:", "=", 'by:"', "since:2026-01-01 "]


@pytest.mark.parametrize("piece", PIECES)
def test_what_is_ten_thousand_characters_long_takes_no_more_than_its_share(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        began = time.process_time()
        for _ in range(3):
            folded(text)
            entry_words([text], model="m", width=1, height=1)
        return time.process_time() - began

    seconds(1_000)
    short, long = (min(seconds(length) for _ in range(4)) for length in (10_000, 80_000))
    # Eight times as long takes about eight times as much, and quadratically it would take sixty-four.
    assert long < 32 * short + 0.05


@given(st.text(max_size=400))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    try:
        found = search_of(text)
    except BadInput:
        return
    assert len(found.terms) <= MOST_TERMS
    assert all(folded(term) == term for term in found.terms)


def test_filters_stand_among_words() -> None:
    found = search_of(
        'by:ada red #fox is:in-review in:"the pub" color:gray ratio:16:9 since:2026-01-02 is:starred mine'
    )
    assert found == Search(
        terms=("red", "fox"),
        person="ada",
        channel="the pub",
        state=State.REVIEW,
        colour="grey",
        ratio="16:9",
        since=date(2026, 1, 2),
        starred=True,
        mine=True,
    )
    assert search_of("").everything
    assert not found.everything


@pytest.mark.parametrize("words", ["is:nothing", "colour:loud", "ratio:wide", "since:yesterday", "ratio:0:1"])
def test_a_filter_that_can_be_none_is_refused(words: str) -> None:
    with pytest.raises(BadInput):
        search_of(words)
    with pytest.raises(BadInput):
        narrowed(Search(), "nonsense", "x")


def test_a_picture_is_found_by_each_word_once_and_by_marks() -> None:
    words = entry_words(["A red, red Fox", "logo"], model="gpt-image-2.6", width=1920, height=1080, colours=["teal"])
    assert words == "=modelgptimage26= =shapelandscape= =ratio58= =colourteal= a red fox logo"
    assert mark("shape", "square") in entry_words([], model="m", width=1030, height=1000).split()
    assert mark("shape", "portrait") in entry_words([], model="m", width=0, height=5).split()


def test_a_look_is_held_to_what_can_be() -> None:
    for wrong in ((-1,), (0, ("loud",)), (0, (), 1 << 64), (0, (), -1)):
        with pytest.raises(ValueError, match=r"look|print"):
            Look(*wrong)
    assert Look(0, ("red",), (1 << 64) - 1).print == (1 << 64) - 1
