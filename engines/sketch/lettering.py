"""Words in a picture: faces chosen to suit, lines broken and sized to fill a box, never cut off."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from pathlib import Path

from PIL import ImageFont

from engines.sketch.colours import mix
from engines.sketch.furniture import BOARDS
from engines.sketch.scene import Thing

_FOLDER = Path(__file__).parent / "fonts"
_PROBE = 200
_MOST_LINES = 7


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface: its file's name, its family, and whether it is good in capitals and in small letters."""

    name: str
    family: str
    capitals: bool = True
    small: bool = True


FACES = {
    each.name: each
    for each in (
        Face("anton", "Anton"),
        Face("alfa-slab-one", "Alfa Slab One"),
        Face("abril-fatface", "Abril Fatface"),
        Face("lobster", "Lobster", capitals=False),
        Face("fredoka", "Fredoka"),
        Face("righteous", "Righteous"),
        Face("bangers", "Bangers"),
        Face("limelight", "Limelight", small=False),
        Face("tilt-neon", "Tilt Neon"),
        Face("josefin-sans", "Josefin Sans"),
    )
}
"""The faces that come with the engine."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of words where it stands: the middle of its baseline, and its size."""

    words: str
    x: float
    y: float
    size: float
    spacing: float = 0.0


@cache
def _coverage() -> dict[str, list[list[int]]]:
    found: dict[str, list[list[int]]] = json.loads((_FOLDER / "coverage.json").read_text())
    return found


@lru_cache(maxsize=4096)
def _has(face: str, letter: str) -> bool:
    return any(low <= ord(letter) <= high for low, high in _coverage()[face])


def strange(words: str) -> str:
    """Return the letters that no face has, such as ideographs and emoji."""
    letters = dict.fromkeys(each for each in words if not each.isspace())
    return "".join(each for each in letters if not any(_has(face, each) for face in FACES))


def files() -> list[str]:
    """Return the paths of all faces."""
    return [str(_FOLDER / f"{name}.ttf") for name in FACES]


@lru_cache(maxsize=16)
def _font(face: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FOLDER / f"{face}.ttf"), _PROBE)


@lru_cache(maxsize=1024)
def span(words: str, face: str) -> float:
    """Return how wide words are, at size 1."""
    return _font(face).getlength(words) / _PROBE


@lru_cache(maxsize=16)
def _rise(face: str) -> tuple[float, float]:
    """Return how far capitals rise above the baseline and tails hang below it, at size 1."""
    box = _font(face).getbbox("HÅ", anchor="ls")
    tail = _font(face).getbbox("gjpqy", anchor="ls")
    plain = _font(face).getbbox("H", anchor="ls")
    return max(-plain[1], -0.86 * box[1]) / _PROBE, tail[3] / _PROBE


def face_for(words: str, wanted: Sequence[str], pick: int) -> Face:
    """Return one of the wanted faces that has all the letters and suits their case."""
    letters = {each for each in words if not each.isspace()}
    capitals = words.upper() == words
    fit = [
        FACES[name]
        for name in wanted
        if (FACES[name].capitals if capitals else FACES[name].small) and all(_has(name, each) for each in letters)
    ]
    if fit:
        return fit[pick % len(fit)]
    return max(FACES.values(), key=lambda face: sum(_has(face.name, each) for each in letters))


def wrapped(words: str, lines: int) -> list[str]:
    """Return words in at most that many lines of about equal length; a word that has no room of its own is split."""
    each, goal, out = words.split(), len(words) / lines, [""]
    for word in each:
        longer = f"{out[-1]} {word}".strip()
        if out[-1] and len(out) < lines and len(longer) > goal + len(word) / 2:
            out.append(word)
        else:
            out[-1] = longer
    if len(each) == 1 and lines > 1 and len(words) > 14:  # noqa: PLR2004 -- one endless word
        step = -(-len(words) // lines)
        return [words[at : at + step] for at in range(0, len(words), step)]
    return out


def filled(words: str, face: Face, wide: float, tall: float, *, even: bool = False) -> list[tuple[str, float]]:
    """Return lines with their sizes that fill a box best. Where ``even``, short lines may grow to the full width."""
    best: tuple[float, list[tuple[str, float]]] = (0.0, [(words, 1.0)])
    rise, tail = _rise(face.name)
    for count in range(1, _MOST_LINES + 1):
        lines = wrapped(words, count)
        widths = [max(span(line, face.name), 0.01) for line in lines]
        step = rise + tail * 0.55 + 0.12
        size = min(wide / max(widths), tall / (step * len(lines)))
        sizes = [size] * len(lines)
        if even and len(lines) > 1:
            grown = [min(wide / each, size * 1.9) for each in widths]
            over = sum(grown) * step / tall
            sizes = [max(each / max(over, 1.0), size * 0.8) for each in grown]
            if sum(sizes) * step > tall * 1.001:
                sizes = [size] * len(lines)
        score = sum(a * b for a, b in zip(sizes, widths, strict=True)) * sum(sizes) / len(sizes)
        if score > best[0]:
            best = (score, list(zip(lines, sizes, strict=True)))
    return best[1]


def set_in(words: str, face: Face, box: tuple[float, float, float, float], *, even: bool = False) -> list[Line]:
    """Return words set in the middle of a box of left, top, width and height."""
    left, top, wide, tall = box
    rise, tail = _rise(face.name)
    sized = filled(words, face, wide, tall, even=even)
    step = rise + tail * 0.55 + 0.12
    high = sum(size for _, size in sized) * step - sized[-1][1] * (0.12 + tail * 0.55)
    y, out = top + (tall - high) / 2, []
    for line, size in sized:
        out.append(Line(line, left + wide / 2, y + rise * size, size))
        y += size * step
    return out


def svg(lines: Sequence[Line], face: Face, fill: str, *, more: str = "") -> str:
    """Return set lines as SVG; ``more`` is further attributes."""
    return "".join(
        f'<text x="{each.x:.1f}" y="{each.y:.1f}" font-family="{face.family}" font-size="{each.size:.2f}" text-anchor="middle"'
        f' fill="{fill}" xml:space="preserve" {more}>{escape(each.words)}</text>'
        for each in lines
    )


_BOARD_FACES = {
    "wood": ("fredoka", "righteous", "josefin-sans"),
    "chalk": ("fredoka", "josefin-sans"),
    "poster": ("anton", "righteous", "bangers", "fredoka"),
    "neon": ("tilt-neon", "righteous"),
}


def sign(thing: Thing, left: float, top: float, unit: float, style: str = "") -> str:
    """Return the words on a board whose corner is at left, top; ``unit`` is its scale."""
    x, y, wide, tall, ink, kind = BOARDS.get(thing.art, BOARDS["drawn:sign"])
    if style == "neon" and kind != "neon":
        ink, kind = ("#FF6FB8", "#5FE3FF", "#FFD65A")[thing.id % 3], "neon"
    words = " ".join(thing.words.split())
    face = face_for(words, _BOARD_FACES[kind], thing.id)
    lines = set_in(words, face, (left + x * unit, top + y * unit, wide * unit, tall * unit))
    if kind != "neon":
        return svg(lines, face, ink)
    return neon(lines, face, ink)


def neon(lines: Sequence[Line], face: Face, tone: str) -> str:
    """Return set lines as tubes of light."""
    size = lines[0].size
    return "".join(
        svg(
            lines,
            face,
            tone,
            more=f'stroke="{tone}" stroke-width="{size * share:.2f}" stroke-linejoin="round" opacity="{shown}"',
        )
        for share, shown in ((0.34, 0.12), (0.22, 0.2), (0.12, 0.35), (0.05, 0.9))
    ) + svg(lines, face, mix(tone, "#FFFFFF", 0.8))
