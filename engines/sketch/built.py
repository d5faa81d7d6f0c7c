# ruff: noqa: PLR0917 -- where, how large and in what colour stand first in every shape
"""What people build, as SVG: house fronts, shops, stalls, lamps, boats, walls."""

from __future__ import annotations

import random

from engines.sketch.colours import mix
from engines.sketch.sky import Canvas

AWNINGS = (
    ("#D9483F", "#FFF3E2"),
    ("#2F8F8A", "#F4F7E8"),
    ("#E0A030", "#FFF6E0"),
    ("#4F6FC8", "#F2F4FF"),
    ("#B5568F", "#FFF0F6"),
)
_NEON = ("#FF4F9A", "#3FE0FF", "#FFD24A", "#7CFF8A", "#B98AFF")


def awning(x: float, y: float, wide: float, tall: float, c: Canvas, pair: tuple[str, str]) -> str:
    """Return a striped awning with a scalloped edge."""
    many = max(4, round(wide / 34) // 2 * 2 + 1)
    step = wide / many
    out = []
    for k in range(many):
        left = x + k * step
        out.append(
            f'<path d="M{left:.1f} {y:.1f}h{step:.1f}v{tall:.1f}a{step / 2:.1f} {step / 2:.1f} 0 0 1 {-step:.1f} 0Z" fill="{c.lit(pair[k % 2])}"/>'
        )
    shade = (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall * 0.25:.1f}" fill="#000000" opacity=".12"/>'
    )
    return "".join(out) + shade


def window(x: float, y: float, w: float, h: float, glass: str, frame: str) -> str:
    """Return a window with a sill and a cross."""
    return (
        f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="{w + 8:.1f}" height="{h + 8:.1f}" fill="{frame}"/><rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" fill="{glass}"/>'
        f'<path d="M{x + w / 2 - 1.5:.1f} {y:.1f}h3v{h:.1f}h-3ZM{x:.1f} {y + h * 0.42:.1f}h{w:.1f}v3h{-w:.1f}Z" fill="{frame}"/>'
        f'<rect x="{x - 8:.1f}" y="{y + h + 3:.1f}" width="{w + 16:.1f}" height="6" fill="{frame}"/>'
    )


def glass(c: Canvas, share: float = 0.6, fade: float = 0.0) -> str:
    """Return the colour of a window: lamp-light in the dark for a share of them, else the sky."""
    if c.light.dark and c.rng.random() < share:
        return mix("#FFD98A", c.light.haze, 0.3 * fade)
    return mix(c.lit("#7FA8C4", fade), "#0C1430" if c.light.dark else "#FFFFFF", 0.35 if c.light.dark else 0.1)


def terrace(
    c: Canvas,
    y: float,
    tall: float,
    colours: tuple[str, ...],
    *,
    fade: float,
    shops: bool,
    x0: float = -20,
    x1: float = 0,
) -> str:
    """Return a row of house fronts standing on y, with shops below where wanted."""
    out, x, end = [], x0, x1 or c.wide
    at = c.rng.randrange(len(colours))
    while x < end:
        w = tall * c.rng.uniform(0.34, 0.5)
        h = tall * c.rng.uniform(0.78, 1.05)
        colour = c.lit(colours[at % len(colours)], fade)
        trim, dark = mix(colour, "#FFFFFF", 0.5 if not c.light.dark else 0.14), mix(colour, "#101020", 0.25)
        out.append(
            f'<rect x="{x:.0f}" y="{y - h:.0f}" width="{w:.0f}" height="{h:.0f}" fill="{colour}"/><rect x="{x + w * 0.9:.0f}" y="{y - h:.0f}" width="{w * 0.1:.0f}" height="{h:.0f}" fill="{dark}" opacity=".35"/>'
        )
        out.append(_roof(c, x, y - h, w, dark, trim))
        base = tall * 0.27 if shops else 0.0
        rows, columns = max(1, int((h - base - 20) // (tall * 0.21))), max(2, int(w // (tall * 0.14)))
        ww = w / columns * 0.46
        for row in range(rows):
            for column in range(columns):
                wx = x + w / columns * (column + 0.5) - ww / 2
                wy = y - h + 18 + row * (h - base - 20) / rows
                out.append(window(wx, wy, ww, tall * 0.12, glass(c, 0.6, fade), trim))
        if shops:
            out.append(_shop(c, x, y, w, base, at))
        x += w
        at += 1
    return "".join(out)


def _roof(c: Canvas, x: float, y: float, w: float, dark: str, trim: str) -> str:
    tile = mix(c.lit("#8A4B3A"), dark, 0.3)
    if c.snowy:
        tile = c.lit("#F1F5FA")
    if c.rng.random() < 0.5:  # noqa: PLR2004 -- flat or gabled
        return f'<rect x="{x - 3:.0f}" y="{y - 9:.0f}" width="{w + 6:.0f}" height="13" fill="{trim}"/>'
    return f'<path d="M{x - 6:.0f} {y + 2:.0f}L{x + w / 2:.0f} {y - w * 0.42:.0f}L{x + w + 6:.0f} {y + 2:.0f}Z" fill="{tile}"/><circle cx="{x + w / 2:.0f}" cy="{y - w * 0.14:.0f}" r="{w * 0.07:.0f}" fill="{glass(c)}"/>'


def _shop(c: Canvas, x: float, y: float, w: float, base: float, at: int) -> str:
    pair = AWNINGS[at % len(AWNINGS)]
    inside = "#FFDF9A" if c.light.dark else c.lit("#5E7F94")
    wall = c.lit(mix(pair[0], "#20242E", 0.5))
    door = x + w * 0.72
    out = (
        f'<rect x="{x + 2:.0f}" y="{y - base:.0f}" width="{w - 4:.0f}" height="{base:.0f}" fill="{wall}"/>'
        f'<rect x="{x + w * 0.08:.0f}" y="{y - base * 0.72:.0f}" width="{w * 0.56:.0f}" height="{base * 0.58:.0f}" fill="{inside}"/>'
        f'<rect x="{door:.0f}" y="{y - base * 0.72:.0f}" width="{w * 0.2:.0f}" height="{base * 0.72:.0f}" fill="{mix(inside, wall, 0.35)}"/>'
        f'<path d="M{x + w * 0.08:.0f} {y - base * 0.2:.0f}h{w * 0.56:.0f}v{base * 0.06:.0f}h{-w * 0.56:.0f}Z" fill="{mix(wall, "#FFFFFF", 0.2)}"/>'
        + awning(x + w * 0.02, y - base * 1.0, w * 0.96, base * 0.2, c, pair)
    )
    if c.light.dark:
        out += neon_shape(c.rng, x + w * 0.5, y - base * 1.32, base * 0.3)
    return out


def neon_shape(rng: random.Random, x: float, y: float, s: float) -> str:
    """Return a small neon sign without words."""
    one, two = rng.sample(_NEON, 2)
    shape = rng.choice(
        (
            "M-1 0H1M-.7 -.4H.7M-.7 .4H.7",
            "M0 -.7L.2 -.2H.7L.3 .15L.45 .7L0 .35L-.45 .7L-.3 .15L-.7 -.2H-.2Z",
            "M-.6 -.5H.6L.4 .5H-.4ZM.6 -.3a.3 .3 0 1 1 -.1 .6",
            "M0 .6C-1 -.1 -.5 -.8 0 -.3C.5 -.8 1 -.1 0 .6Z",
        )
    )
    lines = "".join(
        f'<path d="{shape}" transform="translate({x:.0f} {y:.0f}) scale({s:.1f})" fill="none" stroke="{tone}" stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round" opacity="{shown}"/>'
        for tone, width, shown in ((one, 0.42, 0.28), (one, 0.2, 1), ("#FFFFFF", 0.07, 0.9))
    )
    box = f'<rect x="{x - s * 1.5:.0f}" y="{y - s * 1.15:.0f}" width="{3 * s:.0f}" height="{2.3 * s:.0f}" rx="{s * 0.3:.0f}" fill="#14122A" stroke="{two}" stroke-width="{s * 0.12:.1f}"/>'
    return box + lines


def lamp(x: float, y: float, tall: float, c: Canvas, name: str) -> str:
    """Return a street lamp, with its light on the air and the ground when it is dark."""
    iron = c.lit("#343844")
    out = (
        f'<path d="M{x - 4:.0f} {y:.0f}L{x - 2.5:.0f} {y - tall * 0.84:.0f}h5L{x + 4:.0f} {y:.0f}ZM{x - 16:.0f} {y:.0f}q16 -14 32 0Z" fill="{iron}"/>'
        f'<path d="M{x - 13:.0f} {y - tall * 0.97:.0f}h26l-6 {tall * 0.14:.0f}h-14Z" fill="{"#FFF0B8" if c.light.dark else c.lit("#DDE6EA")}"/><path d="M{x - 17:.0f} {y - tall * 0.97:.0f}L{x:.0f} {y - tall * 1.04:.0f}L{x + 17:.0f} {y - tall * 0.97:.0f}Z" fill="{iron}"/>'
    )
    if c.light.dark:
        out += (
            f'<radialGradient id="{name}"><stop stop-color="#FFDF9A" stop-opacity=".75"/><stop offset=".25" stop-color="#FFCF7A" stop-opacity=".28"/><stop offset="1" stop-color="#FFCF7A" stop-opacity="0"/></radialGradient>'
            f'<circle cx="{x:.0f}" cy="{y - tall * 0.9:.0f}" r="{tall * 0.62:.0f}" fill="url(#{name})"/><ellipse cx="{x:.0f}" cy="{y + 6:.0f}" rx="{tall * 0.5:.0f}" ry="{tall * 0.09:.0f}" fill="url(#{name})" opacity=".8"/>'
        )
    return out


def stall(x: float, y: float, wide: float, c: Canvas, at: int) -> str:
    """Return a market stall full of wares, with its foot on y."""
    tall = wide * 0.86
    wood, cloth = c.lit("#8A5A34"), AWNINGS[at % len(AWNINGS)]
    wares = ("#E0483A", "#F2A23A", "#7FB84A", "#F2D24A", "#B04F8A", "#E8743A")
    heaps = "".join(
        f'<circle cx="{x + wide * (0.09 + 0.82 * k / 15):.1f}" cy="{y - tall * (0.43 + 0.045 * (k % 3)):.1f}" r="{wide * 0.036:.1f}" fill="{c.lit(wares[(k // 3 + at) % 6])}"/>'
        for k in range(16)
    )
    lit = ""
    if c.light.dark:
        lit = (
            f'<radialGradient id="stall{at}"><stop stop-color="#FFE0A0" stop-opacity=".7"/><stop offset="1" stop-color="#FFC870" stop-opacity="0"/></radialGradient>'
            f'<circle cx="{x + wide / 2:.0f}" cy="{y - tall * 0.62:.0f}" r="{wide * 0.62:.0f}" fill="url(#stall{at})"/><circle cx="{x + wide / 2:.0f}" cy="{y - tall * 0.68:.0f}" r="{wide * 0.035:.1f}" fill="#FFF3C8"/>'
        )
    return (
        f'<path d="M{x + wide * 0.04:.0f} {y:.0f}v{-tall:.0f}h{wide * 0.03:.1f}v{tall:.0f}ZM{x + wide * 0.93:.0f} {y:.0f}v{-tall:.0f}h{wide * 0.03:.1f}v{tall:.0f}Z" fill="{wood}"/>'
        f'<rect x="{x + wide * 0.06:.0f}" y="{y - tall * 0.8:.0f}" width="{wide * 0.88:.0f}" height="{tall * 0.42:.0f}" fill="{c.lit("#3A2A30")}" opacity=".55"/>{lit}{heaps}'
        f'<rect x="{x:.0f}" y="{y - tall * 0.42:.0f}" width="{wide:.0f}" height="{tall * 0.07:.0f}" fill="{mix(wood, "#FFFFFF", 0.15)}"/><rect x="{x + wide * 0.03:.0f}" y="{y - tall * 0.36:.0f}" width="{wide * 0.94:.0f}" height="{tall * 0.36:.0f}" fill="{wood}"/>'
        f'<path d="M{x + wide * 0.03:.0f} {y - tall * 0.24:.0f}h{wide * 0.94:.0f}M{x + wide * 0.03:.0f} {y - tall * 0.12:.0f}h{wide * 0.94:.0f}" stroke="{mix(wood, "#000000", 0.3)}" stroke-width="3"/>'
        + awning(x - wide * 0.05, y - tall * 1.02, wide * 1.1, tall * 0.2, c, cloth)
    )


def cottage(x: float, y: float, s: float, c: Canvas, wall: str, roof: str, fade: float) -> str:
    """Return a small house with a steep roof, under snow where snow lies; ``s`` is its width."""
    paint, tile = c.lit(wall, fade), c.lit("#F4F8FC" if c.snowy else roof, fade)
    trim = mix(paint, "#FFFFFF", 0.4)
    far = mix(paint, "#1A2038", 0.22)
    out = (
        f'<rect x="{x + s * 0.68:.0f}" y="{y - s * 1.06:.0f}" width="{s * 0.12:.0f}" height="{s * 0.4:.0f}" fill="{c.lit("#8A5A4A", fade)}"/>'
        f'<rect x="{x:.0f}" y="{y - s * 0.52:.0f}" width="{s:.0f}" height="{s * 0.52:.0f}" fill="{paint}"/><rect x="{x + s * (0.72 if c.sun < 0 else 0):.0f}" y="{y - s * 0.52:.0f}" width="{s * 0.28:.0f}" height="{s * 0.52:.0f}" fill="{far}" opacity=".4"/>'
        f'<path d="M{x - s * 0.1:.0f} {y - s * 0.5:.0f}L{x + s * 0.5:.0f} {y - s * 1.06:.0f}L{x + s * 1.1:.0f} {y - s * 0.5:.0f}Z" fill="{tile}"/>'
        f'<path d="M{x + s * 0.5:.0f} {y - s * 1.06:.0f}L{x + s * (1.1 if c.sun < 0 else -0.1):.0f} {y - s * 0.5:.0f}H{x + s * (0.72 if c.sun < 0 else 0.28):.0f}Z" fill="{mix(tile, "#28406A", 0.22)}" opacity=".8"/>'
        f'<path d="M{x + s * 0.4:.0f} {y:.0f}v{-s * 0.26:.0f}q{s * 0.1:.0f} {-s * 0.1:.0f} {s * 0.2:.0f} 0v{s * 0.26:.0f}Z" fill="{c.lit("#7A4A30", fade)}"/>'
    )
    for at in (0.1, 0.72):
        out += window(x + s * at, y - s * 0.38, s * 0.18, s * 0.17, glass(c, 0.9, fade), trim)
    return (
        out + f'<circle cx="{x + s * 0.5:.0f}" cy="{y - s * 0.7:.0f}" r="{s * 0.07:.1f}" fill="{glass(c, 0.9, fade)}"/>'
    )


def boat(x: float, y: float, s: float, c: Canvas, hull: str, *, sail: bool) -> str:
    """Return a moored boat; ``s`` is its length."""
    body, dark = c.lit(hull), c.lit(mix(hull, "#101830", 0.4))
    rig = (
        f'<rect x="{x + s * 0.46:.0f}" y="{y - s * 1.05:.0f}" width="{max(s * 0.022, 2):.1f}" height="{s * 0.9:.0f}" fill="{c.lit("#6A4A30")}"/>'
        f'<path d="M{x + s * 0.5:.0f} {y - s * 1.02:.0f}Q{x + s * 0.9:.0f} {y - s * 0.6:.0f} {x + s * 0.88:.0f} {y - s * 0.26:.0f}H{x + s * 0.5:.0f}Z" fill="{c.lit("#FBF6EA")}"/>'
        f'<path d="M{x + s * 0.44:.0f} {y - s * 0.94:.0f}L{x + s * 0.14:.0f} {y - s * 0.28:.0f}H{x + s * 0.44:.0f}Z" fill="{c.lit("#E9DFC8")}"/>'
        if sail
        else f'<rect x="{x + s * 0.5:.0f}" y="{y - s * 0.42:.0f}" width="{s * 0.26:.0f}" height="{s * 0.24:.0f}" fill="{c.lit("#F4EFE4")}"/><rect x="{x + s * 0.54:.0f}" y="{y - s * 0.37:.0f}" width="{s * 0.08:.0f}" height="{s * 0.09:.0f}" fill="{glass(c)}"/>'
        f'<rect x="{x + s * 0.47:.0f}" y="{y - s * 0.46:.0f}" width="{s * 0.32:.0f}" height="{s * 0.05:.0f}" fill="{dark}"/>'
    )
    return (
        f'{rig}<path d="M{x:.0f} {y - s * 0.2:.0f}H{x + s:.0f}Q{x + s * 0.94:.0f} {y:.0f} {x + s * 0.82:.0f} {y + s * 0.02:.0f}H{x + s * 0.2:.0f}Q{x + s * 0.06:.0f} {y:.0f} {x:.0f} {y - s * 0.2:.0f}Z" fill="{body}"/>'
        f'<path d="M{x + s * 0.03:.0f} {y - s * 0.11:.0f}H{x + s * 0.97:.0f}l{-s * 0.02:.1f} {s * 0.035:.1f}H{x + s * 0.045:.0f}Z" fill="{c.lit("#FFFFFF")}" opacity=".8"/><path d="M{x + s * 0.1:.0f} {y - s * 0.03:.0f}H{x + s * 0.93:.0f}Q{x + s * 0.88:.0f} {y:.0f} {x + s * 0.82:.0f} {y + s * 0.02:.0f}H{x + s * 0.2:.0f}Z" fill="{dark}" opacity=".7"/>'
    )
