"""What a share is read from, and what of a note calls nobody."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from commands.pings import harmless
from commands.share import _read
from domain.call import Call
from domain.people import Person, Place, Platform, Team

ADA = Person(Team(Platform.DISCORD, "1"), "ada", "Ada")


@pytest.mark.parametrize(
    ("words", "picture", "to", "note"),
    [
        ("v2 #art look at this", "v2", "#art", "look at this"),
        ("#art", "", "#art", ""),
        ("this to #art what do you think?", "", "#art", "what do you think?"),
        ("v3 to <#123> hey", "v3", "<#123>", "hey"),
        ("<#C123|art> hey #other", "", "<#C123|art>", "hey #other"),
        ("hello there", "", "", "hello there"),
        ("", "", "", ""),
    ],
)
def test_a_share_is_typed_in_one_line(words: str, picture: str, to: str, note: str):
    call = Call("1", ADA, Place("c"), "share", datetime(2026, 1, 1, tzinfo=UTC), options={"note": words})
    read = _read(call)
    assert (read.text("picture"), read.text("to"), read.text("note")) == (picture, to, note)


def test_what_is_given_by_name_is_left_alone():
    given = {"picture": "v1", "to": "art", "note": "v2 #other look"}
    call = Call("1", ADA, Place("c"), "share", datetime(2026, 1, 1, tzinfo=UTC), options=given)
    assert dict(_read(call).options) == given


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("look @everyone at this", "look everyone at this"),
        ("@here @channel hi", "here channel hi"),
        ("<@123> <@!45> <@&6> hi", "hi"),
        ("<!here> <!subteam^S1> <!everyone> hi", "hi"),
        ("mail me: ada@example.com, 3 < 4 > 2", "mail me: ada@example.com, 3 < 4 > 2"),
    ],
)
def test_a_note_calls_nobody(text: str, left: str):
    assert harmless(text) == left
