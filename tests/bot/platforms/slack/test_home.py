"""App Home."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.platforms.slack.limits import check
from bot.ports import Made, Overview
from tests.bot.platforms.slack.inward import Ear, listening
from tests.fakes.slack_world import walk

NOON = datetime(2030, 1, 1, tzinfo=UTC)


async def opened(ear: Ear, person: str = "ada"):
    """Open the tab and return what is seen."""
    someone = ear.fake.person(person)
    await someone.open_home().acked()
    view = await ear.fake.until(lambda: ear.fake.home(someone))
    check(view.given)
    return view


async def test_home_shows_what_is_left_and_what_was_made_last(either: Ear) -> None:
    hostile = "a <!channel> fox | & <@U123> " + "very " * 200
    either.overview = Overview(
        7, 50, NOON, (Made("pic1", 2, hostile, "C0GENERAL:1790000000.000100"), Made("pic2", 1, "", None))
    )
    view = await opened(either)
    assert "7 of 50 pictures left today. More come " in view.words
    assert [each["timestamp"] for each in walk(view.blocks) if each.get("type") == "date"] == [int(NOON.timestamp())]
    assert "<!channel>" not in view.words
    assert "<@U123>" not in view.words
    assert {"e:show:pic1", "e:show:pic2", "e:settings:", "e:help:", "e:privacy:", "e:models:", "e:imagine:"} == set(
        view.buttons
    ) - {"e:library:"}
    assert "e:library:" in view.buttons
    assert "e:library:open" not in view.buttons
    ((person, viewer),) = either.looked
    assert (person.user_id, viewer.team_id, viewer.channel_id) == (either.fake.person("ada").id, either.team, "")


async def test_home_without_an_overview_still_has_its_buttons(ear: Ear) -> None:
    assert "e:settings:" in (await opened(ear)).buttons


async def test_home_speaks_the_persons_language(ear: Ear) -> None:
    ear.overview = Overview(0, 50, NOON)
    assert "heute" in (await opened(ear, "ben")).words.casefold()


async def test_only_the_home_tab_is_drawn(ear: Ear) -> None:
    ada = ear.fake.person("ada")
    assert (await ada.open_home("messages").acked()).attempt == 0
    await ear.settled()
    assert ear.fake.home(ada) is None


async def test_a_guest_who_may_not_sees_so() -> None:
    async with listening(guests=False) as ear:
        view = await opened(ear, "gus")
        assert "Guests may not" in view.words
        assert view.buttons == {}


async def test_buttons_of_home_are_answered_to_the_person_alone(ear: Ear) -> None:
    ada, view = ear.fake.person("ada"), await opened(ear)
    await ada.press(view, "e:settings:").acked()
    call = await ear.ran()
    assert (call.command, call.answer_to["how"], call.answer_to["channel"]) == ("settings", "home", "")
    assert (call.place.private, dict(call.options)) == (True, {})


async def test_a_new_picture_is_asked_for_from_home(ear: Ear) -> None:
    ada, view = ear.fake.person("ada"), await opened(ear)
    await ada.press(view, "e:imagine:").acked()
    await ear.fake.until(lambda: ada.modal)
    await ada.submit(None, {"v:prompt": "a fox", "channel": ear.fake.channel("general").id}).applied()
    call = await ear.ran()
    assert (call.command, call.place.channel_id) == ("imagine", ear.fake.channel("general").id)
