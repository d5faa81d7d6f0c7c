"""What lies behind and before the things, by setting."""

from __future__ import annotations

import random
from dataclasses import dataclass

from engines.sketch import lexicon, posters
from engines.sketch.depths import underwater
from engines.sketch.furnish import Inside
from engines.sketch.interiors import INTERIORS
from engines.sketch.light import Light
from engines.sketch.outdoors import OUTDOORS
from engines.sketch.places import PLACES
from engines.sketch.scene import Scene
from engines.sketch.sky import Canvas, sky
from engines.sketch.towns import TOWNS

DRAWN = frozenset({*OUTDOORS, *TOWNS, *INTERIORS, "underwater"})
"""The settings that have a picture."""


@dataclass(frozen=True, slots=True)
class Backdrop:
    """The sky, the far land, the ground that things stand on, and what frames the picture in front of them, as SVG."""

    sky: str
    far: str
    ground: str
    front: str


def backdrop(scene: Scene, light: Light) -> Backdrop:
    """Return what the setting of a scene looks like in that light."""
    place = PLACES[scene.setting]
    rng = random.Random(f"{scene.seed}/{scene.setting}/{scene.palette % 3}")  # noqa: S311 -- a drawing, not a secret
    canvas = Canvas(scene, light, 1000 * scene.ratio, 1000 * place.horizon, rng)
    if scene.poster and scene.setting == "studio":
        return Backdrop(posters.ground(scene), "", "", "")
    inside = INTERIORS.get(scene.setting)
    tint = lexicon.colour_value(scene.sky) if scene.sky else ""
    if inside is not None:
        board = not any(thing.art in {"drawn:chalkboard", "drawn:whiteboard"} for thing in scene.things)
        room = Inside(canvas.wide, canvas.horizon, rng, scene.palette, canvas.lit, scene.time, tint, board=board)
        back, front = inside(room)
        return Backdrop(back, "", "", front)
    if scene.setting == "underwater":
        return Backdrop("", *underwater(canvas))
    return Backdrop(sky(canvas), *(OUTDOORS.get(scene.setting) or TOWNS[scene.setting])(canvas))
