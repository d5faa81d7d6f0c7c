"""What falls and drifts before the things: rain, snow, fog, lightning, leaves."""

from __future__ import annotations

import random

from PIL import Image

from engines.sketch.light import Light
from engines.sketch.places import PLACES
from engines.sketch.scene import Scene


def overlay(scene: Scene, light: Light, *, on_photo: bool = False) -> str:
    """Return the weather in front of everything, as SVG."""
    if PLACES[scene.setting].indoor and not on_photo:
        return ""
    wide = 1000 * scene.ratio
    thin = 0.3 if scene.style in {"neon", "paper"} else 0.5 if scene.style == "ink" else 1.0
    rng = random.Random(f"{scene.seed}/weather")  # noqa: S311 -- a drawing, not a secret
    match scene.weather:
        case "rain" | "storm":
            drops = "".join(
                f"M{rng.uniform(-40, wide + 60):.0f} {rng.uniform(-40, 1000):.0f}l{-9 if scene.weather == 'rain' else -20} {rng.randrange(30, 62)}"
                for _ in range(int((190 if scene.weather == "rain" else 300) * scene.ratio * thin))
            )
            rain = f'<path d="{drops}" stroke="#E3EEF7" stroke-width="2.6" stroke-linecap="round" opacity=".5"/>'
            return (_bolt(rng, wide) if scene.weather == "storm" else "") + rain
        case "snow":
            flakes = "".join(
                f'<circle cx="{rng.uniform(0, wide):.0f}" cy="{rng.uniform(0, 1000):.0f}" r="{rng.choice((2.4, 3.4, 4.6, 6.2))}"/>'
                for _ in range(int(210 * scene.ratio * (0.6 if thin < 1 else 1)))
            )
            return f'<g fill="#FFFFFF" opacity=".88">{flakes}</g>'
        case "fog":
            banks = "".join(
                f'<ellipse cx="{rng.uniform(0, wide):.0f}" cy="{rng.uniform(430, 900):.0f}" rx="{rng.uniform(420, 720):.0f}"'
                f' ry="{rng.uniform(50, 110):.0f}" fill="url(#fog)"/>'
                for _ in range(9)
            )
            pale = "#E9EEF2" if not light.moon else "#8C98B5"
            return (
                f'<radialGradient id="fog"><stop stop-color="{pale}" stop-opacity=".62"/><stop offset="1" stop-color="{pale}" stop-opacity="0"/>'
                f'</radialGradient><rect width="{wide:.0f}" height="1000" fill="{pale}" opacity=".26"/>{banks}'
            )
        case "wind":
            gusts = "".join(
                f"M{rng.uniform(-100, wide):.0f} {rng.uniform(80, 860):.0f}q{rng.uniform(60, 120):.0f} -26 {rng.uniform(180, 300):.0f} 0"
                for _ in range(16)
            )
            return (
                f'<path d="{gusts}" fill="none" stroke="#FFFFFF" stroke-width="5" stroke-linecap="round" opacity=".5"/>'
            )
        case _:
            return ""


def _bolt(rng: random.Random, wide: float) -> str:
    x = rng.uniform(0.2, 0.8) * wide
    path = f"M{x:.0f} 90 l-52 170 h40 l-62 190 l128 -236 h-46 l58 -124Z"
    return (
        f'<path d="{path}" fill="#FFF3B0" stroke="#FFFFFF" stroke-width="14" stroke-linejoin="round" opacity=".25"/>'
        f'<path d="{path}" fill="#FFF0A0"/>'
    )


def veil(image: Image.Image, scene: Scene, light: Light) -> None:
    """Lay the last wash of light over a whole picture: the warmth of a low sun, and darker edges."""
    wide, tall = image.size
    around = Image.radial_gradient("L")
    if light.low and not PLACES[scene.setting].indoor:
        across = int(1.8 * tall)
        warm = 0.2 if scene.setting == "snow" or scene.season == "winter" or scene.weather == "snow" else 0.36
        glow = around.point(lambda level: round(max(0, 190 - level) * warm)).resize(
            (across, across), Image.Resampling.BILINEAR
        )
        corner = (round(light.orb[0] * wide - across / 2), round(light.orb[1] * tall - across / 2))
        image.paste("#FFB45A", (*corner, corner[0] + across, corner[1] + across), glow)
    edge, strength = ("#0A0F2A", 0.55) if light.moon else ("#2A1A30", 0.3)
    dark = around.point(lambda level: round(max(0, level - 130) * strength)).resize(
        image.size, Image.Resampling.BILINEAR
    )
    image.paste(edge, (0, 0), dark)
