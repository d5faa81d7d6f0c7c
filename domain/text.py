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
_UNSEEN = re.compile(
    f"{_FLAG}[\U000e0030-\U000e007a]{{1,6}}{_FLAG_END}"
    "|[\u200c\u200d\ufe00-\ufe0f\U000e0030-\U000e007f\U000e0100-\U000e01ef]+"
)
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
        text = unicodedata.normalize("NFC", _calmed(text))
        # Dropping a character can bring two others together that compose.
        text = unicodedata.normalize("NFC", _spelt(_seen(text)))
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


def _calmed(text: str) -> str:
    """Return the text with few marks on each letter: to put them in order takes the square of their number."""
    marks_of = {char: _marks(char) for char in set(text)}
    if not any(leading for leading, _ in marks_of.values()):
        return text
    kept: list[str] = []
    stacked = 0
    for char in text:
        leading, trailing = marks_of[char]
        if stacked + leading > _MOST_MARKS and leading:
            continue
        kept.append(char)
        stacked = stacked + leading if trailing is None else trailing
    return "".join(kept)


def _marks(char: str) -> tuple[int, int | None]:
    """Return how many marks a character puts on the letter before it, and how many a letter bears itself.

    The second is None for what is no letter: marks, and what is dropped, so that marks beyond it come together.
    """
    if char.isascii():
        return 0, 0 if char.isprintable() or char in _LINE_ENDS or char == "\t" else None
    parts = [unicodedata.combining(part) for part in unicodedata.normalize("NFD", char)]
    if parts[0]:
        return len(parts), None
    unseen = _context(char) or _shown(char) == ""
    return 0, None if unseen else len(parts) - 1


def _seen(text: str) -> str:
    """Return the text without what is never seen, with every kind of space as one kind."""
    return text.translate({ord(char): _shown(char) for char in set(text) if not _context(char)})


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


def _context(char: str) -> bool:
    """Return whether a character is seen or not by what stands around it."""
    return char in (_ZWNJ, _ZWJ) or _variation(char) or "\U000e0030" <= char <= _FLAG_END


def _emoji(char: str) -> bool:
    return unicodedata.category(char) in ("So", "Sk") or char in "\ufe0f♀♂"


def _joining(char: str) -> bool:
    return unicodedata.category(char)[0] in "LM" and any(first <= ord(char) <= last for first, last in _JOINING)


def _variation(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


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
