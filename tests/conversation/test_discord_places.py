"""Places on Discord that are not a plain channel: announcements, forums, threads of people, locked threads, shards."""

from __future__ import annotations

import pytest

from tests.conversation.discord_guest import FOX, REFINE, VARY, Scene, discord_scene, ended
from tests.fakes.discord_world import Channel, Message
from tests.patience import PATIENCE

scene = pytest.fixture(discord_scene)


async def made_in(scene: Scene, place: Channel, words: str) -> Message:
    """Return the newest result of Easel's in a place."""
    return await scene.fake.message_in(
        place, lambda each: f"**{words}" in each.text and each.attachments and ended(each), PATIENCE
    )


async def test_in_an_announcement_channel_a_thread_is_opened_too(scene: Scene):
    await scene.start()
    news = scene.fake.channel(scene.guild, "news", kind="announcement")
    first = await scene.imagine(where=news)
    assert first.channel.kind == 10
    assert "v2, from v1" in (await scene.reply(first.channel, "make it night")).text


async def test_in_a_post_of_a_forum_the_picture_stays_in_the_post(scene: Scene):
    await scene.start()
    fake = scene.fake
    forum = fake.channel(scene.guild, "ideas", kind="forum")
    post = fake.open_thread(forum, scene.mira, "My idea", 11)
    asked = scene.ask(where=post)
    first = await made_in(scene, post, "v1, by @Mira")
    await fake.until(lambda: asked.response() is None, PATIENCE)
    assert "v2, from v1, by @Leo" in (await scene.reply(first, "make it night", who=scene.leo)).text
    assert "v3, from v2" in (await scene.reply(post, "add a rocket")).text


async def test_in_a_thread_of_people_easel_is_asked_by_name_and_then_goes_on(scene: Scene):
    await scene.start()
    fake = scene.fake
    thread = fake.thread(scene.mira, scene.art, "Our trip")
    talk = scene.say(thread, "make it a good one!")
    answer = await scene.reply(thread, FOX, mention=[fake.app])
    assert "v1, by @Mira" in answer.text
    assert answer.attachments
    assert "v2, from v1" in (await scene.reply(answer, "make it night", who=scene.leo)).text
    assert scene.answers(talk) == []
    assert scene.art.threads == [thread]


async def test_imagine_in_a_thread_begins_another_picture_there(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    scene.ask("a lighthouse at dawn", where=first.channel, who=scene.leo)
    second = await made_in(scene, first.channel, "v2, by @Leo")
    assert "v3, from v2" in (await scene.reply(first.channel, "add a ship")).text
    assert "v4, from v1" in (await scene.reply(first, "make it night")).text
    assert second.attachments[0].description == "AI-generated image: a lighthouse at dawn"


async def test_a_button_in_a_locked_thread_answers_in_the_channel(scene: Scene):
    await scene.start()
    fake = scene.fake
    first = await scene.imagine()
    fake.lock(first.channel)
    fake.press(scene.mira, first, VARY)
    made = await made_in(scene, scene.art, "v2, from v1")
    assert made.button(REFINE)
    assert first.channel.locked
    assert await scene.left() == 48


async def test_every_shard_is_heard(scene: Scene):
    fake = scene.fake
    fake.shards = 2
    guilds = [fake.guild(f"Guild {number}", id_=(number << 22) + 7) for number in range(2)]
    places = [fake.channel(guild, "art") for guild in guilds]
    for guild in guilds:
        fake.join(guild, scene.mira)
    await scene.start(ready=False)
    await fake.ready(sessions=2, seconds=PATIENCE)
    await fake.until(lambda: fake.app.commands.get(None), PATIENCE)
    assert fake.count("PUT /applications/{app}/commands") == 1
    for place in places:
        assert "v1, by @Mira" in (await scene.imagine(where=place)).text
    dm = fake.dm(scene.mira)
    assert "v1, by @Mira" in (await scene.reply(dm, FOX)).text
    assert [await scene.left(where=place) for place in places] == [49, 49]
