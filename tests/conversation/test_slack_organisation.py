"""One organisation's token in the settings: its workspaces are served, each by itself, in both ways in."""

from __future__ import annotations

import pytest

from bot.platforms.slack.examine import examine
from bot.platforms.slack.manifest import SCOPES
from bot.ports import SlackOptions
from commands.words import saying
from tests.conversation.slack_guest import BOTH, REFINE, VARY, Scene, either_scene
from tests.conversation.slack_seen import everything, photo
from tests.fakes.openai_script import Step
from tests.fakes.slack_people import Person
from tests.fakes.slack_world import Channel

scene = pytest.fixture(either_scene, params=BOTH)

GRID = "E0EASEL0001"


def organised(scene: Scene) -> tuple[str, Person, Channel]:
    """Put the workspace into an organisation; return its token, and somebody in a channel of another workspace of it."""
    fake = scene.fake
    fake.team.enterprise = fake.team.token_row.enterprise = GRID
    second = fake.add_team("Second", enterprise=GRID)
    zoe = second.add_person("zoe")
    fake.org_install = True
    return fake.add_org_token(GRID), zoe, second.add_channel("hall", members=[zoe])


async def test_a_token_of_an_organisation_serves_its_workspaces(scene: Scene):
    token, zoe, hall = organised(scene)
    await scene.start(slack_bot_token=token)
    first = await scene.imagine()
    assert "v2, from v1" in everything(await scene.reply(first, "make it night"))
    other = await scene.imagine("a lighthouse at dawn", who=zoe, where=hall)
    assert other.channel is hall
    assert "v2, from v1, by @zoe" in everything(await scene.press(other, VARY, who=zoe))
    view = await scene.window(zoe.press(other, REFINE), zoe)
    assert "v3, from v1" in everything(await scene.answer(zoe.submit(view, {"v:words": "add a ship"})))
    given = await scene.result(zoe.say(hall, "give it a hat", mention=True, files=[photo()]))
    assert "v2, from v1" in everything(given)
    await zoe.open_home().acked()
    home = await scene.fake.until(lambda: scene.fake.home(zoe))
    assert "a lighthouse" in everything(home)
    dm = zoe.team.dm(zoe)
    assert "v1, by @zoe" in everything(await scene.result(zoe.say(dm, "a red boat")))
    scene.mark()
    await scene.easel("models", who=zoe, where=hall).acked()
    assert "gpt-image-2" in everything(await scene.whisper(who=zoe))
    step = zoe.run_step("imagine_generate", {"prompt": "a kite", "channel_id": hall.id, "user_id": zoe.id})
    assert (await scene.result(step)).channel is hall
    run = await scene.fake.until(lambda: next((each for each in scene.fake.executions.values() if each.done), None))
    assert set(run.outputs) == {"file_id", "file_link", "message_link"}
    before = scene.openai.count()
    scene.openai.script(Step("stall"))
    said = scene.say(other, "add a whale", who=zoe)
    await scene.openai.until(before + 1)
    await scene.stop()
    scene.openai.release()
    await scene.start()
    assert "v4, from v3" in everything(await scene.answer(said))
    assert {each.token for each in scene.fake.calls if each.method == "chat.postMessage"} == {token}


async def test_the_doctor_finds_whose_token_it_is(scene: Scene):
    token, _, _ = organised(scene)
    scene.fake.world.tokens[token].scopes |= set(SCOPES)
    options = SlackOptions(bot_token=token, app_token=scene.fake.app_token, api_url=scene.fake.api_url)
    found = await examine(options)
    assert [(each.code, each.good) for each in found] == [
        ("slack_token_ok", True),
        ("slack_scopes_ok", True),
        ("slack_socket_ok", True),
    ]
    assert saying("en")("doctor.slack_token_ok", **found[0].params) == "The bot token is Easel Grid's."
