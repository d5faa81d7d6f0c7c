"""What an instruction does to one thing: scale, paint, move, put something else in its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engines.sketch import layout, lexicon, stances
from engines.sketch.compose import tint
from engines.sketch.layout import Frame
from engines.sketch.scene import Thing
from engines.sketch.wants import Want

_STEP, _HIGH, _LEAST, _MOST = 0.16, 0.14, 0.02, 0.95
_LEFT, _RIGHT = 0.3, 0.7
_PERCHED = 0.015
"""What is in the air with its feet so near to a surface stands on it."""

_NEARER, _FARTHER = 1.25, 0.72


def scaled(thing: Thing, factor: float) -> Thing:
    """Return a thing of another size, standing where it stood; in the air it stays in sight."""
    tall = min(max(thing.height * factor, _LEAST), _MOST)
    foot = max(thing.y, tall + 0.02) if thing.air else thing.y
    return replace(thing, height=round(tall, 4), y=round(foot, 4))


def painted(thing: Thing, colour: str) -> Thing:
    """Return a thing in another colour."""
    return replace(thing, colour=tint(thing.art, colour))


def moved(thing: Thing, place: str, frame: Frame) -> Thing:
    """Return a thing moved to or towards a place."""
    half = layout.width(thing, frame) / 2
    low, high = layout.band(thing.art, frame)
    match place:
        case "left":
            return replace(thing, x=round(max(min(thing.x - _STEP, _LEFT), min(half, 0.5)), 4))
        case "right":
            return replace(thing, x=round(min(max(thing.x + _STEP, _RIGHT), max(1 - half, 0.5)), 4))
        case "middle":
            return replace(thing, x=0.5)
        case "other":
            return replace(thing, x=round(1 - thing.x, 4))
        case "up":
            foot = max(thing.y - max(_HIGH, 0.5 * thing.height), thing.height + 0.02)
            return replace(thing, y=round(foot, 4), air=True, depth=round(min(thing.depth, foot), 4))
        case "down":
            foot = min(max(thing.y + _HIGH, low), high)
            return replace(thing, y=round(foot, 4), air=frame.place.floats, depth=round(foot, 4))
        case _:
            near = place == "near"
            foot = thing.y if thing.air else min(max(thing.y + (_HIGH if near else -_HIGH), low), high)
            other = scaled(thing, _NEARER if near else _FARTHER)
            return replace(other, y=round(max(foot, other.y), 4), depth=round(foot - thing.air, 4))


def instead(thing: Thing, want: Want, frame: Frame) -> Thing:
    """Return what is wanted in the place of a thing, as large as it is beside it."""
    share = lexicon.natural_height(want.art) / lexicon.natural_height(thing.art)
    air = layout.in_air(want.art, frame)
    held = thing.air and not layout.in_air(thing.art, frame)
    carried = air or held or not thing.air or frame.place.floats
    tall = min(max(thing.height * share * want.size, 0.05), max(0.66, thing.height))
    foot = thing.y if carried else layout.band(want.art, frame)[1] - 0.05
    foot = max(foot, tall + 0.02) if air else foot
    return replace(
        thing,
        art=want.art,
        noun=want.noun,
        height=round(tall, 4),
        y=round(foot, 4),
        depth=thing.depth if carried else round(foot, 4),
        colour=tint(want.art, want.colour),
        air=air or held,
        words="",
    )


def another(name: int, like: Sequence[Thing], things: Sequence[Thing], frame: Frame) -> Thing:
    """Return one more of several: as high and as large as the last of them, where there is most room beside them."""
    last = like[-1]
    own = layout.width(last, frame)
    low, high = own / 2, 1 - own / 2
    held = last.air and not layout.in_air(last.art, frame)
    under = [
        each
        for each in things
        if (held or abs(last.y - each.y + each.height * stances.surface(each.art)) < _PERCHED)
        and last.air and each.id != last.id and each.depth < last.depth and abs(each.x - last.x) <= layout.width(each, frame) / 2
        and each.y - each.height <= last.y + 0.02 <= each.y + 0.02
    ]  # fmt: skip
    if under:
        carrier = max(under, key=lambda each: each.depth)
        half = layout.width(carrier, frame) / 2
        low, high = max(carrier.x - half + own / 2, 0.0), min(carrier.x + half - own / 2, 1.0)
        low, high = (low, high) if low < high else (carrier.x - half, carrier.x + half)
    level = [
        each
        for each in things
        if each in like
        or abs(each.y - last.y) < 0.1  # noqa: PLR2004 -- as near
        or (last.air and not held and each.y > last.y - last.height and each.y - each.height < last.y)
    ]
    spots = [low + (high - low) * step / 24 for step in range(25)]

    def room(x: float) -> float:
        apart = min(
            (abs(x - each.x) - layout.width(each, frame) / 2 for each in level if each not in under), default=1.0
        )
        return min(apart, own) - 0.2 * min(abs(x - each.x) for each in like)

    best = max(spots, key=room)
    return replace(last, id=name, x=round(best, 4), depth=round(last.depth + 0.0005, 4))


def moved_together(things: Sequence[Thing], place: str, frame: Frame) -> dict[int, Thing]:
    """Return things moved to a place, by id: to a side all by as much, so that they stay apart."""
    if len(things) < 2 or place not in {"left", "right", "middle"}:  # noqa: PLR2004 -- one alone
        return {thing.id: moved(thing, place, frame) for thing in things}
    middle = sum(thing.x for thing in things) / len(things)
    goal = {"left": min(middle - _STEP, _LEFT), "right": max(middle + _STEP, _RIGHT)}.get(place, 0.5)
    low = min(thing.x - layout.width(thing, frame) / 2 for thing in things)
    high = max(thing.x + layout.width(thing, frame) / 2 for thing in things)
    by = min(max(goal - middle, -max(low, 0.0)), max(1 - high, 0.0))
    return {thing.id: replace(thing, x=round(thing.x + by, 4)) for thing in things}


def to_scale(thing: Thing, other: Thing, size: float = 1.0, most: float = 0.8) -> Thing:
    """Return a thing as large as it is beside another, no taller than ``most``, standing where it stood."""
    share = lexicon.natural_height(thing.art) / lexicon.natural_height(other.art) * size
    return replace(thing, height=round(min(max(other.height * share, 0.04), most, 0.8), 4))
