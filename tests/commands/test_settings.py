"""The settings of a team, read as they are typed and picked."""

from __future__ import annotations

import pytest

from commands.settings import _approvers, _channels
from domain.errors import BadInput


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


@pytest.mark.parametrize(
    ("typed", "saved"),
    [
        ("<@123>", ("123",)),
        ("<@!123> <@&456>", ("123", "456")),
        ("<!subteam^S1|@design>, <@U2|ada>", ("S1", "U2")),
        ("@Ada", ("u-ada",)),
        ("Ada Lovelace, @bo", ("u-lovelace", "u-bo")),
        ("@Ada @Bo <@7>", ("7", "u-ada", "u-bo")),
        ("<@1><@1>", ("1",)),
    ],
)
def test_approvers_are_kept_by_id(typed: str, saved: tuple[str, ...]) -> None:
    members = {"u-ada": "Ada", "u-lovelace": "Ada Lovelace", "u-bo": "Bo"}
    assert _approvers(typed, members) == saved


@pytest.mark.parametrize(("typed", "code"), [("@nobody", "approver_unknown"), ("x" * 300, "approver_unknown")])
def test_who_is_not_known_is_no_approver(typed: str, code: str) -> None:
    with pytest.raises(BadInput) as error:
        _approvers(typed, {"u-ada": "Ada"})
    assert error.value.code == code


def test_there_are_not_too_many_approvers() -> None:
    with pytest.raises(BadInput, match="approvers_many"):
        _approvers("".join(f"<@{number}>" for number in range(60)), {})
