"""How large what an edit adds may be beside what is there."""

from __future__ import annotations

from collections.abc import Sequence

from engines.sketch import lexicon
from engines.sketch.scene import Thing
from engines.sketch.wants import Want

_ORBS = frozenset({"sky:sun", "sky:moon"})
_ALOFT, _LEAST = 0.75, 0.09
"""What comes into the air beside a subject is smaller than it, but not too small to see."""


def most_beside(want: Want, before: Sequence[Thing]) -> float:
    """Return how tall something new may be: no taller than the subject that is there, unless its size is said."""
    there = [thing.height for thing in before if not thing.art.startswith("sky:")]
    apart = any(word in {"behind", "under"} for word, _ in want.relations)
    if not there or want.size != 1 or apart or (want.art.startswith("sky:") and want.art not in _ORBS):
        return 1.0
    subject = max(there[0], 0.6 * max(there))
    return max(subject * (_ALOFT if want.art in lexicon.names("air") else 1.0), _LEAST)
