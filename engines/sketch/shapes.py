"""Shapes of a landscape as SVG: ridges, mountains, trees, houses of a city, clouds, water. A unit is a thousandth of the height."""

from __future__ import annotations

import math
import random

from engines.sketch.colours import mix


def points(path: list[tuple[float, float]]) -> str:
    """Return points as path data."""
    return "L".join(f"{x:.1f} {y:.1f}" for x, y in path)


def ridge(rng: random.Random, wide: float, y: float, swing: float, colour: str, *, waves: float = 1.6) -> str:
    """Return rolling land from its upper edge down."""
    phases = [(rng.uniform(0, math.tau), waves * k * rng.uniform(0.8, 1.25), swing / k**1.2) for k in (1, 2.1, 3.7)]
    line = []
    for step in range(49):
        x = step / 48
        line.append((x * wide, y + sum(a * math.sin(p + f * math.tau * x * wide / 1500) for p, f, a in phases) / 1.6))
    return f'<path d="M0 1000 L{points(line)} L{wide:.1f} 1000Z" fill="{colour}"/>'


def mountains(rng: random.Random, wide: float, y: float, tall: float, colour: str, *, cap: str | None) -> str:
    """Return a chain of mountains, lit from one side, with snow where ``cap`` is its colour."""
    out = []
    x = -0.15 * tall
    while x < wide + 0.2 * tall:
        high = tall * rng.uniform(0.55, 1.0)
        half = high * rng.uniform(0.75, 1.05)
        top, lean = (x + half, y - high), rng.uniform(-0.12, 0.12) * half
        shade = mix(colour, "#000000", 0.16)
        out.append(
            f'<path d="M{x:.1f} {y + 4:.1f} L{top[0]:.1f} {top[1]:.1f} L{x + 2 * half:.1f} {y + 4:.1f}Z" fill="{colour}"/>'
        )
        out.append(
            f'<path d="M{top[0]:.1f} {top[1]:.1f} L{x + 2 * half:.1f} {y + 4:.1f} L{top[0] + lean:.1f} {y + 4:.1f}'
            f' L{top[0] + 0.12 * half:.1f} {y - 0.55 * high:.1f}Z" fill="{shade}"/>'
        )
        if cap:
            s = 0.3
            a, b = (top[0] - half * s, top[1] + high * s), (top[0] + half * s, top[1] + high * s)
            out.append(
                f'<path d="M{top[0]:.1f} {top[1]:.1f} L{b[0]:.1f} {b[1]:.1f} l{-half * 0.12:.1f} {-high * 0.05:.1f}'
                f" l{-half * 0.12:.1f} {high * 0.09:.1f} l{-half * 0.1:.1f} {-high * 0.07:.1f} l{-half * 0.12:.1f} {high * 0.06:.1f}"
                f' L{a[0]:.1f} {a[1]:.1f}Z" fill="{cap}"/>'
            )
        x += half * rng.uniform(0.8, 1.3)
    return "".join(out)


def firs(rng: random.Random, wide: float, y: float, tall: float, colour: str) -> str:
    """Return a line of fir trees standing on y."""
    out = []
    x = -20.0
    while x < wide + 20:
        h = tall * rng.uniform(0.6, 1.1)
        w = h * 0.22
        base = y + rng.uniform(0, 10)
        out.append(
            f"M{x:.0f} {base - h:.0f} l{w:.0f} {h * 0.42:.0f} h{-w * 0.4:.0f} l{w * 0.6:.0f} {h * 0.42:.0f} h{-w * 0.9:.0f} v{h * 0.3:.0f}"
            f" h{-w * 0.6:.0f} v{-h * 0.3:.0f} h{-w * 0.9:.0f} l{w * 0.6:.0f} {-h * 0.42:.0f} h{-w * 0.4:.0f}Z"
        )
        x += w * rng.uniform(0.9, 1.9)
    return f'<path d="{"".join(out)}" fill="{colour}"/>'


def crowns(rng: random.Random, wide: float, y: float, tall: float, colour: str, *, gap: float = 0.8) -> str:
    """Return leafy trees standing on y, close or apart."""
    out = []
    x = rng.uniform(-30, 30)
    trunk = mix(colour, "#5A3A22", 0.6)
    while x < wide + 30:
        h = tall * rng.uniform(0.65, 1.1)
        r = h * 0.34
        out.append(
            f'<rect x="{x - h * 0.035:.0f}" y="{y - h * 0.5:.0f}" width="{h * 0.07:.0f}" height="{h * 0.54:.0f}" fill="{trunk}"/>'
        )
        shade = mix(colour, "#000000", rng.uniform(0, 0.14))
        for dx, dy, k in ((0, -0.68, 1), (-0.2, -0.5, 0.78), (0.2, -0.52, 0.8)):
            out.append(f'<circle cx="{x + dx * h:.0f}" cy="{y + dy * h:.0f}" r="{r * k:.0f}" fill="{shade}"/>')
        x += r * 2 * gap * rng.uniform(0.8, 1.6)
    return "".join(out)


def houses(rng: random.Random, wide: float, y: float, tall: float, colour: str, *, lights: float, window: str) -> str:
    """Return a row of city houses on y; ``lights`` is the share of lit windows."""
    out: list[str] = []
    lit: list[str] = []
    dark: list[str] = []
    x = -10.0
    while x < wide:
        w, h = rng.uniform(55, 120), tall * rng.uniform(0.4, 1.0)
        shade = mix(colour, "#FFFFFF" if rng.random() < 0.5 else "#000000", rng.uniform(0, 0.12))  # noqa: PLR2004
        out.append(f'<rect x="{x:.0f}" y="{y - h:.0f}" width="{w:.0f}" height="{h + 6:.0f}" fill="{shade}"/>')
        if rng.random() < 0.3:  # noqa: PLR2004
            out.append(f'<rect x="{x + w * 0.46:.0f}" y="{y - h - 34:.0f}" width="4" height="36" fill="{shade}"/>')
        columns = max(2, int(w // 22))
        for row in range(int((h - 16) // 26)):
            for column in range(columns):
                spot = f"M{x + 8 + column * (w - 12) / columns:.0f} {y - h + 12 + row * 26:.0f}h9v13h-9Z"
                (lit if rng.random() < lights else dark).append(spot)
        x += w + rng.uniform(-4, 10)
    out.append(f'<path d="{"".join(dark)}" fill="{mix(colour, "#10182C", 0.32)}" opacity=".55"/>')
    out.append(f'<path d="{"".join(lit)}" fill="{window}" opacity=".9"/>')
    return "".join(out)


_PUFFS = (
    ((-70, -30, 30), (-34, -58, 40), (14, -72, 48), (58, -50, 38), (92, -26, 26)),
    ((-88, -22, 22), (-50, -40, 34), (-8, -50, 40), (40, -66, 46), (84, -34, 32)),
    ((-60, -26, 26), (-22, -46, 36), (26, -40, 34), (62, -24, 24)),
)


def cloud(
    x: float, y: float, size: float, colour: str, *, shade: str, opacity: float, kind: int = 0, sun: float = -1
) -> str:
    """Return one cloud with a flat base at y, lit from the side of the sun."""
    puffs = _PUFFS[kind % len(_PUFFS)]
    left, right = puffs[0][0] - puffs[0][2] * 0.6, puffs[-1][0] + puffs[-1][2] * 0.6

    def lumps(dx: float, dy: float, part: float) -> str:
        return "".join(
            f"M{a + dx - r * part:.1f} {min(b, -r) + dy:.1f}a{r * part:.1f} {r * part:.1f} 0 1 0 {2 * r * part:.1f} 0a{r * part:.1f} {r * part:.1f} 0 1 0 {-2 * r * part:.1f} 0Z"
            for a, b, r in puffs
        )

    base = f"M{left:.0f} -30H{right:.0f}a15 15 0 0 1 0 30H{left:.0f}a15 15 0 0 1 0 -30Z"
    return (
        f'<g transform="translate({x:.0f} {y:.0f}) scale({size:.3f})" opacity="{opacity:.2f}"><path d="{lumps(0, 0, 1)}{base}" fill="{shade}"/>'
        f'<path d="{lumps(sun * 5, -5, 0.88)}" fill="{colour}"/></g>'
    )


def clouds(
    rng: random.Random,
    wide: float,
    low: float,
    many: int,
    *,
    colour: str,
    shade: str,
    sun: float = -1,
    clear: tuple[float, float] = (-1000, -1000),
) -> list[str]:
    """Return clouds above ``low``, the farther the smaller and flatter, none before sun or moon at ``clear``."""
    out = []
    for number in range(many):
        far = rng.random()
        y = low * (0.14 + 0.72 * far)
        x = wide * (number + rng.uniform(0.1, 0.9)) / many
        size = rng.uniform(0.75, 1.35) * (1.15 - 0.75 * far)
        shown = rng.uniform(0.8, 0.97)
        near = 130 * size + 90
        if abs(x - clear[0]) < near and -110 < clear[1] - y < 130:  # noqa: PLR2004 -- it would be hidden
            x = clear[0] + (near if clear[0] < wide / 2 else -near)
        out.append(cloud(x, y, size, colour, shade=shade, opacity=shown, kind=rng.randrange(3), sun=sun))
    return out


def streaks(rng: random.Random, wide: float, low: float, many: int, colour: str) -> str:
    """Return thin high clouds."""
    return "".join(
        f'<path d="M{x:.0f} {y:.0f}q{w * 0.3:.0f} {-h:.0f} {w * 0.6:.0f} {-h * 0.2:.0f}t{w * 0.4:.0f} {-h * 0.3:.0f}q{-w * 0.2:.0f} {h:.0f} {-w * 0.5:.0f} {h * 0.8:.0f}t{-w * 0.5:.0f} {-h * 0.3:.0f}Z" fill="{colour}" opacity="{rng.uniform(0.18, 0.4):.2f}"/>'
        for x, y, w, h in (
            (rng.uniform(-0.1, 0.9) * wide, low * rng.uniform(0.1, 0.92), rng.uniform(240, 560), rng.uniform(8, 20))
            for _ in range(many)
        )
    )


def stars(rng: random.Random, wide: float, low: float, many: int) -> str:
    """Return stars above ``low``."""
    dots: dict[str, list[str]] = {"1.3": [], "2": [], "3": []}
    for _ in range(many):
        size = rng.choice(("1.3", "1.3", "2", "2", "3"))
        dots[size].append(f"M{rng.uniform(0, wide):.0f} {low * rng.random() ** 1.3:.0f}h0")
    return "".join(
        f'<path d="{"".join(each)}" stroke="#FFF7DC" stroke-width="{float(size) * 1.8:.1f}" stroke-linecap="round" opacity=".85"/>'
        for size, each in dots.items()
    )


def water(rng: random.Random, wide: float, top: float, low: float, *, far: str, near: str, glint: str) -> str:
    """Return water from ``top`` down to ``low``, with waves that grow towards the viewer."""
    body = (
        f'<linearGradient id="water{top:.0f}" x2="0" y2="1"><stop stop-color="{far}"/><stop offset="1" stop-color="{near}"/></linearGradient>'
        f'<rect y="{top:.0f}" width="{wide:.0f}" height="{low - top:.0f}" fill="url(#water{top:.0f})"/>'
    )
    lines = []
    for _ in range(int(30 * max(wide / 1000, 0.7))):
        part = rng.random()
        y = top + 8 + (low - top - 16) * part
        long = 16 + 70 * part
        lines.append(f"M{rng.uniform(-20, wide):.0f} {y:.0f}q{long / 2:.0f} {-4 - 7 * part:.0f} {long:.0f} 0")
    foam = f'<path d="{"".join(lines)}" fill="none" stroke="{glint}" stroke-width="3" stroke-linecap="round" opacity=".45"/>'
    return body + foam


def tufts(rng: random.Random, wide: float, top: float, colour: str, many: int) -> str:
    """Return tufts of grass on the ground below ``top``, larger towards the viewer."""
    out = []
    for _ in range(many):
        part = rng.random()
        x, y, s = rng.uniform(0, wide), top + 20 + (975 - top) * part, 5 + 16 * part
        out.append(
            f"M{x:.0f} {y:.0f}q{-s * 0.3:.1f} {-s * 0.7:.1f} {-s * 0.7:.1f} {-s:.1f}q{s * 0.5:.1f} {s * 0.3:.1f} {s * 0.7:.1f} {s:.1f}"
            f"q{s * 0.1:.1f} {-s:.1f} {s * 0.6:.1f} {-s * 1.2:.1f}q{-s * 0.2:.1f} {s * 0.6:.1f} {-s * 0.3:.1f} {s * 1.2:.1f}Z"
        )
    return f'<path d="{"".join(out)}" fill="{colour}" opacity=".6"/>'


def blooms(rng: random.Random, wide: float, top: float, colours: tuple[str, ...], many: int) -> str:
    """Return flowers on the ground below ``top``, larger towards the viewer."""
    out = []
    for _ in range(many):
        part = rng.random()
        x, y, s = rng.uniform(0, wide), top + 14 + (985 - top) * part, 3.2 + 8.5 * part
        petals = "".join(
            f'<circle cx="{x + s * 0.75 * math.cos(k * 1.2566):.1f}" cy="{y + s * 0.75 * math.sin(k * 1.2566):.1f}" r="{s * 0.55:.1f}"/>'
            for k in range(5)
        )
        out.append(
            f'<g fill="{rng.choice(colours)}">{petals}</g><circle cx="{x:.1f}" cy="{y:.1f}" r="{s * 0.42:.1f}" fill="#FFD95A"/>'
        )
    return "".join(out)
