"""Where things go: depth by size, little overlap, a free place in the sky. Every choice comes from the seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from engines.sketch import lexicon
from engines.sketch.figures import aspect
from engines.sketch.holding import CARRIERS, SEATS
from engines.sketch.places import PLACES, Place
from engines.sketch.scene import Thing

_TRIES = 26
_ALOFT = (1.0, 0.82, 0.68, 0.56, 0.46)
"""How much of its size a thing in the air keeps, the first at which it has a place of its own."""
_CLEAR = 0.02
_LEAST_ALOFT = 0.06
_ORB = 0.1
"""How far sun or moon reaches about its middle, in parts of the height."""
_FAR, _MIDDLE, _NEAR = (0.0, 0.35), (0.30, 0.70), (0.50, 1.0)
TALL, _MEDIUM = 0.40, 0.25
MARGIN = 0.02
_COLUMNS = {"left": 0.2, "right": 0.8, "middle": 0.5}
_LIMIT = 0.86
_FLOOR = 0.97
TITLE = 0.3
"""How much of a poster's height its title has to itself."""

_CLOSE_UP, _TALLEST = 0.26, 0.62
"""What is taller than this comes less near when small things do."""


_WIDE = frozenset({"sky:rainbow", "sky:stars", "sky:cloud"})
"""What other things may stand before."""

_VIEWS = (0.86, 1.14, 0.9, 1.08)

_TABLE = 0.36
"""A table taller than this comes so near that its feet are out of sight."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What placing needs to know: setting, width to height, seed, how close the view is, and what stays free above.

    ``orb`` is where the sky's own sun or moon stands; ``most`` is how tall a new thing may be.
    """

    setting: str
    ratio: float
    seed: int
    zoom: float = 1.0
    top: float = 0.0
    orb: tuple[float, float] | None = None
    most: float = 1.0

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
    return min(tall, max(room, 0.1), _LIMIT * frame.ratio / aspect(art), frame.most)


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
    thing: Thing,
    factor: float,
    others: Sequence[Thing],
    frame: Frame,
    *,
    where: str = "",
    main: bool = False,
    least: float = 0.46,
) -> Thing:
    """Return the thing where there is room for it; ``where`` is a place word, ``main`` the picture's subject.

    What is in the air is drawn smaller where it would cover something, at ``least`` that share of its size.
    """
    air = where == "up" or (in_air(thing.art, frame) and where != "down")
    yields = air and (others or frame.orb) and not (main or thing.art in _WIDE)
    best, cost = thing, float("inf")
    for share in [each for each in _ALOFT if each >= least] if yields else (1.0,):
        tried, lost = _placed(thing, factor * share, others, frame, where=where, main=main, air=air)
        if lost + 0.3 * (1 - share) < cost:
            best, cost = tried, lost + 0.3 * (1 - share)
        if lost <= _CLEAR or tried.height * 0.8 < _LEAST_ALOFT:
            break
    flip = not thing.words and best.x < 0.42 and _faces_left(thing.art)  # noqa: PLR2004 -- left third: look inwards
    return replace(best, y=round(best.y, 4), height=round(best.height, 4), depth=round(best.depth, 4), flip=flip)


def _placed(
    thing: Thing, factor: float, others: Sequence[Thing], frame: Frame, *, where: str, main: bool, air: bool
) -> tuple[Thing, float]:
    """Return the thing where it covers least, and how much that is."""
    rng = random.Random(f"{frame.seed}/{thing.id}/{thing.art}/{where}")  # noqa: S311 -- a drawing, not a secret
    best, cost, least = thing, float("inf"), 0.0
    for _ in range(2 * _TRIES if air else _TRIES):
        foot, factor_here = _foot(rng, thing.art, where, frame, air=air)
        tall = height_at(thing.art, foot, factor * factor_here, frame)
        if air:
            foot = max(foot, tall + (0.01 if thing.art.startswith("sky:") else 0.04) + frame.top)
        elif thing.art == "drawn:table" and tall > _TABLE and not where:
            foot = min(0.97 + 0.7 * (tall - _TABLE), 1.0)
        tried = replace(thing, y=foot, height=tall, air=air, depth=_depth(foot, thing.art, air=air))
        half = width(tried, frame) / 2
        free = max(0.5 - half - MARGIN, 0.0)
        x = 0.5 + free * (2 * rng.random() - 1)
        wished = _COLUMNS.get(where, _subject(frame, alone=not others) if main else None)
        if wished is not None:
            x = min(max(wished + 0.05 * (2 * rng.random() - 1), 0.5 - free), 0.5 + free)
        tried = replace(tried, x=round(x, 4))
        around = replace(tried, height=tall * 1.12, y=foot + 0.06 * tall) if air else tried
        lost = sum(overlap(around, other, frame) for other in others) + _over_orb(tried, frame, air=air)
        price = (
            lost + sum(0.8 * max(0.0, 0.14 - abs(x - other.x)) for other in others) + 0.15 * abs(x - 0.5) * (not main)
        )
        if price < cost:
            best, cost, least = tried, price, lost
    return best, least


def levelled(things: Sequence[Thing]) -> list[Thing]:
    """Return several of a kind in the air all as large as the smallest, about their middles."""
    least = min((thing.height for thing in things), default=0.0)
    return [
        replace(thing, height=least, y=round(thing.y - (thing.height - least) / 2, 4)) if thing.air else thing
        for thing in things
    ]


def hung(thing: Thing, frame: Frame) -> Thing:
    """Return a board on the wall before the viewer, as large as the wall has room for."""
    foot = frame.place.horizon - 0.06
    tall = min(foot - 0.11, 0.5 * frame.ratio / aspect(thing.art))
    return replace(thing, x=0.5, y=round(foot, 4), height=round(tall, 4), depth=round(foot - 0.3, 4), air=False)


def close(seed: int) -> float:
    """Return how much nearer or farther a seed's view is than another's: pictures of one job differ in it."""
    return _VIEWS[seed % len(_VIEWS)]


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


def _subject(frame: Frame, *, alone: bool) -> float:
    """Return where the subject stands: aside in a wide picture, near the middle of a tall one; seeds take turns."""
    side = -1 if frame.seed % 2 == 0 else 1
    if frame.top or frame.ratio < 0.9:  # noqa: PLR2004 -- a poster, or a tall picture
        return 0.5 if frame.top else 0.5 + 0.06 * side
    return 0.5 + (0.1 if alone else 0.14) * side


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
    part = _FAR if natural >= TALL else _MIDDLE if natural >= _MEDIUM else _NEAR
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


def overlap(one: Thing, other: Thing, frame: Frame) -> float:
    """Return how much of the smaller of two things lies over the other, less where one stands well behind."""
    a, b = _box(one, frame), _box(other, frame)
    wide = min(a[2], b[2]) - max(a[0], b[0])
    tall = min(a[3], b[3]) - max(a[1], b[1])
    if wide <= 0 or tall <= 0:
        return 0.0
    least = min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1])) or 1.0
    hidden = wide * tall / least
    thin = other.art in _WIDE or (other.art.startswith("sky:") and not one.air)
    return hidden * (0.25 if thin else 1.0 if abs(one.y - other.y) < 0.08 else 0.7)  # noqa: PLR2004


def _over_orb(thing: Thing, frame: Frame, *, air: bool) -> float:
    """Return how much a thing in the air hides of sun or moon."""
    if not air or frame.orb is None or thing.art in _WIDE:
        return 0.0
    x, y = frame.orb
    a = _box(thing, frame)
    wide = min(a[2], x + _ORB / frame.ratio) - max(a[0], x - _ORB / frame.ratio)
    tall = min(a[3], y + _ORB) - max(a[1], y - _ORB)
    return wide * tall / (4 * _ORB * _ORB / frame.ratio) if wide > 0 and tall > 0 else 0.0
