"""The way of a request on Discord, spoken over REST by the real client."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.platforms.discord.endings import NotYet
from domain.card import Button, Card, CardKind, Field
from tests.bot.platforms.discord.speaking import (
    CREATE,
    HOOK_CHANGE,
    PNG,
    SMALL,
    World,
    forming,
    landed,
    on_it,
    refused,
    results,
    target,
    until,
)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with World() as world:
        yield world


async def test_a_command_becomes_a_picture_in_a_thread_of_its_own(world: World):
    call, asked = await world.slash()
    await world.outbound.answer(call, on_it())
    root = asked.response()
    assert "On it." in root.content
    assert root.button("Cancel")

    world.pictures.frames["0-1"] = SMALL
    await world.outbound.progress(target(call), forming("0-1"))
    await until(world.fake, lambda: root.pictures == [SMALL])
    assert "Drawing" in root.content
    assert root.button("Cancel")
    assert root.attachments[0].description == "AI-generated image: a fox"

    await world.outbound.deliver(target(call), world.made())
    thread = root.thread
    assert thread is not None
    assert thread.name == "a fox"
    (result,) = thread.messages
    assert result.pictures == [PNG]
    assert result.attachments[0].description == "AI-generated image: a fox"
    assert [each["label"] for each in result.buttons] == ["Refine", "Vary"]
    assert result.mentions == [world.mira]
    assert world.mira.id in thread.joined
    assert root.pictures == [PNG]
    assert root.buttons == []
    assert "thread" in root.content
    assert world.channel.messages == [root]


async def test_who_asked_stands_there_while_discord_does_not_say_so(world: World):
    call, asked = await world.slash()
    await world.outbound.answer(call, on_it())
    assert "Asked by" not in asked.response().content
    await world.outbound.deliver(target(call), world.made())
    (result,) = results(asked.response().thread)
    pressed, _ = await world.press(result, "Vary", thread=str(result.channel.id))
    typed, _ = await world.slash(result.channel, thread=str(result.channel.id))
    said = world.say("in snow", result.channel, thread=str(result.channel.id))
    world.pictures.frames["0-1"] = SMALL
    for each, told in ((pressed, True), (typed, True), (said, False)):
        await world.outbound.answer(each, on_it())
        answer = result.channel.messages[-1]
        assert ("-# Asked by mira" in answer.content) is told
        await world.outbound.progress(target(each), forming("0-1"))
        await until(world.fake, lambda answer=answer: answer.pictures == [SMALL])
        assert ("-# Asked by mira" in answer.content) is told
        await world.outbound.deliver(target(each), world.made())
        assert "Asked by" not in answer.content
    back, _ = await world.press(result, "Vary", thread=str(result.channel.id))
    await world.outbound.answer(back, world.made(text="Back at v1.", title="v1, by @leo"))
    assert result.channel.messages[-1].content == "**v1, by @leo**\n> Back at v1.\n-# Asked by mira"
    await world.outbound.answer(back, world.made(text="Back at v1.", title="v1, by @leo"))
    assert result.channel.messages[-1].content.endswith("-# Asked by mira")
    alone, asked = await world.press(result, "Vary", thread=str(result.channel.id))
    await world.outbound.answer(alone, refused(private=True))
    assert "Asked by" not in asked.followups[0].content


async def test_values_stand_beside_each_other_only_where_nearly_all_are_short(world: World):
    for values, beside in (
        (["short", "long " * 9, "short"], [True, False, True]),
        (["long " * 9] * 3 + ["short"], [False] * 4),
        (["言葉から画像を一枚作ります。", "short"], [True, True]),
        (["言葉から画像を一枚作ります。すぐに"], [False]),
    ):
        call, asked = await world.slash(how="whisper")
        fields = tuple(Field(f"row {n}", value) for n, value in enumerate(values))
        await world.outbound.answer(call, Card(CardKind.ANSWER, "These.", fields=fields, private=True))
        (embed,) = asked.response().embeds
        assert [each["inline"] for each in embed["fields"]] == beside


async def test_what_was_said_is_remembered_for_replies_to_it(world: World):
    call, asked = await world.slash()
    await world.outbound.answer(call, on_it())
    await world.outbound.deliver(target(call), world.made())
    root = asked.response()
    (result,) = root.thread.messages
    team = call.person.team.id
    assert world.posts.bound == {call.id: str(root.id)}
    at_root = await world.posts.at(team, str(world.channel.id), str(root.id))
    at_result = await world.posts.at(team, str(root.id), str(result.id))
    assert at_root.pictures == at_result.pictures == ("pic1",)
    assert at_root.thread == at_result.thread == str(root.id)


async def test_a_result_told_again_and_again_stands_there_once(world: World):
    call, asked = await world.slash()
    await world.outbound.answer(call, on_it())
    for _ in range(2):
        await world.outbound.deliver(target(call), world.made())
    await world.process(await world.connect()).deliver(target(call), world.made())
    assert len(asked.response().thread.messages) == 1
    assert world.fake.count(CREATE) == 1


async def test_an_answer_that_is_late_leaves_the_result_alone(world: World):
    call, asked = await world.slash()
    await world.outbound.answer(call, on_it())
    await world.outbound.deliver(target(call), world.made())
    await world.outbound.answer(call, on_it())
    await world.outbound.progress(target(call), forming())
    assert asked.response().pictures == [PNG]
    assert "On it." not in asked.response().content


async def test_a_mention_is_answered_by_a_message_that_becomes_the_root(world: World):
    call = world.say("@Easel a fox")
    await world.outbound.answer(call, on_it())
    asked, root = world.channel.messages
    assert root.reply_to is asked
    assert root.mentions == []
    await world.outbound.progress(target(call), forming())
    await until(world.fake, lambda: "Drawing" in root.content)
    await world.outbound.deliver(target(call), world.made())
    assert [each.pictures for each in root.thread.messages] == [[PNG]]
    assert root.buttons == []


async def test_in_a_thread_the_answer_itself_becomes_the_result(world: World):
    thread = world.fake.thread(world.mira, world.channel, "a fox")
    call = world.say("make it night", thread, thread=str(thread.id))
    await world.outbound.answer(call, on_it())
    await world.outbound.deliver(target(call), world.made(world.picture("pic2", version=2)))
    assert len(thread.messages) == 2
    result = thread.messages[1]
    assert result.pictures == [PNG]
    assert result.button("Refine")["custom_id"] == "e:edit:pic2"
    assert world.channel.threads == [thread]


async def test_a_command_in_a_thread_is_answered_there_and_its_placeholder_goes(world: World):
    thread = world.fake.thread(world.mira, world.channel, "a fox")
    call, asked = await world.slash(thread, thread=str(thread.id))
    await world.outbound.answer(call, on_it())
    (answer,) = thread.messages
    assert asked.response() is None
    assert answer.interaction is None
    await world.outbound.deliver(target(call), world.made())
    assert [each.id for each in results(thread)] == [answer.id]


async def test_a_press_is_answered_under_the_message_that_was_pressed(world: World):
    first, asked = await world.slash()
    await world.outbound.answer(first, on_it())
    await world.outbound.deliver(target(first), world.made())
    thread = asked.response().thread
    call, _ = await world.press(thread.messages[0], "Vary", thread=str(thread.id))
    await world.outbound.answer(call, on_it("job2"))
    assert thread.messages[1].reply_to is thread.messages[0]
    await world.outbound.deliver(target(call, "job2"), world.made(world.picture("pic2", version=2)))
    assert len(results(thread)) == 2
    assert thread.messages[0].pictures == thread.messages[1].pictures == [PNG]


async def test_a_refused_command_leaves_nothing_in_public(world: World):
    call, asked = await world.slash()
    await world.outbound.answer(call, refused(private=True, incident="abc123"))
    assert world.channel.messages == asked.followups
    (told,) = asked.followups
    assert told.ephemeral
    assert "abc123" in told.content


async def test_a_refusal_told_twice_is_one(world: World):
    call, asked = await world.slash()
    for _ in range(2):
        await world.outbound.answer(call, refused(private=True))
    assert len(asked.followups) == 1


async def test_a_job_that_fails_takes_its_public_message_away(world: World):
    call, asked = await world.slash()
    await world.outbound.answer(call, on_it())
    for _ in range(2):
        await world.outbound.deliver(target(call), refused())
    (told,) = asked.followups
    assert told.ephemeral
    assert told.button("Try again")
    assert asked.response() is None


async def test_a_job_that_fails_late_says_so_where_it_began(world: World):
    call, asked = await world.slash()
    await world.outbound.answer(call, on_it())
    root = asked.response()
    world.pictures.frames["0-1"] = SMALL
    await world.outbound.progress(target(call), forming("0-1"))
    await until(world.fake, lambda: root.pictures)
    world.fake.clock.advance(1_000)
    await world.outbound.deliver(target(call), refused())
    assert "It broke." in root.content
    assert root.pictures == []
    assert root.button("Try again")
    assert root.button("Cancel") is None


async def test_a_whisper_is_whispered_with_its_values_in_a_box(world: World):
    call, asked = await world.slash(how="whisper")
    card = Card(CardKind.ANSWER, "", title="Your quota", fields=(Field("Left", "3 of 50"),), private=True)
    await world.outbound.answer(call, card)
    told = asked.response()
    assert told.ephemeral
    assert told.embeds[0]["fields"][0]["value"] == "3 of 50"
    assert world.posts.bound == {call.id: str(told.id)}


async def test_a_direct_message_holds_the_picture_itself(world: World):
    dm = world.fake.dm(world.mira)
    call, asked = await world.slash(dm)
    await world.outbound.answer(call, on_it())
    await world.outbound.deliver(target(call), world.made())
    assert dm.messages == [asked.response()]
    assert dm.messages[0].pictures == [PNG]
    assert dm.messages[0].button("Refine")
    assert "permission" not in dm.messages[0].content
    late, _ = await world.slash(dm)
    await world.outbound.answer(late, on_it("job2"))
    world.fake.clock.advance(1_000)
    await world.outbound.deliver(target(late, "job2"), world.made(world.picture("pic2")))
    assert dm.messages[1].pictures == [PNG]


async def test_four_pictures_come_in_one_message_with_a_button_each(world: World):
    call, asked = await world.slash()
    await world.outbound.answer(call, on_it())
    made = [world.picture(f"pic{n}", version=n) for n in range(1, 5)]
    await world.outbound.deliver(target(call), world.made(*made))
    (result,) = asked.response().thread.messages
    assert len(result.pictures) == 4
    assert [len(row["components"]) for row in result.components] == [4]
    assert max(world.pictures.asked) <= 24 * 1024 * 1024 // 4


async def test_an_old_token_is_outlived_by_the_bots_own(world: World):
    call, asked = await world.slash()
    await world.outbound.answer(call, on_it())
    root = asked.response()
    world.fake.clock.advance(850)
    await world.outbound.progress(target(call), forming())
    await until(world.fake, lambda: "Drawing" in root.content)
    assert world.fake.count("PATCH /channels/{channel}/messages/{message}") == 1
    world.fake.clock.advance(100)
    await world.outbound.deliver(target(call), world.made())
    assert root.pictures == [PNG]
    assert [each.pictures for each in root.thread.messages] == [[PNG]]


async def test_an_answer_that_comes_after_the_tokens_end_is_a_message_that_calls_the_asker(world: World):
    call, _ = await world.slash()
    world.fake.clock.advance(1_000)
    await world.outbound.answer(call, on_it())
    (answer,) = [each for each in world.channel.messages if not each.loading]
    assert answer.mentions == [world.mira]
    await world.outbound.deliver(target(call), world.made())
    assert [each.pictures for each in answer.thread.messages] == [[PNG]]


async def test_a_placeholder_that_somebody_deleted_is_replaced(world: World):
    call, asked = await world.slash()
    world.fake.delete_message(asked.response())
    await world.outbound.answer(call, on_it())
    (answer,) = world.channel.messages
    worker = world.process()
    for _ in range(3):
        await worker.progress(target(call), forming())
        await landed(worker)
    assert "Drawing" in answer.content
    await worker.deliver(target(call), world.made())
    assert answer.pictures == [PNG]
    # Discord bans who keeps asking for a webhook that is not there: once by the face, once by the worker.
    assert world.fake.count(HOOK_CHANGE, status=404) == 2


async def test_a_job_that_nobody_answered_waits_for_the_answer_and_then_speaks_itself(world: World):
    call, asked = await world.slash()
    with pytest.raises(NotYet):
        await world.outbound.deliver(target(call), world.made())
    assert asked.response().loading
    world.fake.clock.advance(30)
    await world.outbound.deliver(target(call), world.made())
    (result,) = world.channel.messages
    assert result.pictures == [PNG]
    assert result.button("Refine")
    assert world.posts.bound == {call.id: str(result.id)}
    await world.process().answer(call, on_it())
    assert world.channel.messages == [result]
    assert result.pictures == [PNG]


async def test_a_refusal_that_nobody_answered_is_whispered(world: World):
    call, asked = await world.slash()
    with pytest.raises(NotYet):
        await world.outbound.deliver(target(call), refused())
    world.fake.clock.advance(30)
    for _ in range(2):
        await world.outbound.deliver(target(call), refused())
    assert [each.ephemeral for each in asked.followups] == [True]
    assert world.channel.messages == asked.followups


async def test_a_shown_picture_outside_threads_belongs_to_none_of_this_call(world: World):
    call = world.say("show me")
    world.posts.begun.clear()
    await world.outbound.answer(call, world.made())
    post = await world.posts.find(call.id, "answer")
    assert post.thread is None
    assert post.pictures == ("pic1",)
    assert not post.final


async def test_a_target_too_long_for_a_button_costs_the_button_alone(world: World):
    call = world.say("hello")
    card = replace(on_it(), buttons=(*on_it().buttons, Button("confirm", "x" * 100, "Confirm")))
    await world.outbound.answer(call, card)
    assert [each["label"] for each in world.channel.messages[1].buttons] == ["Cancel"]


async def test_the_end_speaks_the_language_of_the_call(world: World):
    call, _ = await world.slash(thread_ok="0")
    await world.outbound.answer(replace(call, locale="de"), on_it())
    assert world.spoken[-1] == "de"
    await world.outbound.progress(target(replace(call, locale="ja")), forming())
    await until(world.fake, lambda: world.spoken[-1] == "ja")
    await world.outbound.deliver(target(replace(call, locale="fr")), world.made())
    assert world.spoken[-1] == "fr"
