"""How a command's spec is written: its help and its options' help stand in the catalogue of words."""

from __future__ import annotations

from typing import Any

from commands.words import FALLBACK, saying
from domain.command import CommandSpec, Option, OptionKind

_say = saying(FALLBACK)


def option(command: str, name: str, kind: OptionKind = OptionKind.TEXT, **rest: Any) -> Option:
    """Return an option of a command, with its help."""
    return Option(name, _say(f"help.{command}_{name}"), kind, **rest)


def spec(name: str, *options: Option, **rest: Any) -> CommandSpec:
    """Return a command's spec, with its help."""
    return CommandSpec(name, _say(f"help.{name}"), options, **rest)


PICTURE = Option("picture", _say("help.picture"), OptionKind.PICTURE, suggest="pictures")
"""Names a picture: a version of the thread as ``v2``, or a picture's id."""

MAKING = (
    Option("size", _say("help.size"), suggest="sizes"),
    Option("quality", _say("help.quality"), suggest="qualities"),
    Option("model", _say("help.model"), suggest="models"),
)
"""How a picture is to be made."""
