"""A fault of a prompt, and the changes that mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.coach_elements import Reading
from domain.coach_read import Token


class Fault(StrEnum):
    """What weakens a prompt, the worst first."""

    TEXT = "text"
    CONFLICT = "conflict"
    NEGATIVE = "negative"
    BARE = "bare"
    COMPETING = "competing"
    OVERLOAD = "overload"
    PRAISE = "praise"
    LENS = "lens"


@dataclass(frozen=True, slots=True)
class Change:
    """What stands in place of the text from ``start`` to ``end``."""

    start: int
    end: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A fault: the words that show it, what to say ``instead`` where that is known, and the changes that mend it."""

    fault: Fault
    said: tuple[str, ...] = ()
    instead: str = ""
    changes: tuple[Change, ...] = ()


def said_at(reading: Reading, at: int, end: int) -> str:
    """Return the tokens from ``at`` to before ``end`` as they are written."""
    return reading.text[reading.tokens[at].start : reading.tokens[end - 1].end]


def without(reading: Reading, first: int, end: int) -> list[Change]:
    """Return the changes that take words out, with what joined them to the rest; none where nothing would be left."""
    tokens, text = reading.tokens, reading.text
    start, stop = tokens[first].start, tokens[end - 1].end
    before = tokens[first].gap if first else ""
    after = tokens[end].gap if end < len(tokens) else text[stop:]
    if end < len(tokens) and after.strip() in {"", "-", ","} and not (before.strip() == "," and after.strip() == ","):
        # The next word takes its place, and the article goes by it.
        following = tokens[end]
        if not first or "," not in before or after.strip() != "":
            return [*_article(reading, first, following), Change(start, following.start)]
    if first and (before.strip() in {",", ", and", "and"} or tokens[first - 1].word == "and"):
        begin = tokens[first - 1]
        return [Change(begin.start if begin.word == "and" else begin.end, stop)]
    if end < len(tokens) and before.strip() in {"", ","} and after.strip() == "":
        return [Change(start, tokens[end].start)]
    return []


def _article(reading: Reading, first: int, following: Token) -> list[Change]:
    tokens = reading.tokens
    if not first or tokens[first - 1].word not in {"a", "an"} or tokens[first - 1].fixed:
        return []
    article = tokens[first - 1]
    vowel = following.word[0] in "aeiou" and not following.word.startswith(("uni", "use", "eu", "one"))
    right = "an" if vowel or following.word.startswith(("hour", "honest", "heir")) else "a"
    if right == article.word:
        return []
    return [Change(article.start, article.end, right.capitalize() if reading.text[article.start].isupper() else right)]
