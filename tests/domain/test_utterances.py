"""Wishes against a table of utterances by a writer who had not seen the grammar; what is held out is scored apart."""

from __future__ import annotations

import pytest

from tests.domain.utterances import Reading, readings, report, score

PRECISION, RECALL = 0.99, 0.95


@pytest.mark.parametrize("name", ["open"])
def test_intents_are_read_precisely_and_found(name: str):
    print("\n".join(report(name)))  # noqa: T201 -- the two figures are what the table is for
    reached = score(readings(name))
    assert reached.precision >= PRECISION
    assert reached.recall >= RECALL


@pytest.mark.parametrize("name", ["open"])
def test_operations_alone_are_read_precisely_and_found(name: str):
    reached = score(readings(name), talk=False)
    assert reached.precision >= PRECISION
    assert reached.recall >= RECALL


@pytest.mark.parametrize("name", ["open"])
def test_nothing_is_spent_on_talk(name: str):
    assert not [each.text for each in readings(name) if each.wanted == ("talk",) and each.read not in TALKED]


def test_a_picture_is_named_as_it_was_said():
    assert not [(each.text, each.named) for each in readings("open") if each.picture and each.picture != each.named]


def test_a_part_of_a_chain_and_a_missed_operation_count_against_the_score():
    read = [_as(("back",), ("back",)), _as(("undo", "back"), ("back",)), _as(("save",), ("unsure",))]
    assert (score(read).precision, score(read).recall) == (0.5, pytest.approx(1 / 3))
    neutral = [_as(("talk",), ("unsure",)), _as(("refine",), ("unsure",))]
    assert (score(neutral).labelled, score(neutral).predicted) == (0, 0)


TALKED = (("talk",), ("unsure",))


def _as(wanted: tuple[str, ...], read: tuple[str, ...]) -> Reading:
    return Reading("", wanted, read, "", "")
