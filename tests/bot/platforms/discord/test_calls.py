"""The parts of a Call, read from what Discord sends; and the ids of windows."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bot.platforms.discord.calls import command_of, focused, options_of, pictures_of, submitted
from bot.platforms.discord.modals import Asked, asked_of, modal
from bot.platforms.discord.people import seat_of_interaction
from commands.words import saying
from domain.command import CommandSpec, Option, OptionKind

SPEC = CommandSpec(
    "paint",
    "Paint",
    (
        Option("prompt", "What"),
        Option("count", "How many", OptionKind.NUMBER),
        Option("loud", "Loud", OptionKind.FLAG),
        Option("first", "A picture", OptionKind.IMAGE),
        Option("second", "A picture", OptionKind.IMAGE),
    ),
)
FILE = {"id": "5", "filename": "fox.png", "size": 3, "url": "https://cdn.discordapp.com/fox.png?ex=1"}


@pytest.mark.parametrize(
    ("data", "name", "given"),
    [
        ({"name": "imagine"}, "imagine", []),
        (
            {"name": "imagine", "options": [{"name": "prompt", "value": "x"}]},
            "imagine",
            [{"name": "prompt", "value": "x"}],
        ),
        ({"name": "easel", "options": [{"name": "help", "type": 1}]}, "help", []),
        (
            {"name": "easel", "options": [{"name": "vary", "options": [{"name": "a", "value": 1}]}]},
            "vary",
            [{"name": "a", "value": 1}],
        ),
        ({"name": "easel"}, "easel", []),
    ],
)
def test_which_command_was_typed(data, name, given):
    assert command_of(data) == (name, given) or command_of(data) == (name, tuple(given))


@pytest.mark.parametrize(
    ("given", "files", "options", "names"),
    [
        ([], None, {}, []),
        ([{"name": "count", "value": 2}, {"name": "loud", "value": False}], None, {"count": 2, "loud": False}, []),
        ([{"name": "unknown", "value": 2}], None, {}, []),
        ([{"name": "prompt", "value": 1.5}], None, {"prompt": "1.5"}, []),
        ([{"name": "second", "value": "5"}], {"5": FILE}, {}, ["fox.png"]),
        ([{"name": "second", "value": "6"}], {"5": FILE}, {}, []),
        ([{"name": "second", "value": "5"}], None, {}, []),
        ([{"name": "prompt"}], None, {}, []),
    ],
)
def test_options(given, files, options, names):
    data = {"name": "paint", "options": given} | ({"resolved": {"attachments": files}} if files else {})
    read, uploads = options_of(data, given, SPEC)
    assert (read, [each.name for each in uploads]) == (options, names)


@pytest.mark.parametrize(
    ("given", "typing"),
    [
        ([], ("", "")),
        ([{"name": "a", "value": "x"}], ("", "")),
        ([{"name": "a", "value": "x"}, {"name": "b", "value": "ty", "focused": True}], ("b", "ty")),
        ([{"name": "b", "focused": True}], ("b", "")),
    ],
)
def test_what_is_being_typed(given, typing):
    assert focused(given) == typing


@pytest.mark.parametrize(
    ("components", "words"),
    [
        ([{"type": 18, "component": {"type": 4, "custom_id": "words", "value": " more sky "}}], "more sky"),
        ([{"type": 1, "components": [{"type": 4, "custom_id": "words", "value": "more"}]}], "more"),
        ([{"type": 10, "content": "text"}, {"type": 18, "component": {"type": 4, "value": "x"}}], "x"),
        ([], ""),
        (None, ""),
    ],
)
def test_the_words_of_a_window(components, words):
    assert submitted({"custom_id": "m:edit:1", "components": components}) == words


@pytest.mark.parametrize(
    ("name", "content_type", "taken"),
    [
        ("fox.png", "image/png", True),
        ("FOX.PNG", None, True),
        ("scan", "image/heic", True),
        ("fox.heic", "application/octet-stream", True),
        ("notes.txt", "text/plain", False),
        ("clip.mp4", "video/mp4", False),
        ("voice.ogg", None, False),
    ],
)
def test_which_files_are_pictures(name, content_type, taken):
    file = FILE | {"filename": name, "content_type": content_type}
    assert [each.name for each in pictures_of({"id": "1", "attachments": [file]})] == ([name] if taken else [])
    forward = {"id": "1", "message_snapshots": [{"message": {"attachments": [file]}}]}
    assert [each.name for each in pictures_of(forward)] == ([name] if taken else [])


def test_who_asks_from_a_channel_that_the_library_does_not_know_is_nowhere():
    # Two of them would have one id between them, and see what is private to the other.
    assert seat_of_interaction(SimpleNamespace(channel=None, guild_id=1)) is None


@pytest.mark.parametrize(
    "asked",
    [
        Asked("edit", "0190f5b4a7c87d2e9a3b"),
        Asked("confirm", "0190f5b4|discord:1574254"),
        Asked("edit", "0190f5b4", "1574254", menu=True),
        Asked("take", "1574254", menu=True),
    ],
)
def test_a_window_says_what_it_is_about(asked: Asked):
    assert asked_of(asked.custom_id) == asked


@pytest.mark.parametrize("custom_id", ["", "e:edit:1", "m:edit", "n:x:edit:1", "n:edit:1", "page:1"])
def test_windows_that_are_not_ours(custom_id: str):
    assert asked_of(custom_id) is None


@pytest.mark.parametrize("locale", ["en", "de", "fr", "es", "ja", "pt-BR"])
async def test_a_window_keeps_discords_limits(locale: str):
    say = saying(locale)
    made = modal(Asked("edit", "x" * 80), say, title="t" * 60, asks="refine").to_dict()
    label = made["components"][0]
    assert (len(made["title"]), len(made["custom_id"])) == (45, 87)
    assert label["label"] == say("ask.refine")[:45]
    assert len(label["component"]["placeholder"]) <= 100
    assert (label["component"]["custom_id"], label["component"]["max_length"]) == ("words", 4000)
