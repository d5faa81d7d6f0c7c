"""What a clause says as a whole of an operation besides a change in words: upscale, cut out, export, compare, save.

A clause comes folded, without politeness, and with ``wish_named.MARK`` for each picture it names. Patterns are matched
against the whole clause: what says one thing more than they know is no operation but a plain edit, or talk.
"""

from __future__ import annotations

import re

from domain import wish_askings, wish_makings
from domain.wish import WishKind

MOST = 160
"""A longer clause is no operation."""

_OPERATIONS: tuple[tuple[WishKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (WishKind.BACK, wish_askings.BACK),
        (WishKind.AGAIN, wish_askings.AGAIN),
        (WishKind.VARY, wish_askings.VARY),
        (WishKind.UPSCALE, wish_makings.UPSCALE),
        (WishKind.CUT_OUT, wish_makings.CUT_OUT),
        (WishKind.NEW_BACKGROUND, wish_makings.NEW_BACKGROUND),
        (WishKind.EXTEND, wish_makings.EXTEND),
        (WishKind.RESTORE, wish_makings.RESTORE),
        (WishKind.ADJUST, wish_makings.ADJUST),
        (WishKind.EXPORT, wish_makings.EXPORT),
        (WishKind.ANIMATE, wish_makings.ANIMATE),
        (WishKind.COMPARE, wish_askings.COMPARE),
        (WishKind.DESCRIBE, wish_askings.DESCRIBE),
        (WishKind.SAVE, wish_askings.SAVE),
        (WishKind.CANCEL, wish_askings.CANCEL),
        (WishKind.QUOTA, wish_askings.QUOTA),
        (WishKind.HELP, wish_askings.HELP),
        (WishKind.SHOW, wish_askings.SHOW),
        (WishKind.PICK, wish_askings.PICK),
    )
)
"""What a clause may be, in the order in which it is tried."""


_TWO = re.compile(
    r" (?:and(?: then| also| now| afterwards)?|then|afterwards|after that)(?: please)? (?:add|animate|change|compare|cut out|describe|"
    r"draw|erase|export|give|make|move|paint|put|remove|replace|rotate|save|send|show|star|swap|turn|undo|upscale|write|zoom) "
)
_PURPOSE = re.compile(r" so (?:that )?[a-z]+ can ")
_ASKED_AT_LENGTH = frozenset({WishKind.HELP, WishKind.QUOTA})


def operation(clause: str) -> WishKind | None:
    """Return the operation that a folded clause is as a whole, None where it is none."""
    if len(clause) > MOST:
        return None
    kind = next((kind for kind, pattern in _OPERATIONS if pattern.fullmatch(clause) is not None), None)
    if kind is None or kind in _ASKED_AT_LENGTH:
        return kind
    two = _TWO.search(clause)
    return None if two is not None and _PURPOSE.search(clause, 0, two.start()) is None else kind


def mends(folded: str) -> bool:
    """Return whether a whole message says that a picture is worn, and asks to mend it: "it's grainy, can you fix it"."""
    return _FIX.search(folded) is not None and _WORN.search(folded) is not None


_FIX = re.compile(r"\b(?:fix|clean|repair|restore|mend|help|sort|rescue) (?:it|that|this)\b(?! (?:with|by|in|for)\b)")
_WORN = re.compile(
    r"\b(?:grainy|noisy|blurry|pixelated|scratched|faded|torn|damaged|fuzzy|out of focus)\b"
    r"|\b(?:scan|photo|print|negative|polaroid|portrait)\b.{1,60}\b(?:dust|dusty|scratch|scratches|crease|creases|creased|stains?|stained|torn)\b"
)
