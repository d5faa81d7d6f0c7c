"""Who may see and do what on Discord: guilds, private channels, people who brought Easel along, administrators."""

from __future__ import annotations

import pytest

from tests.conversation.discord_guest import BUTTONS, REFINE, VARY, Scene, discord_scene, labels, photo
from tests.fakes.discord_components import numbered
from tests.fakes.discord_world import Channel, Message, User
from tests.patience import PATIENCE

scene = pytest.fixture(discord_scene)


def planted(scene: Scene, channel: Channel, like: Message) -> Message:
    """Put a message of Easel's with the buttons of another one into a channel."""
    rows = [
        {"type": 1, "components": [{name: each[name] for name in ("type", "style", "label", "custom_id")}]}
        for each in like.buttons
    ]
    app = scene.fake.app
    return scene.fake.post(channel, app.user, "Here.", components=numbered(rows[:5]), app=app)


async def suggested(scene: Scene, who: User, where: Channel) -> list[str]:
    asked = scene.fake.autocomplete(who, where, "show", {"picture": ""}, focused="picture")
    return [each["value"] for each in await asked.choices(PATIENCE)]


async def refused(scene: Scene, who: User, where: Channel, picture: str) -> None:
    """Assert that a picture cannot be had by its id."""
    shown = await scene.whisper(scene.fake.slash(who, where, "show", {"picture": picture}))
    assert "not here, or not for this place" in shown.text


async def test_nothing_of_one_guild_is_to_be_had_in_another(scene: Scene):
    await scene.start()
    fake = scene.fake
    rivals = fake.guild("Rivals")
    den = fake.channel(rivals, "den")
    eve = fake.user("eve", guilds=[rivals])
    fake.join(rivals, scene.mira)
    first = await scene.imagine()
    (picture,) = await suggested(scene, scene.mira, scene.art)
    for who in (eve, scene.mira):
        assert await suggested(scene, who, den) == []
        await refused(scene, who, den, picture)
    copy = planted(scene, den, first)
    for name in (VARY, "Again", "Details", "Original"):
        assert "not here, or not for this place" in (await scene.pressed(copy, name, who=eve)).text
    asked = fake.press(eve, copy, REFINE)
    await asked.modal(PATIENCE)
    sent = fake.submit_modal(asked, {"words": "make it night"})
    assert "not here, or not for this place" in (await scene.whisper(sent)).text
    assert "There is no picture here yet" in (await scene.whisper(fake.slash(eve, den, "show"))).text
    assert scene.openai.count() == 1
    assert await scene.left(eve, den) == 50


async def test_what_is_made_after_a_channel_was_closed_is_not_shown_outside_it(scene: Scene):
    await scene.start()
    fake = scene.fake
    hall = fake.channel(scene.guild, "hall")
    first = await scene.imagine()
    fake.allow(scene.art, scene.mira, "VIEW_CHANNEL")
    fake.allow(scene.art, fake.app, "VIEW_CHANNEL")
    fake.deny(scene.art, scene.guild, "VIEW_CHANNEL")
    assert "v2, from v1" in (await scene.reply(first, "make it night")).text
    assert await suggested(scene, scene.leo, hall) == []
    for picture in await suggested(scene, scene.mira, scene.art):
        await refused(scene, scene.mira, hall, picture)


async def test_what_is_made_in_private_is_not_shown_outside_it(scene: Scene):
    await scene.start()
    fake = scene.fake
    cellar = fake.channel(scene.guild, "cellar", private=True, members=[scene.mira, fake.app])
    first = await scene.imagine(where=cellar)
    (picture,) = await suggested(scene, scene.mira, cellar)
    for who in (scene.mira, scene.leo):
        assert await suggested(scene, who, scene.art) == []
        await refused(scene, who, scene.art, picture)
    copy = planted(scene, scene.art, first)
    assert "not here, or not for this place" in (await scene.pressed(copy, VARY, who=scene.leo)).text
    assert "v2, from v1" in (await scene.reply(first, "make it night")).text

    nook = fake.private_thread(scene.mira, scene.art, "nook", members=[fake.app])
    asked = scene.ask("a lighthouse at dawn", where=nook)
    await fake.until(lambda: [m for m in nook.messages if m.button(REFINE)], PATIENCE)
    assert asked.original.thread is None
    assert len(await suggested(scene, scene.mira, nook)) == 1
    assert await suggested(scene, scene.mira, scene.art) == []


async def test_who_brings_easel_along_has_a_team_of_their_own(scene: Scene):
    fake = scene.fake
    await scene.start()
    fake.install_for(fake.app, scene.mira)
    abroad = fake.guild("Abroad", app=False)
    hall = fake.channel(abroad, "hall")
    fake.join(abroad, scene.mira)
    fake.join(abroad, scene.leo)
    asked = scene.ask(where=hall)
    await fake.until(lambda: asked.original is not None and asked.original.button(REFINE), PATIENCE)
    first = asked.original
    assert first.attachments[0].description.startswith("AI-generated image")
    assert labels(first) == BUTTONS
    assert hall.threads == []

    window = fake.press(scene.mira, first, REFINE)
    await window.modal(PATIENCE)
    sent = fake.submit_modal(window, {"words": "make it night"})
    await fake.until(lambda: sent.original is not None and "v2, from v1" in sent.original.text, PATIENCE)
    varied = fake.press(scene.mira, first, VARY)
    await fake.until(lambda: varied.original is not None and "v3, from v1" in varied.original.text, PATIENCE)
    assert "Somebody brought Easel here" in (await scene.pressed(first, VARY, who=scene.leo)).text
    dog = scene.say(hall, "my dog", who=scene.leo, files=[photo("brown")])
    menu = fake.context_menu(scene.mira, dog, "Edit this image")
    await menu.modal(PATIENCE)
    edited = fake.submit_modal(menu, {"words": "give it a hat"})
    await fake.until(lambda: edited.original is not None and "v2, from v1" in edited.original.text, PATIENCE)

    group = fake.group_dm(scene.mira, scene.leo)
    spoken = scene.ask("a lighthouse at dawn", where=group)
    await fake.until(lambda: spoken.original is not None and spoken.original.button(REFINE), PATIENCE)
    assert await scene.left() == 50
    assert await scene.left(where=group) == 45
    assert await scene.left(where=fake.dm(scene.mira)) == 45
    denied = fake.slash(scene.mira, group, "easel settings", {"team_daily_images": 900})
    assert "Only an administrator" in (await scene.whisper(denied)).text


async def test_only_administrators_decide_for_the_team(scene: Scene):
    await scene.start()
    fake = scene.fake
    denied = fake.slash(scene.mira, scene.art, "easel settings", {"team_daily_images": 7})
    assert "Only an administrator" in (await scene.whisper(denied)).text
    fake.give(scene.leo, fake.role(scene.guild, "leads", "MANAGE_GUILD"))
    allowed = fake.slash(scene.leo, scene.art, "easel settings", {"team_daily_images": 7, "team_channels": "art"})
    assert "Saved." in (await scene.whisper(allowed)).text
    assert await scene.left() == 7
    other = fake.channel(scene.guild, "offtopic")
    elsewhere = scene.ask(where=other)
    assert "not made in this channel" in (await scene.whisper(elsewhere)).text
    assert elsewhere.response() is None
    made = await scene.imagine()
    assert "Only Mira or an administrator" in (await scene.pressed(made, "Delete", who=fake.user("ann", guilds=[scene.guild]))).text  # fmt: skip
    asks = await scene.pressed(made, "Delete", who=scene.leo)
    assert "v1 is deleted" in (await scene.pressed(asks, "Yes, delete v1", who=scene.leo)).text
