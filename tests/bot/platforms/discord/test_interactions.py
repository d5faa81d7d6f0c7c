"""Commands, completions and buttons, from a person's fingers to a Call."""

from __future__ import annotations

import pytest

from tests.bot.platforms.discord.inward import FOX, Ear
from tests.bot.platforms.memory import Mirror
from tests.fakes.discord_world import File


async def test_a_command_is_acknowledged_and_handed_on(ear: Ear):
    asked = ear.fake.slash(ear.mira, ear.channel, "imagine", {"prompt": "a fox"}, locale="de")
    call = await ear.call(asked.id)
    ack = await asked.acknowledged()
    assert (ack.type, ack.ephemeral) == (5, False)
    assert (call.command, call.options, call.locale) == ("imagine", {"prompt": "a fox"}, "de")
    assert (call.person.team.id, call.person.team.name) == (ear.team, "Studio")
    assert (call.person.user_id, call.person.name, call.person.administrator) == (str(ear.mira.id), "Mira", False)
    assert (call.place.channel_id, call.place.channel_name, call.place.private, call.place.thread_id) == (
        str(ear.channel.id),
        "art",
        False,
        None,
    )
    assert "thread" not in call.answer_to
    assert "message" not in call.answer_to


async def test_what_is_needed_to_answer_a_command(ear: Ear):
    asked = ear.fake.slash(ear.mira, ear.channel, "imagine", {"prompt": "a fox"})
    told = dict((await ear.call(asked.id)).answer_to)
    assert Mirror().unseal(told.pop("token")) == asked.token
    until = int(told.pop("until"))
    assert 880 <= until - asked.created <= 901
    assert told == {
        "event": f"discord:{asked.id}",
        "how": "slash",
        "channel": str(ear.channel.id),
        "reply": "",
        "limit": "10485760",
        "guild": str(ear.guild.id),
        "user": str(ear.mira.id),
        "thread_ok": "1",
        "attach_ok": "1",
        "app": str(ear.fake.app.id),
    }


async def test_every_option_arrives_as_its_kind(ear: Ear):
    given = {
        "prompt": "a fox",
        "size": "16:9",
        "quality": "high",
        "model": "sketch",
        "count": 3,
        "transparent": True,
        "image2": File("second.png", FOX.data),
        "image1": File("first.png", FOX.data),
    }
    call = await ear.call(ear.fake.slash(ear.mira, ear.channel, "imagine", given).id)
    assert call.options == {
        "prompt": "a fox",
        "size": "16:9",
        "quality": "high",
        "model": "sketch",
        "count": 3,
        "transparent": True,
    }
    assert [(each.name, each.size) for each in call.uploads] == [
        ("first.png", len(FOX.data)),
        ("second.png", len(FOX.data)),
    ]
    assert all(each.source.startswith(ear.fake.cdn_url) for each in call.uploads)


@pytest.mark.parametrize(
    ("typed", "options", "command"),
    [
        ("quota", {}, "quota"),
        ("models", {}, "models"),
        ("easel help", {}, "help"),
        ("easel settings", {"team_daily_images": 7, "team_moderation": False}, "settings"),
        ("easel privacy", {"what": "export"}, "privacy"),
        ("easel details", {"picture": "v2"}, "details"),
    ],
)
async def test_what_is_for_the_asker_is_whispered(ear: Ear, typed: str, options: dict[str, object], command: str):
    asked = ear.fake.slash(ear.mira, ear.channel, typed, options)
    call = await ear.call(asked.id)
    ack = await asked.acknowledged()
    assert (ack.type, ack.ephemeral) == (5, True)
    assert (call.command, call.options, call.answer_to["how"]) == (command, options, "whisper")


async def test_a_subcommand_that_is_for_all(ear: Ear):
    asked = ear.fake.slash(ear.mira, ear.channel, "easel vary", {"picture": "v1", "strong": True})
    call = await ear.call(asked.id)
    assert (call.command, call.options, call.answer_to["how"]) == ("vary", {"picture": "v1", "strong": True}, "slash")


async def test_a_command_in_a_thread_is_about_that_thread(ear: Ear):
    thread = ear.own_thread()
    call = await ear.call(ear.fake.slash(ear.mira, thread, "edit", {"instruction": "more sky"}).id)
    assert (call.place.channel_id, call.place.channel_name) == (str(ear.channel.id), "art")
    assert (call.place.thread_id, call.answer_to["channel"]) == (str(thread.id), str(thread.id))
    assert not call.place.private


async def test_a_private_thread_is_a_place_of_its_own(ear: Ear):
    thread = ear.fake.private_thread(ear.mira, ear.channel, "us", members=[ear.fake.app])
    call = await ear.call(ear.fake.slash(ear.mira, thread, "imagine", {"prompt": "a fox"}).id)
    assert (call.place.channel_id, call.place.thread_id) == (str(thread.id), str(thread.id))
    assert call.place.private


async def test_a_channel_that_not_everyone_sees_is_private(ear: Ear):
    channel = ear.fake.channel(ear.guild, "board", private=True)
    for who in (ear.mira, ear.fake.app):
        ear.fake.allow(channel, who, "VIEW_CHANNEL")
    call = await ear.call(ear.fake.slash(ear.mira, channel, "imagine", {"prompt": "a fox"}).id)
    assert call.place.private


async def test_a_public_channel_that_becomes_private_is_private(ear: Ear):
    before = await ear.call(ear.fake.slash(ear.mira, ear.channel, "imagine", {"prompt": "a fox"}).id)
    ear.fake.allow(ear.channel, ear.mira, "VIEW_CHANNEL")
    ear.fake.allow(ear.channel, ear.fake.app, "VIEW_CHANNEL")
    ear.fake.deny(ear.channel, ear.guild, "VIEW_CHANNEL")
    after = await ear.call(ear.fake.slash(ear.mira, ear.channel, "imagine", {"prompt": "a fox"}).id)
    assert (before.place.private, after.place.private) == (False, True)


async def test_who_may_manage_the_server_is_an_administrator(ear: Ear):
    ear.fake.give(ear.mira, ear.fake.role(ear.guild, "admins", "MANAGE_GUILD"))
    call = await ear.call(ear.fake.slash(ear.mira, ear.channel, "quota").id)
    assert call.person.administrator


@pytest.mark.parametrize("lacking", ["CREATE_PUBLIC_THREADS", "SEND_MESSAGES_IN_THREADS"])
async def test_threads_that_the_bot_may_not_open(ear: Ear, lacking: str):
    ear.fake.deny(ear.channel, ear.fake.app, lacking)
    call = await ear.call(ear.fake.slash(ear.mira, ear.channel, "imagine", {"prompt": "a fox"}).id)
    assert (call.answer_to["thread_ok"], call.answer_to["attach_ok"]) == ("0", "1")


async def test_files_that_the_bot_may_not_attach(ear: Ear):
    ear.fake.deny(ear.channel, ear.fake.app, "ATTACH_FILES")
    call = await ear.call(ear.fake.slash(ear.mira, ear.channel, "imagine", {"prompt": "a fox"}).id)
    assert (call.answer_to["thread_ok"], call.answer_to["attach_ok"]) == ("1", "0")


async def test_a_boosted_server_takes_larger_files(ear: Ear):
    guild = ear.fake.guild("Boosted", tier=2)
    channel, ada = ear.fake.channel(guild, "art"), ear.fake.user("ada", guilds=[guild])
    call = await ear.call(ear.fake.slash(ada, channel, "imagine", {"prompt": "a fox"}).id)
    assert call.answer_to["limit"] == str(50 * 1024 * 1024)


async def test_nothing_is_asked_of_the_database_for_a_command_but_the_claim(ear: Ear):
    await ear.call(ear.fake.slash(ear.mira, ear.channel, "imagine", {"prompt": "a fox"}).id)
    before = ear.posts.asked
    await ear.call(ear.fake.slash(ear.mira, ear.channel, "imagine", {"prompt": "a fox"}).id)
    assert ear.posts.asked == before


async def test_a_command_that_comes_twice_is_run_once(ear: Ear):
    asked = ear.fake.slash(ear.mira, ear.channel, "imagine", {"prompt": "a fox"})
    await ear.call(asked.id)
    ear.fake.gateway.redeliver(asked)
    await ear.fake.until(lambda: ear.dispatch.again)
    await ear.settled()
    assert [call.id for call in ear.dispatch.ran].count(f"discord:{asked.id}") == 1
    assert ear.fake.count("POST /interactions/{interaction}/{token}/callback", status=400) == 0


async def test_what_another_process_has_is_left_to_it(ear: Ear):
    ear.fake.gateway.hold()
    asked = ear.fake.slash(ear.mira, ear.channel, "imagine", {"prompt": "a fox"})
    ear.dispatch.taken.add(f"discord:{asked.id}")
    ear.fake.gateway.release()
    await ear.settled()
    assert asked.ack is None
    assert ear.dispatch.withdrawn == []


@pytest.mark.parametrize("how", ["stalled", "failing"])
async def test_a_claim_that_does_not_come_is_answered_plainly_and_withdrawn(ear: Ear, how: str):
    setattr(ear.dispatch, how, 1)
    asked = ear.fake.slash(ear.mira, ear.channel, "imagine", {"prompt": "a fox"})
    ack = await asked.acknowledged()
    assert (ack.type, ack.ephemeral) == (4, True)
    assert "nothing was charged" in ack.data["content"]
    assert [call.id for call in ear.dispatch.withdrawn] == [f"discord:{asked.id}"]
    assert ear.dispatch.ran == []


async def test_an_acknowledgement_whose_reply_is_lost_counts(ear: Ear):
    ear.fake.lose_reply("POST /interactions/{interaction}/{token}/callback", status=502)
    asked = ear.fake.slash(ear.mira, ear.channel, "imagine", {"prompt": "a fox"})
    await ear.call(asked.id)
    assert ear.dispatch.withdrawn == []
    # discord.py asked again, since it could not know.
    assert [error.code for error in asked.refusals] == [40060]
    ear.fake.refused.clear()


async def test_an_interaction_that_has_expired_is_never_answered(ear: Ear):
    ear.fake.fail("POST /interactions/{interaction}/{token}/callback", status=404, code=10062)
    asked = ear.fake.slash(ear.mira, ear.channel, "imagine", {"prompt": "a fox"})
    await ear.fake.until(lambda: ear.dispatch.withdrawn)
    assert [call.id for call in ear.dispatch.withdrawn] == [f"discord:{asked.id}"]
    assert ear.dispatch.ran == []
