"""What is said to Easel where no picture is meant yet: drawn only where it describes one."""

from __future__ import annotations

import pytest

from commands.table import SPECS
from domain.openings import Opening, aims, begin, read_opening
from domain.spoken import Spoken

NEW, CHANGE, PHOTO = Opening.NEW, Opening.CHANGE, Opening.PHOTO
UNSURE, DOUBTFUL, TALK, THANKS = Opening.UNSURE, Opening.DOUBTFUL, Opening.TALK, Opening.THANKS

READ = [
    *(
        (each, TALK)
        for each in ("hi", "hello", "Hey Easel!", "good morning", "what can you do?", "how does this work?")
    ),
    *((each, TALK) for each in ("who are you?", "are you there?", "is this free?", "why", "hi, thanks")),
    *((each, THANKS) for each in ("thanks!", "thank you so much", "lol", "ok", "nice one, thanks", "love it", "yes")),
    *(
        (each, NEW)
        for each in ("a red fox", "night market in Tokyo", "my dog on a beach", "make a poster for our picnic")
    ),
    *(
        (each, NEW)
        for each in ("make me a logo", "draw a fox", "could you draw a fox?", "I'd like a fox", "show me a cat")
    ),
    *(
        (each, NEW)
        for each in ("open book on a desk", "light bulb on a table", "close up of an eye", "clean white desk")
    ),
    *((each, NEW) for each in ("a fox, without text", "in a dark forest, a fox asleep", "hello kitty style cat")),
    *(
        (each, NEW)
        for each in ("great wave off Kanagawa", "thank you card with flowers", "please make one picture of a cow")
    ),
    *((each, NEW) for each in ("two people talking", "mirror selfie of a cat", "ein roter Fuchs", "un renard roux")),
    *((each, CHANGE) for each in ("undo", "another one", "again", "vary", "go back to v1", "the second one", "cancel")),
    *((each, CHANGE) for each in ("make it night", "add a hat", "remove the background", "more sky", "brighter")),
    *((each, CHANGE) for each in ("v1 in snow", "without the hat", "the sky should be darker", "give it a hat")),
    *((each, CHANGE) for each in ("make the sky more dramatic", "crop it to a square", "put a hat on the fox")),
    *(
        (each, PHOTO)
        for each in ("Replace the background of my photo with a plain studio", "turn my photo into a cartoon")
    ),
    *(
        (each, PHOTO)
        for each in ("make my photo look like a painting", "edit my photo", "can you sharpen this picture?")
    ),
    *(
        (each, UNSURE)
        for each in ("make the Eiffel tower out of cheese", "in snow", "red", "sunset", "make the house blue")
    ),
    ("we are family, group photo", DOUBTFUL),
    *((each, UNSURE) for each in ("do something nice", "do your magic", "do whatever you want")),
    ("do it in blue", CHANGE),
    *((each, NEW) for each in ("do a fox in the snow", "do another fox")),
    *((each, TALK) for each in ("do you draw people?", "do you like it")),
]


@pytest.mark.parametrize(("words", "opening"), READ)
def test_what_words_want_where_there_is_a_picture_already(words: str, opening: Opening):
    assert read_opening(words) is opening


@pytest.mark.parametrize(
    ("words", "opening"),
    [
        *(("sunset", NEW), ("red", NEW), ("in snow", NEW), ("make the house blue", DOUBTFUL), ("add a hat", CHANGE)),
        ("do something nice", DOUBTFUL),
    ],
)
def test_with_no_picture_to_change_a_description_is_a_new_one(words: str, opening: Opening):
    assert read_opening(words, newest=False) is opening


@pytest.mark.parametrize(
    ("words", "newest", "said"),
    [
        ("", "", Spoken("help")),
        ("help me", "", Spoken("help")),
        ("hi", "t", Spoken("talk", "hi")),
        ("thanks!", "t", Spoken("talk", "thanks!", {"thanks": True})),
        ("a red fox", "t", Spoken("imagine", "a red fox")),
        ("undo", "t", Spoken("reply", "undo", {"direct": True, "newest": True})),
        ("undo", "", Spoken("reply", "undo", {"direct": True})),
        ("edit my photo", "t", Spoken("reply", "edit my photo", {"photo": True})),
        ("sunset", "t", Spoken("either", "sunset", {"newest": "t"})),
        ("sunset", "", Spoken("imagine", "sunset")),
        ("make the house blue", "", Spoken("either", "make the house blue")),
        ("/imagine thanks", "t", Spoken("imagine", "thanks", {}, typed=True)),
    ],
)
def test_what_it_comes_to(words: str, newest: str, said: Spoken):
    assert begin(words, SPECS, newest=newest) == said


@pytest.mark.parametrize(
    ("words", "about"),
    [("undo", True), ("delete that", True), ("cancel", True), ("show v2", True), ("edit my photo", False)]
    + [(each, False) for each in ("quota", "a red fox", "sunset", "hi", "help")],
)
def test_only_what_is_about_a_picture_needs_to_know_which(words: str, *, about: bool):
    assert aims(begin(words, SPECS, newest="t"), SPECS) is about
