"""The settings: where the ground begins, where things stand, where there is water."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Band = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """One setting, in parts of the frame's height: the horizon, where feet stand on land, where hulls lie in water.

    ``floats``: there is no ground to stand on. ``indoor``: there is no sky.
    """

    horizon: float
    land: Band
    water: Band | None = None
    floats: bool = False
    indoor: bool = False


PLACES: Mapping[str, Place] = {
    "desert": Place(0.60, (0.66, 0.94)),
    "beach": Place(0.48, (0.76, 0.95), (0.55, 0.64)),
    "sea": Place(0.48, (0.60, 0.93), (0.60, 0.90)),
    "mountains": Place(0.62, (0.69, 0.95)),
    "forest": Place(0.60, (0.68, 0.95)),
    "jungle": Place(0.60, (0.70, 0.95)),
    "city": Place(0.66, (0.76, 0.95)),
    "street": Place(0.62, (0.74, 0.95)),
    "field": Place(0.58, (0.66, 0.95)),
    "meadow": Place(0.56, (0.66, 0.95)),
    "garden": Place(0.58, (0.68, 0.95)),
    "park": Place(0.58, (0.68, 0.95)),
    "hills": Place(0.60, (0.68, 0.95)),
    "savanna": Place(0.62, (0.68, 0.95)),
    "snow": Place(0.58, (0.66, 0.95)),
    "space": Place(1.0, (0.40, 0.88), None, floats=True),
    "moon": Place(0.64, (0.71, 0.95)),
    "planet": Place(0.62, (0.69, 0.95)),
    "underwater": Place(0.82, (0.88, 0.97), (0.30, 0.80)),
    "room": Place(0.66, (0.76, 0.96), None, indoor=True),
    "kitchen": Place(0.66, (0.76, 0.96), None, indoor=True),
    "bedroom": Place(0.66, (0.76, 0.96), None, indoor=True),
    "sky": Place(1.0, (0.35, 0.85), None, floats=True),
    "lake": Place(0.48, (0.78, 0.95), (0.58, 0.70)),
    "island": Place(0.46, (0.74, 0.93), (0.53, 0.62)),
    "stage": Place(0.68, (0.76, 0.95), None, indoor=True),
    "studio": Place(0.70, (0.74, 0.93), None, indoor=True),
    "cave": Place(0.68, (0.74, 0.95), None, indoor=True),
    "cafe": Place(0.64, (0.78, 0.97), None, indoor=True),
    "office": Place(0.64, (0.78, 0.97), None, indoor=True),
    "classroom": Place(0.64, (0.78, 0.97), None, indoor=True),
    "library": Place(0.66, (0.76, 0.97), None, indoor=True),
    "bathroom": Place(0.66, (0.77, 0.97), None, indoor=True),
    "station": Place(0.62, (0.80, 0.96)),
    "pitch": Place(0.52, (0.66, 0.95)),
    "market": Place(0.60, (0.76, 0.96)),
    "harbour": Place(0.46, (0.84, 0.97), (0.58, 0.74)),
    "farm": Place(0.54, (0.68, 0.95)),
    "castle": Place(0.58, (0.72, 0.95)),
    "village": Place(0.56, (0.72, 0.95)),
    "mountainlake": Place(0.50, (0.84, 0.97), (0.58, 0.74)),
}
