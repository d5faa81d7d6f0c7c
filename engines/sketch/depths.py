# ruff: noqa: PLR0917 -- where, how large and in what colour stand first in every shape
"""The world under the sea, as SVG."""

from __future__ import annotations

from engines.sketch import growth, shapes
from engines.sketch.colours import mix
from engines.sketch.sky import Canvas


def underwater(c: Canvas) -> tuple[str, str, str]:
    """Return the sea, its bed with coral, and the weeds in front."""
    top, low = ("#3FB8E0", "#0B3F78") if c.scene.time != "night" else ("#164A80", "#061B3C")
    rng, wide = c.rng, c.wide
    sea = (
        f'<linearGradient id="deep" x2="0" y2="1"><stop stop-color="{mix(top, "#FFFFFF", 0.25)}"/><stop offset=".3" stop-color="{top}"/><stop offset="1" stop-color="{low}"/></linearGradient>'
        f'<rect width="{wide:.0f}" height="1000" fill="url(#deep)"/>'
    )
    rays = "".join(
        f'<linearGradient id="ray{k}" x2="0" y2="1"><stop stop-color="#FFFFFF" stop-opacity=".26"/><stop offset="1" stop-color="#FFFFFF" stop-opacity="0"/></linearGradient><path d="M{x:.0f} -20l{w:.0f} 0l{w * 1.2 - 120:.0f} 900h{-w * 2.4:.0f}Z" fill="url(#ray{k})"/>'
        for k, (x, w) in enumerate((rng.uniform(0, wide), rng.uniform(40, 110)) for _ in range(6))
    )
    reefs = "".join(
        shapes.ridge(rng, wide, y, swing, mix("#2F7F9A", tone, share))
        for y, swing, tone, share in ((690, 60, top, 0.72), (770, 46, low, 0.35))
    )
    shoal = "".join(
        f'<path d="M{x:.0f} {y:.0f}q14 -9 28 0l10 -7v14l-10 -7q-14 9 -28 0Z" fill="{mix("#FFE9B0", top, 0.62)}"/>'
        for x, y in ((wide * 0.66 + rng.uniform(-120, 120), 300 + rng.uniform(-70, 70)) for _ in range(11))
    )
    bed = shapes.ridge(rng, wide, 850, 20, mix("#CDB27A", low, 0.4)) + shapes.ridge(
        rng, wide, 925, 16, mix("#EAD09A", low, 0.22)
    )
    coral = "".join(
        _coral(c, x * wide, 900 + rng.uniform(-14, 30), rng.uniform(90, 170), tone, low)
        for x, tone in ((0.08, "#F0708A"), (0.2, "#F2A65A"), (0.8, "#C87AD8"), (0.9, "#F2D25A"), (0.97, "#F0708A"))
    )
    bubbles = "".join(
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.0f}" fill="none" stroke="#FFFFFF" stroke-width="2.500" opacity=".5"/><circle cx="{x - r * 0.3:.0f}" cy="{y - r * 0.3:.0f}" r="{r * 0.25:.1f}" fill="#FFFFFF" opacity=".7"/>'
        for x, y, r in ((rng.uniform(0, wide), rng.uniform(60, 860), rng.uniform(4, 14)) for _ in range(24))
    )
    front = _weeds(c, 0, 0.16, mix("#0F5A4A", low, 0.35), 330) + _weeds(c, 0.86, 1.0, mix("#0F5A4A", low, 0.35), 300)
    return sea + rays, reefs + shoal + bed + _weeds(c, 0, 1, mix("#2F8F6A", low, 0.3), 190) + coral + bubbles, front


def _weeds(c: Canvas, start: float, end: float, colour: str, tall: float) -> str:
    return "".join(
        f'<path d="M{x:.0f} 1000q-30 {-h / 3:.0f} 0 {-h / 2:.0f}t0 {-h / 2:.0f}q34 {h / 4:.0f} 14 {h / 2:.0f}t8 {h / 2:.0f}Z" fill="{mix(colour, "#7FE0A0", c.rng.uniform(0, 0.15))}"/>'
        for x, h in (
            (c.wide * c.rng.uniform(start, end), tall * c.rng.uniform(0.5, 1.1))
            for _ in range(int((end - start) * 16) + 3)
        )
    )


def _coral(c: Canvas, x: float, y: float, s: float, colour: str, low: str) -> str:
    tone = mix(colour, low, 0.16)
    if c.rng.random() < 0.4:  # noqa: PLR2004 -- a brain coral
        return f'<path d="{growth.rounds(((x, y - s * 0.2, s * 0.34), (x + s * 0.3, y - s * 0.1, s * 0.24)))}" fill="{tone}"/><path d="{growth.rounds(((x - s * 0.08, y - s * 0.3, s * 0.16),))}" fill="{mix(tone, "#FFFFFF", 0.3)}" opacity=".7"/>'
    stems = "".join(
        f"M{x:.0f} {y:.0f}q{dx * s * 0.2:.0f} {-s * 0.4:.0f} {dx * s * 0.5:.0f} {-s * high:.0f}M{x + dx * s * 0.24:.0f} {y - s * 0.42:.0f}q{dx * s * 0.3:.0f} {-s * 0.06:.0f} {dx * s * 0.4:.0f} {-s * 0.28:.0f}"
        for dx, high in ((-1, 0.7), (-0.4, 0.95), (0.3, 1.0), (1, 0.72))
    )
    return f'<path d="{stems}" stroke="{tone}" stroke-width="{s * 0.11:.0f}" stroke-linecap="round" fill="none"/>'
