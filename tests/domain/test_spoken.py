"""Commands that are said: bare words that ask for one, and nothing that may be a wish or a picture."""

from __future__ import annotations

import pytest

from commands.table import SPECS
from domain.spoken import Spoken, spoken

SAID = [
    ("help", "help", ""),
    ("help me", "help", ""),
    ("Help!", "help", ""),
    ("quota", "quota", ""),
    ("what's my quota?", "quota", ""),
    ("What is my quota today", "quota", ""),
    ("how many pictures do I have left?", "quota", ""),
    ("Models", "models", ""),
    ("which models are there?", "models", ""),
    ("details", "details", ""),
    ("details v2", "details", "v2"),
    ("details of v3", "details", "v3"),
    ("download", "original", ""),
    ("download it please", "original", ""),
    ("original", "original", ""),
    ("the original", "original", ""),
    ("original v2", "original", "v2"),
    ("download v2", "original", "v2"),
    ("can I download the full size?", "original", ""),
    ("Could I download it?", "original", ""),
    ("how do I download this picture?", "original", ""),
    ("delete", "delete", ""),
    ("delete that", "delete", ""),
    ("please delete this", "delete", ""),
    ("delete the picture", "delete", ""),
    ("delete v2", "delete", "v2"),
    ("cancel", "cancel", ""),
    ("privacy", "privacy", ""),
]

WISHES = [
    *(
        "delete the fox",
        "delete that tree",
        "remove that",
        "a red fox",
        "make it night",
        "undo",
        "redo",
        "vary",
        "back",
    ),
    *("go back to the original", "back to the original", "original idea of a fox", "models on a runway"),
    *("privacy hedge", "quotas", "a help desk", "help the fox up", "how many foxes are there?", "details of a leaf"),
    *("download icon, flat", "can I get a fox?", "cancel culture poster", "settings sun", "", "   "),
]


@pytest.mark.parametrize(("words", "command", "left"), SAID)
def test_what_is_said_bare_is_that_command(words: str, command: str, left: str):
    assert spoken(words, SPECS) == Spoken(command, left)


@pytest.mark.parametrize("words", WISHES)
def test_what_may_be_a_wish_is_none(words: str):
    assert spoken(words, SPECS) is None


@pytest.mark.parametrize(
    ("words", "command", "left", "options"),
    [
        ("/imagine a dog", "imagine", "a dog", {}),
        (" /imagine a dog size:square", "imagine", "a dog", {"size": "square"}),
        ("/easel quota", "quota", "", {}),
        ("/easel imagine a dog", "imagine", "a dog", {}),
        ("/EASEL details v2", "details", "v2", {}),
        ("/easel", "help", "", {}),
        ("/quota", "quota", "", {}),
        ("/frob", "help", "", {"unknown": "frob"}),
    ],
)
def test_what_begins_with_a_slash_was_meant_as_a_command(words: str, command: str, left: str, options: dict):
    assert spoken(words, SPECS) == Spoken(command, left, options, typed=True)


def test_options_are_taken_along():
    assert spoken("settings quality:high", SPECS) == Spoken("settings", "", {"quality": "high"})
    assert spoken("privacy export", SPECS) == Spoken("privacy", "export")


def test_a_long_message_is_never_a_command_but_with_a_slash():
    assert spoken("help " * 200, SPECS) is None
    assert spoken(f"/imagine {'a fox ' * 200}", SPECS) is not None
