"""Places that are lost, closed or strange, and what Slack refuses: each has one plain answer, and nothing is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.platforms.slack.errors import Revoked
from domain.card import Button, Card, CardKind, Field, Version
from domain.errors import NotFound
from tests.bot.platforms.slack.outward import Desk, drawing, on_it, opened, png, private, refusal, target
from tests.fakes.slack_script import Fault


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    async with opened(sqlite_url) as made:
        yield made


async def test_a_public_channel_is_joined_where_need_be(desk: Desk) -> None:
    channel = desk.fake.channel("random")
    call, out = desk.call(channel=channel), desk.process()
    await out.answer(call, on_it())
    await out.deliver(target(call), desk.paint())
    root, result = desk.said(channel)
    assert result.thread_ts == root.ts
    assert result.pictures
    assert desk.fake.count("conversations.join") == 1
    assert desk.fake.refused == []


async def test_where_it_may_not_join_the_asker_is_told_to_invite_and_the_result_follows_the_invitation(
    desk: Desk,
) -> None:
    desk.fake.team.token_row.scopes.discard("channels:join")
    channel = desk.fake.channel("random")
    call, out = desk.call(channel=channel), desk.process()
    for _ in range(2):
        await out.answer(call, on_it())
    (told,) = desk.fake.ephemerals
    assert "/invite @Easel" in told.text
    desk.fake.person("ada").invite_bot(channel)
    await out.deliver(target(call), desk.paint())
    (root, result) = desk.said(channel)
    assert "It is in the thread" in root.words
    assert result.pictures


async def test_uninvited_to_the_end_the_asker_is_told_once_that_it_is_made(desk: Desk) -> None:
    channel = desk.fake.team.add_channel("secret", kind="private", bot=False)
    call, out = desk.call(channel=channel), desk.process()
    await out.answer(call, on_it())
    for _ in range(2):
        await desk.process().deliver(target(call), desk.paint())
    waiting, made = desk.fake.ephemerals
    assert "comes here once it is done" in waiting.text
    assert "is made and kept" in made.text
    assert desk.fake.refused == []


async def test_in_a_conversation_between_others_a_channel_is_named(desk: Desk) -> None:
    channel = desk.fake.team.add_channel("", kind="im", members=[desk.fake.person("ada")], bot=False)
    call = desk.call(channel=channel, channel_name="directmessage")
    await desk.process().answer(call, on_it())
    (told,) = desk.fake.ephemerals
    assert "direct message to me" in told.text


async def test_a_place_that_easel_was_removed_from_in_mid_job_is_told_to_the_asker_once(desk: Desk) -> None:
    channel = desk.fake.channel("studio")
    call, out = desk.call(channel=channel), desk.process()
    await out.answer(call, on_it())
    channel.members.discard(desk.fake.team.bot_user_id)
    for _ in range(2):
        await out.deliver(target(call), desk.paint())
    (told,) = desk.fake.ephemerals
    assert "is made and kept" in told.text
    assert len(desk.said(channel)) == 1


@pytest.mark.parametrize("what", ["archived", "read_only"])
async def test_what_a_place_takes_no_more_comes_to_the_asker_alone_once(desk: Desk, what: str) -> None:
    channel = desk.fake.channel("studio")
    call, out = desk.call(channel=channel), desk.process()
    await out.answer(call, on_it())
    setattr(channel, what, True)
    for _ in range(2):
        await out.deliver(target(call), desk.paint())
    (sent,) = desk.said(desk.fake.team.dm(desk.fake.person("ada")))
    assert "so here it is" in sent.words
    assert len(sent.pictures) == 1
    assert desk.fake.ephemerals == []
    assert len(desk.said(channel)) == 1


async def test_with_no_address_left_it_is_told_in_a_direct_message(desk: Desk) -> None:
    call, out = desk.call(), desk.process()
    await out.answer(call, on_it())
    desk.fake.clock.advance(1801)
    desk.fake.channel("general").archived = True
    await out.deliver(target(call), desk.paint())
    (told,) = desk.said(desk.fake.team.dm(desk.fake.person("ada")))
    assert "I can no longer post" in told.words


async def test_a_refusal_of_a_job_reaches_the_asker_of_an_archived_channel(desk: Desk) -> None:
    root = desk.fake.person("ben").say(desk.fake.channel("general"), "look").message
    call, out = desk.call("message", root=root.ts), desk.process()
    await out.answer(call, on_it())
    desk.fake.channel("general").archived = True
    await out.deliver(target(call), refusal())
    (told,) = desk.said(desk.fake.team.dm(desk.fake.person("ada")))
    assert "Nothing was charged" in told.words


@pytest.mark.parametrize("locked", [False, True])
async def test_a_root_deleted_or_locked_in_mid_job_leaves_the_channel(desk: Desk, *, locked: bool) -> None:
    channel = desk.fake.channel("general")
    call, out = desk.call(), desk.process()
    await out.answer(call, on_it())
    (root,) = desk.said()
    if locked:
        channel.locked.add(root.ts)
    else:
        desk.fake.erase(root)
    for _ in range(2):
        await out.deliver(target(call), desk.paint())
    result = desk.said()[-1]
    assert result.pictures
    assert result.thread_ts is None
    assert len(desk.said()) == (2 if locked else 1)
    post = await desk.find(call, "result")
    assert post is not None
    assert post.thread == f"{channel.id}:{root.ts}"


async def test_a_token_revoked_in_mid_job_ends_quietly_and_by_the_events_own_address(desk: Desk) -> None:
    call, out = desk.call(), desk.process()
    await out.answer(call, on_it())
    desk.fake.fault("chat.postMessage", Fault("revoke"))
    # It is tried again for some hours, since the workspace may come back.
    for _ in range(2):
        with pytest.raises(Revoked):
            await out.deliver(target(call), desk.paint())
    (told,) = desk.fake.ephemerals
    assert told.via == "response_url"
    assert "disconnected" in told.text
    assert len(desk.said()) == 1
    desk.fake.clock.advance(7201)
    await out.deliver(target(call), desk.paint())
    assert len(desk.fake.ephemerals) == 1
    desk.fake.team.token_row.state = "active"
    await desk.process().deliver(target(call), desk.paint())
    assert len(desk.said()) == 2


async def test_a_file_that_slack_never_processes_is_shared_as_a_file_with_the_buttons_after_it(desk: Desk) -> None:
    desk.fake.never_process(1)
    call, out = desk.call(), desk.process()
    await out.answer(call, on_it())
    for _ in range(2):
        await out.deliver(target(call), desk.paint())
    (root, *_) = desk.said()
    await desk.fake.message_in(desk.fake.channel("general"), lambda each: bool(each.files), thread=root.ts)
    words = [each for each in desk.said(thread=root.ts) if each.buttons]
    assert len(words) == 1
    assert sum(bool(each.files) for each in desk.said(thread=root.ts)) == 1
    assert desk.fake.refused == []


async def test_blocks_refused_for_a_fresh_file_are_tried_again(desk: Desk) -> None:
    call, out = desk.call(), desk.process()
    await out.answer(call, on_it())
    (root,) = desk.said()
    refused = 0
    api = desk.apis[-1]
    whole = api._with

    async def too_fresh(token: str, team: str, method: str, args: dict) -> object:
        nonlocal refused
        if method == "chat.postMessage" and refused < 2:
            refused += 1
            file = next(iter(desk.fake.files.values()))
            file.ready, file.mimetype = False, ""
            try:
                return await whole(token, team, method, args)
            finally:
                file.process()
        return await whole(token, team, method, args)

    api._with = too_fresh
    await out.deliver(target(call), desk.paint())
    (result,) = desk.said(thread=root.ts)
    assert result.pictures
    assert refused == 2


async def test_blocks_refused_for_good_leave_the_picture_as_a_file_and_the_words(desk: Desk) -> None:
    call, out = desk.call(), desk.process()
    await out.answer(call, on_it())
    (root,) = desk.said()
    desk.fake.fault("chat.postMessage", Fault("error", error="invalid_blocks"), n=2)
    await out.deliver(target(call), desk.paint())
    await out.deliver(target(call), desk.paint())
    await desk.fake.message_in(desk.fake.channel("general"), lambda each: bool(each.files), thread=root.ts)
    shared, words = sorted(desk.said(thread=root.ts), key=lambda each: not each.files)
    assert shared.files[0].alt_txt == "AI-generated image: a fox"
    assert words.blocks == []
    assert "a fox" in words.text


async def test_a_workspace_that_takes_no_files_still_gets_the_words_and_a_link(desk: Desk) -> None:
    desk.shelf.public = "https://easel.example"
    desk.fake.file_error = "file_uploads_disabled"
    call, out = desk.call(), desk.process()
    await out.answer(call, on_it())
    await out.deliver(target(call), desk.paint())
    result = desk.said()[-1]
    assert "takes no files" in result.words
    assert "https://easel.example/o/pic1x0" in str(result.blocks)
    assert result.buttons


async def test_however_long_a_card_is_it_is_said(desk: Desk) -> None:
    channel = desk.fake.channel("general")
    long = "<!channel> & *word* " * 2_000
    cards = (
        Card(
            CardKind.ANSWER,
            long,
            title=long,
            notes=(long,) * 50,
            fields=tuple(Field(f"{long} {index}", long) for index in range(90)),
            versions=tuple(Version(f"p{index}", index, index - 1 or None, long, long) for index in range(1, 300)),
        ),
        Card(CardKind.ANSWER, ""),
    )
    for number, card in enumerate(cards):
        await desk.process().answer(desk.call(number=number), card)
    said = desk.said(channel)
    assert len(said) == 2
    assert "<!channel>" not in said[0].text
    assert desk.fake.refused == []


async def test_a_picture_deleted_meanwhile_is_named(desk: Desk) -> None:
    call, out = desk.call(), desk.process()
    card = desk.paint()
    desk.shelf.kept.clear()
    await out.answer(call, on_it())
    await out.deliver(target(call), card)
    assert "That picture was deleted" in desk.said()[-1].words
    with pytest.raises(NotFound):
        await desk.shelf.sendable(card.pictures[0], most=1, types=frozenset())


async def test_private_pictures_come_in_a_direct_message(desk: Desk) -> None:
    shown = desk.paint(2).pictures
    buttons = tuple(Button("show", each.picture_id, each.caption) for each in shown)
    card = Card(CardKind.ANSWER, "The 2 newest pictures here:", pictures=shown, buttons=buttons, private=True)
    call = desk.call(channel=desk.fake.channel("general"))
    for _ in range(2):
        await desk.process().answer(call, card)
    (sent,) = desk.said(desk.fake.team.dm(desk.fake.person("ada")))
    assert len(sent.pictures) == 2
    (told,) = desk.fake.ephemerals
    assert "direct message" in told.text
    assert desk.said(desk.fake.channel("general")) == []
    assert desk.fake.refused == []


async def test_a_picture_that_something_is_said_about_is_not_shown_again(desk: Desk) -> None:
    details = Button("library_one", "pic1x0", "Details")
    card = private("This is @logo now.", pictures=desk.paint().pictures, buttons=(details,))
    await desk.process().answer(desk.call(), card)
    (told,) = desk.fake.ephemerals
    assert "This is @logo now." in told.text
    assert [each["type"] for each in told.blocks] == ["rich_text", "actions"]
    assert desk.fake.count("files.getUploadURLExternal") == 0
    assert desk.said(desk.fake.team.dm(desk.fake.person("ada"))) == []


async def test_a_gallery_comes_small_and_in_a_private_channel_as_words(desk: Desk) -> None:
    shown = desk.paint(2).pictures
    acts = ("use", "library_show")
    buttons = tuple(Button(act, each.picture_id, act) for each in shown for act in acts)
    card = private("Found:", pictures=shown, buttons=(*buttons, Button("library_page", "~fox", "Older")))
    await desk.process().answer(desk.call(), card)
    (sent,) = desk.said(desk.fake.team.dm(desk.fake.person("ada")))
    assert len(sent.pictures) == 2
    assert {most for _, most in desk.shelf.asked} == {256 * 1024}
    await desk.process().answer(desk.call(channel=desk.fake.channel("studio"), number=2), card)
    told = desk.fake.ephemerals[-1]
    kinds = [each["type"] for each in told.blocks]
    assert kinds == ["rich_text", "rich_text", "actions", "rich_text", "actions", "actions"]
    assert desk.fake.refused == []


async def test_the_original_is_shared_where_it_was_pressed_and_an_export_with_the_asker_alone(desk: Desk) -> None:
    channel = desk.fake.channel("general")
    root = desk.fake.person("ben").say(channel, "look").message
    shown = desk.paint(data=png(32)).pictures
    original = private("The original of v1, unchanged: PNG.", pictures=shown, file="pic1x0")
    press = desk.call("press", root=root.ts)
    for _ in range(2):
        await desk.process().answer(press, original)
    message = await desk.fake.message_in(channel, lambda each: bool(each.files), thread=root.ts)
    assert message.files[0].data == png(32)
    assert "The original of v1" in message.text
    assert len(desk.said(channel)) == 1

    desk.shelf.kept["upload:u1"] = type(desk.shelf.kept["pic1x0"])(b'{"you": 1}', "application/json", "export.json")
    await desk.process().answer(desk.call(number=2), private("Only you can open it.", file="upload:u1"))
    dm = desk.fake.team.dm(desk.fake.person("ada"))
    sent = await desk.fake.message_in(dm, lambda each: bool(each.files))
    assert sent.files[0].data == b'{"you": 1}'
    assert len(desk.said(channel)) == 1
    assert "direct message" in desk.fake.ephemerals[-1].text

    desk.shelf.public = "https://easel.example"
    await desk.process().answer(desk.call("press", root=root.ts, number=3), original)
    assert "https://easel.example/o/pic1x0" in desk.fake.ephemerals[-1].text
    assert desk.fake.refused == []


async def test_progress_after_the_end_is_dropped(desk: Desk) -> None:
    call, out = desk.call(), desk.process()
    await out.answer(call, on_it())
    await out.deliver(target(call), desk.paint())
    updates = desk.fake.count("chat.update")
    await out.progress(target(call), drawing())
    late = desk.process()
    await late.progress(target(call), drawing())
    await late.close()
    assert desk.fake.count("chat.update") == updates
    assert desk.fake.status_log == []


async def test_what_is_asked_in_no_channel_is_answered_to_the_asker(desk: Desk) -> None:
    call, out = desk.call("home", answer_to={"channel": "", "url": ""}), desk.process()
    await out.answer(call, on_it())
    await out.deliver(target(call), desk.paint())
    root, result = desk.said(desk.fake.team.dm(desk.fake.person("ada")))
    assert result.thread_ts == root.ts
    assert result.pictures
    assert desk.fake.refused == []


async def test_an_answer_without_a_job_that_its_channel_does_not_take_is_told_apart(desk: Desk) -> None:
    desk.fake.channel("general").archived = True
    offer = Card(CardKind.OFFER, "Edit v1 with this?")
    for _ in range(2):
        await desk.process().answer(desk.call(), offer)
    (told,) = desk.fake.ephemerals
    assert "Edit v1 with this?" in told.text
    await desk.process().answer(desk.call("message", number=2), offer)
    (sent,) = desk.said(desk.fake.team.dm(desk.fake.person("ada")))
    assert "Edit v1 with this?" in sent.words


async def test_who_may_not_look_at_files_posts_until_slack_takes_it(sqlite_url: str) -> None:
    async with opened(sqlite_url, timing={"processing": 4}) as desk:
        desk.fake.team.token_row.scopes.discard("files:read")
        call, out = desk.call(), desk.process()
        await out.answer(call, on_it())
        for _ in range(2):
            await out.deliver(target(call), desk.paint())
        (result,) = [each for each in desk.said() if each.thread_ts]
        assert result.pictures


@pytest.mark.parametrize("error", ["cant_delete_message", "compliance_exports_prevent_deletion", "message_not_found"])
async def test_on_it_that_may_not_be_deleted_becomes_a_line(desk: Desk, error: str) -> None:
    root = desk.fake.person("ben").say(desk.fake.channel("general"), "look").message
    call, out = desk.call("message", root=root.ts), desk.process()
    await out.answer(call, on_it())
    desk.fake.fault("chat.delete", Fault("error", error=error))
    for _ in range(2):
        await out.deliver(target(call), desk.paint())
    (line, result) = desk.said(thread=root.ts)
    assert result.pictures
    assert bool(line.buttons) is (error == "message_not_found")
