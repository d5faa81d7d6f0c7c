"""Every command of Easel's on Discord, what completes it, and its other languages."""

from __future__ import annotations

import pytest

from tests.conversation.discord_guest import BACK, FOX, REFINE, Scene, discord_scene, ended, labels, photo
from tests.fakes.discord_world import File
from tests.patience import PATIENCE

scene = pytest.fixture(discord_scene)


async def test_of_four_pictures_one_is_picked(scene: Scene):
    await scene.start()
    four = await scene.imagine(count=4)
    assert labels(four) == ["Use v1", "Use v2", "Use v3", "Use v4", "Again"]
    assert len(four.components) == 2
    assert [each.description[:19] for each in four.attachments] == ["AI-generated image:"] * 4
    assert len({each.filename for each in four.attachments}) == 4
    picked = await scene.press(four, "Use v3", who=scene.leo)
    assert "Going on with v3" in picked.text
    assert "v5, from v3" in (await scene.reply(four.channel, "make it night")).text
    assert "Going on with v2" in (await scene.reply(four, "the second one")).text
    assert await scene.left() == 45


async def test_sizes_counts_and_references_go_to_the_engine_as_asked(scene: Scene):
    await scene.start()
    made = await scene.imagine(size="instagram story", quality="low", image1=photo("red"), image2=photo("blue"))
    assert made.attachments[0].width < made.attachments[0].height
    seen = scene.openai.seen[-1]
    assert seen.fields["quality"] == "low"
    assert len(seen.files) == 2
    assert scene.openai.count() == 1


async def test_what_only_tells_something_is_told_to_the_asker_alone(scene: Scene):
    await scene.start()
    fake = scene.fake

    async def said(command: str, **options: object) -> str:
        return (await scene.whisper(fake.slash(scene.mira, scene.art, command, options))).text

    assert "You have 50 pictures left" in await said("quota")
    assert "gpt-image-2" in await said("models")
    assert "Describe a picture with /imagine" in await said("easel help")
    assert "What Easel keeps about you" in await said("easel privacy")
    assert "Saved." in await said("easel settings", quality="low", size="portrait")
    assert "portrait" in await said("easel settings")
    assert "There is no picture here yet" in await said("show")
    made = await scene.imagine("a red fox")
    assert scene.openai.seen[-1].fields["quality"] == "low"
    assert made.attachments[0].width < made.attachments[0].height
    asked = fake.slash(scene.leo, scene.art, "show")
    newest = await scene.whisper(asked)
    assert "newest picture" in newest.text
    assert newest.attachments
    shown = fake.slash(scene.leo, made.channel, "show", {"picture": "v1"})
    await fake.until(lambda: [each for each in made.channel.messages if "Here is v1" in each.text])
    await fake.until(lambda: shown.ack is not None and shown.response() is None)
    assert [each for each in scene.art.messages if not each.ephemeral] == [fake.message(made.channel.id)]


async def test_what_is_kept_is_exported_and_erased(scene: Scene):
    await scene.start()
    made = await scene.imagine()
    fake = scene.fake
    told = await scene.whisper(fake.slash(scene.mira, scene.art, "easel privacy"))
    exported = await scene.pressed(told, "Export my data")
    assert FOX in exported.attachments[0].data.decode()
    asks = await scene.pressed(told, "Delete my data")
    erased = await scene.pressed(asks, "Yes, delete my data")
    assert "are deleted" in erased.text
    await fake.until(lambda: not made.attachments and not fake.message(made.channel.id).attachments, PATIENCE)
    assert (made.text, labels(made)) == ("This picture was deleted.", [])
    await fake.until(lambda: made.channel.name == "Deleted.", PATIENCE)


async def test_options_are_completed_while_they_are_typed(scene: Scene):
    await scene.start()
    made = await scene.imagine()
    fake = scene.fake

    async def choices(command: str, option: str, typed: str, **options: object) -> list[str]:
        asked = fake.autocomplete(scene.leo, scene.art, command, {**options, option: typed}, focused=option)
        return [each["value"] for each in await asked.choices()]

    assert "instagram story" in await choices("imagine", "size", "insta", prompt="x")
    assert (await choices("imagine", "size", "16:", prompt="x"))[0] == "16:9"
    assert "gpt-image-2" in await choices("imagine", "model", "gpt", prompt="x")
    assert await choices("imagine", "model", "zzz", prompt="x") == []
    (picture,) = await choices("show", "picture", "red fox")
    shown = fake.slash(scene.leo, scene.art, "show", {"picture": picture})
    await fake.until(lambda: shown.original is not None and shown.original.attachments)
    assert shown.original.attachments[0].data == made.attachments[0].data


async def test_edit_takes_a_picture_of_ones_own_or_of_the_thread(scene: Scene):
    await scene.start()
    fake = scene.fake
    given = fake.slash(scene.mira, scene.art, "edit", {"instruction": "add a hat", "image": photo()})
    result = await scene.result(given)
    assert "v2, from v1" in result.text
    assert "edits" in scene.openai.seen[-1].route
    inside = fake.slash(scene.leo, result.channel, "edit", {"instruction": "add a scarf"})
    await fake.until(lambda: [each for each in result.channel.messages if "v3, from v2" in each.text])
    await fake.until(lambda: inside.ack is not None and inside.response() is None)
    nothing = fake.slash(scene.leo, scene.art, "edit", {"instruction": "add a scarf"})
    assert "Say this in the thread of a picture" in (await scene.whisper(nothing)).text
    assert nothing.response() is None


async def test_a_german_hears_german_from_first_to_last(scene: Scene):
    await scene.start()
    fake = scene.fake
    (imagine,) = [each for each in fake.app.commands[None] if each["name"] == "imagine"]
    assert imagine["description_localizations"]["de"] == "Aus Worten ein Bild machen"
    (edit,) = [each for each in fake.app.commands[None] if each["name"] == "Edit this image"]
    assert edit["name_localizations"]["de"] == "Dieses Bild bearbeiten"
    assert set(edit["name_localizations"]) >= {"de", "fr", "es-ES", "ja", "pt-BR"}

    first = await scene.imagine("ein roter Fuchs", locale="de")
    assert "v1, von @Mira" in first.text
    assert first.attachments[0].description.endswith("ein roter Fuchs")
    window = await fake.press(scene.mira, first, labels(first)[0], locale="de").modal()
    assert "ändern" in window["components"][0]["label"]
    second = await scene.reply(first, "mach es Nacht")
    assert "von @Mira" in second.text
    assert REFINE not in labels(second)
    assert BACK not in labels(second)
    help_ = await scene.whisper(fake.slash(scene.leo, scene.art, "easel help", locale="de"))
    assert "zeichnet" in help_.text
    spent = await scene.whisper(fake.slash(scene.leo, scene.art, "quota", locale="de"))
    assert "heute" in spent.text
    refused = await scene.whisper(scene.ask("\u200b", locale="de"))
    assert "Say what" not in refused.text


async def test_files_that_are_no_pictures_are_refused_for_nothing(scene: Scene):
    await scene.start()
    for file, says in (
        (File("page.png", b"<!DOCTYPE html><title>hello</title>"), "no picture I can read"),
        (File("empty.png", b""), "empty file"),
        (File("half.png", photo(size=(400, 400)).data[:200]), "breaks off"),
    ):
        asked = scene.fake.slash(scene.mira, scene.art, "edit", {"instruction": "add a hat", "image": file})
        said = await scene.whisper(asked)
        assert says in said.text
        assert "Nothing was charged" in said.text
        assert asked.response() is None
    assert await scene.left() == 50


async def test_what_the_buttons_do_can_be_typed_too(scene: Scene):
    await scene.start()
    fake = scene.fake
    first = await scene.imagine()
    thread = first.channel

    async def shown(command: str, **options: object) -> str:
        before = set(thread.everything)
        asked = fake.slash(scene.leo, thread, f"easel {command}", options)
        await asked.acknowledged()

        def there() -> str | None:
            new = (each for each in thread.messages if each.id not in before and not each.loading)
            return next((each.text for each in new if ended(each)), None)

        return await fake.until(there, PATIENCE)

    assert "v2, from v1, by @Leo" in await shown("vary", strong=True)
    assert "v3, from v2" in (await scene.reply(thread, "make it night")).text
    assert "v4, from v2" in await shown("again")
    assert "Back at v2" in await shown("back")
    assert "Going on with v3" in await shown("pick", picture="v3")
    details = await scene.whisper(fake.slash(scene.leo, thread, "easel details", {"picture": "v2"}))
    assert "gpt-image-2" in details.text
    original = await scene.whisper(fake.slash(scene.leo, thread, "easel original"))
    assert b"caBX" in original.attachments[0].data
    nothing = await scene.whisper(fake.slash(scene.leo, thread, "easel cancel"))
    assert "Nothing of yours is being made" in nothing.text
    outside = await scene.whisper(fake.slash(scene.leo, scene.art, "easel vary"))
    assert "Say this in the thread of a picture" in outside.text
    gone = await scene.whisper(fake.slash(scene.leo, scene.art, "easel vary", {"picture": "v99"}))
    assert "Say this in the thread of a picture" in gone.text
    missing = await scene.whisper(fake.slash(scene.leo, thread, "easel vary", {"picture": "v99"}))
    assert "There is no v99 here; the newest is v4" in missing.text
