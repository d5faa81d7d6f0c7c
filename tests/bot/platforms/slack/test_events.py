"""Messages: plain replies, mentions, direct messages, files; what is not for Easel is acknowledged and left alone."""

from __future__ import annotations

import asyncio

import pytest

from bot.platforms.slack.where import thread_key
from bot.ports import Post
from tests.bot.platforms.slack.inward import PHOTO, Ear, eventually, listening
from tests.bot.platforms.slack.outward import png
from tests.fakes.slack_clock import Timing
from tests.fakes.slack_people import Drop
from tests.fakes.slack_script import Fault


async def test_a_plain_reply_in_a_thread_of_easels_is_a_reply(either: Ear) -> None:
    root = either.own_thread()
    said = either.fake.person("ada").say(root.channel, "make the sky more dramatic & <b>bold</b>", thread=root)
    await said.acked()
    call = await either.call_of(said)
    assert (call.command, call.words) == ("reply", "make the sky more dramatic & <b>bold</b>")
    assert call.place.thread_id == thread_key(root.channel.id, root.ts)
    assert (call.place.private, call.place.channel_name) == (False, "general")
    assert (call.answer_to["how"], call.answer_to["root"], call.answer_to["reply"]) == ("message", root.ts, said.ts)
    assert (call.person.name, call.addressed, call.uploads, call.answer_to["url"]) == ("ada", (), (), "")


async def test_talk_in_channels_and_in_threads_of_others_is_nobodys(ear: Ear) -> None:
    ada, general = ear.fake.person("ada"), ear.fake.channel("general")
    mine = ada.say(general, "hello all")
    theirs = ada.say(general, "and now this", thread=mine.message)
    for said in (mine, theirs):
        (ack,) = await said.acked()
        assert ack.attempt == 0
    await ear.settled()
    assert [call.command for call in ear.dispatch.ran] == ["quota"]
    assert len(ear.dispatch.claimed) == 1


async def test_a_mention_outside_of_threads_asks_for_a_picture(ear: Ear) -> None:
    said = ear.fake.person("ada").say(ear.fake.channel("general"), "a fox at dawn", mention=True)
    assert len(said.deliveries) == 2
    assert all(ack.attempt == 0 for ack in await said.acked())
    call = await ear.call_of(said)
    assert (call.command, call.words) == ("imagine", "a fox at dawn")
    assert (call.place.thread_id, call.place.private, call.answer_to["root"]) == (None, False, "")
    await ear.settled()
    assert [each.command for each in ear.dispatch.ran] == ["imagine", "quota"]
    assert len(ear.dispatch.again) == 1


@pytest.mark.parametrize("order", ["as they came", "reversed"])
async def test_the_two_halves_of_a_mention_with_a_photo_are_one_call(ear: Ear, order: str) -> None:
    ear.fake.mention_with_files = True
    ear.fake.hold()
    said = ear.fake.person("ada").say(ear.fake.channel("general"), "make it blue", mention=True, files=[PHOTO])
    # What is called a mention may leave the files out.
    mention = next(each for each in said.deliveries if each.payload["event"]["type"] == "app_mention")
    del mention.payload["event"]["files"]
    ear.fake.release("reversed" if order == "reversed" else None)
    await said.acked()
    call = await ear.call_of(said)
    assert (call.command, call.words, [each.name for each in call.uploads]) == ("edit", "make it blue", ["cat.png"])
    assert not call.place.private
    await ear.settled()
    assert [each.command for each in ear.dispatch.ran] == ["edit", "quota"]


async def test_a_mention_whose_other_half_never_comes_is_answered(ear: Ear) -> None:
    ear.fake.subscriptions = ear.fake.subscriptions - {"message.channels"}
    said = ear.fake.person("ada").say(ear.fake.channel("general"), "a fox", mention=True)
    assert len(said.deliveries) == 1
    call = await ear.call_of(said)
    assert (call.command, call.words, call.place.private) == ("imagine", "a fox", False)
    # Until Slack has said what channel it is, it is private.
    assert ear.dispatch.claimed[call.id].place.private


async def test_a_mention_in_a_thread_of_easels_is_a_reply(ear: Ear) -> None:
    root = ear.own_thread()
    said = ear.fake.person("ada").say(root.channel, "make it blue", thread=root, mention=True)
    call = await ear.call_of(said)
    assert (call.command, call.words, dict(call.options)) == ("reply", "make it blue", {"direct": True})
    nothing = ear.fake.person("ada").say(root.channel, "", thread=root, mention=True)
    assert (await ear.call_of(nothing)).command == "help"


@pytest.mark.parametrize("mention", [True, False])
async def test_what_is_said_under_a_result_outside_of_its_thread_is_said_in_that_thread(
    ear: Ear, *, mention: bool
) -> None:
    root = ear.own_thread()
    moved = ear.picture(root, "pic1")
    moved.thread_ts = None
    call = await ear.call_of(ear.fake.person("ben").say(moved.channel, "make it blue", thread=moved, mention=mention))
    assert (call.command, call.words) == ("reply", "make it blue")
    assert (call.place.thread_id, call.answer_to["root"]) == (thread_key(root.channel.id, root.ts), moved.ts)


async def test_a_mention_in_peoples_own_thread_takes_the_photo_shown_there(ear: Ear) -> None:
    ada, ben, general = ear.fake.person("ada"), ear.fake.person("ben"), ear.fake.channel("general")
    root = ada.say(general, "look", files=[PHOTO])
    ben.say(general, "nice", thread=root.message)
    said = ben.say(general, "make it blue", thread=root.message, mention=True)
    call = await ear.call_of(said)
    assert (call.command, call.words, [each.name for each in call.uploads]) == ("edit", "make it blue", ["cat.png"])
    assert call.place.thread_id is None
    assert call.answer_to["root"] == root.ts
    assert ear.fake.count("conversations.replies") == 1


async def test_a_mention_in_peoples_own_thread_that_cannot_be_read_is_answered_all_the_same(ear: Ear) -> None:
    ear.fake.fault("conversations.replies", Fault("error", error="missing_scope"))
    ada, general = ear.fake.person("ada"), ear.fake.channel("general")
    root = ada.say(general, "look", files=[PHOTO])
    said = ada.say(general, "a fox", thread=root.message, mention=True)
    assert (await ear.call_of(said)).command == "imagine"


@pytest.mark.parametrize("text", ["", "help", "HELP "])
async def test_a_mention_that_asks_nothing_is_helped(ear: Ear, text: str) -> None:
    said = ear.fake.person("ada").say(ear.fake.channel("general"), text, mention=True)
    assert (await ear.call_of(said)).command == "help"


@pytest.mark.parametrize(
    ("text", "command", "words", "options"),
    [
        ("quota", "quota", "", {}),
        ("Models", "models", "", {}),
        ("settings quality:high", "settings", "", {"quality": "high"}),
        ("privacy export", "privacy", "export", {}),
        ("details v2", "details", "v2", {}),
        ("models on a runway", "", "models on a runway", {}),
        ("privacy hedge", "", "privacy hedge", {}),
        ("original idea of a fox", "", "original idea of a fox", {}),
        ("quotas", "", "quotas", {}),
        ("/imagine a dog", "imagine", "a dog", {}),
        ("/easel quota", "quota", "", {}),
        ("hello", "talk", "hello", {}),
        ("thanks!", "talk", "thanks!", {"thanks": True}),
        ("back", "reply", "back", {"direct": True}),
        ("make it night", "reply", "make it night", {"direct": True}),
        ("edit my photo", "reply", "edit my photo", {"photo": True}),
    ],
)
async def test_what_is_said_to_easel_may_be_a_command(
    ear: Ear, text: str, command: str, words: str, options: dict
) -> None:
    ada, root = ear.fake.person("ada"), ear.own_thread()
    inside = await ear.call_of(ada.say(root.channel, text, thread=root, mention=True))
    # In a thread what it comes to is the reply's own business.
    assert (inside.command, inside.words, dict(inside.options)) == ("reply", text, {"direct": True})
    assert inside.place.thread_id == thread_key(root.channel.id, root.ts)
    outside = await ear.call_of(ada.say(ear.fake.team.dm(ada), text))
    assert (outside.command, outside.words, dict(outside.options)) == (command or "imagine", words, options)
    # What is only said in a thread is a wish, if anything.
    plainly = await ear.call_of(ada.say(root.channel, text, thread=root))
    assert (plainly.command, plainly.words) == ("reply", text)


async def test_direct_messages_need_no_mention(either: Ear) -> None:
    ada = either.fake.person("ada")
    direct = either.fake.team.dm(ada)
    said = ada.say(direct, "a fox")
    call = await either.call_of(said)
    assert (call.command, call.words, call.place.private) == ("imagine", "a fox", True)
    assert (call.answer_to["root"], call.place.thread_id) == (said.ts, None)
    photo = ada.say(direct, "make it blue", files=[PHOTO])
    assert (await either.call_of(photo)).command == "edit"
    bare = ada.say(direct, "", files=[PHOTO])
    assert (await either.call_of(bare)).command == "edit"


async def test_a_reply_in_a_direct_message_is_about_its_thread(ear: Ear) -> None:
    ada = ear.fake.person("ada")
    direct = ear.fake.team.dm(ada)
    root = ear.own_thread(direct)
    call = await ear.call_of(ada.say(direct, "make it blue", thread=root))
    assert (call.command, call.place.thread_id) == ("reply", thread_key(direct.id, root.ts))
    begun = ada.say(direct, "a fox")
    await ear.call_of(begun)
    other = await ear.call_of(ada.say(direct, "a cat", thread=begun.message))
    assert (other.command, other.words, other.answer_to["root"]) == ("imagine", "a cat", begun.ts)


async def test_files_in_a_reply_are_uploads(ear: Ear) -> None:
    ear.fake.file_share_without_team = True
    root = ear.own_thread()
    files = [
        PHOTO,
        Drop("notes.txt", b"hello"),
        Drop("stub.png", png(), stub=True),
        Drop("raw.HEIC", b"x", ready=False),
    ]
    said = ear.fake.person("ada").say(root.channel, "", thread=root, files=files)
    call = await ear.call_of(said)
    assert (call.command, call.words) == ("reply", "")
    assert [(each.name, each.fault) for each in call.uploads] == [
        *((name, "") for name in ("cat.png", "stub.png", "raw.HEIC")),
        ("notes.txt", "no_picture"),
    ]
    assert all(each.source.startswith(f"slack:{ear.fake.team.id}:F") for each in call.uploads if not each.fault)
    assert call.uploads[1].source.count("http") == 1


async def test_a_stub_that_turns_out_to_be_no_picture_is_left_out(ear: Ear) -> None:
    root = ear.own_thread()
    files = [Drop("notes.txt", b"hello", stub=True)]
    said = ear.fake.person("ada").say(root.channel, "make it blue", thread=root, files=files)
    call = await ear.call_of(said)
    assert call.words == "make it blue"
    assert [(each.name, each.fault) for each in call.uploads] == [("notes.txt", "no_picture")]


async def test_a_stub_that_cannot_be_looked_up_is_left_to_whoever_reads_it(ear: Ear) -> None:
    ear.fake.fault("files.info", Fault("error", error="access_denied"))
    root = ear.own_thread()
    files = [Drop("stub.png", png(), stub=True)]
    call = await ear.call_of(ear.fake.person("ada").say(root.channel, "make it blue", thread=root, files=files))
    (upload,) = call.uploads
    assert upload.source.endswith(":")


async def test_a_reply_also_sent_to_the_channel_is_a_reply(ear: Ear) -> None:
    root = ear.own_thread()
    said = ear.fake.person("ada").say(root.channel, "make it blue", thread=root, broadcast=True)
    assert (await ear.call_of(said)).command == "reply"


async def test_people_who_are_spoken_to_are_named_with_the_call(ear: Ear) -> None:
    root, ben = ear.own_thread(), ear.fake.person("ben")
    said = ear.fake.person("ada").say(root.channel, "what do you think", thread=root)
    await ear.call_of(said)
    raw = {**said.deliveries[0].payload["event"], "text": f"<@{ben.id}> what do you think", "ts": "1790000000.000100"}
    ear.fake.send_event(ear.fake.team, raw)
    call = await ear.ran(2)
    assert (call.addressed, call.words) == ((ben.id,), f"@{ben.id} what do you think")


async def test_edits_deletions_other_bots_and_our_own_words_are_acknowledged_and_left_alone(ear: Ear) -> None:
    root = ear.own_thread()
    ada = ear.fake.person("ada")
    robot = ear.fake.team.add_person("robot", bot=True)
    root.channel.members.add(robot.id)
    said = ada.say(root.channel, "make it blue", thread=root)
    await ear.call_of(said)
    deliveries = [
        ada.edit(said.message, "make it red"),
        ada.delete(said.message),
        *robot.say(root.channel, "I am a robot", thread=root, mention=True).deliveries,
        ada.join(ear.fake.channel("random")),
        ear.fake.send_event(ear.fake.team, {"type": "file_deleted", "file_id": "F123"}),
        ear.fake.send_event(ear.fake.team, {"type": "something_new"}),
    ]
    ear.say(root.channel, "v1 is here", thread=root.ts)
    for each in (*deliveries, *ear.fake.deliveries):
        if each is not None:
            assert (await each.acked()).attempt == 0
    await ear.settled()
    assert [each.command for each in ear.dispatch.ran] == ["reply", "quota"]


async def test_a_tombstone_is_no_picture(ear: Ear) -> None:
    ada, root = ear.fake.person("ada"), ear.own_thread()
    said = ada.say(root.channel, "make it blue", thread=root)
    await ear.call_of(said)
    file = {"id": "F0GONE00001", "mode": "tombstone"}
    raw = said.deliveries[0].payload["event"] | {"subtype": "file_share", "files": [file], "ts": "1790000000.000100"}
    ear.fake.send_event(ear.fake.team, raw)
    assert [each.fault for each in (await ear.ran(2)).uploads] == ["gone"]


async def test_alone_with_easel_a_change_is_about_the_newest_picture_and_answered_in_its_thread(ear: Ear) -> None:
    ada = ear.fake.person("ada")
    direct = ear.fake.team.dm(ada)
    root = ear.own_thread(direct)
    key = thread_key(direct.id, root.ts)
    for words, command in (("undo", "reply"), ("add a hat", "reply"), ("delete that", "delete"), ("show v1", "reply")):
        call = await ear.call_of(ada.say(direct, words))
        assert (call.command, call.place.thread_id, call.answer_to["root"]) == (command, key, root.ts)
    for words, command in (("a red fox", "imagine"), ("hi", "talk"), ("quota", "quota")):
        said = ada.say(direct, words)
        call = await ear.call_of(said)
        assert (call.command, call.place.thread_id, call.answer_to["root"]) == (command, None, said.ts)
    said = ada.say(direct, "sunset")
    call = await ear.call_of(said)
    assert (call.command, dict(call.options), call.answer_to["root"]) == ("either", {"newest": key}, said.ts)


@pytest.mark.parametrize(("pictures", "to", "shown"), [(("p1",), "p1", ()), (("p1", "p2"), None, ("p1", "p2"))])
async def test_a_reply_under_pictures_of_other_threads_is_about_them(
    ear: Ear, pictures: tuple[str, ...], to: str | None, shown: tuple[str, ...]
) -> None:
    direct = ear.fake.team.dm(ear.fake.person("ada"))
    listed = ear.say(direct)
    key = thread_key(direct.id, listed.ts)
    ear.posts.posts.append(Post(ear.team, direct.id, listed.ts, "slack:1", "whisper:answer", key, pictures, final=True))
    call = await ear.call_of(ear.fake.person("ada").say(direct, "make it night", thread=listed))
    assert (call.command, call.words, call.replies_to, call.shown) == ("reply", "make it night", to, shown)
    assert (call.place.thread_id, call.answer_to["root"]) == (key, listed.ts)


async def test_redelivered_and_duplicated_events_are_answered_once(either: Ear) -> None:
    root = either.own_thread()
    said = either.fake.person("ada").say(root.channel, "make it blue", thread=root)
    await either.call_of(said)
    for _ in range(2):
        await either.fake.redeliver(said.deliveries[0])
    await either.settled()
    assert [each.command for each in either.dispatch.ran] == ["reply", "quota"]
    assert len(either.dispatch.again) == 2


async def test_events_out_of_order_are_all_answered(ear: Ear) -> None:
    root, ada = ear.own_thread(), ear.fake.person("ada")
    ear.fake.hold()
    said = [ada.say(root.channel, f"make it {each}", thread=root) for each in ("red", "green", "blue")]
    ear.fake.release("reversed")
    for each in said:
        await ear.call_of(each)
    assert len(ear.dispatch.ran) == 3


async def test_messages_of_one_thread_are_handed_on_in_their_order_whatever_is_looked_up(ear: Ear) -> None:
    ear.fake.fault("files.info", Fault("slow", seconds=0.3))
    root, ada, ben = ear.own_thread(), ear.fake.person("ada"), ear.fake.person("ben")
    first = ada.say(root.channel, "make it blue", thread=root, files=[Drop("a.png", png(), stub=True)])
    await first.acked()
    second = ben.say(root.channel, "and bigger", thread=root)
    await ear.call_of(second)
    assert [each.words for each in ear.dispatch.ran] == ["make it blue", "and bigger"]


async def test_an_event_that_could_not_be_claimed_is_sent_again_by_slack_and_answered() -> None:
    async with listening(timing=Timing(speed=0)) as ear:
        root = ear.own_thread()
        ear.dispatch.failing = 1
        said = ear.fake.person("ada").say(root.channel, "make it blue", thread=root)
        (delivery,) = said.deliveries
        await ear.fake.until(lambda: ear.dispatch.failing == 0)
        ear.fake.clock.advance(4)
        call = await ear.call_of(said)
        assert call.words == "make it blue"
        assert (await delivery.acked()).attempt == 1


async def test_a_claim_that_comes_late_is_answered_by_whoever_made_it(ear: Ear) -> None:
    ear.dispatch.held = asyncio.Event()
    root = ear.own_thread()
    said = ear.fake.person("ada").say(root.channel, "make it blue", thread=root)
    await eventually(lambda: "claim_failed" in [each["event"] for each in ear.logged])
    ear.dispatch.held.set()
    call = await ear.call_of(said)
    await ear.fake.redeliver(said.deliveries[0])
    await ear.settled()
    assert [each.id for each in ear.dispatch.ran].count(call.id) == 1


async def test_strangers_in_shared_channels_are_refused_unless_it_is_set_otherwise() -> None:
    for allowed in (False, True):
        async with listening(strangers=allowed) as ear:
            other = ear.fake.add_team("Elsewhere", installed=False)
            eve = other.add_person("eve")
            shared = ear.fake.team.add_channel("shared", shared_with=[other])
            shared.members.add(eve.id)
            root = ear.own_thread(shared)
            if not allowed:
                # Talking with the others there is nothing to be told off for.
                for words in ("nice one!", "what do you think?"):
                    await eve.say(shared, words, thread=root).acked()
                await ear.fake.until(lambda: len(ear.dispatch.withdrawn) == 2)
                await ear.settled()
                assert ear.fake.ephemerals == []
            said = eve.say(shared, "make it blue", thread=root)
            await said.acked()
            if allowed:
                assert (await ear.call_of(said)).command == "reply"
                continue
            told = await ear.told_alone("another organisation")
            assert told.user_id == eve.id
            # Talking on among themselves they are not told again.
            await eve.say(shared, "make it red", thread=root).acked()
            await ear.fake.until(lambda: len(ear.dispatch.withdrawn) == 4)
            await ear.settled()
            assert len(ear.fake.ephemerals) == 1
            # Whoever speaks to Easel is told each time, and nothing is claimed.
            await eve.say(shared, f"<@{ear.fake.team.bot_user_id}> a fox").acked()
            claimed = len(ear.dispatch.claimed)
            eve_says = eve.say(shared, "a fox")
            raw = {**eve_says.deliveries[0].payload["event"], "text": f"<@{ear.fake.team.bot_user_id}> a fox"}
            ear.fake.send_event(ear.fake.team, raw, is_ext_shared_channel=True)
            await ear.fake.until(lambda: len(ear.fake.ephemerals) == 2)
            assert len(ear.dispatch.claimed) == claimed
            # People of ours are served there as anywhere.
            assert (
                await ear.call_of(ear.fake.person("ada").say(shared, "make it blue", thread=root))
            ).command == "reply"
