import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.text import clean
from domain.wish_words import IMPERATIVES, NUMBERS
from domain.wishes import WishKind, read_wish

REFINE, TALK, UNSURE = WishKind.REFINE, WishKind.TALK, WishKind.UNSURE

VOCABULARY = """undo go back to v1 v2 v0 V77 and but then again vary pick show stop cancel nice lol thanks please the a hat
fox in on with maybe what can you easel @bob 😂 👍 , . ! ? : ; ' " ( ) - easel, don't I'll second one not sure"""
WORDS = st.sampled_from([*sorted(IMPERATIVES)[:60], *sorted(NUMBERS)[:40], *VOCABULARY.split(), "\n"])
SAID = st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=14).map(" ".join))


@given(SAID, st.booleans(), st.booleans(), st.booleans(), st.integers(0, 9))
def test_any_message_is_read_within_the_bounds(said, addressed, direct, has_upload, picture_count):
    wish = read_wish(said, addressed=addressed, direct=direct, has_upload=has_upload, picture_count=picture_count)
    assert wish.version is None or 1 <= wish.version <= 9999
    assert wish.number is None or 1 <= wish.number <= 99
    assert bool(wish.words) or wish.kind not in (REFINE, UNSURE)
    assert not (wish.kind is TALK and (wish.words or wish.version or wish.number))
    assert wish == read_wish(
        said, addressed=addressed, direct=direct, has_upload=has_upload, picture_count=picture_count
    )


@given(SAID, st.booleans())
def test_the_words_of_a_change_were_said(said, direct):
    wish = read_wish(said, direct=direct)
    if wish.kind is REFINE and wish.version is None:
        assert wish.words in clean(said)
    said_words = set(clean(said).casefold().replace(".", " ").split())
    assert set(wish.words.casefold().replace(".", " ").split()) <= said_words | {"it"} or wish.words in clean(said)


@given(SAID)
def test_direct_never_spends_less(said):
    loose, direct = read_wish(said), read_wish(said, direct=True)
    assert loose.kind in (UNSURE, TALK) or direct == loose


HOSTILE = [
    "a" * 10_000,
    "(" * 10_000,
    " " * 10_000 + "x",
    "\n" * 10_000 + "x",
    "v" + "0" * 10_000,
    "9" * 10_000,
    "v1 " * 3_333,
    "!a" * 5_000,
    "a. " * 3_333,
    ", " * 5_000,
    "' " * 5_000,
    "make it, " * 1_100,
    "undo and " * 1_100,
    "maybe " * 1_666,
    "please " * 1_428,
    "can you " * 1_250,
    "nice, " * 1_666,
    "lol " * 2_500,
    "haha" * 2_500,
    "hey easel " * 1_000,
    "@a " * 3_333,
    "<@" * 5_000,
    "http://" * 1_428,
    "\u200d" * 10_000,
    "👍" * 10_000,
    "é" * 10_000,
    "add v1 to v2 " * 769,
]


@pytest.mark.parametrize("said", HOSTILE, ids=lambda said: repr(said[:9]))
def test_hostile_lengths_are_read_in_time(said):
    def seconds():
        start = time.process_time()
        read_wish(said)
        read_wish(said + "?", direct=True)
        return time.process_time() - start

    assert min(seconds() for _ in range(3)) < 0.1  # two readings of 50 ms
