"""Settings off the ground or off this world, as SVG."""

from __future__ import annotations

from engines.sketch import growth, shapes
from engines.sketch.colours import mix
from engines.sketch.land import Land, ground, rocks, sheets
from engines.sketch.sky import Canvas


def moon(c: Canvas) -> Land:
    """Return the surface of the moon, with the earth over it."""

    def crater(x: float, y: float, r: float) -> str:
        return (
            f'<ellipse cx="{x:.0f}" cy="{y:.0f}" rx="{r:.0f}" ry="{r * 0.3:.0f}" fill="#D2D5E0"/><ellipse cx="{x:.0f}" cy="{y + r * 0.03:.0f}" rx="{r * 0.92:.0f}" ry="{r * 0.25:.0f}" fill="#6F7386"/>'
            f'<ellipse cx="{x:.0f}" cy="{y + r * 0.09:.0f}" rx="{r * 0.82:.0f}" ry="{r * 0.18:.0f}" fill="#989CAD"/>'
        )

    holes = "".join(crater(c.rng.uniform(0, c.wide), 712 + 270 * k / 8, 22 + 80 * k / 8) for k in range(9))
    x, y = c.wide * (0.76 if c.sun < 0 else 0.2), 190.0
    earth = (
        f'<radialGradient id="earthglow"><stop offset=".6" stop-color="#6FB8FF" stop-opacity=".5"/><stop offset="1" stop-color="#6FB8FF" stop-opacity="0"/></radialGradient>'
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="130" fill="url(#earthglow)"/><circle cx="{x:.0f}" cy="{y:.0f}" r="88" fill="#2F7FD8"/>'
        f'<path d="M{x - 60:.0f} {y - 40:.0f}q40 -40 70 -20q-8 30 12 44q-30 40 -52 12q-30 -6 -30 -36ZM{x + 20:.0f} {y + 20:.0f}q40 -14 52 14q-14 40 -44 40q-20 -20 -8 -54Z" fill="#4FAE6A"/>'
        f'<path d="M{x - 76:.0f} {y + 30:.0f}q50 -22 84 4M{x - 30:.0f} {y - 62:.0f}q40 -14 84 12" stroke="#FFFFFF" stroke-width="10" stroke-linecap="round" opacity=".8" fill="none"/>'
        f'<path d="M{x:.0f} {y - 88:.0f}a88 88 0 0 {1 if c.sun < 0 else 0} 0 176a120 120 0 0 {0 if c.sun < 0 else 1} 0 -176Z" fill="#06102E" opacity=".55"/>'
    )
    land = sheets(
        shapes.mountains(c.rng, c.wide, c.horizon + 4, 110, "#565A6C", cap=None),
        shapes.ridge(c.rng, c.wide, c.horizon - 12, 26, "#7D8194"),
        '<linearGradient id="dust" gradientUnits="userSpaceOnUse" x1="0" x2="0" y1="640" y2="1000"><stop stop-color="#C9CCD8"/><stop offset="1" stop-color="#85899A"/></linearGradient>'
        + shapes.ridge(c.rng, c.wide, c.horizon + 16, 14, "url(#dust)")
        + holes,
    )
    named = any(thing.art.startswith("globe-showing") for thing in c.scene.things)
    return "" if named else earth, land, rocks(c.rng, c.wide * 0.8, c.wide * 1.02, 1004, 70, "#5E6274", sun=c.sun)


def planet(c: Canvas) -> Land:
    """Return the land of another world."""
    x, y = c.wide * (0.7 if c.sun < 0 else 0.26), 230.0
    ringed = (
        f'<ellipse cx="{x:.0f}" cy="{y:.0f}" rx="190" ry="34" fill="none" stroke="#FFD9A0" stroke-width="12" opacity=".55" transform="rotate(-16 {x:.0f} {y:.0f})"/>'
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="96" fill="{c.lit("#E8A07A", 0.3)}"/><path d="M{x - 92:.0f} {y - 26:.0f}q92 30 184 0M{x - 92:.0f} {y + 26:.0f}q92 30 184 0" stroke="{c.lit("#C8705A", 0.3)}" stroke-width="14" fill="none" opacity=".6"/>'
    )
    far = sheets(
        ringed,
        shapes.mountains(c.rng, c.wide, c.horizon + 8, 300, c.lit("#8A4A6A", 0.7), cap=None),
        shapes.mountains(c.rng, c.wide, c.horizon + 8, 170, c.lit("#7A3A52", 0.35), cap=None),
    )
    return (
        far,
        ground(c, "#C0603F", "#E09060", wave=14) + shapes.ridge(c.rng, c.wide, 880, 22, c.lit("#A84F36")),
        rocks(c.rng, -30, c.wide * 0.16, 1004, 70, c.lit("#6E2F2A"), sun=c.sun),
    )


def space(c: Canvas) -> Land:
    """Return open space with planets."""
    one, two = (
        ("#E88A5A", "#8A3A5A"),
        ("#5FB0D8", "#2A4A8A"),
        ("#B58AE0", "#4A2F7A"),
        ("#6FC8A0", "#1F5A6A"),
        ("#F2C06A", "#A85A3A"),
    )[c.scene.palette % 5]
    side = 1 if c.sun < 0 else 0
    x, y, r = c.wide * (0.88 if side else 0.12), 1010.0, min(420.0, 0.46 * c.wide)
    bands = "".join(
        f'<path d="M{x - r:.0f} {y - r * at:.0f}Q{x:.0f} {y - r * (at - 0.16):.0f} {x + r:.0f} {y - r * at:.0f}V{y - r * (at - 0.1):.0f}Q{x:.0f} {y - r * (at - 0.26):.0f} {x - r:.0f} {y - r * (at - 0.1):.0f}Z" fill="{mix(one, "#FFFFFF", 0.3)}" opacity=".4"/>'
        for at in (0.86, 0.6, 0.3)
    )
    giant = (
        f'<radialGradient id="giantglow"><stop offset=".86" stop-color="{one}" stop-opacity=".45"/><stop offset="1" stop-color="{one}" stop-opacity="0"/></radialGradient><circle cx="{x:.0f}" cy="{y:.0f}" r="{r * 1.16:.0f}" fill="url(#giantglow)"/>'
        f'<linearGradient id="giant" x1="{1 - side}" x2="{side}" y1="0" y2="1"><stop stop-color="{mix(one, "#FFFFFF", 0.2)}"/><stop offset=".5" stop-color="{one}"/><stop offset="1" stop-color="{two}"/></linearGradient><clipPath id="disc"><circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.0f}"/></clipPath>'
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.0f}" fill="url(#giant)"/><g clip-path="url(#disc)">{bands}</g>'
    )
    a, b, s = c.wide * (0.14 if side else 0.86), 170 + c.rng.uniform(-40, 60), c.rng.uniform(36, 54)
    small = f'<circle cx="{a:.0f}" cy="{b:.0f}" r="{s:.0f}" fill="{mix(two, "#C8C8E8", 0.5)}"/><path d="M{a:.0f} {b - s:.0f}a{s:.0f} {s:.0f} 0 0 {side} 0 {2 * s:.0f}a{s * 1.3:.0f} {s * 1.3:.0f} 0 0 {1 - side} 0 {-2 * s:.0f}Z" fill="#0A0A24" opacity=".45"/>'
    return "", sheets(small, giant), ""


def aloft(c: Canvas) -> Land:
    """Return the sky over a sea of clouds."""
    pale, shade = (
        mix(c.light.sky[2], "#FFFFFF", 0.7 if not c.light.moon else 0.2),
        mix(c.light.sky[1], c.light.sky[2], 0.6),
    )
    banks = []
    for y, r, share in ((900, 90, 0.55), (960, 110, 0.2)):
        lumps = [
            (x, y + c.rng.uniform(-14, 14), r * c.rng.uniform(0.7, 1.2))
            for x in range(-60, int(c.wide) + 120, int(r * 0.9))
        ]
        banks.append(
            f'<path d="{growth.rounds(lumps)}M0 {y}H{c.wide:.0f}V1010H0Z" fill="{mix(pale, shade, share + 0.25)}"/>'
            f'<path d="{growth.rounds((x + c.sun * 10, top - 12, s * 0.84) for x, top, s in lumps)}" fill="{mix(pale, shade, share)}"/>'
        )
    return "", sheets(*banks), ""
