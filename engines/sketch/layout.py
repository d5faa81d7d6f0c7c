"""Where things go: depth by size, little overlap, relations kept. Every choice comes from the seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from engines.sketch import lexicon
from engines.sketch.figures import aspect, drawn
from engines.sketch.holding import CARRIERS, HELD, SEATS, carries, pose_on
from engines.sketch.places import PLACES, Place
from engines.sketch.scene import Thing

_TRIES = 26
_FAR, _MIDDLE, _NEAR = (0.0, 0.35), (0.30, 0.70), (0.50, 1.0)
_TALL, _MEDIUM = 0.40, 0.25
_LOW = 0.2
_MARGIN = 0.02
_COLUMNS = {"left": 0.2, "right": 0.8, "middle": 0.5}
_LIMIT = 0.86
_FLOOR = 0.97
TITLE = 0.3
"""How much of a poster's height its title has to itself."""

_CLOSE_UP, _TALLEST = 0.26, 0.62
"""What is taller than this comes less near when small things do."""


_TABLE = 0.36
"""A table taller than this comes so near that its feet are out of sight."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What placing needs to know: setting, width to height, seed, how close the view is, and what stays free above."""

    setting: str
    ratio: float
    seed: int
    zoom: float = 1.0
    top: float = 0.0

    @property
    def place(self) -> Place:
        """Return the setting."""
        return PLACES[self.setting]


def width(thing: Thing, frame: Frame) -> float:
    """Return a thing's width in parts of the frame's."""
    return thing.height * aspect(thing.art, thing.pose) / frame.ratio


def in_air(art: str, frame: Frame) -> bool:
    """Return whether a picture belongs into the air here."""
    return frame.place.floats or (art in lexicon.names("air") and frame.setting != "underwater")


def band(art: str, frame: Frame) -> tuple[float, float]:
    """Return where the feet of a picture may stand here."""
    place = frame.place
    if place.water is not None and art in lexicon.names("water"):
        return place.water
    return place.land


def height_at(art: str, foot: float, factor: float, frame: Frame) -> float:
    """Return how tall a picture is with its foot there: nearer is taller."""
    depth = 1.0 if in_air(art, frame) else nearness(art, foot, frame)
    natural = lexicon.natural_height(art)
    close = frame.zoom if natural <= _CLOSE_UP or frame.zoom <= 1 else max(1.0, min(frame.zoom, _TALLEST / natural))
    tall = natural * factor * close * depth
    room = min(_LIMIT, foot - frame.top) if frame.top else _LIMIT
    return min(tall, max(room, 0.1), _LIMIT * frame.ratio / aspect(art))


def roomy(art: str, sitters: Sequence[tuple[str, int, float]]) -> float:
    """Return by how much furniture is to grow for those that are on it: picture, number and size of each."""
    needed = sum(
        count * lexicon.natural_height(each) * size * min(aspect(each), 1.2) * 0.86 for each, count, size in sitters
    )
    wide = 0.8 * lexicon.natural_height(art) * aspect(art)
    return min(max(needed / max(wide, 0.01), 1.0), 2.2) if sitters and art in SEATS | CARRIERS else 1.0


def nearness(art: str, foot: float, frame: Frame) -> float:
    """Return by how much the distance of a foot scales what stands there."""
    low, high = band(art, frame)
    return 0.72 + 0.4 * min(1.0, max(0.0, (foot - low) / max(high - low, 0.01)))


def put(
    thing: Thing, factor: float, others: Sequence[Thing], frame: Frame, *, where: str = "", main: bool = False
) -> Thing:
    """Return the thing where there is room for it; ``where`` is a place word, ``main`` the picture's subject."""
    rng = random.Random(f"{frame.seed}/{thing.id}/{thing.art}/{where}")  # noqa: S311 -- a drawing, not a secret
    air = where == "up" or (in_air(thing.art, frame) and where != "down")
    best, cost = thing, float("inf")
    for _ in range(_TRIES):
        foot, factor_here = _foot(rng, thing.art, where, frame, air=air)
        tall = height_at(thing.art, foot, factor * factor_here, frame)
        if air:
            foot = max(foot, tall + 0.04 + frame.top)
        elif thing.art == "drawn:table" and tall > _TABLE and not where:
            foot = min(0.97 + 0.7 * (tall - _TABLE), 1.0)
        tried = replace(thing, y=foot, height=tall, air=air, depth=_depth(foot, thing.art, air=air))
        half = width(tried, frame) / 2
        free = max(0.5 - half - _MARGIN, 0.0)
        x = 0.5 + free * (2 * rng.random() - 1)
        wished = _COLUMNS.get(where, _subject(frame, rng, alone=not others) if main else None)
        if wished is not None:
            x = min(max(wished + 0.05 * (2 * rng.random() - 1), 0.5 - free), 0.5 + free)
        tried = replace(tried, x=round(x, 4))
        price = sum(
            _overlap(tried, other, frame) + 0.8 * max(0.0, 0.14 - abs(x - other.x)) for other in others
        ) + 0.15 * abs(x - 0.5) * (not main)
        if price < cost:
            best, cost = tried, price
    flip = not thing.words and best.x < 0.42 and _faces_left(thing.art)  # noqa: PLR2004 -- left third: look inwards
    return replace(best, y=round(best.y, 4), height=round(best.height, 4), depth=round(best.depth, 4), flip=flip)


def fitted(things: Sequence[Thing], frame: Frame) -> tuple[Thing, ...]:
    """Return things drawn smaller together where the uppermost would stand out of the picture."""
    high = min((thing.y - thing.height for thing in things if not thing.art.startswith("sky:")), default=1.0)
    least = frame.top + 0.012
    if high >= least:
        return tuple(things)
    share = (_FLOOR - least) / (_FLOOR - high)
    return tuple(
        thing
        if thing.art.startswith("sky:")
        else replace(
            thing,
            x=round(0.5 + (thing.x - 0.5) * share, 4),
            y=round(_FLOOR - (_FLOOR - thing.y) * share, 4),
            height=round(thing.height * share, 4),
            depth=round(thing.depth, 4),
        )
        for thing in things
    )


def _subject(frame: Frame, rng: random.Random, *, alone: bool) -> float:
    """Return where the subject stands: on a third where the picture is wide, in the middle of a tall one."""
    if frame.top or frame.ratio < 0.9:  # noqa: PLR2004 -- a poster, or a tall picture
        return 0.5
    return rng.choice((0.4, 0.5, 0.6) if alone else (0.36, 0.64))


def _foot(rng: random.Random, art: str, where: str, frame: Frame, *, air: bool) -> tuple[float, float]:
    """Return where the foot may be, and a factor for near and far."""
    if air and frame.place.floats:
        low, high = frame.place.land
        return low + (high - low) * rng.random(), 1.0
    if air:
        top = min(frame.place.horizon, 0.62)
        high = 0.22 + frame.top
        return high + max(top - 0.04 - high, 0.02) * rng.random(), 1.0
    low, high = band(art, frame)
    natural = lexicon.natural_height(art)
    part = _FAR if natural >= _TALL else _MIDDLE if natural >= _MEDIUM else _NEAR
    factor = 1.0
    if where == "far":
        part, factor = (0.0, 0.05), 0.7
    elif where in {"near", "down"}:
        part, factor = (0.95, 1.0), 1.25 if where == "near" else 1.0
    return low + (high - low) * (part[0] + (part[1] - part[0]) * rng.random()), factor


def _depth(foot: float, art: str, *, air: bool) -> float:
    if art.startswith("sky:"):
        return -2.0
    return foot - 1.0 if air else foot


def _faces_left(art: str) -> bool:
    known = lexicon.art().get(art)
    return known is not None and known.kind in {"nature", "place"} and art not in {"clock", "station"}


def _box(thing: Thing, frame: Frame) -> tuple[float, float, float, float]:
    half = width(thing, frame) / 2
    return thing.x - half, thing.y - thing.height, thing.x + half, thing.y


def _overlap(one: Thing, other: Thing, frame: Frame) -> float:
    a, b = _box(one, frame), _box(other, frame)
    wide = min(a[2], b[2]) - max(a[0], b[0])
    tall = min(a[3], b[3]) - max(a[1], b[1])
    if wide <= 0 or tall <= 0:
        return 0.0
    least = min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1])) or 1.0
    hidden = wide * tall / least
    return hidden * (0.25 if other.art.startswith("sky:") else 1.0 if abs(one.y - other.y) < 0.08 else 0.7)  # noqa: PLR2004


def relate(  # noqa: C901, PLR0912, PLR0915 -- one case a relation
    thing: Thing,
    word: str,
    targets: Sequence[Thing],
    frame: Frame,
    *,
    at: int = 0,
    of: int = 1,
    free: bool = True,
    others: Sequence[Thing] = (),
) -> Thing:
    """Return the thing standing in that relation to the targets, the ``at``-th of ``of`` that do.

    ``free``: its height may change to suit, as when it is put into something. ``others`` are stood clear of.
    """
    target = targets[0]
    wide, own = width(target, frame), width(thing, frame)
    step = (at - (of - 1) / 2) * min(own * 1.1, 0.86 * max(wide, own) / of)
    x, foot, tall, depth, air = target.x + step, thing.y, thing.height, thing.depth, False
    pose = thing.pose
    if word in {"beside", "hold"} and carries(thing, target, asked=word == "hold") and target.words == "":
        return _held(thing, target, frame, at=at, free=free)
    if free and word in {"on", "in", "head"} and not thing.air and not target.air:
        tall *= nearness(target.art, target.y, frame) / nearness(thing.art, thing.y, frame)
    if word == "over" and thing.art.startswith("sky:") and not target.air:
        high = max(min(thing.y, target.y - 0.5 * target.height), 0.6 * tall)
        return replace(thing, x=round(min(max(target.x, own / 2), 1 - own / 2), 4), y=round(high, 4))
    side = _side(thing, target, others, frame, pair=at // 2)
    match word:
        case "on":
            foot = target.y - target.height * _surface(target.art)
            depth, air = target.depth + 0.002 + at / 1000, True
            if target.art.startswith("sky:"):
                foot, air = target.y, True
            pose = pose_on(thing.art, target.art)
            if pose:
                whole, seated = drawn(thing.art).height, drawn(thing.art, pose=pose).height
                tall *= seated / whole if free else 1.0
                foot += tall * (0.2 if pose == "ride" else 7 / seated)
        case "neck":
            if free:
                tall = min(tall, 0.3 * target.height, 0.55 * width(target, frame) * frame.ratio / aspect(thing.art))
            foot = target.y - target.height * 0.52 + tall * 0.4
            x, depth, air = target.x + 0.6 * _head(target) * wide, target.depth + 0.003, True
        case "against":
            x = target.x + side * (0.42 * wide + 0.3 * own)
            foot, depth = min(target.y + 0.012, 0.97), target.depth + 0.01
        case "head":
            foot = target.y - target.height * 0.9
            if free:
                tall = min(0.62 * width(target, frame) * frame.ratio / aspect(thing.art), 0.42 * target.height)
            x = target.x + _head(target) * wide
            depth, air = target.depth + 0.003, True
        case "in" if target.art in lexicon.names("containers"):
            if free:
                tall = min(tall, 1.25 * target.height)
            foot = target.y - max(0.3 * target.height, target.height - 0.62 * tall)
            depth, air = target.depth - 0.002, True
        case "behind":
            x = target.x + step + side * (0.42 * wide + 0.1 * own) * (own < 2 * wide)
            x = _peeping(x, own, target.x, wide)
            foot = max(target.y - 0.05, band(thing.art, frame)[0])
            depth = target.depth - 0.01 + at / 1000
        case "front":
            x = target.x + step + side * 0.2 * wide
            foot = min(target.y + 0.08, 0.97)
            depth = max(target.depth + 0.01, foot)
        case "left_of" | "right_of":
            sign = -1 if word == "left_of" else 1
            x = target.x + sign * (wide / 2 + own / 2 + _MARGIN + at * own * 1.05)
            foot, depth, air = target.y + 0.01, target.depth + 0.01, target.air
        case "over":
            foot = max(target.y - target.height - 0.05, tall + 0.02)
            depth, air = target.depth + 0.01, True
        case "under":
            if free and target.art in SEATS:
                tall = min(tall, 0.72 * target.height)
            elif free and not target.air and lexicon.natural_height(target.art) < _LOW:
                tall = min(tall, 0.6 * target.height)
            aside = side * 0.3 * wide if lexicon.natural_height(target.art) >= _TALL and of == 1 else 0.0
            x = target.x + aside + (at - (of - 1) / 2) * own * 1.06
            foot = min(max(target.y + 0.02, band(thing.art, frame)[0] + 0.02), 0.97)
            depth = max(foot, target.depth + 0.01)
        case "between" if len(targets) > 1:
            x = (target.x + targets[1].x) / 2 + step
            foot = max(target.y, targets[1].y)
            depth = foot + 0.002
        case _:
            x = target.x + side * (wide / 2 + own / 2 + _MARGIN + at // 2 * own * 1.05)
            foot = target.y if target.air else max(min(target.y + 0.015, 0.97), band(thing.art, frame)[0])
            depth, air = target.depth + 0.01, target.air
    free_x = max(0.5 - own / 2 - 0.005, 0.0)
    x = min(max(x, 0.5 - free_x), 0.5 + free_x)
    return replace(
        thing, x=round(x, 4), y=round(foot, 4), height=round(tall, 4), depth=round(depth, 4), air=air, pose=pose
    )


def _peeping(x: float, own: float, before: float, wide: float) -> float:
    """Return a place behind something where at least a third of what stands there is seen."""
    if own >= 1.6 * wide:
        return x
    least = wide / 2 - own / 6
    places = (x, before + least, before - least)
    free = max(0.5 - own / 2, 0.0)
    return next((each for each in places if abs(each - before) >= least - 1e-9 and abs(each - 0.5) <= free), x)


def _held(thing: Thing, target: Thing, frame: Frame, *, at: int, free: bool) -> Thing:
    """Return a thing in the target's hand, as large as a hand holds it."""
    share, up = HELD.get(thing.art, (0.24, False))
    over = thing.art == "umbrella"
    person = lexicon.is_person(target.art)
    tall = min(thing.height if not up else 9.0, share * target.height) if free else thing.height
    side = (1 if target.x <= 0.5 else -1) * (1 if at % 2 == 0 else -1)  # noqa: PLR2004 -- towards the middle
    x = target.x + side * width(target, frame) * (0.3 if over else 0.44 if up else 0.36 if person else 0.4)
    hand = target.y - target.height * (1.02 if thing.art == "kite" else 0.5 if up else 0.36 if person else 0.26)
    foot = hand + (0.0 if up else 0.36 * tall)
    return replace(
        thing,
        x=round(min(max(x, 0.02), 0.98), 4),
        y=round(foot, 4),
        height=round(tall, 4),
        depth=round(target.depth + (-0.004 if over else 0.004), 4),
        air=True,
        flip=False,
    )


def _side(thing: Thing, target: Thing, others: Sequence[Thing], frame: Frame, *, pair: int) -> int:
    """Return the side of the target with more room: 1 is right. ``pair`` counts those that stand there already."""
    apart = width(target, frame) / 2 + _MARGIN + width(thing, frame) * (0.5 + 1.05 * pair)

    def price(side: int) -> float:
        x = target.x + side * apart
        outside = max(0.0, width(thing, frame) / 2 - x, x + width(thing, frame) / 2 - 1)
        tried = replace(thing, x=x, y=target.y)
        return 8 * outside + sum(_overlap(tried, other, frame) for other in others) + 0.05 * abs(x - 0.5)

    return min((1, -1), key=price)


def _surface(art: str) -> float:
    for share, names in lexicon.table("surfaces").items():
        if art in names.split(", "):
            return int(share) / 100
    return 0.85


def _head(target: Thing) -> float:
    known = lexicon.art().get(target.art)
    profile = (
        known is not None
        and known.kind == "nature"
        and target.art not in lexicon.table("bodies")
        and "face" not in target.art
        and target.art not in {"owl", "penguin", "gorilla", "teddy-bear", "monkey", "orangutan", "snowman"}
    )
    return (0.27 if target.flip else -0.27) if profile else 0.0
