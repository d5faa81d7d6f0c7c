"""Calls are answered whatever happens: after a crash, out of order, in a storm."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.dispatch import Dispatcher
from bot.ports import Target
from bot.wiring import Parts, parts
from commands.table import COMMANDS
from domain.call import Call
from domain.card import Card
from domain.clock import system_clock
from domain.people import Person, Place, Platform, Team
from storage import inbox
from tests.conversation.conftest import settings_for

TEAM = Team(Platform.BROWSER, "workspace", "Workspace")
ADA = Person(TEAM, "ada", "Ada")


class Heard:
    """An outbound that remembers what was said; ``fails`` answers fail first."""

    def __init__(self) -> None:
        self.said: list[tuple[str, Card]] = []
        self.fails = 0

    async def answer(self, call: Call, card: Card) -> None:
        if self.fails:
            self.fails -= 1
            raise ConnectionError
        self.said.append((call.id, card))

    async def progress(self, target: Target, card: Card) -> None:
        raise AssertionError

    async def deliver(self, target: Target, card: Card) -> None:
        raise AssertionError


class NoJobs:
    def kick(self) -> None:
        raise AssertionError

    async def cancel(self, job_id: str) -> None:
        raise AssertionError


def call(number: int, command: str = "quota", **more: object) -> Call:
    place = Place("c", "general", thread_id="t")
    return replace(Call(f"call-{number:04}", ADA, place, command, system_clock()), **more)


@pytest.fixture
async def easel(tmp_path: Path) -> AsyncIterator[Parts]:
    async with parts(settings_for(tmp_path)) as all_parts:
        yield all_parts


async def test_every_call_that_a_crash_left_is_answered(easel: Parts):
    async with easel.studio.database.begin() as tx:
        for number in range(250):
            await inbox.claim(tx, call(number), system_clock())
    heard = Heard()
    dispatcher = Dispatcher(easel.studio, NoJobs(), {Platform.BROWSER: heard})
    assert await dispatcher.recover() == 250
    await dispatcher.close()
    assert sorted(each for each, _ in heard.said) == [f"call-{number:04}" for number in range(250)]
    async with easel.studio.database.read() as tx:
        assert await inbox.unanswered(tx, claimed_before=system_clock()) == []


async def test_calls_of_one_thread_are_answered_in_their_order(easel: Parts):
    heard = Heard()
    dispatcher = Dispatcher(easel.studio, NoJobs(), {Platform.BROWSER: heard})
    for number in range(20):
        dispatcher.run(call(number, ("quota", "models", "help", "settings")[number % 4]))
    await dispatcher.close()
    assert [each for each, _ in heard.said] == [f"call-{number:04}" for number in range(20)]


async def test_an_answer_that_does_not_arrive_is_said_again(easel: Parts):
    heard = Heard()
    heard.fails = 1
    dispatcher = Dispatcher(easel.studio, NoJobs(), {Platform.BROWSER: heard})
    dispatcher.run(call(1))
    await dispatcher.close()
    assert len(heard.said) == 1


async def test_a_claim_is_new_once(easel: Parts):
    dispatcher = Dispatcher(easel.studio, NoJobs(), {Platform.BROWSER: Heard()})
    assert sorted(await asyncio.gather(*(dispatcher.claim(call(1)) for _ in range(5)))) == [False] * 4 + [True]
    await dispatcher.close()


async def test_what_breaks_unforeseen_is_told_with_an_incident_and_no_more(easel: Parts, monkeypatch):
    async def broken(call: Call, studio: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setitem(COMMANDS, "quota", broken)
    heard = Heard()
    dispatcher = Dispatcher(easel.studio, NoJobs(), {Platform.BROWSER: heard})
    with capture_logs() as logs:
        dispatcher.run(call(1))
        await dispatcher.close()
    card = heard.said[0][1]
    assert [line["incident"] for line in logs if line["event"] == "call_failed"] == [card.incident]
    assert "secret words" not in card.text


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"transparent": "maybe"}, "neither yes nor no"),
        ({"count": "two"}, "not a number"),
    ],
)
async def test_an_option_that_does_not_fit_is_refused(easel: Parts, options: dict[str, str], says: str):
    heard = Heard()
    dispatcher = Dispatcher(easel.studio, NoJobs(), {Platform.BROWSER: heard})
    dispatcher.run(call(1, "imagine", words="a fox", options=options))
    await dispatcher.close()
    assert says in heard.said[0][1].text
