"""Words that go through Slack come out as they were, and do nothing on the way."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.slack.limits import length
from bot.platforms.slack.mrkdwn import escape, escape_within, unescape

ANYTHING = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("<>&!@#|;amplgt")))


@pytest.mark.parametrize("words", ["<!channel>", "<@U123>", "<#C1|x>", "<https://evil.example|here>", "<!subteam^S1>"])
def test_no_special_command_is_left(words: str) -> None:
    assert "<" not in escape(words)
    assert ">" not in escape(words)


@given(ANYTHING)
def test_escaping_is_undone_by_reading(words: str) -> None:
    escaped = escape(words)
    assert unescape(escaped) == words
    assert not re.search(r"&(?!(amp|lt|gt);)|[<>]", escaped)


@given(ANYTHING, st.integers(12, 60))
def test_it_fits_and_is_never_cut_inside_an_escape(words: str, most: int) -> None:
    kept = escape_within(words, most)
    assert length(kept) <= most
    assert not re.search(r"&(?!(amp|lt|gt);)|[<>]", kept)


def test_what_was_escaped_twice_is_undone_once() -> None:
    assert unescape("&amp;lt;!channel&amp;gt;") == "&lt;!channel&gt;"
