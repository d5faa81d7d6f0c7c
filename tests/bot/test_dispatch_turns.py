"""Nobody is held up by a slow channel or a busy team, and nothing is answered before its platform has completed it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.dispatch import Dispatcher
from bot.wiring import Parts, parts
from commands.studio import Answer
from commands.table import COMMANDS
from domain.call import Call
from domain.card import Card, CardKind
from domain.clock import system_clock
from domain.people import Person, Place, Platform, Team
from storage import inbox
from tests.bot.heard import TEAM, Heard, NoJobs, call
from tests.conversation.conftest import settings_for
from tests.patience import PATIENCE


@pytest.fixture
async def easel(tmp_path: Path) -> AsyncIterator[Parts]:
    async with parts(settings_for(tmp_path)) as all_parts:
        yield all_parts


async def test_a_call_that_its_platform_completes_is_not_taken_up_meanwhile(
    easel: Parts, monkeypatch: pytest.MonkeyPatch
):
    heard = Heard()
    dispatcher = Dispatcher(easel.studio, NoJobs(), {Platform.BROWSER: heard})
    assert await dispatcher.claim(call(1, pending="not complete")) is True
    assert await dispatcher.claim(call(1, pending="not complete")) is False
    assert await dispatcher.recover() == 0
    # What its platform has lost is taken up in the end.
    monkeypatch.setattr("bot.dispatch._HELD", 0.0)
    monkeypatch.setattr("bot.dispatch._COMPLETION_PAUSES", ())
    assert await dispatcher.recover() == 1
    await dispatcher.close()
    assert heard.said == []


async def test_what_was_not_complete_is_completed_before_any_handler(easel: Parts, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.dispatch._COMPLETION_PAUSES", (0.01,) * 3)
    async with easel.studio.database.begin() as tx:
        for number in (1, 2, 3):
            await inbox.claim(tx, call(number, pending="not complete"), system_clock())
    heard, asked = Heard(), []
    dispatcher = Dispatcher(easel.studio, NoJobs(), {Platform.BROWSER: heard})

    async def complete(taken: Call) -> Call | None:
        asked.append(taken.id)
        if taken.id == "call-0002":
            return None
        if asked.count("call-0003") == 1 and taken.id == "call-0003":
            raise ConnectionError
        return replace(taken, pending="", command="help")

    dispatcher.completed_by(Platform.BROWSER, complete)
    assert await dispatcher.recover() == 3
    async with asyncio.timeout(PATIENCE):
        while len(heard.said) < 2:  # noqa: ASYNC110 -- nothing tells of it
            await asyncio.sleep(0.01)
    await dispatcher.close()
    assert sorted(each for each, _ in heard.said) == ["call-0001", "call-0003"]
    assert sorted(asked) == ["call-0001", "call-0002", "call-0003", "call-0003"]
    async with easel.studio.database.read() as tx:
        assert await inbox.unanswered(tx, claimed_before=system_clock()) == []


async def test_what_nobody_can_complete_now_waits_unanswered(easel: Parts, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.dispatch._COMPLETION_PAUSES", (0.01,))
    async with easel.studio.database.begin() as tx:
        await inbox.claim(tx, call(1, pending="not complete"), system_clock())
    heard = Heard()
    dispatcher = Dispatcher(easel.studio, NoJobs(), {Platform.BROWSER: heard})
    assert await dispatcher.recover() == 1
    await dispatcher.close()
    assert heard.said == []
    async with easel.studio.database.read() as tx:
        assert [each for each, _ in await inbox.unanswered(tx, claimed_before=system_clock())] == ["call-0001"]


class Slow(Heard):
    """Says nothing to a channel of that name until it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.let = asyncio.Event()

    async def answer(self, call: Call, card: Card) -> None:
        if call.place.channel_name == "slow":
            await self.let.wait()
        await super().answer(call, card)


async def test_a_slow_channel_holds_nobody_else_up(easel: Parts):
    heard = Slow()
    dispatcher = Dispatcher(easel.studio, NoJobs(), {Platform.BROWSER: heard})
    for number in range(40):
        dispatcher.run(call(number, place=Place("s", "slow", thread_id=f"s{number}")))
    dispatcher.run(call(99))
    async with asyncio.timeout(PATIENCE):
        while not heard.said:  # noqa: ASYNC110 -- nothing tells of it
            await asyncio.sleep(0.01)
    assert [each for each, _ in heard.said] == ["call-0099"]
    heard.let.set()
    await dispatcher.close()
    assert len(heard.said) == 41


async def test_saying_an_answer_ends_and_it_is_said_later(easel: Parts, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.dispatch._ANSWER_SECONDS", 0.05)
    heard = Slow()
    dispatcher = Dispatcher(easel.studio, NoJobs(), {Platform.BROWSER: heard})
    await dispatcher.claim(call(1, place=Place("s", "slow")))
    dispatcher.run(call(1, place=Place("s", "slow")))
    await dispatcher.close()
    assert heard.said == []
    heard.let.set()
    dispatcher = Dispatcher(easel.studio, NoJobs(), {Platform.BROWSER: heard})
    await dispatcher.recover()
    await dispatcher.close()
    assert [each for each, _ in heard.said] == ["call-0001"]


async def test_one_team_has_half_of_the_room(easel: Parts, monkeypatch: pytest.MonkeyPatch):
    let, begun = asyncio.Event(), []

    async def wait(call: Call, studio: object) -> Answer:
        begun.append(call.person.team.id)
        if call.person.team is TEAM:
            await let.wait()
        return Answer(Card(CardKind.ANSWER, "done"))

    monkeypatch.setattr("bot.dispatch.COMMANDS", {**COMMANDS, "quota": wait})
    heard = Heard()
    dispatcher = Dispatcher(easel.studio, NoJobs(), {Platform.BROWSER: heard})
    for number in range(40):
        dispatcher.run(call(number, place=Place("c", "general", thread_id=f"t{number}")))
    other = Team(Platform.BROWSER, "other")
    dispatcher.run(call(99, person=Person(other, "eve", "Eve")))
    async with asyncio.timeout(PATIENCE):
        while not heard.said:  # noqa: ASYNC110 -- nothing tells of it
            await asyncio.sleep(0.01)
    assert (begun.count(TEAM.id), begun.count(other.id)) == (8, 1)
    let.set()
    await dispatcher.close()
    assert len(heard.said) == 41
