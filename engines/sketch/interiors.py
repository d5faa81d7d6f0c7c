"""Settings under a roof, as SVG."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from engines.sketch.colours import mix

Lit = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Inside:
    """What a room is painted with: its width (the height is 1000), where the floor begins, palette, light and hour."""

    wide: float
    floor: float
    rng: random.Random
    palette: int
    lit: Lit
    time: str


Interior = Callable[[Inside], str]

_WALLS = ("#E9DCC6", "#CFDCE0", "#E6CFC4", "#D6DCC4", "#D9D0E2")
_PANES = {"day": "#AEDCF5", "dawn": "#FFD9B8", "sunset": "#FFB37A", "dusk": "#6B6AA8", "night": "#1D2B58"}


def _boards(wide: float, y: float, colour: str) -> str:
    lines = "".join(
        f"M{wide / 2 + (k - 9) * wide * 0.07:.0f} {y:.0f}L{wide / 2 + (k - 9) * wide * 0.2:.0f} 1000" for k in range(19)
    )
    dark = mix(colour, "#000000", 0.14)
    return (
        f'<linearGradient id="floor" x2="0" y2="1"><stop stop-color="{dark}"/><stop offset="1" stop-color="{colour}"/></linearGradient>'
        f'<rect y="{y:.0f}" width="{wide:.0f}" height="{1000 - y:.0f}" fill="url(#floor)"/><path d="{lines}" stroke="{dark}" stroke-width="3" opacity=".6"/>'
    )


def _wall(wide: float, y: float, colour: str) -> str:
    shade = mix(colour, "#000000", 0.12)
    return (
        f'<linearGradient id="wall" x2="0" y2="1"><stop stop-color="{shade}"/><stop offset="1" stop-color="{colour}"/></linearGradient>'
        f'<rect width="{wide:.0f}" height="{y:.0f}" fill="url(#wall)"/><rect y="{y - 22:.0f}" width="{wide:.0f}" height="24" fill="{mix(colour, "#FFFFFF", 0.5)}"/>'
    )


def _window(x: float, y: float, w: float, h: float, *, lit: Lit, time: str, curtain: str) -> str:
    frame = lit("#FBF7EE")
    out = (
        f'<rect x="{x - 12:.0f}" y="{y - 12:.0f}" width="{w + 24:.0f}" height="{h + 24:.0f}" fill="{frame}"/>'
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{w:.0f}" height="{h:.0f}" fill="{_PANES[time]}"/>'
        f'<path d="M{x:.0f} {y + h * 0.72:.0f} q{w * 0.3:.0f} {-h * 0.2:.0f} {w * 0.55:.0f} 0 t{w * 0.45:.0f} -8 V{y + h:.0f} H{x:.0f}Z" fill="{mix("#6FA36A", _PANES[time], 0.4)}"/>'
        f'<path d="M{x + w / 2 - 4:.0f} {y:.0f}h8v{h:.0f}h-8ZM{x:.0f} {y + h / 2 - 4:.0f}h{w:.0f}v8h{-w:.0f}Z" fill="{frame}"/>'
    )
    for side, far in ((x - 46, x + 26), (x + w + 46, x + w - 26)):
        out += f'<path d="M{side:.0f} {y - 28:.0f} L{far:.0f} {y - 28:.0f} Q{(side + far) / 2:.0f} {y + h * 0.5:.0f} {(side * 2 + far) / 3:.0f} {y + h + 34:.0f} L{side:.0f} {y + h + 34:.0f}Z" fill="{lit(curtain)}"/>'
    return out


def room(at: Inside) -> str:
    """Return a living room."""
    wide, y, rng, palette, lit, time = at.wide, at.floor, at.rng, at.palette, at.lit, at.time
    wall = _WALLS[palette % len(_WALLS)]
    x = rng.choice((0.14, 0.62)) * wide
    frame = f'<rect x="{wide - x - 200:.0f}" y="190" width="170" height="130" fill="{lit("#8A6A4A")}"/><rect x="{wide - x - 186:.0f}" y="204" width="142" height="102" fill="{lit("#F3E9D6")}"/>'
    hill = f'<path d="M{wide - x - 186:.0f} 306 v-34 l40 -34 l34 30 l26 -18 l42 36 v20Z" fill="{lit("#7FA58A")}"/>'
    return lit_all(
        _wall(wide, y, lit(wall)),
        _boards(wide, y, lit("#C79A66")),
        _window(x, 130, 210, 270, lit=lit, time=time, curtain="#C8685A"),
        frame,
        hill,
    )


def kitchen(at: Inside) -> str:
    """Return a kitchen with a counter along the wall."""
    wide, y, rng, palette, lit, time = at.wide, at.floor, at.rng, at.palette, at.lit, at.time
    wall = _WALLS[(palette + 1) % len(_WALLS)]
    tiles = "".join(f"M0 {row:.0f}H{wide:.0f}" for row in range(int(y) - 250, int(y) - 110, 46))
    tiles += "".join(f"M{x} {y - 250:.0f}V{y - 110:.0f}" for x in range(0, int(wide) + 60, 60))
    doors = "".join(
        f'<rect x="{x + 6}" y="{y - 74:.0f}" width="148" height="92" rx="5" fill="{lit("#7FA0A8")}"/><circle cx="{x + 138}" cy="{y - 28:.0f}" r="6" fill="{lit("#E8DFC8")}"/>'
        for x in range(0, int(wide) + 160, 160)
    )
    checks = "".join(
        f"M{wide / 2 + (k - 8) * wide * 0.09:.0f} {y + 24:.0f}L{wide / 2 + (k - 8) * wide * 0.24:.0f} 1000"
        for k in range(17)
    ) + "".join(f"M0 {row}H{wide:.0f}" for row in (740, 820, 920))
    return lit_all(
        _wall(wide, y, lit(wall)),
        f'<path d="{tiles}" stroke="{lit("#FFFFFF")}" stroke-width="4" opacity=".55"/>',
        _window(wide * rng.choice((0.2, 0.62)), 110, 230, 220, lit=lit, time=time, curtain="#E0A84F"),
        f'<rect y="{y - 84:.0f}" width="{wide:.0f}" height="110" fill="{lit("#6A8C95")}"/>{doors}',
        f'<rect y="{y - 106:.0f}" width="{wide:.0f}" height="26" rx="6" fill="{lit("#D9BE94")}"/>',
        f'<rect y="{y + 24:.0f}" width="{wide:.0f}" height="{1000 - y:.0f}" fill="{lit("#E4DACB")}"/>',
        f'<path d="{checks}" stroke="{lit("#C7B8A2")}" stroke-width="4"/>',
    )


def bedroom(at: Inside) -> str:
    """Return a bedroom with stars on its wallpaper."""
    wide, y, rng, palette, lit, time = at.wide, at.floor, at.rng, at.palette, at.lit, at.time
    wall = _WALLS[(palette + 4) % len(_WALLS)]
    dots = "".join(
        f'<circle cx="{x + (row % 2) * 60:.0f}" cy="{60 + row * 80}" r="6"/>'
        for row in range(7)
        for x in range(20, int(wide), 120)
    )
    return lit_all(
        _wall(wide, y, lit(wall)),
        f'<g fill="{lit("#FFFFFF")}" opacity=".5">{dots}</g>',
        _window(wide * rng.choice((0.16, 0.64)), 140, 200, 240, lit=lit, time=time, curtain="#8C7FC0"),
        _boards(wide, y, lit("#B58A5C")),
        f'<ellipse cx="{wide / 2:.0f}" cy="890" rx="{wide * 0.36:.0f}" ry="74" fill="{lit("#D8A7A0")}"/>',
    )


def stage(at: Inside) -> str:
    """Return a stage with curtains and spotlights, whatever the hour."""
    wide, y, rng, palette = at.wide, at.floor, at.rng, at.palette
    folds = "".join(
        f'<path d="M{x:.0f} 0 q14 {y / 2:.0f} 0 {y + 20:.0f} h{wide / 18:.0f} q-14 {-y / 2:.0f} 0 {-y - 20:.0f}Z" fill="{"#A8232F" if k % 2 else "#8C1A28"}"/>'
        for k, x in enumerate(wide * n / 18 for n in range(18))
    )
    beams = "".join(
        f'<path d="M{x:.0f} -10 L{wide * (0.5 + k * 0.16) - 170:.0f} 1000 H{wide * (0.5 + k * 0.16) + 170:.0f} L{x + 30:.0f} -10Z" fill="#FFF3C8" opacity=".16"/>'
        for k, x in ((-1, wide * 0.18), (0, wide * rng.uniform(0.45, 0.52)), (1, wide * 0.8))
    )
    tone = ("#8A5A38", "#7A5242")[palette % 2]
    back = f'<rect width="{wide:.0f}" height="{y + 4:.0f}" fill="#7A1522"/>'
    return back + folds + _boards(wide, y, tone) + beams


def studio(at: Inside) -> str:
    """Return a plain seamless backdrop."""
    wide, y, palette, lit = at.wide, at.floor, at.palette, at.lit
    tone = lit(("#EADFD0", "#D5E3EA", "#F0D9CF", "#DCE6D2", "#E2DAEC")[palette % 5])
    edge = mix(tone, "#5A5060", 0.28)
    return (
        f'<radialGradient id="plain" gradientUnits="userSpaceOnUse" cx="{wide / 2:.0f}" cy="430" r="{max(wide, 1000) * 0.75:.0f}">'
        f'<stop stop-color="{mix(tone, "#FFFFFF", 0.55)}"/><stop offset="1" stop-color="{edge}"/></radialGradient>'
        f'<rect width="{wide:.0f}" height="1000" fill="url(#plain)"/>'
        f'<linearGradient id="sweep" x2="0" y2="1"><stop stop-color="{edge}" stop-opacity="0"/><stop offset="1" stop-color="{edge}" stop-opacity=".55"/></linearGradient>'
        f'<rect y="{y:.0f}" width="{wide:.0f}" height="{1000 - y:.0f}" fill="url(#sweep)"/>'
    )


def cave(at: Inside) -> str:
    """Return a cave with a bright opening."""
    wide, y, rng, palette = at.wide, at.floor, at.rng, at.palette
    teeth = "".join(f"M{x:.0f} -5l{w / 2:.0f} {h:.0f}l{w / 2:.0f} {-h:.0f}Z" for x, w, h in
                    ((wide * n / 14, wide / 13, rng.uniform(70, 230)) for n in range(14)))  # fmt: skip
    hole = ("#FFE7A8", "#BFE3F2", "#F2C6A0")[palette % 3]
    return (
        f'<rect width="{wide:.0f}" height="1000" fill="#2E2733"/><radialGradient id="mouth"><stop stop-color="{hole}"/><stop offset=".4" stop-color="{hole}" stop-opacity=".65"/>'
        f'<stop offset="1" stop-color="{hole}" stop-opacity="0"/></radialGradient><ellipse cx="{wide / 2:.0f}" cy="430" rx="{wide * 0.4:.0f}" ry="400" fill="url(#mouth)"/>'
        f'<path d="M0 {y:.0f} Q{wide * 0.5:.0f} {y - 30:.0f} {wide:.0f} {y:.0f} V1000 H0Z" fill="#5A4A4E"/><path d="M0 860 Q{wide * 0.5:.0f} 800 {wide:.0f} 870 V1000 H0Z" fill="#4A3C42"/>'
        f'<path d="{teeth}" fill="#221C28"/>'
    )


def lit_all(*parts: str) -> str:
    """Return parts joined, back to front."""
    return "".join(parts)


INTERIORS: dict[str, Interior] = {
    "room": room,
    "kitchen": kitchen,
    "bedroom": bedroom,
    "stage": stage,
    "studio": studio,
    "cave": cave,
}
"""What draws each setting under a roof."""
