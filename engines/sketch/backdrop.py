"""What lies behind the things, by setting."""

from __future__ import annotations

import random

from engines.sketch.interiors import INTERIORS, Inside
from engines.sketch.light import Light
from engines.sketch.outdoors import OUTDOORS
from engines.sketch.places import PLACES
from engines.sketch.scene import Scene
from engines.sketch.sky import Canvas, sky


def backdrop(scene: Scene, light: Light) -> tuple[str, str, str]:
    """Return the sky, the far land and the ground, back to front."""
    place = PLACES[scene.setting]
    rng = random.Random(f"{scene.seed}/{scene.setting}/{scene.palette % 3}")  # noqa: S311 -- a drawing, not a secret
    canvas = Canvas(scene, light, 1000 * scene.ratio, 1000 * place.horizon, rng)
    inside = INTERIORS.get(scene.setting)
    if inside is not None:
        return inside(Inside(canvas.wide, canvas.horizon, rng, scene.palette, canvas.lit, scene.time)), "", ""
    return sky(canvas), *OUTDOORS[scene.setting](canvas)
