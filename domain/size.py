"""Sizes in pixels, ratios, and the rule a model has for them."""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd


@dataclass(frozen=True, slots=True, order=True)
class Size:
    """Width and height in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        """Return the vendors' spelling, ``1536x1024``."""
        return f"{self.width}x{self.height}"

    @property
    def pixels(self) -> int:
        """Return how many pixels there are."""
        return self.width * self.height

    @property
    def ratio(self) -> str:
        """Return the ratio in lowest terms, ``3:2``."""
        divisor = gcd(self.width, self.height)
        return f"{self.width // divisor}:{self.height // divisor}"


@dataclass(frozen=True, slots=True)
class SizeRule:
    """What sizes a model makes: edges divisible by ``multiple``, ``most_ratio`` long to short, pixel bounds.

    Where ``only`` is given, exactly those and no others.
    """

    multiple: int = 16
    most_edge: int = 3840
    least_pixels: int = 655_360
    most_pixels: int = 8_294_400
    most_ratio: float = 3.0
    only: tuple[Size, ...] = ()


@dataclass(frozen=True, slots=True)
class SizeWish:
    """A size as a person wished it: exact pixels, or a shape to be made as large as is usual.

    ``said`` are the words that asked for it, ``name`` what it is for where that is named: "X header".
    """

    width: int
    height: int
    exact: bool
    said: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """The exact pixels that somebody is to get of a picture, whatever size it is made at; ``name`` as of the wish."""

    width: int
    height: int
    name: str = ""

    @property
    def size(self) -> Size:
        """Return the pixels."""
        return Size(self.width, self.height)
