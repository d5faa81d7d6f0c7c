"""What is left of Slack's budgets, for whoever watches: of the workspace that has least, and naming none."""

from __future__ import annotations

import asyncio

from bot.platforms.slack.budgets import Budgets, Watch


class Time:
    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        await asyncio.sleep(0)


async def test_the_least_of_all_workspaces_is_told():
    time = Time()
    budgets = Budgets(Watch(time.now, time.sleep))
    assert budgets.left() == {}
    for _ in range(5):
        await budgets.take("chat.update", "T1")
    await budgets.take("chat.update", "T2")
    await budgets.take("views.open", "T1")
    left = budgets.left()
    assert set(left) == {"chat.update", "views.open"}
    assert left["chat.update"] == 0.5
    assert left["views.open"] == 0.95
    time.seconds += 3_600
    assert set(budgets.left().values()) == {1.0}


async def test_while_slack_refuses_nothing_is_left():
    time = Time()
    budgets = Budgets(Watch(time.now, time.sleep))
    budgets.refused("chat.update", "T1", "", 30.0)
    assert budgets.left() == {"chat.update": 0.0}
    time.seconds += 31
    assert budgets.left()["chat.update"] > 0
