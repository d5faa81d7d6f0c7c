"""Who asks and where: words, places, strangers, and what is remembered of them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.installations import Installation, identified, installation
from bot.platforms.slack.people import People, Profile, Seat, met, place_of, seat_of
from bot.platforms.slack.remembered import Remembered
from bot.platforms.slack.tokens import OneToken
from bot.platforms.slack.words import named, plain
from domain.clock import system_clock
from domain.people import Person, Platform, Team
from tests.fakes.slack_server import FakeSlack

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


def spoken(home: Installation, **body: Any) -> Seat:
    return seat_of({"event": {"user": "U1"}} | body, {"user_id": "U1"}, home)


def test_everything_belongs_to_the_workspace_whoever_holds_the_token() -> None:
    first, second = spoken(GRID, team_id="T1"), spoken(GRID, team_id="T2")
    assert (first.person.team.id, second.person.team.id) == ("slack:T1", "slack:T2")
    assert first.home is second.home is GRID
    assert first.scope == {"team_id": "T1"}
    assert spoken(OURS, team_id="T9").person.team.id == "slack:T1"
    assert spoken(OURS, team_id="T1").scope == {}


@pytest.mark.parametrize(
    ("body", "team"),
    [
        ({"team_id": "E1", "context_team_id": "T2"}, "slack:T2"),
        ({"event": None, "user": {"id": "U1", "team_id": "T3"}, "team": None}, "slack:T3"),
        ({"event": None, "view": {"team_id": "T3"}}, "slack:T3"),
        ({"event": None, "user": {"id": "U1", "team_id": "T3"}, "team_id": "T2"}, "slack:T2"),
        ({}, "slack:dm:E1:U1"),
        ({"team_id": "E1"}, "slack:dm:E1:U1"),
    ],
)
def test_what_names_no_workspace_is_in_nobodys(body: dict[str, Any], team: str) -> None:
    assert spoken(GRID, **body).person.team.id == team


async def test_one_person_is_another_in_each_workspace_of_an_organisation() -> None:
    async with FakeSlack() as fake:
        fake.team.enterprise = "E0EASEL0001"
        second = fake.add_team("Second", enterprise="E0EASEL0001")
        olga = fake.person("olga")
        second.add_channel("hall").members.add(olga.id)
        home = Installation("E0EASEL0001", "xoxb", enterprise="E0EASEL0001")
        api = SlackApi(OneToken(fake.add_org_token("E0EASEL0001")), api_url=fake.api_url)
        people = People(api)
        try:
            own, other = (seat_of({"team_id": each.id}, {}, home, user=olga.id) for each in (fake.team, second))
            at_home, away = await people.profile(own), await people.profile(other)
            assert at_home is not None
            assert away is not None
            assert (at_home.administrator, at_home.narrow) == (True, False)
            assert (away.administrator, away.narrow) == (False, True)
            assert people.known(own) is at_home
            olga.extra = {"enterprise_user": {"enterprise_id": "E0EASEL0001", "teams": [fake.team.id, second.id]}}
            both = await People(api).profile(other)
            assert both is not None
            assert both.narrow is False
        finally:
            await people.close()
            await api.close()


def test_of_whom_slack_says_nothing_nothing_is_believed() -> None:
    person = Person(Team(Platform.SLACK, "T1"), "U1", "ada", administrator=True)
    assert met(person, None) == replace(person, administrator=False, narrow=True)
    told = met(person, Profile("Ada", "en", administrator=True))
    assert (told.name, told.administrator, told.narrow) == ("Ada", True, False)
    for more in ({"guest": True}, {"stranger": True}, {"visitor": True}):
        assert met(person, Profile("Ada", "en", **more)).narrow is True


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
