"""All the ways in to Easel on Slack: forms, typed commands, mentions, direct messages, shortcuts, a workflow's step."""

from __future__ import annotations

import pytest

from tests.conversation.slack_guest import (
    BOTH,
    FOX,
    Scene,
    either_scene,
    slack_scene,
)
from tests.conversation.slack_seen import alts, everything, labels, photo
from tests.fakes.slack_people import NotPossible

scene = pytest.fixture(slack_scene)
either = pytest.fixture(either_scene, params=BOTH)


async def test_imagine_alone_opens_a_form_with_every_option(either: Scene):
    await either.start()
    ada = either.ada
    view = await either.window(either.ask(""))
    assert set(view.buttons) >= {
        *("v:prompt", "v:count", "v:transparent", "files"),
        *("o:sizes:size", "o:qualities:quality", "o:models:model"),
    }
    sizes = (await ada.options(view, "o:sizes:size", "insta").applied()).payload["options"]
    assert "instagram story" in [each["value"] for each in sizes]
    models = (await ada.options(view, "o:models:model", "gpt").applied()).payload["options"]
    assert "gpt-image-2" in [each["value"] for each in models]
    with pytest.raises(NotPossible):
        ada.submit(view)
    ada.submit(view, {"v:prompt": "  "})
    await either.fake.until(lambda: view.errors)
    assert "Say what" in next(iter(view.errors.values()))
    sent = ada.submit(
        view,
        {
            "v:prompt": FOX,
            "v:count": "2",
            "o:sizes:size": "instagram story",
            "o:qualities:quality": "low",
            "files": [photo("red"), photo("blue")],
        },
    )
    made = await either.result(sent)
    assert not view.open
    assert labels(made)[:2] == ["Use v1", "Use v2"]
    assert len(alts(made)) == len(made.pictures) == 2
    seen = either.openai.seen[-1]
    assert seen.fields["quality"] == "low"
    assert len(seen.files) == 2
    assert "v3, from v2" in everything(await either.reply(made, "v2 but in snow"))
    assert await either.left() == 50 - 3


async def test_what_only_tells_something_is_told_to_the_asker_alone(scene: Scene):
    await scene.start()

    async def told(typed: str) -> str:
        await scene.easel(typed).acked()
        return everything(await scene.whisper())

    assert "You have 50 pictures left" in await told("quota")
    assert "gpt-image-2" in await told("models")
    assert "Describe a picture with /imagine" in await told("help")
    assert "Describe a picture with /imagine" in await told("")
    assert "frobnicate here" in await told("frobnicate")
    assert "What Easel keeps about you" in await told("privacy")
    assert "Saved." in await told("settings quality:low size:portrait")
    assert "portrait" in await told("settings")
    assert "There is no picture here yet" in await told("show")
    scene.mark()
    await scene.ask("help").acked()
    assert "Describe a picture with /imagine" in everything(await scene.whisper())
    assert [each for each in scene.general.live if each.by_bot] == []
    made = await scene.imagine("a red fox")
    assert scene.openai.seen[-1].fields["quality"] == "low"
    assert "v1" in everything(made)
    assert scene.openai.count() == 1


async def test_options_are_typed_after_the_words(scene: Scene):
    await scene.start()
    four = await scene.imagine(f"{FOX} size:16:9 count:4")
    assert labels(four)[:4] == ["Use v1", "Use v2", "Use v3", "Use v4"]
    width, height = (int(edge) for edge in scene.openai.seen[-1].fields["size"].split("x"))
    assert width > height
    assert "size:" not in everything(four)
    assert "I do not know the size" in everything(await refused(scene, f"{FOX} size:huge"))


async def refused(scene: Scene, prompt: str):
    scene.mark()
    scene.ask(prompt)
    return await scene.whisper()


async def test_a_mention_is_answered_with_and_without_a_photo(either: Scene):
    await either.start()
    said = either.ada.say(either.general, FOX, mention=True)
    first = await either.result(said)
    assert "v1, by @ada" in everything(first)
    assert either.posted(said, "answer").thread_ts in (None, either.posted(said, "answer").ts)
    assert "v2, from v1" in everything(await either.reply(first, "make it night"))

    given = await either.result(either.ben.say(either.general, "add a hat", mention=True, files=[photo()]))
    assert "edits" in either.openai.seen[-1].route
    assert given.thread_ts != first.thread_ts
    for words in ("help", ""):
        either.mark()
        either.olga.say(either.general, words, mention=True)
        assert "Describe a picture with /imagine" in everything(await either.whisper(who=either.olga))
    assert either.openai.count() == 3

    dog = either.ben.say(either.general, "my dog", files=[photo("brown")])
    inside = await either.result(either.ada.say(either.general, "give it a hat", thread=dog.message, mention=True))
    assert inside.thread_ts == dog.ts
    assert len(either.openai.seen[-1].files) == 1
    assert "from v2" in everything(await either.reply(inside, "make it blue"))


async def test_the_whole_loop_in_direct_messages(scene: Scene):
    await scene.start()
    dm = scene.fake.team.dm(scene.ada)
    first = await scene.result(scene.ada.say(dm, FOX))
    assert "v1, by @ada" in everything(first)
    assert "v2, from v1" in everything(await scene.reply(first, "make it night"))
    assert "v3, from v1" in everything(await scene.press(first, "Vary"))
    given = await scene.result(scene.ada.say(dm, "give it a hat", files=[photo()]))
    assert "v2, from v1" in everything(given)
    typed = await scene.imagine("a lighthouse at dawn", where=dm)
    assert typed.channel is dm
    assert "v2, from v1" in everything(await scene.reply(typed, "add a ship"))
    assert "Describe a picture" in everything(await scene.answer(scene.ada.say(dm, "help")))
    assert await scene.left() == 50 - 6
    await scene.easel("show", where=scene.general).acked()
    assert "There is no picture here yet" in everything(await scene.whisper())


async def test_a_shortcut_from_anywhere_asks_where_to_post(scene: Scene):
    await scene.start()
    ada = scene.ada
    view = await scene.window(ada.shortcut("create_image"))
    sent = ada.submit(view, {"v:prompt": FOX, "channel": scene.general.id})
    made = await scene.result(sent)
    assert made.channel is scene.general
    assert "v1, by @ada" in everything(made)


async def test_the_message_shortcut_edits_any_picture(scene: Scene):
    await scene.start()
    ada, general = scene.ada, scene.general
    dog = scene.ben.say(general, "my dog", files=[photo("brown")])
    view = await scene.window(ada.message_shortcut("edit_image", dog.message))
    assert "What should change?" in view.words
    made = await scene.result(ada.submit(view, {"v:words": "give it a hat"}))
    assert "v2, from v1, by @ada" in everything(made)
    assert made.thread_ts == dog.ts
    assert "v3, from v2" in everything(await scene.reply(made, "make it blue"))
    plain = scene.ben.say(general, "just words")
    scene.mark()
    ada.message_shortcut("edit_image", plain.message)
    assert "There is no picture in that message" in everything(await scene.whisper())
    assert await scene.left() == 48


async def test_a_workflow_step_gives_its_file(scene: Scene):
    await scene.start()
    ada, general = scene.ada, scene.general
    step = ada.run_step("imagine_generate", {"prompt": FOX, "channel_id": general.id, "user_id": scene.olga.id})
    made = await scene.result(step)
    execution = await scene.fake.until(
        lambda: next((each for each in scene.fake.executions.values() if each.outputs), None)
    )
    (file,) = made.pictures
    assert (execution.outputs["file_id"], execution.outputs["file_link"]) == (file.id, file.permalink)
    assert f"/archives/{general.id}/p{made.ts.replace('.', '')}" in execution.outputs["message_link"]
    assert await scene.left(scene.olga) == 49
    scene.fake.executions.clear()
    ada.run_step("imagine_generate", {"prompt": " ", "channel_id": general.id, "user_id": scene.olga.id})
    failed = await scene.fake.until(lambda: next((each for each in scene.fake.executions.values() if each.error), None))
    assert "Say what should be in the picture" in failed.error


async def test_a_command_in_a_thread_is_slacks_to_refuse_and_words_do_its_work(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    with pytest.raises(NotPossible):
        scene.ada.command("/imagine", "a fox", scene.general, thread=first)
    assert "not supported in threads" in scene.fake.shown[-1].text
    assert "v2, by @ada" in everything(await scene.reply(first, "again"))
    assert "v3, from v2" in everything(await scene.reply(first, "make it night"))
    assert "Back at v2" in everything(await scene.reply(first, "undo"))
