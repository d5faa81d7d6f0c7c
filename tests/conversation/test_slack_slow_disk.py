"""A disk that answers late: what was kept all the same is answered, once, by whoever kept it."""

from __future__ import annotations

import time
from typing import Any

import aiosqlite
import pytest

from bot import claims
from storage import inbox, quick
from tests.conversation.slack_guest import Scene, slack_scene
from tests.conversation.slack_seen import everything

scene = pytest.fixture(slack_scene)

_CLAIM = claims.SECONDS


async def test_a_reply_whose_commit_was_heard_of_too_late_is_answered(scene: Scene, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(claims, "SECONDS", _CLAIM)
    await scene.start()
    first = await scene.imagine()
    left = await scene.left()
    slow: list[float] = []
    keep = inbox.claim_all

    async def claim_all(*args: Any) -> list[bool]:
        if not heard:
            slow.append(_CLAIM + 0.5)
        heard.append(True)
        return await keep(*args)

    async def commit(self: quick.QuickConnection) -> None:
        if not slow:
            return await aiosqlite.Connection.commit(self)
        seconds = slow.pop()

        def late() -> None:
            time.sleep(seconds)  # the disk's own time: the loop goes on meanwhile
            self._conn.commit()

        return await self._execute(late)

    heard: list[bool] = []
    monkeypatch.setattr(inbox, "claim_all", claim_all)
    monkeypatch.setattr(quick.QuickConnection, "commit", commit, raising=False)
    said = scene.say(first, "make it night")
    for delivery in said.deliveries:
        await scene.fake.until(lambda each=delivery: each.attempts, what="the event to be sent")
    assert "v2, from v1" in everything(await scene.answer(said))
    for delivery in said.deliveries:
        await scene.fake.redeliver(delivery)
    await scene.settled(first)
    assert (slow, len(heard) > 1) == ([], True)
    assert scene.openai.count() == 2
    assert await scene.left() == left - 1
