# ruff: noqa: PLR0917 -- where, how large and in what colour stand first in every shape
"""What grows, as SVG: trees, palms, bushes, grass and leaves, lit from the side where the sun stands."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence

from engines.sketch.colours import mix

_CROWN = ((0, -0.72, 0.25), (-0.19, -0.56, 0.21), (0.19, -0.58, 0.22), (-0.1, -0.42, 0.19), (0.12, -0.41, 0.19))
_WARM, _DEEP = "#FFF3B0", "#12283A"


def rounds(circles: Iterable[tuple[float, float, float]]) -> str:
    """Return circles as the data of one path."""
    return "".join(
        f"M{x - r:.1f} {y:.1f}a{r:.1f} {r:.1f} 0 1 0 {2 * r:.1f} 0a{r:.1f} {r:.1f} 0 1 0 {-2 * r:.1f} 0Z"
        for x, y, r in circles
    )


def tree(rng: random.Random, x: float, y: float, tall: float, colour: str, *, trunk: str, sun: float = -1) -> str:
    """Return a leafy tree with its foot at x, y; ``sun`` is -1 where light comes from the left, 1 from the right."""
    crown = [
        (
            x + tall * (dx + rng.uniform(-0.03, 0.03)),
            y + tall * (dy + rng.uniform(-0.03, 0.03)),
            tall * r * rng.uniform(0.85, 1.1),
        )
        for dx, dy, r in _CROWN
    ]
    w = tall * 0.045
    stem = (
        f'<path d="M{x - w:.1f} {y:.1f}Q{x - 0.4 * w:.1f} {y - 0.2 * tall:.1f} {x - 0.5 * w:.1f} {y - 0.5 * tall:.1f}H{x + 0.5 * w:.1f}'
        f'Q{x + 0.4 * w:.1f} {y - 0.2 * tall:.1f} {x + w:.1f} {y:.1f}Z" fill="{trunk}"/>'
    )
    deep, light = mix(colour, _DEEP, 0.24), mix(colour, _WARM, 0.26)
    out = f'{stem}<path d="{rounds(crown)}" fill="{deep}"/>'
    body = [(a + sun * 0.035 * tall, b - 0.03 * tall, r * 0.86) for a, b, r in crown]
    shine = [(a + sun * 0.09 * tall, b - 0.075 * tall, r * 0.5) for a, b, r in crown[:3]]
    return f'{out}<path d="{rounds(body)}" fill="{colour}"/><path d="{rounds(shine)}" fill="{light}" opacity=".75"/>'


def grove(
    rng: random.Random,
    wide: float,
    y: float,
    tall: float,
    colour: str,
    *,
    gap: float,
    sun: float = -1,
    start: float = -40,
) -> str:
    """Return trees along a line, apart by ``gap`` of their height."""
    out, x = [], start + rng.uniform(-20, 30)
    trunk = mix(colour, "#4A2F1E", 0.6)
    while x < wide + 60:
        high = tall * rng.uniform(0.7, 1.12)
        shade = mix(colour, "#0A2A2A", rng.uniform(0, 0.12))
        out.append(tree(rng, x, y + rng.uniform(-4, 6), high, shade, trunk=trunk, sun=sun))
        x += tall * gap * rng.uniform(0.7, 1.5)
    return "".join(out)


def pine(x: float, y: float, tall: float, colour: str, *, sun: float = -1, cap: str = "") -> str:
    """Return a fir with four tiers, shaded on the far side, under snow where ``cap`` is its colour."""
    out = [
        f'<rect x="{x - tall * 0.025:.1f}" y="{y - tall * 0.16:.1f}" width="{tall * 0.05:.1f}" height="{tall * 0.16:.1f}" fill="{mix(colour, "#3A2418", 0.6)}"/>'
    ]
    dark = mix(colour, _DEEP, 0.26)
    for tier in range(4):
        low = y - tall * (0.1 + 0.21 * tier)
        half, high = tall * (0.24 - 0.045 * tier), tall * (0.36 - 0.03 * tier)
        droop = half * 0.14
        out.append(
            f'<path d="M{x:.1f} {low - high:.1f}L{x + half:.1f} {low:.1f}Q{x:.1f} {low + droop * 2:.1f} {x - half:.1f} {low:.1f}Z" fill="{colour}"/>'
            f'<path d="M{x:.1f} {low - high:.1f}L{x - sun * half:.1f} {low:.1f}Q{x - sun * half * 0.4:.1f} {low + droop:.1f} {x - sun * half * 0.1:.1f} {low + droop:.1f}Z" fill="{dark}" opacity=".6"/>'
        )
        if cap:
            out.append(
                f'<path d="M{x:.1f} {low - high:.1f}L{x + half * 0.6:.1f} {low - high * 0.4:.1f}q{-half * 0.25:.1f} {high * 0.14:.1f} {-half * 0.45:.1f} 0'
                f'q{-half * 0.2:.1f} {high * 0.16:.1f} {-half * 0.4:.1f} 0L{x - half * 0.5:.1f} {low - high * 0.45:.1f}Z" fill="{cap}"/>'
            )
    return "".join(out)


def pines(
    rng: random.Random,
    wide: float,
    y: float,
    tall: float,
    colour: str,
    *,
    gap: float = 0.3,
    sun: float = -1,
    cap: str = "",
) -> str:
    """Return firs along a line."""
    out, x = [], -30 + rng.uniform(-20, 20)
    while x < wide + 40:
        high = tall * rng.uniform(0.6, 1.15)
        out.append(
            pine(x, y + rng.uniform(-4, 10), high, mix(colour, "#0A2A2A", rng.uniform(0, 0.14)), sun=sun, cap=cap)
        )
        x += tall * gap * rng.uniform(0.6, 1.7)
    return "".join(out)


def palm(rng: random.Random, x: float, y: float, tall: float, colour: str, *, trunk: str, lean: float) -> str:
    """Return a leaning palm."""
    tx, ty = x + lean * tall, y - tall
    w = tall * 0.034
    stem = (
        f'<path d="M{x - w * 1.5:.1f} {y:.1f}Q{x + lean * tall * 0.15:.1f} {y - tall * 0.55:.1f} {tx - w * 0.6:.1f} {ty:.1f}H{tx + w * 0.6:.1f}'
        f'Q{x + lean * tall * 0.25 + w * 2:.1f} {y - tall * 0.5:.1f} {x + w * 1.5:.1f} {y:.1f}Z" fill="{trunk}"/>'
    )
    out = [stem]
    for degrees in (-178, -150, -118, -62, -30, -2, 24, 156):
        a = math.radians(degrees + rng.uniform(-8, 8))
        long = tall * rng.uniform(0.42, 0.54)
        ex, ey = tx + long * math.cos(a), ty + long * math.sin(a) * 0.7 + long * 0.34
        mx, my = tx + long * 0.55 * math.cos(a), ty + long * 0.62 * math.sin(a) - long * 0.14
        shade = mix(colour, _DEEP if degrees > 0 or degrees < -170 else _WARM, 0.2 * rng.random())  # noqa: PLR2004 -- hanging ones
        out.append(
            f'<path d="M{tx:.1f} {ty:.1f}Q{mx:.1f} {my - long * 0.16:.1f} {ex:.1f} {ey:.1f}Q{mx:.1f} {my + long * 0.12:.1f} {tx:.1f} {ty:.1f}Z" fill="{shade}"/>'
        )
    out.append(
        f'<path d="{rounds(((tx - w, ty + w, w), (tx + w, ty + w * 1.2, w)))}" fill="{mix(trunk, "#3A1E10", 0.4)}"/>'
    )
    return "".join(out)


def bushes(rng: random.Random, x0: float, x1: float, y: float, tall: float, colour: str, *, sun: float = -1) -> str:
    """Return a hedge of round bushes between two places."""
    base, body, shine = [], [], []
    x = x0
    while x < x1:
        r = tall * rng.uniform(0.38, 0.62)
        base.append((x, y - r * 0.55, r))
        body.append((x + sun * r * 0.14, y - r * 0.72, r * 0.8))
        shine.append((x + sun * r * 0.34, y - r * 1.0, r * 0.34))
        x += r * rng.uniform(0.8, 1.3)
    return (
        f'<path d="{rounds(base)}" fill="{mix(colour, _DEEP, 0.24)}"/><path d="{rounds(body)}" fill="{colour}"/>'
        f'<path d="{rounds(shine)}" fill="{mix(colour, _WARM, 0.3)}" opacity=".7"/>'
    )


def blades(rng: random.Random, wide: float, y: float, tall: float, colours: Sequence[str], *, dip: float = 0.75) -> str:
    """Return grass along the lower edge, ``tall`` at the corners and lower by ``dip`` in the middle."""
    out = []
    for shade in colours:
        path = []
        x = -10.0
        while x < wide + 10:
            side = abs(2 * x / wide - 1) ** 1.6
            high = tall * (1 - dip * (1 - side)) * rng.uniform(0.45, 1.05)
            bend, w = rng.uniform(-0.4, 0.4) * high, max(4.0, 0.07 * tall)
            path.append(
                f"M{x:.0f} {y:.0f}q{bend * 0.2:.0f} {-high * 0.6:.0f} {bend:.0f} {-high:.0f}q{w * 0.8 - bend * 0.4:.0f} {high * 0.5:.0f} {w - bend * 0.8:.0f} {high:.0f}Z"
            )
            x += w * rng.uniform(0.9, 2.4)
        out.append(f'<path d="{"".join(path)}" fill="{shade}"/>')
    return "".join(out)


def bough(rng: random.Random, x: float, y: float, reach: float, colour: str, *, side: int, bark: str) -> str:
    """Return a bough that hangs in from a corner: ``side`` is 1 when it grows to the right."""
    out: list[str] = []
    leaves: list[str] = []
    darks: list[str] = []
    for k in range(3):
        long = reach * (1 - 0.22 * k)
        ex, ey = x + side * long, y + reach * (0.16 + 0.26 * k)
        out.append(
            f'<path d="M{x - side * 30:.0f} {y - 30 + 40 * k:.0f}Q{x + side * long * 0.5:.0f} {y + reach * 0.02 * k:.0f} {ex:.0f} {ey:.0f}" stroke="{bark}" stroke-width="{9 - 2 * k}" fill="none" stroke-linecap="round"/>'
        )
        for n in range(15):
            t = 0.12 + 0.9 * n / 14
            lx, ly = x + side * long * t, y - 10 + 30 * k + (ey - y) * t * t
            a, s = (
                rng.uniform(0.15, 1.35) * (1 if n % 2 else -1) + (0 if side > 0 else math.pi),
                reach * rng.uniform(0.09, 0.13),
            )
            (leaves if rng.random() < 0.6 else darks).append(leaf(lx, ly, s, a))  # noqa: PLR2004
    return (
        "".join(out)
        + f'<path d="{"".join(darks)}" fill="{mix(colour, _DEEP, 0.3)}"/><path d="{"".join(leaves)}" fill="{colour}"/>'
    )


def leaf(x: float, y: float, size: float, angle: float) -> str:
    """Return the path data of one pointed leaf."""
    c, s = math.cos(angle), math.sin(angle)
    tx, ty = x + size * c, y + size * s
    ax, ay = x + size * (0.5 * c - 0.34 * s), y + size * (0.5 * s + 0.34 * c)
    bx, by = x + size * (0.5 * c + 0.34 * s), y + size * (0.5 * s - 0.34 * c)
    return f"M{x:.1f} {y:.1f}Q{ax:.1f} {ay:.1f} {tx:.1f} {ty:.1f}Q{bx:.1f} {by:.1f} {x:.1f} {y:.1f}Z"


def fronds(rng: random.Random, x: float, y: float, reach: float, colour: str, *, angles: Sequence[float]) -> str:
    """Return big jungle leaves from one point, at angles in degrees."""
    out = []
    for degrees in angles:
        a = math.radians(degrees + rng.uniform(-7, 7))
        long = reach * rng.uniform(0.75, 1.05)
        shade = mix(colour, _DEEP, rng.uniform(0, 0.35))
        ex, ey = x + long * math.cos(a), y + long * math.sin(a)
        out.append(
            f'<path d="{leaf(x, y, long, a)}" fill="{shade}"/><path d="M{x:.0f} {y:.0f}L{ex:.0f} {ey:.0f}" stroke="{mix(shade, _WARM, 0.25)}" stroke-width="3" opacity=".6"/>'
        )
    return "".join(out)
