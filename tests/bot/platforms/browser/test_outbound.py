from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from bot.platforms.browser.inbound import answer_id
from bot.platforms.browser.outbound import BrowserOutbound
from bot.platforms.browser.session import TEAM
from bot.ports import Message, Target
from domain.call import Call
from domain.card import Card, CardKind, Progress
from domain.errors import StorageBusy
from domain.people import Person, Place
from tests.bot.platforms.browser.studio import START
from tests.fakes.workspace import FakeWorkspace

ADA = Person(TEAM, "ada", "Ada")
ANSWER = answer_id("browser:1")
PLACE = Place("general", "general")
CALL = Call("browser:1", ADA, PLACE, "imagine", START, answer_to={"message": ANSWER, "thread": ANSWER})
TARGET = Target("j1", ANSWER, ADA, PLACE, CALL.answer_to)
WAITING = Card(CardKind.PROGRESS, "", progress=Progress("j1", "Waiting"))
DRAWING = Card(CardKind.PROGRESS, "", progress=Progress("j1", "Drawing"))
DONE = Card(CardKind.RESULT, "v1")


async def workspace() -> FakeWorkspace:
    made = FakeWorkspace(START)
    await made.arrive(ADA)
    return made


async def test_one_message_goes_from_answer_to_result() -> None:
    kept = await workspace()
    outbound = BrowserOutbound(kept, kept.clock)
    await outbound.answer(CALL, WAITING)
    await outbound.progress(TARGET, DRAWING)
    await outbound.deliver(TARGET, DONE)
    await outbound.deliver(TARGET, DONE)
    assert {key: message.card for key, message in kept.messages.items()} == {ANSWER: DONE}
    message = kept.messages[ANSWER]
    assert (message.thread_id, message.author_id, message.author_name) == (None, "easel", "Easel")
    assert (message.position, message.created_at, message.private_to) == (1, START, None)


async def test_what_comes_late_overwrites_nothing() -> None:
    kept = await workspace()
    outbound = BrowserOutbound(kept, kept.clock)
    await outbound.progress(TARGET, DRAWING)
    await outbound.answer(CALL, WAITING)
    assert kept.messages[ANSWER].card == DRAWING
    await outbound.deliver(TARGET, DONE)
    await outbound.progress(TARGET, DRAWING)
    await outbound.answer(CALL, WAITING)
    assert kept.messages[ANSWER].card == DONE


async def test_in_a_thread_it_stands_under_its_root() -> None:
    kept = await workspace()
    outbound = BrowserOutbound(kept, kept.clock)
    await outbound.answer(CALL, WAITING)
    answer = answer_id("browser:2")
    in_thread = Call("browser:2", ADA, PLACE, "reply", START, answer_to={"message": answer, "thread": ANSWER})
    await outbound.answer(in_thread, WAITING)
    assert kept.messages[answer].thread_id == ANSWER
    assert kept.messages[ANSWER].replies == 1


async def test_a_private_card_is_its_askers_and_a_jobs_end_is_everyones() -> None:
    kept = await workspace()
    outbound = BrowserOutbound(kept, kept.clock)
    await outbound.answer(CALL, Card(CardKind.ANSWER, "psst", private=True))
    assert kept.messages[ANSWER].private_to == ADA.id
    await outbound.deliver(TARGET, Card(CardKind.REFUSAL, "no", private=True))
    assert kept.messages[ANSWER].private_to is None


class Down:
    async def show(self, message: Message, *, final: bool, first: bool) -> None:
        raise StorageBusy("locked")


async def test_progress_raises_nothing_and_the_rest_does() -> None:
    outbound = BrowserOutbound(Down(), lambda: START)
    with capture_logs() as logs:
        await outbound.progress(TARGET, DRAWING)
    assert [(each["event"], each["job"], each["error"]) for each in logs] == [
        ("progress_not_shown", "j1", "StorageBusy")
    ]
    with pytest.raises(StorageBusy):
        await outbound.deliver(TARGET, DONE)
    with pytest.raises(StorageBusy):
        await outbound.answer(CALL, WAITING)
