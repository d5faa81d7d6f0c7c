"""A scene: everything a drawing is made of, so that it can be drawn again and refined."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

MOST_THINGS = 40
"""How many things one picture holds."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One drawn object. ``x`` is its middle and ``y`` its foot, in parts of the frame; ``height`` likewise.

    Things are drawn in the order of ``depth``. ``air`` is off the ground, and casts no shadow where it stands. A
    ``pose`` is "sit" or "ride", of people; ``wears`` names their garments, as "white coat, red scarf".
    """

    id: int
    art: str
    noun: str
    x: float
    y: float
    height: float
    depth: float
    colour: str = ""
    flip: bool = False
    air: bool = False
    words: str = ""
    pose: str = ""
    wears: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """Setting, time of day, weather, season, palette, things and the words of a poster.

    ``style`` is one of ``styles.STYLES``; empty is flat. ``sky`` is the colour of the sky, or of the wall under a
    roof, where one was asked for. ``ratio`` is width to height. ``photo`` means that the picture stands on someone's
    photo, whose bytes the scene does not hold: only what lies on top can be drawn, and what was drawn before is part
    of the photo. ``poster`` may hold several lines: a title, then smaller ones.
    """

    setting: str = "field"
    time: str = "day"
    weather: str = "clear"
    season: str = ""
    palette: int = 0
    seed: int = 0
    ratio: float = 1.0
    things: tuple[Thing, ...] = ()
    poster: str = ""
    orb: bool = True
    clouds: bool = True
    transparent: bool = False
    photo: bool = False
    style: str = ""
    sky: str = ""

    @property
    def next_id(self) -> int:
        """Return an id that no thing of the scene has."""
        return max((thing.id for thing in self.things), default=0) + 1

    def to_json(self) -> str:
        """Return the scene as text, for ``Made.scene``."""
        return json.dumps(asdict(self), separators=(",", ":"), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Scene:
        """Return the scene of that text; raise ValueError where it is none."""
        try:
            fields = json.loads(text)
            things = tuple(Thing(**each) for each in fields.pop("things", ()))
            return cls(things=things, **fields)
        except (TypeError, AttributeError, KeyError) as error:
            raise ValueError("no scene") from error
