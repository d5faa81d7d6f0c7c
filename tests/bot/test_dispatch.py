"""Calls are answered whatever happens: after a crash, out of order, in a storm."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from bot.dispatch import Dispatcher
from bot.wiring import Parts, parts
from commands.studio import Answer
from commands.table import COMMANDS
from domain.call import Call
from domain.card import Card, CardKind
from domain.clock import system_clock
from domain.errors import StorageBusy
from domain.people import Platform
from storage import inbox, schema
from tests.bot.heard import TEAM, Heard, NoJobs, call
from tests.conversation.conftest import settings_for


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


async def test_an_answer_that_does_not_get_through_for_long_is_said_later(
    easel: Parts, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.dispatch._PAUSES", ())
    monkeypatch.setattr("bot.dispatch._RECOVER_EVERY", 0.01)
    monkeypatch.setattr("bot.dispatch._FORGOTTEN", timedelta())
    heard = Heard()
    heard.fails = 1
    dispatcher = Dispatcher(easel.studio, NoJobs(), {Platform.BROWSER: heard})
    await dispatcher.claim(call(1))
    dispatcher.run(call(1))
    async with asyncio.timeout(60):
        while not heard.said:  # noqa: ASYNC110 -- nothing tells of it
            await asyncio.sleep(0.01)
    await dispatcher.close()
    assert {each for each, _ in heard.said} == {"call-0001"}


@pytest.fixture
def deleting(monkeypatch: pytest.MonkeyPatch) -> None:
    async def delete(call: Call, studio: object) -> Answer:
        return Answer(Card(CardKind.ANSWER, "v1 is deleted."), gone=("p1", "p2"))

    monkeypatch.setattr("bot.dispatch.COMMANDS", {**COMMANDS, "quota": delete})


@pytest.mark.usefixtures("deleting")
async def test_what_was_deleted_is_taken_off_the_platform_in_some_tries(easel: Parts, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.dispatch._REMOVAL_PAUSES", (0.01, 0.01))
    for sticks, removed in ((0, 1), (2, 1), (3, 0)):
        heard = Heard()
        heard.sticks = sticks
        dispatcher = Dispatcher(easel.studio, NoJobs(), {Platform.BROWSER: heard})
        with capture_logs() as logged:
            dispatcher.run(call(1))
            async with asyncio.timeout(60):
                while heard.sticks or not heard.said or (removed and not heard.removed):  # noqa: ASYNC110 -- nothing tells of it
                    await asyncio.sleep(0.01)
            await dispatcher.close()
        assert heard.removed == [(TEAM.id, ("p1", "p2"))] * removed
        warned = [each for each in logged if each["event"] == "pictures_not_removed"]
        assert [each["error"] for each in warned] == ["ConnectionError"] * (1 - removed)


@pytest.mark.usefixtures("deleting")
async def test_closing_does_not_wait_for_a_platform_that_is_away(easel: Parts, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.dispatch._REMOVAL_PAUSES", (3600.0,))
    heard = Heard()
    heard.sticks = 1
    dispatcher = Dispatcher(easel.studio, NoJobs(), {Platform.BROWSER: heard})
    dispatcher.run(call(1))
    await dispatcher.close()
    assert (len(heard.said), heard.removed, heard.sticks) == (1, [], 0)


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


@pytest.mark.parametrize("claimed", ["before", "after", "never"])
async def test_a_withdrawn_call_is_never_answered(easel: Parts, claimed: str):
    heard = Heard()
    dispatcher = Dispatcher(easel.studio, NoJobs(), {Platform.BROWSER: heard})
    asked = call(1, words="secret words", answer_to={"token": "secret"})
    if claimed == "before":
        assert await dispatcher.claim(asked)
    dispatcher.withdraw(asked)
    await dispatcher.close()
    if claimed == "after":
        assert not await dispatcher.claim(asked)
    assert await dispatcher.recover() == 0
    assert heard.said == []
    async with easel.studio.database.read() as tx:
        kept = await inbox.get(tx, asked.id)
    assert kept is not None
    assert claimed == "before" or (kept.words, kept.answer_to) == ("", {})


async def test_withdrawing_is_tried_again_and_recovery_leaves_the_call_alone_meanwhile(easel: Parts, monkeypatch):
    heard = Heard()
    dispatcher = Dispatcher(easel.studio, NoJobs(), {Platform.BROWSER: heard})
    assert await dispatcher.claim(call(1))
    begin, tries = easel.studio.database.begin, 0
    failing = asyncio.Event()

    def failing_twice(**how: bool) -> object:
        nonlocal tries
        tries += 1
        if tries <= 2:
            failing.set()
            raise StorageBusy
        return begin(**how)

    monkeypatch.setattr(easel.studio.database, "begin", failing_twice)
    dispatcher.withdraw(call(1))
    await failing.wait()
    assert await dispatcher.recover() == 0
    await dispatcher.close()
    assert tries == 3
    assert await dispatcher.recover() == 0
    assert heard.said == []


async def test_a_platform_that_is_away_for_long_costs_no_call_its_tries(easel: Parts, monkeypatch):
    monkeypatch.setattr("bot.dispatch._PAUSES", ())
    heard = Heard()
    heard.fails = 10
    async with easel.studio.database.begin() as tx:
        await inbox.claim(tx, call(1), system_clock())
    for _ in range(11):
        dispatcher = Dispatcher(easel.studio, NoJobs(), {Platform.BROWSER: heard})
        assert await dispatcher.recover() == 1
        await dispatcher.close()
    assert [each for each, card in heard.said if not card.incident] == ["call-0001"]


async def test_a_call_that_could_not_be_answered_for_a_day_is_given_up(easel: Parts):
    old = system_clock() - timedelta(days=1, seconds=1)
    async with easel.studio.database.begin() as tx:
        await inbox.claim(tx, call(1), old)
        await inbox.claim(tx, call(2), old)
        await tx.execute(sa.update(schema.inbox).where(schema.inbox.c.call_id == "call-0002").values(call="{}"))
    heard = Heard()
    dispatcher = Dispatcher(easel.studio, NoJobs(), {Platform.BROWSER: heard})
    assert await dispatcher.recover() == 0
    with capture_logs() as logs:
        await dispatcher._give_up()
    assert sorted(each["call_id"] for each in logs if each["event"] == "call_given_up") == ["call-0001", "call-0002"]
    await dispatcher.close()
    assert heard.said == []
    async with easel.studio.database.read() as tx:
        assert await inbox.unanswered(tx, claimed_before=system_clock()) == []


async def test_what_people_say_to_each_other_is_not_kept(easel: Parts, monkeypatch):
    async def silent(call: Call, studio: object) -> Answer:
        return Answer(None)

    monkeypatch.setitem(COMMANDS, "reply", silent)
    dispatcher = Dispatcher(easel.studio, NoJobs(), {Platform.BROWSER: Heard()})
    talk = call(1, "reply", words="between you and me", answer_to={"token": "sealed"})
    assert await dispatcher.claim(talk)
    dispatcher.run(talk)
    await dispatcher.close()
    async with easel.studio.database.read() as tx:
        kept = await inbox.get(tx, talk.id)
        assert await inbox.unanswered(tx, claimed_before=system_clock() + timedelta(hours=1)) == []
    assert kept == replace(talk, words="", answer_to={})


async def test_a_call_that_is_being_withdrawn_cannot_be_claimed(easel: Parts):
    heard = Heard()
    dispatcher = Dispatcher(easel.studio, NoJobs(), {Platform.BROWSER: heard})
    dispatcher.withdraw(call(1))
    assert not await dispatcher.claim(call(1))
    await dispatcher.close()
    assert heard.said == []
