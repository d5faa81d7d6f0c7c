"""Modals: a window that asks for words. What they were asked for stands in its id, so that a restart forgets nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

import discord

from bot.ports import Say

WORDS = "words"
"""The id of a modal's text."""

_MOST_LABEL, _MOST_PLACEHOLDER, _MOST_WORDS = 45, 100, 4000
_OF_BUTTON = re.compile(r"m:(\w+):(.*)", re.DOTALL)
_OF_MENU = re.compile(r"n:(\d*):(\w+):(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a modal asks words for: a command and its target; for one of a menu, on which message of Easel's, if any.

    Not the thread of that message: who sends a modal may have written its id.
    """

    command: str
    target: str
    message: str = ""
    menu: bool = False

    @property
    def custom_id(self) -> str:
        """Return it as a modal's id."""
        return f"n:{self.message}:{self.command}:{self.target}" if self.menu else f"m:{self.command}:{self.target}"


def asked_of(custom_id: str) -> Asked | None:
    """Return what a modal asked for, None where it is none of ours."""
    found = _OF_BUTTON.fullmatch(custom_id)
    if found is not None:
        return Asked(found[1], found[2])
    found = _OF_MENU.fullmatch(custom_id)
    return None if found is None else Asked(found[2], found[3], found[1], menu=True)


def modal(asked: Asked, say: Say, *, title: str, asks: str) -> discord.ui.Modal:
    """Return the window that asks for the words ``ask.<asks>``."""
    field: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
        custom_id=WORDS,
        style=discord.TextStyle.paragraph,
        placeholder=say(f"ask.{asks}_example")[:_MOST_PLACEHOLDER],
        max_length=_MOST_WORDS,
    )
    window = discord.ui.Modal(title=title[:_MOST_LABEL], custom_id=asked.custom_id)
    window.add_item(discord.ui.Label(text=say(f"ask.{asks}")[:_MOST_LABEL], component=field))
    # A window that has stopped is not kept by discord.py, which would keep each of them for ever.
    window.stop()
    return window
