"""Settings under the sky, as SVG: each returns its far land, and the ground before it."""

from __future__ import annotations

import random
from collections.abc import Callable

from engines.sketch import shapes
from engines.sketch.colours import mix
from engines.sketch.sky import Canvas

_GREEN, _GRASS = "#7FB356", "#5E9B45"
_FLOWERS = ("#F06A8A", "#FFFFFF", "#F7C84A", "#B58AE0", "#F2894E")
_CAP = "#F4F8FC"


def ground(canvas: Canvas, near: str, far: str, top: float | None = None, *, wave: float = 6) -> str:
    """Return the ground from the horizon to the viewer, its far edge a little uneven."""
    y = canvas.horizon if top is None else top
    name = f"ground{y:.0f}"
    gradient = (
        f'<linearGradient id="{name}" gradientUnits="userSpaceOnUse" x1="0" x2="0" y1="{y:.0f}" y2="1000"><stop stop-color='
        f'"{canvas.lit(canvas.land(far), 0.22)}"/><stop offset=".45" stop-color="{canvas.lit(canvas.land(near))}"/>'
        f'<stop offset="1" stop-color="{canvas.lit(mix(canvas.land(near), "#000000", 0.2))}"/></linearGradient>'
    )
    return gradient + shapes.ridge(canvas.rng, canvas.wide, y, wave, f"url(#{name})")


def _hills(c: Canvas, colours: tuple[str, ...], lift: float, swing: float) -> str:
    out = []
    for at, colour in enumerate(colours):
        share = 1 - at / len(colours)
        out.append(
            shapes.ridge(
                c.rng,
                c.wide,
                c.horizon - lift * share,
                swing * (0.6 + 0.4 * share),
                c.lit(c.land(colour), 0.75 * share),
            )
        )
    return "".join(out)


def _grass(c: Canvas, many: int = 70) -> str:
    if c.land(_GRASS) != _GRASS:
        return ""
    return shapes.tufts(c.rng, c.wide, c.horizon, c.lit("#3F7F36"), int(many * c.scene.ratio))


def _desert(c: Canvas) -> tuple[str, str]:
    far = shapes.mountains(c.rng, c.wide, c.horizon + 10, 120, c.lit("#B5673F", 0.45), cap=None)
    far += _hills(c, ("#D99A5B", "#E0A965"), 46, 26)
    sand = ground(c, "#E9B872", "#EFC88C", wave=10)
    sand += shapes.ridge(c.rng, c.wide, 800, 34, c.lit(c.land("#DFA65E"))) + shapes.ridge(
        c.rng, c.wide, 930, 24, c.lit(c.land("#D2954E"))
    )
    return far, sand


def _field(c: Canvas) -> tuple[str, str]:
    far = _hills(c, ("#6FA36A", "#7DB163", "#86B858"), 90, 34)
    far += shapes.crowns(c.rng, c.wide, c.horizon + 4, 62, c.lit(_leaves(c, "#4C8A45"), 0.35), gap=2.4)
    return far, ground(c, _GRASS, _GREEN) + _grass(c) + _season_bits(c)


def _meadow(c: Canvas) -> tuple[str, str]:
    far = _hills(c, ("#6FA36A", "#7DB163"), 80, 30)
    bits = (
        ""
        if c.scene.season == "winter"
        else shapes.blooms(c.rng, c.wide, c.horizon + 30, tuple(c.lit(f) for f in _FLOWERS), int(95 * c.scene.ratio))
    )
    return far, ground(c, _GRASS, _GREEN) + _grass(c) + bits


def _hilly(c: Canvas) -> tuple[str, str]:
    far = _hills(c, ("#5F9A68", "#6FA85E", "#7FB556", "#72A84C"), 150, 62)
    return far, ground(c, _GRASS, _GREEN, wave=22) + _grass(c) + _season_bits(c)


def _garden(c: Canvas) -> tuple[str, str]:
    far = shapes.crowns(c.rng, c.wide, c.horizon + 6, 190, c.lit(_leaves(c, "#4F8F4A"), 0.3), gap=0.7)
    pales = "".join(f"M{x:.0f} {c.horizon + 40:.0f}v-84l11 -15l11 15v84Z" for x in range(0, int(c.wide) + 30, 32))
    far += f'<path d="{pales}M0 {c.horizon - 20:.0f}H{c.wide:.0f}v13H0ZM0 {c.horizon + 12:.0f}H{c.wide:.0f}v13H0Z" fill="{c.lit("#F4EFE6", 0.1)}"/>'
    bits = (
        ""
        if c.scene.season == "winter"
        else shapes.blooms(c.rng, c.wide, c.horizon + 40, tuple(c.lit(f) for f in _FLOWERS), int(40 * c.scene.ratio))
    )
    return far, ground(c, _GRASS, _GREEN, c.horizon + 30) + _grass(c) + bits


def _park(c: Canvas) -> tuple[str, str]:
    far = shapes.houses(
        c.rng, c.wide, c.horizon, 210, c.lit("#8FA0B8", 0.6), lights=0.5 if c.light.dark else 0.1, window="#FFE6A0"
    )
    far += shapes.crowns(c.rng, c.wide, c.horizon + 6, 150, c.lit(_leaves(c, "#4C8A45"), 0.25), gap=1.1)
    path = (
        f'<path d="M{c.wide * 0.46:.0f} {c.horizon + 20:.0f} C{c.wide * 0.7:.0f} 760 {c.wide * 0.25:.0f} 820 {c.wide * 0.3:.0f} 1000 H{c.wide * 0.62:.0f}'
        f' C{c.wide * 0.5:.0f} 840 {c.wide * 0.76:.0f} 760 {c.wide * 0.5:.0f} {c.horizon + 20:.0f}Z" fill="{c.lit("#D9C7A0")}"/>'
    )
    return far, ground(c, _GRASS, _GREEN) + path + _grass(c, 50) + _season_bits(c)


def _mountainous(c: Canvas) -> tuple[str, str]:
    far = shapes.mountains(c.rng, c.wide, c.horizon + 10, 400, c.lit("#7C8AA8", 0.42), cap=c.lit(_CAP, 0.25))
    far += shapes.mountains(c.rng, c.wide, c.horizon + 10, 240, c.lit("#66788F", 0.2), cap=c.lit(_CAP, 0.1))
    far += shapes.firs(c.rng, c.wide, c.horizon + 26, 74, c.lit("#3F6B54", 0.18))
    return far, ground(c, _GRASS, _GREEN, wave=14) + _grass(c) + _season_bits(c)


def _forest(c: Canvas) -> tuple[str, str]:
    far = "".join(
        shapes.firs(
            c.rng,
            c.wide,
            c.horizon + drop,
            tall,
            c.lit(c.land("#3C6E4C") if c.scene.season == "winter" else "#3C6E4C", fade),
        )
        for drop, tall, fade in ((0, 330, 0.72), (14, 290, 0.48), (34, 240, 0.22))
    )
    return far, ground(c, "#5B8A48", "#6E9A55", c.horizon + 22) + _grass(c, 90) + _season_bits(c)


def _jungle(c: Canvas) -> tuple[str, str]:
    far = "".join(
        shapes.crowns(c.rng, c.wide, c.horizon + drop, tall, c.lit("#2F7F4F", fade), gap=0.55)
        for drop, tall, fade in ((0, 420, 0.6), (20, 320, 0.35), (40, 220, 0.1))
    )
    vines = "".join(
        f'<path d="M{x:.0f} -10 q{c.rng.uniform(-40, 40):.0f} {h / 2:.0f} {c.rng.uniform(-20, 20):.0f} {h:.0f}" fill="none"'
        f' stroke="{c.lit("#2C6B3F")}" stroke-width="7" stroke-linecap="round"/>'
        for x, h in ((c.rng.uniform(0, c.wide), c.rng.uniform(120, 330)) for _ in range(6))
    )
    return far + vines, ground(c, "#3F7A3F", "#4F8A48", c.horizon + 30) + _grass(c, 120)


def _city(c: Canvas) -> tuple[str, str]:
    share = 0.55 if c.light.dark else 0.12
    far = shapes.houses(c.rng, c.wide, c.horizon + 4, 470, c.lit("#7F93B5", 0.5), lights=share, window="#FFE6A0")
    far += shapes.houses(c.rng, c.wide, c.horizon + 6, 280, c.lit("#5F7396", 0.15), lights=share, window="#FFDF8F")
    return far, _pavement(c)


def _street(c: Canvas) -> tuple[str, str]:
    share = 0.55 if c.light.dark else 0.12
    far = shapes.houses(c.rng, c.wide, c.horizon + 6, 400, c.lit("#B08A78", 0.25), lights=share, window="#FFE6A0")
    far += shapes.crowns(c.rng, c.wide, c.horizon + 18, 110, c.lit(_leaves(c, "#5C9950"), 0.1), gap=3.4)
    return far, _pavement(c)


def _pavement(c: Canvas) -> str:
    y = c.horizon
    snowy = c.scene.season == "winter" or c.scene.weather == "snow"
    kerb, road = ("#E4E9EF", "#8B939E") if snowy else ("#B9B4AC", "#5A5F6B")
    dashes = "".join(f"M{x} 872h90v13h-90Z" for x in range(-20, int(c.wide) + 100, 190))
    wet = "".join(
        f'<ellipse cx="{c.rng.uniform(0, c.wide):.0f}" cy="{c.rng.uniform(780, 970):.0f}" rx="{c.rng.uniform(50, 110):.0f}" ry="9"'
        f' fill="{c.light.sky[1]}" opacity=".35"/>'
        for _ in range(7)
    )
    return (
        f'<rect y="{y:.0f}" width="{c.wide:.0f}" height="80" fill="{c.lit(kerb)}"/><rect y="{y + 72:.0f}" width="{c.wide:.0f}" height="14" fill="{c.lit(mix(kerb, "#000000", 0.25))}"/>'
        f'<rect y="{y + 86:.0f}" width="{c.wide:.0f}" height="{1000 - y:.0f}" fill="{c.lit(road)}"/><path d="{dashes}" fill="{c.lit("#F1E6C0")}" opacity=".8"/>'
        + (wet if c.scene.weather in {"rain", "storm"} else "")
    )


def _sea(c: Canvas) -> tuple[str, str]:
    return "", _water(c, c.horizon, 1000)


def _water(c: Canvas, top: float, low: float) -> str:
    far, near = mix(c.lit("#4FA3CC"), c.light.haze, 0.35), c.lit("#1F6FA8")
    out = shapes.water(c.rng, c.wide, top, low, far=far, near=near, glint=mix(c.light.haze, "#FFFFFF", 0.5))
    if not c.light.overcast and c.scene.orb:
        x = c.light.orb[0] * c.wide
        glints = "".join(
            f"M{x + c.rng.uniform(-1, 1) * (24 + 60 * k / 14):.0f} {top + 8 + (low - top - 20) * k / 14:.0f}h{c.rng.uniform(30, 80):.0f}"
            for k in range(14)
        )
        out += f'<path d="{glints}" stroke="{"#FFF3CC" if c.light.moon or c.light.low else "#FFFFFF"}" stroke-width="5" stroke-linecap="round" opacity=".55"/>'
    return out


def _beach(c: Canvas) -> tuple[str, str]:
    sand = ground(c, "#F0D39A", "#F6E2B8", 715, wave=9)
    foam = f'<g transform="translate(0 -9)">{shapes.ridge(random.Random(f"{c.scene.seed}/foam"), c.wide, 716, 9, mix(c.light.haze, "#FFFFFF", 0.7))}</g>'  # noqa: S311
    return "", _water(c, c.horizon, 760) + foam + sand


def _island(c: Canvas) -> tuple[str, str]:
    rng, wide = c.rng, c.wide
    sand = (
        f'<path d="M{-0.1 * wide:.0f} 1000 Q{0.1 * wide:.0f} 690 {0.5 * wide:.0f} {680 + rng.uniform(-8, 8):.0f} T{1.1 * wide:.0f} 1000Z" fill="{c.lit("#F3DDA8")}"/>'
        f'<path d="M{-0.05 * wide:.0f} 1010 Q{0.2 * wide:.0f} 790 {0.55 * wide:.0f} 780 T{1.08 * wide:.0f} 1010Z" fill="{c.lit("#E8C988")}"/>'
    )
    return "", _water(c, c.horizon, 1000) + sand


def _lake(c: Canvas) -> tuple[str, str]:
    far = shapes.mountains(c.rng, c.wide, c.horizon + 6, 230, c.lit("#7C8AA8", 0.5), cap=c.lit(_CAP, 0.35))
    far += _hills(c, ("#6FA36A", "#5F9560"), 40, 18) + shapes.firs(
        c.rng, c.wide, c.horizon + 8, 66, c.lit("#3F6B54", 0.25)
    )
    return far, _water(c, c.horizon, 800) + ground(c, _GRASS, _GREEN, 752, wave=14) + shapes.tufts(
        c.rng, c.wide, 770, c.lit("#3F7F36"), 60
    )


def _snow(c: Canvas) -> tuple[str, str]:
    far = shapes.mountains(c.rng, c.wide, c.horizon + 10, 230, c.lit("#9FB4CE", 0.45), cap=c.lit("#FFFFFF", 0.2))
    far += _hills(c, ("#D5E2EE", "#E3ECF4"), 60, 30) + shapes.firs(
        c.rng, c.wide, c.horizon + 6, 92, c.lit("#6F9A92", 0.3)
    )
    drift = c.lit("#DCE7F1")
    return far, ground(c, "#F3F7FB", "#E6EEF6", wave=12) + shapes.ridge(
        c.rng, c.wide, 830, 26, c.lit("#EAF1F8")
    ) + shapes.ridge(c.rng, c.wide, 955, 18, drift)


def _savanna(c: Canvas) -> tuple[str, str]:
    trees = "".join(
        f'<g fill="{c.lit("#6B7A3A", 0.3)}"><path d="M{x:.0f} {c.horizon + 6:.0f} l-4 -70 l-40 -22 l42 12 l6 -18 l5 20 l36 -14 l-34 24 l-3 68Z"/>'
        f'<ellipse cx="{x:.0f}" cy="{c.horizon - 92:.0f}" rx="78" ry="19"/><ellipse cx="{x + 22:.0f}" cy="{c.horizon - 106:.0f}" rx="48" ry="14"/></g>'
        for x in (c.rng.uniform(0, c.wide) for _ in range(3))
    )
    return _hills(c, ("#B5A05A", "#C2AC5C"), 46, 20) + trees, ground(c, "#D2B45C", "#DCC274") + shapes.tufts(
        c.rng, c.wide, c.horizon, c.lit("#A98A3A"), 110
    )


def _moon(c: Canvas) -> tuple[str, str]:
    craters = "".join(
        f'<ellipse cx="{x:.0f}" cy="{y:.0f}" rx="{r:.0f}" ry="{r * 0.3:.0f}" fill="#8C90A0"/><ellipse cx="{x:.0f}" cy="{y + r * 0.07:.0f}" rx="{r * 0.88:.0f}" ry="{r * 0.22:.0f}" fill="#A5A9B8"/>'
        for x, y, r in ((c.rng.uniform(0, c.wide), 690 + 290 * k / 9, 24 + 70 * k / 9) for k in range(9))
    )
    land = shapes.ridge(c.rng, c.wide, c.horizon - 26, 30, "#6F7384") + shapes.ridge(
        c.rng, c.wide, c.horizon + 6, 14, "#B4B8C6"
    )
    return "", land + craters


def _planet(c: Canvas) -> tuple[str, str]:
    far = shapes.mountains(c.rng, c.wide, c.horizon + 8, 220, c.lit("#8A4A6A", 0.3), cap=None)
    return far, ground(c, "#C0603F", "#D07A50", wave=14) + shapes.ridge(c.rng, c.wide, 880, 22, c.lit("#A84F36"))


def _underwater(c: Canvas) -> tuple[str, str]:
    top, low = ("#2FA5D8", "#0B3F78") if c.scene.time != "night" else ("#164A80", "#061B3C")
    rays = "".join(
        f'<path d="M{x:.0f} -20 l{w:.0f} 0 l{w * 1.2 - 120:.0f} 900 h{-w * 2.4:.0f}Z" fill="#FFFFFF" opacity=".07"/>'
        for x, w in ((c.rng.uniform(0, c.wide), c.rng.uniform(40, 110)) for _ in range(6))
    )
    sea = (
        f'<linearGradient id="deep" x2="0" y2="1"><stop stop-color="{top}"/><stop offset="1" stop-color="{low}"/></linearGradient>'
        f'<rect width="{c.wide:.0f}" height="1000" fill="url(#deep)"/>{rays}'
    )
    weeds = "".join(
        f'<path d="M{x:.0f} 960 q-26 {-h / 3:.0f} 0 {-h / 2:.0f} t0 {-h / 2:.0f} q30 {h / 4:.0f} 12 {h / 2:.0f} t6 {h / 2:.0f}Z" fill="{mix("#2F8F6A", low, 0.25)}"/>'
        for x, h in ((c.rng.uniform(0, c.wide), c.rng.uniform(110, 260)) for _ in range(int(9 * c.scene.ratio)))
    )
    bubbles = "".join(
        f'<circle cx="{c.rng.uniform(0, c.wide):.0f}" cy="{c.rng.uniform(60, 860):.0f}" r="{c.rng.uniform(3, 12):.0f}" fill="#FFFFFF" opacity=".22"/>'
        for _ in range(26)
    )
    bed = shapes.ridge(c.rng, c.wide, 850, 20, mix("#CDB27A", low, 0.45)) + shapes.ridge(
        c.rng, c.wide, 930, 16, mix("#E0C78F", low, 0.3)
    )
    return "", sea + weeds + bed + bubbles


def _open(c: Canvas) -> tuple[str, str]:  # noqa: ARG001 -- like its neighbours
    return "", ""


def _leaves(c: Canvas, colour: str) -> str:
    return {"autumn": "#D9822E", "winter": "#C9D5DE", "spring": mix(colour, "#F3B6CC", 0.35)}.get(
        c.scene.season, colour
    )


def _season_bits(c: Canvas) -> str:
    if c.scene.season == "autumn":
        return "".join(
            f'<ellipse cx="{c.rng.uniform(0, c.wide):.0f}" cy="{c.rng.uniform(c.horizon + 30, 990):.0f}" rx="9" ry="5" fill="{c.lit(c.rng.choice(("#D9622E", "#E0A02E", "#B5452A")))}"/>'
            for _ in range(60)
        )
    if c.scene.season == "spring":
        return shapes.blooms(c.rng, c.wide, c.horizon + 30, tuple(c.lit(f) for f in _FLOWERS), 40)
    return ""


OUTDOORS: dict[str, Callable[[Canvas], tuple[str, str]]] = {
    "desert": _desert, "beach": _beach, "sea": _sea, "mountains": _mountainous, "forest": _forest, "jungle": _jungle,
    "city": _city, "street": _street, "field": _field, "meadow": _meadow, "garden": _garden, "park": _park,
    "hills": _hilly, "savanna": _savanna, "snow": _snow, "space": _open, "sky": _open, "moon": _moon,
    "planet": _planet, "underwater": _underwater, "lake": _lake, "island": _island,
}  # fmt: skip
"""What draws each setting under the sky."""
