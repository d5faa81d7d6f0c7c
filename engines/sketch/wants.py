"""What a reading wants: the things, and what is around them."""

from __future__ import annotations

from dataclasses import dataclass, field

from engines.sketch.tokens import Token


@dataclass(slots=True, eq=False)
class Want:
    """Something to draw. ``relations`` are pairs of a word and the wants it points to; ``det`` is a, the or nothing.

    ``side`` is left or right besides a ``place`` near or far; ``some`` are a number of those that are there.
    """

    noun: str
    art: str
    count: int = 1
    counted: bool = False
    plural: bool = False
    colour: str = ""
    size: float = 1.0
    place: str = ""
    det: str = ""
    more: bool = False
    relations: list[tuple[str, list[Want]]] = field(default_factory=list)
    wears: list[str] = field(default_factory=list)
    side: str = ""
    some: bool = False


@dataclass(slots=True)
class Reading:
    """What a text says. ``colour``, ``size``, ``place``, ``relation`` and its ``target`` are said of what is not named.

    ``props`` show which place is meant; ``known``: the setting was spoken of as the one that is there.
    """

    wants: list[Want] = field(default_factory=list)
    setting: str = ""
    time: str = ""
    weather: str = ""
    season: str = ""
    style: str = ""
    sky: str = ""
    unwanted: list[Token] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    colour: str = ""
    size: float = 0.0
    place: str = ""
    number: int = 0
    it: str = ""
    relation: str = ""
    target: list[Want] = field(default_factory=list)
    props: list[Want] = field(default_factory=list)
    known: bool = False

    @property
    def surroundings(self) -> bool:
        """Return whether a setting, time, weather, season, style or a colour of the sky was said."""
        return bool(self.setting or self.time or self.weather or self.season or self.style or self.sky)
