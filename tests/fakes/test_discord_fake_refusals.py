"""Tables of what the fake Discord refuses."""

import pytest

from tests.fakes.discord_http import BUTTON, COMMAND, asked, bare, channel, member, row, studio, unhurried

OPTION = {"type": 3, "name": "prompt", "description": "What it shows"}
SELECT = {"type": 3, "custom_id": "s", "options": [{"label": "One", "value": "1"}]}


fake, http = pytest.fixture(unhurried), pytest.fixture(bare)
home, art, mira = pytest.fixture(studio), pytest.fixture(channel), pytest.fixture(member)


MESSAGES = {
    "nothing": {},
    "blank": {"content": "  "},
    "too long": {"content": "x" * 2001},
    "no text": {"content": 7},
    "unknown field": {"content": "x", "colour": "red"},
    "eleven embeds": {"embeds": [{"title": "x"}] * 11},
    "long title": {"embeds": [{"title": "x" * 257}]},
    "long description": {"embeds": [{"description": "x" * 4097}]},
    "26 fields": {"embeds": [{"fields": [{"name": "n", "value": "v"}] * 26}]},
    "long field name": {"embeds": [{"fields": [{"name": "n" * 257, "value": "v"}]}]},
    "long field value": {"embeds": [{"fields": [{"name": "n", "value": "v" * 1025}]}]},
    "6001 in all": {"embeds": [{"description": "x" * 4000}, {"description": "x" * 2001}]},
    "an empty embed": {"embeds": [{}]},
    "an embed of a file that is not there": {"embeds": [{"image": {"url": "attachment://a.png"}}]},
    "six rows": {"content": "x", "components": row(BUTTON)["components"] * 6},
    "six buttons": row(*[BUTTON | {"custom_id": str(index)} for index in range(6)]),
    "an empty row": row(),
    "a button outside a row": {"content": "x", "components": [BUTTON]},
    "long label": row(BUTTON | {"label": "x" * 81}),
    "no label": row({"type": 2, "style": 1, "custom_id": "a"}),
    "long custom id": row(BUTTON | {"custom_id": "x" * 101}),
    "empty custom id": row(BUTTON | {"custom_id": ""}),
    "the same custom id": row(BUTTON, BUTTON),
    "a link with an id": row(BUTTON | {"style": 5, "url": "https://a.b"}),
    "a button with an url": row(BUTTON | {"url": "https://a.b"}),
    "a long link": row({"type": 2, "style": 5, "label": "x", "url": "https://a.b/" + "x" * 512}),
    "a link of no web": row({"type": 2, "style": 5, "label": "x", "url": "javascript:x"}),
    "unknown style": row(BUTTON | {"style": 7}),
    "two selects": row(SELECT, SELECT | {"custom_id": "t"}),
    "26 choices": row(SELECT | {"options": [{"label": str(n), "value": str(n)} for n in range(26)]}),
    "the same choice": row(SELECT | {"options": [{"label": "x", "value": "1"}] * 2}),
    "more than there are": row(SELECT | {"max_values": 2}),
    "a text input": row({"type": 4, "style": 1, "custom_id": "a", "label": "x"}),
    "the new components": {"components": [{"type": 10, "content": "x"}], "flags": 1 << 15},
    "a secret message": {"content": "x", "flags": 64},
    "parse and users": {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
    "unknown parse": {"content": "x", "allowed_mentions": {"parse": ["all"]}},
    "long nonce": {"content": "x", "nonce": "n" * 26, "enforce_nonce": True},
    "an unknown message": {"content": "x", "message_reference": {"message_id": "1"}},
    "an unknown file": {"content": "x", "attachments": [{"id": 0, "filename": "a.png"}]},
}


@pytest.mark.parametrize("name", MESSAGES)
async def test_a_wrong_message_is_refused(fake, http, art, name):
    status, told = await http("POST", f"/channels/{art.id}/messages", MESSAGES[name])
    assert (status, told["code"]) == (400, 50006 if name in {"nothing", "blank"} else 50035)
    assert http.headers["Content-Type"] == "application/json"
    assert art.messages == []
    assert len(fake.refused) == 1


COMMANDS = {
    "no list": COMMAND,
    "no description": [{"name": "imagine"}],
    "upper case": [COMMAND | {"name": "Imagine"}],
    "a space": [COMMAND | {"name": "two words"}],
    "33 letters": [COMMAND | {"name": "x" * 33}],
    "long description": [COMMAND | {"description": "x" * 101}],
    "twice": [COMMAND, COMMAND],
    "101 commands": [COMMAND | {"name": f"c{n}"} for n in range(101)],
    "16 menus": [{"name": f"Menu {n}", "type": 3} for n in range(16)],
    "a menu with words": [{"name": "Menu", "type": 3, "description": "x"}],
    "26 options": [COMMAND | {"options": [OPTION | {"name": f"o{n}"} for n in range(26)]}],
    "the same option": [COMMAND | {"options": [OPTION, OPTION]}],
    "required last": [COMMAND | {"options": [OPTION, OPTION | {"name": "b", "required": True}]}],
    "26 choices": [COMMAND | {"options": [OPTION | {"choices": [{"name": str(n), "value": "x"} for n in range(26)]}]}],
    "choices and autocomplete": [
        COMMAND | {"options": [OPTION | {"autocomplete": True, "choices": [{"name": "a", "value": "b"}]}]}
    ],
    "a number for text": [COMMAND | {"options": [OPTION | {"choices": [{"name": "a", "value": 1}]}]}],
    "6001 letters": [COMMAND | {"options": [OPTION | {"max_length": 6001}]}],
    "length of a number": [COMMAND | {"options": [OPTION | {"type": 4, "max_length": 5}]}],
    "mixed with sub-commands": [COMMAND | {"options": [OPTION, {"type": 1, "name": "s", "description": "x"}]}],
    "8001 letters": [COMMAND | {"options": [OPTION | {"choices": [{"name": "n" * 100, "value": "v" * 100}] * 25}] * 2}],
    "unknown language": [COMMAND | {"name_localizations": {"xx": "imagine"}}],
    "unknown context": [COMMAND | {"contexts": [3]}],
    "unknown field": [COMMAND | {"colour": 1}],
}


@pytest.mark.parametrize("name", COMMANDS)
async def test_wrong_commands_are_refused(fake, http, name):
    assert await http.code("PUT", f"/applications/{fake.app.id}/commands", COMMANDS[name]) == (400, 50035)
    assert fake.app.commands == {}


MODAL = {"custom_id": "m", "title": "Refine", "components": []}
INPUT = {"type": 4, "style": 1, "custom_id": "a"}
MODALS = {
    "no parts": MODAL,
    "six parts": MODAL | {"components": [{"type": 10, "content": "x"}] * 6},
    "long title": MODAL | {"title": "x" * 46, "components": [{"type": 10, "content": "x"}]},
    "a button": MODAL | {"components": [{"type": 1, "components": [BUTTON]}]},
    "no label": MODAL | {"components": [{"type": 18, "component": INPUT}]},
    "long label": MODAL | {"components": [{"type": 18, "label": "x" * 46, "component": INPUT}]},
    "two labels": MODAL | {"components": [{"type": 18, "label": "x", "component": INPUT | {"label": "y"}}]},
    "long value": MODAL
    | {"components": [{"type": 18, "label": "x", "component": INPUT | {"max_length": 3, "value": "four"}}]},
    "disabled": MODAL | {"components": [{"type": 18, "label": "x", "component": SELECT | {"disabled": True}}]},
    "the same id": MODAL | {"components": [{"type": 18, "label": "x", "component": INPUT}] * 2},
    "eleven files": MODAL
    | {"components": [{"type": 18, "label": "x", "component": {"type": 19, "custom_id": "f", "max_values": 11}}]},
}


@pytest.mark.parametrize("name", MODALS)
async def test_a_wrong_modal_is_refused(fake, http, art, mira, name):
    _, callback, _ = await asked(fake, http, art, mira)
    assert await http.code("POST", callback, {"type": 9, "data": MODALS[name]}) == (400, 50035)
