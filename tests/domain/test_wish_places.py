"""Which of several pictures is named by its place."""

from __future__ import annotations

import pytest

from domain.wish_places import read_place


@pytest.mark.parametrize(
    ("words", "place", "left"),
    [
        ("make the first one blue", 1, "make it blue"),
        ("the second one but in snow", 2, "in snow"),
        ("2: make it night", 2, "make it night"),
        ("#2 make it night", 2, "make it night"),
        ("make number 2 blue", 2, "make it blue"),
        ("the last one", 6, ""),
        ("make picture three a painting", 3, "make it a painting"),
        ("Second: bigger", 2, "bigger"),
        ("2", 2, ""),
        ("the first, at night", 1, "at night"),
        ("make the 2nd picture brighter", 2, "make it brighter"),
        ("put the third on a hill", 3, "put it on a hill"),
        ("make it night", None, "make it night"),
        ("the 9th one in snow", None, "the 9th one in snow"),
        ("add a second moon", None, "add a second moon"),
        ("change the first floor", None, "change the first floor"),
        ("2 birds in the sky", None, "2 birds in the sky"),
        ("one more tree", None, "one more tree"),
        ("", None, ""),
    ],
)
def test_a_place_is_read_and_taken_out_of_the_words(words: str, place: int | None, left: str):
    assert read_place(words, 6) == (place, left)
