"""The team's library on Discord: starred, named, found, used, saved, shared, and private where it was made so."""

from __future__ import annotations

import pytest

from bot.platforms.discord.commands import SAVE
from commands.words import saying
from tests.conversation.discord_guest import FOX, Scene, discord_scene, ended, labels, photo
from tests.fakes.discord_world import Channel, File, Message, User
from tests.patience import PATIENCE

scene = pytest.fixture(discord_scene)

LOGO = "a fox as a logo"


async def library(scene: Scene, words: str = "", *, who: User | None = None, where: Channel | None = None,
                  **options: object) -> Message:  # fmt: skip
    """Return what /library tells the asker."""
    given = {"words": words, **options} if words else options
    return await scene.whisper(scene.fake.slash(who or scene.leo, where or scene.art, "library", given))


async def asset(scene: Scene, where: Channel, **options: object) -> Message:
    return await scene.whisper(scene.fake.slash(scene.mira, where, "asset", options))


async def stars(scene: Scene, count: int, *, who: User | None = None) -> None:
    """Return once a picture that somebody starred has so many stars; nothing tells of that but asking."""
    for _ in range(200):
        found = await library(scene, "fox", who=who, starred=True)
        if f"★ {count}" in found.text:
            return
    raise AssertionError(found.text)


async def test_stars_are_counted_once_a_person_and_nothing_is_said_to_them(scene: Scene):
    await scene.start()
    fake = scene.fake
    made = await scene.imagine()
    said = len(scene.art.messages), len(made.channel.messages)
    fake.react(scene.mira, made)
    first = fake.react(scene.leo, made)
    await stars(scene, 2)
    # What stands in the channel is the same picture, and one person has one star.
    root = fake.message(made.channel.id)
    fake.react(scene.leo, root)
    fake.gateway.redeliver(first)
    fake.unreact(scene.mira, made)
    await stars(scene, 1)
    fake.react(scene.mira, made)
    await stars(scene, 2)
    assert (len([each for each in scene.art.messages if not each.ephemeral]), len(made.channel.messages)) == said
    assert FOX[:20] in (await library(scene, starred=True)).text


async def test_a_named_picture_is_found_by_a_word_and_used_in_a_thread_of_its_own(scene: Scene):
    await scene.start()
    logo = await scene.imagine(LOGO)
    await scene.imagine("a lighthouse at dawn")
    named = await asset(scene, logo.channel, name="brand", action="name", picture="v1", kind="logo")
    assert "@brand" in named.text
    found = await library(scene, "logo")
    assert "@brand" in found.text
    assert len(found.attachments) == 1
    assert labels(found) == ["Use 1", "Show 1", "Share 1", "Star 1", "Details 1"]
    both = await library(scene)
    assert [len(row["components"]) for row in both.components] == [5, 5]
    details = await scene.pressed(found, "Details 1", who=scene.leo)
    assert "Star" in labels(details)

    before = len(scene.art.threads)
    scene.fake.press(scene.leo, found, "Use 1")
    thread = (await scene.fake.until(lambda: scene.art.threads[before:], PATIENCE))[0]
    used = await scene.fake.message_in(thread, lambda each: each.attachments and each.buttons, PATIENCE)
    assert "a copy of @Mira's picture" in used.text
    root = scene.fake.message(thread.id)
    await scene.fake.until(lambda: root.buttons == [], PATIENCE)
    assert "v2, from v1, by @Leo" in (await scene.reply(used, "make it night", who=scene.leo)).text
    assert "v2, from v1, by @Mira" in (await scene.reply(logo.channel, "make it snow")).text


async def test_a_name_in_a_prompt_sends_its_picture_and_says_so(scene: Scene):
    await scene.start()
    logo = await scene.imagine(LOGO)
    await asset(scene, logo.channel, name="brand", action="name", picture="v1", kind="logo")
    mug = await scene.imagine("put @brand on a mug", who=scene.leo)
    assert "@brand (v1, draft) is reference 1." in mug.text
    seen = scene.openai.seen[-1]
    assert len(seen.files) == 1
    assert "(reference image 1)" in seen.fields["prompt"]
    offered = scene.fake.autocomplete(scene.leo, scene.art, "asset", {"name": "br"}, focused="name")
    assert [each["value"] for each in (await offered.acknowledged(PATIENCE)).data["choices"]] == ["brand"]


async def test_a_persons_photo_is_saved_by_its_menu_or_a_star(scene: Scene):
    await scene.start()
    fake = scene.fake
    message = scene.say(scene.art, "look", files=[photo(name="kitchen.png")])
    saved = await scene.whisper(fake.context_menu(scene.leo, message, saying("en")(SAVE)))
    assert "Saved to the library" in saved.text
    found = await library(scene, "kitchen", who=scene.mira)
    assert "kitchen.png · Mira · ★ 1" in found.text.replace("\\", "")
    assert len(found.attachments) == 1
    fake.react(scene.mira, scene.say(scene.art, "and this", files=[photo("red", name="garden.png")]))
    for _ in range(200):
        if (await library(scene, "garden")).attachments:
            break
    assert "garden.png · Mira" in (await library(scene, "garden")).text.replace("\\", "")
    made = await scene.imagine()
    already = await scene.whisper(fake.context_menu(scene.leo, made, saying("en")(SAVE)))
    assert "in the library already" in already.text
    broken = scene.say(scene.art, files=[File("broken.png", b"no picture at all")])
    refused = await scene.whisper(fake.context_menu(scene.leo, broken, saying("en")(SAVE)))
    assert "no picture I can read" in refused.text


async def test_what_a_private_channel_made_is_found_there_alone(scene: Scene):
    await scene.start()
    fake = scene.fake
    board = fake.channel(scene.guild, "board", private=True, members=[scene.mira, fake.app])
    made = await scene.imagine("a secret fox", where=board)
    fake.react(scene.mira, made)
    for _ in range(200):
        if "★ 1" in (await library(scene, "fox", who=scene.mira, where=board)).text:
            break
    assert (await library(scene, "fox", who=scene.mira, where=board)).attachments
    for who in (scene.mira, scene.leo):
        found = await library(scene, "fox", who=who)
        assert (found.attachments, "secret fox" in found.text.replace("for secret fox", "")) == ([], False)
    shared = scene.fake.slash(scene.mira, made.channel, "share", {"picture": "v1", "to": scene.art.mention})
    assert "private channel, and stays in it" in (await scene.whisper(shared)).text


async def test_a_picture_is_shared_to_another_channel_once_and_refined_there(scene: Scene):
    await scene.start()
    fake = scene.fake
    marketing = fake.channel(scene.guild, "marketing")
    made = await scene.imagine()
    given = {"picture": "v1", "to": marketing.mention, "note": "what do you think?"}
    asked = fake.slash(scene.mira, made.channel, "share", given)
    assert "#marketing" in (await scene.whisper(asked)).text.replace("\\", "")
    fake.gateway.redeliver(asked)
    shared = await fake.message_in(marketing, lambda each: each.attachments, PATIENCE)
    assert "what do you think?" in shared.text
    assert labels(shared) == ["Refine", "Details"]
    again = await scene.fill_in(fake.press(scene.leo, shared, "Refine"), "make it night", shared)
    assert "by @Leo" in again.text
    assert "by @Mira" in (await scene.reply(shared, "add a rocket")).text
    fake.react(scene.leo, shared)
    await stars(scene, 1)
    assert [each for each in marketing.messages if each.attachments and "what do you think" in each.text] == [shared]
    assert ended(made)


async def test_enough_stars_bring_a_picture_into_the_showcase_once(scene: Scene):
    await scene.start()
    fake, boss = scene.fake, scene.guild.owner
    hall = fake.channel(scene.guild, "hall")
    given = {"team_showcase": hall.mention, "team_showcase_stars": 2}
    assert "Saved" in (await scene.whisper(fake.slash(boss, scene.art, "easel settings", given))).text
    made = await scene.imagine()
    fake.react(scene.mira, made)
    await stars(scene, 1, who=scene.mira)
    fake.react(scene.leo, made)
    shown = await fake.message_in(hall, lambda each: each.attachments, PATIENCE)
    assert "Mira" in shown.text
    fake.unreact(scene.leo, made)
    await stars(scene, 1, who=scene.mira)
    fake.react(scene.leo, made)
    await stars(scene, 2, who=scene.mira)
    assert hall.messages == [shown]


async def test_cards_of_the_library_ask_for_words_where_they_need_some(scene: Scene):
    await scene.start()
    fake = scene.fake
    marketing = fake.channel(scene.guild, "marketing")
    await scene.imagine(LOGO)
    found = await library(scene, "logo", who=scene.mira)
    details = await scene.pressed(found, "Details 1")
    asked = fake.press(scene.mira, details, "Name")
    await asked.modal(PATIENCE)
    named = await scene.whisper(fake.submit_modal(asked, {"words": "brand"}))
    assert "@brand" in named.text
    asked = fake.press(scene.mira, found, "Share 1")
    await asked.modal(PATIENCE)
    told = await scene.whisper(fake.submit_modal(asked, {"words": "#marketing look at this"}))
    assert "marketing" in told.text
    shared = await fake.message_in(marketing, lambda each: each.attachments, PATIENCE)
    assert "look at this" in shared.text


async def test_pages_are_turned_by_who_looks_alone(scene: Scene):
    await scene.start()
    await scene.imagine(count=4)
    await scene.imagine("a lighthouse at dawn")
    first = await library(scene)
    assert len(first.attachments) == 4
    assert [len(row["components"]) for row in first.components] == [5, 5, 5, 5, 1]
    second = await scene.pressed(first, "Older", who=scene.leo)
    assert len(second.attachments) == 1
    assert labels(second)[-1] == "Newer"
    assert not any(each.author.bot for each in scene.art.messages if "Library" in each.text and not each.ephemeral)


@pytest.mark.parametrize("asked", ["#nowhere", "<#1>", "#board"])
async def test_where_nobody_may_share_nothing_is_said(scene: Scene, asked: str):
    await scene.start()
    board = scene.fake.channel(scene.guild, "board", private=True, members=[scene.mira])
    made = await scene.imagine(who=scene.leo)
    tried = scene.fake.slash(scene.leo, made.channel, "share", {"picture": "v1", "to": asked})
    assert "not there, or not yours" in (await scene.whisper(tried)).text
    assert board.messages == []
