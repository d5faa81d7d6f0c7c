"""How a poster's things stand: in the middle, evenly, in the room that its title leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engines.sketch import layout
from engines.sketch.layout import Frame
from engines.sketch.scene import Thing
from engines.sketch.wants import Want

_FLOOR, _GAP = 0.915, 0.035
_WIDE, _TALL = 0.8, 0.9
"""How much of the width, and of the height below the title, things take up."""

_ROWS, _MOST = 4, 8.0
"""How many rows there are, and how much larger than placed things become, at most."""


def balanced(things: Sequence[Thing], wants: Sequence[Want], frame: Frame) -> tuple[Thing, ...]:
    """Return a poster's things in balance; where a place was said, they stay."""
    standing = [thing for thing in things if not thing.art.startswith("sky:")]
    if not standing or any(want.place or want.side for want in wants):
        return tuple(things)
    if frame.setting != "studio":
        moved = _middled(standing, frame)
    elif any(want.relations for want in wants):
        moved = _fitted(standing, frame)
    else:
        moved = _rows(standing, frame)
    made = {thing.id: thing for thing in moved}
    return tuple(made.get(thing.id, thing) for thing in things)


def _bounds(things: Sequence[Thing], frame: Frame) -> tuple[float, float, float, float]:
    halves = [(thing, layout.width(thing, frame) / 2) for thing in things]
    return (
        min(thing.x - half for thing, half in halves),
        min(thing.y - thing.height for thing in things),
        max(thing.x + half for thing, half in halves),
        max(thing.y for thing in things),
    )


def _middled(things: Sequence[Thing], frame: Frame) -> list[Thing]:
    left, _, right, _ = _bounds(things, frame)
    by = 0.5 - (left + right) / 2
    return [replace(thing, x=round(thing.x + by, 4)) for thing in things]


def _fitted(things: Sequence[Thing], frame: Frame) -> list[Thing]:
    """Return things as they stand to one another, together as large as the room allows."""
    left, top, right, foot = _bounds(things, frame)
    room = _TALL * (_FLOOR - frame.top) * layout.close(frame.seed) ** 0.5
    share = min(_WIDE / (right - left), room / (foot - top), _MOST)
    middle = (left + right) / 2
    return [
        replace(
            thing,
            x=round(0.5 + (thing.x - middle) * share, 4),
            y=round(_FLOOR - (foot - thing.y) * share, 4),
            height=round(thing.height * share, 4),
        )
        for thing in things
    ]


def _rows(things: Sequence[Thing], frame: Frame) -> list[Thing]:
    """Return things side by side, the subject in the middle; many stand in rows, the rear ones higher."""
    things = _even(things)
    room = (_FLOOR - frame.top) * min(layout.close(frame.seed), 1.0) ** 0.5

    def rowed(many: int) -> tuple[float, float, list[list[Thing]]]:
        each = -(-len(things) // many)
        rows = [list(things[at : at + each]) for at in range(0, len(things), each)]
        tall = _TALL * room / (1 + 0.75 * (len(rows) - 1))
        wide = max(sum(layout.width(thing, frame) for thing in row) + _GAP * (len(row) - 1) for row in rows)
        return min(_WIDE / wide, tall / max(thing.height for thing in things), _MOST), tall, rows

    most = _ROWS if len(things) > 3 else 1  # noqa: PLR2004 -- as many stand side by side
    share, tall, rows = max((rowed(many) for many in range(1, most + 1)), key=lambda way: way[0])
    many = len(rows)
    out = []
    for number, row in enumerate(rows):
        foot = _FLOOR - 0.75 * tall * (many - 1 - number)
        if many == 1:
            foot -= 0.35 * max(tall - share * max(thing.height for thing in row), 0.0)
        line = _about(row, flipped=frame.seed % 2 == 0)
        wide = [layout.width(thing, frame) * share for thing in line]
        gap = min((_WIDE - sum(wide)) / max(len(line) - 1, 1), 2.5 * _GAP)
        x = 0.5 - (sum(wide) + gap * (len(line) - 1)) / 2
        for thing, own in zip(line, wide, strict=True):
            lift = 0.4 * max(tall - thing.height * share, 0.0) if thing.air else 0.0
            out.append(
                replace(
                    thing,
                    x=round(x + own / 2, 4),
                    y=round(foot - lift, 4),
                    height=round(thing.height * share, 4),
                    depth=round(foot - (0.2 if thing.air else 0.0), 4),
                    flip=False,
                )
            )
            x += own + gap
    return out


def _even(things: Sequence[Thing]) -> list[Thing]:
    """Return things with those of a kind all as tall as the first of them."""
    tall: dict[str, float] = {}
    return [replace(thing, height=tall.setdefault(thing.art, thing.height)) for thing in things]


def _about(row: Sequence[Thing], *, flipped: bool) -> list[Thing]:
    """Return things with the first in the middle and the next on either side of it."""
    line: list[Thing] = []
    for at, thing in enumerate(row):
        line.insert(len(line) if (at % 2 == 0) != flipped else 0, thing)
    return line
