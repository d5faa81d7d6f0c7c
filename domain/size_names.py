"""Sizes by name: what people call them, and the pixels or the shape that is meant."""

from __future__ import annotations

from collections.abc import Mapping

from domain.size_table import PAPER, PAPERS, PLACES, SHAPES, Named, Taken

__all__ = ["BY_NAME", "NAMED", "PAPER", "USUAL_RATIOS", "Named", "Taken"]

NAMED: tuple[Named, ...] = (*SHAPES, *PLACES, *PAPERS)

BY_NAME: Mapping[str, Named] = {name: row for row in NAMED for name in row.names}
"""Every name, in lower case with single spaces."""

# Ratios that people write for pictures and seldom for anything else; 10:30 is a time, 2:1 a score.
USUAL_RATIOS = frozenset(
    (
        *("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "5:7", "7:5", "9:16", "16:9", "10:16", "16:10"),
        *("9:18", "18:9", "9:21", "21:9", "1.91:1", "2.35:1", "2.39:1"),
    )
)
