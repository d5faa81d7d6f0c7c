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
_MOST_TAGS = 6
_ELLIPSIS = "…"
_AROUND_LINES = re.compile(r" ?\n[ \n]*")
_SPACES = re.compile(r" {2,}")


def clean(words: str) -> str:
    """Return the words in NFC without what cannot be seen, spaces collapsed and lines kept as single newlines.

    Drops control, zero-width, bidirectional and unpaired surrogate characters; keeps the joiners inside emoji and
    in scripts that spell with them. Cleaning twice changes nothing.
    """
    text = unicodedata.normalize("NFC", words.replace("\r\n", "\n"))
    if not (text.isascii() and text.isprintable()):
        # Dropping a character can bring two others together that compose.
        text = unicodedata.normalize("NFC", "".join(_seen(text)))
    return _AROUND_LINES.sub("\n", _SPACES.sub(" ", text)).strip(" \n")


def require_prompt(words: str) -> str:
    """Return the cleaned words; raise BadInput where nothing is left or they are over the limit."""
    text = clean(words)
    if not text:
        raise BadInput("prompt_empty")
    if len(text) > PROMPT_LIMIT:
        raise BadInput("prompt_too_long", length=len(text), limit=PROMPT_LIMIT)
    return text


def title_of(words: str, limit: int = TITLE_LIMIT) -> str:
    """Return a name for a thread: one line of at most ``limit`` characters, cut between words; empty for no words."""
    return _cut(clean(words).replace("\n", " "), limit)


def alt_text(words: str, edits: Sequence[str] = (), *, made_by: str = AI_MADE, limit: int = ALT_LIMIT) -> str:
    """Return what a picture shows, as far as its words tell, saying first how it was made.

    ``edits`` come oldest first; where room is short the oldest are left out, for the newest tell most of what is seen.
    At most ``limit`` characters.
    """
    start, *lines = (clean(each).replace("\n", " ") for each in (words, *edits))
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


def _seen(text: str) -> list[str]:
    """Return the characters that can be seen, with every kind of space as one kind."""
    kept: list[str] = []
    flag_until = 0
    for at, char in enumerate(text):
        if char == _FLAG:
            flag_until = _tags_end(text, at + 1)
        if at < flag_until or " " <= char <= "~" or _belongs(char, kept[-1] if kept else "", text[at + 1 : at + 2]):
            kept.append(char)
        elif not _clings_unseen(char):
            kept.append(_shown(char))
    return kept


def _belongs(char: str, before: str, after: str) -> bool:
    """Return whether an unseen character is part of how its neighbours are spelt."""
    if char in (_ZWNJ, _ZWJ):
        return bool(before and after) and ((_emoji(before) and _emoji(after)) or (_joining(before) and _joining(after)))
    return _variation(char) and before not in ("", " ", "\n", _ZWNJ, _ZWJ) and not _variation(before)


def _shown(char: str) -> str:
    """Return what to show of a character: itself, a line's end, a space, or nothing."""
    category = unicodedata.category(char)
    if char in _LINE_ENDS:
        return "\n"
    if category == "Zs" or char == "\t":
        return " "
    return "" if category in ("Cc", "Cf", "Cs") or char in _BLANK or _NO_CHARACTER.match(char) else char


def _clings_unseen(char: str) -> bool:
    return char in (_ZWNJ, _ZWJ) or _variation(char)


def _emoji(char: str) -> bool:
    return unicodedata.category(char) in ("So", "Sk") or char in "\ufe0f♀♂"


def _joining(char: str) -> bool:
    return unicodedata.category(char)[0] in "LM" and any(first <= ord(char) <= last for first, last in _JOINING)


def _variation(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def _tags_end(text: str, start: int) -> int:
    """Return where the tags of a flag such as Scotland's end, ``start`` where they are none."""
    at = start
    while at < len(text) and at - start < _MOST_TAGS and "\U000e0030" <= text[at] <= "\U000e007a":
        at += 1
    return at + 1 if at > start and text[at : at + 1] == _FLAG_END else start


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
        or _variation(char)
        or _ZWJ in (char, before)
        or char == _ZWNJ
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U0001f1e6" <= char <= "\U0001f1ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )
