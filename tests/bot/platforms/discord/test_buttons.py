"""Buttons, the windows they open, completions, and people whom they are not for."""

from __future__ import annotations

import pytest

from bot.platforms.discord.components import view_of
from bot.ports import Post
from domain.card import Button
from tests.bot.platforms.discord.inward import Ear, listening
from tests.bot.platforms.memory import Mirror
from tests.fakes.discord_world import Channel, Message

PICTURE = "0190f5b4a7c87d2e9a3b"


def with_buttons(ear: Ear, channel: Channel, *commands: str, **about) -> Message:
    view = view_of([Button(command, PICTURE, command.title()) for command in commands])
    rows = [
        {**row, "id": at, "components": [{**item, "id": 10 * at + n} for n, item in enumerate(row["components"])]}
        for at, row in enumerate(view.to_components(), 1)
    ]
    return ear.speak(channel, components=rows, **about)


async def test_a_button_is_acknowledged_quietly(ear: Ear):
    thread = ear.own_thread()
    message = with_buttons(ear, thread, "vary")
    pressed = ear.fake.press(ear.leo, message, "Vary", locale="ja")
    call = await ear.call(pressed.id)
    assert (await pressed.acknowledged()).type == 6
    assert (call.command, call.options, call.words, call.locale) == ("vary", {"target": PICTURE}, "", "ja")
    assert (call.place.channel_id, call.place.thread_id) == (str(ear.channel.id), str(thread.id))
    assert call.person.user_id == str(ear.leo.id)
    told = call.answer_to
    assert (told["how"], told["reply"], told["channel"]) == ("press", str(message.id), str(thread.id))
    assert (told["event"], Mirror().unseal(told["token"])) == (call.id, pressed.token)


async def test_a_button_works_after_a_restart(ear: Ear):
    # This process has never sent the message, as if it were an earlier one's.
    message = with_buttons(ear, ear.own_thread(), "again", "details")
    again, details = ear.fake.press(ear.mira, message, "Again"), ear.fake.press(ear.mira, message, "Details")
    assert ((await ear.call(again.id)).command, (await ear.call(details.id)).command) == ("again", "details")


async def test_a_button_outside_of_discords_threads_is_in_the_thread_of_its_message(ear: Ear):
    message = with_buttons(ear, ear.channel, "vary")
    ear.posts.posts.append(
        Post(ear.team, str(ear.channel.id), str(message.id), "discord:1", "answer", "4711", (PICTURE,))
    )
    call = await ear.call(ear.fake.press(ear.mira, message, "Vary").id)
    assert (call.place.channel_id, call.place.thread_id) == (str(ear.channel.id), "4711")
    assert call.answer_to["channel"] == str(ear.channel.id)


async def test_a_button_of_a_message_that_is_not_known_is_in_no_thread(ear: Ear):
    call = await ear.call(ear.fake.press(ear.mira, with_buttons(ear, ear.channel, "vary"), "Vary").id)
    assert call.place.thread_id is None


async def test_a_button_is_acknowledged_before_its_thread_is_looked_for(ear: Ear):
    ear.posts.stalled = True
    pressed = ear.fake.press(ear.mira, with_buttons(ear, ear.channel, "vary"), "Vary")
    assert (await pressed.acknowledged()).type == 6
    # What cannot be found out keeps nobody waiting: the button names the picture.
    call = await ear.call(pressed.id)
    assert (call.options, call.place.thread_id) == ({"target": PICTURE}, None)
    assert ear.dispatch.withdrawn == []


async def test_a_button_on_what_only_one_person_sees_is_no_message_to_reply_to(ear: Ear):
    message = with_buttons(ear, ear.channel, "erase_me", flags=64, only_for=ear.mira)
    call = await ear.call(ear.fake.press(ear.mira, message, "Erase_Me").id)
    assert (call.command, call.answer_to["reply"], call.answer_to["how"]) == ("erase_me", "", "press")


async def test_a_button_that_asks_for_words_opens_a_window_without_a_look_at_the_database(ear: Ear):
    message = with_buttons(ear, ear.channel, "edit")
    before = ear.posts.asked
    opened = ear.fake.press(ear.mira, message, "Edit", locale="de")
    window = await opened.modal()
    assert (ear.posts.asked, ear.dispatch.claimed) == (before, {})
    label = window["components"][0]
    assert (window["custom_id"], label["label"], label["component"]["style"]) == (
        f"m:edit:{PICTURE}",
        "Was soll sich ändern?",
        2,
    )
    sent = ear.fake.submit_modal(opened, {"words": "make the sky more dramatic"})
    call = await ear.call(sent.id)
    assert (await sent.acknowledged()).type == 6
    assert (call.command, call.words, call.options) == ("edit", "make the sky more dramatic", {"target": PICTURE})
    assert (call.answer_to["how"], call.answer_to["reply"], call.locale) == ("press", str(message.id), "de")


async def test_windows_are_not_kept(ear: Ear):
    message = with_buttons(ear, ear.channel, "edit")
    await ear.fake.press(ear.mira, message, "Edit").modal()
    client = ear.face._client
    assert client is not None
    assert client._connection._view_store._modals == {}


async def test_a_press_that_comes_twice_is_run_once(ear: Ear):
    pressed = ear.fake.press(ear.mira, with_buttons(ear, ear.own_thread(), "vary"), "Vary")
    await ear.call(pressed.id)
    ear.fake.gateway.redeliver(pressed)
    await ear.fake.until(lambda: ear.dispatch.again)
    await ear.settled()
    assert [call.id for call in ear.dispatch.ran].count(f"discord:{pressed.id}") == 1


@pytest.mark.parametrize("custom_id", ["e:paint:123", "page:2", "e:vary:"])
async def test_a_button_that_does_nothing_any_more_says_so(ear: Ear, custom_id: str):
    row = {"type": 1, "id": 1, "components": [{"type": 2, "id": 2, "style": 2, "label": "Old", "custom_id": custom_id}]}
    pressed = ear.fake.press(ear.mira, ear.speak(ear.channel, components=[row]), "Old")
    ack = await pressed.acknowledged()
    assert (ack.type, ack.ephemeral) == (4, True)
    assert ack.data["content"] == "That button does nothing any more."


async def test_a_press_of_another_guild_belongs_to_that_guild(ear: Ear):
    guild = ear.fake.guild("Elsewhere")
    channel, ada = ear.fake.channel(guild, "art"), ear.fake.user("ada", guilds=[guild])
    # The button names a picture of the studio: who may see it is for the core, which is told where it was pressed.
    call = await ear.call(ear.fake.press(ada, with_buttons(ear, channel, "vary"), "Vary").id)
    assert (call.person.team.id, call.place.channel_id) == (f"discord:{guild.id}", str(channel.id))


async def test_a_direct_message_is_a_team_of_its_own(ear: Ear):
    dm = ear.fake.dm(ear.mira)
    asked = ear.fake.slash(ear.mira, dm, "imagine", {"prompt": "a fox"})
    call = await ear.call(asked.id)
    assert call.person.team.id == f"discord:dm:{ear.mira.id}"
    assert (call.place.channel_id, call.place.private, call.place.thread_id) == (str(dm.id), True, None)
    assert not call.person.administrator
    told = call.answer_to
    assert (told["how"], told["guild"], told["thread_ok"], told["attach_ok"]) == ("slash", "", "0", "1")


async def test_a_person_who_brought_easel_is_answered_by_webhook(ear: Ear):
    guild = ear.fake.guild("Others", app=False)
    channel, ada = ear.fake.channel(guild, "talk"), ear.fake.user("ada", guilds=[guild])
    ear.fake.install_for(ear.fake.app, ada)
    asked = ear.fake.slash(ada, channel, "imagine", {"prompt": "a fox"})
    call = await ear.call(asked.id)
    assert (await asked.acknowledged()).type == 5
    assert call.person.team.id == f"discord:dm:{ada.id}"
    assert (call.place.channel_id, call.place.private) == (str(channel.id), True)
    told = call.answer_to
    assert (told["how"], told["guild"], told["thread_ok"]) == ("hook", "", "0")


async def test_a_press_where_easel_is_only_brought_is_a_new_message(ear: Ear):
    guild = ear.fake.guild("Others", app=False)
    channel, ada = ear.fake.channel(guild, "talk"), ear.fake.user("ada", guilds=[guild])
    ear.fake.install_for(ear.fake.app, ada)
    message = with_buttons(ear, channel, "vary", "details")
    varied, details = ear.fake.press(ada, message, "Vary"), ear.fake.press(ada, message, "Details")
    assert (await ear.call(varied.id)).answer_to["how"] == "hook"
    await ear.call(details.id)
    first, second = await varied.acknowledged(), await details.acknowledged()
    assert ((first.type, first.ephemeral), (second.type, second.ephemeral)) == ((5, False), (5, True))


async def test_a_button_of_somebody_who_brought_easel_is_for_nobody_else(ear: Ear):
    guild = ear.fake.guild("Others", app=False)
    channel = ear.fake.channel(guild, "talk")
    ada, eve = (ear.fake.user(name, guilds=[guild]) for name in ("ada", "eve"))
    ear.fake.install_for(ear.fake.app, ada)
    pressed = ear.fake.press(eve, with_buttons(ear, channel, "vary", "edit"), "Vary")
    ack = await pressed.acknowledged()
    assert (ack.type, ack.ephemeral) == (4, True)
    assert "only they can use this" in ack.data["content"]
    assert ear.dispatch.claimed == {}


async def test_a_group_of_people_is_reached_by_webhook(ear: Ear):
    group = ear.fake.group_dm(ear.mira, ear.leo)
    ear.fake.install_for(ear.fake.app, ear.mira)
    call = await ear.call(ear.fake.slash(ear.mira, group, "imagine", {"prompt": "a fox"}).id)
    assert (call.person.team.id, call.answer_to["how"]) == (f"discord:dm:{ear.mira.id}", "hook")
    pressed = ear.fake.press(ear.leo, with_buttons(ear, group, "vary"), "Vary")
    assert "only they can use this" in (await pressed.acknowledged()).data["content"]


async def test_what_is_typed_is_completed():
    async with listening(suggestions=[("16:9 wide", "16:9"), ("x" * 120, "wide"), ("too long", "y" * 101)]) as ear:
        asked = ear.fake.autocomplete(
            ear.mira, ear.channel, "imagine", {"prompt": "a fox", "size": "16"}, focused="size"
        )
        assert await asked.choices() == [{"name": "16:9 wide", "value": "16:9"}, {"name": "x" * 100, "value": "wide"}]
        ((viewer, kind, typed),) = ear.suggested
        assert (kind, typed) == ("sizes", "16")
        assert (viewer.team_id, viewer.person_id, viewer.channel_id) == (
            ear.team,
            f"{ear.team}/{ear.mira.id}",
            str(ear.channel.id),
        )
        assert ear.dispatch.claimed == {}


async def test_more_than_discord_shows_is_left_out():
    async with listening(suggestions=[(f"model {n}", f"m{n}") for n in range(40)]) as ear:
        asked = ear.fake.autocomplete(ear.mira, ear.channel, "easel details", {"picture": "v"}, focused="picture")
        assert len(await asked.choices()) == 25
        assert ear.suggested[0][1] == "pictures"


@pytest.mark.parametrize("typed", ["stall", "fail"])
async def test_what_cannot_be_completed_in_time_is_an_empty_list(ear: Ear, typed: str):
    asked = ear.fake.autocomplete(
        ear.mira, ear.channel, "imagine", {"prompt": "a fox", "model": typed}, focused="model"
    )
    assert await asked.choices() == []


async def test_a_handler_that_breaks_tells_the_person_and_the_log(ear: Ear):
    def broken(secret: str) -> str:
        raise RuntimeError(len(secret))

    object.__setattr__(ear.face._core.vault, "seal", broken)
    asked = ear.fake.slash(ear.mira, ear.channel, "imagine", {"prompt": "a fox"})
    ack = await asked.acknowledged()
    assert (ack.type, ack.ephemeral) == (4, True)
    incident = ack.data["content"].rpartition(": ")[2]
    assert [each["incident"] for each in ear.logged if "incident" in each] == [incident]
    assert asked.token not in str(ear.logged)
