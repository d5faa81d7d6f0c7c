"""Operations, chains and the pictures they name, read from a message; what only looks like one is an edit or talk."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.wish import Named, Naming, WishKind
from domain.wish_chains import read_wishes
from domain.wish_named import label, mark
from domain.wish_operations import MOST, operation
from tests.domain.test_wish_properties import HOSTILE, SAID

UNSURE = (WishKind.UNSURE,)
QUIET = ("refine", "talk", "unsure")
TABLE = (Path(__file__).parent / "wish_sayings.txt").read_text(encoding="utf-8")
ROWS = [tuple(cell.strip() for cell in row.split("|", 1)) for row in TABLE.strip().splitlines()]


def kinds(said: str, **how: object) -> tuple[WishKind, ...]:
    return tuple(wish.kind for wish in read_wishes(said, **{"picture_count": 4, **how}).chain)


@pytest.mark.parametrize(("wanted", "said"), ROWS)
def test_an_operation_is_done_and_what_looks_like_one_is_not(wanted: str, said: str):
    read = kinds(said)
    assert read == tuple(WishKind(kind) for kind in wanted.split()) or (wanted in QUIET and read == UNSURE)


@pytest.mark.parametrize("said", [said for wanted, said in ROWS if wanted in ("talk", "refine")])
def test_what_only_looks_like_an_operation_is_none_in_an_answer_to_easel_either(said: str):
    assert kinds(said, direct=True) in (*((WishKind(quiet),) for quiet in QUIET),)


@pytest.mark.parametrize("said", [said for _, said in ROWS])
def test_words_to_somebody_else_ask_for_nothing(said: str):
    if "@" not in said:
        assert kinds(said, addressed=True) == (WishKind.TALK,)


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("go back to v12", Named(Naming.VERSION, 12)),
        ("the second one", Named(Naming.PLACE, 2)),
        ("upscale the 3rd one", Named(Naming.PLACE, 3)),
        ("show me the original again", Named(Naming.ORIGINAL)),
        ("show the latest version", Named(Naming.LAST)),
        ("pick @maria's version", Named(Naming.PERSON, text="maria")),
        ("pick <@U042>'s version", Named(Naming.PERSON, text="u042")),
        ("use the one with the hat", Named(Naming.WORDS, text="hat")),
        ("on the one with the red door, add snow", Named(Naming.WORDS, text="red door")),
        ("remove the second person", None),
        ("make the original lamp taller", None),
        ("make it v2-like", None),
    ],
)
def test_a_picture_is_named_in_many_ways(said: str, named: Named | None):
    assert read_wishes(said, picture_count=4).named == named


def test_whose_picture_it_is_speaks_to_nobody_and_a_mention_does():
    assert kinds("pick @maria's version", addressed=True) == (WishKind.PICK,)
    assert kinds("@maria pick your version", addressed=True) == (WishKind.TALK,)
    assert kinds("@tom pick @maria's version", addressed=True) == (WishKind.TALK,)


def test_who_is_spoken_of_is_not_spoken_to_and_only_a_change_is_read_after_that():
    assert kinds("@tom wants the car red, so make it red please", addressed=True) == (WishKind.REFINE,)
    assert kinds("@tom said it's late, so call him", addressed=True) == (WishKind.TALK,)
    assert kinds("@tom wants it gone, undo", addressed=True) == (WishKind.TALK,)


def test_a_change_of_a_picture_named_by_its_words_keeps_only_the_change():
    (wish,) = read_wishes("on the one with the Lighthouse, make the waves CALMER").chain
    assert (wish.kind, wish.words) == (WishKind.REFINE, "make the waves CALMER")
    assert wish.picture == Named(Naming.WORDS, text="lighthouse")


def test_operations_asked_of_nobody_are_offered_and_done_when_direct():
    assert kinds("upscale it?") == UNSURE
    assert kinds("upscale it?", direct=True) == (WishKind.UPSCALE,)
    assert kinds("could you upscale it?") == (WishKind.UPSCALE,)
    assert kinds("what's my quota?") == (WishKind.QUOTA,)


def test_two_pictures_at_once_are_compared_or_offered():
    assert kinds("compare v1 and v3") == (WishKind.COMPARE,)
    assert kinds("v1 with the sky of v2") == UNSURE


@given(SAID, st.booleans(), st.booleans(), st.integers(0, 9))
def test_any_message_comes_to_a_chain_within_the_bounds(said: str, addressed: bool, direct: bool, count: int):
    wishes = read_wishes(said, addressed=addressed, direct=direct, picture_count=count)
    assert 1 <= len(wishes.chain) <= 10
    assert wishes == read_wishes(said, addressed=addressed, direct=direct, picture_count=count)
    for wish in wishes.chain:
        assert wish.words or wish.kind not in (WishKind.REFINE, WishKind.UNSURE)
        assert len(wishes.chain) == 1 or wish.kind is not WishKind.TALK


KNOWN = """the one with v2 it this crop make put background on a white png jpg to of and more bit 2x upscale save compare
side by side video clip second extend left how many pictures do i have left cut out her @bob's"""
FRAGMENTS = st.sampled_from(KNOWN.split())


@given(st.lists(FRAGMENTS, max_size=40).map(" ".join))
def test_any_clause_of_known_words_is_read(said: str):
    marked, named = mark(said)
    assert all(label(each) for each in named)
    assert operation(marked) is None or len(marked) <= MOST


@pytest.mark.parametrize("said", HOSTILE, ids=lambda said: repr(said[:9]))
def test_a_hostile_message_is_read(said: str):
    for cut in (10_000, 600, MOST):
        assert read_wishes(said[:cut], direct=True).chain


STARTS = """extend it|crop|export it|png|how many pictures do i have left|do i have enough credits|show me|what can you do
animate it|compare it|before and after|put it on a|remove the background|save it|stop|bump the contrast|4x|pick vpic
variations of|describe it|get it ready for|fix the scratches and|add some|make it|zoom out|pull the camera|show more of|take that last|name it '|remove everything except|which formats
bg removal on|how much of our budget has this thread""".replace("\n", "|").split("|")
REPEATED = """left|all the|at a|on a|in a|to a|a bit|until a|by a|of it|and it|the picture this|with|right left and|it vpic|so
the|png and|white white|black and white|more|less|two|scratch and|vpic""".replace("\n", "|").split("|")


@pytest.mark.parametrize("start", STARTS)
def test_no_clause_makes_a_pattern_blow_up(start: str):
    # What grows with the power of its length does not end within the time of a test.
    for again in REPEATED:
        for end in ("", " ~", " !!"):
            operation(f"{start}{f' {again}' * MOST}"[: MOST - len(end)] + end)
