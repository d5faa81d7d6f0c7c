"""What guests and visitors see, and what one workspace of an organisation sees of another: nothing of elsewhere."""

from __future__ import annotations

import pytest

from bot.platforms.slack.installations import Installation
from tests.conversation.slack_guest import DELETE, VARY, Scene, slack_scene
from tests.conversation.slack_seen import everything, labels, press_whispered
from tests.conversation.test_slack_walls import kept_by, many, picture_of, planted
from tests.fakes.slack_people import Person
from tests.fakes.slack_world import Channel

scene = pytest.fixture(slack_scene)

GRID = "E0EASEL0001"
SECRET = "our unannounced lighthouse"


async def shown_nothing(scene: Scene, who: Person, where: Channel) -> None:
    """Assert that "show" shows a person no picture there."""
    scene.mark()
    await scene.easel("show", who=who, where=where).acked()
    assert "There is no picture here yet" in everything(await scene.whisper(who=who))


async def test_a_guest_sees_nothing_of_channels_that_they_are_not_in(scene: Scene):
    fake, gus = scene.fake, scene.fake.person("gus")
    await scene.start()
    board = fake.team.add_channel("board", members=[scene.ada])
    first = await scene.imagine(SECRET, where=board)
    only = fake.team.add_channel("guests", members=[gus, scene.olga])
    await shown_nothing(scene, gus, only)
    scene.mark()
    await scene.easel(f"show {picture_of(first)}", who=gus, where=only).acked()
    assert "not here, or not for this place" in everything(await scene.whisper(who=gus))
    await gus.open_home().acked()
    assert SECRET not in everything(await fake.until(lambda: fake.home(gus)))
    # Whoever is no guest sees it from there, and a guest sees what is made where they are.
    await scene.easel("show", who=scene.olga, where=only).acked()
    assert SECRET in everything(await fake.message_in(fake.team.dm(scene.olga), lambda each: each.pictures))
    made = await scene.imagine("a kite", who=gus, where=only)
    assert "v2, from v1" in everything(await scene.reply(made, "make it red", who=gus))
    await scene.easel("show", who=gus, where=only).acked()
    told = await fake.message_in(fake.team.dm(gus), lambda each: each.pictures)
    assert len(told.pictures) == 2
    assert SECRET not in everything(told)


async def test_people_of_elsewhere_see_the_shared_channel_alone(scene: Scene):
    fake = scene.fake
    rivals = fake.add_team("Rivals", installed=False)
    eve = rivals.add_person("eve", admin=True)
    shared = fake.team.add_channel("shared", members=[*fake.team.people.values()], shared_with=[rivals])
    shared.members.add(eve.id)
    await scene.start(slack_strangers=True)
    first = await scene.imagine(SECRET)
    theirs = await scene.imagine("a kite", who=scene.ada, where=shared)
    copy = planted(scene, shared, first)
    assert "not here, or not for this place" in everything(await scene.pressed(copy, VARY, who=eve))
    assert "v2, from v1, by @eve" in everything(await scene.press(theirs, VARY, who=eve))
    scene.mark()
    assert "Only ada or an administrator" in everything(await scene.pressed(theirs, DELETE, who=eve))


def divided(scene: Scene) -> tuple[str, Person, Channel]:
    """Put the workspace into an organisation; return its token, and an administrator of another workspace of it."""
    fake = scene.fake
    fake.team.enterprise = fake.team.token_row.enterprise = GRID
    second = fake.add_team("Second", enterprise=GRID)
    zoe = second.add_person("zoe", admin=True)
    fake.org_install = True
    return fake.add_org_token(GRID), zoe, second.add_channel("hall", members=[zoe])


async def apart(scene: Scene, zoe: Person, hall: Channel) -> None:
    """Assert that two workspaces of an organisation see, and decide for, themselves alone."""
    first = await scene.imagine(SECRET)
    await shown_nothing(scene, zoe, hall)
    scene.mark()
    await scene.easel(f"show {picture_of(first)}", who=zoe, where=hall).acked()
    assert "not here, or not for this place" in everything(await scene.whisper(who=zoe))
    scene.mark()
    await scene.easel("settings team_daily_images:7", who=zoe, where=hall).acked()
    assert "Saved." in everything(await scene.whisper("Saved", who=zoe))
    assert await scene.left(zoe, hall) == 7
    assert await scene.left() == 49
    # What is deleted leaves its message, whoever's token it is that speaks there.
    scene.mark()
    asks = await scene.pressed(first, DELETE)
    assert "Delete v1" in everything(asks)
    scene.mark()
    press_whispered(scene.fake, asks, labels(asks)[0])
    assert "v1 is deleted" in everything(await scene.whisper("is deleted"))
    await scene.fake.until(lambda: not first.pictures, what="the picture to leave")


@pytest.mark.may_block("the test reads the key of the installations")
async def test_workspaces_of_an_organisation_that_installed_easel_are_walls(scene: Scene):
    token, zoe, hall = divided(scene)
    await scene.start(ready=False, secret_key="one secret", **many(scene))
    whole = Installation(GRID, token, "Grid", bot_user=scene.fake.team.bot_user_id, enterprise=GRID, installed_at=1.0)
    async with kept_by(scene) as kept:
        await kept.write(GRID, whole.text(), expires_at=None)
    await apart(scene, zoe, hall)


async def test_workspaces_of_an_organisation_whose_token_is_set_are_walls(scene: Scene):
    token, zoe, hall = divided(scene)
    await scene.start(slack_bot_token=token)
    await apart(scene, zoe, hall)
