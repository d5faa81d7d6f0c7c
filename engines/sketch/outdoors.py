"""Settings in nature, as SVG: each returns its far land, the ground before it, and what frames it in front."""

from __future__ import annotations

import random
from collections.abc import Callable

from engines.sketch import growth, heavens, shapes
from engines.sketch.colours import mix
from engines.sketch.land import (
    GRASS,
    GREEN,
    Land,
    corner,
    fallen,
    flowers,
    fringe,
    ground,
    hills,
    peaks,
    rocks,
    sheets,
    tufts,
    water,
)
from engines.sketch.sky import Canvas

Outdoor = Callable[[Canvas], Land]


def _desert(c: Canvas) -> Land:
    far = sheets(
        shapes.mountains(c.rng, c.wide, c.horizon + 10, 170, c.lit("#B5673F", 0.75), cap=None),
        shapes.mountains(c.rng, c.wide, c.horizon + 14, 90, c.lit("#A9582F", 0.45), cap=None),
        hills(c, ("#D99A5B", "#E0A965"), 46, 26),
    )
    sand = [ground(c, "#EDBE7C", "#F3D19A", wave=10)]
    for y, swing, tone in ((760, 30, "#E2A961"), (850, 40, "#D6964C"), (965, 20, "#B87A3C")):
        lit, dark = c.lit(c.land(mix(tone, "#FFE3B0", 0.35))), c.lit(c.land(tone))
        sand.append(
            f'<linearGradient id="dune{y}" x2="1"><stop stop-color="{lit if c.sun < 0 else dark}"/><stop offset="1" stop-color="{dark if c.sun < 0 else lit}"/></linearGradient>'
            + shapes.ridge(c.rng, c.wide, y, swing, f"url(#dune{y})", waves=1.1)
        )
    ripples = "".join(f"M{c.rng.uniform(0, c.wide):.0f} {y:.0f}q40 -9 80 0t80 0t80 0" for y in range(790, 990, 18))
    lines = f'<path d="{ripples}" fill="none" stroke="{c.lit("#B87A3C")}" stroke-width="3" opacity=".35" stroke-linecap="round"/>'
    return far, sheets(*sand) + lines, rocks(c.rng, -30, c.wide * 0.13, 1004, 62, c.lit("#8A5232"), sun=c.sun)


def _field(c: Canvas) -> Land:
    far = sheets(
        hills(c, ("#6FA36A", "#7DB163", "#86B858"), 110, 38),
        growth.grove(c.rng, c.wide, c.horizon + 6, 62, c.lit(c.leaves("#4C8A45"), 0.4), gap=1.0, sun=c.sun),
    )
    hedge = growth.bushes(c.rng, -40, c.wide * 0.3, c.horizon + 62, 56, c.lit(c.leaves("#4C8A45"), 0.12), sun=c.sun)
    near = growth.tree(c.rng, c.wide * (0.09 if c.sun > 0 else 0.91), c.horizon + 86, 300, c.lit(c.leaves("#4A8B45"), 0.08),
                       trunk=c.lit("#6A4A32"), sun=c.sun)  # fmt: skip
    return far, ground(c, GRASS, GREEN) + hedge + near + tufts(c) + fallen(c), fringe(c, blooms=True)


def _meadow(c: Canvas) -> Land:
    far = sheets(
        peaks(c, 190, "#8FA6C8", 0.9, drop=-30),
        hills(c, ("#6FA36A", "#7DB163", "#8DBE62"), 90, 32),
        growth.grove(c.rng, c.wide, c.horizon + 8, 92, c.lit(c.leaves("#4C8A45"), 0.35), gap=0.75, sun=c.sun),
    )
    return far, ground(c, "#6FAE4C", GREEN) + tufts(c) + flowers(c, 120, c.horizon + 26), fringe(c, blooms=True)


def _hilly(c: Canvas) -> Land:
    far = hills(c, ("#5F9A68", "#6FA85E", "#7FB556", "#72A84C"), 170, 62)
    trees = "".join(
        growth.tree(
            c.rng,
            c.rng.uniform(0, c.wide),
            c.horizon + c.rng.uniform(-40, 30),
            c.rng.uniform(46, 80),
            c.lit(c.leaves("#4C8A45"), 0.3),
            trunk=c.lit("#6A4A32", 0.3),
            sun=c.sun,
        )
        for _ in range(int(7 * c.scene.ratio))
    )
    path = f'<path d="M{c.wide * 0.55:.0f} {c.horizon + 16:.0f}C{c.wide * 0.72:.0f} {c.horizon + 70:.0f} {c.wide * 0.3:.0f} 780 {c.wide * 0.18:.0f} 1000H{c.wide * 0.42:.0f}C{c.wide * 0.44:.0f} 800 {c.wide * 0.78:.0f} {c.horizon + 80:.0f} {c.wide * 0.57:.0f} {c.horizon + 16:.0f}Z" fill="{c.lit(c.land("#E0CFA2"))}" opacity=".85"/>'
    return far + trees, ground(c, GRASS, GREEN, wave=22) + path + tufts(c) + fallen(c), fringe(c)


def _garden(c: Canvas) -> Land:
    far = growth.grove(c.rng, c.wide, c.horizon + 10, 260, c.lit(c.leaves("#5A9A55"), 0.35), gap=0.42, sun=c.sun)
    pales = "".join(f"M{x:.0f} {c.horizon + 40:.0f}v-84l11 -15l11 15v84Z" for x in range(0, int(c.wide) + 30, 32))
    fence = f'<path d="M0 {c.horizon - 20:.0f}H{c.wide:.0f}v13H0ZM0 {c.horizon + 12:.0f}H{c.wide:.0f}v13H0Z" fill="{c.lit("#D8D0C0", 0.1)}"/><path d="{pales}" fill="{c.lit("#F8F4EC", 0.1)}"/>'
    bed = growth.bushes(c.rng, -30, c.wide + 30, c.horizon + 66, 62, c.lit(c.leaves("#4A8B45"), 0.06), sun=c.sun)
    roses = (
        ""
        if c.snowy
        else shapes.blooms(c.rng, c.wide, c.horizon - 4, tuple(c.lit(f) for f in ("#F06A8A", "#FFFFFF", "#F7C84A")), 0)
    )
    path = f'<path d="M{c.wide * 0.47:.0f} {c.horizon + 58:.0f}H{c.wide * 0.53:.0f}L{c.wide * 0.68:.0f} 1000H{c.wide * 0.32:.0f}Z" fill="{c.lit(c.land("#DCCBA8"))}"/>'
    stones = "".join(
        f'<ellipse cx="{c.wide * (0.5 + c.rng.uniform(-0.02, 0.02)):.0f}" cy="{y:.0f}" rx="{(y - c.horizon) * 0.2:.0f}" ry="{(y - c.horizon) * 0.045:.0f}" fill="{c.lit("#BFAE90")}"/>'
        for y in (c.horizon + 90, c.horizon + 140, c.horizon + 205, c.horizon + 290, c.horizon + 390)
    )
    return (
        sheets(far, fence),
        ground(c, GRASS, GREEN, c.horizon + 30)
        + path
        + stones
        + bed
        + roses
        + tufts(c, 40)
        + flowers(c, 40, c.horizon + 60),
        fringe(c, blooms=True) + corner(c, reach=200),
    )


def _mountainous(c: Canvas) -> Land:
    far = sheets(
        peaks(c, 430, "#8496B8", 0.72),
        peaks(c, 290, "#66788F", 0.42),
        growth.pines(c.rng, c.wide, c.horizon + 14, 92, c.lit("#4F7F68", 0.5), gap=0.32, sun=c.sun),
        growth.pines(
            c.rng,
            c.wide,
            c.horizon + 34,
            130,
            c.lit("#3F6B54", 0.2),
            gap=0.5,
            sun=c.sun,
            cap=c.lit("#FFFFFF", 0.2) if c.snowy else "",
        ),
    )
    stones = rocks(c.rng, c.wide * 0.02, c.wide * 0.2, c.horizon + 92, 30, c.lit("#8E97A0", 0.1), sun=c.sun)
    return far, ground(c, GRASS, GREEN, c.horizon + 22, wave=14) + stones + tufts(c) + fallen(c), fringe(c, blooms=True)


def _forest(c: Canvas) -> Land:
    cap = c.lit("#FFFFFF", 0.2) if c.snowy else ""
    far = sheets(
        *(
            growth.pines(
                c.rng,
                c.wide,
                c.horizon + drop,
                tall,
                c.lit(c.land("#3C6E4C") if c.snowy else "#3C6E4C", fade),
                gap=0.26,
                sun=c.sun,
                cap=cap if tall < 400 else "",  # noqa: PLR2004 -- all but the farthest
            )
            for drop, tall, fade in ((0, 400, 0.95), (14, 340, 0.66), (36, 260, 0.34))
        )
    )
    beams = ""
    if not c.light.overcast and not c.light.moon:
        x = c.light.orb[0] * c.wide
        beams = "".join(
            f'<path d="M{x + k * 30:.0f} -40L{x - c.sun * (420 + 130 * k):.0f} 980h{90 + 20 * k}L{x + k * 30 + 50:.0f} -40Z" fill="{mix(c.light.colour, "#FFF2C0", 0.7)}" opacity=".10"/>'
            for k in range(5)
        )
    trunks = ""
    for x, w in ((0.03, 76), (0.965, 92)):
        bark = c.lit(mix("#4A3628", "#0A1420", 0.25))
        trunks += (
            f'<path d="M{x * c.wide - w / 2:.0f} -20h{w}l8 940q26 50 60 84H{x * c.wide - w / 2 - 62:.0f}q44 -40 54 -84Z" fill="{bark}"/>'
            f'<path d="M{x * c.wide + c.sun * w * 0.36:.0f} -20l4 930" stroke="{c.lit("#8A6A4A")}" stroke-width="9" opacity=".5"/>'
        )
    floor = ground(c, "#567F42", "#7FA65C", c.horizon + 26)
    ferns = (
        ""
        if c.snowy
        else growth.bushes(c.rng, -20, c.wide * 0.22, c.horizon + 84, 48, c.lit("#4C7F3F", 0.1), sun=c.sun)
        + growth.bushes(c.rng, c.wide * 0.78, c.wide + 20, c.horizon + 92, 52, c.lit("#4C7F3F", 0.1), sun=c.sun)
    )
    return far + beams, floor + ferns + tufts(c, 90) + fallen(c), trunks + fringe(c, "#2F5E30")


def _jungle(c: Canvas) -> Land:
    far = sheets(
        *(
            growth.grove(
                c.rng, c.wide, c.horizon + drop, tall, c.lit(mix("#2F7F4F", tone, 0.3), fade), gap=0.36, sun=c.sun
            )
            for drop, tall, fade, tone in (
                (0, 470, 0.85, "#7FC08A"),
                (20, 380, 0.5, "#2F7F4F"),
                (44, 270, 0.16, "#1F5F3F"),
            )
        )
    )
    far += growth.palm(
        c.rng, c.wide * 0.2, c.horizon + 60, 430, c.lit("#3F8F4A", 0.1), trunk=c.lit("#6A4A30", 0.1), lean=0.1
    )
    vines = "".join(
        f'<path d="M{x:.0f} -10q{c.rng.uniform(-40, 40):.0f} {h / 2:.0f} {c.rng.uniform(-20, 20):.0f} {h:.0f}" fill="none"'
        f' stroke="{c.lit("#1F4F30")}" stroke-width="8" stroke-linecap="round"/>'
        for x, h in ((c.rng.uniform(0, c.wide), c.rng.uniform(120, 330)) for _ in range(6))
    )
    floor = ground(c, "#3F7A3F", "#6FA65A", c.horizon + 30) + tufts(c, 110, "#2C6B34")
    ferns = growth.bushes(c.rng, -20, c.wide + 20, c.horizon + 74, 60, c.lit("#35733C", 0.1), sun=c.sun)
    dark = c.lit(mix("#1F5A34", "#06141A", 0.3))
    reach = min(330.0, 0.34 * c.wide)
    front = (
        growth.fronds(c.rng, -20, 1010, reach, dark, angles=(-88, -66, -46, -26, -10))
        + growth.fronds(c.rng, c.wide + 20, 1010, reach, dark, angles=(-92, -114, -134, -154, -170))
        + growth.fronds(
            c.rng,
            c.wide + 10 if c.sun < 0 else -10,
            -10,
            reach,
            dark,
            angles=(100, 124, 148, 168) if c.sun < 0 else (80, 56, 32, 12),
        )
    )
    return far + vines, floor + ferns, front


def _sea(c: Canvas) -> Land:
    isle = peaks(c, 70, "#7C93B0", 0.85, cap=False, drop=2) if c.rng.random() < 0.5 else ""  # noqa: PLR2004
    swell = "".join(
        shapes.ridge(c.rng, c.wide, y, 9 + k * 3, c.lit(mix("#2478B4", "#0A2C62", 0.22 * k)), waves=3.4)
        for k, y in enumerate((925, 965))
    )
    return isle, water(c, c.horizon, 1000, mirror=isle), swell


def _beach(c: Canvas) -> Land:
    isle = peaks(c, 64, "#7C93B0", 0.85, cap=False, drop=2)
    sand = ground(c, "#F2D8A2", "#F8E7C2", 722, wave=8)
    wet = f'<g transform="translate(0 -13)">{shapes.ridge(random.Random(f"{c.scene.seed}/foam"), c.wide, 723, 8, mix(c.light.haze, "#FFFFFF", 0.75))}</g>'  # noqa: S311
    damp = f'<g transform="translate(0 12)" opacity=".5">{shapes.ridge(random.Random(f"{c.scene.seed}/foam"), c.wide, 723, 8, c.lit("#D9B880"))}</g>'  # noqa: S311
    bits = "".join(
        f'<ellipse cx="{c.rng.uniform(0, c.wide):.0f}" cy="{y:.0f}" rx="{3 + (y - 740) / 60:.0f}" ry="{1.5 + (y - 740) / 130:.1f}" fill="{c.lit(c.rng.choice(("#C9A468", "#FFFFFF", "#B98F5A")))}" opacity=".7"/>'
        for y in (c.rng.uniform(760, 990) for _ in range(40))
    )
    left = c.sun > 0
    tall = min(620.0, 0.62 * c.wide)
    palms = growth.palm(
        c.rng,
        c.wide * (0.05 if left else 0.95),
        815,
        tall,
        c.lit("#3F9A55"),
        trunk=c.lit("#9A7048"),
        lean=0.1 if left else -0.1,
    )
    palms += growth.palm(
        c.rng,
        c.wide * (-0.01 if left else 1.01),
        850,
        tall * 0.78,
        c.lit("#34864A"),
        trunk=c.lit("#86603E"),
        lean=0.16 if left else -0.16,
    )
    grass = growth.blades(c.rng, c.wide, 1006, 84, (c.lit("#A9A05A"), c.lit("#8A9A50")), dip=1.0)
    return isle, sheets(water(c, c.horizon, 770, mirror=isle, tone="#2AA0C8") + wet, sand + damp + bits, palms), grass


def _island(c: Canvas) -> Land:
    rng, wide = c.rng, c.wide
    sand = (
        f'<path d="M{-0.1 * wide:.0f} 1000 Q{0.1 * wide:.0f} 690 {0.5 * wide:.0f} {680 + rng.uniform(-8, 8):.0f} T{1.1 * wide:.0f} 1000Z" fill="{c.lit("#F3DDA8")}"/>'
        f'<path d="M{-0.05 * wide:.0f} 1010 Q{0.2 * wide:.0f} 790 {0.55 * wide:.0f} 780 T{1.08 * wide:.0f} 1010Z" fill="{c.lit("#E8C988")}"/>'
    )
    at = 0.22 if c.sun > 0 else 0.78
    tall = min(520.0, 0.6 * wide)
    palms = growth.palm(rng, wide * at, 800, tall, c.lit("#3F9A55"), trunk=c.lit("#9A7048"), lean=-0.12 * c.sun)
    palms += growth.palm(
        rng, wide * (at - 0.05 * c.sun), 815, tall * 0.7, c.lit("#34864A"), trunk=c.lit("#86603E"), lean=0.2 * c.sun
    )
    return (
        "",
        sheets(water(c, c.horizon, 1000, tone="#22B0C8"), sand, palms),
        growth.blades(rng, wide, 1006, 60, (c.lit("#6A9A50"),), dip=1.0),
    )


def _lake(c: Canvas) -> Land:
    far = sheets(
        peaks(c, 170, "#7C8AA8", 0.8, drop=6),
        hills(c, ("#6FA36A", "#5F9560"), 60, 18),
        growth.grove(c.rng, c.wide, c.horizon + 8, 96, c.lit(c.leaves("#4F8A58"), 0.36), gap=0.55, sun=c.sun),
    )
    return (
        far,
        sheets(
            water(c, c.horizon, 830, mirror=far),
            ground(c, GRASS, GREEN, 762, wave=14) + _reeds(c) + tufts(c, 60, top=770),
        ),
        fringe(c, blooms=True),
    )


def _mountain_lake(c: Canvas) -> Land:
    cap = c.lit("#FFFFFF", 0.2) if c.snowy else ""
    far = sheets(
        peaks(c, 400, "#8396BC", 0.66, drop=6),
        peaks(c, 240, "#6A7C9C", 0.4, drop=6),
        growth.pines(c.rng, c.wide, c.horizon + 8, 104, c.lit("#4C7A62", 0.36), gap=0.28, sun=c.sun, cap=cap),
    )
    shore = ground(c, "#7A8F5A", "#9AAF6A", 846, wave=12) + rocks(
        c.rng, c.wide * 0.55, c.wide * 1.02, 868, 34, c.lit("#8E97A4"), sun=c.sun
    )
    high = 560.0
    x = 0.06 * c.wide if c.sun > 0 else 0.94 * c.wide
    firs = growth.pine(x, 905, high, c.lit("#2F5E48"), sun=c.sun, cap=cap) + growth.pine(
        x + 90 * c.sun, 940, high * 0.6, c.lit("#356A50"), sun=c.sun, cap=cap
    )
    return far, sheets(water(c, c.horizon, 930, mirror=far, tone="#2F86A8"), shore, firs), fringe(c, tall=90)


def _reeds(c: Canvas) -> str:
    x0 = c.wide * (0.72 if c.sun < 0 else 0.02)
    stalks = "".join(
        f'<path d="M{x:.0f} 800q{b:.0f} {-h * 0.6:.0f} {b * 2:.0f} {-h:.0f}" stroke="{c.lit("#4F7F3F")}" stroke-width="4" fill="none"/>'
        f'<rect x="{x + b * 2 - 4:.0f}" y="{800 - h - 26:.0f}" width="8" height="34" rx="4" fill="{c.lit("#6A4428")}"/>'
        for x, h, b in (
            (x0 + c.rng.uniform(0, 0.24) * c.wide, c.rng.uniform(60, 130), c.rng.uniform(-8, 8)) for _ in range(9)
        )
    )
    return "" if c.snowy else stalks


def _snow(c: Canvas) -> Land:
    far = sheets(
        peaks(c, 300, "#A9BCD6", 0.7),
        hills(c, ("#D5E2EE", "#E3ECF4"), 70, 30),
        growth.pines(
            c.rng, c.wide, c.horizon + 8, 110, c.lit("#6F9A92", 0.42), gap=0.5, sun=c.sun, cap=c.lit("#FFFFFF", 0.2)
        ),
    )
    blue = c.lit("#C3D6EA")
    drifts = "".join(
        shapes.ridge(c.rng, c.wide, y, 26, c.lit(tone)) for y, tone in ((770, "#EDF3F9"), (860, "#E1EAF4"))
    )
    firs = growth.pine(
        c.wide * (0.07 if c.sun > 0 else 0.93), 800, 420, c.lit("#5F8A80", 0.05), sun=c.sun, cap=c.lit("#FFFFFF")
    )
    sparkle = "".join(f"M{c.rng.uniform(0, c.wide):.0f} {c.rng.uniform(c.horizon + 60, 990):.0f}h0" for _ in range(60))
    glints = f'<path d="{sparkle}" stroke="#FFFFFF" stroke-width="5" stroke-linecap="round" opacity=".8"/>'
    return (
        far,
        sheets(ground(c, "#F5F9FD", "#E6EEF6", wave=12), drifts + firs + glints),
        shapes.ridge(c.rng, c.wide, 978, 16, blue),
    )


def _savanna(c: Canvas) -> Land:
    def acacia(x: float, y: float, s: float, fade: float) -> str:
        leaf, bark = c.lit("#7A8A3F", fade), c.lit("#5A4632", fade)
        return (
            f'<g transform="translate({x:.0f} {y:.0f}) scale({s:.2f})"><path d="M-5 0C0 -60 -6 -80 -46 -120L-38 -124L0 -86L4 -130H12L10 -84L50 -122L58 -116C14 -76 8 -50 9 0Z" fill="{bark}"/>'
            f'<path d="M-110 -122Q-90 -160 0 -164T116 -120Q60 -108 0 -116T-110 -122Z" fill="{leaf}"/><path d="M-70 -140Q-30 -176 40 -168T96 -136Q30 -148 -70 -140Z" fill="{mix(leaf, "#FFF3B0", 0.25)}"/></g>'
        )

    trees = "".join(acacia(c.rng.uniform(0, c.wide), c.horizon + 8, c.rng.uniform(0.35, 0.6), 0.5) for _ in range(4))
    near = acacia(c.wide * (0.12 if c.sun > 0 else 0.88), c.horizon + 96, 1.9, 0.08)
    floor = ground(c, "#D2B45C", "#E4CC7E") + tufts(c, 120, "#A98A3A")
    return sheets(hills(c, ("#B5A05A", "#C2AC5C"), 60, 20), trees), floor + near, fringe(c, "#A98A3A", 130)


OUTDOORS: dict[str, Outdoor] = {
    "desert": _desert, "beach": _beach, "sea": _sea, "mountains": _mountainous, "forest": _forest, "jungle": _jungle,
    "field": _field, "meadow": _meadow, "garden": _garden, "hills": _hilly, "savanna": _savanna, "snow": _snow,
    "space": heavens.space, "sky": heavens.aloft, "moon": heavens.moon, "planet": heavens.planet, "lake": _lake, "island": _island,
    "mountainlake": _mountain_lake,
}  # fmt: skip
"""What draws each setting in nature."""
