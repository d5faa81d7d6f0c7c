"""The face: what it needs to begin, and that nothing of Slack's makes it fall."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.bot.platforms.slack.inward import Ear, eventually, face_on, listening
from tests.fakes.slack_script import Fault


async def test_it_listens_once_slack_can_be_reached() -> None:
    async with listening(ready=False) as ear:
        for fault in (Fault("status", status=503), Fault("close"), Fault("html"), Fault("ratelimited", retry_after=1)):
            ear.fake.fault("auth.test", fault)
        await ear.fake.connected(2)
        await eventually(lambda: ear.face.healthy() is None)
        await ear.fake.person("ada").command("/imagine", "a fox", ear.fake.channel("general")).acked()
        await ear.ran()


async def test_a_refused_token_is_told_to_the_operator_and_ends_it() -> None:
    async with listening(ready=False, wrong=True, bot_token="xoxb-wrong") as ear:
        await ear.fake.until(lambda: ear.told)
        assert ear.told == ["slack_token"]
        assert ear.face.healthy() == "Slack: the token is refused"
        assert ear.fake.count("apps.connections.open") == 0


async def test_before_it_knows_who_it_is_nothing_is_lost() -> None:
    async with listening(http=True, ready=False) as ear:
        ear.fake.fault("auth.test", Fault("status", status=503), n=1000)
        await ear.fake.call_of("auth.test")
        ada, general = ear.fake.person("ada"), ear.fake.channel("general")
        ack = await ada.command("/imagine", "a fox", general).acked()
        assert "too much to do" in ack.payload["text"]
        assert ear.dispatch.claimed == {}


async def test_two_processes_share_the_work_and_answer_each_event_once(ear: Ear) -> None:
    root = ear.own_thread()
    async with face_on(ear):
        await ear.fake.connected(4)
        said = [ear.fake.person("ada").say(root.channel, f"make it {number}", thread=root) for number in range(8)]
        for each in said:
            await ear.call_of(each)
            await ear.fake.redeliver(each.deliveries[0])
        assert len(ear.dispatch.ran) == 8


async def test_a_token_taken_away_is_told_to_the_operator(ear: Ear) -> None:
    await ear.fake.person("olga").uninstall().acked()
    await ear.fake.until(lambda: ear.told)
    assert ear.told[0] == "slack_token"


async def test_it_closes_its_connections(ear: Ear) -> None:
    await ear.face.close()
    await ear.fake.until(lambda: not ear.fake.socket.connections)


async def test_one_process_asks_slack_who_it_is_once(ear: Ear) -> None:
    for number in range(5):
        await ear.fake.person("ada").command("/imagine", "a fox", ear.fake.channel("general")).acked()
        await ear.ran(number + 1)
    assert ear.fake.count("auth.test") == 1
    assert ear.fake.count("users.info") == 1


async def test_what_bolt_reads_of_the_environment_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in (
        "SLACK_CLIENT_ID",
        "SLACK_CLIENT_SECRET",
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
        "SLACK_APP_TOKEN",
    ):
        monkeypatch.setenv(name, "xoxb-of-the-environment")
    monkeypatch.setenv("HOME", str(tmp_path))
    async with listening() as ear:
        root = ear.own_thread()
        said = ear.fake.person("ada").say(root.channel, "make it blue", thread=root)
        await ear.call_of(said)
        await ear.fake.person("ada").command("/imagine", "a fox", ear.fake.channel("general")).acked()
        await ear.ran(2)
    assert not any(os.scandir(tmp_path))


async def test_nothing_that_is_secret_or_said_is_logged(ear: Ear) -> None:
    root = ear.own_thread()
    ear.dispatch.failing = 1
    delivery = ear.fake.person("ada").command("/imagine", "a secret fox", ear.fake.channel("general"))
    await delivery.acked()
    said = ear.fake.person("ada").say(root.channel, "a secret cat", thread=root)
    await ear.call_of(said)
    written = str(ear.logged)
    for secret in ("secret", delivery.response_url, delivery.trigger_id, ear.fake.bot_token, ear.fake.app_token):
        assert secret not in written


async def test_a_fault_of_ours_is_owned_up_to_with_an_id_that_finds_it() -> None:
    async with listening() as ear:
        ear.posts.failing = True
        broken = ear.face._door._core.specs
        del broken["imagine"]
        ack = await ear.fake.person("ada").command("/imagine", "a fox", ear.fake.channel("general")).acked()
        (line,) = [each for each in ear.logged if each["event"] == "slack_event_failed"]
        assert line["incident"] in ack.payload["text"]
        ear.logged.remove(line)
