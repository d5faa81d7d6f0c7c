"""A prompt taken apart for the coach: its words, which of them are not to be touched, and the phrases among them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_WORD = re.compile(r"@?[^\W_]+(?:['\u2019][^\W_]+)?")
_FLAG = re.compile(r"(?<!\S)--[a-z]{1,12}(?![a-z])")
_QUOTES: Mapping[str, str] = {
    '"': '"',
    "\u201c": "\u201d",
    "\u201e": "\u201c\u201d",
    "\u00ab": "\u00bb",
    "\u300c": "\u300d",
    "\u300e": "\u300f",
    "\u2018": "\u2019",
}
_ENDS = ".!?\n"
_HARD = ",;:()" + _ENDS


@dataclass(frozen=True, slots=True)
class Token:
    """A word: ``start`` and ``end`` in the text, ``fixed`` where it is quoted, a name or a number.

    ``gap`` is what stands before it, ``first`` whether it begins a sentence.
    """

    word: str
    start: int
    end: int
    gap: str
    fixed: bool
    quoted: bool
    first: bool

    @property
    def joined(self) -> bool:
        """Return whether nothing but a space or a hyphen parts it from the word before."""
        return self.gap in {" ", "-", "", "\u2011", "\u2013"}

    @property
    def breaks(self) -> bool:
        """Return whether a new item or sentence begins with it."""
        return any(char in _HARD for char in self.gap)


def quotes(text: str) -> list[tuple[int, int]]:
    """Return where quoted text stands, its marks included; a mark that is never closed quotes nothing."""
    # Where each mark stands next, so that nothing is looked through twice.
    following = dict.fromkeys((mark for ends in _QUOTES.values() for mark in ends), 0)
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        ends = _QUOTES.get(text[at], "")
        for mark in ends:
            if following[mark] <= at:
                where = text.find(mark, at + 1)
                following[mark] = len(text) if where < 0 else where
        close = min((following[mark] for mark in ends), default=len(text))
        if close < len(text):
            found.append((at, close + 1))
            at = close
        at += 1
    return found


def flags_at(text: str) -> int:
    """Return where the flags begin that a prompt may end in, like ``--ar 16:9``; its length where there are none."""
    found = _FLAG.search(text)
    for start, end in quotes(text) if found is not None else ():
        if found is not None and start < found.start() < end:
            found = _FLAG.search(text, end)
    return len(text) if found is None else found.start()


def tokens_of(text: str) -> list[Token]:
    """Return the words of a text. Takes time linear in its length."""
    spans = quotes(text)
    tokens: list[Token] = []
    span, before = 0, 0
    for found in _WORD.finditer(text):
        start, end = found.span()
        while span < len(spans) and spans[span][1] <= start:
            span += 1
        quoted = span < len(spans) and spans[span][0] <= start
        said, gap = found[0], text[before:start]
        first = not tokens or any(char in _ENDS for char in gap)
        capital = said[0].isupper() and not first
        fixed = quoted or capital or said[0] == "@" or any(char.isdigit() for char in said) or _single(text, start, end)
        tokens.append(Token(said.casefold().replace("\u2019", "'"), start, end, gap, fixed, quoted, first))
        before = end
    return tokens


def _single(text: str, start: int, end: int) -> bool:
    """Return whether a word stands between two single quotes of its own."""
    return text[start - 1 : start] == "'" == text[end : end + 1]


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase that was found: its words are the tokens from ``at`` to before ``end``."""

    phrase: str
    at: int
    end: int


class Phrases:
    """Finds phrases in tokens, the longest at each place, in one pass."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for phrase in dict.fromkeys(phrases):
            words = tuple(phrase.split())
            self._by_first.setdefault(words[0], []).append(words)
        for each in self._by_first.values():
            each.sort(key=len, reverse=True)

    def at(self, tokens: list[Token], index: int) -> Hit | None:
        """Return the longest phrase that begins at a token; quoted text says nothing."""
        if tokens[index].quoted:
            return None
        for first in singulars(tokens[index].word):
            for words in self._by_first.get(first, ()):
                if self._fits(tokens, index, words):
                    return Hit(" ".join(words), index, index + len(words))
        return None

    def all(self, tokens: list[Token]) -> list[Hit]:
        """Return every phrase, none within another."""
        hits: list[Hit] = []
        index = 0
        while index < len(tokens):
            hit = self.at(tokens, index)
            if hit is None:
                index += 1
            else:
                hits.append(hit)
                index = hit.end
        return hits

    @staticmethod
    def _fits(tokens: list[Token], index: int, words: tuple[str, ...]) -> bool:
        if index + len(words) > len(tokens):
            return False
        return all(
            token.joined and not token.quoted and word in singulars(token.word)
            for word, token in zip(words[1:], tokens[index + 1 : index + len(words)], strict=True)
        )


def singulars(word: str) -> tuple[str, ...]:
    """Return a word, and what it may be the plural or the possessive of."""
    if word.endswith("'s"):
        return (word, word[:-2])
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):  # noqa: PLR2004 -- shorter ones are no plurals
        return (word, word[:-2], word[:-1]) if word.endswith("es") else (word, word[:-1])
    return (word,)
