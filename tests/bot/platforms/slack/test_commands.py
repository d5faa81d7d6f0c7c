"""Slash commands: what is typed becomes a Call, before Slack has its acknowledgement and nothing slower than that."""

from __future__ import annotations

import asyncio

import pytest

from tests.bot.platforms.slack.inward import Ear, listening
from tests.fakes.slack_script import Fault


async def test_imagine_is_claimed_acknowledged_and_run(either: Ear) -> None:
    ada, general = either.fake.person("ada"), either.fake.channel("general")
    ack = await ada.command("/imagine", "a fox & <friends> size:16:9 count:2", general).acked()
    assert ack.payload is None
    call = await either.ran()
    assert (call.command, call.words) == ("imagine", "a fox & <friends>")
    assert call.options == {"size": "16:9", "count": 2}
    assert call.person.id == f"{either.team}/{ada.id}"
    assert (call.person.name, call.person.administrator) == ("ada", False)
    place = call.place
    assert (place.channel_id, place.channel_name, place.private, place.thread_id) == (
        general.id,
        "general",
        False,
        None,
    )
    answer_to = call.answer_to
    assert (answer_to["event"], answer_to["how"], answer_to["team"]) == (call.id, "command", either.fake.team.id)
    assert (answer_to["channel"], answer_to["root"], answer_to["user"]) == (general.id, "", ada.id)
    assert answer_to["url"].startswith("sealed:")
    assert float(answer_to["until"]) > call.received_at.timestamp() + 1700
    assert "message" not in answer_to
    assert "thread" not in answer_to


async def test_nothing_goes_out_before_the_acknowledgement(ear: Ear) -> None:
    ear.fake.fault("users.info", Fault("slow", seconds=0.2), n=1)
    before = len(ear.fake.calls)
    delivery = ear.fake.person("ben").command("/imagine", "a fox", ear.fake.channel("general"))
    await delivery.acked()
    assert [each for each in ear.fake.calls[before:] if each.method not in {"users.info", "conversations.info"}] == []
    call = await ear.ran()
    # What the person speaks is known only after that.
    assert call.locale == "de-DE"
    assert ear.dispatch.claimed[call.id].locale == "en"


@pytest.mark.parametrize(
    ("typed", "command", "words", "options"),
    [
        ("quota", "quota", "", {}),
        ("models", "models", "", {}),
        ("show v2", "show", "v2", {}),
        ("settings quality:high", "settings", "", {"quality": "high"}),
        ("privacy export", "privacy", "export", {}),
        ("help", "help", "", {}),
        ("", "help", "", {}),
        ("frobnicate", "help", "", {"unknown": "frobnicate"}),
        ("reply something", "help", "", {"unknown": "reply"}),
        ("imagine a fox", "imagine", "a fox", {}),
        ("details 01abcdef", "details", "01abcdef", {}),
        ("edit make it blue picture:01abcdef", "edit", "make it blue", {"picture": "01abcdef"}),
    ],
)
async def test_easel_takes_every_command(ear: Ear, typed: str, command: str, words: str, options: dict) -> None:
    await ear.fake.person("ada").command("/easel", typed, ear.fake.channel("general")).acked()
    call = await ear.ran()
    assert (call.command, call.words, dict(call.options)) == (command, words, options)


async def test_channels_picked_in_a_setting_are_told_by_id(ear: Ear) -> None:
    general, studio = ear.fake.channel("general"), ear.fake.channel("studio")
    typed = 'settings team_channels:"#studio, #general art"'
    await ear.fake.person("olga").command("/easel", typed, general).acked()
    assert (await ear.ran()).options == {"team_channels": f"<#{studio.id}>, <#{general.id}> art"}


async def test_imagine_help_helps(ear: Ear) -> None:
    await ear.fake.person("ada").command("/imagine", "help", ear.fake.channel("general")).acked()
    assert (await ear.ran()).command == "help"


async def test_a_person_named_in_a_command_is_a_name(ear: Ear) -> None:
    await ear.fake.person("ada").command("/imagine", "@ben on a horse in #general", ear.fake.channel("general")).acked()
    assert (await ear.ran()).words == "@ben on a horse in #general"


async def test_places_where_not_everybody_reads_are_private(ear: Ear) -> None:
    ada = ear.fake.person("ada")
    for number, channel in enumerate(
        (ear.fake.channel("studio"), ear.fake.team.dm(ada), ear.fake.team.mpim(ada, ear.fake.person("ben"))), 1
    ):
        await ada.command("/imagine", "a fox", channel).acked()
        assert (await ear.ran(number)).place.private


async def test_an_administrator_is_one_after_slack_has_said_so(ear: Ear) -> None:
    olga = ear.fake.person("olga")
    await olga.command("/easel", "settings", ear.fake.channel("general")).acked()
    call = await ear.ran()
    assert call.person.administrator
    assert not ear.dispatch.claimed[call.id].person.administrator
    await olga.command("/easel", "settings", ear.fake.channel("general")).acked()
    await ear.ran(2)
    assert ear.fake.count("users.info") == 1


async def test_where_slack_does_not_say_who_it_is_the_call_is_answered_as_claimed(ear: Ear) -> None:
    ear.fake.fault("users.info", Fault("error", error="access_denied"), n=10)
    await ear.fake.person("olga").command("/easel", "settings", ear.fake.channel("general")).acked()
    call = await ear.ran()
    assert (call.person.name, call.person.administrator, call.locale) == ("olga", False, "en")


@pytest.mark.parametrize("how", ["held", "failing"])
async def test_a_claim_that_does_not_come_is_answered_in_the_acknowledgement(either: Ear, how: str) -> None:
    if how == "held":
        either.dispatch.held = asyncio.Event()
    else:
        either.dispatch.failing = 1
    delivery = either.fake.person("ada").command("/imagine", "a fox", either.fake.channel("general"))
    ack = await delivery.acked()
    assert "too much to do" in ack.payload["text"]
    assert ack.ms < 30_000
    (call,) = either.dispatch.withdrawn
    if either.dispatch.held is not None:
        # It comes after all, and is not run any more.
        either.dispatch.held.set()
        await either.fake.until(lambda: call.id in either.dispatch.claimed)
        await either.settled()
    assert call.id not in [each.id for each in either.dispatch.ran]


async def test_a_command_delivered_twice_is_done_once(ear: Ear) -> None:
    ear.fake.socket.duplicate()
    await ear.fake.person("ada").command("/imagine", "a fox", ear.fake.channel("general")).acked()
    await ear.fake.until(lambda: ear.dispatch.again)
    call = await ear.ran()
    assert ear.dispatch.again == [call.id]
    assert len(ear.dispatch.ran) == 1


async def test_what_marks_a_command_does_not_stand_in_its_id(ear: Ear) -> None:
    delivery = ear.fake.person("ada").command("/imagine", "a fox", ear.fake.channel("general"))
    await delivery.acked()
    assert delivery.trigger_id not in (await ear.ran()).id


async def test_guests_may_unless_it_is_set_otherwise() -> None:
    async with listening(guests=True) as ear:
        await ear.fake.person("gus").command("/imagine", "a fox", ear.fake.channel("general")).acked()
        assert (await ear.ran()).command == "imagine"
    async with listening(guests=False) as ear:
        gus, general = ear.fake.person("gus"), ear.fake.channel("general")
        await gus.command("/imagine", "a fox", general).acked()
        told = await ear.told_alone("Guests may not")
        assert told.user_id == gus.id
        await ear.fake.until(lambda: ear.dispatch.withdrawn)
        # Now it is known who asks: the acknowledgement itself says no.
        ack = await gus.command("/imagine", "a fox", general).acked()
        assert "Guests may not" in ack.payload["text"]
        assert ear.dispatch.ran == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("vary", "“vary”"),
        ("edit make it blue", "“make it blue”"),
        ("edit make it blue picture:v1", "“make it blue”"),
        ("edit", "“make the sky more dramatic and add a lone cypress”"),
        ("pick v1", "“pick v1”"),
        *((each, f"“{each}”") for each in ("back", "again", "cancel", "details", "original", "delete")),
    ],
)
async def test_what_is_about_a_thread_cannot_be_asked_by_a_command_and_is_said_how(
    ear: Ear, typed: str, said: str
) -> None:
    delivery = ear.fake.person("ada").command("/easel", typed, ear.fake.channel("general"))
    ack = await delivery.acked()
    text = ack.payload["text"]
    assert text.startswith("Commands do not reach threads in Slack.")
    assert said in text
    assert "Nothing was charged." in text
    assert ear.dispatch.claimed == {}


async def test_what_is_picked_keeps_its_id_where_a_command_takes_it(ear: Ear) -> None:
    general, ada = ear.fake.channel("general"), ear.fake.person("ada")
    group = ear.fake.team.add_group("brand")
    olga = ear.fake.person("olga")
    await olga.command("/easel", "settings team_approvers:@brand,@ada", general).acked()
    assert (await ear.ran()).options == {"team_approvers": f"<!subteam^{group.id}>,<@{ada.id}>"}
    await ada.command("/easel", "library fox by:@ada in:#general", general).acked()
    assert (await ear.ran(2)).words == f"fox by:<@{ada.id}> in:<#{general.id}>"
    await ada.command("/easel", 'share picture:pic1 to:#studio note:"for @ben"', general).acked()
    shared = await ear.ran(3)
    studio = ear.fake.channel("studio")
    # The note is prose, in which names are names.
    assert (shared.options, shared.words) == ({"picture": "pic1", "to": f"<#{studio.id}>"}, 'note:"for @ben"')
