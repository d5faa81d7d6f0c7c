"""What is measured of chats: acknowledgements, connections, and what is left of their rate limits."""

from __future__ import annotations

import asyncio

import pytest

from tests.conversation import discord_guest, slack_guest
from tests.conversation.discord_guest import discord_scene
from tests.conversation.slack_guest import BOTH, either_scene
from tests.conversation.test_watching import metrics
from tests.fakes.openai_script import Step
from tests.patience import PATIENCE

discord = pytest.fixture(discord_scene)
slack = pytest.fixture(either_scene, params=BOTH)

TOKEN = "reads metrics"


@pytest.fixture(autouse=True)
def _looks_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every reader see what is true now."""
    monkeypatch.setattr("bot.watch.lookout.FRESH", 0.0)


async def test_on_discord(discord: discord_guest.Scene):
    await discord.start(metrics_token=TOKEN)
    asked = discord.ask()
    await asked.acknowledged()
    await discord.result(asked)
    found = await metrics(discord.address, TOKEN)
    acknowledged = (("kind", "application_command"), ("platform", "discord"))
    assert found["easel_acknowledgement_seconds_count"][acknowledged] == 1
    assert 0 < found["easel_acknowledgement_seconds_sum"][acknowledged] < PATIENCE
    assert found["easel_platform_up"] == {(("platform", "discord"),): 1}
    told = (("outcome", "ok"), ("platform", "discord"), ("what", "deliver"))
    assert found["easel_delivery_seconds_count"][told] >= 1
    budgets = {dict(labels)["bucket"]: left for labels, left in found["easel_rate_budget_left_ratio"].items()}
    assert "POST channels/messages" in budgets
    assert all(0 <= left <= 1 for left in budgets.values())
    assert not any(character.isdigit() for bucket in budgets for character in bucket)


async def test_partial_frames_on_discord_are_timed(discord: discord_guest.Scene):
    await discord.start(metrics_token=TOKEN)
    discord.openai.script(Step("stall"))
    asked = discord.ask()
    await asked.acknowledged()
    await discord.fake.until(lambda: asked.original.attachments, PATIENCE)
    found = await metrics(discord.address, TOKEN)
    assert found["easel_frame_lag_seconds_count"][(("platform", "discord"),)] >= 1
    discord.openai.release()
    await discord.result(asked)


async def test_on_slack(slack: slack_guest.Scene):
    await slack.start(metrics_token=TOKEN)
    asked = slack.ask()
    await asked.acked()
    await slack.result(asked)
    # By socket it is timed once the acknowledgement has left, a moment after Slack has it.
    async with asyncio.timeout(PATIENCE):
        while True:
            found = await metrics(slack.address, TOKEN)
            if "easel_acknowledgement_seconds_count" in found:
                break
            await asyncio.sleep(0.05)
    kind = "request" if slack.http else "slash_commands"
    assert found["easel_acknowledgement_seconds_count"][(("kind", kind), ("platform", "slack"))] >= 1
    assert found["easel_platform_up"] == {(("platform", "slack"),): 1}
    budgets = {dict(labels)["bucket"]: left for labels, left in found["easel_rate_budget_left_ratio"].items()}
    assert {"chat.postMessage", "files.completeUploadExternal"} <= set(budgets)
    assert all(0 <= left <= 1 for left in budgets.values())
