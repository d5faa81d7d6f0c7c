"""Buttons that work for ever: their custom id says all that a press needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, Protocol, Self, cast

import discord
import structlog

from domain.card import Button, Style

log = structlog.get_logger()

TEMPLATE = re.compile(r"e:(?P<command>[a-z_]{1,32}):(?P<target>[!-~]+)")
"""A button's custom id: the command and the target that it calls."""

_MOST_ID = 100
_MOST_LABEL = 80
_A_ROW = 5
_MOST_ROWS = 5
_SEVERAL = 2
_STYLES = {
    Style.PRIMARY: discord.ButtonStyle.primary,
    Style.PLAIN: discord.ButtonStyle.secondary,
    Style.QUIET: discord.ButtonStyle.secondary,
    Style.DANGER: discord.ButtonStyle.danger,
}


class Presses(Protocol):
    """A client that hears of presses."""

    async def pressed(self, interaction: discord.Interaction[Any], command: str, target: str) -> None:
        """Answer the press of a button."""
        ...


class EaselButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=TEMPLATE):
    """A button of a card. ``client.add_dynamic_items(EaselButton)`` once, and all of them work after any restart."""

    def __init__(
        self,
        command: str,
        target: str,
        *,
        label: str | None = None,
        style: discord.ButtonStyle = discord.ButtonStyle.secondary,
        row: int | None = None,
    ) -> None:
        self.command = command
        self.target = target
        super().__init__(
            discord.ui.Button(label=label, style=style, custom_id=custom_id(command, target), row=row), row=row
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Return the button that was pressed."""
        del interaction, item
        return cls(match["command"], match["target"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Hand the press to the client."""
        await cast("Presses", interaction.client).pressed(interaction, self.command, self.target)


def custom_id(command: str, target: str) -> str:
    """Return the custom id of a button."""
    return f"e:{command}:{target}"


def targets(ids: Iterable[str]) -> frozenset[str]:
    """Return what buttons of Easel's name, from the custom ids of a message."""
    return frozenset(match["target"] for each in ids for match in [TEMPLATE.fullmatch(each)] if match)


def view_of(buttons: Sequence[Button], link: tuple[str, str] | None = None) -> discord.ui.View | None:
    """Return buttons and a link (label and URL) as a message carries them, None where there are none.

    discord.py remembers nothing of the view: it is finished, so it neither waits for presses nor takes a store's room.
    """
    view = discord.ui.View(timeout=None)
    rows = _rows(buttons)
    for index, row in enumerate(rows):
        for button in row:
            style = _STYLES[button.style]
            view.add_item(
                EaselButton(button.command, button.target, label=button.label[:_MOST_LABEL], style=style, row=index)
            )
    if link is not None and len(rows) < _MOST_ROWS:
        label, url = link
        view.add_item(discord.ui.Button(label=label[:_MOST_LABEL], url=url, row=len(rows)))
    view.stop()
    return view if view.children else None


def _rows(buttons: Sequence[Button]) -> list[list[Button]]:
    """Return buttons in rows: those to pick a picture in one of their own, the others spread evenly."""
    usable: dict[str, Button] = {}
    for button in buttons:
        key = custom_id(button.command, button.target)
        if TEMPLATE.fullmatch(key) is None or len(key) > _MOST_ID or not button.label:
            log.error("discord_button_left_out", command=button.command)
        else:
            usable.setdefault(key, button)
    picks = [button for button in usable.values() if button.command == "pick"]
    others = [button for button in usable.values() if button.command != "pick"]
    rows = [*_spread(picks), *(_by_target(others) or _spread(others))]
    return rows if len(rows) <= _MOST_ROWS else [*_spread(picks), *_filled(others)][:_MOST_ROWS]


def _by_target(buttons: list[Button]) -> list[list[Button]]:
    """Return the buttons of a gallery: those of each picture in a row, the rest below; empty where this is none."""
    runs = [list(run) for _, run in groupby(buttons, key=lambda each: each.target)]
    several = [run for run in runs if len(run) > 1]
    if len(several) < _SEVERAL or any(len(run) > _A_ROW for run in several):
        return []
    return [*several, *_spread([button for run in runs if len(run) == 1 for button in run])]


def _filled(buttons: list[Button]) -> list[list[Button]]:
    return [buttons[at : at + _A_ROW] for at in range(0, len(buttons), _A_ROW)]


def _spread(buttons: list[Button]) -> list[list[Button]]:
    count = -(-len(buttons) // _A_ROW)
    if not count:
        return []
    size = -(-len(buttons) // count)
    return [buttons[at : at + size] for at in range(0, len(buttons), size)]
