"""Words made safe to stand in a Discord message: they are read as they were typed, and ping nobody."""

from __future__ import annotations

import re
import unicodedata

from domain.text import clean

_MARKS = re.compile(r"[\\*_~`|<>\[\]]")
_LINE_START = re.compile(r"^([ \u2003]*)([#+-])", re.MULTILINE)
_NUMBERED = re.compile(r"^([ \u2003]*\d+)([.)])", re.MULTILINE)
# A link is not made of words that a person typed: Discord would fetch it and show what is there.
_LINK = re.compile(r"://")
_INVITE = re.compile(r"(discord(?:app)?)\.(?=gg|com|new|me)", re.IGNORECASE)
_MENTION = re.compile(r"@(?=everyone|here|[!&]?\d)", re.IGNORECASE)
_UNSEEN_SPACE = "\u200b"
_CLINGS = "\u200c\u200d"
_LONGEST_READ = 4
ELLIPSIS = "…"


def safe(words: str) -> str:
    """Return words cleaned and escaped: no markdown, mention, link, emoji or timestamp of Discord's comes of them."""
    return _escaped(clean(words))


def line(words: str, limit: int) -> str:
    """Return words as one safe line of at most ``limit`` units."""
    return fitted(" ".join(words[: _LONGEST_READ * limit].split()), limit)


def fitted(words: str, limit: int) -> str:
    """Return words, safe, in at most ``limit`` units as Discord may count them; cut between words where it can be."""
    text = clean(words[: _LONGEST_READ * max(limit, 1)])
    whole = _escaped(text)
    if units(whole) <= limit and len(words) <= _LONGEST_READ * max(limit, 1):
        return whole
    least, most = 0, len(text)
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if units(_escaped(text[:middle])) < limit else (least, middle - 1)
    cut = _cut(text, least)
    return _escaped(cut) + ELLIPSIS if limit > 0 else ""


def units(text: str) -> int:
    """Return how long a text is where it is longest: in the units of UTF-16."""
    return len(text) + sum(char > "\uffff" for char in text)


def _escaped(text: str) -> str:
    text = _MARKS.sub(r"\\\g<0>", text)
    text = _LINE_START.sub(r"\1\\\2", text)
    text = _NUMBERED.sub(r"\1\\\2", text)
    text = _LINK.sub(r":\\//", text)
    text = _INVITE.sub(r"\1\\.", text)
    return _MENTION.sub(f"@{_UNSEEN_SPACE}", text)


def _cut(text: str, at: int) -> str:
    """Return the beginning of a text: up to a space where its second half has one, never parting a letter's marks."""
    space = max(text.rfind(" ", at // 2, at), text.rfind("\n", at // 2, at))
    if space > 0:
        return text[:space].rstrip()
    while 0 < at < len(text) and (unicodedata.combining(text[at]) or text[at] in _CLINGS or text[at - 1] in _CLINGS):
        at -= 1
    return text[:at].rstrip()
