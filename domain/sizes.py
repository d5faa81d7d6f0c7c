"""Sizes as people ask for them, snapped to what a model makes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, floor, log, sqrt

from domain.size import Size, SizeRule, SizeWish
from domain.size_words import parse_size, take_size

__all__ = ["SAME_SHAPE", "USUAL_PIXELS", "default_size", "legal", "parse_size", "snap", "take_size"]

USUAL_PIXELS = 1536 * 1024
"""How large a shape is made where no usual size has it."""
SAME_SHAPE = 0.02
"""How far, in the logarithm of the ratio, two sizes still have the same shape to the eye."""

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
    same = [size for size in usual if legal(size, rule) and _apart(size, asked) <= SAME_SHAPE]
    if same:
        return min(same, key=lambda size: (abs(log(size.pixels / USUAL_PIXELS)), size)), False
    made = _nearest(asked, USUAL_PIXELS, rule, exact=False)
    return made, _apart(made, asked) > SAME_SHAPE


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


def _apart(one: Size, other: Size) -> float:
    """Return how far the ratios of two sizes are from each other, as a logarithm."""
    return abs(log(one.width * other.height / (one.height * other.width)))


def _nearest(asked: Size, pixels: int, rule: SizeRule, *, exact: bool) -> Size:
    """Return the legal size nearest to a shape of so many pixels.

    For exact pixels ratios within one per cent count as equal, then the area decides; a shape weighs ten times its area.
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

    def distance(size: Size) -> tuple[int, float, float, Size]:
        apart = abs(log(size.width / (size.height * ratio)))
        far = abs(log(size.pixels / area))
        return (int(apart / _NEAR), far, apart, size) if exact else (0, apart * _SHAPE_OVER_AREA + far, apart, size)

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
