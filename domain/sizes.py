"""Sizes as people ask for them: read from words, and snapped to what a model makes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor, log, sqrt

from domain.errors import BadInput
from domain.size import Size, SizeRule, SizeWish
from domain.size_names import BY_NAME, Named
from domain.text import clean

USUAL_PIXELS = 1536 * 1024
"""How large a shape is made where no usual size has it."""
SAME_SHAPE = 0.02
"""How far, in the logarithm of the ratio, two sizes still have the same shape to the eye."""

_DEFAULT = Size(1024, 1024)
_MOST_ASKED = 1_000_000
_MOST_TEXT = 240
_SAID_LIMIT = 60
# "8 by 10" and "24x36" are ratios of prints, "64x64" are pixels.
_MOST_RATIO_TERM = 36
_LEAST_SIDE = 64
_NEAR = 0.01
_WIDTHS_AROUND = 256

_PAIR = re.compile(
    r"(-?[0-9]+(?:\.[0-9]+)?) ?(?:px|pixels?)? ?(x|×|✕|\*|by|:|/|to) ?(-?[0-9]+(?:\.[0-9]+)?) ?(?:px|pixels?)?"
)
_ONE = re.compile(r"([0-9]{2,5}) ?(?:px|pixels?)?")
_LEAD = re.compile(r"(?:as|in|for|at|with|make it)? ?(?:an? |the |my |our )?(?:aspect ratio |size |format )?(?:of )?")
_TRAIL = re.compile(r"(?: (?:aspect ratio|ratio|aspect|format|orientation|mode|size|sized|image|picture|please))*")
_TURNED = ("portrait", "landscape")


def parse_size(text: str) -> SizeWish:
    """Return the size that the words ask for: pixels, a ratio, a shape or a name.

    Raise BadInput ``size_unknown`` for words that name none, ``size_impossible`` for a side of zero or less.
    """
    said = clean(text)
    wish = read_size(said)
    if wish is None:
        raise BadInput("size_unknown", asked=said[:_SAID_LIMIT])
    if wish.width <= 0 or wish.height <= 0:
        raise BadInput("size_impossible", asked=wish.said)
    return wish


def read_size(said: str) -> SizeWish | None:
    """Return the size that the cleaned words are, None where they are none; a side may be zero or less."""
    if len(said) > _MOST_TEXT:
        return None
    bare = bare_size(said)
    if (wish := _numbers(bare)) is not None:
        return replace(wish, said=said[:_SAID_LIMIT])
    if (named := BY_NAME.get(bare)) is not None:
        return _wish(named, said)
    for turn in _TURNED:
        rest = bare.removeprefix(f"{turn} ") if bare.startswith(f"{turn} ") else bare.removesuffix(f" {turn}")
        if rest != bare and (inner := read_size(rest)) is not None:
            short, long = sorted((inner.width, inner.height))
            width, height = (short, long) if turn == "portrait" else (long, short)
            return SizeWish(width, height, inner.exact, said[:_SAID_LIMIT])
    return None


def bare_size(said: str) -> str:
    """Return the words in lower case without what only leads to a size: ``as a … format``."""
    text = " ".join(said.casefold().split()).strip(" .!,;")
    if text in BY_NAME:
        return text
    lead = _LEAD.match(text)
    text = text[lead.end() :] if lead else text
    for end in (at for at, char in enumerate(text) if char == " "):
        if _TRAIL.fullmatch(text, end):
            return text[:end]
    return text


def snap(wish: SizeWish, rule: SizeRule, usual: Sequence[Size] = ()) -> tuple[Size, bool]:
    """Return the size to make for a wish, always legal, and whether it is not what was wished.

    Exact pixels stay where they are legal; else the nearest by ratio, then by area. A shape becomes the usual size
    that has it, else about 1.5 megapixels of it; it counts as not kept where the ratio is visibly another.
    """
    asked = Size(max(1, wish.width), max(1, wish.height))
    if wish.exact:
        return (asked, False) if legal(asked, rule) else (_nearest(asked, asked.pixels, rule), True)
    same = [size for size in usual if legal(size, rule) and _apart(size, asked) <= SAME_SHAPE]
    if same:
        return min(same, key=lambda size: (abs(log(size.pixels / USUAL_PIXELS)), size)), False
    made = _nearest(asked, USUAL_PIXELS, rule)
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


def _numbers(text: str) -> SizeWish | None:
    """Return the wish that two numbers make, or one for a square."""
    if (one := _ONE.fullmatch(text)) is not None:
        side = int(one[1])
        return SizeWish(side, side, exact=True, said=text) if side >= _LEAST_SIDE else None
    pair = _PAIR.fullmatch(text)
    if pair is None:
        return None
    first, second = _amount(pair[1]), _amount(pair[3])
    if first <= 0 or second <= 0:
        return SizeWish(min(0, floor(first)), min(0, floor(second)), exact=True, said=text)
    if pair[2] in (":", "/", "to") or max(first, second) <= _MOST_RATIO_TERM:
        ratio = (first / second).limit_denominator(1000) or Fraction(1, 1000)
        return SizeWish(ratio.numerator, ratio.denominator, exact=False, said=text)
    return SizeWish(max(1, round(first)), max(1, round(second)), exact=True, said=text)


def _amount(digits: str) -> Fraction:
    """Return a number as it was written, held to a million: beyond that all are as impossible."""
    whole = digits.lstrip("-0").partition(".")[0]
    amount = Fraction(_MOST_ASKED) if len(whole) > len(str(_MOST_ASKED)) else Fraction(digits.lstrip("-"))
    return -amount if digits.startswith("-") else min(amount, Fraction(_MOST_ASKED))


def _wish(named: Named, said: str) -> SizeWish:
    return SizeWish(named.width, named.height, named.exact, said[:_SAID_LIMIT])


def _apart(one: Size, other: Size) -> float:
    """Return how far the ratios of two sizes are from each other, as a logarithm."""
    return abs(log(one.width * other.height / (one.height * other.width)))


def _nearest(asked: Size, pixels: int, rule: SizeRule) -> Size:
    """Return the legal size nearest to a shape of so many pixels; ratios within one per cent count as equal."""
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
        return int(apart / _NEAR), round(abs(log(size.pixels / area)), 9), apart, size

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
