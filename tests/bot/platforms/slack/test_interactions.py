"""Buttons, the windows they open, and what is submitted."""

from __future__ import annotations

import asyncio

import pytest

from bot.platforms.slack.draw import action_id
from bot.platforms.slack.where import thread_key
from bot.ports import Post
from commands.words import saying
from tests.bot.platforms.slack.inward import PHOTO, Ear, listening
from tests.fakes.slack_delivery import Delivery
from tests.fakes.slack_script import Fault
from tests.fakes.slack_world import Message


def button(command: str, target: str, label: str = "Do it") -> dict:
    return {
        "type": "button",
        "action_id": action_id(command, target),
        "value": target or "-",
        "text": {"type": "plain_text", "text": label},
    }


def shown(ear: Ear, *buttons: dict, thread: str | None = None, channel: str = "general") -> Message:
    """Put a message of Easel's with buttons where people see it."""
    team, place = ear.fake.team, ear.fake.channel(channel)
    message = Message(place, ear.fake.world.ids.ts(), team.bot_user_id, "v1", thread_ts=thread)
    message.bot_id = team.bot_id
    message.blocks = [{"type": "actions", "block_id": "b", "elements": list(buttons)}]
    ear.fake.put(message)
    return message


async def test_a_button_calls_its_command_on_its_target(either: Ear) -> None:
    root = either.own_thread()
    message = shown(either, button("vary", "pic1"), thread=root.ts)
    await either.fake.person("ben").press(message, "Do it").acked()
    call = await either.ran()
    assert (call.command, call.words, dict(call.options)) == ("vary", "", {"target": "pic1"})
    assert call.place.thread_id == thread_key(root.channel.id, root.ts)
    assert (call.person.name, call.locale, call.place.private) == ("ben", "de-DE", False)
    answer_to = call.answer_to
    assert (answer_to["how"], answer_to["root"], answer_to["reply"]) == ("press", root.ts, message.ts)
    assert answer_to["url"].startswith("sealed:")


async def test_a_button_of_a_root_is_pressed_in_its_thread(ear: Ear) -> None:
    message = shown(ear, button("cancel", "job1"))
    await ear.fake.person("ada").press(message, "Do it").acked()
    call = await ear.ran()
    assert call.place.thread_id == thread_key(message.channel.id, message.ts)
    assert call.answer_to["root"] == message.ts


async def test_a_result_that_had_to_stand_outside_of_its_thread_belongs_to_it(ear: Ear) -> None:
    root = ear.own_thread()
    message = shown(ear, button("vary", "pic1"))
    key = thread_key(root.channel.id, root.ts)
    ear.posts.posts.append(Post(ear.team, root.channel.id, message.ts, "e", "result", key, ("pic1",), final=True))
    await ear.fake.person("ada").press(message, "Do it").acked()
    call = await ear.ran()
    # That thread may take nothing any more: it is answered where it was asked.
    assert (call.place.thread_id, call.answer_to["root"]) == (key, message.ts)
    below = shown(ear, button("vary", "pic1"), thread=message.ts)
    await ear.fake.person("ada").press(below, "Do it").acked()
    call = await ear.ran(2)
    assert (call.place.thread_id, call.answer_to["root"]) == (key, message.ts)


async def test_a_press_in_a_private_channel_is_private(ear: Ear) -> None:
    message = shown(ear, button("vary", "pic1"), channel="studio")
    await ear.fake.person("ada").press(message, "Do it").acked()
    assert (await ear.ran()).place.private


async def test_an_unlisted_command_has_buttons_too_and_one_that_is_gone_says_so(ear: Ear) -> None:
    message = shown(ear, button("delete_sure", "pic1", "Sure"), button("frobnicate", "pic1", "Old"))
    ada = ear.fake.person("ada")
    await ada.press(message, "Sure").acked()
    assert (await ear.ran()).command == "delete_sure"
    await ada.press(message, "Old").acked()
    assert (await ear.told_alone("does nothing any more")).user_id == ada.id
    assert len(ear.dispatch.claimed) == 1


async def test_buttons_that_are_not_ours_are_acknowledged(ear: Ear) -> None:
    strange = {"type": "button", "action_id": "open", "text": {"type": "plain_text", "text": "Open"}}
    delivery = ear.fake.person("ada").press(shown(ear, strange), "Open")
    assert (await delivery.acked()).attempt == 0
    await ear.settled()
    assert [each.command for each in ear.dispatch.ran] == ["quota"]


async def test_refine_asks_for_words_first_and_then_calls(either: Ear) -> None:
    root, ada = either.own_thread(), either.fake.person("ada")
    message = shown(either, button("edit", "pic1", "Refine"), thread=root.ts)
    await ada.press(message, "Refine").acked()
    view = await either.fake.until(lambda: ada.modal)
    assert view.title == "Refine"
    assert "What should change?" in view.words
    assert either.dispatch.claimed == {}
    await ada.submit(None, {"v:words": "make it blue"}).applied()
    assert ada.modal is None
    call = await either.ran()
    assert (call.command, call.words, dict(call.options)) == ("edit", "make it blue", {"target": "pic1"})
    assert call.place.thread_id == thread_key(root.channel.id, root.ts)
    assert (call.place.channel_name, call.place.private) == ("general", False)
    assert (call.answer_to["how"], call.answer_to["root"], call.answer_to["reply"]) == ("modal", root.ts, message.ts)
    assert call.answer_to["url"].startswith("sealed:")


async def test_the_window_speaks_the_persons_language(ear: Ear) -> None:
    ben = ear.fake.person("ben")
    await ben.press(shown(ear, button("edit", "pic1", "Refine")), "Refine").acked()
    view = await ear.fake.until(lambda: ben.modal)
    assert view.title == saying("de")("button.refine") != "Refine"


async def test_a_window_that_slack_does_not_open_is_owned_up_to(ear: Ear) -> None:
    ear.fake.fault("views.open", Fault("error", error="expired_trigger_id"))
    ada = ear.fake.person("ada")
    await ada.press(shown(ear, button("edit", "pic1", "Refine")), "Refine").acked()
    assert (await ear.told_alone("could not be opened")).user_id == ada.id


async def test_a_window_does_not_wait_for_slack_to_say_who_it_is_for(ear: Ear) -> None:
    ear.fake.fault("users.info", Fault("hang"))
    ben = ear.fake.person("ben")
    await ben.press(shown(ear, button("edit", "pic1", "Refine")), "Refine").acked()
    assert (await ear.fake.until(lambda: ben.modal)).title == "Refine"


async def test_a_guest_who_may_not_sees_no_window() -> None:
    async with listening(guests=False) as ear:
        gus = ear.fake.person("gus")
        await gus.command("/imagine", "", ear.fake.channel("general")).acked()
        assert (await ear.told_alone("Guests may not")).user_id == gus.id
        assert gus.modal is None


async def test_imagine_alone_opens_a_form_with_every_option(either: Ear) -> None:
    ada, general = either.fake.person("ada"), either.fake.channel("general")
    await ada.command("/imagine", "", general).acked()
    view = await either.fake.until(lambda: ada.modal)
    assert view.title == "A new picture"
    picked = {"o:sizes:size", "o:qualities:quality", "o:models:model"}
    assert set(view.buttons) == picked | {"v:prompt", "v:count", "v:transparent", "v:improve", "files"}
    values = {
        "v:prompt": "  a fox ",
        "o:sizes:size": "16:9",
        "v:count": "3",
        "v:transparent": ["true"],
        "files": [PHOTO, PHOTO],
    }
    await ada.submit(None, values).applied()
    call = await either.ran()
    assert (call.command, call.words) == ("imagine", "a fox")
    assert dict(call.options) == {"size": "16:9", "count": 3, "transparent": True}
    assert [each.name for each in call.uploads] == ["cat.png", "cat.png"]
    assert (call.place.channel_id, call.place.private, call.place.thread_id) == (general.id, False, None)
    answer_to = call.answer_to
    assert (answer_to["how"], answer_to["channel"], answer_to["root"]) == ("modal", general.id, "")
    # The command's own address goes on working, where Easel is no member.
    assert answer_to["url"] == either.dispatch.claimed[call.id].answer_to["url"] != ""


async def test_a_form_left_as_it_is_asks_for_nothing_but_the_words(ear: Ear) -> None:
    ada = ear.fake.person("ada")
    await ada.command("/imagine", "", ear.fake.channel("general")).acked()
    await ear.fake.until(lambda: ada.modal)
    await ada.submit(None, {"v:prompt": "a fox"}).applied()
    call = await ear.ran()
    assert (dict(call.options), call.uploads) == ({}, ())


async def test_what_is_wrong_with_a_form_is_said_in_it(ear: Ear) -> None:
    ada = ear.fake.person("ada")
    await ada.command("/imagine", "", ear.fake.channel("general")).acked()
    view = await ear.fake.until(lambda: ada.modal)
    await ada.submit(None, {"v:prompt": "  \u200b "}).applied()
    assert view.errors == {"prompt": "Say what you would like to see."}
    ear.dispatch.failing = 1
    await ada.submit(None, {"v:prompt": "a fox"}).applied()
    assert "too much to do" in view.errors["prompt"]
    assert ada.modal is view
    assert len(ear.dispatch.withdrawn) == 1
    # What was typed is still there, and is taken now.
    await ada.submit(None, {}).applied()
    assert (await ear.ran()).words == "a fox"


async def test_a_form_submitted_twice_is_done_once(ear: Ear) -> None:
    ada = ear.fake.person("ada")
    await ada.command("/imagine", "", ear.fake.channel("general")).acked()
    await ear.fake.until(lambda: ada.modal)
    ear.fake.socket.duplicate()
    await ada.submit(None, {"v:prompt": "a fox"}).applied()
    await ear.fake.until(lambda: ear.dispatch.again)
    await ear.ran()
    assert len(ear.dispatch.ran) == 1


async def test_menus_of_a_form_are_completed(ear: Ear) -> None:
    ear.suggestions = [("16:9 · wide", "16:9"), ("x" * 200, "long label"), ("too long", "y" * 200), ("", "empty")]
    ada, general = ear.fake.person("ada"), ear.fake.channel("general")
    await ada.command("/imagine", "", general).acked()
    view = await ear.fake.until(lambda: ada.modal)
    ack = await ada.options(view, "o:sizes:size", "16").applied()
    assert [each["value"] for each in ack.payload["options"]] == ["16:9", "long label"]
    ((viewer, what, typed),) = ear.suggested
    assert (viewer.team_id, viewer.channel_id, what, typed) == (ear.team, general.id, "sizes", "16")
    ack = await ada.options(view, "o:sizes:size", "stall").applied()
    assert ack.payload == {"options": []}


@pytest.mark.parametrize("how", ["held", "failing"])
async def test_a_press_that_cannot_be_claimed_is_answered_to_the_asker_alone(ear: Ear, how: str) -> None:
    if how == "held":
        ear.dispatch.held = asyncio.Event()
    else:
        ear.dispatch.failing = 1
    ada = ear.fake.person("ada")
    await ada.press(shown(ear, button("vary", "pic1")), "Do it").acked()
    assert (await ear.told_alone("too much to do")).user_id == ada.id
    assert len(ear.dispatch.withdrawn) == 1
    if ear.dispatch.held is not None:
        ear.dispatch.held.set()
    await ear.settled()
    assert [each.command for each in ear.dispatch.ran] == ["quota"]


async def test_a_stranger_who_presses_is_refused() -> None:
    async with listening() as ear:
        other = ear.fake.add_team("Elsewhere", installed=False)
        eve = other.add_person("eve")
        general = ear.fake.channel("general")
        general.members.add(eve.id)
        raw = ear.fake.interactions.press(
            eve,
            shown(ear, button("vary", "pic1")),
            {"type": "button", "action_id": "e:vary:pic1", "block_id": "b", "value": "pic1", "action_ts": "1.1"},
        )
        await ear.fake.courier.send(Delivery(ear.fake, ear.fake.team, "interactive", raw)).acked()
        assert (await ear.told_alone("another organisation")).user_id == eve.id
        assert ear.dispatch.claimed == {}
