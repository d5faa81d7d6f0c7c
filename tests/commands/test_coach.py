"""The coach: advice in private, a quiet hint that never nags, an improved prompt that is asked about first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.wiring import parts
from commands import cards
from commands.studio import Studio
from commands.words import saying
from domain.call import Call
from domain.card import Card
from domain.errors import NotFound
from domain.job import Job
from domain.operation import words_of
from domain.people import Person, Platform, Team
from storage import inbox, jobs, ledger
from tests.commands.shelf import ADA, BOB, CLOSED, GUEST, OPEN, ask, call, card, put
from tests.conversation.conftest import settings_for
from tests.storage.sample import NOW

WEAK = "a cat"
GOOD = "a tabby cat asleep on a windowsill at dusk, seen close up, warm and quiet"
HINT = saying("en")("notes.coach")


@pytest.fixture
async def studio(tmp_path: Path) -> AsyncIterator[Studio]:
    async with parts(settings_for(tmp_path)) as all_parts:
        yield replace(all_parts.studio, clock=lambda: NOW)


async def claimed(studio: Studio, asked: Call) -> Card:
    """Return what a call is answered that was claimed before, as all are."""
    async with studio.database.begin() as tx:
        await inbox.claim(tx, asked, NOW)
    return await card(studio, asked)


async def job_of(studio: Studio, asked: Call) -> Job:
    answer = await ask(studio, asked)
    assert answer.job_id is not None, answer
    async with studio.database.read() as tx:
        job = await jobs.get(tx, answer.job_id)
    assert job is not None
    return job


def imagine(prompt: str = WEAK, **how: object) -> Call:
    return call("imagine", options={"prompt": prompt}, **how)  # type: ignore[arg-type]


def commands(shown: Card) -> list[str]:
    return [button.command for button in shown.buttons]


async def test_advice_names_what_is_there_and_what_is_not(studio: Studio):
    asked = call("coach", options={"prompt": "a beautiful photo of a lighthouse with no clouds"})
    told = await claimed(studio, asked)
    rows = {field.name: field.value for field in told.fields}
    assert told.private
    assert "light" in rows["Missing"]
    assert "“no clouds”" in rows["Suggestions"] or "“with no clouds”" in rows["Suggestions"]
    assert rows["Rewritten"].startswith("a photo of a lighthouse with clear sky")
    assert commands(told) == ["coach_use", "coach_keep", "coach_stop"]
    assert {button.target for button in told.buttons} == {asked.id}


async def test_a_good_prompt_is_praised_and_nothing_else(studio: Studio):
    told = await claimed(studio, call("coach", options={"prompt": GOOD}))
    assert (told.text, told.buttons) == (saying("en")("coach.good"), ())
    foreign = await claimed(studio, call("coach", options={"prompt": "eine Katze auf dem Dach mit einem Hut"}))
    assert (foreign.text, foreign.buttons) == (saying("en")("coach.foreign"), ())
    assert (await claimed(studio, call("coach"))).text == saying("en")("coach.ask")


async def test_use_it_makes_a_picture_once(studio: Studio):
    asked = call("coach", options={"prompt": WEAK})
    told = await claimed(studio, asked)
    rewritten = next(field.value for field in told.fields if field.name == "Rewritten")
    job = await job_of(studio, call("coach_use", target=asked.id))
    assert words_of(job.operation) == rewritten
    assert job.notes == ()
    again = await ask(studio, replace(call("coach_use", target=asked.id), answer_to={"another": "press"}))
    assert (again.job_id, again.card and again.card.text) == (None, saying("en")("offer.taken"))


@pytest.mark.parametrize("words", ["/coach a cat", "/easel coach a cat", "@easel /coach a cat"])
async def test_what_was_typed_in_a_thread_is_found_again(studio: Studio, words: str):
    asked = replace(call("reply", words), place=replace(OPEN, thread_id="T1"))
    told = await claimed(studio, asked)
    assert told.private
    job = await job_of(studio, call("coach_use", target=asked.id))
    assert words_of(job.operation).startswith("a cat, ")


async def test_what_was_asked_in_private_is_for_its_asker_alone(studio: Studio):
    asked = call("coach", options={"prompt": WEAK})
    await claimed(studio, asked)
    elsewhere = Person(Team(Platform.DISCORD, "42", "Guild"), "eve", "Eve")
    for person in (BOB, GUEST, elsewhere):
        with pytest.raises(NotFound, match="offer_old"):
            await ask(studio, call("coach_use", target=asked.id, person=person))
    with pytest.raises(NotFound, match="offer_old"):
        await ask(studio, call("coach_use", target="nothing"))
    secret = await job_of(studio, imagine(place=CLOSED))
    with pytest.raises(NotFound, match="offer_old"):
        await ask(studio, call("coach_job", target=secret.id, person=BOB))


async def test_a_weak_prompt_is_hinted_at_while_it_is_made(studio: Studio):
    say = saying("en")
    asked = imagine()
    answer = await ask(studio, asked)
    assert answer.card is not None
    assert HINT in answer.card.notes
    assert commands(answer.card) == ["cancel", "coach_job"]
    job = await job_of(studio, asked)
    assert HINT in job.notes, "the same call again is answered the same"
    assert commands(cards.making(say, job, None, stage="make")) == ["cancel", "coach_job"]
    told = await card(studio, call("coach_job", target=job.id))
    assert told.private
    assert "coach_use" in commands(told)


async def test_it_costs_nothing(studio: Studio):
    await claimed(studio, call("coach", options={"prompt": WEAK}))
    await card(studio, call("coach_keep", target="x"))
    offered = call("imagine", options={"prompt": WEAK, "improve": True})
    assert (await ask(studio, offered)).job_id is None
    async with studio.database.read() as tx:
        assert await ledger.left_of(tx, person_id=ADA.id, limit=9, now=NOW) == 9


async def test_nobody_is_hinted_at_twice_within_a_day(studio: Studio):
    async def hinted(at: Studio, asked: Call) -> bool:
        return HINT in (await job_of(at, asked)).notes

    def later(**how: int) -> Studio:
        return replace(studio, clock=lambda: NOW + timedelta(**how))

    assert not await hinted(studio, imagine(GOOD))
    assert await hinted(studio, imagine())
    assert not await hinted(studio, imagine())
    assert not await hinted(later(hours=23), imagine())
    # Somebody else hears of it once as well.
    assert await hinted(studio, imagine(person=BOB))
    assert await hinted(later(hours=49), imagine())
    assert not await hinted(later(hours=50), imagine())


async def test_in_a_thread_nobody_is_hinted_at(studio: Studio):
    inside = replace(OPEN, thread_id="T9")
    assert HINT not in (await job_of(studio, imagine(place=inside))).notes


async def test_stop_hinting_stops_it_for_good(studio: Studio):
    stopped = await card(studio, call("coach_stop", target="x"))
    assert "hints:on" in stopped.text
    assert HINT not in (await job_of(studio, imagine())).notes
    shown = await card(studio, call("settings"))
    assert ("Your hints", "off") in [(field.name, field.value) for field in shown.fields]
    await card(studio, call("settings", options={"hints": True}))
    assert HINT in (await job_of(studio, imagine())).notes


async def test_improving_is_asked_about_first(studio: Studio):
    asked = call("imagine", options={"prompt": "a lighthouse on a cliff", "improve": True, "count": 2})
    offered = await claimed(studio, asked)
    rows = {field.name: field.value for field in offered.fields}
    assert rows["Yours"] == "a lighthouse on a cliff"
    assert rows["Improved"].startswith("a lighthouse on a cliff, ⟨")
    assert commands(offered) == ["improve_use", "improve_edit", "improve_keep"]
    used = await job_of(studio, call("improve_use", target=asked.id))
    assert words_of(used.operation) == rows["Improved"].replace("⟨", "").replace("⟩", "")
    assert used.count == 2, "what else was asked for is kept"


async def test_ones_own_words_are_kept_or_edited(studio: Studio):
    asked = call("imagine", options={"prompt": "a lighthouse on a cliff", "improve": True})
    await claimed(studio, asked)
    kept = await job_of(studio, call("improve_keep", target=asked.id))
    assert words_of(kept.operation) == "a lighthouse on a cliff"
    edited = call("improve_edit", "a lighthouse, ⟨at dusk⟩", target=asked.id, person=BOB)
    assert words_of((await job_of(studio, edited)).operation) == "a lighthouse, at dusk"


async def test_where_nothing_can_be_added_it_says_so(studio: Studio):
    for prompt, said in ((GOOD, "coach.good"), ("eine Katze auf dem Dach mit einem Hut", "coach.foreign")):
        asked = call("imagine", options={"prompt": prompt, "improve": True})
        offered = await claimed(studio, asked)
        assert (offered.text, commands(offered)) == (saying("en")(said), ["improve_keep"])
        assert words_of((await job_of(studio, call("improve_keep", target=asked.id))).operation) == prompt


async def test_the_button_stays_on_the_picture_and_the_note_does_not(studio: Studio):
    job = await job_of(studio, imagine())
    made = cards.result(saying("en"), job, [await put(studio, WEAK)], None)
    assert HINT not in made.notes
    assert "coach_job" in commands(made)
    assert HINT not in cards.ended(saying("en"), replace(job, reason="cancelled")).notes
    good = await job_of(studio, imagine(GOOD))
    assert "coach_job" not in commands(cards.result(saying("en"), good, [await put(studio, GOOD)], None))
