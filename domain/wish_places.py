"""Which of several pictures that stand side by side is named: "the second one", "#3", "number two", "2: in snow"."""

from __future__ import annotations

import re

from domain.wish_clauses import fold
from domain.wish_words import NUMBERS

_WORDS = frozenset({"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"})
_ORDINALS = "|".join(word for word in NUMBERS if word in _WORDS or re.fullmatch(r"[0-9]+(?:st|nd|rd|th)", word))
_CARDINALS = "[1-9][0-9]?|one|two|three|four|five|six|seven|eight|nine|ten"
_THING = r"(?: (?:one|picture|image|pic|photo|version))"
_NAMED = re.compile(
    rf"\bthe (?P<nth>{_ORDINALS}|last)(?:{_THING}\b|(?=$|[,;:.!?]| (?:in|on|at|as|with|without|but|and|to)\b))"
    rf"|\b(?P<bare>{_ORDINALS}|last){_THING}\b"
    rf"|(?:\b(?:the )?(?:number|no\.|nr\.|picture|image|pic|photo|option) ?|#)(?P<count>{_CARDINALS})\b"
)
_FIRST = re.compile(rf"(?P<nth>{_ORDINALS}|last)(?=[,;:.!]|$)|(?P<count>{_CARDINALS})(?=[:).,]|$)")
_JOINT = re.compile(r"[\s,;:.)\-\u2013\u2014]*(?:(?:and|but)\b[\s,]*)?")
_MOST = 400


def read_place(words: str, count: int) -> tuple[int | None, str]:
    """Return the place that words name among ``count`` pictures, from 1, and the words without it.

    None where they name none, or one that is not there; a place in the midst of a sentence is left as "it".
    """
    folded = fold(words[:_MOST])
    start = len(folded) - len(folded.lstrip())
    found = _FIRST.match(folded, start) or _NAMED.search(folded)
    if found is None:
        return None, words
    said = next(group for group in found.groups() if group)
    place = count if said == "last" else NUMBERS.get(said)
    if place is None or not 1 <= place <= count:
        return None, words
    head, tail = words[: found.start()].rstrip(), words[found.end() :]
    if not head:
        return place, tail[_joint(tail) :].strip()
    return place, f"{head} it{tail}".strip()


def _joint(tail: str) -> int:
    match = _JOINT.match(fold(tail))
    return 0 if match is None else match.end()
