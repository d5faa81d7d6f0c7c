"""Posters and cards: grounds of plain shapes, and where and how the title stands."""

from __future__ import annotations

import math
import random
import re
from dataclasses import dataclass

from engines.sketch import lettering, lexicon
from engines.sketch.colours import mix, rgb
from engines.sketch.layout import TITLE, Frame, width
from engines.sketch.lettering import Face, Line
from engines.sketch.light import Light
from engines.sketch.scene import Scene

_PALETTES = (
    ("#F7B733", "#D2402A", "#FFF4D6", "#3A1F3D", "#2F9E8F"),
    ("#8FD3C8", "#2F6F8F", "#FDF6E3", "#12324A", "#FF7A59"),
    ("#F7A6B8", "#C8427A", "#FFF3EE", "#4A1436", "#F9D65C"),
    ("#BFD96B", "#3F8F5A", "#FBFAE6", "#173F30", "#F2703F"),
    ("#B9A5EC", "#5A3FA8", "#FBF4FF", "#22164F", "#FFC74A"),
)
"""Ground, its darker fellow, paper, ink and a spot of contrast."""

_LOUD = ("anton", "alfa-slab-one", "bangers", "righteous", "limelight")
_FINE = ("lobster", "abril-fatface", "fredoka", "righteous", "alfa-slab-one")
_QUIET = ("josefin-sans", "fredoka", "righteous")
_BREAKS = re.compile(r"(?<=[:\u2013\u2014|\u2022!?.])\s+(?=\S)")
_TUBES = ("tilt-neon", "righteous")
_SHORT, _LONG = 14, 34
_PALE, _BRIGHT = 0.5, 0.62
_FESTIVE = frozenset({"confetti-ball", "party-popper"})
"""What brings confetti along."""

_CROWDED = 0.05
"""How much of the title's room things may stand in before it is given a ground of its own."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the words stand: their box, the style of the panel behind them, and its colours."""

    box: tuple[float, float, float, float]
    panel: str
    paper: str
    ink: str
    spot: str


def palette(scene: Scene) -> tuple[str, str, str, str, str]:
    """Return a poster's ground, its darker fellow, paper, ink and contrast."""
    return _PALETTES[(scene.palette + scene.seed // 3) % len(_PALETTES)]


def ground(scene: Scene) -> str:
    """Return a ground of plain shapes for a poster without a setting."""
    wide, (base, deep, pale, _, spot) = 1000 * scene.ratio, palette(scene)
    if scene.sky:
        base = lexicon.colour_value(scene.sky)
        deep = mix(base, "#1A1030", 0.4)
    if scene.style == "neon":
        base, deep, pale, spot = "#171034", "#FF4F9A", "#5FE3FF", "#FFD65A"
    rng = random.Random(f"{scene.seed}/poster")  # noqa: S311 -- a drawing, not a secret
    out = f'<rect width="{wide:.0f}" height="1000" fill="{base}"/>'
    kind = scene.seed % 4
    x, y = wide / 2, 640.0
    if kind == 0:
        rays = "".join(
            f"M{x:.0f} {y:.0f}L{x + 2200 * math.cos(a):.0f} {y + 2200 * math.sin(a):.0f}L{x + 2200 * math.cos(a + 0.13):.0f} {y + 2200 * math.sin(a + 0.13):.0f}Z"
            for a in (k * math.tau / 24 for k in range(24))
        )
        out += f'<path d="{rays}" fill="{mix(base, pale, 0.42)}"/><circle cx="{x:.0f}" cy="{y:.0f}" r="{min(330, wide * 0.42):.0f}" fill="{mix(base, pale, 0.7)}"/>'
    elif kind == 1:
        r = min(430.0, wide * 0.46)
        out += "".join(
            f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r * k:.0f}" fill="{mix(base, pale, share)}"/>'
            for k, share in ((1.5, 0.2), (1.2, 0.4), (0.92, 0.68))
        )
    elif kind == 2:  # noqa: PLR2004 -- the third kind
        out += "".join(
            f'<path d="M0 {h:.0f}Q{wide * 0.25:.0f} {h - 90:.0f} {wide * 0.5:.0f} {h:.0f}T{wide:.0f} {h - 20:.0f}V1000H0Z" fill="{mix(base, tone, share)}"/>'
            for h, tone, share in ((520, pale, 0.3), (640, pale, 0.55), (780, deep, 0.35))
        )
    else:
        dots = "".join(
            f'<circle cx="{cx:.0f}" cy="{cy:.0f}" r="{max(2.0, 15 * (1 - cy / 900)):.1f}"/>'
            for row in range(15)
            for cx, cy in ((col * 60 + 30 * (row % 2), row * 44.0) for col in range(int(wide / 60) + 2))
        )
        out += f'<g fill="{mix(base, deep, 0.28)}" opacity=".6">{dots}</g><circle cx="{x:.0f}" cy="{y:.0f}" r="{min(380, wide * 0.44):.0f}" fill="{mix(base, pale, 0.72)}"/>'
    bits = "".join(
        f'<rect x="-9" y="-5" width="18" height="10" rx="2" fill="{rng.choice((spot, deep, pale))}" transform="translate({rng.uniform(0, wide):.0f} {rng.uniform(330, 980):.0f}) rotate({rng.uniform(0, 180):.0f})"/>'
        for _ in range(int(22 * scene.ratio) + 6 if any(thing.art in _FESTIVE for thing in scene.things) else 0)
    )
    floor = f'<path d="M0 912Q{x:.0f} 870 {wide:.0f} 912V1000H0Z" fill="{deep}" opacity=".32"/>'
    return out + bits + floor


def title(scene: Scene, light: Light) -> str:
    """Return the scene's words, large and legible, clear of its things as far as may be."""
    first, *rest = _parts(scene.poster)
    plan = _plan(scene, light)
    left, top, wide, tall = plan.box
    pick = scene.seed // 2
    loud = scene.poster.upper() == scene.poster
    wanted = _TUBES if scene.style == "neon" else _QUIET if len(first) > _LONG else _LOUD if loud else _FINE
    face = lettering.face_for(first, wanted, pick)
    share = 1.0 if not rest else max(0.52, 0.72 - 0.07 * len(rest))
    lines = lettering.set_in(first, face, (left, top, wide, tall * share), even=len(first) > _SHORT)
    out = _panel(scene, plan)
    out += _effect(scene, lines, face, plan)
    if not rest:
        return out
    low, each = top + tall * share, tall * (1 - share) / len(rest)
    quiet = lettering.face_for(" ".join(rest), _QUIET, pick)
    most = min(line.size for line in lines) * 0.62
    for at, words in enumerate(rest):
        small = lettering.set_in(words, quiet, (left + wide * 0.04, low + each * at, wide * 0.92, each * 0.86))
        scaled = [
            Line(line.words, line.x, line.y - max(0.0, (line.size - most) * 0.3), min(line.size, most))
            for line in small
        ]
        out += lettering.svg(scaled, quiet, plan.spot if at == 0 and _apart(plan.spot, plan.paper) else plan.ink)
    return out


def _parts(words: str) -> list[str]:
    """Return a title and its smaller lines: as they were given, else where a sign in the words parts them."""
    given = [" ".join(line.split()) for line in words.split("\n") if line.strip()]
    if len(given) > 1:
        return given
    if len(words) > _SHORT:
        halves = _BREAKS.split(given[0] if given else words, maxsplit=1)
        if len(halves) > 1 and len(halves[0]) <= _LONG:
            return halves
    return given or [words]


def _plan(scene: Scene, light: Light) -> Plan:
    wide = 1000 * scene.ratio
    base, deep, paper, ink, spot = _tones(scene)
    free = [_busy(scene, low, high) for low, high in ((0.0, TITLE), (0.74, 1.0))]
    if not scene.things and scene.setting == "studio":
        box, where = (0.09 * wide, 250.0, 0.82 * wide, 470.0), "middle"
    elif free[0] <= free[1] + 0.02:
        box, where = (0.07 * wide, 52.0, 0.86 * wide, 1000 * TITLE - 82), "top"
    else:
        box, where = (0.07 * wide, 770.0, 0.86 * wide, 180.0), "bottom"
    panel = _panel_of(scene, where, crowded=min(free) > _CROWDED)
    if scene.style == "neon":
        return Plan(box, "scrim-" + where if panel in {"plain", "scrim", "ribbon"} else panel, paper, ink, spot)
    if scene.setting == "studio" and panel in {"plain", "frame"}:
        return Plan(box, panel, base, ink if _light(base) > _PALE else paper, deep)
    if panel in {"frame", "card"}:
        return Plan(box, panel, paper, ink, deep)
    if panel in {"scrim", "plain"}:
        sky = light.sky[0] if where == "top" else "#20202A"
        if scene.style in {"ink", "watercolour"} or _light(sky) >= _BRIGHT:
            return Plan(box, f"scrim-{where}", paper, ink, deep)
        return Plan(box, f"scrim-{where}", mix(sky, "#0A0A20", 0.5), "#FFFFFF", spot)
    if scene.style == "ink":
        return Plan(box, panel, paper, ink, spot)
    return Plan(box, panel, deep if scene.seed % 2 else ink, paper, base)


def _tones(scene: Scene) -> tuple[str, str, str, str, str]:
    """Return a poster's palette as its style has it."""
    if scene.style == "ink":
        return "#E9DFC8", "#2A2630", "#F7F1E2", "#1E1B26", "#A8322A"
    if scene.style == "neon":
        night = "#0E0C22"
        return night, night, night, ("#FF6FB8", "#5FE3FF", "#FFD65A")[scene.seed % 3], "#7CFFB2"
    base, deep, paper, ink, spot = palette(scene)
    return (lexicon.colour_value(scene.sky) if scene.sky else base), deep, paper, ink, spot


def _panel_of(scene: Scene, where: str, *, crowded: bool) -> str:
    """Return what the words stand on."""
    if where == "middle":
        return "card"
    graphic = scene.setting == "studio"
    kinds = ("plain", "frame", "plain", "band") if graphic else ("scrim", "frame", "band", "ribbon")
    panel = kinds[(scene.seed // 4 + scene.palette) % 4]
    if where == "bottom" and panel == "frame":
        return "band"
    return "band" if (crowded or scene.transparent or scene.photo) and panel != "ribbon" else panel


def _busy(scene: Scene, low: float, high: float) -> float:
    """Return how much of a strip of the picture things stand in."""
    frame = Frame(scene.setting, scene.ratio, scene.seed)
    area = 0.0
    for thing in scene.things:
        overlap = min(thing.y, high) - max(thing.y - thing.height, low)
        if overlap > 0:
            area += overlap * width(thing, frame)
    return area / (high - low)


def _panel(scene: Scene, plan: Plan) -> str:
    wide = 1000 * scene.ratio
    left, top, w, h = plan.box
    match plan.panel:
        case "scrim-top" | "scrim-bottom":
            y0, y1 = ("0", "1") if plan.panel == "scrim-top" else ("1", "0")
            start = 0 if plan.panel == "scrim-top" else 560
            return f'<linearGradient id="scrim" x1="0" x2="0" y1="{y0}" y2="{y1}"><stop stop-color="{plan.paper}" stop-opacity=".86"/><stop offset=".6" stop-color="{plan.paper}" stop-opacity=".6"/><stop offset="1" stop-color="{plan.paper}" stop-opacity="0"/></linearGradient><rect y="{start}" width="{wide:.0f}" height="440" fill="url(#scrim)"/>'
        case "frame":
            m, low = 26.0, top + h + 16
            edge = f'<path d="M0 0H{wide:.0f}V1000H0ZM{m} {low:.0f}V{1000 - m}H{wide - m:.0f}V{low:.0f}Z" fill="{plan.paper}" fill-rule="evenodd"/>'
            return f'{edge}<path d="M{m} {low:.0f}H{wide - m:.0f}V{1000 - m}H{m}Z" fill="none" stroke="{plan.ink}" stroke-width="4"/>'
        case "card":
            x, y = left - 0.02 * wide, top - 56
            return (
                f'<rect x="{x + 8:.0f}" y="{y + 14:.0f}" width="{w + 0.04 * wide:.0f}" height="{h + 112:.0f}" rx="14" fill="#140E2C" opacity=".3"/><rect x="{x:.0f}" y="{y:.0f}" width="{w + 0.04 * wide:.0f}" height="{h + 112:.0f}" rx="14" fill="{plan.paper}"/>'
                f'<rect x="{x + 16:.0f}" y="{y + 16:.0f}" width="{w + 0.04 * wide - 32:.0f}" height="{h + 80:.0f}" rx="6" fill="none" stroke="{plan.spot}" stroke-width="5"/><rect x="{x + 26:.0f}" y="{y + 26:.0f}" width="{w + 0.04 * wide - 52:.0f}" height="{h + 60:.0f}" rx="3" fill="none" stroke="{plan.spot}" stroke-width="2"/>'
            )
        case "ribbon":
            x, y, t = left - 6, top - 14, h + 28
            fold = mix(plan.paper, "#000000", 0.35)
            ends = "".join(
                f'<path d="M{a:.0f} {y + 26:.0f}h{s * 62:.0f}l{-s * 26:.0f} {t / 2:.0f}l{s * 26:.0f} {t / 2:.0f}h{-s * 62:.0f}Z" fill="{mix(plan.paper, "#000000", 0.18)}"/>'
                for a, s in ((x + 34, -1), (x + w - 22, 1))
            )
            return f'{ends}<path d="M{x + 4:.0f} {y + t:.0f}l30 26v-26ZM{x + w + 8:.0f} {y + t:.0f}l-30 26v-26Z" fill="{fold}"/><rect x="{x + 4:.0f}" y="{y:.0f}" width="{w + 4:.0f}" height="{t:.0f}" fill="{plan.paper}"/><path d="M{x + 14:.0f} {y + 9:.0f}h{w - 16:.0f}M{x + 14:.0f} {y + t - 9:.0f}h{w - 16:.0f}" stroke="{plan.spot}" stroke-width="3" stroke-dasharray="12 8"/>'
        case "band":
            y, t = top - 26, h + 52
            if top < 300:  # noqa: PLR2004 -- the title stands on top
                return f'<rect width="{wide:.0f}" height="{y + t:.0f}" fill="{plan.paper}"/><rect y="{y + t:.0f}" width="{wide:.0f}" height="10" fill="{plan.spot}"/>'
            return f'<rect y="{y:.0f}" width="{wide:.0f}" height="{1000 - y:.0f}" fill="{plan.paper}"/><rect y="{y - 10:.0f}" width="{wide:.0f}" height="10" fill="{plan.spot}"/>'
        case _:
            return ""


def _effect(scene: Scene, lines: list[Line], face: Face, plan: Plan) -> str:
    """Return the title with a shadow or an inline that suits it."""
    if scene.style == "neon":
        return lettering.neon(lines, face, plan.ink)
    out, size = "", lines[0].size
    kind = (scene.seed + scene.palette) % 3
    if kind == 0 and scene.style != "ink" and _apart(plan.spot, plan.paper):
        cast = [Line(each.words, each.x + size * 0.035, each.y + size * 0.045, each.size) for each in lines]
        out = lettering.svg(cast, face, plan.spot)
    elif plan.panel.startswith("scrim"):
        shade = "#0A0A20" if _light(plan.ink) > _PALE else "#FFFFFF"
        out = lettering.svg(
            lines,
            face,
            shade,
            more=f'stroke="{shade}" stroke-width="{size * 0.05:.1f}" stroke-linejoin="round" opacity=".35"',
        )
    return out + lettering.svg(lines, face, plan.ink)


def _light(colour: str) -> float:
    r, g, b = rgb(colour)
    return 0.3 * r + 0.59 * g + 0.11 * b


def _apart(one: str, other: str) -> bool:
    return abs(_light(one) - _light(other)) > 0.22  # noqa: PLR2004 -- legible beside each other
