"""Settings under a roof, as SVG: each returns the room, and what frames it in front."""

from __future__ import annotations

from collections.abc import Callable

from engines.sketch import rooms
from engines.sketch.colours import mix
from engines.sketch.furnish import (
    ACCENTS,
    WALLS,
    Inside,
    boards,
    bookcase,
    floorlamp,
    lampglow,
    pendant,
    picture,
    plant,
    rug,
    sunbeam,
    tiles,
    wall,
    window,
)

Interior = Callable[[Inside], tuple[str, str]]


def _room(at: Inside) -> tuple[str, str]:
    wide, y, n = at.wide, at.floor, at.palette
    left = at.rng.random() < 0.5  # noqa: PLR2004 -- either side
    x, other = (0.13, 0.7) if left else (0.6, 0.07)
    w = min(270.0, 0.27 * wide)
    case = min(230.0, 0.22 * wide)
    back = (
        wall(at, WALLS[n % 5], panel=mix(WALLS[n % 5], "#FFFFFF", 0.35))
        + boards(at, "#BF8F5C")
        + window(at, x * wide, 120, w, 300, curtain=ACCENTS[n % 5])
        + bookcase(at, other * wide, y + 6, case, 330, 4)
        + picture(at, wide * (0.44 if left else 0.38), 150, 150, 190, n)
        + (plant(at, other * wide + case * 0.3, y - 324, 96, "#E6DCC8"))
        + floorlamp(at, wide * 0.5 + (110 if left else 60), y + 30, 360)
        + rug(
            at, 872, (mix(ACCENTS[n % 5], "#20101A", 0.1), mix(ACCENTS[n % 5], "#FFF3E0", 0.55), ACCENTS[(n + 1) % 5])
        )
        + sunbeam(at, x * wide, w)
    )
    return back, plant(at, wide * (0.965 if left else 0.035), 1010, 330)


def _kitchen(at: Inside) -> tuple[str, str]:
    wide, y, n = at.wide, at.floor, at.palette
    front, top = ("#6F949C", "#C98A5A", "#7F9A6A", "#B5756A", "#7A86A8")[n % 5], "#E2C79C"
    grid = "".join(f"M0 {row:.0f}H{wide:.0f}" for row in range(int(y) - 250, int(y) - 90, 40))
    grid += "".join(f"M{x} {y - 250:.0f}V{y - 90:.0f}" for x in range(0, int(wide) + 50, 50))
    doors = "".join(
        f'<rect x="{x + 6}" y="{y - 66:.0f}" width="138" height="104" rx="6" fill="{at.lit(mix(front, "#FFFFFF", 0.12))}"/><rect x="{x + 20}" y="{y - 52:.0f}" width="110" height="76" rx="4" fill="none" stroke="{at.lit(mix(front, "#000000", 0.2))}" stroke-width="3"/><rect x="{x + 60}" y="{y - 62:.0f}" width="30" height="6" rx="3" fill="{at.lit("#F3E3B8")}"/>'
        for x in range(0, int(wide) + 150, 150)
    )
    x, w = wide * (0.38 if n % 2 else 0.3), min(300.0, 0.3 * wide)
    uppers = "".join(
        f'<rect x="{a * wide:.0f}" y="60" width="{0.22 * wide:.0f}" height="210" rx="6" fill="{at.lit(front)}"/>'
        + "".join(
            f'<rect x="{a * wide + 10 + k * 0.11 * wide:.0f}" y="72" width="{0.11 * wide - 16:.0f}" height="186" rx="5" fill="{at.lit(mix(front, "#FFFFFF", 0.14))}"/>'
            for k in range(2)
        )
        for a in (0.02, 0.76)
    )
    fridge = f'<rect x="{wide * 0.87:.0f}" y="{y - 330:.0f}" width="{wide * 0.12:.0f}" height="380" rx="12" fill="{at.lit("#E9EEF0")}"/><path d="M{wide * 0.87:.0f} {y - 200:.0f}h{wide * 0.12:.0f}" stroke="{at.lit("#A9B4BA")}" stroke-width="5"/><rect x="{wide * 0.882:.0f}" y="{y - 290:.0f}" width="8" height="66" rx="4" fill="{at.lit("#8F9AA0")}"/><rect x="{wide * 0.882:.0f}" y="{y - 180:.0f}" width="8" height="90" rx="4" fill="{at.lit("#8F9AA0")}"/>'
    stove = f'<rect x="{wide * 0.12:.0f}" y="{y - 104:.0f}" width="120" height="142" fill="{at.lit("#4A4F58")}"/><rect x="{wide * 0.12 + 14:.0f}" y="{y - 52:.0f}" width="92" height="66" rx="6" fill="{at.lit("#1E222A")}"/><rect x="{wide * 0.12 - 6:.0f}" y="{y - 112:.0f}" width="132" height="13" rx="4" fill="{at.lit("#2A2E36")}"/><path d="M{wide * 0.12 + 18:.0f} {y - 112:.0f}q0 -52 6 -54h58q6 2 6 54Z" fill="{at.lit("#C85A40")}"/><rect x="{wide * 0.12 + 12:.0f}" y="{y - 172:.0f}" width="84" height="9" rx="4" fill="{at.lit("#A8442F")}"/>'
    back = (
        wall(at, WALLS[(n + 1) % 5])
        + f'<rect y="{y - 250:.0f}" width="{wide:.0f}" height="160" fill="{at.lit("#F7F2E8")}"/><path d="{grid}" stroke="{at.lit("#D9CDB8")}" stroke-width="4"/>'
        + window(at, x, 96, w, 230)
        + uppers
        + tiles(at, "#EADFCB", ("#C9A98A", "#9FB5B0", "#C8B08A")[n % 3])
        + f'<rect y="{y - 80:.0f}" width="{wide:.0f}" height="124" fill="{at.lit(front)}"/>{doors}<rect y="{y + 36:.0f}" width="{wide:.0f}" height="16" fill="{at.lit(mix(front, "#000000", 0.45))}"/>'
        + f'<rect y="{y - 104:.0f}" width="{wide:.0f}" height="28" rx="5" fill="{at.lit(top)}"/><rect y="{y - 80:.0f}" width="{wide:.0f}" height="8" fill="#1A1020" opacity=".18"/>'
        + stove
        + fridge
        + plant(at, x + w * 0.85, y - 104, 100, "#E6DCC8")
        + pendant(at, wide * 0.3, 150, 46, "#E0A84F", "p1")
        + pendant(at, wide * 0.7, 150, 46, "#E0A84F", "p2")
        + sunbeam(at, x, w)
    )
    return back, ""


def _bedroom(at: Inside) -> tuple[str, str]:
    wide, y, n = at.wide, at.floor, at.palette
    left = at.rng.random() < 0.5  # noqa: PLR2004 -- either side
    x, w = (0.1 if left else 0.66) * wide, min(250.0, 0.25 * wide)
    dots = "".join(
        f'<circle cx="{a + (row % 2) * 60:.0f}" cy="{50 + row * 76}" r="6"/>'
        for row in range(8)
        for a in range(20, int(wide), 120)
    )
    bx, bw = wide * (0.5 if left else 0.06), wide * 0.42
    cover, linen = at.lit(ACCENTS[(n + 1) % 5]), at.lit("#F7F1E6")
    bed = (
        f'<rect x="{bx:.0f}" y="{y - 190:.0f}" width="{bw:.0f}" height="200" rx="26" fill="{at.lit("#8A5E3C")}"/><rect x="{bx + 16:.0f}" y="{y - 172:.0f}" width="{bw - 32:.0f}" height="150" rx="16" fill="{at.lit("#A87850")}"/>'
        f'<rect x="{bx + 10:.0f}" y="{y - 60:.0f}" width="{bw - 20:.0f}" height="130" rx="18" fill="{linen}"/><path d="M{bx + 6:.0f} {y + 8:.0f}Q{bx + bw / 2:.0f} {y - 34:.0f} {bx + bw - 6:.0f} {y + 8:.0f}V{y + 92:.0f}Q{bx + bw / 2:.0f} {y + 104:.0f} {bx + 6:.0f} {y + 92:.0f}Z" fill="{cover}"/>'
        f'<path d="M{bx + 6:.0f} {y + 8:.0f}Q{bx + bw / 2:.0f} {y - 34:.0f} {bx + bw - 6:.0f} {y + 8:.0f}v22Q{bx + bw / 2:.0f} {y - 12:.0f} {bx + 6:.0f} {y + 30:.0f}Z" fill="#FFFFFF" opacity=".35"/>'
        + "".join(
            f'<rect x="{bx + bw * a:.0f}" y="{y - 112:.0f}" width="{bw * 0.34:.0f}" height="76" rx="26" fill="{at.lit(tone)}"/>'
            for a, tone in ((0.1, "#FFFFFF"), (0.56, "#F3E4E8"))
        )
    )
    tx = bx - 74 if left else bx + bw + 22
    night = f'<rect x="{tx:.0f}" y="{y - 64:.0f}" width="62" height="98" fill="{at.lit("#9A6C46")}"/><path d="M{tx:.0f} {y - 18:.0f}h62" stroke="{at.lit("#6A4428")}" stroke-width="4"/>{lampglow(tx + 31, y - 130, 240, "bedside", strength=0.8) if at.dark else ""}<rect x="{tx + 27:.0f}" y="{y - 100:.0f}" width="8" height="38" fill="{at.lit("#6A4428")}"/><path d="M{tx + 14:.0f} {y - 150:.0f}h34l14 54h-62Z" fill="{"#FFE9B8" if at.dark else at.lit("#F3DFC0")}"/>'
    back = (
        wall(at, WALLS[(n + 4) % 5])
        + f'<g fill="{at.lit("#FFFFFF")}" opacity=".4">{dots}</g>'
        + boards(at, "#B58A5C")
        + window(at, x, 130, w, 270, curtain=ACCENTS[(n + 4) % 5])
        + picture(at, bx + bw * 0.32, 180, 170, 140, n + 1)
        + night
        + bed
        + rug(at, 900, (mix(ACCENTS[(n + 2) % 5], "#FFFFFF", 0.3), mix(ACCENTS[(n + 2) % 5], "#FFFFFF", 0.55)))
        + sunbeam(at, x, w)
    )
    return back, ""


def _stage(at: Inside) -> tuple[str, str]:
    wide, y, n = at.wide, at.floor, at.palette
    red = ("#A8232F", "#7A2A86", "#1F5F8A", "#8A3A1F", "#1F6A5A")[n % 5]
    dark, deep = mix(red, "#0A0414", 0.35), mix(red, "#0A0414", 0.6)
    folds = "".join(
        f'<path d="M{a:.0f} 0q14 {y / 2:.0f} 0 {y + 20:.0f}h{wide / 20:.0f}q-14 {-y / 2:.0f} 0 {-y - 20:.0f}Z" fill="{dark if k % 2 else deep}"/>'
        for k, a in enumerate(wide * m / 20 for m in range(20))
    )
    beams = "".join(
        f'<linearGradient id="beam{k + 1}" x2="0" y2="1"><stop stop-color="{tone}" stop-opacity=".5"/><stop offset="1" stop-color="{tone}" stop-opacity=".04"/></linearGradient><path d="M{a:.0f} -10L{wide * (0.5 + k * 0.14) - 190:.0f} 960H{wide * (0.5 + k * 0.14) + 190:.0f}L{a + 36:.0f} -10Z" fill="url(#beam{k + 1})"/>'
        for k, a, tone in ((-1, wide * 0.16, "#FFE9A8"), (0, wide * 0.49, "#FFF6D8"), (1, wide * 0.82, "#FFD0E8"))
    )
    pool = f'<radialGradient id="pool"><stop stop-color="#FFF3C8" stop-opacity=".75"/><stop offset="1" stop-color="#FFF3C8" stop-opacity="0"/></radialGradient><ellipse cx="{wide / 2:.0f}" cy="880" rx="{min(wide * 0.42, 620):.0f}" ry="130" fill="url(#pool)"/>'
    back = f'<rect width="{wide:.0f}" height="{y + 4:.0f}" fill="{deep}"/>{folds}{boards(at, ("#7A4E30", "#6A4436")[n % 2])}<rect y="{y - 4:.0f}" width="{wide:.0f}" height="40" fill="#0A0414" opacity=".35"/>{beams}{pool}'
    swag = "".join(
        f'<path d="M{wide * k / 5:.0f} -5h{wide / 5:.0f}v70q{-wide / 10:.0f} 130 {-wide / 5:.0f} 0Z" fill="{red}"/><path d="M{wide * k / 5:.0f} 60q{wide / 10:.0f} 130 {wide / 5:.0f} 0" stroke="#F2C65A" stroke-width="9" fill="none"/><path d="M{wide * (k + 0.25) / 5:.0f} 0q6 60 {wide * 0.03:.0f} 110M{wide * (k + 0.75) / 5:.0f} 0q-6 60 {-wide * 0.03:.0f} 110" stroke="{dark}" stroke-width="7" fill="none" opacity=".7"/>'
        for k in range(5)
    )
    sides = "".join(
        f'<g transform="{turn}"><path d="M-10 -10H{wide * 0.12:.0f}Q{wide * 0.13:.0f} 420 {wide * 0.045:.0f} 620Q{wide * 0.075:.0f} 800 {wide * 0.085:.0f} 1010H-10Z" fill="{red}"/><path d="M{wide * 0.03:.0f} 0Q{wide * 0.04:.0f} 420 {wide * 0.015:.0f} 620Q{wide * 0.03:.0f} 800 {wide * 0.03:.0f} 1010M{wide * 0.08:.0f} 0Q{wide * 0.09:.0f} 420 {wide * 0.03:.0f} 620Q{wide * 0.055:.0f} 800 {wide * 0.06:.0f} 1010" stroke="{dark}" stroke-width="13" fill="none"/><rect x="-10" y="606" width="{wide * 0.066:.0f}" height="26" rx="12" fill="#F2C65A"/></g>'
        for turn in ("", f"translate({wide:.0f} 0) scale(-1 1)")
    )
    return back, sides + swag


def _studio(at: Inside) -> tuple[str, str]:
    wide, y = at.wide, at.floor
    tone = at.lit(("#EADFD0", "#CFE0E8", "#F3D5C8", "#D8E4CC", "#DFD5EC")[at.palette % 5])
    tone = mix(tone, at.tint, 0.85) if at.tint else tone
    edge = mix(tone, "#4A4060", 0.3)
    back = (
        f'<radialGradient id="plain" gradientUnits="userSpaceOnUse" cx="{wide * 0.42:.0f}" cy="360" r="{max(wide, 1000) * 0.8:.0f}">'
        f'<stop stop-color="{mix(tone, "#FFFFFF", 0.6)}"/><stop offset=".55" stop-color="{tone}"/><stop offset="1" stop-color="{edge}"/></radialGradient>'
        f'<rect width="{wide:.0f}" height="1000" fill="url(#plain)"/><linearGradient id="sweep" x2="0" y2="1"><stop stop-color="{edge}" stop-opacity="0"/><stop offset=".18" stop-color="{mix(edge, "#FFFFFF", 0.2)}" stop-opacity=".5"/><stop offset="1" stop-color="{edge}" stop-opacity=".35"/></linearGradient>'
        f'<rect y="{y - 40:.0f}" width="{wide:.0f}" height="{1040 - y:.0f}" fill="url(#sweep)"/>'
    )
    return back, ""


def _cave(at: Inside) -> tuple[str, str]:
    wide, y, rng = at.wide, at.floor, at.rng

    def teeth(many: int, low: float, high: float, fill: str) -> str:
        path = "".join(
            f"M{x:.0f} -5Q{x + w * 0.4:.0f} {h * 0.4:.0f} {x + w / 2:.0f} {h:.0f}Q{x + w * 0.6:.0f} {h * 0.4:.0f} {x + w:.0f} -5Z"
            for x, w, h in ((wide * k / many, wide / many * 1.2, rng.uniform(low, high)) for k in range(-1, many + 1))
        )
        return f'<path d="{path}" fill="{fill}"/>'

    hole = ("#FFE7A8", "#BFE3F2", "#F2C6A0", "#C8F0D0", "#E0C8F8")[at.palette % 5]
    crystals = "".join(
        f'<path d="M{x:.0f} {b:.0f}l{s * 0.2:.0f} {-s * 0.7:.0f}l{s * 0.2:.0f} {-s * 0.25:.0f}l{s * 0.2:.0f} {s * 0.3:.0f}l{s * 0.1:.0f} {s * 0.65:.0f}Z" fill="{tone}"/><path d="M{x:.0f} {b:.0f}l{s * 0.2:.0f} {-s * 0.7:.0f}l{s * 0.2:.0f} {-s * 0.25:.0f}l-{s * 0.06:.0f} {s * 0.95:.0f}Z" fill="#FFFFFF" opacity=".35"/>'
        for x, b, s, tone in (
            (
                wide * rng.choice((rng.uniform(0.02, 0.22), rng.uniform(0.75, 0.95))),
                y + rng.uniform(10, 70),
                rng.uniform(50, 120),
                rng.choice(("#6FD8E8", "#B58AF0", "#F08AC0")),
            )
            for _ in range(7)
        )
    )
    back = (
        f'<rect width="{wide:.0f}" height="1000" fill="#2E2733"/><radialGradient id="mouth"><stop stop-color="{hole}"/><stop offset=".34" stop-color="{hole}" stop-opacity=".75"/><stop offset="1" stop-color="{hole}" stop-opacity="0"/></radialGradient>'
        f'<ellipse cx="{wide / 2:.0f}" cy="430" rx="{wide * 0.44:.0f}" ry="430" fill="url(#mouth)"/>'
        + teeth(11, 120, 300, "#4A3F50")
        + f'<path d="M0 {y - 90:.0f}Q{wide * 0.16:.0f} {y - 130:.0f} {wide * 0.26:.0f} {y + 10:.0f}H{wide * 0.74:.0f}Q{wide * 0.84:.0f} {y - 120:.0f} {wide:.0f} {y - 70:.0f}V1000H0Z" fill="#6A5860"/><path d="M0 {y + 50:.0f}Q{wide * 0.5:.0f} {y - 10:.0f} {wide:.0f} {y + 60:.0f}V1000H0Z" fill="#5A4A54"/><path d="M0 880Q{wide * 0.5:.0f} 820 {wide:.0f} 890V1000H0Z" fill="#463A46"/>'
        + crystals
    )
    return (
        back,
        teeth(16, 50, 190, "#1B1622")
        + f'<path d="M-10 0Q{wide * 0.12:.0f} 300 -10 640ZM{wide + 10:.0f} 0Q{wide * 0.88:.0f} 340 {wide + 10:.0f} 700Z" fill="#1B1622"/>',
    )


INTERIORS: dict[str, Interior] = {
    "room": _room, "kitchen": _kitchen, "bedroom": _bedroom, "stage": _stage, "studio": _studio, "cave": _cave,
    "cafe": rooms.cafe, "office": rooms.office, "classroom": rooms.classroom, "library": rooms.library,
    "bathroom": rooms.bathroom,
}  # fmt: skip
"""What draws each setting under a roof."""
