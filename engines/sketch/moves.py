"""What an instruction does to one thing: scale, paint, move, put something else in its place."""

from __future__ import annotations

from dataclasses import replace

from engines.sketch import layout, lexicon
from engines.sketch.compose import tint
from engines.sketch.layout import Frame
from engines.sketch.read import Want
from engines.sketch.scene import Thing

_STEP, _HIGH, _LEAST, _MOST = 0.16, 0.14, 0.02, 0.95
_LEFT, _RIGHT = 0.3, 0.7
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
    carried = air or not thing.air or frame.place.floats
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
        air=air,
        words="",
    )
