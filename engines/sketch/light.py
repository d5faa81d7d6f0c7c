"""The light of an hour: sky, what it does to colours, sun or moon, and the shadows that agree with them."""

from __future__ import annotations

import random
from dataclasses import dataclass

from engines.sketch.colours import mix
from engines.sketch.figures import aspect
from engines.sketch.places import PLACES
from engines.sketch.scene import Scene, Thing

Sky = tuple[str, str, str]

_SKIES: dict[str, tuple[Sky, ...]] = {
    "day": (
        ("#3F93DC", "#8CC7F0", "#DDF1FB"),
        ("#4AA0D8", "#9BD3EC", "#F2F4DF"),
        ("#5B8FE0", "#9FC4F3", "#E6F0FB"),
        ("#6FB7C8", "#B5DDD6", "#FBF0D8"),
        ("#7F9FE6", "#C3CDF4", "#FBE6EA"),
    ),
    "dawn": (
        ("#6F8FD0", "#F3B9B4", "#FFE3B8"),
        ("#7AA4D4", "#F7C9A9", "#FFEFC9"),
        ("#8E7FC2", "#F2A9B8", "#FFDDB0"),
        ("#86B8C4", "#F0D5B8", "#FFEAD0"),
        ("#A08FD0", "#F6B6C8", "#FFE6D6"),
    ),
    "sunset": (
        ("#4B3F8F", "#E8637A", "#FFC061"),
        ("#6A3E86", "#F0705A", "#FFCB6B"),
        ("#35508F", "#E58A6B", "#FFD58A"),
        ("#2F6A86", "#E6A06A", "#FFE0A0"),
        ("#5A3A8C", "#E0609A", "#FFB8A0"),
    ),
    "dusk": (
        ("#232B5C", "#62508F", "#D98AA0"),
        ("#1F3460", "#4F6396", "#C9A0B4"),
        ("#2A2458", "#77518C", "#E39A8A"),
        ("#1A3A56", "#3F7A8C", "#E0B08A"),
        ("#33246A", "#8A5AA8", "#F0A8B8"),
    ),
    "night": (
        ("#0B1030", "#1B2759", "#3A4A80"),
        ("#0A142B", "#17305A", "#2F5A7E"),
        ("#120D30", "#2B2159", "#50407F"),
        ("#06181F", "#12414A", "#2F7A72"),
        ("#140A2E", "#3A1F5E", "#7A4A8C"),
    ),
}
_LIGHTS = {
    "day": ("#FFFFFF", 0.0),
    "dawn": ("#FFD9C4", 0.55),
    "sunset": ("#FFB98A", 0.62),
    "dusk": ("#9A8CC8", 0.68),
    "night": ("#5A6CB4", 0.80),
}
_GREY: Sky = ("#76828F", "#A3ADB7", "#CFD5D9")
_STORM: Sky = ("#2F3846", "#566171", "#8B95A0")
_LOW = {"dawn", "sunset", "dusk"}
_AIRLESS = frozenset({"space", "moon", "underwater"})
_NEAR = 0.05
"""How far the disc of sun or moon reaches, in parts of the height."""


@dataclass(frozen=True, slots=True)
class Light:
    """What lights a scene: sky colours from the top down, the light's colour and strength, where sun or moon stands."""

    sky: Sky
    colour: str
    strength: float
    orb: tuple[float, float]
    moon: bool
    low: bool
    overcast: bool

    @property
    def dark(self) -> bool:
        """Return whether lamps are on."""
        return self.moon or self.strength > 0.65  # noqa: PLR2004 -- dusk and night

    @property
    def haze(self) -> str:
        """Return the colour that distance fades to."""
        return self.sky[2]


def light_of(scene: Scene) -> Light:
    """Return the light of a scene."""
    rng = random.Random(f"{scene.seed}/orb/{scene.palette}")  # noqa: S311 -- a drawing, not a secret
    skies = _SKIES[scene.time]
    sky = skies[scene.palette % len(skies)]
    overcast = scene.weather in {"cloudy", "rain", "storm", "snow", "fog"}
    if overcast:
        cover = _STORM if scene.weather == "storm" else _GREY
        share = 0.45 if scene.time == "night" else 0.75
        tones = [mix(cover[at], sky[at], 0.55 if scene.time == "night" else 0.25) for at in range(3)]
        sky = (mix(sky[0], tones[0], share), mix(sky[1], tones[1], share), mix(sky[2], tones[2], share))
    colour, strength = _LIGHTS[scene.time]
    if scene.setting == "space":
        colour, strength = "#FFFFFF", 0.0
    elif PLACES[scene.setting].indoor:
        colour, strength = {"night": ("#8F7FC0", 0.58), "dusk": ("#C79AA8", 0.42)}.get(
            scene.time, (colour, strength * 0.4)
        )
    elif scene.setting == "underwater":
        colour, strength = "#7FC4E8", 0.35 if scene.time != "night" else 0.8
    elif overcast and scene.time == "day":
        colour, strength = "#C9D2DC", 0.55 if scene.weather != "storm" else 0.85
    low = scene.time in _LOW
    horizon = PLACES[scene.setting].horizon
    x = rng.uniform(0.14, 0.34) if scene.seed % 2 else rng.uniform(0.66, 0.86)  # away from the subject
    y = horizon - rng.uniform(0.05, 0.13) if low else rng.uniform(0.13, 0.2)
    said = next((thing for thing in scene.things if thing.art in {"sky:sun", "sky:moon"}), None)
    if said is not None:
        x, y = said.x, said.y - said.height / 2
    elif not PLACES[scene.setting].indoor and any(_before(thing, x, y, scene.ratio) for thing in scene.things):
        spots = [1 - x, *(0.1 + 0.05 * step for step in range(17))]
        x = next((at for at in spots if not any(_before(each, at, y, scene.ratio) for each in scene.things)), x)
    return Light(sky, colour, strength, (x, y), scene.time == "night", low, overcast)


def orb_of(scene: Scene) -> tuple[float, float] | None:
    """Return where the sky shows a sun or moon of its own, None where it shows none."""
    place = PLACES[scene.setting]
    drawn = scene.orb and not (place.indoor or scene.setting in _AIRLESS or scene.transparent or scene.photo)
    if not drawn or any(thing.art in {"sky:sun", "sky:moon"} for thing in scene.things):
        return None
    light = light_of(scene)
    return None if light.overcast else light.orb


def _before(thing: Thing, x: float, y: float, ratio: float) -> bool:
    """Return whether something in the air stands before sun or moon at that place."""
    if not thing.air or thing.art.startswith("sky:"):
        return False
    half = thing.height * aspect(thing.art, thing.pose) / ratio / 2
    near = _NEAR / ratio
    return abs(thing.x - x) < half + near and thing.y - thing.height < y + _NEAR and thing.y > y - _NEAR
