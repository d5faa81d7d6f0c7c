"""What would be hidden behind other things steps out in front of them, or aside."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from engines.sketch import layout
from engines.sketch.layout import Frame
from engines.sketch.scene import Thing

_HIDDEN = 0.55
_ROUNDS = 12
_GRID = 9
_SLIM = 0.12
"""Of a box's width on each side: clip-art seldom fills its corners."""

Box = tuple[float, float, float, float]


def _box(thing: Thing, frame: Frame) -> Box:
    half = layout.width(thing, frame) / 2
    return thing.x - half, thing.y - thing.height, thing.x + half, thing.y


def hidden(thing: Thing, things: Sequence[Thing], frame: Frame) -> float:
    """Return the part of a thing that nearer ones cover, or the frame cuts off, as far as boxes tell."""
    left, top, right, foot = _box(thing, frame)
    covers = []
    for other in things:
        if (other.depth, other.id) > (thing.depth, thing.id):
            a, b, c, d = _box(other, frame)
            if a < right and c > left and b < foot and d > top:
                covers.append((a + _SLIM * (c - a), b + _SLIM * (d - b), c - _SLIM * (c - a), d))
    gone = 0
    for column in range(_GRID):
        x = left + (right - left) * (2 * column + 1) / (2 * _GRID)
        for row in range(_GRID):
            y = top + (foot - top) * (2 * row + 1) / (2 * _GRID)
            gone += not 0 <= x <= 1 or any(a < x < c and b < y < d for a, b, c, d in covers)
    return gone / _GRID**2


def revealed(
    things: Sequence[Thing],
    frame: Frame,
    *,
    movable: Collection[int],
    riders: Mapping[int, Collection[int]],
    behind: Collection[int],
    fixed: Collection[int],
) -> tuple[Thing, ...]:
    """Return the things with none of the ``movable`` hidden, as far as can be.

    Those of ``behind`` have to stay behind something, so they step aside; ``fixed`` are carried and only come nearer.
    ``riders`` of a thing that steps go with it.
    """
    now = {thing.id: thing for thing in things}
    tried: set[int] = set()
    for _ in range(_ROUNDS):
        each = list(now.values())
        worst = max(
            (
                thing
                for thing in each
                if thing.id in movable and thing.id not in tried and not thing.art.startswith("sky:")
            ),
            key=lambda thing: hidden(thing, each, frame),
            default=None,
        )
        if worst is None or hidden(worst, each, frame) <= _HIDDEN:
            break
        tried.add(worst.id)
        seen = _shown(worst, each, frame, aside=worst.id in behind, carried=worst.id in fixed)
        for rider in _all_riders(worst.id, riders):
            along = now[rider]
            now[rider] = replace(
                along,
                x=round(min(max(along.x + seen.x - worst.x, 0.02), 0.98), 4),
                y=round(along.y + seen.y - worst.y, 4),
                depth=round(along.depth + seen.depth - worst.depth, 4),
            )
        now[worst.id] = seen
    return tuple(now.values())


def _all_riders(start: int, riders: Mapping[int, Collection[int]]) -> set[int]:
    found: set[int] = set()
    waiting = [start]
    while waiting:
        fresh = set(riders.get(waiting.pop(), ())) - found - {start}
        found |= fresh
        waiting += fresh
    return found


def _shown(thing: Thing, things: Sequence[Thing], frame: Frame, *, aside: bool, carried: bool) -> Thing:
    others = [other for other in things if other.id != thing.id]
    tries = []
    if not aside:
        left, top, right, foot = _box(thing, frame)
        over = [
            other
            for other in others
            if other.depth >= thing.depth
            and (b := _box(other, frame))[0] < right
            and b[2] > left
            and b[1] < foot
            and b[3] > top
        ]
        if over:
            front = max(over, key=lambda other: other.depth)
            near = thing.y if carried or thing.air else min(max(thing.y, front.y + 0.012), 0.985)
            tries.append(
                replace(
                    thing, depth=round(max(front.depth, near if not thing.air else -9) + 0.003, 4), y=round(near, 4)
                )
            )
    if not carried:
        half = min(layout.width(thing, frame) / 2, 0.5)
        spots = [half + (1 - 2 * half) * step / 16 for step in range(17)]
        tries += [replace(thing, x=round(x, 4)) for x in spots]

    def price(tried: Thing) -> float:
        every = [*others, tried]
        lost = sum(max(0.0, hidden(other, every, frame) - hidden(other, things, frame)) for other in others)
        return hidden(tried, every, frame) + lost + 0.3 * abs(tried.x - thing.x)

    return min([thing, *tries], key=price)
