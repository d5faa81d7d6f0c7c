"""Pictures that words name: "v2", "the second one", "the original", "@maria's version", "the one with the hat"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.wish import Named, Naming
from domain.wish_words import NUMBERS

MARK = "vpic"
"""What stands in a folded clause for a picture that was named."""

_ORDINALS = frozenset({"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"})
_ORDINAL = "|".join(word for word in NUMBERS if word in _ORDINALS or re.fullmatch(r"[0-9]+(?:st|nd|rd|th)", word))
_THING = (
    r"(?:one|version|picture|image|pic|photo|render|attempt|try|option|variant|variation|take|edit|draft|result|shot)"
)
_WHO = r"(?:@[\w.-]{1,40}?|<@!?[a-z0-9]{1,32}>)"
_FOUND = re.compile(
    rf"(?<![\w.-])(?:(?:the|your|our|my) )?(?:very )?(?:v|ver|version|versión|variante)(?: |\.|#|no )?0{{0,4}}(?P<version>[1-9][0-9]{{0,3}})(?![\w:%])"
    rf"|(?P<who>{_WHO})'s?(?: (?:last |latest |first |own )?{_THING})?(?![\w'-])"
    rf"|\bthe (?:{_THING}) (?:with|that has|showing|containing|featuring|where there's) (?:(?:the|a|an|that|all the|some) )?(?P<words>[\w'-]{{2,24}}(?: (?!and\b|but\b|then\b|again\b|once\b|in\b|on\b|to\b|is\b|as\b|please\b|pls\b|side\b|next\b|looks?\b|was\b|for\b|so\b|at\b|with\b|from\b|back\b|up\b|up$)[\w'-]{{2,24}}){{0,2}})"
    rf"|\b(?:the )?(?:very )?(?P<original>original(?: {_THING})?(?! (?:file|size|colou?rs?|font|text|prompt|sky|background|hat))"
    rf"|first version|starting (?:picture|image|point)|very first(?: {_THING})?|one we started with|source image)\b"
    rf"|\b(?:the )?(?P<nth>{_ORDINAL}) {_THING}\b"
    rf"|(?<!\bthat )(?<!\bmy )\b(?:the )?(?P<last>(?:last|latest|newest|most recent|current) {_THING})\b"
    rf"|(?:\b(?:number|no\.?|nr\.?|option|image|picture|pic) |#)(?P<count>[1-9][0-9]?|one|two|three|four|five|six|seven|eight|nine|ten)\b"
    rf"|\bthe (?P<bare>{_ORDINAL})(?=$|[,.!?;:]| (?:please|pls|again|and|then|into|to|up|is the (?:one|winner|best))\b)"
)
_LABELLED = re.compile(rf"(?<![\w.-])(?P<who>{_WHO})")
_GENITIVE = re.compile(rf"{_WHO}'s?(?!\w)")


def mark(folded: str) -> tuple[str, list[Named]]:
    """Return a folded clause with a mark for each picture that it names, and those pictures."""
    found: list[Named] = []

    def marked(match: re.Match[str]) -> str:
        found.append(_named(match))
        return MARK

    return _FOUND.sub(marked, folded), found


def speaks_to_nobody(folded: str) -> bool:
    """Return whether whoever is mentioned is mentioned only as whose a picture is: "@maria's version"."""
    all_of, theirs = len(_LABELLED.findall(folded)), len(_GENITIVE.findall(folded))
    return 0 < all_of == theirs


def label(named: Named | None) -> str:
    """Return a named picture in a word: "v2", "second", "original", "last", "@maria", "words:hat"; empty for none."""
    if named is None:
        return ""
    match named.how:
        case Naming.VERSION:
            return f"v{named.number}"
        case Naming.PLACE:
            ordinals = [word for word, number in NUMBERS.items() if number == named.number and word in _ORDINALS]
            return ordinals[0] if ordinals else f"{named.number}th"
        case Naming.PERSON:
            return f"@{named.text}"
        case Naming.WORDS:
            return f"words:{named.text}"
        case Naming.ORIGINAL | Naming.LAST:
            return named.how.value


def only(named: Sequence[Named]) -> Named | None:
    """Return the one picture that is named, None for none or several."""
    return named[0] if len(set(named)) == 1 else None


def _named(match: re.Match[str]) -> Named:
    if match["version"]:
        return Named(Naming.VERSION, int(match["version"]))
    if match["who"]:
        return Named(Naming.PERSON, text=match["who"].strip("<@!>"))
    if match["words"]:
        return Named(Naming.WORDS, text=match["words"])
    if match["original"]:
        return Named(Naming.ORIGINAL)
    if match["last"]:
        return Named(Naming.LAST)
    return Named(Naming.PLACE, NUMBERS[match["nth"] or match["count"] or match["bare"]])
