"""What was measured a moment ago, for the operator's page: quantiles need the values themselves."""

from __future__ import annotations

import math
from collections import deque

MOST = 500


class Recent:
    """The values since they were taken last, the newest where they are too many."""

    def __init__(self) -> None:
        self._values: deque[float] = deque(maxlen=MOST)
        self._count = 0

    def add(self, value: float) -> None:
        """Take in a value."""
        self._values.append(value)
        self._count += 1

    def take(self) -> Taken:
        """Return what there was, and begin anew."""
        values, count = sorted(self._values), self._count
        self._values.clear()
        self._count = 0
        return Taken(tuple(values), count)


class Taken:
    """Values, in order."""

    __slots__ = ("_values", "count")

    def __init__(self, values: tuple[float, ...], count: int) -> None:
        self._values = values
        self.count = count

    def quantile(self, share: float) -> float | None:
        """Return the value that ``share`` of all are not above, None where there are none."""
        if not self._values:
            return None
        return self._values[min(len(self._values) - 1, math.ceil(share * len(self._values)) - 1)]
