"""Words from people: made safe to keep and to send on, named, and told to who cannot see."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from domain.errors import BadInput

PROMPT_LIMIT = 32_000
"""The most characters a prompt may have; the strictest of the vendors' limits."""
TITLE_LIMIT = 60
ALT_LIMIT = 1_000
"""The most characters of an alt text: within every platform's own limit."""
AI_MADE = "AI-generated image"

_ZWNJ, _ZWJ = "\u200c", "\u200d"
_LINE_ENDS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
# Letters and marks by their category, yet invisible: good only for hiding words or faking empty ones.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_FLAG, _FLAG_END = "\U0001f3f4", "\U000e007f"
# Arabic to Sinhala, and Mongolian: scripts that spell with joiners.
_JOINING = ((0x0600, 0x08FF), (0x0900, 0x0DFF), (0x1800, 0x18AF))
_NO_CHARACTER = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")
_VARIATIONS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
_TAGS = frozenset(map(chr, range(0xE0030, 0xE0080)))
# What is seen or not by what stands around it.
_CONTEXT = _VARIATIONS | _TAGS | {_ZWNJ, _ZWJ}
_UNSEEN = re.compile(f"{_FLAG}[\U000e0030-\U000e007a]{{1,6}}{_FLAG_END}|[{''.join(sorted(_CONTEXT))}]+")
# Tibetan vowels that are two marks each, without being marks by their class.
_MARKS = frozenset("\u0f73\u0f75\u0f81")
_MOST_MARKS = 8
"""No script puts more on one letter."""
_MOST_RAW, _LEAST_RAW = 4, 400
"""How many times longer than its limit a text may be, and its least, before it is cut unread."""
_ELLIPSIS = "…"
_AROUND_LINES = re.compile(r" ?\n[ \n]*")
_SPACES = re.compile(r" {2,}")


def clean(words: str) -> str:
    """Return the words in NFC without what cannot be seen, spaces collapsed and lines kept as single newlines.

    Drops control, zero-width, bidirectional and unpaired surrogate characters, and what is more than eight marks on
    one letter; keeps the joiners inside emoji and in scripts that spell with them. Cleaning twice changes nothing.
    Takes time linear in their length.
    """
    text = words.replace("\r\n", "\n")
    if not (text.isascii() and text.isprintable()):
        composed = unicodedata.normalize("NFC", _calmed(_seen(text)))
        text = _spelt(composed)
        if text != composed:
            # Dropping a character can bring two others together that compose.
            text = unicodedata.normalize("NFC", text)
    return _AROUND_LINES.sub("\n", _SPACES.sub(" ", text)).strip(" \n")


def require_prompt(words: str) -> str:
    """Return the cleaned words; raise BadInput where nothing is left or they are over the limit."""
    text = clean(words) if len(words) <= _MOST_RAW * PROMPT_LIMIT else words
    if not text:
        raise BadInput("prompt_empty")
    if len(text) > PROMPT_LIMIT:
        raise BadInput("prompt_too_long", length=len(text), limit=PROMPT_LIMIT)
    return text


def title_of(words: str, limit: int = TITLE_LIMIT) -> str:
    """Return a name for a thread: one line of at most ``limit`` characters, cut between words; empty for no words."""
    return _cut(_line(words, limit), limit)


def alt_text(words: str, edits: Sequence[str] = (), *, made_by: str = AI_MADE, limit: int = ALT_LIMIT) -> str:
    """Return what a picture shows, as far as its words tell, saying first how it was made.

    ``edits`` come oldest first; where room is short the oldest are left out, for the newest tell most of what is seen.
    At most ``limit`` characters.
    """
    start = _line(words, limit)
    lines: list[str] = []
    for edit in reversed(edits):
        lines.insert(0, _line(edit, limit))
        if sum(map(len, lines)) > limit:
            break
    lines = [line for line in lines if line]
    text = f"{made_by}: " + "; ".join([line for line in (start, *lines) if line])
    if len(text) <= limit or not lines:
        return _cut(text, limit)
    head = _cut(f"{made_by}: {start}", max(limit // 2, min(limit, len(made_by) + 2)))
    room = limit - len(head) - len(f"; {_ELLIPSIS}")
    kept: list[str] = []
    for line in reversed(lines):
        piece = f"; {line}" if kept else f"; {_cut(line, max(room - 2, 1))}"
        if len(piece) > room:
            break
        kept.insert(0, piece)
        room -= len(piece)
    gap = f"; {_ELLIPSIS}" if len(kept) < len(lines) and room >= 0 else ""
    return _cut(head + gap + "".join(kept), limit)


def _line(words: str, limit: int) -> str:
    """Return the cleaned words as one line; of very long ones only the beginning, which fills ``limit`` and more."""
    return clean(words[: max(_MOST_RAW * limit, _LEAST_RAW)]).replace("\n", " ")


def _seen(text: str) -> str:
    """Return the text without what is never seen, with every kind of space as one kind."""
    return text.translate({ord(char): _shown(char) for char in set(text) - _CONTEXT})


def _calmed(text: str) -> str:
    """Return the text with few marks on each letter: to put them in order takes the square of their number."""
    marking = {char for char in set(text) if unicodedata.combining(char)} | _MARKS
    if marking.isdisjoint(text):
        return text
    kept: list[str] = []
    letter, marks = "", 0
    for char in text:
        if char in marking:
            # What a letter bears itself comes apart as well.
            marks += _parts(char) + (_parts(letter) - 1 if letter else 0)
            letter = ""
            if marks > _MOST_MARKS:
                marks -= _parts(char)
                continue
        elif char not in _CONTEXT:
            letter, marks = char, 0
        kept.append(char)
    return "".join(kept)


def _parts(char: str) -> int:
    return len(unicodedata.normalize("NFD", char))


def _spelt(text: str) -> str:
    """Return the text with what is unseen only where it is part of how its neighbours are spelt."""
    kept: list[str] = []
    done = 0
    for run in _UNSEEN.finditer(text):
        kept.append(text[done : run.start()])
        done = run.end()
        if run[0][0] == _FLAG:
            kept.append(run[0])
            continue
        before = text[run.start() - 1 : run.start()]
        for at in range(run.start(), run.end()):
            if _belongs(text[at], before, text[at + 1 : at + 2]):
                before = text[at]
                kept.append(before)
    return "".join([*kept, text[done:]])


def _belongs(char: str, before: str, after: str) -> bool:
    """Return whether an unseen character is part of how its neighbours are spelt."""
    if char in (_ZWNJ, _ZWJ):
        return (
            bool(before and after)
            and after not in _CONTEXT
            and ((_emoji(before) and _emoji(after)) or (_joining(before) and _joining(after)))
        )
    return char in _VARIATIONS and before not in ("", " ", "\n", _ZWNJ, _ZWJ) and before not in _VARIATIONS


def _shown(char: str) -> str:
    """Return what to show of a character: itself, a line's end, a space, or nothing."""
    category = unicodedata.category(char)
    if char in _LINE_ENDS:
        return "\n"
    if category == "Zs" or char == "\t":
        return " "
    return "" if category in ("Cc", "Cf", "Cs") or char in _BLANK or _NO_CHARACTER.match(char) else char


def _emoji(char: str) -> bool:
    return unicodedata.category(char) in ("So", "Sk") or char in "\ufe0f♀♂"


def _joining(char: str) -> bool:
    return unicodedata.category(char)[0] in "LM" and any(first <= ord(char) <= last for first, last in _JOINING)


def _cut(text: str, limit: int) -> str:
    """Return the text in at most ``limit`` characters, cut between words where one ends in its second half."""
    if len(text) <= limit:
        return text
    at = limit - 1
    space = text.rfind(" ", limit // 2, limit)
    if space > 0:
        at = space
    else:
        while at > 1 and _clings(text[at], text[at - 1]):
            at -= 1
    return text[:at].rstrip(" ,;:.-\u2013\u2014") + _ELLIPSIS if at > 0 else text[:limit]


def _clings(char: str, before: str) -> bool:
    """Return whether a character belongs to the one before it, so that no cut may part them."""
    return (
        unicodedata.combining(char) != 0
        or char in _VARIATIONS
        or _ZWJ in (char, before)
        or char == _ZWNJ
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U0001f1e6" <= char <= "\U0001f1ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )
