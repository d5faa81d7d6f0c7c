"""Discord going wrong around Easel: the gateway, REST, the token's quarter of an hour, restarts."""

from __future__ import annotations

import aiohttp
import pytest

from tests.conversation.discord_guest import Scene, discord_scene, ended
from tests.fakes.openai_script import Step
from tests.patience import PATIENCE

scene = pytest.fixture(discord_scene)

POST, EDIT = "POST /channels/{channel}/messages", "PATCH /channels/{channel}/messages/{message}"
HOOK_EDIT = "PATCH /webhooks/{app}/{token}/messages/{message}"
THREAD = "POST /channels/{channel}/messages/{message}/threads"


async def unwell(scene: Scene) -> list[str]:
    """Return which parts of Easel are said to be wrong, while it is ready all the same."""
    async with aiohttp.ClientSession() as session, session.get(f"{scene.address}/readyz") as response:
        assert response.status == 200
        wrong: list[str] = (await response.json())["wrong"]
        return wrong


async def test_a_gateway_that_refuses_at_first_is_asked_again(scene: Scene):
    fake = scene.fake
    fake.gateway.refuse_connects(1)
    await scene.start(ready=False)
    assert await unwell(scene) == ["discord"]
    await scene.hears()
    assert fake.gateway.refused_connects == 1
    assert "v1, by @Mira" in (await scene.imagine()).text


async def test_an_event_that_no_parser_reads_ends_nothing(scene: Scene):
    await scene.start()
    first = await scene.imagine()
    sessions = len(scene.fake.gateway.identifies)
    scene.fake.gateway.malformed()
    await scene.fake.until(lambda: len(scene.fake.gateway.identifies) > sessions, PATIENCE)
    assert "v2, from v1" in (await scene.reply(first, "make it night")).text
    assert "v3, from v2" in (await scene.reply(first.channel, "add a rocket")).text


async def test_what_is_said_while_the_line_is_cut_is_heard_when_it_is_back(scene: Scene):
    await scene.start()
    fake = scene.fake
    first = await scene.imagine()
    for number, cut in enumerate((fake.gateway.drop, fake.gateway.reconnect, lambda: fake.gateway.drop(1006))):
        cut()
        said = scene.say(first, f"add a tree number {number}")
        assert f"v{number + 2}, from v1" in (await scene.answer(said)).text
    assert fake.gateway.resumes
    fake.gateway.invalidate()
    missed = scene.say(first, "make it night")
    assert "v5, from v1" in (await scene.answer(missed)).text
    assert scene.openai.count() == 5
    assert await scene.left() == 45


@pytest.mark.parametrize(
    ("route", "how"),
    [
        (POST, {"status": 503, "times": 2}),
        (POST, {"status": 429, "retry_after": 0.05}),
        (THREAD, {"status": 503}),
        (HOOK_EDIT, {"status": 429, "retry_after": 0.05}),
    ],
    ids=["posting fails", "posting is limited", "the thread fails", "editing is limited"],
)
async def test_what_fails_on_the_way_is_told_once_in_the_end(scene: Scene, route: str, how: dict[str, float]):
    scene.openai.script(Step("stall"))
    await scene.start()
    asked = scene.ask()
    await scene.fake.until(lambda: asked.original is not None and asked.original.attachments, PATIENCE)
    scene.fake.fail(route, **how)
    scene.openai.release()
    first = await scene.result(asked)
    await scene.settled()
    assert [each for each in first.channel.messages if each.attachments] == [first]
    assert len(scene.art.threads) == 1
    assert scene.openai.count() == 1
    assert await scene.left() == 49
    assert len(scene.fake.limited) == (how["status"] == 429)
    scene.fake.limited.clear()


@pytest.mark.parametrize("status", [None, 503], ids=["cut", "503"])
async def test_a_reply_that_is_lost_posts_nothing_twice(scene: Scene, status: int | None):
    await scene.start()
    fake = scene.fake
    fake.lose_reply(POST, status=status)
    first = await scene.imagine()
    fake.lose_reply(POST, status=status)
    said = scene.say(first, "make it night")
    assert "v2, from v1" in (await scene.answer(said)).text
    fake.lose_reply(EDIT, status=status)
    assert "v3, from v2" in (await scene.reply(first.channel, "add a rocket")).text
    await scene.settled()
    assert len(scene.answers(said)) == 1
    assert [each for each in first.channel.messages if "**v1, by" in each.text] == [first]


async def test_an_acknowledgement_that_is_lost_is_answered_all_the_same(scene: Scene):
    await scene.start()
    scene.fake.lose_reply("POST /interactions/{interaction}/{token}/callback")
    asked = scene.ask()
    assert "v1, by @Mira" in (await scene.result(asked)).text
    assert await scene.left() == 49
    assert [each.code for each in asked.refusals] == [40060]
    scene.fake.refused.clear()


async def test_when_the_token_has_ended_the_bot_speaks_for_itself(scene: Scene):
    scene.openai.script(Step("stall"))
    await scene.start()
    fake = scene.fake
    asked = scene.ask()
    await fake.until(lambda: asked.original is not None and asked.original.attachments, PATIENCE)
    fake.clock.advance(16 * 60)
    before = fake.count(HOOK_EDIT)
    scene.openai.release()
    first = await scene.result(asked)
    assert "v1, by @Mira" in first.text
    assert fake.count(HOOK_EDIT) == before
    assert "Say in its thread" in asked.original.text

    scene.openai.script(Step("stall"), Step("stall"))
    late, private = scene.ask("a lighthouse at dawn"), scene.ask("a violent lighthouse")
    await fake.until(lambda: all(e.original is not None and e.original.attachments for e in (late, private)), PATIENCE)
    await scene.stop()
    fake.clock.advance(16 * 60)
    scene.openai.release()
    await scene.start(ready=False)
    assert "v1, by @Mira" in (await scene.result(late)).text
    assert [call.status for call in fake.calls if call.code == 50027] == []


async def test_after_a_restart_what_was_missed_is_answered_once(scene: Scene):
    await scene.start()
    fake = scene.fake
    first = await scene.imagine()
    dm = fake.dm(scene.leo)
    assert "v1, by @Leo" in (await scene.reply(dm, "a lighthouse at dawn", who=scene.leo)).text
    await scene.stop()
    talk = scene.say(first.channel, "nice one!", who=scene.leo)
    missed = [
        scene.say(first.channel, "make it night"),
        scene.say(first, "put it in snow", who=scene.leo),
        scene.say(dm, "add a ship", who=scene.leo),
    ]
    await scene.start(ready=False)
    texts = [(await scene.answer(said)).text for said in missed]
    assert "v2, from v1, by @Mira" in texts[0]
    assert "v3, from v1, by @Leo" in texts[1]
    assert "v2, from v1, by @Leo" in texts[2]
    await scene.stop()
    await scene.start(ready=False)
    await fake.ready()
    assert "v4, from v3" in (await scene.reply(first.channel, "add a rocket")).text
    await scene.settled()
    assert [len(scene.answers(said)) for said in (talk, *missed)] == [0, 1, 1, 1]
    assert scene.openai.count() == 6


async def test_a_token_that_is_refused_stops_nothing_else(scene: Scene):
    await scene.start(ready=False, discord_token=f"{scene.fake.app.id}.wrong")
    await scene.fake.until(lambda: "discord_token" in scene.told, PATIENCE)
    assert await unwell(scene) == ["discord"]
    assert scene.told == ["discord_token"]
    assert {call.status for call in scene.fake.calls} == {401}
    scene.fake.refused.clear()


async def test_when_the_database_is_slow_the_asker_is_told_at_once(scene: Scene, monkeypatch: pytest.MonkeyPatch):
    await scene.start()
    monkeypatch.setattr("bot.platforms.discord.core.SECONDS", 0.0)
    asked = scene.ask()
    said = await scene.whisper(asked)
    assert "nothing was charged" in said.text
    assert "ask again" in said.text
    monkeypatch.setattr("bot.platforms.discord.core.SECONDS", PATIENCE)
    scene.fake.gateway.redeliver(asked)
    made = await scene.imagine()
    assert ended(made)
    assert scene.openai.count() == 1
    assert await scene.left() == 49
