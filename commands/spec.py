"""How a command's spec is written: its help and its options' help stand in the catalogue of words."""

from __future__ import annotations

from typing import Any

from commands.words import FALLBACK, knows, saying
from domain.call import Call
from domain.command import CommandSpec, Option, OptionKind
from domain.errors import BadInput

_say = saying(FALLBACK)


def option(command: str, name: str, kind: OptionKind = OptionKind.TEXT, **rest: Any) -> Option:
    """Return an option of a command, with its help."""
    return Option(name, _say(f"help.{command}_{name}"), kind, label=_label(name), **rest)


def _label(name: str) -> str:
    return _say(f"label.{name}") if knows(f"label.{name}") else ""


def spec(name: str, *options: Option, **rest: Any) -> CommandSpec:
    """Return a command's spec, with its help."""
    return CommandSpec(name, _say(f"help.{name}"), options, **rest)


PICTURE = Option("picture", _say("help.picture"), OptionKind.PICTURE, suggest="pictures")
"""Names a picture: a version of the thread as ``v2``, or a picture's id."""

MAKING = (
    Option("size", _say("help.size"), suggest="sizes", label=_label("size")),
    Option("quality", _say("help.quality"), suggest="qualities", label=_label("quality")),
    Option("model", _say("help.model"), suggest="models", label=_label("model")),
)
"""How a picture is to be made."""


_YES_OR_NO = frozenset({"true", "yes", "on", "1", "false", "no", "off", "0"})
_CLEARED = frozenset({"", "default", "none", "reset", "-"})


def check(option: Option, call: Call) -> None:
    """Raise BadInput where a call's option is no number or no yes-or-no though it must be."""
    value = call.options.get(option.name)
    text = call.text(option.name)
    if value is None or text.casefold() in _CLEARED:
        return
    if option.kind is OptionKind.NUMBER and call.number(option.name) is None:
        raise BadInput("number_unknown", asked=text[:40], least=option.least or 0, most=option.most or "any")
    if option.kind is OptionKind.FLAG and not isinstance(value, bool) and text.casefold() not in _YES_OR_NO:
        raise BadInput("flag_unknown", asked=text[:40], option=option.name)
