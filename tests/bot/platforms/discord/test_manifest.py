"""The invite links: the least permissions, and an application that is read from the token."""

from __future__ import annotations

import base64
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.platforms.discord.manifest import PERMISSIONS, application_of, invite


def token(application: str) -> str:
    return base64.urlsafe_b64encode(application.encode()).decode().rstrip("=") + ".GaBcDe.0123456789abcdef"


def test_the_application_is_read_from_the_token():
    assert application_of(token("1234567890123456789")) == "1234567890123456789"
    assert application_of("Bot " + token("80351110224678912")) == "80351110224678912"


@pytest.mark.parametrize("wrong", ["", "x", "not a token", "....", "\u2603.x.y", token("easel"), "AAAA.b.c"])
def test_what_is_no_token_names_no_application(wrong: str):
    assert application_of(wrong) is None


def test_a_guild_is_asked_for_what_the_loop_needs_and_nothing_more():
    asked = parse_qs(urlsplit(invite("42")[0]).query)
    assert asked == {
        "client_id": ["42"], "integration_type": ["0"], "scope": ["bot applications.commands"],
        "permissions": ["309237763072"]}  # fmt: skip
    assert not PERMISSIONS.administrator


def test_a_person_adds_the_commands_only():
    asked = parse_qs(urlsplit(invite("42")[1]).query)
    assert asked == {"client_id": ["42"], "integration_type": ["1"], "scope": ["applications.commands"]}
