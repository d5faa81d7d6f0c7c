# ruff: noqa: PLR0917 -- where, how large and in what colour stand first in every shape
"""Ground, hills and water, as SVG: what settings under the sky are laid out with."""

from __future__ import annotations

import random

from engines.sketch import growth, shapes
from engines.sketch.colours import mix
from engines.sketch.sky import SHEET, Canvas

Land = tuple[str, str, str]
"""What is far, the ground before it, and what frames it in front."""

GREEN, GRASS = "#8CBF5A", "#5E9B45"
FLOWERS = ("#F06A8A", "#FFFFFF", "#F7C84A", "#B58AE0", "#F2894E")
CAP = "#F4F8FC"


def sheets(*parts: str) -> str:
    """Return parts back to front, each a sheet of its own."""
    return SHEET.join(part for part in parts if part)


def ground(c: Canvas, near: str, far: str, top: float | None = None, *, wave: float = 6) -> str:
    """Return the ground from the horizon to the viewer: hazy far off, sunlit in the middle, dark before the viewer."""
    y = c.horizon if top is None else top
    name = f"ground{y:.0f}"
    gradient = (
        f'<linearGradient id="{name}" gradientUnits="userSpaceOnUse" x1="0" x2="0" y1="{y:.0f}" y2="1000"><stop stop-color='
        f'"{c.lit(c.land(far), 0.26)}"/><stop offset=".4" stop-color="{c.lit(c.land(near))}"/>'
        f'<stop offset="1" stop-color="{c.lit(mix(c.land(near), "#0A1C30", 0.3))}"/></linearGradient>'
    )
    return gradient + shapes.ridge(c.rng, c.wide, y, wave, f"url(#{name})") + patches(c, y, near)


def patches(c: Canvas, top: float, colour: str) -> str:
    """Return flat patches of light and shade on the ground, larger towards the viewer."""
    out = []
    sun, shade = ("#FFFFFF", 0.18) if c.snowy else ("#FFF6C0", 0.35)
    light, dark = c.lit(mix(c.land(colour), sun, 0.3)), c.lit(mix(c.land(colour), "#0A1C30", shade))
    for k in range(int(9 * c.scene.ratio) + 3):
        near = c.rng.random()
        y = top + 40 + (940 - top) * near
        out.append(
            f'<ellipse cx="{c.rng.uniform(-0.05, 1.05) * c.wide:.0f}" cy="{y:.0f}" rx="{90 + 260 * near:.0f}" ry="{5 + 17 * near:.0f}"'
            f' fill="{light if k % 2 else dark}" opacity="{0.16 + 0.06 * near:.2f}"/>'
        )
    return "".join(out)


def hills(c: Canvas, colours: tuple[str, ...], lift: float, swing: float) -> str:
    """Return hills one behind another, the farthest palest."""
    out = []
    for at, colour in enumerate(colours):
        share = 1 - at / len(colours)
        y = c.horizon - lift * share
        top, low = c.lit(c.land(colour), 0.86 * share), c.lit(c.land(mix(colour, c.light.haze, 0.3)), 0.95 * share)
        name = f"hill{y:.0f}"
        out.append(
            f'<linearGradient id="{name}" gradientUnits="userSpaceOnUse" x1="0" x2="0" y1="{y - swing:.0f}" y2="{y + lift * 0.7 + 50:.0f}">'
            f'<stop stop-color="{top}"/><stop offset="1" stop-color="{low}"/></linearGradient>'
            + shapes.ridge(c.rng, c.wide, y, swing * (0.6 + 0.4 * share), f"url(#{name})")
        )
    return sheets(*out)


def tufts(c: Canvas, many: int = 70, colour: str = "#3F7F36", top: float | None = None) -> str:
    """Return tufts of grass, none under snow."""
    if c.snowy:
        return ""
    return shapes.tufts(
        c.rng, c.wide, c.horizon if top is None else top, c.lit(c.land(colour)), int(many * c.scene.ratio)
    )


def flowers(c: Canvas, many: int, top: float) -> str:
    """Return flowers in the grass, none under snow."""
    if c.snowy:
        return ""
    return shapes.blooms(c.rng, c.wide, top, tuple(c.lit(f) for f in FLOWERS), int(many * c.scene.ratio))


def fallen(c: Canvas) -> str:
    """Return what a season strews: leaves in autumn, flowers in spring."""
    if c.scene.season == "autumn":
        return "".join(
            f'<ellipse cx="{c.rng.uniform(0, c.wide):.0f}" cy="{c.rng.uniform(c.horizon + 30, 990):.0f}" rx="9" ry="5" fill="{c.lit(c.rng.choice(("#D9622E", "#E0A02E", "#B5452A")))}"/>'
            for _ in range(60)
        )
    return flowers(c, 34, c.horizon + 30) if c.scene.season == "spring" else ""


def fringe(c: Canvas, colour: str = "#356E33", tall: float = 120, *, blooms: bool = False) -> str:
    """Return the grass before the viewer's feet, which frames the picture; a drift where snow lies."""
    if c.snowy:
        return shapes.ridge(c.rng, c.wide, 985, 12, c.lit("#DCE7F1"))
    deep, near = c.lit(mix(c.land(colour), "#081A20", 0.5)), c.lit(mix(c.land(colour), "#081A20", 0.2))
    out = growth.blades(c.rng, c.wide, 1006, tall, (deep, near))
    if blooms:
        for _ in range(int(9 * c.scene.ratio)):
            side = c.rng.choice((0, 1))
            x = c.wide * (side + (1 - 2 * side) * 0.22 * c.rng.random() ** 1.3)
            y, r = c.rng.uniform(905, 975), c.rng.uniform(10, 17)
            petals = growth.rounds(
                (x + r * 0.8 * dx, y + r * 0.8 * dy, r * 0.6)
                for dx, dy in ((0, -1), (0.95, -0.3), (0.6, 0.8), (-0.6, 0.8), (-0.95, -0.3))
            )
            out += (
                f'<path d="M{x:.0f} {y:.0f}Q{x + 4:.0f} {y + 40:.0f} {x - 3:.0f} 1000" stroke="{near}" stroke-width="4" fill="none"/>'
                f'<path d="{petals}" fill="{c.lit(c.rng.choice(FLOWERS))}"/><circle cx="{x:.0f}" cy="{y:.0f}" r="{r * 0.42:.0f}" fill="{c.lit("#FFD95A")}"/>'
            )
    return out


def corner(c: Canvas, colour: str = "#3C7F3F", reach: float = 250) -> str:
    """Return a bough that hangs into the upper corner away from the sun."""
    left = c.sun > 0
    leaf = c.lit(mix(c.leaves(colour), "#0A1C30", 0.28))
    bark = c.lit("#4A3226")
    reach = min(reach, 0.3 * c.wide)
    return growth.bough(c.rng, -6 if left else c.wide + 6, -6, reach, leaf, side=1 if left else -1, bark=bark)


def water(c: Canvas, top: float, low: float, *, mirror: str = "", tone: str = "#2C7FB8") -> str:
    """Return water with its ripples, the glitter of sun or moon, and what it mirrors from its far edge."""
    far, near = mix(c.lit(mix(tone, "#7FD0E8", 0.4)), c.light.haze, 0.45), c.lit(mix(tone, "#0A2A5A", 0.22))
    name = f"w{top:.0f}"
    out = shapes.water(c.rng, c.wide, top, low, far=far, near=near, glint=mix(c.light.haze, "#FFFFFF", 0.5))
    if mirror:
        flipped = f'<g transform="translate(0 {2 * top:.1f}) scale(1 -1)">{mirror.replace(SHEET, "")}</g>'
        out += (
            f'<clipPath id="{name}"><rect y="{top:.0f}" width="{c.wide:.0f}" height="{low - top:.0f}"/></clipPath>'
            f'<g clip-path="url(#{name})" opacity=".38">{flipped}</g>'
        )
        bands = "".join(
            f"M{c.rng.uniform(-0.2, 0.9) * c.wide:.0f} {y:.0f}h{c.rng.uniform(0.2, 0.7) * c.wide:.0f}"
            for y in (top + 6 + (low - top) * (k / 16) ** 1.5 for k in range(16))
        )
        out += f'<path d="{bands}" stroke="{far}" stroke-width="3.5" stroke-linecap="round" opacity=".55"/>'
    if not c.light.overcast and c.scene.orb:
        x = c.light.orb[0] * c.wide
        glints = "".join(
            f"M{x + c.rng.uniform(-1, 1) * (20 + 90 * k / 26) - 30:.0f} {top + 6 + (low - top - 16) * (k / 26) ** 1.3:.0f}h{c.rng.uniform(18, 34 + 60 * k / 26):.0f}"
            for k in range(27)
        )
        warm = "#FFE9B0" if c.light.moon or c.light.low else "#FFFFFF"
        out += f'<path d="{glints}" stroke="{warm}" stroke-width="4.500" stroke-linecap="round" opacity=".6"/>'
    return out


def peaks(c: Canvas, tall: float, colour: str, distance: float, *, cap: bool = True, drop: float = 10) -> str:
    """Return a chain of mountains at a distance from 0 to 1."""
    snow = c.lit(CAP, distance * 0.6) if cap else None
    return shapes.mountains(c.rng, c.wide, c.horizon + drop, tall, c.lit(colour, distance), cap=snow)


def rocks(rng: random.Random, x0: float, x1: float, y: float, size: float, colour: str, *, sun: float = -1) -> str:
    """Return rounded rocks lying between two places."""
    out = []
    x = x0
    while x < x1:
        s = size * rng.uniform(0.5, 1.1)
        out.append(
            f'<path d="M{x - s:.0f} {y:.0f}Q{x - s:.0f} {y - s * 0.9:.0f} {x - s * 0.2:.0f} {y - s:.0f}T{x + s * 0.8:.0f} {y - s * 0.45:.0f}T{x + s:.0f} {y:.0f}Z" fill="{mix(colour, "#1A2030", rng.uniform(0, 0.2))}"/>'
            f'<path d="M{x + sun * s * 0.75:.0f} {y - s * 0.4:.0f}Q{x + sun * s * 0.5:.0f} {y - s * 0.95:.0f} {x - s * 0.1:.0f} {y - s * 0.96:.0f}Q{x + sun * s * 0.1:.0f} {y - s * 0.6:.0f} {x + sun * s * 0.75:.0f} {y - s * 0.4:.0f}Z" fill="{mix(colour, "#FFFFFF", 0.3)}" opacity=".7"/>'
        )
        x += s * rng.uniform(1.3, 2.6)
    return "".join(out)
