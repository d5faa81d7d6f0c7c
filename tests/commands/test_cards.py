"""The cards of jobs that ended: what they say, and what can be done next."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commands import cards
from commands.words import saying
from domain.job import JobState
from domain.operation import Edit, Generate, Source
from tests.storage.sample import ANN, SETTINGS, job, picture

SAY = saying("en")


def test_a_refusal_says_first_what_was_asked_for() -> None:
    ended = job(ANN, operation=Generate("a fox\nat dawn", SETTINGS), notes=("Rounded.",))
    refused = replace(ended, state=JobState.REFUSED, reason="engine_down")
    assert cards.ended(SAY, refused).notes == ("You asked for: a fox at dawn", "Rounded.")
    assert cards.ended(SAY, replace(refused, operation=Generate("", SETTINGS))).notes == ("Rounded.",)


def test_what_may_be_cancelled_has_no_words_in_its_card() -> None:
    """Nothing on it says which job it is, so words could not be taken out of it later."""
    cancelled = replace(job(ANN), state=JobState.CANCELLED, reason="cancelled")
    assert cards.ended(SAY, cancelled).notes == cancelled.notes


@pytest.mark.parametrize("count", [2, 4])
def test_several_pictures_can_be_made_again_as_many(count: int) -> None:
    made = [picture(id=f"p{number}", version=number) for number in range(1, count + 1)]
    done = replace(job(ANN), count=count)
    pressed = [(each.command, each.target) for each in cards.result(SAY, done, made, None).buttons]
    assert pressed == [*(("pick", each.id) for each in made), ("again_all", done.id)]
    onto = replace(done, operation=Edit("red", Source("a", "image/png", "p0"), SETTINGS, (Source("b", "image/png"),)))
    assert [each.command for each in cards.result(SAY, onto, made, None).buttons[count:]] == ["again_all", "rebase"]
