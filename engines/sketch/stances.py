"""How things stand to one another: on, in, held, beside, behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engines.sketch import lexicon
from engines.sketch.figures import aspect, drawn
from engines.sketch.holding import HELD, SEATS, carries, pose_on
from engines.sketch.layout import MARGIN, TALL, Frame, band, nearness, overlap, width
from engines.sketch.scene import Thing

_LOW, _LOFTY = 0.2, 0.6
_PLANTS = frozenset({"drawn:flowerpotempty", "potted-plant"})


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
        if thing.art in {"sky:sun", "sky:moon"}:
            high = max(min(high, target.y - target.height + 0.35 * tall), 0.95 * tall)
        return replace(thing, x=round(min(max(target.x, own / 2), 1 - own / 2), 4), y=round(high, 4))
    side = _side(thing, target, others, frame, pair=at // 2)
    match word:
        case "on":
            foot = target.y - target.height * surface(target.art)
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
            foot = target.y - max(0.3 * target.height, target.height - (0.2 if target.art in _PLANTS else 0.62) * tall)
            depth, air = target.depth - 0.002, True
        case "behind":
            x = target.x + step + side * (0.42 * wide + 0.1 * own) * (own < 2 * wide)
            x = _peeping(x, own, target.x, wide)
            foot = max(target.y - 0.05, band(thing.art, frame)[0])
            depth = target.depth - 0.01 + at / 1000
        case "front":
            x = target.x + step + side * 0.2 * wide
            foot = min(target.y + 0.08, 0.97)
            if not (target.air or frame.place.floats):
                foot = max(foot, min(band(thing.art, frame)[0], 0.97))
            depth = max(target.depth + 0.01, foot)
        case "left_of" | "right_of":
            sign = -1 if word == "left_of" else 1
            x = target.x + sign * (wide / 2 + own / 2 + MARGIN + at * own * 1.05)
            foot, depth, air = target.y + 0.01, target.depth + 0.01, target.air
        case "over":
            foot = target.y - target.height - 0.05
            if not free or target.height > _LOFTY:
                foot = max(foot, tall + 0.02)
            depth, air = target.depth + 0.01, True
        case "under":
            if free and target.art in SEATS:
                tall = min(tall, 0.72 * target.height)
            elif free and not target.air and lexicon.natural_height(target.art) < _LOW:
                tall = min(tall, 0.6 * target.height)
            aside = side * 0.3 * wide if lexicon.natural_height(target.art) >= TALL and of == 1 else 0.0
            x = target.x + aside + (at - (of - 1) / 2) * own * 1.06
            foot = min(max(target.y + 0.02, band(thing.art, frame)[0] + 0.02), 0.97)
            depth = max(foot, target.depth + 0.01)
        case "between" if len(targets) > 1:
            x = (target.x + targets[1].x) / 2 + step
            foot = max(target.y, targets[1].y)
            depth = foot + 0.002
        case _:
            x = target.x + side * (wide / 2 + own / 2 + MARGIN + at // 2 * own * 1.05)
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
    apart = width(target, frame) / 2 + MARGIN + width(thing, frame) * (0.5 + 1.05 * pair)

    def price(side: int) -> float:
        x = target.x + side * apart
        outside = max(0.0, width(thing, frame) / 2 - x, x + width(thing, frame) / 2 - 1)
        tried = replace(thing, x=x, y=target.y)
        return 8 * outside + sum(overlap(tried, other, frame) for other in others) + 0.05 * abs(x - 0.5)

    return min((1, -1), key=price)


def surface(art: str) -> float:
    """Return how high a picture carries what stands on it, in parts of its height."""
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
