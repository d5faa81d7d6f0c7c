"""Sizes as people ask for them, snapped to what a model makes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil, floor, log, sqrt

from domain.size import Size, SizeRule, SizeWish, Target
from domain.size_words import parse_size, take_size

__all__ = [
    "SAME_SHAPE",
    "USUAL_PIXELS",
    "default_size",
    "legal",
    "parse_size",
    "roomy",
    "shapes_apart",
    "snap",
    "take_size",
    "target_of",
    "wish_for",
]

USUAL_PIXELS = 1536 * 1024
"""How large a shape is made where no usual size has it."""
SAME_SHAPE = 0.02
"""How far, in the logarithm of the ratio, two sizes still have the same shape to the eye."""

MOST_TARGET_EDGE = 8_192
MOST_TARGET_PIXELS = 24_000_000
"""What a picture is enlarged to at most; a sheet of posters' size is printed from less just as well."""

_LEAST_TARGET_EDGE = 16
_MOST_TARGET_RATIO = 12.0
_TINY = 256 * 256
"""Exact pixels fewer than these are made large and delivered small."""
_DEFAULT = Size(1024, 1024)
_NEAR = 0.01
_SHAPE_OVER_AREA = 10
_WIDTHS_AROUND = 64


def snap(wish: SizeWish, rule: SizeRule, usual: Sequence[Size] = ()) -> tuple[Size, bool]:
    """Return the size to make for a wish, always legal, and whether it is not what was wished.

    Exact pixels stay where they are legal; else the nearest by ratio, then by area. A shape becomes the usual size
    that has it, else about 1.5 megapixels of it; it counts as not kept where the ratio is visibly another.
    """
    asked = Size(max(1, wish.width), max(1, wish.height))
    if wish.exact:
        return (asked, False) if legal(asked, rule) else (_nearest(asked, asked.pixels, rule, exact=True), True)
    same = [size for size in usual if legal(size, rule) and shapes_apart(size, asked) <= SAME_SHAPE]
    if same:
        return min(same, key=lambda size: (abs(log(size.pixels / USUAL_PIXELS)), size)), False
    made = _nearest(asked, USUAL_PIXELS, rule, exact=False)
    return made, shapes_apart(made, asked) > SAME_SHAPE


def target_of(wish: SizeWish) -> Target | None:
    """Return the exact pixels that are to be delivered for a wish; None for a shape, and for what no picture has.

    More than is ever delivered becomes the largest of its shape.
    """
    size = Size(wish.width, wish.height)
    if not wish.exact or min(size.width, size.height) < 1 or _out_of_shape(size):
        return None
    scale = min(1.0, MOST_TARGET_EDGE / max(size.width, size.height), sqrt(MOST_TARGET_PIXELS / size.pixels))
    width, height = floor(size.width * scale), floor(size.height * scale)
    return Target(width, height, wish.name) if min(width, height) >= _LEAST_TARGET_EDGE else None


def wish_for(pixels: Size | Target) -> SizeWish:
    """Return the wish that asks for these pixels."""
    name = pixels.name if isinstance(pixels, Target) else ""
    said = name or f"{pixels.width}x{pixels.height}"
    return SizeWish(pixels.width, pixels.height, exact=True, said=said, name=name)


def roomy(wish: SizeWish) -> SizeWish:
    """Return the wish; for an emoji's few pixels their shape, since a picture is made large and delivered small."""
    return replace(wish, exact=False) if wish.exact and wish.width * wish.height < _TINY else wish


def _out_of_shape(size: Size) -> bool:
    return max(size.width, size.height) > _MOST_TARGET_RATIO * min(size.width, size.height)


def default_size(usual: Sequence[Size]) -> Size:
    """Return the size to make where none is asked for: the square of 1024, else the usual square nearest to it."""
    if _DEFAULT in usual or not usual:
        return _DEFAULT
    squares = [size for size in usual if size.width == size.height]
    return min(squares, key=lambda size: abs(size.width - _DEFAULT.width)) if squares else usual[0]


def legal(size: Size, rule: SizeRule) -> bool:
    """Return whether a model with this rule makes the size."""
    if rule.only:
        return size in rule.only
    short, long = sorted((size.width, size.height))
    return (
        short > 0
        and size.width % rule.multiple == 0
        and size.height % rule.multiple == 0
        and long <= rule.most_edge
        and rule.least_pixels <= size.pixels <= rule.most_pixels
        and long <= rule.most_ratio * short
    )


def shapes_apart(one: Size, other: Size) -> float:
    """Return how far the ratios of two sizes are from each other, as a logarithm."""
    return abs(log(one.width * other.height / (one.height * other.width)))


def _nearest(asked: Size, pixels: int, rule: SizeRule, *, exact: bool) -> Size:
    """Return the legal size nearest to a shape of so many pixels.

    For exact pixels ratios within one per cent count as equal; then one that need not be enlarged, then the area
    decides. A shape weighs ten times its area.
    """
    ratio, area = asked.width / asked.height, float(pixels)
    candidates: Sequence[Size] = rule.only
    if not candidates:
        ratio = min(max(ratio, 1 / rule.most_ratio), rule.most_ratio)
        area = min(area, rule.most_edge**2 / max(ratio, 1 / ratio))
        area = min(max(area, rule.least_pixels), rule.most_pixels)
        candidates = list(_legal_near(ratio, area, rule, _WIDTHS_AROUND)) or list(_legal_near(ratio, area, rule))
    if not candidates:
        raise ValueError(f"no size is legal under {rule}")

    def distance(size: Size) -> tuple[int, bool, float, float, Size]:
        apart = abs(log(size.width / (size.height * ratio)))
        far = abs(log(size.pixels / area))
        if not exact:
            return 0, False, apart * _SHAPE_OVER_AREA + far, apart, size
        enlarged = size.width < asked.width or size.height < asked.height
        return int(apart / _NEAR), enlarged, far, apart, size

    return min(candidates, key=distance)


def _legal_near(ratio: float, area: float, rule: SizeRule, around: int | None = None) -> Iterator[Size]:
    """Yield for each width, or those ``around`` the ideal one, the legal heights that can be nearest."""
    step, last = rule.multiple, rule.most_edge // rule.multiple
    ideal = round(sqrt(area * ratio) / step)
    first = 1 if around is None else max(1, ideal - around)
    last = last if around is None else min(last, ideal + around)
    for width in range(first * step, last * step + 1, step):
        low = max(step, width / rule.most_ratio, rule.least_pixels / width)
        high = min(rule.most_edge, width * rule.most_ratio, rule.most_pixels / width)
        wished = (width / ratio, area / width, width / ratio * (1 - _NEAR), width / ratio * (1 + _NEAR), low, high)
        multiples = {way(height / step) for height in wished for way in (floor, ceil)}
        for multiple in sorted(multiples):
            size = Size(width, multiple * step)
            if legal(size, rule):
                yield size
