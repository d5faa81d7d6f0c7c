"""Animals that the clip-art lacks: families of bodies, each kind told by a row of creatures.toml."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engines.sketch import lexicon

Drawing = tuple[float, float, str]
Look = Mapping[str, str]


def _ellipse(x: float, y: float, rx: float, ry: float, fill: str) -> str:
    return f'<ellipse cx="{x:g}" cy="{y:g}" rx="{rx:g}" ry="{ry:g}" fill="{fill}"/>'


def _path(d: str, fill: str) -> str:
    return f'<path d="{d}" fill="{fill}"/>'


def _line(d: str, tone: str, wide: float) -> str:
    return f'<path d="{d}" fill="none" stroke="{tone}" stroke-width="{wide:g}" stroke-linecap="round"/>'


def _number(look: Look, key: str, usual: float) -> float:
    return float(look.get(key, usual))


def quadruped(main: str, pale: str, dark: str, look: Look) -> Drawing:
    """Return an animal on four legs: legs, neck, snout, bulk; ears, tail, coat, horns."""
    legs, neck, snout = _number(look, "legs", 12), _number(look, "neck", 2), _number(look, "snout", 5)
    bulk = _number(look, "bulk", 8)
    foot = 22 + neck + bulk + legs
    middle = foot - legs - bulk * 0.7
    x, y = 17.0, middle - bulk * 0.5 - neck
    tails = {
        "long": _line(f"M51 {middle} q12 2 9 -14", main, 3), "thin": _line(f"M51 {middle} q10 4 10 10", main, 1.6),
        "bushy": _path(f"M48 {middle - 3} Q66 {middle - 20} 65 {middle - 2} Q62 {middle + 9} 48 {middle + 4}Z", main),
        "ring": _line(f"M51 {middle} q14 0 10 -22", pale, 5) + _line(f"M51 {middle} q14 0 10 -22", dark, 5).replace(
            "/>", ' stroke-dasharray="3 6"/>'),
        "stub": _ellipse(52, middle - 3, 3, 2.6, main),
        "flat": _path(f"M49 {middle} Q62 {middle} 68 {middle + 9} Q58 {middle + 10} 48 {middle + 6}Z", dark),
    }  # fmt: skip
    ears = {
        "round": _ellipse(x + 4, y - 7, 3.2, 3.2, main) + _ellipse(x + 4, y - 7, 1.7, 1.7, pale),
        "point": _path(f"M{x} {y - 5} l2 -9 l6 7Z", main) + _path(f"M{x + 1.6} {y - 7} l1.2 -4 l3 4Z", pale),
        "long": _path(f"M{x + 1} {y - 5} q-1 -14 4 -15 q4 2 1 15Z", main),
        "big": _ellipse(x + 6, y - 6, 5, 6, main) + _ellipse(x + 6, y - 6, 3, 4, pale),
        "hang": _path(f"M{x + 3} {y - 6} q8 2 5 13 q-6 -2 -5 -13Z", dark),
    }
    horns = {
        "up": _line(f"M{x + 2} {y - 6} q1 -9 6 -12", dark, 2.2) + _line(f"M{x - 1} {y - 6} q-1 -8 3 -12", dark, 2.2),
        "back": _line(f"M{x + 1} {y - 6} q4 -12 15 -9", dark, 2.6),
        "wide": _line(f"M{x + 3} {y - 5} q10 -1 9 -11 M{x - 3} {y - 5} q-10 -1 -9 -11", dark, 2.6),
    }
    coats = {
        "spots": "".join(
            _ellipse(24 + n * 5.3 % 25, middle - bulk * 0.55 + n * 3.7 % (bulk * 1.1), 1.4, 1.2, dark) for n in range(13)
        ),
        "stripes": _line(
            "".join(f"M{26 + 5.5 * n} {middle - bulk * 0.8} q2 {bulk * 0.5} 0 {bulk * 0.9}" for n in range(5)), dark, 1.7
        ),
        "plates": _path(f"M20 {middle} Q22 {middle - bulk * 1.7} 38 {middle - bulk * 1.5} Q52 {middle - bulk} 53 {middle + 3}Z", dark)
        + _line("".join(f"M{28 + 6 * n} {middle - bulk} v{bulk:g}" for n in range(4)), main, 1),
        "spines": _path(
            f"M22 {middle} " + "".join(f"L{24 + 4 * n} {middle - bulk * 1.9} L{27 + 4 * n} {middle - bulk * 0.8} " for n in range(8))
            + f"L56 {middle + 2}Z", dark,
        ),
        "shag": "".join(_path(f"M{20 + 5 * n} {middle} l3 {bulk + legs * 0.35:g} l3 -{bulk + legs * 0.35:g}Z", main) for n in range(6)),
        "mask": _ellipse(x - 3, y - 1, 4.6, 2.6, dark),
        "hump": _ellipse(36, middle - bulk * 0.7, 11, bulk * 0.7, main),
    }  # fmt: skip
    limbs = "".join(
        f'<rect x="{at}" y="{middle}" width="5" height="{foot - middle:g}" rx="2" fill="{tone}"/>'
        for at, tone in ((26, dark), (42, dark), (21, main), (46, main))
    )
    throat = _path(f"M{x - 2} {y + 4} L{x + 6} {y - 3} L30 {middle - bulk * 0.6} L26 {middle + bulk * 0.5}Z", main)
    head = _ellipse(x, y, 7.5, 6.6, main) + _ellipse(
        x - 5 - snout * 0.4, y + 2, 3 + snout * 0.6, 3.2, look.get("nose", pale)
    )
    nose = _ellipse(x - 7 - snout, y + 1, 1.5, 1.2, "#2E2A38")
    eye = _ellipse(x - 3, y - 2, 1.1, 1.3, "#2E2A38")
    body = _ellipse(36, middle, 17, bulk, main) + _ellipse(36, middle + bulk * 0.55, 13, bulk * 0.4, pale)
    coat = look.get("coat", "")
    tusk = _path(f"M{x - 8} {y + 4} l-3 12 l6 -11Z", "#F6F1E0") if "tusk" in look else ""
    parts = [tails.get(look.get("tail", "long"), ""), horns.get(look.get("horns", ""), "") if look.get("horns") != "wide" else "",
             limbs, body, coats.get(coat, "") if coat != "mask" else "", throat, ears.get(look.get("ears", "round"), ""), head,
             horns["wide"] if look.get("horns") == "wide" else "", coats["mask"] if coat == "mask" else "", eye, nose, tusk]  # fmt: skip
    out = max(snout - 6, 0.0)
    return 70.0 + out, foot, f'<g transform="translate({out:g} 0)">{"".join(parts)}</g>'


def bird(main: str, pale: str, dark: str, look: Look) -> Drawing:
    """Return a bird that stands or perches: beak, legs, tail, crest, neck."""
    legs, neck, beak = _number(look, "legs", 6), _number(look, "neck", 0), _number(look, "beak", 6)
    foot = 36 + neck + legs
    y = foot - legs - 12
    top = y - 12 - neck
    tone = look.get("bill", "#F2A33A")
    crest = {"tuft": _path(f"M15 {top - 5} q2 -11 8 -8 q-3 2 -3 8Z", dark), "fan": _path(f"M14 {top - 4} l-2 -11 l5 6 l2 -9 l2 10 l6 -5 l-4 10Z", dark),
             "comb": _path(f"M12 {top - 5} q0 -6 4 -5 q2 -4 5 0 q4 0 3 6Z", "#E5342B")}  # fmt: skip
    tails = {"short": _path(f"M42 {y - 2} L54 {y - 6} L53 {y + 4}Z", dark), "long": _path(f"M40 {y} L66 {y + 10} L60 {y + 14} L38 {y + 7}Z", dark),
             "fan": _path(f"M38 {y + 4} Q48 {y - 22} 60 {y - 16} Q66 {y - 4} 56 {y + 6}Z", dark), "none": ""}  # fmt: skip
    hooked = _path(f"M11 {top - 3} q-{beak} 0 -{beak + 1} 8 q3 -3 {beak} -3Z", tone)
    straight = _path(f"M12 {top - 3} L{10 - beak} {top} L12 {top + 3}Z", tone)
    body = (
        _line(f"M26 {y + 8} V{foot} M33 {y + 8} V{foot} M22 {foot - 0.6} h6 M29 {foot - 0.6} h6", tone, 1.6)
        + tails.get(look.get("tail", "short"), "")
        + _ellipse(30, y, 16, 11.5, main)
        + _ellipse(25, y + 4, 10, 6.5, pale)
        + (_path(f"M13 {top} L25 {top} L36 {y - 6} L18 {y + 2}Z", main))
        + crest.get(look.get("crest", ""), "")
        + (hooked if "hook" in look else straight)
        + _ellipse(19, top, 8, 7.5, look.get("head", main))
        + (_ellipse(16, top - 1, 3.4, 3, pale) if "cheek" in look else "")
        + _ellipse(16, top - 1.6, 1.3, 1.5, "#2E2A38")
        + _path(f"M26 {y - 6} Q46 {y - 8} 48 {y + 6} Q34 {y + 9} 26 {y - 6}Z", dark)
    )
    out = max(beak - 8, 0.0)
    return 68.0 + out, foot, f'<g transform="translate({out:g} 0)">{body}</g>'


def fish(main: str, pale: str, dark: str, look: Look) -> Drawing:
    """Return a fish: length, depth of its body, fins, coat."""
    deep = _number(look, "deep", 11)
    y = deep + 8
    marks = {
        "stripes": _line("".join(f"M{24 + 9 * n} {y - deep * 0.75} v{deep * 1.4:g}" for n in range(3)), dark, 3),
        "spots": "".join(_ellipse(24 + n * 7 % 26, y - deep * 0.5 + n * 5 % deep, 2.6, 2, dark) for n in range(6)),
    }
    sword = _path(f"M8 {y - 1} L-12 {y + 1} L8 {y + 3}Z", dark) if "sword" in look else ""
    body = (
        _path(f"M50 {y} L68 {y - 10} Q64 {y} 68 {y + 10}Z", dark)
        + _path(f"M24 {y - deep * 0.8} Q34 {y - deep - 9} 46 {y - deep * 0.6}Z", dark)
        + _path(f"M4 {y} Q26 {y - 2 * deep} 54 {y} Q26 {y + 2 * deep} 4 {y}Z", main)
        + _path(f"M6 {y + 2} Q26 {y + 2 * deep - 1} 50 {y + 2} Q26 {y + deep * 0.9} 6 {y + 2}Z", pale)
        + marks.get(look.get("coat", ""), "")
        + _path(f"M26 {y + 2} q8 2 6 9 q-7 -2 -6 -9Z", dark)
        + _ellipse(12, y - 2, 2.2, 2.2, "#FFFFFF")
        + _ellipse(12, y - 2, 1.2, 1.2, "#2E2A38")
        + sword
    )
    return (
        70.0,
        2 * deep + 16,
        f'<g transform="translate({12 if sword else 0} 0) scale({0.83 if sword else 1} 1)">{body}</g>',
    )


def crawler(main: str, pale: str, dark: str, look: Look) -> Drawing:
    """Return an insect or the like, seen from the side: joints, legs, feelers, wings."""
    joints, legs = int(_number(look, "joints", 3)), int(_number(look, "pairs", 3))
    long = 12.0 * joints
    step = long / max(legs, 1)
    wings = _path(f"M22 18 Q40 -8 {long + 16} 10 Q34 16 22 18Z", pale) if "wings" in look else ""
    body = (
        _line("".join(f"M{16 + step * n:g} 22 l-4 8 M{18 + step * n:g} 22 l3 8" for n in range(legs)), dark, 1.4)
        + (_line(f"M{long} 20 L{long + 2} 6 L{long + 10} 30", dark, 2.4) if "hop" in look else "")
        + (_line("M12 16 l-8 -6 l4 -6 M12 18 l-9 -2 l1 -8", main, 2.4) if "claws" in look else "")
        + "".join(_ellipse(14 + 12 * n, 18, 7.6, 6, main if n % 2 == 0 else dark) for n in range(joints))
        + wings
        + _line("M10 13 q-4 -8 -8 -9 M13 12 q0 -8 -3 -11", dark, 1.2)
        + _ellipse(10, 16.5, 1.4, 1.6, "#2E2A38")
    )
    return long + 22, 31.0, body


def slim(main: str, pale: str, dark: str, look: Look) -> Drawing:
    """Return a long low animal on short legs, as newts, weasels and eels are."""
    fur = look.get("ears") == "round"
    feet = "" if "legless" in look else _line("M24 20 l-3 8 M30 20 l3 8 M52 20 l-3 8 M58 20 l3 8", dark, 3)
    spots = (
        "".join(_ellipse(22 + n * 8, 15 + n % 2 * 4, 2, 1.5, dark) for n in range(6))
        if look.get("coat") == "spots"
        else ""
    )
    gills = _line("M16 10 l2 -8 M19 11 l6 -7 M20 14 l8 -3", dark, 2) if "gills" in look else ""
    body = (
        feet
        + gills
        + _path("M4 16 Q8 8 20 11 Q44 8 62 15 Q76 20 88 10 Q82 26 62 24 Q40 28 18 23 Q6 24 4 16Z", main)
        + _path("M8 20 Q30 26 60 22 Q40 28 18 23 Q10 23 8 20Z", pale)
        + spots
        + (_ellipse(15, 9, 2.6, 2.6, main) if fur else "")
        + _ellipse(10, 14.5, 1.3, 1.5, "#2E2A38")
    )
    return 90.0, 29.0, body


_FAMILIES: Mapping[str, Callable[[str, str, str, Look], Drawing]] = {
    "quadruped": quadruped, "bird": bird, "fish": fish, "crawler": crawler, "slim": slim,
}  # fmt: skip


def creature(text: str) -> Drawing:
    """Return the animal of a row: height | family, main, pale and dark colour, what marks it | words."""
    _, told, _ = text.split("|")
    family, main, pale, dark, *marks = told.split()
    look = {key: value for key, _, value in (each.partition("=") for each in marks)}
    return _FAMILIES[family](main, pale, dark, look)


CREATURES: Mapping[str, Drawing] = {
    f"drawn:{name}": creature(text) for name, text in lexicon.table("creatures").items()
}
