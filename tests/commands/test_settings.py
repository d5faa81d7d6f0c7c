"""The settings of a team, read as they are typed and picked."""

from __future__ import annotations

import pytest

from commands.settings import _channels


@pytest.mark.parametrize(
    ("typed", "saved"),
    [
        ("#general, art", ("general", "art")),
        ("<#123>", ("123",)),
        ("<#C123|general>", ("C123",)),
        ("<#C123|the long one>,<#C45> general <#123><#124>", ("C123", "C45", "general", "123", "124")),
        ("<#C123|>", ("C123",)),
        ("art #art", ("art",)),
    ],
)
def test_channels_are_kept_by_id_where_they_are_picked(typed: str, saved: tuple[str, ...]) -> None:
    assert _channels(typed) == saved
