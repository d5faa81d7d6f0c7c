"""Who asks and where: words, places, strangers, and what is remembered of them."""

from __future__ import annotations

import asyncio

import pytest

from bot.platforms.slack.installations import Installation, identified, installation
from bot.platforms.slack.people import place_of, seat_of
from bot.platforms.slack.remembered import Remembered
from bot.platforms.slack.words import named, plain
from domain.clock import system_clock

OURS = Installation("T1", "xoxb", enterprise="")
IN_GRID = Installation("T1", "xoxb", enterprise="E1")
GRID = Installation("E1", "xoxb", enterprise="E1")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<@UME> make it blue", "make it blue"),
        ("make <@UME> it blue", "make it blue"),
        ("ask <@U1|ben> and <@U2>", "ask @ben and @U2"),
        ("like <#C1|general> &amp; &lt;b&gt;", "like #general & <b>"),
        ("<!here> <!subteam^S1|@team> <!date^1^x|today>", "@here @team today"),
        ("see <https://x.example/a|this> or <https://x.example>", "see this or https://x.example"),
        ("one\n  two", "one\n  two"),
        ("&amp;lt;", "&lt;"),
        ("<", "<"),
    ],
)
def test_words_are_read_as_they_were_typed(text: str, words: str) -> None:
    assert plain(text, "UME") == words


def test_people_who_are_named() -> None:
    assert named("<@U1> and <@U2|ben> and <@U1> not <#C1> nor &lt;@U3&gt;") == ("U1", "U2")


@pytest.mark.parametrize(
    ("channel", "name", "private"),
    [
        ("C1", "general", False),
        ("C1", "privategroup", True),
        ("C1", "", True),
        ("D1", "directmessage", True),
        ("G1", "old-private", True),
        ("C1", "mpdm-ada--ben-1", True),
    ],
)
def test_what_is_not_known_to_be_public_is_private(channel: str, name: str, private: bool) -> None:
    assert place_of(channel, name).private is private


@pytest.mark.parametrize(
    ("home", "theirs", "outside", "stranger"),
    [
        (OURS, "T1", True, False),
        (OURS, "T2", True, True),
        (OURS, "T2", False, True),
        (OURS, "E9", True, True),
        (OURS, None, True, None),
        (OURS, None, False, False),
        (IN_GRID, "E1", True, False),
        (IN_GRID, "T2", False, False),
        (IN_GRID, "T2", True, None),
        (IN_GRID, "E9", True, True),
        (GRID, "T2", False, False),
        (GRID, "T2", True, None),
        (GRID, "E1", True, False),
    ],
)
def test_strangers_as_far_as_an_event_tells(
    home: Installation, theirs: str | None, outside: bool, stranger: bool | None
) -> None:
    body = {"event": {"user": "U1", "user_team": theirs}, "is_ext_shared_channel": outside}
    assert seat_of(body, {"user_id": "U1", "team_id": "T1"}, home).stranger is stranger


async def test_many_who_ask_at_once_ask_once_and_hear_the_same() -> None:
    now, asked = [0.0], []
    remembered: Remembered[str, str] = Remembered(lambda: now[0], seconds=10, most=2)
    gate = asyncio.Event()

    async def ask() -> str:
        asked.append(1)
        await gate.wait()
        return "said"

    waiting = [asyncio.ensure_future(remembered.of("a", ask)) for _ in range(5)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    gate.set()
    assert await asyncio.gather(*waiting[1:]) == ["said"] * 4
    assert len(asked) == 1
    assert remembered.get("a") == "said"
    now[0] = 10
    assert remembered.get("a") is None
    for key in "bcd":
        remembered.keep(key, key)
    assert [remembered.get(each) for each in "bcd"] == [None, "c", "d"]


async def test_a_failure_is_everybodys_and_not_remembered() -> None:
    remembered: Remembered[str, str] = Remembered(lambda: 0.0, seconds=10, most=2)

    async def fail() -> str:
        raise OSError("lost")

    async def work() -> str:
        return "said"

    with pytest.raises(OSError, match="lost"):
        await remembered.of("a", fail)
    assert await remembered.of("a", work) == "said"


def test_an_installation_survives_being_kept() -> None:
    said = {
        "access_token": "xoxb-1",
        "token_type": "bot",
        "scope": "chat:write,commands",
        "bot_user_id": "U1",
        "team": {"id": "T1", "name": "Team"},
        "enterprise": {"id": "E1"},
        "expires_in": 43200,
        "refresh_token": "xoxe-1",
    }
    now = system_clock()
    found = installation(said, now)
    assert (found.id, found.enterprise, found.scopes) == ("T1", "E1", ("chat:write", "commands"))
    assert found.expires_at == now.timestamp() + 43200
    assert Installation.of(found.text()) == found
    whole = installation(said | {"is_enterprise_install": True, "team": None}, now)
    assert (whole.id, whole.whole) == ("E1", True)
    for text in ("", "[]", "{}", '{"id": "T1", "token": "x", "other": 1}'):
        assert Installation.of(text) is None
    for wrong in ({}, said | {"access_token": ""}, said | {"token_type": "user"}, said | {"team": None}):
        with pytest.raises(ValueError, match="bot"):
            installation(wrong, now)


def test_a_token_knows_whose_it_is() -> None:
    said = {"team_id": "T1", "team": "Team", "user_id": "U1", "bot_id": "B1", "url": "https://t.slack.com/"}
    assert identified("xoxb", said).id == "T1"
    assert identified("xoxb", said | {"enterprise_id": "E1"}).enterprise == "E1"
    assert identified("xoxb", said | {"enterprise_id": "E1", "is_enterprise_install": True}).id == "E1"
