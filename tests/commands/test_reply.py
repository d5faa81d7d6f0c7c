"""Replies of several steps: what is free is done, one job is made from the right picture, the rest is said plainly."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.wiring import parts
from commands.studio import Answer, Studio
from domain.card import Card, CardKind
from domain.errors import NotFound
from domain.job import Job
from domain.operation import Edit, sources_of
from domain.people import Person
from domain.picture import Picture
from storage import jobs, ledger, threads
from tests.commands.shelf import ADA, BOB, OPEN, ask, call, put
from tests.conversation.conftest import settings_for

HOME = "home"
HERE = replace(OPEN, thread_id=f"platform-{HOME}")


@pytest.fixture
async def studio(tmp_path: Path) -> AsyncIterator[Studio]:
    async with parts(settings_for(tmp_path)) as all_parts:
        yield all_parts.studio


async def line(studio: Studio) -> list[Picture]:
    """Return three versions, each made from the one before; the last is the head."""
    first = await put(studio, "a red fox by a lighthouse", thread_id=HOME)
    second = await put(studio, "give it a hat", thread_id=HOME, parent=first, person=BOB)
    third = await put(studio, "make it night", thread_id=HOME, parent=second)
    return [first, second, third]


async def say(studio: Studio, words: str, *, person: Person = ADA, id_: str = "") -> Answer:
    asked = call("reply", words, person=person, place=HERE, options={"direct": True}, id_=id_)
    return await ask(studio, asked)


async def told(studio: Studio, words: str) -> Card:
    answer = await say(studio, words)
    assert answer.card is not None
    return answer.card


async def job_of(studio: Studio, words: str) -> tuple[Job, Card]:
    answer = await say(studio, words, id_="the call")
    async with studio.database.read() as tx:
        job = await jobs.of_call(tx, "the call")
    assert job is not None
    assert answer.card is not None
    return job, answer.card


async def head(studio: Studio) -> str | None:
    async with studio.database.read() as tx:
        thread = await threads.get(tx, HOME)
    return None if thread is None else thread.head_id


async def left(studio: Studio) -> int:
    async with studio.database.read() as tx:
        return await ledger.left_of(tx, person_id=ADA.id, limit=50, now=studio.clock())


def base(job: Job) -> str | None:
    return sources_of(job.operation)[0].picture_id


@pytest.mark.parametrize(
    ("words", "version", "instruction"),
    [
        ("undo, then make it snow", 2, "make it snow"),
        ("go back two steps and add a rocket", 1, "add a rocket"),
        ("go back to v1 and make it snow", 1, "make it snow"),
        ("go back to the original, then add a rocket", 1, "add a rocket"),
        ("use the one with the hat and add a rocket", 2, "add a rocket"),
        ("on the one with the lighthouse, make the waves calmer", 1, "make the waves calmer"),
        ("take @bob's version and add a rocket", 2, "add a rocket"),
        ("put it on a plain white background", 3, "put it on a plain white background"),
        ("a bit brighter", 3, "a bit brighter"),
        ("undo that and make it wider", 2, "make it wider"),
        ("add a rocket, then crop it to square", 3, "add a rocket, crop it to square"),
    ],
)
async def test_a_chain_that_ends_in_a_change_makes_one_job_from_the_right_picture(
    studio: Studio, words: str, version: int, instruction: str
):
    versions = await line(studio)
    before = await head(studio)
    job, card = await job_of(studio, words)
    assert card.kind is CardKind.PROGRESS
    assert isinstance(job.operation, Edit)
    assert job.operation.instruction == instruction
    assert base(job) == versions[version - 1].id
    assert await head(studio) == before
    assert await left(studio) == 49


async def test_variations_after_an_undo_are_of_what_was_before(studio: Studio):
    versions = await line(studio)
    job, _ = await job_of(studio, "undo and give me three variations")
    assert (base(job), job.count) == (versions[1].id, 3)


async def test_the_same_message_twice_makes_one_job(studio: Studio):
    await line(studio)
    for _ in range(2):
        await job_of(studio, "undo, then make it snow")
    assert await left(studio) == 49


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("upscale it 4x", "cannot enlarge"),
        ("export it as a pdf", "cannot make other files"),
        ("animate this", "cannot animate"),
        ("compare v1 and v3", "side by side"),
        ("write alt text for v2", "cannot describe"),
    ],
)
async def test_what_easel_cannot_do_is_said_and_costs_nothing(studio: Studio, words: str, says: str):
    await line(studio)
    before = await head(studio)
    card = await told(studio, words)
    assert says in card.text
    assert card.text.endswith("Nothing was charged.")
    assert await left(studio) == 50
    assert await head(studio) == before


async def test_what_comes_before_the_impossible_is_done_and_the_rest_is_named(studio: Studio):
    versions = await line(studio)
    job, card = await job_of(studio, "go back to v2, lose the balloon, then 2x and save it to the library")
    assert base(job) == versions[1].id
    assert len(card.notes) == 2
    assert "cannot enlarge" in card.notes[0]
    assert "Not done yet: “save it to the library”" in card.notes[1]
    # The job keeps them, so that they stand under its result too.
    assert all(note in card.notes for note in job.notes)


async def test_a_move_before_the_impossible_is_made(studio: Studio):
    versions = await line(studio)
    card = await told(studio, "the one with the hat, please, and animate it")
    assert await head(studio) == versions[1].id
    assert "v2" in card.text
    assert any("cannot animate" in note for note in card.notes)


async def test_a_pick_and_a_save_are_both_done(studio: Studio):
    versions = await line(studio)
    card = await told(studio, "go with v1 and save it to the library")
    assert await head(studio) == versions[0].id
    assert any("library" in note for note in card.notes)
    assert await left(studio) == 50


async def test_a_picture_nobody_made_is_asked_for_by_its_version(studio: Studio):
    await line(studio)
    with pytest.raises(NotFound) as error:
        await say(studio, "show me the one with the windmill")
    assert (error.value.code, error.value.params) == ("named_unknown", {"named": "windmill"})


@pytest.mark.parametrize(("words", "says"), [("when does my quota reset?", "50"), ("what can you do?", "/imagine")])
async def test_questions_to_easel_are_answered(studio: Studio, words: str, says: str):
    await line(studio)
    card = await told(studio, words)
    assert says in " ".join([card.text, *(f"{each.name} {each.value}" for each in card.fields)])
    assert card.private


async def test_talk_is_not_answered(studio: Studio):
    await line(studio)
    assert (await say(studio, "nice!")).card is None
    assert (await say(studio, "i'll compare prices tomorrow")).card is None


async def test_an_operation_put_as_a_doubt_is_offered(studio: Studio):
    await line(studio)
    card = await told(studio, "hmm, not sure about the hat")
    assert [each.command for each in card.buttons] == ["confirm"]
    assert await left(studio) == 50
