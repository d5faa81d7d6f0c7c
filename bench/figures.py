"""How figures are taken and printed: a line each, aim, measured, met or missed."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: at most ``aim``, in ``unit``; ``floor`` is what the same machine needs without Easel.

    With ``least`` the aim is to be reached, not kept under.
    """

    name: str
    measured: float
    aim: float
    unit: str
    floor: float | None = None
    least: bool = False

    @property
    def met(self) -> bool:
        return self.measured >= self.aim if self.least else self.measured <= self.aim

    def line(self) -> str:
        floor = "" if self.floor is None else f"{self.floor:8.1f}"
        ratio = "" if not self.floor else f"{self.measured / self.floor:6.1f}x"
        verdict = "met" if self.met else "MISSED"
        return f"{self.name:<60}{self.aim:>9.1f}{self.measured:>10.1f} {self.unit:<4}{floor:>9}{ratio:>8}  {verdict}"


@dataclass(slots=True)
class Report:
    """The figures of a run."""

    figures: list[Figure] = field(default_factory=list)

    def add(self, figure: Figure) -> None:
        self.figures.append(figure)
        print(figure.line(), flush=True)

    @property
    def met(self) -> bool:
        return all(figure.met for figure in self.figures)


HEADER = f"{'figure':<60}{'aim <=':>9}{'measured':>10} {'':<4}{'floor':>9}{'ratio':>8}"


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that ``share`` of them (0 to 1) do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def worst(values: Sequence[float]) -> float:
    """Return the longest, endless where there is none at all."""
    return max(values, default=math.inf)
