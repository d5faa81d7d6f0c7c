"""The library's rules: moves between states, who may delete, and how names, tags and titles are written."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.errors import BadInput, NotAllowed
from domain.library import (
    MOST_HANDLE,
    MOST_TAG,
    MOST_TITLE,
    MOVES,
    State,
    collection_name,
    collection_title,
    handle_of,
    may_approve,
    newest_approved,
    require_deletable,
    require_move,
    tag_of,
)
from domain.people import Person, Platform, Team

TEAM = Team(Platform.SLACK, "T1")
D, R, C, A, X = State.DRAFT, State.REVIEW, State.CHANGES, State.APPROVED, State.RETIRED


def refusal(of, words: str) -> str:
    with pytest.raises(BadInput) as caught:
        of(words)
    return caught.value.code


@pytest.mark.parametrize(("now", "then"), [(now, then) for now in State for then in State])
def test_who_may_move_what(now: State, then: State) -> None:
    if then not in MOVES[now]:
        for approver in (True, False):
            with pytest.raises(BadInput, match="state_move"):
                require_move(now, then, approver=approver)
        return
    require_move(now, then, approver=True)
    if (now, then) in {(D, R), (C, R), (R, D)}:
        require_move(now, then, approver=False)
    else:
        with pytest.raises(NotAllowed, match="approvers_only"):
            require_move(now, then, approver=False)


def test_every_state_can_be_left_and_come_to() -> None:
    assert set(MOVES) == set(State) == set().union(*MOVES.values())
    assert all(MOVES[state] and state not in MOVES[state] for state in State)


@pytest.mark.parametrize("state", State)
def test_an_approved_picture_is_an_approvers_to_delete(state: State) -> None:
    require_deletable(state, maker=True, approver=True)
    require_deletable(state, maker=False, approver=True)
    with pytest.raises(NotAllowed, match="delete_approved" if state is A else "approvers_only"):
        require_deletable(state, maker=False, approver=False)
    if state is A:
        with pytest.raises(NotAllowed, match="delete_approved"):
            require_deletable(state, maker=True, approver=False)
    else:
        require_deletable(state, maker=True, approver=False)


def test_who_is_an_approver() -> None:
    person = Person(TEAM, "U1", "Ann", groups=("R1", "R2"))
    assert may_approve(person, ["R2"])
    assert may_approve(person, ["U1"])
    assert not may_approve(person, ["Ann", "R3", "U2"])
    assert not may_approve(person, [])
    assert may_approve(Person(TEAM, "U2", "Bob", administrator=True), [])


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("@Logo", "logo"),
        ("  Acme  Logo ", "acme-logo"),
        ('"Acme Logo"', "acme-logo"),
        ("„Größe“", "grösse"),
        ("ロゴ", "ロゴ"),
        ("логотип", "логотип"),
        ("شعار", "شعار"),
        ("\uff2c\uff2f\uff27\uff2f", "logo"),
        ("lo\u200bgo", "logo"),
        ("v2-final", "v2-final"),
        ("a.b_c-1", "a.b_c-1"),
        ("x" * MOST_HANDLE, "x" * MOST_HANDLE),
    ],
)
def test_a_handle_as_it_is_kept(words: str, kept: str) -> None:
    assert handle_of(words) == kept


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("<@U123>", "handle_mention"),
        ("<#C1|general>", "handle_mention"),
        ("@Everyone", "handle_mention"),
        ("@here", "handle_mention"),
        ("x", "handle_length"),
        ("", "handle_length"),
        ("\u200b\u200b", "handle_length"),
        ("x" * 300, "handle_length"),
        ("x" * 1_000_000, "handle_length"),
        ("ß" * 21, "handle_length"),
        ("a/b", "handle_letters"),
        ("-ab", "handle_letters"),
        ("ab.", "handle_letters"),
        ("o'brien", "handle_letters"),
        ("a*", "handle_letters"),
        ("me", "handle_reserved"),
        ("V12", "handle_reserved"),
        ("2026", "handle_reserved"),
        ("original", "handle_reserved"),
    ],
)
def test_a_handle_that_cannot_be(words: str, code: str) -> None:
    assert refusal(handle_of, words) == code


@pytest.mark.parametrize(("words", "kept"), [("#Spring Launch", "spring-launch"), ("2026", "2026"), ("a", "a")])
def test_a_tag_as_it_is_kept(words: str, kept: str) -> None:
    assert tag_of(words) == kept


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("@ann", "handle_mention"),
        ("<@U1>", "handle_mention"),
        ("#", "tag_length"),
        ("x" * (MOST_TAG + 1), "tag_length"),
        ("a,b", "tag_letters"),
        ("_a", "tag_letters"),
    ],
)
def test_a_tag_that_cannot_be(words: str, code: str) -> None:
    assert refusal(tag_of, words) == code


def test_a_collection_is_shown_as_written_and_found_as_folded() -> None:
    assert collection_title("  Spring \n Launch ") == "Spring Launch"
    assert collection_name("SPRING  launch") == collection_name("Spring Launch") == "spring launch"
    assert collection_title("x" * MOST_TITLE) == "x" * MOST_TITLE
    for words in ("", " \u200b", "x" * (MOST_TITLE + 1), "x" * 1_000_000):
        assert refusal(collection_title, words) == "collection_title"


@given(st.text())
@example("ŉ\u0345")
def test_written_twice_it_is_the_same(words: str) -> None:
    for of in (handle_of, tag_of, collection_title):
        try:
            kept = of(words)
        except BadInput:
            continue
        assert of(kept) == kept
        assert 0 < len(kept) <= MOST_TITLE
    assert collection_name(collection_name(words)) == collection_name(words)


def test_the_version_that_is_meant() -> None:
    every = ["one", "two", "three"]
    assert newest_approved(every, {"one": D, "two": D, "three": D}) == "three"
    assert newest_approved(every, {"one": A, "two": A, "three": D}) == "two"
    assert newest_approved(every, {"one": A, "two": X, "three": X}) == "one"
    assert newest_approved(every, {"one": D, "two": R, "three": X}) == "two"
    assert newest_approved(every, {"one": D}) == "one"
    assert newest_approved(every, {"one": X}) is None
    assert newest_approved([], {}) is None
