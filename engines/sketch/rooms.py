# ruff: noqa: PLR0917 -- where, how large and in what colour stand first in every shape
"""Rooms that people work, learn and meet in, as SVG: each returns the room, and what frames it in front."""

from __future__ import annotations

from engines.sketch.colours import mix
from engines.sketch.furnish import (
    ACCENTS,
    WALLS,
    Inside,
    boards,
    bookcase,
    books,
    pendant,
    picture,
    plant,
    rug,
    sunbeam,
    tiles,
    wall,
    window,
)


def _table(at: Inside, x: float, y: float, w: float, wood: str) -> str:
    """Return a small round table on one foot."""
    top, dark = at.lit(wood), at.lit(mix(wood, "#14090A", 0.45))
    return f'<path d="M{x - w * 0.04:.0f} {y - w * 0.66:.0f}h{w * 0.08:.0f}v{w * 0.6:.0f}h{-w * 0.08:.0f}ZM{x - w * 0.24:.0f} {y:.0f}q{w * 0.24:.0f} {-w * 0.14:.0f} {w * 0.48:.0f} 0Z" fill="{dark}"/><ellipse cx="{x:.0f}" cy="{y - w * 0.66:.0f}" rx="{w / 2:.0f}" ry="{w * 0.1:.0f}" fill="{dark}"/><ellipse cx="{x:.0f}" cy="{y - w * 0.69:.0f}" rx="{w / 2:.0f}" ry="{w * 0.1:.0f}" fill="{top}"/>'


def _chair(at: Inside, x: float, y: float, s: float, wood: str, turn: int) -> str:
    """Return a chair from the side; ``turn`` is 1 when it faces right."""
    tone = at.lit(wood)
    return f'<g transform="translate({x:.0f} {y:.0f}) scale({s * turn / 100:.3f} {s / 100:.3f})"><path d="M-28 0L-24 -52H-18L-20 0ZM20 0L16 -52H22L26 0Z" fill="{mix(tone, "#14090A", 0.35)}"/><rect x="-28" y="-58" width="54" height="10" rx="4" fill="{tone}"/><path d="M-28 -54Q-34 -100 -30 -116H-20Q-24 -96 -20 -54Z" fill="{tone}"/></g>'


def cafe(at: Inside) -> tuple[str, str]:
    """Return a coffee house with its counter, lamps and small tables."""
    wide, y, n = at.wide, at.floor, at.palette
    dark = ("#4A6A5F", "#7A4A3F", "#3F5A78", "#6A5A3F", "#6A4A66")[n % 5]
    x, w = wide * 0.07, min(340.0, 0.34 * wide)
    cx = wide * 0.52
    bar = wide - cx
    shelf = "".join(
        f'<rect x="{cx + 30:.0f}" y="{row}" width="{bar - 60:.0f}" height="12" fill="{at.lit("#8A5E3C")}"/>'
        + "".join(
            f'<path d="M{cx + 46 + k * 40:.0f} {row}v-{30 + (k * 7 + row) % 22}q0 -8 6 -10v-10h10v10q6 2 6 10v{30 + (k * 7 + row) % 22}Z" fill="{at.lit(("#C8704A", "#E6DCC8", "#3F7F6A", "#E0A33A", "#7A4A5A")[(k + row) % 5])}"/>'
            for k in range(max(2, int((bar - 80) // 40)))
        )
        for row in (240, 350)
    )
    menu = (
        f'<rect x="{cx + bar * 0.1:.0f}" y="56" width="{bar * 0.8:.0f}" height="112" rx="6" fill="{at.lit("#2A2E34")}" stroke="{at.lit("#8A5E3C")}" stroke-width="9"/>'
        + "".join(
            f'<path d="M{cx + bar * (0.16 + 0.36 * k):.0f} {86 + 22 * r}h{bar * (0.2 + 0.04 * ((r + k) % 2)):.0f}" stroke="#E9E4D6" stroke-width="5" stroke-linecap="round" opacity=".8"/>'
            for k in range(2)
            for r in range(3)
        )
    )
    machine = f'<rect x="{cx + bar * 0.56:.0f}" y="{y - 206:.0f}" width="128" height="86" rx="10" fill="{at.lit("#C9D0D6")}"/><rect x="{cx + bar * 0.56 + 12:.0f}" y="{y - 190:.0f}" width="104" height="26" rx="5" fill="{at.lit("#5A626C")}"/><path d="M{cx + bar * 0.56 + 34:.0f} {y - 158:.0f}v24M{cx + bar * 0.56 + 92:.0f} {y - 158:.0f}v24" stroke="{at.lit("#3A3F46")}" stroke-width="9"/>'
    cakes = (
        f'<rect x="{cx + bar * 0.14:.0f}" y="{y - 196:.0f}" width="{bar * 0.3:.0f}" height="76" rx="8" fill="#FFF3D8" opacity=".8"/>'
        + "".join(
            f'<path d="M{cx + bar * (0.16 + 0.065 * k):.0f} {y - 124:.0f}v-26q{bar * 0.024:.0f} -18 {bar * 0.048:.0f} 0v26Z" fill="{at.lit(("#E88AA0", "#B5744A", "#F2D27A", "#8A4A3A")[k])}"/>'
            for k in range(4)
        )
    )
    slats = "".join(f"M{a:.0f} {y - 96:.0f}V{y + 40:.0f}" for a in range(int(cx) + 20, int(wide) + 30, 34))
    counter = f'<rect x="{cx:.0f}" y="{y - 106:.0f}" width="{bar + 10:.0f}" height="152" fill="{at.lit(dark)}"/><path d="{slats}" stroke="{at.lit(mix(dark, "#000000", 0.25))}" stroke-width="4"/><rect x="{cx - 16:.0f}" y="{y - 122:.0f}" width="{bar + 30:.0f}" height="24" rx="5" fill="{at.lit("#D9AE7A")}"/><rect x="{cx:.0f}" y="{y - 98:.0f}" width="{bar:.0f}" height="9" fill="#1A1020" opacity=".25"/><ellipse cx="{cx + bar / 2:.0f}" cy="{y + 48:.0f}" rx="{bar / 2 + 10:.0f}" ry="9" fill="#1A1020" opacity=".25"/>'
    back = (
        wall(at, WALLS[n % 5], panel=mix(dark, "#FFFFFF", 0.12))
        + tiles(at, "#E3D3BA", ("#8A6A52", "#5F7A78", "#9A7A5A")[n % 3])
        + window(at, x, 90, w, 330, panes=3)
        + menu + shelf + cakes + machine + counter
        + _chair(at, x + w * 0.08, y + 96, 150, "#9A6640", 1) + _table(at, x + w * 0.5, y + 92, 170, "#C98F5A") + _chair(at, x + w * 0.92, y + 96, 150, "#9A6640", -1)
        + "".join(pendant(at, wide * a, 96 + 40 * (k % 2), 42, ACCENTS[(n + k) % 5], f"p{k}") for k, a in enumerate((0.16, 0.34, 0.56, 0.9)))
        + sunbeam(at, x, w)
    )  # fmt: skip
    return back, plant(at, wide * 0.02, 1010, 300)


def office(at: Inside) -> tuple[str, str]:
    """Return an office with a wide window, a whiteboard, desks and screens."""
    wide, y, n = at.wide, at.floor, at.palette
    accent = ACCENTS[n % 5]
    x, w = wide * 0.06, wide * 0.5
    city = "".join(
        f'<rect x="{x + w * k / 9:.0f}" y="{410 - h:.0f}" width="{w / 10:.0f}" height="{h:.0f}" fill="#5F7396" opacity=".5"/>'
        for k, h in enumerate((90, 150, 70, 190, 120, 160, 80, 140, 100))
    )
    board = (
        f'<rect x="{wide * 0.64:.0f}" y="120" width="{wide * 0.3:.0f}" height="220" rx="6" fill="{at.lit("#FDFDFB")}" stroke="{at.lit("#9AA4AE")}" stroke-width="8"/><path d="M{wide * 0.67:.0f} 300l{wide * 0.05:.0f} -60l{wide * 0.05:.0f} 30l{wide * 0.08:.0f} -90" fill="none" stroke="{at.lit("#D9483F")}" stroke-width="7" stroke-linejoin="round"/><path d="M{wide * 0.67:.0f} 160h{wide * 0.09:.0f}M{wide * 0.67:.0f} 190h{wide * 0.06:.0f}" stroke="{at.lit("#3F6FC8")}" stroke-width="7"/>'
        + "".join(
            f'<rect x="{wide * 0.86 + 26 * (k % 2):.0f}" y="{150 + 34 * k}" width="24" height="24" fill="{at.lit(("#F7D65A", "#F29AB0", "#9AD8A0")[k])}"/>'
            for k in range(3)
        )
    )

    def desk(a: float, s: float) -> str:
        wood, leg = at.lit("#D9B98A"), at.lit("#6A727C")
        return (
            f'<g transform="translate({a:.0f} {y + 40:.0f}) scale({s:.2f})"><path d="M10 0V-96H20V0ZM230 0V-96H240V0Z" fill="{leg}"/><rect x="150" y="-92" width="72" height="84" fill="{at.lit("#E6E9EC")}"/><path d="M150 -64h72M150 -36h72" stroke="{leg}" stroke-width="3"/><rect x="-6" y="-106" width="262" height="14" rx="4" fill="{wood}"/>'
            f'<rect x="56" y="-204" width="130" height="82" rx="6" fill="{at.lit("#2A2E38")}"/><rect x="63" y="-197" width="116" height="66" fill="{at.lit("#7FC0E0") if not at.dark else "#9FD8F0"}"/><path d="M74 -182h58M74 -168h40M74 -154h70" stroke="#FFFFFF" stroke-width="5" opacity=".8"/><path d="M112 -122h18v14h-18ZM98 -110h46v6h-46Z" fill="{leg}"/><rect x="206" y="-128" width="20" height="22" rx="3" fill="{at.lit(accent)}"/></g>'
        )

    panel = "".join(
        f'<rect x="{wide * a:.0f}" y="22" width="{wide * 0.16:.0f}" height="20" rx="6" fill="#FFFBEA" opacity="{0.95 if at.dark else 0.8}"/>'
        for a in (0.12, 0.42, 0.72)
    )
    back = (
        wall(at, mix(WALLS[(n + 1) % 5], "#FFFFFF", 0.3)) + panel
        + window(at, x, 110, w, 300, panes=4) + city + (board if at.board else "")
        + f'<linearGradient id="floor" x2="0" y2="1"><stop stop-color="{at.lit("#8A95A0")}"/><stop offset="1" stop-color="{at.lit("#5F6974")}"/></linearGradient><rect y="{y:.0f}" width="{wide:.0f}" height="{1000 - y:.0f}" fill="url(#floor)"/>'
        + desk(wide * 0.05, 1.1) + desk(wide * 0.67, 1.1) + plant(at, wide * 0.56, y + 44, 210, "#E6E2DA") + sunbeam(at, x, w)
    )  # fmt: skip
    return back, ""


def classroom(at: Inside) -> tuple[str, str]:
    """Return a classroom with a blackboard, letters on the wall, and pupils' desks."""
    wide, y, n = at.wide, at.floor, at.palette
    bx, bw = wide * 0.26, wide * 0.48
    board = f'<rect x="{bx - 14:.0f}" y="106" width="{bw + 28:.0f}" height="278" rx="6" fill="{at.lit("#9A6C42")}"/><rect x="{bx:.0f}" y="120" width="{bw:.0f}" height="250" fill="{at.lit("#2F5A4A")}"/><path d="M{bx + bw * 0.1:.0f} 330q{bw * 0.1:.0f} -60 {bw * 0.2:.0f} 0t{bw * 0.2:.0f} 0M{bx + bw * 0.62:.0f} 340l{bw * 0.1:.0f} -120l{bw * 0.1:.0f} 120Z" fill="none" stroke="#F2F5EE" stroke-width="5" opacity=".55" stroke-linecap="round"/><rect x="{bx:.0f}" y="378" width="{bw:.0f}" height="12" fill="{at.lit("#B58A5C")}"/><rect x="{bx + bw * 0.4:.0f}" y="370" width="46" height="9" rx="3" fill="#FFFFFF"/>'
    bunting = (
        f'<path d="M0 40Q{wide / 2:.0f} 110 {wide:.0f} 40" fill="none" stroke="{at.lit("#8A6A4A")}" stroke-width="4"/>'
        + "".join(
            f'<path d="M{wide * t - 22:.0f} {40 + 140 * t * (1 - t):.0f}h44l-22 44Z" fill="{at.lit(("#E5604C", "#F2C63A", "#4FA3C8", "#6FB56A", "#B57AC8")[k % 5])}"/>'
            for k, t in enumerate(a / 14 for a in range(1, 14))
        )
    )
    shelf = bookcase(at, wide * 0.8, y + 6, wide * 0.18, 190, 2, "#C99A66")
    globe = f'<circle cx="{wide * 0.89:.0f}" cy="{y - 236:.0f}" r="40" fill="{at.lit("#4F9BD8")}"/><path d="M{wide * 0.89 - 24:.0f} {y - 256:.0f}q20 -16 34 -4q2 20 -14 26q-18 0 -20 -22ZM{wide * 0.89 + 6:.0f} {y - 224:.0f}q20 -2 20 12q-10 12 -22 8Z" fill="{at.lit("#6FBF6A")}"/><path d="M{wide * 0.89 - 20:.0f} {y - 184:.0f}h40v-8h-40Z" fill="{at.lit("#7A5233")}"/>'

    def desk(x: float, low: float, s: float) -> str:
        return f'<g transform="translate({x:.0f} {low:.0f}) scale({s:.2f})"><path d="M-58 0L-52 -70H-44L-48 0ZM48 0L44 -70H52L58 0Z" fill="{at.lit("#6A727C")}"/><rect x="-66" y="-84" width="132" height="16" rx="4" fill="{at.lit("#E0B87F")}"/><rect x="-66" y="-70" width="132" height="8" fill="{at.lit("#A87C4A")}"/></g>'

    rows = (
        "".join(desk(wide * a, y + 96, 1.15) for a in (0.1, 0.9))
        + desk(wide * 0.02, y + 200, 1.7)
        + desk(wide * 0.98, y + 200, 1.7)
    )
    x, w = wide * 0.03, wide * 0.16
    back = (
        wall(at, WALLS[(n + 3) % 5], panel="#D9C6A0")
        + boards(at, "#C9A06A")
        + window(at, x, 120, w, 260)
        + (board if at.board else "")
        + bunting
        + shelf
        + globe
        + rows
        + sunbeam(at, x, w)
    )
    return back, ""


def library(at: Inside) -> tuple[str, str]:
    """Return a library whose shelves reach the ceiling, with a ladder and a tall window."""
    wide, y, n = at.wide, at.floor, at.palette
    wood = ("#6E4528", "#5A3A2E", "#7A5230", "#4F3A30", "#6A4034")[n % 5]
    w = min(250.0, 0.24 * wide)
    x = wide / 2 - w / 2
    arch = f'<path d="M{x - 26:.0f} {y:.0f}V150Q{wide / 2:.0f} -70 {x + w + 26:.0f} 150V{y:.0f}Z" fill="{at.lit(mix(wood, "#FFFFFF", 0.14))}"/>'
    cases = "".join(
        bookcase(at, a, y + 10, x / 2 - 12, y - 30, 6, wood) for a in (0, x / 2 - 18, x + w + 30, x + w + 12 + x / 2)
    )
    ladder = f'<g transform="translate({wide * 0.24:.0f} {y + 70:.0f}) rotate(9)"><path d="M0 0V-520M70 0V-520" stroke="{at.lit("#B5854E")}" stroke-width="11"/><path d="{"".join(f"M0 {-40 - 56 * k}h70" for k in range(9))}" stroke="{at.lit("#9A6C3C")}" stroke-width="9"/></g>'
    cornice = f'<rect width="{wide:.0f}" height="34" fill="{at.lit(mix(wood, "#FFFFFF", 0.1))}"/>'
    stack = "".join(books(at, wide * a, 1004, 150, 90) for a in (0.0, 0.88))
    back = (
        wall(at, mix(wood, "#14090A", 0.3)) + arch + window(at, x, 130, w, y - 250, panes=3) + cases + cornice
        + boards(at, "#9A6A42") + ladder + rug(at, 886, ("#7A2A30", "#C99A5A", "#8A343A"))
        + "".join(pendant(at, wide * a, 120, 46, "#2F6A4F", f"p{k}") for k, a in enumerate((0.2, 0.8))) + sunbeam(at, x, w)
        + picture(at, x + w * 0.5 - 60, y - 104, 120, 80, n)
    )  # fmt: skip
    return back, stack


def bathroom(at: Inside) -> tuple[str, str]:
    """Return a bathroom with tiles, a basin and a mirror."""
    wide, y, n = at.wide, at.floor, at.palette
    tone = ("#A8D0D8", "#B8D8C0", "#E8C8C8", "#C8C8E4", "#E8DCB8")[n % 5]
    grid = "".join(f"M0 {r}H{wide:.0f}" for r in range(300, int(y), 54)) + "".join(
        f"M{x} 300V{y:.0f}" for x in range(0, int(wide) + 54, 54)
    )
    x, w = wide * 0.1, min(220.0, 0.22 * wide)
    mx = wide * 0.72
    basin = f'<rect x="{mx - 100:.0f}" y="110" width="200" height="240" rx="100" fill="{at.lit("#F7F3E8")}"/><rect x="{mx - 86:.0f}" y="124" width="172" height="212" rx="86" fill="{at.lit("#CFE6EC")}"/><path d="M{mx - 50:.0f} 260L{mx + 20:.0f} 150h24L{mx - 50:.0f} 296Z" fill="#FFFFFF" opacity=".5"/><path d="M{mx - 120:.0f} {y - 150:.0f}H{mx + 120:.0f}Q{mx + 110:.0f} {y - 70:.0f} {mx:.0f} {y - 66:.0f}T{mx - 120:.0f} {y - 150:.0f}Z" fill="{at.lit("#FDFDFB")}"/><path d="M{mx - 26:.0f} {y - 72:.0f}h52l10 100h-72Z" fill="{at.lit("#EDEDE8")}"/><path d="M{mx:.0f} {y - 152:.0f}v-34q0 -18 24 -18" stroke="{at.lit("#9AA8B0")}" stroke-width="11" fill="none"/>'
    back = (
        wall(at, mix(tone, "#FFFFFF", 0.5))
        + f'<rect y="300" width="{wide:.0f}" height="{y - 300:.0f}" fill="{at.lit(tone)}"/><path d="{grid}" stroke="#FFFFFF" stroke-width="4" opacity=".6"/><rect y="290" width="{wide:.0f}" height="14" fill="{at.lit(mix(tone, "#203040", 0.3))}"/>'
        + tiles(at, "#F2F2EC", mix(tone, "#203040", 0.2))
        + window(at, x, 90, w, 190)
        + basin
        + plant(at, wide * 0.48, y + 20, 190)
        + sunbeam(at, x, w)
    )
    return back, ""
