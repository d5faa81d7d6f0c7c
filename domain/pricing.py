"""What a picture costs in micro-dollars: estimated before the call, and counted from the vendor's usage after it.

A price of p dollars a million tokens is p micro-dollars a token. Sums are exact and rounded up once, at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from domain.model import Model, TokenPrice
from domain.operation import Quality
from domain.size import Size

MOST_INPUT_TOKENS = 1536
"""What one input picture counts at most; larger ones are scaled down by the vendor."""

PARTIAL_TOKENS = 100
"""What each partial frame adds to the output tokens."""

CACHED_SHARE = Decimal("0.25")
"""What a cached input token costs of a fresh one, on every priced row."""

_TILE = 32
_OVERHEAD = 6
_LETTERS_A_TOKEN = 2


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the vendor counted them. ``image_out`` is None where it does not split its output."""

    text_in: int
    image_in: int
    output: int
    image_out: int | None = None
    cached_text: int = 0
    cached_image: int = 0


def output_tokens(size: Size, factor: int) -> int:
    """Return the tokens one picture of ``size`` counts at a quality's ``factor``.

    The vendor's calculator: ``ceil(f * floor(f*S/L + 1/2) * (2_000_000 + w*h) / 4_000_000)``, L the longer edge.
    """
    longer, shorter = max(size.width, size.height), min(size.width, size.height)
    rows = (2 * factor * shorter + longer) // (2 * longer)
    return -(-factor * rows * (2_000_000 + size.pixels) // 4_000_000)


def input_tokens(size: Size) -> int:
    """Return the tokens one input picture counts."""
    return min(MOST_INPUT_TOKENS, -(-size.width // _TILE) * -(-size.height // _TILE))


def text_tokens(letters: int) -> int:
    """Return about how many tokens a prompt of ``letters`` counts, on the high side for English."""
    return -(-letters // _LETTERS_A_TOKEN) + _OVERHEAD


def estimate(model: Model, size: Size, quality: Quality, *, inputs: int = 0, letters: int = 0) -> int:
    """Return what one call may cost in micro-dollars, its partial frames and full-sized inputs included.

    A quality the model does not know is priced as its dearest.
    """
    price = model.price
    if not price.factors:
        return price.flat
    factors = dict(price.factors)
    factor = factors.get(quality, max(factors.values()))
    out = output_tokens(size, factor) * dict(price.multiples).get(quality, 1) + PARTIAL_TOKENS * model.partials
    return _cost(price, text=text_tokens(letters), image=inputs * MOST_INPUT_TOKENS, out=out)


def cost(price: TokenPrice, usage: Usage) -> int:
    """Return what a call cost in micro-dollars by the vendor's own count.

    Output that is not split counts as image. Output text has no price on any row, so a split drops it.
    """
    out = usage.output if usage.image_out is None else usage.image_out
    cached_text, cached_image = min(usage.cached_text, usage.text_in), min(usage.cached_image, usage.image_in)
    return _cost(
        price,
        text=usage.text_in - cached_text + CACHED_SHARE * cached_text,
        image=usage.image_in - cached_image + CACHED_SHARE * cached_image,
        out=out,
    )


def _cost(price: TokenPrice, *, text: Decimal | int, image: Decimal | int, out: int) -> int:
    exact = price.text_in * text + price.image_in * image + price.image_out * out
    return int(exact.to_integral_value(ROUND_CEILING))
