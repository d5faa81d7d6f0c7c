"""How fast one person may go: enough for any hand and most scripts, too little to keep everyone else waiting."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime

from domain.clock import Clock
from domain.errors import NotAllowed

A_SECOND = 300
AT_ONCE = 600
PEOPLE = 4096
"""How many people are remembered; the one longest quiet is forgotten first."""


class Pace:
    """Counts what each person sends, as a bucket that fills ``a_second`` and holds ``at_once``."""

    def __init__(self, clock: Clock, *, a_second: float = A_SECOND, at_once: float = AT_ONCE) -> None:
        self._clock = clock
        self._a_second = a_second
        self._at_once = at_once
        self._left: OrderedDict[str, tuple[float, datetime]] = OrderedDict()

    def check(self, person_id: str) -> None:
        """Count one request. Raise NotAllowed where the person sends too many."""
        now = self._clock()
        left, since = self._left.get(person_id, (self._at_once, now))
        left = min(self._at_once, left + max(0.0, (now - since).total_seconds()) * self._a_second)
        enough = left >= 1
        self._left[person_id] = left - enough, now
        self._left.move_to_end(person_id)
        if len(self._left) > PEOPLE:
            self._left.popitem(last=False)
        if not enough:
            raise NotAllowed("too_fast", seconds=1)
