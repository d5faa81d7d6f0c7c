"""CommandSpec: names, options and help of a command; every platform registers its commands from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class OptionKind(StrEnum):
    """What an option holds."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    IMAGE = "image"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Option:
    """One option: ``choices`` are all there is when given, ``suggest`` names what completes it otherwise.

    ``help`` is a sentence about it, ``label`` what a form calls it in a word or two, empty where it has no such name.
    """

    name: str
    help: str
    kind: OptionKind = OptionKind.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    suggest: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """One command. ``words`` names the option that takes the free text after the command's name.

    ``listed`` commands are offered to people; the others are reached by buttons and replies. What a ``private`` one
    answers is for the asker alone. ``asks`` names the words (``ask.<asks>``) with which its button asks for free text.
    ``in_thread`` ones are about a picture or a job of the thread where they are said, unless they name one. ``costs``
    ones may spend: where they fail, it is said whether anything was charged.
    """

    name: str
    help: str
    options: tuple[Option, ...] = ()
    words: str | None = None
    listed: bool = True
    administrators: bool = False
    private: bool = False
    asks: str = ""
    in_thread: bool = False
    costs: bool = False

    def option(self, name: str) -> Option | None:
        """Return the option of that name."""
        return next((option for option in self.options if option.name == name), None)
