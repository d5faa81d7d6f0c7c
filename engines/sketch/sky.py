"""The canvas of a setting, and the sky over it, as SVG."""

from __future__ import annotations

import random
from dataclasses import dataclass

from engines.sketch import lexicon, shapes
from engines.sketch.colours import lit, mix, rgb
from engines.sketch.light import Light, Sky, orb_of
from engines.sketch.scene import Scene

SHEET = "<!--sheet-->"
"""Stands between what a cut-paper picture cuts as sheets of their own."""


_SNOW_SHADE = "#9FB6E0"
"""What a low sun leaves of the light on snow: the blue of the sky above."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """What a setting is painted with: width (the height is 1000), the horizon, light and chance."""

    scene: Scene
    light: Light
    wide: float
    horizon: float
    rng: random.Random

    @property
    def sun(self) -> float:
        """Return -1 where the light comes from the left, 1 from the right."""
        return -1.0 if self.light.orb[0] < 0.5 else 1.0  # noqa: PLR2004 -- the middle

    @property
    def snowy(self) -> bool:
        """Return whether snow lies."""
        return self.scene.season == "winter" or self.scene.weather == "snow" or self.scene.setting == "snow"

    def leaves(self, colour: str) -> str:
        """Return the colour of leaves in the scene's season."""
        seasons = {"autumn": "#D9822E", "winter": "#C9D5DE", "spring": mix(colour, "#F3B6CC", 0.35)}
        return seasons.get("winter" if self.snowy else self.scene.season, colour)

    def lit(self, colour: str, distance: float = 0.0) -> str:
        """Return a colour in the scene's light, faded by distance from 0 to 1."""
        if self.snowy and self.light.low and _pale(colour):
            return mix(lit(mix(colour, _SNOW_SHADE, 0.3), self.light.colour, 0.12), self.light.haze, 0.24 * distance)
        shown = lit(colour, self.light.colour, self.light.strength)
        return mix(shown, self.light.haze, 0.72 * distance)

    def land(self, colour: str) -> str:
        """Return the colour of open ground in the scene's season and weather."""
        if self.scene.season == "winter" or (self.scene.weather == "snow" and self.scene.setting != "beach"):
            return mix(colour, "#EEF3F8", 0.86)
        if self.scene.season == "autumn":
            return mix(colour, "#C98A3A", 0.45)
        return colour


def sky(canvas: Canvas) -> str:
    """Return the sky with sun or moon, stars and clouds."""
    scene, light, wide = canvas.scene, canvas.light, canvas.wide
    if scene.setting == "underwater":
        return ""
    top, middle, low = ("#070A1E", "#141338", "#241B52") if scene.setting in {"space", "moon"} else light.sky
    if scene.setting == "planet":
        top, middle, low = mix(top, "#5A2A6A", 0.5), mix(middle, "#B0507A", 0.5), mix(low, "#F2A07A", 0.5)
    end = min(canvas.horizon, 1000)
    if scene.sky:
        hue = str(lexicon.colour_value(scene.sky))
        top, middle, low = mix(top, hue, 0.72), mix(middle, hue, 0.62), mix(low, mix(hue, "#FFFFFF", 0.4), 0.6)
    first = (
        f'<linearGradient id="sky" x2="0" y2="1"><stop stop-color="{top}"/><stop offset=".55" stop-color="{middle}"/>'
        f'<stop offset="1" stop-color="{low}"/></linearGradient><rect width="{wide:.0f}" height="{end + 60:.0f}" fill="url(#sky)"/>'
    )
    if scene.style == "paper":
        first = _rings(canvas, (top, middle, low), end)
    out = [first]
    airless = scene.setting in {"space", "moon"}
    rng = random.Random(f"{scene.seed}/sky/{scene.palette}")  # noqa: S311 -- a drawing, not a secret
    if airless or (scene.time in {"night", "dusk"} and not light.overcast):
        out.append(shapes.stars(rng, wide, end, int((220 if airless else 110) * scene.ratio**0.5)))
    if scene.setting == "space":
        for hue in ("#7A4FD0", "#2F7FD0", "#C84F9A"):
            x, y, r = rng.uniform(0, wide), rng.uniform(150, 850), rng.uniform(260, 460)
            out.append(_glow(f"n{hue[1:]}", x, y, r, colour=hue, opacity=0.34))
    if orb_of(scene) is not None:
        out.append(_orb(light, wide))
    many = {"cloudy": 8, "rain": 7, "storm": 8, "snow": 5, "fog": 3}.get(scene.weather, 3)
    if scene.clouds and not airless:
        out += _cloudy(canvas, rng, (top, middle, low), many)
    return "".join(out)


def _cloudy(canvas: Canvas, rng: random.Random, tones: Sky, many: int) -> list[str]:
    scene, light, wide = canvas.scene, canvas.light, canvas.wide
    _, middle, low = tones
    pale = mix(low, "#FFFFFF", 0.78 if not light.moon else 0.2)
    if scene.weather in {"rain", "storm"}:
        pale = mix(pale, "#47525F", 0.45)
    shade = mix(pale, mix(middle, "#5A4A8A", 0.3), 0.42 if light.low else 0.3)
    area = 0.8 * min(canvas.horizon, 1000) if scene.setting != "sky" else 950
    many += (4 if scene.setting == "sky" else 0) + (0, 2, 1, -1)[scene.seed % 4]
    drawn = shapes.clouds(
        rng,
        wide,
        area,
        max(2, round(many * scene.ratio**0.5)),
        colour=pale,
        shade=shade,
        sun=canvas.sun,
        clear=(light.orb[0] * wide, light.orb[1] * 1000),
    )
    if scene.style == "paper":
        return [SHEET, *drawn]
    return [shapes.streaks(rng, wide, area, 6, mix(pale, low, 0.3)), *drawn]


def _rings(canvas: Canvas, tones: Sky, end: float) -> str:
    """Return a sky of cut sheets: rings about sun or moon, paler towards it."""
    top, middle, low = tones
    x, y = canvas.light.orb[0] * canvas.wide, canvas.light.orb[1] * 1000
    reach = max(canvas.wide, end) * 1.02
    out = [f'<rect width="{canvas.wide:.0f}" height="{end + 60:.0f}" fill="{top}"/>']
    for k in range(5):
        share = k / 4
        tone = mix(top, middle, share * 2) if share < 0.5 else mix(middle, low, share * 2 - 1)  # noqa: PLR2004 -- half way
        r = reach * (0.92 - 0.17 * k)
        out.append(
            "".join(
                f'<circle cx="{x - canvas.sun * 4:.0f}" cy="{y + 8:.0f}" r="{r + wider:.0f}" fill="#1A1030" opacity=".09"/>'
                for wider in (15, 10, 5, 0)
            )
            + f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.0f}" fill="{tone}"/>'
        )
    return "".join(out) + SHEET


def _glow(name: str, x: float, y: float, r: float, *, colour: str, opacity: float) -> str:
    return (
        f'<radialGradient id="{name}"><stop stop-color="{colour}" stop-opacity="{opacity}"/><stop offset=".35" stop-color="{colour}"'
        f' stop-opacity="{opacity * 0.5:.2f}"/><stop offset="1" stop-color="{colour}" stop-opacity="0"/></radialGradient>'
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.0f}" fill="url(#{name})"/>'
    )


def _orb(light: Light, wide: float) -> str:
    x, y = light.orb[0] * wide, light.orb[1] * 1000
    if light.moon:
        return (
            _glow("halo", x, y, 190, colour="#DDE6FF", opacity=0.42)
            + f'<circle cx="{x:.0f}" cy="{y:.0f}" r="52" fill="#FBF3D6"/>'
            f'<g fill="#E6DAB4"><circle cx="{x - 17:.0f}" cy="{y - 13:.0f}" r="10"/><circle cx="{x + 16:.0f}" cy="{y + 10:.0f}" r="14"/>'
            f'<circle cx="{x - 11:.0f}" cy="{y + 24:.0f}" r="7"/></g>'
        )
    core, halo, size = ("#FFE9A8", "#FFD27A", 74) if light.low else ("#FFF3B8", "#FFF6CF", 58)
    return (
        _glow("halo", x, y, 430 if light.low else 300, colour=halo, opacity=0.75)
        + f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{size}" fill="{core}"/>'
    )


def _pale(colour: str) -> bool:
    """Return whether a colour is that of snow, lit or in the shade: pale, and no warmer than grey."""
    red, green, blue = rgb(colour)
    return min(red, green, blue) > 0.5 and max(red, green, blue) - min(red, green, blue) < 0.2 and blue >= red - 0.03  # noqa: PLR2004
