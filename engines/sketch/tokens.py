# ruff: noqa: RUF001 -- people type curly quotation marks
"""Words into tokens: the longest known phrases, in one pass."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from engines.sketch import lexicon

MOST_WORDS = 400
"""Words of a prompt that are read; the rest is left out, and said so."""

MOST_POSTER = 200
_MOST_LINES = 4

_WORD = re.compile(r"[^\W_]+(?:['’\-]{1,2}[^\W_]+)*|[,;.:!?()&+/\n…]")
_LINK = re.compile(
    r"\b(?:https?://)?[a-z0-9\-]{1,60}(?:\.[a-z]{2,12}){1,3}/\S{1,200}|https?://\S{1,200}", re.IGNORECASE
)
_QUOTES = re.compile(
    r"\"([^\"\n]{1,200})\"|“([^”\n]{1,200})”|«([^»\n]{1,200})»|„([^“”\n]{1,200})[“”]|(?<!\w)['‘]([^'’\n]{1,200})['’](?!\w)"
)
_SAYING = re.compile(
    r"\b(?:saying|that says|which says|says|that reads|with the (?:words?|text|title)|titled|write|add the (?:words?|text)"
    r"|(?:change|set) the (?:words?|text|title|sign|poster) to|the words?)[ \t]{1,4}:?[ \t]{0,4}([^,.;\n]{1,160})",
    re.IGNORECASE,
)
_DESCRIBED = re.compile(r"(?:an?|the|my|two|three) [a-z]")
_WANTED = re.compile(
    r"\b(?:wants?|wanted|asked for|wishes for|asks for|wish|dreams of|would like)\s*:?\s*$", re.IGNORECASE
)
"""What stands before a quotation that says what to draw, not what to write."""
_TELLER = re.compile(r"\b(?:my|our|his|her|their|the)\s+(?:[a-z]+\s+){0,2}(?:inspector|boss|client|customer|son|daughter|wife|"
                     r"husband|mum|mom|dad|teacher|team|manager|doctor|landlord|neighbou?r|friend|kids?|child)\s+$", re.IGNORECASE)  # fmt: skip
_CUT = re.compile(r"\s(?:on|in|at|over|under|above|below|across|next|with|and)\s", re.IGNORECASE)
_CAPITALS = re.compile(r"(?:[^\sa-z]*[A-Z]){2}[^\sa-z]*(?!\S)(?:\s+[^\sa-z]+(?!\S))*")


@dataclass(frozen=True, slots=True)
class Token:
    """A phrase as said, and what it can mean. ``plural`` nouns were said as many."""

    text: str
    kinds: Mapping[str, str] = field(default_factory=dict)
    plural: bool = False

    def __contains__(self, kind: str) -> bool:
        """Return whether it can be that kind of word."""
        return kind in self.kinds


def poster_words(text: str) -> tuple[str, str]:
    """Return the words that are to be written into the picture, a line for each quotation, and the text without them."""
    lines: list[str] = []

    def take(quoted: re.Match[str]) -> str:
        words = next(group for group in quoted.groups() if group)
        if _DESCRIBED.match(words) and _WANTED.search(text[: quoted.start()]):
            return words
        if len(lines) < _MOST_LINES:
            lines.append(_tidy(words))
        return " , "

    rest = _QUOTES.sub(take, text)
    if lines:
        return "\n".join(lines)[:MOST_POSTER], rest
    said = _SAYING.search(text)
    if said is None or (said[0].casefold().startswith("says") and _TELLER.search(text[: said.start()])):
        return "", text
    capitals = _CAPITALS.match(said[1])
    words = capitals[0] if capitals else _CUT.split(said[1], maxsplit=1)[0]
    after = said.start(1) + len(words)
    return _tidy(words), f"{text[: said.start(1)]} , {text[after:]}"


def _tidy(words: str) -> str:
    return " ".join("".join(each for each in words if each.isprintable()).split())[:MOST_POSTER]


def tokens(text: str) -> tuple[list[Token], bool]:
    """Return the tokens of the first MOST_WORDS words, and whether there were more."""
    words: list[str] = []
    more = False
    for match in _WORD.finditer(_expanded(_LINK.sub(" ", text))):
        if len(words) >= MOST_WORDS:
            more = True
            break
        word = match[0].casefold().replace("’", "'").replace("'-", "-").replace("…", ".")
        words += [word] if "-" not in word or word in lexicon.phrases() else word.split("-")
    found: list[Token] = []
    at = 0
    while at < len(words):
        token, used = _longest(words, at)
        found.append(token)
        at += used
    return found, more


def _expanded(text: str) -> str:
    """Return the text with words that name two things told as both."""
    for said, meant in lexicon.table("expand").items():
        text = re.sub(rf"\b{re.escape(said)}\b", str(meant), text, flags=re.IGNORECASE)
    return text


def _longest(words: list[str], at: int) -> tuple[Token, int]:
    known = lexicon.phrases()
    for length in range(min(lexicon.LONGEST, len(words) - at), 0, -1):
        said = words[at : at + length]
        phrase = " ".join(said)
        kinds = dict(known.get(phrase, {}))
        plural = False
        if "noun" not in kinds and "missing" not in kinds:
            one = lexicon.singular(said[-1])
            single = known.get(" ".join((*said[:-1], one)), {}) if one else {}
            for kind in ("noun", "own", "missing", *(("setting",) if "noun" not in single else ())):
                if (
                    kind in single
                    and not ({"setting", "empty"} & kinds.keys())
                    and kinds.get("noise", "verbs") == "verbs"
                ):
                    kinds[kind] = single[kind]
                    plural = True
        if kinds:
            return Token(phrase, kinds, plural), length
    word = words[at]
    if word.isdecimal() and len(word) < 8:  # noqa: PLR2004 -- more digits than anyone can count
        return Token(word, {"number": str(int(word))}), 1
    return Token(word, {"break": word} if not word[0].isalnum() else {}), 1
