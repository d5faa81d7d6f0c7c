"""A Model: a row of the catalogue, with what it can do, what it costs and when it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.operation import Quality
from domain.size import Size, SizeRule


@dataclass(frozen=True, slots=True)
class TokenPrice:
    """Dollars a million tokens, and the factor a quality has in the vendor's formula for output tokens.

    ``flat`` is a price in micro-dollars a picture for engines that do not count tokens.
    """

    text_in: Decimal = Decimal(0)
    image_in: Decimal = Decimal(0)
    image_out: Decimal = Decimal(0)
    factors: tuple[tuple[Quality, int], ...] = ()
    multiples: tuple[tuple[Quality, int], ...] = ()
    flat: int = 0


@dataclass(frozen=True, slots=True)
class Model:
    """One model of one engine. ``ends`` is its last day (UTC), ``successor`` takes over after it."""

    id: str
    engine: str
    title: str
    operations: frozenset[str]
    sizes: SizeRule
    usual: tuple[Size, ...]
    qualities: tuple[Quality, ...]
    quality: Quality
    price: TokenPrice
    transparent: bool = False
    mask: bool = False
    most_inputs: int = 0
    partials: int = 0
    usage: bool = True
    seconds: int = 30
    ends: date | None = None
    successor: str | None = None
    good_for: str = ""
    label: str = ""
    vendor_id: str = ""

    def ended(self, today: date) -> bool:
        """Return whether the vendor has shut the model down by ``today``."""
        return self.ends is not None and today > self.ends
