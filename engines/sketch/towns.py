"""Settings that people built, as SVG: each returns what is far, the ground before it, and what frames it in front."""

from __future__ import annotations

from engines.sketch import built, growth, shapes
from engines.sketch.colours import mix
from engines.sketch.land import (
    GRASS,
    GREEN,
    Land,
    corner,
    fallen,
    fringe,
    ground,
    hills,
    peaks,
    sheets,
    tufts,
    water,
)
from engines.sketch.outdoors import Outdoor
from engines.sketch.sky import Canvas

_FRONTS = ("#D98A6A", "#E8C48A", "#8FB0B8", "#C97A6A", "#B8C49A", "#D9B0A0", "#9A8FB8")
_WALLS = ("#F1E4CC", "#E3C3A0", "#E8D2C8", "#D5DEE4")
_ROOFS = ("#B5503C", "#8F4A3A", "#A8643A", "#5E6A80")


def _wet(c: Canvas) -> bool:
    return c.scene.weather in {"rain", "storm"}


def _city(c: Canvas) -> Land:
    share = 0.55 if c.light.dark else 0.12
    far = sheets(
        shapes.houses(c.rng, c.wide, c.horizon + 4, 560, c.lit("#8598BC", 0.85), lights=share * 0.7, window="#FFE6A0"),
        shapes.houses(c.rng, c.wide, c.horizon + 6, 430, c.lit("#6F84A8", 0.5), lights=share, window="#FFE6A0"),
        shapes.houses(c.rng, c.wide, c.horizon + 8, 270, c.lit("#54688C", 0.18), lights=share, window="#FFDF8F"),
    )
    trees = growth.grove(c.rng, c.wide, c.horizon + 40, 120, c.lit(c.leaves("#4F8A4F"), 0.08), gap=1.6, sun=c.sun)
    lamps = "".join(
        built.lamp(c.wide * at, c.horizon + 74, 250, c, f"lamp{k}") for k, at in enumerate((0.12, 0.5, 0.88))
    )
    return far, _pavement(c, c.horizon + 14) + trees + lamps, ""


def _street(c: Canvas) -> Land:
    far = sheets(
        shapes.houses(
            c.rng,
            c.wide,
            c.horizon - 60,
            380,
            c.lit("#8598BC", 0.8),
            lights=0.4 if c.light.dark else 0.1,
            window="#FFE6A0",
        ),
        built.terrace(c, c.horizon + 50, 430, _FRONTS, fade=0.1, shops=True),
    )
    trees = "".join(
        growth.tree(
            c.rng, c.wide * at, c.horizon + 82, 210, c.lit(c.leaves("#5C9950")), trunk=c.lit("#5A4030"), sun=c.sun
        )
        for at in (0.03, 0.97)
    )
    lamps = "".join(built.lamp(c.wide * at, c.horizon + 86, 300, c, f"lamp{k}") for k, at in enumerate((0.2, 0.8)))
    return far, _pavement(c, c.horizon + 48) + trees + lamps, ""


def _pavement(c: Canvas, y: float) -> str:
    kerb, road = ("#E4E9EF", "#A8B0BA") if c.snowy else ("#C4BDB2", "#5F6470")
    slabs = "".join(
        f"M{c.wide / 2 + (k - 12) * c.wide * 0.07:.0f} {y:.0f}L{c.wide / 2 + (k - 12) * c.wide * 0.085:.0f} {y + 76:.0f}"
        for k in range(25)
    )
    dashes = "".join(f"M{x} 884h110l-8 16h-112Z" for x in range(-60, int(c.wide) + 140, 230))
    top, low = c.lit(road, 0.12), c.lit(mix(road, "#0A1020", 0.4))
    return (
        f'<rect y="{y:.0f}" width="{c.wide:.0f}" height="80" fill="{c.lit(kerb)}"/><path d="{slabs}" stroke="{c.lit(mix(kerb, "#000000", 0.22))}" stroke-width="2.500"/>'
        f'<rect y="{y + 74:.0f}" width="{c.wide:.0f}" height="14" fill="{c.lit(mix(kerb, "#000000", 0.3))}"/>'
        f'<linearGradient id="road" x2="0" y2="1"><stop stop-color="{top}"/><stop offset="1" stop-color="{low}"/></linearGradient>'
        f'<rect y="{y + 86:.0f}" width="{c.wide:.0f}" height="{1000 - y:.0f}" fill="url(#road)"/><path d="{dashes}" fill="{c.lit("#F1E6C0")}" opacity=".8"/>'
        + (_shine(c, y + 90) if _wet(c) else "")
    )


def _shine(c: Canvas, y: float) -> str:
    """Return what lamps and sky leave on a wet street."""
    tones = (
        ("#FFD98A", "#FF6FA8", "#5FD8FF", "#FFE6B0", "#8AFFB0") if c.light.dark else (c.light.sky[2], c.light.sky[1])
    )
    streaks = ""
    for k in range(int(11 * c.scene.ratio) + 3):
        x, w, h = c.rng.uniform(0, c.wide), c.rng.uniform(14, 46), c.rng.uniform(90, 250)
        tone = tones[k % len(tones)]
        streaks += (
            f'<linearGradient id="wet{k}" x2="0" y2="1"><stop stop-color="{tone}" stop-opacity=".55"/><stop offset="1" stop-color="{tone}" stop-opacity="0"/></linearGradient>'
            f'<path d="M{x - w:.0f} {y:.0f}h{2 * w:.0f}l{-w * 0.4:.0f} {h * 0.4:.0f}l{w * 0.2:.0f} {h * 0.2:.0f}l{-w * 0.5:.0f} {h * 0.4:.0f}h{-w * 0.6:.0f}l{-w * 0.3:.0f} {-h * 0.5:.0f}l{w * 0.2:.0f} {-h * 0.2:.0f}Z" fill="url(#wet{k})"/>'
        )
    pools = "".join(
        f'<ellipse cx="{c.rng.uniform(0, c.wide):.0f}" cy="{c.rng.uniform(y + 20, 985):.0f}" rx="{c.rng.uniform(50, 130):.0f}" ry="{c.rng.uniform(5, 11):.0f}" fill="{c.light.sky[2]}" opacity=".28"/>'
        for _ in range(9)
    )
    return streaks + pools


def _park(c: Canvas) -> Land:
    far = sheets(
        shapes.houses(
            c.rng, c.wide, c.horizon, 230, c.lit("#8FA0B8", 0.8), lights=0.5 if c.light.dark else 0.1, window="#FFE6A0"
        ),
        growth.grove(c.rng, c.wide, c.horizon + 10, 190, c.lit(c.leaves("#4C8A45"), 0.4), gap=0.5, sun=c.sun),
        growth.bushes(c.rng, -20, c.wide + 20, c.horizon + 26, 40, c.lit(c.leaves("#4C8A45"), 0.2), sun=c.sun),
    )
    path = (
        f'<path d="M{c.wide * 0.46:.0f} {c.horizon + 22:.0f} C{c.wide * 0.74:.0f} 740 {c.wide * 0.22:.0f} 820 {c.wide * 0.26:.0f} 1000 H{c.wide * 0.62:.0f}'
        f' C{c.wide * 0.5:.0f} 840 {c.wide * 0.8:.0f} 740 {c.wide * 0.5:.0f} {c.horizon + 22:.0f}Z" fill="{c.lit(c.land("#E3D2AA"))}"/>'
    )
    tree = growth.tree(
        c.rng,
        c.wide * (0.1 if c.sun > 0 else 0.9),
        c.horizon + 130,
        430,
        c.lit(c.leaves("#4A8B45")),
        trunk=c.lit("#5E4330"),
        sun=c.sun,
    )
    lamp = built.lamp(c.wide * (0.74 if c.sun > 0 else 0.26), c.horizon + 96, 250, c, "lamp0")
    return (
        far,
        ground(c, GRASS, GREEN) + path + tree + lamp + tufts(c, 50) + fallen(c),
        fringe(c, blooms=True) + corner(c),
    )


def _market(c: Canvas) -> Land:
    far = built.terrace(c, c.horizon + 20, 420, _FRONTS, fade=0.3, shops=False)
    stones = "".join(
        f"M{c.rng.uniform(-40, c.wide):.0f} {y:.0f}h{10 + (y - c.horizon) * 0.14:.0f}"
        for y in (c.horizon + 40 + (960 - c.horizon) * (k / 90) ** 1.5 for k in range(90))
    )
    floor = (
        ground(c, "#C9B598", "#DCCBB0", c.horizon + 14, wave=1)
        + f'<path d="{stones}" stroke="{c.lit("#9A8468")}" stroke-width="4" stroke-linecap="round" opacity=".5"/>'
    )
    floor += _shine(c, c.horizon + 120) if _wet(c) else ""
    wide = min(330.0, 0.34 * c.wide)
    many = max(2, round(c.wide / (wide * 1.25)))
    stalls = "".join(
        built.stall(c.wide * (k + 0.5) / many - wide / 2, c.horizon + 106, wide, c, k + c.rng.randrange(5))
        for k in range(many)
    )
    bulbs = ""
    for k in range(3):
        x, y = c.wide * k / 3, 150 + 30 * (k % 2)
        bulbs += f'<path d="M{x:.0f} {y:.0f}q{c.wide / 6:.0f} 110 {c.wide / 3:.0f} {20 - 40 * (k % 2)}" stroke="{c.lit("#3A3440")}" stroke-width="3" fill="none"/>'
        for n in range(1, 8):
            t = n / 8
            bx, by = x + c.wide / 3 * t, y + 110 * 2 * t * (1 - t) + (20 - 40 * (k % 2)) * t
            glow = (
                f'<circle cx="{bx:.0f}" cy="{by + 10:.0f}" r="26" fill="#FFD98A" opacity=".25"/>'
                if c.light.dark
                else ""
            )
            bulbs += f'{glow}<circle cx="{bx:.0f}" cy="{by + 10:.0f}" r="8" fill="{"#FFF0B8" if c.light.dark else ("#FF7A6A", "#FFD25A", "#6AC0E8")[n % 3]}"/>'
    return far, sheets(floor, stalls), bulbs


def _village(c: Canvas) -> Land:
    cap = c.lit("#FFFFFF", 0.2) if c.snowy else ""
    far = sheets(
        peaks(c, 330, "#8F9FC0", 0.75),
        hills(c, ("#6FA36A", "#7DB163"), 80, 30),
        growth.pines(c.rng, c.wide, c.horizon + 10, 100, c.lit(c.land("#4F7F68"), 0.45), gap=0.5, sun=c.sun, cap=cap),
    )
    spots = [
        (c.wide * (k + c.rng.uniform(0.1, 0.5)) / 6 - 40, c.horizon + 30 + 26 * (k % 2), 120 + 26 * (k % 2))
        for k in range(6)
    ]
    church = c.wide * (0.62 if c.sun < 0 else 0.3)
    stone = c.lit("#E6DCC8", 0.25)
    spire = (
        f'<rect x="{church:.0f}" y="{c.horizon - 150:.0f}" width="56" height="190" fill="{stone}"/><path d="M{church - 8:.0f} {c.horizon - 146:.0f}L{church + 28:.0f} {c.horizon - 270:.0f}L{church + 64:.0f} {c.horizon - 146:.0f}Z" fill="{c.lit("#F4F8FC" if c.snowy else "#7A8294", 0.2)}"/>'
        f'<path d="M{church + 26:.0f} {c.horizon - 300:.0f}h4v34h-4ZM{church + 18:.0f} {c.horizon - 292:.0f}h20v4h-20Z" fill="{c.lit("#4A4450", 0.2)}"/><path d="M{church + 20:.0f} {c.horizon - 90:.0f}v-26q8 -12 16 0v26Z" fill="{built.glass(c, 0.9, 0.2)}"/>'
    )
    homes = "".join(
        built.cottage(x, y, s, c, _WALLS[k % 4], _ROOFS[k % 4], 0.26 - 0.1 * (k % 2))
        for k, (x, y, s) in enumerate(sorted(spots, key=lambda each: each[1]))
    )
    path = f'<path d="M{c.wide * 0.5:.0f} {c.horizon + 50:.0f}C{c.wide * 0.6:.0f} {c.horizon + 100:.0f} {c.wide * 0.34:.0f} 830 {c.wide * 0.34:.0f} 1000H{c.wide * 0.66:.0f}C{c.wide * 0.56:.0f} 830 {c.wide * 0.7:.0f} {c.horizon + 110:.0f} {c.wide * 0.54:.0f} {c.horizon + 50:.0f}Z" fill="{c.lit("#DDE6F0" if c.snowy else "#DCC9A0")}"/>'
    near = growth.pine(
        c.wide * (0.05 if c.sun > 0 else 0.95),
        900,
        480,
        c.lit(mix("#2F5E48", "#9FC0B4", 0.25 if c.snowy else 0)),
        sun=c.sun,
        cap=c.lit("#FFFFFF") if c.snowy else "",
    )
    return far, sheets(ground(c, "#6FA650", GREEN) + path, spire + homes, near + tufts(c, 40)), fringe(c)


def _harbour(c: Canvas) -> Land:
    far = sheets(
        hills(c, ("#6F9A8A", "#7DA57A"), 100, 26),
        built.terrace(
            c, c.horizon + 6, 190, ("#F2C9A0", "#E88A7A", "#F4E3C0", "#9FC0D0", "#E8B05A"), fade=0.35, shops=False
        ),
    )
    boats = "".join(
        built.boat(c.wide * at, c.horizon + drop, size, c, hull, sail=sail)
        for at, drop, size, hull, sail in (
            (0.06, 100, 150, "#2F5E8A", True),
            (0.66, 84, 120, "#C8503F", False),
            (0.8, 150, 190, "#2F7F6A", True),
        )
    )
    planks = "".join(
        f"M{c.wide / 2 + (k - 14) * c.wide * 0.05:.0f} 842L{c.wide / 2 + (k - 14) * c.wide * 0.09:.0f} 1000"
        for k in range(29)
    )
    wood = c.lit(c.land("#A8794C"))
    quay = (
        f'<rect y="838" width="{c.wide:.0f}" height="170" fill="{wood}"/><path d="{planks}" stroke="{c.lit("#6E4A2C")}" stroke-width="4"/><rect y="834" width="{c.wide:.0f}" height="14" fill="{c.lit("#C79A66")}"/>'
        + "".join(
            f'<rect x="{c.wide * at - 17:.0f}" y="782" width="34" height="76" rx="7" fill="{c.lit("#5E4028")}"/><rect x="{c.wide * at - 20:.0f}" y="776" width="40" height="13" rx="6" fill="{c.lit("#8A643E")}"/>'
            for at in (0.07, 0.93)
        )
        + f'<path d="M{c.wide * 0.07:.0f} 800Q{c.wide * 0.28:.0f} 880 {c.wide * 0.5:.0f} 846" stroke="{c.lit("#E3D2A8")}" stroke-width="8" fill="none"/>'
    )
    return far, sheets(water(c, c.horizon, 850, mirror=far) + _mirrored(c, boats), boats, quay), ""


def _mirrored(c: Canvas, boats: str) -> str:
    y = c.horizon + 110
    return f'<g transform="translate(0 {2 * y + 20:.0f}) scale(1 -1)" opacity=".22">{boats}</g>'


def _farm(c: Canvas) -> Land:
    far = sheets(
        hills(c, ("#7FAE6A", "#9DBB5A", "#B5C060"), 100, 30),
        growth.grove(c.rng, c.wide, c.horizon + 6, 74, c.lit(c.leaves("#4C8A45"), 0.4), gap=0.9, sun=c.sun),
    )
    x = c.wide * (0.1 if c.sun > 0 else 0.62)
    y, red = c.horizon + 70, c.lit("#B5402F", 0.06)
    barn = (
        f'<rect x="{x + 222:.0f}" y="{y - 260:.0f}" width="66" height="260" fill="{c.lit("#B9C0C8", 0.1)}"/><path d="M{x + 222:.0f} {y - 258:.0f}a33 40 0 0 1 66 0Z" fill="{c.lit("#8F98A4", 0.1)}"/>'
        f'<path d="M{x:.0f} {y:.0f}V{y - 130:.0f}L{x + 34:.0f} {y - 190:.0f}L{x + 110:.0f} {y - 226:.0f}L{x + 186:.0f} {y - 190:.0f}L{x + 220:.0f} {y - 130:.0f}V{y:.0f}Z" fill="{red}"/>'
        f'<path d="M{x - 10:.0f} {y - 126:.0f}L{x + 28:.0f} {y - 196:.0f}L{x + 110:.0f} {y - 238:.0f}L{x + 192:.0f} {y - 196:.0f}L{x + 230:.0f} {y - 126:.0f}L{x + 214:.0f} {y - 128:.0f}L{x + 180:.0f} {y - 184:.0f}L{x + 110:.0f} {y - 218:.0f}L{x + 40:.0f} {y - 184:.0f}L{x + 6:.0f} {y - 128:.0f}Z" fill="{c.lit("#F4F8FC" if c.snowy else "#6A3A34")}"/>'
        f'<rect x="{x + 68:.0f}" y="{y - 100:.0f}" width="84" height="100" fill="{c.lit("#8A2A20")}"/><path d="M{x + 68:.0f} {y - 100:.0f}h84v100h-84ZM{x + 68:.0f} {y - 100:.0f}l84 100M{x + 152:.0f} {y - 100:.0f}l-84 100" fill="none" stroke="{c.lit("#F6EFE4")}" stroke-width="6"/><rect x="{x + 90:.0f}" y="{y - 168:.0f}" width="40" height="36" fill="{built.glass(c, 1)}" stroke="{c.lit("#F6EFE4")}" stroke-width="5"/>'
    )
    rows = "".join(
        f"M{c.wide / 2 + (k - 11) * c.wide * 0.05:.0f} {c.horizon + 84:.0f}L{c.wide / 2 + (k - 11) * c.wide * 0.2:.0f} 1000"
        for k in range(23)
    )
    crops = (
        f'<path d="{rows}" stroke="{c.lit(c.land("#8FAE3F"))}" stroke-width="16" stroke-dasharray="10 7" opacity=".8"/>'
        if not c.snowy
        else ""
    )
    rails = "".join(
        f'<rect x="{px:.0f}" y="{c.horizon + 62:.0f}" width="9" height="52" fill="{c.lit("#B59A78")}"/>'
        for px in range(0, int(c.wide) + 80, 80)
    )
    fence = f'{rails}<path d="M0 {c.horizon + 74:.0f}H{c.wide:.0f}M0 {c.horizon + 94:.0f}H{c.wide:.0f}" stroke="{c.lit("#C9B08C")}" stroke-width="7"/>'
    return (
        far,
        sheets(ground(c, "#A89A4A", "#B5C060", c.horizon + 10) + crops, barn, fence + tufts(c, 40, "#7A8A35")),
        fringe(c, "#7A8A35"),
    )


def _castle(c: Canvas) -> Land:
    stone = c.lit("#B4AEBE", 0.3)
    dark, tile = mix(stone, "#1E2240", 0.26), c.lit("#F4F8FC" if c.snowy else "#5A6FB0", 0.2)
    mid, y = c.wide * (0.6 if c.sun < 0 else 0.4), c.horizon + 26

    def tower(x: float, w: float, h: float) -> str:
        flag = f'<path d="M{x + w / 2:.0f} {y - h - w * 1.1:.0f}v-46l40 12l-40 12" fill="{c.lit("#E5484A")}" stroke="{dark}" stroke-width="3"/>'
        return (
            f'{flag}<rect x="{x:.0f}" y="{y - h:.0f}" width="{w:.0f}" height="{h:.0f}" fill="{stone}"/><rect x="{x + w * (0.62 if c.sun < 0 else 0):.0f}" y="{y - h:.0f}" width="{w * 0.38:.0f}" height="{h:.0f}" fill="{dark}" opacity=".6"/>'
            f'<path d="M{x - w * 0.14:.0f} {y - h:.0f}L{x + w / 2:.0f} {y - h - w * 1.15:.0f}L{x + w * 1.14:.0f} {y - h:.0f}Z" fill="{tile}"/><path d="M{x + w * 0.4:.0f} {y - h * 0.62:.0f}v-24q{w * 0.1:.0f} -12 {w * 0.2:.0f} 0v24Z" fill="{built.glass(c, 0.8, 0.2)}"/>'
        )

    teeth = "".join(f"M{mid - 220 + k * 34:.0f} {y - 150:.0f}v-22h18v22Z" for k in range(13))
    keep = (
        tower(mid - 60, 120, 330)
        + tower(mid - 150, 84, 240)
        + tower(mid + 70, 80, 270)
        + f'<rect x="{mid - 222:.0f}" y="{y - 152:.0f}" width="446" height="170" fill="{mix(stone, "#FFFFFF", 0.08)}"/><path d="{teeth}" fill="{mix(stone, "#FFFFFF", 0.08)}"/>'
        + tower(mid - 270, 74, 200)
        + tower(mid + 200, 74, 200)
        + f'<path d="M{mid - 42:.0f} {y + 18:.0f}v-76q42 -58 84 0v76Z" fill="{c.lit("#4A3328", 0.1)}"/><path d="M{mid - 24:.0f} {y + 18:.0f}v-96M{mid:.0f} {y + 18:.0f}v-106M{mid + 24:.0f} {y + 18:.0f}v-96" stroke="{dark}" stroke-width="5"/>'
    )
    far = sheets(peaks(c, 260, "#8F9FC0", 0.8), hills(c, ("#6FA36A", "#7DB163"), 70, 30))
    trees = growth.grove(c.rng, c.wide, y + 14, 84, c.lit(c.leaves("#4C8A45"), 0.26), gap=1.1, sun=c.sun)
    road = f'<path d="M{mid - 40:.0f} {y + 18:.0f}C{mid - 20:.0f} {y + 130:.0f} {c.wide * 0.34:.0f} 860 {c.wide * 0.3:.0f} 1000H{c.wide * 0.68:.0f}C{c.wide * 0.6:.0f} 860 {mid + 90:.0f} {y + 130:.0f} {mid + 40:.0f} {y + 18:.0f}Z" fill="{c.lit(c.land("#DCC9A0"))}"/>'
    return (
        far,
        sheets(ground(c, GRASS, GREEN) + road, trees, keep + tufts(c, 50) + fallen(c)),
        fringe(c, blooms=True) + corner(c, reach=210),
    )


def _station(c: Canvas) -> Land:
    y = c.horizon
    far = sheets(
        shapes.houses(
            c.rng, c.wide, y + 10, 250, c.lit("#8FA0B8", 0.75), lights=0.5 if c.light.dark else 0.1, window="#FFE6A0"
        ),
        growth.grove(c.rng, c.wide, y + 24, 96, c.lit(c.leaves("#5C9950"), 0.35), gap=0.8, sun=c.sun),
    )
    red, pane = c.lit("#C8403A"), built.glass(c, 1)
    cars = ""
    for x in range(-120, int(c.wide) + 200, 470):
        panes = "".join(
            f'<rect x="{x + 34 + k * 74}" y="{y - 92:.0f}" width="56" height="58" rx="7" fill="{pane}"/>'
            for k in range(6)
            if k != 2  # noqa: PLR2004 -- there is the door
        )
        cars += (
            f'<rect x="{x}" y="{y - 142:.0f}" width="462" height="172" rx="16" fill="{red}"/><rect x="{x}" y="{y - 26:.0f}" width="462" height="22" fill="{c.lit("#F6EFE4")}"/><rect x="{x + 8}" y="{y - 150:.0f}" width="446" height="20" rx="9" fill="{c.lit("#8A929E")}"/>{panes}'
            f'<rect x="{x + 178}" y="{y - 104:.0f}" width="66" height="130" fill="{c.lit("#A8322E")}"/><rect x="{x + 188}" y="{y - 94:.0f}" width="20" height="64" fill="{pane}"/><rect x="{x + 214}" y="{y - 94:.0f}" width="20" height="64" fill="{pane}"/><rect x="{x + 10}" y="{y + 28:.0f}" width="442" height="12" fill="{c.lit("#343844")}"/>'
        )
    track = f'<rect y="{y + 36:.0f}" width="{c.wide:.0f}" height="66" fill="{c.lit("#7A7268")}"/><rect y="{y + 44:.0f}" width="{c.wide:.0f}" height="7" fill="{c.lit("#B9C0C8")}"/>'
    deck = (
        f'<linearGradient id="deck" x2="0" y2="1"><stop stop-color="{c.lit("#C4BEB6")}"/><stop offset="1" stop-color="{c.lit("#847F7C")}"/></linearGradient><rect y="{y + 92:.0f}" width="{c.wide:.0f}" height="400" fill="url(#deck)"/><rect y="{y + 88:.0f}" width="{c.wide:.0f}" height="16" fill="{c.lit("#E6E0D6")}"/>'
        f'<rect y="{y + 126:.0f}" width="{c.wide:.0f}" height="14" fill="{c.lit("#F2C63A")}"/>'
        f'<path d="{"".join(f"M{c.wide / 2 + (k - 9) * c.wide * 0.09:.0f} {y + 140:.0f}L{c.wide / 2 + (k - 9) * c.wide * 0.16:.0f} 1000" for k in range(19))}" stroke="{c.lit("#78736E")}" stroke-width="3" opacity=".6"/>'
    )
    iron = c.lit("#3F5A5E")
    roof = f'<path d="M0 -10H{c.wide:.0f}V86Q{c.wide * 0.5:.0f} 130 0 86Z" fill="{iron}"/><path d="{"".join(f"M{x:.0f} 106l20 34l20 -34Z" for x in range(0, int(c.wide) + 40, 40))}" fill="{mix(iron, "#FFFFFF", 0.25)}"/>'
    posts = "".join(
        f'<rect x="{c.wide * at - 11:.0f}" y="90" width="22" height="700" fill="{iron}"/><path d="M{c.wide * at - 80:.0f} 100Q{c.wide * at - 12:.0f} 110 {c.wide * at - 8:.0f} 200h16Q{c.wide * at + 12:.0f} 110 {c.wide * at + 80:.0f} 100Z" fill="{iron}"/>'
        for at in (0.08, 0.92)
    )
    mid = c.wide * 0.5
    clock = f'<path d="M{mid:.0f} 90v50" stroke="{iron}" stroke-width="8"/><circle cx="{mid:.0f}" cy="180" r="46" fill="{iron}"/><circle cx="{mid:.0f}" cy="180" r="37" fill="#FFF8E6"/><path d="M{mid:.0f} 180V153M{mid:.0f} 180l19 12" stroke="#2A2A34" stroke-width="5" stroke-linecap="round"/>'
    return far, sheets(track + cars, deck, posts + roof + clock), ""


def _pitch(c: Canvas) -> Land:
    y = c.horizon
    crowd = "".join(
        f'<circle cx="{x + (row % 2) * 9:.0f}" cy="{y - 30 - row * 22:.0f}" r="8" fill="{c.lit(c.rng.choice(("#D9483F", "#F2C63A", "#F4F4F4", "#3F6FC8", "#E0A080", "#5A5A6A")), 0.4)}"/>'
        for row in range(8)
        for x in range(0, int(c.wide) + 20, 19)
    )
    stand = f'<path d="M0 {y:.0f}V{y - 210:.0f}H{c.wide:.0f}V{y:.0f}Z" fill="{c.lit("#5F6F8A", 0.4)}"/>{crowd}<rect y="{y - 18:.0f}" width="{c.wide:.0f}" height="30" fill="{c.lit("#2F4F8A", 0.1)}"/><rect y="{y - 238:.0f}" width="{c.wide:.0f}" height="30" fill="{c.lit("#D5DCE4", 0.3)}"/>'
    masts = "".join(
        f'<path d="M{c.wide * at - 5:.0f} {y - 200:.0f}v-180h10v180Z" fill="{c.lit("#6A7484", 0.3)}"/><rect x="{c.wide * at - 44:.0f}" y="{y - 420:.0f}" width="88" height="46" rx="5" fill="{c.lit("#6A7484", 0.3)}"/>'
        + "".join(
            f'<circle cx="{c.wide * at - 30 + 20 * k:.0f}" cy="{y - 397:.0f}" r="8" fill="#FFFBE0"/>' for k in range(4)
        )
        for at in (0.1, 0.9)
    )
    bands = "".join(
        f'<path d="M0 {a:.0f}H{c.wide:.0f}V{b:.0f}H0Z" fill="{c.lit(c.land("#5FB04A" if k % 2 else "#4E9E40"))}"/>'
        for k, (a, b) in enumerate(
            zip(
                (y + 10, y + 40, y + 84, y + 144, y + 226, y + 340),
                (y + 40, y + 84, y + 144, y + 226, y + 340, 1001),
                strict=True,
            )
        )
    )
    white = c.lit("#FFFFFF")
    lines = f'<g fill="none" stroke="{white}" opacity=".9"><path d="M0 {y + 34:.0f}H{c.wide:.0f}" stroke-width="4"/><path d="M{c.wide * 0.22:.0f} {y + 34:.0f}L{c.wide * 0.1:.0f} {y + 150:.0f}H{c.wide * 0.9:.0f}L{c.wide * 0.78:.0f} {y + 34:.0f}" stroke-width="6"/><ellipse cx="{c.wide / 2:.0f}" cy="990" rx="{min(300.0, c.wide * 0.3):.0f}" ry="86" stroke-width="9"/></g>'
    gw = min(360.0, 0.36 * c.wide)
    gx, gh = c.wide / 2 - gw / 2, gw * 0.36
    net = "".join(f"M{gx + gw * k / 14:.0f} {y + 36 - gh:.0f}v{gh:.0f}" for k in range(15)) + "".join(
        f"M{gx:.0f} {y + 36 - gh * k / 6:.0f}h{gw:.0f}" for k in range(7)
    )
    goal = f'<path d="{net}" stroke="{white}" stroke-width="2" opacity=".5"/><path d="M{gx:.0f} {y + 38:.0f}v{-gh:.0f}h{gw:.0f}v{gh:.0f}" fill="none" stroke="{white}" stroke-width="9" stroke-linejoin="round"/>'
    return sheets(masts, stand), sheets(bands + lines, goal), ""


TOWNS: dict[str, Outdoor] = {
    "city": _city, "street": _street, "park": _park, "market": _market, "village": _village, "harbour": _harbour,
    "farm": _farm, "castle": _castle, "station": _station, "pitch": _pitch,
}  # fmt: skip
"""What draws each setting that people built."""
