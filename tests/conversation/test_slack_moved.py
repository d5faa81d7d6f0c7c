"""Results that had to stand outside of their thread: the conversation goes on under them, as it would have in it."""

from __future__ import annotations

import pytest

from tests.conversation.slack_guest import BOTH, FOX, VARY, Scene, either_scene, slack_scene
from tests.conversation.slack_seen import event_of, everything, labels, photo, press_whispered
from tests.fakes.openai_script import Step
from tests.fakes.slack_world import Channel, Message

scene = pytest.fixture(slack_scene)
either = pytest.fixture(either_scene, params=BOTH)

HOW = ["deleted", "locked"]


async def lose(scene: Scene, root: Message, how: str) -> None:
    """Let a thread take nothing any more."""
    if how == "locked":
        root.channel.locked.add(root.ts)
    else:
        scene.fake.erase(root)


async def moved(scene: Scene, how: str, where: Channel | None = None, prompt: str = FOX) -> Message:
    """Ask for a picture whose thread takes nothing any more when it is made; return where it stands instead."""
    before = scene.openai.count()
    scene.openai.script(Step("stall"))
    asked = scene.ask(prompt, where=where)
    await scene.openai.until(before + 1)
    root = await scene.fake.until(lambda: scene.posted(asked, "answer"), what="a root")
    await lose(scene, root, how)
    scene.openai.release()
    made = await scene.result(asked)
    assert made.thread_ts in (None, made.ts)
    assert made.ts != root.ts
    return made


def under(root: Message, said: Message) -> str:
    """Return the words of a message, which stands in the thread of another one."""
    assert said.thread_ts == root.ts, "it is said under the message that was answered"
    return everything(said)


@pytest.mark.parametrize("how", HOW)
async def test_who_replies_under_a_moved_result_is_heard_as_in_any_thread(either: Scene, how: str):
    await either.start()
    made = await moved(either, how)
    assert "v2, from v1, by @ada" in under(made, await either.reply(made, "make it night"))
    assert "v3, from v2, by @olga" in under(made, await either.reply(made, "add a tree", who=either.olga))
    assert "Back at v2" in under(made, await either.reply(made, "undo"))
    assert "v4, from v1" in under(made, await either.reply(made, "v1 but in snow", mention=True))
    await either.stop()
    await either.start()
    last = await either.reply(made, "make it blue")
    assert "v5, from v4" in under(made, last)
    assert "v6, from v5" in under(made, await either.press(last, VARY))
    assert "v7, from v1" in under(made, await either.press(made, VARY))
    assert "v8, from v2" in under(made, await either.refine(either.results()[1], "add a lighthouse"))
    assert await either.left() == 50 - 7
    assert await either.left(either.olga) == 49


async def test_people_who_talk_under_a_moved_result_are_left_alone_and_photos_are_taken(scene: Scene):
    await scene.start()
    made = await moved(scene, "deleted")
    talk = scene.say(made, f"<@{scene.ben.id}> what do you think?", who=scene.olga)
    offered = await scene.reply(made, files=[photo()])
    assert "v1" in under(made, offered)
    assert labels(offered)
    await scene.settled(made)
    assert scene.end(talk) is None
    assert scene.openai.count() == 1
    assert "v2, uploaded by @ada" in under(made, await scene.press(offered, labels(offered)[0]))


async def test_a_job_asked_for_under_a_moved_result_is_delivered_there_after_a_restart(either: Scene):
    await either.start()
    made = await moved(either, "deleted")
    either.openai.script(Step("stall"))
    said = either.say(made, "make it night")
    await either.openai.until(2)
    await either.stop()
    either.openai.release()
    await either.start()
    assert "v2, from v1" in under(made, await either.answer(said))
    assert len(either.results()) == 2


async def test_what_moves_again_is_heard_again(scene: Scene):
    await scene.start()
    made = await moved(scene, "deleted")
    scene.openai.script(Step("stall"))
    said = scene.say(made, "make it night")
    await scene.openai.until(2)
    await scene.fake.until(lambda: scene.posted(said, "answer"))
    await lose(scene, made, "locked")
    scene.openai.release()
    again = await scene.result(said)
    assert again.thread_ts in (None, again.ts)
    assert "v2, from v1" in everything(again)
    assert "v3, from v1" in under(again, await scene.reply(again, "v1 in snow"))
    assert "v4, from v3" in under(again, await scene.reply(again, "add a kite"))


async def test_what_one_alone_is_told_under_a_moved_result_is_pressed_in_its_thread(scene: Scene):
    await scene.start()
    made = await moved(scene, "locked")
    scene.openai.script(Step("moderation_blocked"))
    pressed = scene.ada.press(made, VARY)
    refused = await scene.answer(pressed)
    assert "safety system" in under(made, refused)
    details = await scene.pressed(made, "Details")
    assert details.thread_ts == made.ts
    assert "v2, from v1" in under(made, await scene.press(refused, "Try again"))
    asks = await scene.pressed(made, "Delete")
    scene.mark()
    press_whispered(scene.fake, asks, labels(asks)[0])
    await scene.whisper("v1 is deleted")
    assert "v3, from v2" in under(made, await scene.reply(made, "add a tree"))


async def test_the_shortcut_on_a_moved_result_goes_on_in_its_thread(scene: Scene):
    await scene.start()
    made = await moved(scene, "deleted")
    # By then it is remembered where the result stands; a person needs longer to open a message's menu.
    await scene.settled(made)
    view = await scene.window(scene.ada.message_shortcut("edit_image", made))
    assert "v2, from v1" in under(made, await scene.answer(scene.ada.submit(view, {"v:words": "give it a hat"})))
    dog = scene.say(made, "lunch?", who=scene.ben, files=[photo("brown")])
    await scene.settled(made)
    apart = await scene.window(scene.ada.message_shortcut("edit_image", dog.message))
    given = await scene.result(scene.ada.submit(apart, {"v:words": "give it a hat"}))
    assert given.thread_ts != made.ts
    assert "v2, from v1" in everything(given)


@pytest.mark.parametrize("how", HOW)
async def test_of_several_pictures_of_a_moved_result_only_the_deleted_leaves(scene: Scene, how: str):
    await scene.start()
    made = await moved(scene, how, prompt=f"{FOX} count:2")
    more = await scene.reply(made, "give me 2 variations")
    assert "from v" in under(made, more)
    for message in (made, more):
        assert len(message.pictures) == 2
        asks = await scene.pressed(await scene.reply(made, f"show v{2 if message is made else 4}"), "Delete")
        press_whispered(scene.fake, asks, labels(asks)[0])
        await scene.fake.until(lambda each=message: len(each.pictures) == 1, what="a picture less")


@pytest.mark.parametrize("how", HOW)
async def test_a_moved_result_in_a_direct_message_is_heard_as_well(scene: Scene, how: str):
    await scene.start()
    dm = scene.fake.team.dm(scene.ada)
    made = await moved(scene, how, dm)
    assert "v2, from v1" in under(made, await scene.reply(made, "make it night"))
    assert "v3, from v2" in under(made, await scene.press(await scene.reply(made, "show v2"), VARY))


async def test_what_others_say_under_any_other_message_of_easels_is_nobodys(scene: Scene):
    await scene.start()
    await moved(scene, "deleted")
    team = scene.fake.team
    stray = Message(scene.general, scene.fake.world.ids.ts(), team.bot_user_id, "Here.", [])
    stray.bot_id = team.bot_id
    scene.fake.put(stray)
    said = scene.say(stray, "make it night")
    await scene.settled()
    assert scene.posted(said, "answer") is None
    assert event_of(said) not in "".join(scene.logs)
    assert scene.openai.count() == 1
