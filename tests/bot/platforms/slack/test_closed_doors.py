"""Rules that keep people out: each is here with what it lets in, so that it can be seen to be the one that decides."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest

from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.budgets import Watch
from bot.platforms.slack.calls import Origin
from bot.platforms.slack.events import hear
from bot.platforms.slack.installations import Installation, ManyInstallations
from bot.platforms.slack.people import People, Seat
from bot.platforms.slack.reception import Reception, Unwelcome
from bot.platforms.slack.tell import Teller
from bot.platforms.slack.tokens import OneToken
from domain.call import Call
from domain.clock import system_clock
from domain.people import Person, Place, Platform, Team
from tests.bot.platforms.memory import Mirror
from tests.bot.platforms.slack.inward import Ear, face_on, listening
from tests.bot.platforms.slack.test_oauth import Town, town
from tests.fakes.slack_script import Fault

HOME = Installation("T1", "xoxb-1")


class Answers(SlackApi):
    """Slack's answers as they are given here; an error where none is."""

    def __init__(self, now: list[float], **answers: dict[str, Any]) -> None:
        super().__init__(OneToken("xoxb"), watch=Watch(lambda: now[0]))
        self.answers = {name.replace("_", "."): answer for name, answer in answers.items()}
        self.asked: list[tuple[str, dict[str, Any]]] = []

    async def call(self, team: str, method: str, **args: Any) -> Any:
        self.asked.append((method, args))
        return self.answers[method]


def seat(user: str = "U1", home: Installation = HOME) -> Seat:
    return Seat(home, "T1", Person(Team(Platform.SLACK, "T1"), user, user, narrow=True), None)


@pytest.mark.parametrize(
    ("about", "private"),
    [
        ({"name": "general", "is_private": False}, False),
        ({"name": "general"}, True),
        ({}, True),
        ({"name": "mpdm-1", "is_private": False, "is_mpim": True}, True),
        ({"is_im": True, "is_private": False}, True),
        ({"name": "studio", "is_private": True}, True),
    ],
)
async def test_a_room_is_public_where_slack_says_so_alone(about: dict[str, Any], *, private: bool) -> None:
    people = People(Answers([0.0], conversations_info={"channel": about}))
    room = await people.room(seat(), "C1")
    assert room is not None
    assert room.private is private


@pytest.mark.parametrize(
    ("home", "about", "stranger"),
    [
        (HOME, {"team_id": "T1"}, False),
        (HOME, {"team_id": "T2"}, True),
        (HOME, {}, True),
        (replace(HOME, enterprise="E1"), {"team_id": "T2", "enterprise_user": {"enterprise_id": "E1"}}, False),
        (replace(HOME, enterprise="E1"), {"team_id": "T1", "enterprise_user": {"enterprise_id": "E2"}}, True),
        (Installation("E1", "x", enterprise="E1"), {"team_id": "T2", "is_stranger": True}, True),
        (Installation("E1", "x", enterprise="E1"), {"team_id": "T1", "is_stranger": False}, False),
    ],
)
async def test_strangers_as_slack_tells_of_them(home: Installation, about: dict[str, Any], *, stranger: bool) -> None:
    profile = await People(Answers([0.0], users_info={"user": about})).profile(seat(home=home))
    assert profile is not None
    assert (profile.stranger, profile.narrow or not stranger) == (stranger, True)


async def test_what_slack_says_of_a_person_is_asked_again_after_some_minutes() -> None:
    now = [0.0]
    api = Answers(now, users_info={"user": {"team_id": "T1", "is_admin": True}})
    people = People(api)
    assert (await people.profile(seat())).administrator is True
    api.answers["users.info"] = {"user": {"team_id": "T1", "is_restricted": True}}
    assert (await people.profile(seat())).administrator is True
    now[0] = 601.0
    profile = await people.profile(seat())
    assert (profile.administrator, profile.guest) == (False, True)


MENTION = {"type": "app_mention", "user": "U1", "channel": "C1", "ts": "1.1", "text": "<@UME> a fox"}


@pytest.mark.parametrize(
    "more",
    [
        {"hidden": True},
        {"edited": {"user": "U1", "ts": "1.2"}},
        {"bot_id": "B1"},
        {"bot_profile": {"id": "B1"}},
        {"subtype": "message_changed"},
        {"user": "UME"},
        {"user": "USLACKBOT"},
        {"user": ""},
    ],
)
def test_what_no_person_has_just_said_is_not_heard(more: dict[str, Any]) -> None:
    assert hear(MENTION, "UME") is not None
    assert hear(MENTION | more, "UME") is None


@pytest.fixture
async def guarded() -> AsyncIterator[Ear]:
    async with listening(guests=False) as running:
        yield running


async def test_people_who_may_not_are_completed_nothing(guarded: Ear) -> None:
    guarded.suggestions = [("16:9 · wide", "16:9")]
    ada = guarded.fake.person("ada")
    await ada.command("/imagine", "", guarded.fake.channel("general")).acked()
    view = await guarded.fake.until(lambda: ada.modal)
    for name, offered in (("ada", 1), ("gus", 0)):
        who = guarded.fake.person(name)
        await guarded.face._door._core.people.profile(
            Seat(
                await guarded.face._installed.find("", guarded.fake.team.id, whole=False),
                guarded.fake.team.id,
                Person(Team(Platform.SLACK, guarded.fake.team.id), who.id, name),
                False,
            )
        )
        body = guarded.fake.interactions.about(who, guarded.fake.team, "block_suggestion")
        body |= {
            "action_id": "o:sizes:size",
            "value": "16",
            "view": {"private_metadata": view.given["private_metadata"]},
        }
        taken = await guarded.face._door.take(body, {"team_id": guarded.fake.team.id, "user_id": who.id})
        assert len(taken.ack["options"]) == offered, name
    assert len(guarded.suggested) == 1


def reception(ear: Ear) -> Reception:
    return ear.face._door._reception


async def test_who_is_not_known_is_let_in_nowhere_where_it_matters() -> None:
    for given in ({}, {"guests": False}, {"strangers": True}, {"strangers": True, "guests": False}):
        async with listening(ready=False, **given) as ear:
            for stranger, welcome in (
                (None, given == {"strangers": True}),
                (False, given.get("guests", True)),
                (True, given == {"strangers": True}),
            ):
                asked = replace(seat(), stranger=stranger)
                if welcome:
                    reception(ear).welcome(asked, None)
                    continue
                with pytest.raises(Unwelcome) as caught:
                    reception(ear).welcome(asked, None)
                wrong = "strangers" if stranger and not given.get("strangers") else "person_unknown"
                assert caught.value.key == f"slack.{wrong}"


async def test_what_cannot_be_completed_is_welcomed_all_the_same(guarded: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.platforms.slack.reception._PAUSES", ())
    gus, general = guarded.fake.person("gus"), guarded.fake.channel("general")
    guarded.fake.fault("users.info", Fault("error", error="user_not_found"))
    await gus.command("/imagine", "a fox", general).acked()
    assert (await guarded.told_alone("did not say who you are")).user_id == gus.id
    assert guarded.dispatch.ran == []


async def test_whoever_cannot_be_looked_up_at_all_is_welcomed_too(guarded: Ear) -> None:
    ada = await _seated(guarded)
    await guarded.fake.person("ada").command("/imagine", "a fox", guarded.fake.channel("general")).acked()
    call = await guarded.ran()

    async def broken(call: Call) -> Call:
        raise OSError

    # Who is known by now is served as they are known, who is not is refused.
    kept = await reception(guarded)._completed(call, Origin(ada, "command", "C1"), broken)
    assert kept.person.narrow is False
    gus = replace(ada, person=replace(ada.person, user_id=guarded.fake.person("gus").id))
    with pytest.raises(Unwelcome, match="person_unknown"):
        await reception(guarded)._completed(call, Origin(gus, "command", "C1"), broken)


async def test_a_channel_that_became_private_is_private_whatever_the_event_says(ear: Ear) -> None:
    ada, studio = ear.fake.person("ada"), ear.fake.channel("studio")
    said = ada.say(studio, "a fox", mention=True)
    assert (await ear.call_of(said)).place.private is True
    origin = Origin((await _seated(ear)), "command", studio.id, public=True)
    looked = await reception(ear).look(replace(await ear.ran(), place=Place(studio.id, "", private=False)), origin)
    assert looked.place.private is True


async def _seated(ear: Ear) -> Seat:
    home = await ear.face._installed.find("", ear.fake.team.id, whole=False)
    ada = ear.fake.person("ada")
    return Seat(home, ear.fake.team.id, Person(Team(Platform.SLACK, ear.fake.team.id), ada.id, "ada"), False)


async def test_what_is_told_pings_nobody() -> None:
    api = Answers([0.0], chat_postEphemeral={})
    await Teller(api).tell(Origin(seat(), "message", "C1"), "<!channel> & <@U1>")
    ((_, args),) = api.asked
    assert args["text"] == "&lt;!channel&gt; &amp; &lt;@U1&gt;"


@pytest.fixture
async def many(sqlite_url: str) -> AsyncIterator[Town]:
    async with town(sqlite_url) as running:
        yield running


async def _ended(many: Town, state: str) -> int:
    headers = {"Cookie": f'easel_slack_install="{state}"'}
    url = f"{many.ear.site}/slack/oauth_redirect?code=1&state={quote(state)}"
    async with many.browser.get(url, headers=headers) as answer:
        return answer.status


async def test_a_state_ends_after_ten_minutes(many: Town) -> None:
    now = system_clock().timestamp()
    many.browser.cookie_jar.clear()
    # Slack does not know the code: a state that is good comes as far as that.
    assert await _ended(many, Mirror().seal(f"slack:install:{now - 300}")) == 502
    assert await _ended(many, Mirror().seal(f"slack:install:{now - 700}")) == 400


async def test_the_cookie_of_an_installation_is_for_that_browser_alone(many: Town) -> None:
    async with many.browser.get(f"{many.ear.site}/slack/install", allow_redirects=False) as answer:
        cookie = answer.cookies["easel_slack_install"]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", "")
    assert (cookie["path"], cookie["max-age"]) == ("/slack/oauth_redirect", "600")
    async with (
        face_on(
            many.ear,
            installed=many.installed,
            tokens=many.installed,
            bot_token="",
            many=True,
            public_url="https://a.example",
        ),
        many.browser.get(f"{many.ear.site}/slack/install", allow_redirects=False) as answer,
    ):
        assert answer.cookies["easel_slack_install"]["secure"] is True


async def test_a_workspaces_name_is_no_markup(many: Town) -> None:
    other = many.ear.fake.add_team("<script>alert(1)</script>", installed=False)
    status, page = await many.install(other.add_person("zoe"))
    assert status == 200
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


class Kept:
    """The port Installations, in memory."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    async def read(self, team: str) -> str | None:
        return self.texts.get(team)

    async def write(self, team: str, text: str, *, expires_at: object = None) -> None:
        self.texts[team] = text

    async def drop(self, team: str) -> None:
        del self.texts[team]


def installed(*found: Installation) -> tuple[Kept, ManyInstallations]:
    kept = Kept()
    kept.texts |= {each.id: each.text() for each in found}
    return kept, ManyInstallations(kept, system_clock, None)


async def test_who_is_gone_takes_no_newer_installation_along() -> None:
    kept, many = installed(replace(HOME, token="xoxb-new"))
    await many.gone(HOME)
    assert "T1" in kept.texts
    await many.gone(replace(HOME, token="xoxb-new"))
    assert kept.texts == {}


async def test_an_event_goes_to_the_installation_that_it_is_for() -> None:
    whole = Installation("E1", "xoxb-org", enterprise="E1")
    _, many = installed(HOME, whole)
    assert await many.find("E1", "T1", whole=True) == whole
    assert await many.find("E1", "T1", whole=False) == HOME
    assert await many.find("E1", "T9", whole=False) == whole
    assert await many.find("", "T9", whole=False) is None


async def test_an_installation_in_another_ones_row_is_none() -> None:
    kept, many = installed(HOME)
    kept.texts["T2"] = HOME.text()
    assert await many.find("", "T2", whole=False) is None
    assert await many.find("", "T1", whole=False) == HOME


async def test_a_step_is_for_who_is_there_and_of_ours() -> None:
    async with listening() as ear:
        fake = ear.fake
        rivals = fake.add_team("Rivals", installed=False)
        eve, studio = rivals.add_person("eve"), fake.channel("studio")
        shared = fake.team.add_channel("shared", members=[*fake.team.people.values()], shared_with=[rivals])
        shared.members.add(eve.id)
        outside = next(each for each in fake.team.people.values() if each.id not in studio.members)
        inside = fake.team.add_person("ines", admin=True)
        studio.members.add(inside.id)
        for channel, who, refused in (
            (shared, eve, "another organisation"),
            (studio, outside, "not in that channel"),
        ):
            fake.person("ada").run_step(
                "imagine_generate", {"prompt": "a fox", "channel_id": channel.id, "user_id": who.id}
            )
            await fake.until(
                lambda words=refused: [each for each in fake.executions.values() if words in (each.error or "")]
            )
        assert ear.dispatch.ran == []
        fake.person("ada").run_step("imagine_generate", {"prompt": "ok", "channel_id": studio.id, "user_id": inside.id})
        call = await ear.ran()
        assert (call.person.name, call.person.administrator, call.place.private) == ("ines", False, True)


async def test_a_room_of_an_organisation_is_asked_for_in_its_workspace() -> None:
    api = Answers([0.0], conversations_info={"channel": {"name": "general", "is_private": False}})
    await People(api).room(seat(home=Installation("E1", "x", enterprise="E1")), "C1")
    assert api.asked == [("conversations.info", {"channel": "C1", "team_id": "T1"})]
