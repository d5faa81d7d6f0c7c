# ruff: noqa: PLR0917 -- where, how large and in what colour stand first in every shape
"""Walls, floors, windows and what stands along a wall, as SVG."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engines.sketch import growth
from engines.sketch.colours import mix

Lit = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Inside:
    """What a room is painted with: its width (the height is 1000), where the floor begins, palette, light and hour.

    ``tint`` is the colour of its walls where one was asked for; ``board``: the room brings its own board along.
    """

    wide: float
    floor: float
    rng: random.Random
    palette: int
    lit: Lit
    time: str
    tint: str = ""
    board: bool = True

    @property
    def dark(self) -> bool:
        """Return whether lamps are on."""
        return self.time in {"night", "dusk"}


WALLS = ("#E9D9BE", "#C3D6D8", "#E6C9BA", "#CBD6B4", "#D3C6DE")
ACCENTS = ("#C8685A", "#3F7F8A", "#D98A4A", "#6F8F4F", "#8A6FB0")
_PANES = {
    "day": ("#8CCBF0", "#E3F4FB"), "dawn": ("#F3B9A8", "#FFE9C8"), "sunset": ("#E8757A", "#FFC57A"),
    "dusk": ("#3F4A86", "#B58AA8"), "night": ("#101B42", "#33508A"),
}  # fmt: skip
_SPINES = ("#C8503F", "#3F6F9A", "#E0A33A", "#4F8A5B", "#7A5A9A", "#2F8A8A", "#B5568F", "#E6DCC8", "#5A4A42")


def wall(at: Inside, colour: str, *, panel: str = "", stripes: bool = False) -> str:
    """Return a back wall with its skirting, panelled to a third of its height where ``panel`` is a colour."""
    wide, y = at.wide, at.floor
    colour = mix(colour, at.tint, 0.8) if at.tint else colour
    panel = mix(panel, at.tint, 0.4) if at.tint and panel else panel
    shade, low = at.lit(mix(colour, "#2A1A30", 0.2)), at.lit(colour)
    out = (
        f'<linearGradient id="wall" x2="0" y2="1"><stop stop-color="{shade}"/><stop offset=".55" stop-color="{low}"/></linearGradient>'
        f'<rect width="{wide:.0f}" height="{y:.0f}" fill="url(#wall)"/>'
    )
    if stripes:
        lines = "".join(f"M{x} 0h28V{y:.0f}h-28Z" for x in range(0, int(wide) + 60, 56))
        out += f'<path d="{lines}" fill="{at.lit(mix(colour, "#FFFFFF", 0.4))}" opacity=".35"/>'
    if panel:
        top = y * 0.66
        boards = "".join(f"M{x} {top:.0f}V{y:.0f}" for x in range(0, int(wide) + 60, 58))
        out += f'<rect y="{top:.0f}" width="{wide:.0f}" height="{y - top:.0f}" fill="{at.lit(panel)}"/><path d="{boards}" stroke="{at.lit(mix(panel, "#000000", 0.22))}" stroke-width="4"/><rect y="{top - 10:.0f}" width="{wide:.0f}" height="16" fill="{at.lit(mix(panel, "#FFFFFF", 0.28))}"/>'
    return (
        out
        + f'<rect y="{y - 22:.0f}" width="{wide:.0f}" height="24" fill="{at.lit(mix(panel or colour, "#FFFFFF", 0.5))}"/>'
    )


def boards(at: Inside, colour: str) -> str:
    """Return floor boards that run towards the viewer."""
    wide, y = at.wide, at.floor
    lines = "".join(
        f"M{wide / 2 + (k - 12) * wide * 0.055:.0f} {y:.0f}L{wide / 2 + (k - 12) * wide * 0.17:.0f} 1000"
        for k in range(25)
    )
    joints = "".join(
        f"M{at.rng.uniform(0, wide):.0f} {y + (1000 - y) * (k / 14) ** 1.4:.0f}h{30 + 9 * k}" for k in range(1, 14)
    )
    dark = at.lit(mix(colour, "#1A0F10", 0.3))
    return (
        f'<linearGradient id="floor" x2="0" y2="1"><stop stop-color="{at.lit(mix(colour, "#1A0F10", 0.18))}"/><stop offset=".35" stop-color="{at.lit(colour)}"/><stop offset="1" stop-color="{dark}"/></linearGradient>'
        f'<rect y="{y:.0f}" width="{wide:.0f}" height="{1000 - y:.0f}" fill="url(#floor)"/><path d="{lines}{joints}" stroke="{dark}" stroke-width="3" opacity=".5" fill="none"/>'
    )


def tiles(at: Inside, one: str, other: str) -> str:
    """Return a chequered floor."""
    wide, y = at.wide, at.floor
    rows = [y + (1004 - y) * t for t in (0, 0.08, 0.19, 0.34, 0.54, 0.78, 1.08)]
    out = f'<rect y="{y:.0f}" width="{wide:.0f}" height="{1000 - y:.0f}" fill="{at.lit(one)}"/>'
    path = []
    for r in range(6):
        for k in range(-16, 16):
            if (r + k) % 2:
                continue
            a, b = (0.06 + 0.13 * (rows[r + n] - y) / (1000 - y) for n in (0, 1))
            path.append(
                f"M{wide / 2 + k * wide * a:.0f} {rows[r]:.0f}L{wide / 2 + (k + 1) * wide * a:.0f} {rows[r]:.0f}L{wide / 2 + (k + 1) * wide * b:.0f} {rows[r + 1]:.0f}L{wide / 2 + k * wide * b:.0f} {rows[r + 1]:.0f}Z"
            )
    shade = f'<linearGradient id="floor" x2="0" y2="1"><stop stop-color="#1A0F20" stop-opacity=".22"/><stop offset=".4" stop-color="#1A0F20" stop-opacity="0"/><stop offset="1" stop-color="#1A0F20" stop-opacity=".34"/></linearGradient><rect y="{y:.0f}" width="{wide:.0f}" height="{1000 - y:.0f}" fill="url(#floor)"/>'
    return f'{out}<path d="{"".join(path)}" fill="{at.lit(other)}"/>{shade}'


def window(at: Inside, x: float, y: float, w: float, h: float, *, curtain: str = "", panes: int = 2) -> str:
    """Return a window onto the hour outside, with curtains where they have a colour, and the light it throws."""
    top, low = _PANES[at.time]
    frame, name = at.lit("#FBF7EE"), f"pane{x:.0f}"
    bars = "".join(f"M{x + w * k / panes - 4:.0f} {y:.0f}h8v{h:.0f}h-8Z" for k in range(1, panes))
    out = (
        f'<linearGradient id="{name}" x2="0" y2="1"><stop stop-color="{top}"/><stop offset="1" stop-color="{low}"/></linearGradient>'
        f'<rect x="{x - 13:.0f}" y="{y - 13:.0f}" width="{w + 26:.0f}" height="{h + 26:.0f}" fill="{frame}"/><rect x="{x:.0f}" y="{y:.0f}" width="{w:.0f}" height="{h:.0f}" fill="url(#{name})"/>'
        f'<path d="M{x:.0f} {y + h * 0.74:.0f}q{w * 0.26:.0f} {-h * 0.16:.0f} {w * 0.5:.0f} 0t{w * 0.5:.0f} -10V{y + h:.0f}H{x:.0f}Z" fill="{mix("#5F9A6A", low, 0.45 if not at.dark else 0.7)}"/>'
        f'<path d="M{x:.0f} {y + h * 0.84:.0f}q{w * 0.3:.0f} {-h * 0.1:.0f} {w:.0f} {-h * 0.02:.0f}V{y + h:.0f}H{x:.0f}Z" fill="{mix("#4F8A5A", top, 0.25 if not at.dark else 0.6)}"/>'
    )
    if at.time == "night":
        out += f'<circle cx="{x + w * 0.74:.0f}" cy="{y + h * 0.24:.0f}" r="{w * 0.08:.0f}" fill="#FBF3D6"/>'
    out += (
        f'<path d="M{x + w * 0.06:.0f} {y + h * 0.4:.0f}L{x + w * 0.34:.0f} {y:.0f}h{w * 0.1:.0f}L{x + w * 0.06:.0f} {y + h * 0.56:.0f}Z" fill="#FFFFFF" opacity=".25"/>'
        f'<path d="{bars}M{x:.0f} {y + h * 0.4:.0f}h{w:.0f}v7h{-w:.0f}Z" fill="{frame}"/><rect x="{x - 22:.0f}" y="{y + h + 10:.0f}" width="{w + 44:.0f}" height="14" rx="3" fill="{frame}"/>'
    )
    if curtain:
        cloth, fold = at.lit(curtain), at.lit(mix(curtain, "#20101A", 0.28))
        out += f'<rect x="{x - 80:.0f}" y="{y - 44:.0f}" width="{w + 160:.0f}" height="9" rx="4" fill="{at.lit("#8A6A4A")}"/>'
        for side, inner in ((x - 62, x + w * 0.16), (x + w + 62, x + w * 0.84)):
            out += f'<path d="M{side:.0f} {y - 38:.0f}H{inner:.0f}Q{inner:.0f} {y + h * 0.5:.0f} {(side * 1.3 + inner * 0.7) / 2:.0f} {y + h + 62:.0f}H{side:.0f}Z" fill="{cloth}"/>'
            out += "".join(
                f'<path d="M{side + (inner - side) * t:.0f} {y - 38:.0f}Q{side + (inner - side) * t * 0.9:.0f} {y + h * 0.5:.0f} {side + (inner - side) * t * 0.5:.0f} {y + h + 62:.0f}" stroke="{fold}" stroke-width="6" fill="none" opacity=".55"/>'
                for t in (0.25, 0.55, 0.8)
            )
    return out


def sunbeam(at: Inside, x: float, w: float) -> str:
    """Return the light that a window throws onto the floor, none in the dark."""
    if at.dark:
        return ""
    y, lean = at.floor, at.wide * 0.1 * (1 if x < at.wide / 2 else -1)
    tone = "#FFF1C0" if at.time == "day" else "#FFC890"
    return f'<path d="M{x + lean * 0.3:.0f} {y + 20:.0f}h{w * 0.46:.0f}l{lean * 1.3:.0f} 210h{-w * 0.62:.0f}ZM{x + w * 0.54 + lean * 0.3:.0f} {y + 20:.0f}h{w * 0.46:.0f}l{lean * 1.6:.0f} 210h{-w * 0.62:.0f}Z" fill="{tone}" opacity=".3"/>'


def lampglow(x: float, y: float, r: float, name: str, *, strength: float = 0.6) -> str:
    """Return the glow of a lamp."""
    return f'<radialGradient id="{name}"><stop stop-color="#FFE0A0" stop-opacity="{strength}"/><stop offset=".4" stop-color="#FFD080" stop-opacity="{strength * 0.42:.2f}"/><stop offset="1" stop-color="#FFD080" stop-opacity="0"/></radialGradient><circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.0f}" fill="url(#{name})"/>'


def pendant(at: Inside, x: float, y: float, s: float, colour: str, name: str) -> str:
    """Return a hanging lamp, lit in the dark."""
    glow = lampglow(x, y + s * 0.4, s * 5, name, strength=0.75 if at.dark else 0.28)
    return f'<path d="M{x:.0f} -5V{y:.0f}" stroke="{at.lit("#3A3038")}" stroke-width="4"/>{glow}<path d="M{x - s:.0f} {y + s * 0.5:.0f}Q{x - s * 0.9:.0f} {y - s * 0.4:.0f} {x:.0f} {y - s * 0.5:.0f}T{x + s:.0f} {y + s * 0.5:.0f}Z" fill="{at.lit(colour)}"/><ellipse cx="{x:.0f}" cy="{y + s * 0.5:.0f}" rx="{s * 0.9:.0f}" ry="{s * 0.16:.0f}" fill="#FFF3C8"/>'


def picture(at: Inside, x: float, y: float, w: float, h: float, kind: int = 0) -> str:
    """Return a framed picture on the wall."""
    sky, land, orb = (
        ("#F2D9B0", "#7FA58A", "#E8785A"),
        ("#BFD9E6", "#5F7FA0", "#FFF3D0"),
        ("#F0C8C0", "#8A5A7A", "#F7E0A0"),
    )[kind % 3]
    shadow = f'<rect x="{x + 5:.0f}" y="{y + 8:.0f}" width="{w:.0f}" height="{h:.0f}" fill="#1A1020" opacity=".2"/>'
    return (
        f'{shadow}<rect x="{x:.0f}" y="{y:.0f}" width="{w:.0f}" height="{h:.0f}" fill="{at.lit("#7A5638")}"/><rect x="{x + 8:.0f}" y="{y + 8:.0f}" width="{w - 16:.0f}" height="{h - 16:.0f}" fill="{at.lit("#FBF5E8")}"/>'
        f'<rect x="{x + 20:.0f}" y="{y + 20:.0f}" width="{w - 40:.0f}" height="{h - 40:.0f}" fill="{at.lit(sky)}"/><circle cx="{x + w * 0.66:.0f}" cy="{y + h * 0.4:.0f}" r="{min(w, h) * 0.1:.0f}" fill="{at.lit(orb)}"/>'
        f'<path d="M{x + 20:.0f} {y + h - 20:.0f}v{-h * 0.24:.0f}q{(w - 40) * 0.3:.0f} {-h * 0.2:.0f} {(w - 40) * 0.55:.0f} 0t{(w - 40) * 0.45:.0f} -4v{h * 0.24 + 4:.0f}Z" fill="{at.lit(land)}"/>'
    )


def books(at: Inside, x: float, y: float, w: float, tall: float) -> str:
    """Return a row of books standing on y."""
    out, here = [], x
    while here < x + w - 8:
        thick, high = at.rng.uniform(9, 19), tall * at.rng.uniform(0.66, 0.96)
        if here + thick > x + w:
            break
        tone = at.lit(at.rng.choice(_SPINES))
        if at.rng.random() < 0.07:  # noqa: PLR2004 -- a gap, or one that leans
            here += thick
            continue
        out.append(
            f'<rect x="{here:.1f}" y="{y - high:.1f}" width="{thick - 1:.1f}" height="{high:.1f}" fill="{tone}"/><rect x="{here:.1f}" y="{y - high * 0.8:.1f}" width="{thick - 1:.1f}" height="{max(high * 0.05, 2):.1f}" fill="#FFF3D0" opacity=".5"/>'
        )
        here += thick
    return "".join(out)


def bookcase(at: Inside, x: float, y: float, w: float, h: float, shelves: int, wood: str = "#7A5233") -> str:
    """Return a full bookcase with its foot on y."""
    frame, back = at.lit(wood), at.lit(mix(wood, "#14090A", 0.5))
    out = [
        f'<rect x="{x:.0f}" y="{y - h:.0f}" width="{w:.0f}" height="{h:.0f}" fill="{frame}"/><rect x="{x + 10:.0f}" y="{y - h + 10:.0f}" width="{w - 20:.0f}" height="{h - 20:.0f}" fill="{back}"/>'
    ]
    step = (h - 20) / shelves
    for k in range(shelves):
        low = y - 10 - k * step
        out.append(books(at, x + 13, low - 6, w - 26, step - 14))
        out.append(
            f'<rect x="{x + 8:.0f}" y="{low - 8:.0f}" width="{w - 16:.0f}" height="9" fill="{mix(frame, "#FFFFFF", 0.12)}"/>'
        )
    return "".join(out)


def plant(at: Inside, x: float, y: float, s: float, pot: str = "#C8704A") -> str:
    """Return a house plant whose pot stands on y; ``s`` is the height of its leaves."""
    leaf = at.lit("#3F7F52")
    leaves = growth.fronds(at.rng, x, y - s * 0.34, s * 0.8, leaf, angles=(-165, -140, -115, -90, -65, -40, -15))
    clay = at.lit(pot)
    return f'{leaves}<path d="M{x - s * 0.22:.0f} {y - s * 0.36:.0f}H{x + s * 0.22:.0f}L{x + s * 0.16:.0f} {y:.0f}H{x - s * 0.16:.0f}Z" fill="{clay}"/><rect x="{x - s * 0.25:.0f}" y="{y - s * 0.42:.0f}" width="{s * 0.5:.0f}" height="{s * 0.1:.0f}" rx="4" fill="{mix(clay, "#FFFFFF", 0.18)}"/><path d="M{x + s * 0.06:.0f} {y - s * 0.32:.0f}h{s * 0.14:.0f}L{x + s * 0.15:.0f} {y:.0f}h{-s * 0.1:.0f}Z" fill="#1A1020" opacity=".18"/>'


def floorlamp(at: Inside, x: float, y: float, tall: float) -> str:
    """Return a standing lamp, lit in the dark."""
    glow = lampglow(x, y - tall * 0.9, tall * 1.15, "floorlamp", strength=0.95) if at.dark else ""
    return f'<path d="M{x - 3:.0f} {y:.0f}v{-tall:.0f}h6v{tall:.0f}ZM{x - 34:.0f} {y:.0f}q34 -16 68 0Z" fill="{at.lit("#4A3E3A")}"/>{glow}<path d="M{x - 30:.0f} {y - tall:.0f}H{x + 30:.0f}L{x + 54:.0f} {y - tall * 0.8:.0f}H{x - 54:.0f}Z" fill="{"#FFE9B8" if at.dark else at.lit("#F3E3C3")}"/>'


def rug(at: Inside, y: float, colours: Sequence[str]) -> str:
    """Return a rug on the floor."""
    rx, out = at.wide * 0.4, []
    for k, colour in enumerate(colours):
        out.append(
            f'<ellipse cx="{at.wide / 2:.0f}" cy="{y:.0f}" rx="{rx * (1 - 0.13 * k):.0f}" ry="{86 * (1 - 0.16 * k):.0f}" fill="{at.lit(colour)}"/>'
        )
    return "".join(out)
