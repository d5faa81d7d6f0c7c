"""What is to be seen of things in a scene: where they stand, what covers them, which colours their pixels have."""

from __future__ import annotations

import io

import resvg_py
from PIL import Image

from engines.sketch import figures, layout
from engines.sketch.layout import Frame
from engines.sketch.scene import Scene, Thing

SEED, RATIO = 5, 1.5


def box(thing: Thing) -> tuple[float, float, float, float]:
    half = layout.width(thing, FRAME) / 2
    return thing.x - half, thing.y - thing.height, thing.x + half, thing.y


FRAME = Frame("field", RATIO, SEED)


def stands(a: Thing, how: str, b: Thing) -> bool:
    """Return whether one thing stands so to another, by where both are drawn."""
    one_, other = box(a), box(b)
    wide, tall = other[2] - other[0], b.height
    within = other[0] - 0.15 * wide <= a.x <= other[2] + 0.15 * wide
    seen = not (one_[0] >= other[0] and one_[2] <= other[2] and one_[1] >= other[1] and one_[3] <= other[3])
    match how:
        case "left of":
            return a.x < b.x - 0.02
        case "right of":
            return a.x > b.x + 0.02
        case "behind":
            return a.depth < b.depth and seen and abs(a.x - b.x) < 0.6
        case "in front of":
            return a.depth > b.depth and a.y >= b.y - 0.01
        case "on":
            return within and other[1] - 0.12 * tall <= a.y <= b.y - 0.1 * tall and a.depth > b.depth
        case "under":
            return other[0] - 0.4 * wide <= a.x <= other[2] + 0.4 * wide and one_[1] + one_[3] > other[1] + other[3]
        case "above":
            return a.y <= b.y - 0.45 * tall and one_[1] + one_[3] < other[1] + other[3] and abs(a.x - b.x) < 0.5
    raise ValueError(how)


def hidden(scene: Scene, thing: Thing) -> float:
    """Return the part of a thing that others cover or the frame cuts off, as far as boxes tell."""
    left, top, right, foot = box(thing)
    nearer = [box(other) for other in scene.things if (other.depth, other.id) > (thing.depth, thing.id)]
    nearer = [(a + 0.12 * (c - a), b + 0.12 * (d - b), c - 0.12 * (c - a), d) for a, b, c, d in nearer]
    spots = [
        (left + (right - left) * (2 * x + 1) / 20, top + (foot - top) * (2 * y + 1) / 20)
        for x in range(10)
        for y in range(10)
    ]
    gone = [
        not (0 <= x <= 1 and 0 <= y <= 1) or any(a < x < c and b < y < d for a, b, c, d in nearer) for x, y in spots
    ]
    return sum(gone) / len(gone)


def pictured(thing: Thing) -> bool:
    """Return whether something is to be seen where the thing is: art with paint in it, in sight."""
    return bool(figures.drawn(thing.art).body) and -0.02 <= thing.x <= 1.02 and 0.0 < thing.y - 0.5 * thing.height < 1.0


HUES = {"golden": (36, 62), "red": (345, 16), "orange": (16, 42), "yellow": (42, 66), "green": (70, 165), "blue": (190, 252),
        "purple": (252, 300), "pink": (300, 346), "brown": (10, 45)}  # fmt: skip


def coloured(r: int, g: int, b: int, colour: str) -> bool:
    """Return whether a pixel would be called by that colour's name."""
    high, low = max(r, g, b), min(r, g, b)
    if colour in {"white", "grey", "black"}:
        grey = high - low < 45
        return grey and {"white": low > 205, "grey": 90 < high < 215, "black": high < 90}[colour]
    if high - low < 40:
        return False
    hue = (
        60
        * (
            (g - b) / (high - low) % 6
            if high == r
            else (b - r) / (high - low) + 2
            if high == g
            else (r - g) / (high - low) + 4
        )
    ) % 360
    if colour == "pink" and (hue > 320 or hue < 16):
        return low > 100
    start, end = HUES[colour]
    inside = start <= hue < end if start < end else hue >= start or hue < end
    return inside and (high < 185 if colour == "brown" else high > 60)


def share(thing: Thing, season: str, colour: str) -> float:
    """Return the part of a thing's pixels that show a colour."""
    figure = figures.drawn(thing.art, thing.colour, season)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 {figure.width} {figure.height}" preserveAspectRatio="none">{figure.body}</svg>'
    with Image.open(io.BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=svg)))) as image:
        raw = image.convert("RGBA").tobytes()
    pixels = [raw[at : at + 4] for at in range(0, len(raw), 4)]
    solid = [each for each in pixels if each[3] > 200]
    return sum(coloured(*each[:3], colour) for each in solid) / max(len(solid), 1)
