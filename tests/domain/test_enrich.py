"""An enriched prompt: everything that was written stays, letter by letter, and what is added fits it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.coach_changes import Fault
from domain.coach_elements import read
from domain.coach_find import faults
from domain.coach_words import Element
from domain.enrich import CLOSES, OPENS, enrich, unmarked
from domain.size_words import take_size
from tests.domain.test_coach import GOOD, PIECES, WEAK

ALL = [str(row["text"]) for row in (*GOOD, *WEAK)]


def test_what_is_missing_is_added():
    better = enrich("a lighthouse on a cliff")
    assert better.text.startswith("a lighthouse on a cliff, ")
    assert set(read(better.text).present) == set(Element)
    assert enrich(better.text).additions == ()


def test_what_is_added_is_marked():
    better = enrich("a lighthouse on a cliff")
    head, _, rest = better.marked.partition(OPENS)
    assert head == "a lighthouse on a cliff, "
    assert rest == better.text.removeprefix(head) + CLOSES
    assert unmarked(better.marked) == better.text


def test_the_same_words_are_always_enriched_alike():
    assert enrich("a red fox") == enrich("a red fox")
    assert (
        len({enrich(f"{animal} asleep").text.removeprefix(animal) for animal in ("a fox", "a cat", "an owl", "a hen")})
        > 1
    )


def test_the_purpose_counts():
    assert "clear space around" in enrich("logo of a fox asleep").text
    assert "empty space on the other" in enrich("header of a lighthouse on a cliff").text
    # A logo needs no light and no lens.
    assert "light" not in enrich("logo of a fox asleep").text


def test_flags_stay_at_the_end():
    assert enrich("a lighthouse --ar 16:9 --q high").text.endswith(" --ar 16:9 --q high")
    assert enrich("a lighthouse --ar 16:9").text.startswith("a lighthouse, ")
    assert enrich('a sign with "--ar" on it').flags == ""


def test_sentences_go_on_as_sentences():
    assert ". " in enrich("A lighthouse stands on a cliff.").text
    assert enrich("A lighthouse stands on a cliff.").text.endswith(".")


def test_other_languages_stay_as_they_are():
    for prompt in ("eine Katze auf dem Dach mit einem Hut", "猫が窓辺で眠っている", ""):
        assert enrich(prompt).text == prompt


def test_nothing_that_is_added_contradicts_or_weakens():
    for prompt in ALL:
        before = {each.fault for each in faults(read(prompt))}
        after = {each.fault for each in faults(read(enrich(prompt).text))}
        assert after - before == set(), (prompt, enrich(prompt).text)


def test_nothing_that_is_added_is_a_size():
    for prompt in ALL:
        assert take_size(enrich(prompt).text)[1] == take_size(prompt)[1], enrich(prompt).text


@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=12).map(" ".join)))
def test_every_letter_stays(prompt: str):
    better = enrich(prompt)
    assert better.prompt + better.flags == prompt
    assert better.text.startswith(better.prompt)
    assert better.text.endswith(better.flags)


def test_there_are_no_faults_to_begin_with_in_an_example():
    assert {each.fault for each in faults(read(enrich("a fox asleep on moss").text))} <= {Fault.LENS}
