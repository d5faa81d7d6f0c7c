"""What was said can be taken apart again in every language, so that whoever is forgotten is found in it."""

from __future__ import annotations

import re

import pytest

from commands import privacy
from commands.words import saying
from domain.text import alt_text
from storage.scrub import Gone
from tests.commands.test_languages import EVERY, section


@pytest.mark.parametrize("language", EVERY)
def test_whoever_is_forgotten_is_found_in_what_was_said(language: str):
    """Cards are searched for a name behind "@", and for words behind the last ": " of a title."""
    say = saying(language)
    gone = Gone(frozenset({"Ada"}), {}, frozenset(), frozenset(), frozenset(), {}, {}, {})
    for key in section(language, "result"):
        title = say(key, which="v4", version=2, person="Ada")
        assert "Ada" in title
        assert "Ada" not in gone.unnamed(title), title
    for key, words in section(language, "doing").items():
        if "{words}" in words:
            title = say(key, version=2, words="a tree")
            head, colon, tail = title.rpartition(": ")
            assert (tail, ": " in head) == ("a tree", False), title
            assert colon or title == "a tree"
    assert re.findall(r"\d+", say("details.title", version=12))[0] == "12"


@pytest.mark.parametrize("language", EVERY)
def test_alt_text_can_be_taken_apart_again(language: str):
    for key in section(language, "alt"):
        made_by = saying(language)(key, person="Ada")
        assert alt_text("cat.png", made_by=made_by).partition(": ") == (made_by, ": ", "cat.png")
    assert saying(language)("alt.upload", person="Ada").endswith("Ada")


@pytest.mark.parametrize("language", EVERY)
def test_sentences_about_whoever_is_forgotten_are_known_in_every_language(language: str):
    known = privacy._sentences("Ada")
    for key in ("errors.cancel_not_yours", "errors.delete_not_yours"):
        sentence = saying(language)(key, person="Ada")
        assert "Ada" not in known[sentence]
