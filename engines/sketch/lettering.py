"""Words in a picture: fitted to their card, set in the font that Pillow carries."""

from __future__ import annotations

import base64
import io
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from engines.sketch.scene import Scene, Thing

_INK = "#2E2A38"
_PAPERS = ("#FFF8E7", "#FDEBD3", "#EAF3F7", "#F7EAF1", "#EFF5E4")
_ACCENTS = ("#D9604C", "#3F7FC4", "#3F9A7A", "#B5568F", "#E09A2E")
_LEAST = 6
_LATIN = frozenset(range(0x250)) | frozenset(range(0x2010, 0x20AD))


def strange(words: str) -> str:
    """Return the letters that the font does not have, such as ideographs and emoji."""
    return "".join(dict.fromkeys(each for each in words if ord(each) not in _LATIN))


@lru_cache(maxsize=64)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _wrapped(words: str, lines: int) -> list[str]:
    """Return the words in that many lines of about equal length."""
    each, goal, out = words.split(), len(words) / lines, [""]
    for word in each:
        longer = f"{out[-1]} {word}".strip()
        if out[-1] and len(out) < lines and len(longer) > goal + len(word) / 2:
            out.append(word)
        else:
            out[-1] = longer
    return out


def _measure(lines: list[str], size: int) -> tuple[float, float]:
    font = _font(size)
    return max(font.getbbox(line)[2] for line in lines), size * 1.18 * len(lines)


def fitted(words: str, wide: int, tall: int) -> tuple[list[str], int]:
    """Return the lines and the font size in pixels that fill a box best."""
    best: tuple[list[str], int] = ([words], _LEAST)
    for count in range(1, 7):
        lines = _wrapped(words, count)
        probe = 100
        across, down = _measure(lines, probe)
        size = int(min(wide / max(across, 1), tall / max(down, 1)) * probe)
        if size > best[1]:
            best = (lines, size)
    return best


def lettered(words: str, wide: float, tall: float, scale: float, ink: str) -> str:
    """Return words centred in a box of that size as an SVG image; ``scale`` is pixels to a unit."""
    pixels = max(int(wide * scale), 8), max(int(tall * scale), 8)
    lines, size = fitted(words, *pixels)
    image = Image.new("RGBA", pixels, (0, 0, 0, 0))
    pen, font = ImageDraw.Draw(image), _font(size)
    top = (pixels[1] - size * 1.18 * len(lines)) / 2
    for number, line in enumerate(lines):
        pen.text((pixels[0] / 2, top + (number + 0.5) * size * 1.18), line, font=font, fill=ink, anchor="mm")
    data = io.BytesIO()
    image.save(data, "PNG", compress_level=1)
    encoded = base64.b64encode(data.getvalue()).decode()
    return f'<image width="{wide:.1f}" height="{tall:.1f}" href="data:image/png;base64,{encoded}"/>'


def poster(scene: Scene, scale: float) -> str:
    """Return the scene's words on a card: across the top, or filling the picture where there is nothing else."""
    wide = 1000 * scene.ratio
    paper, accent = _PAPERS[scene.palette % 5], _ACCENTS[(scene.palette + scene.seed) % 5]
    if any(not thing.art.startswith("sky:") for thing in scene.things):
        w, h = wide * 0.84, 190.0 if scene.ratio >= 0.8 else 150.0  # noqa: PLR2004 -- tall pictures
        x, y = wide * 0.08, 40.0
    else:
        w, h = wide * 0.8, 640.0
        x, y = wide * 0.1, 180.0
    card = (
        f'<rect x="{x + 5:.0f}" y="{y + 9:.0f}" width="{w:.0f}" height="{h:.0f}" rx="20" fill="#000000" opacity=".22"/>'
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{w:.0f}" height="{h:.0f}" rx="20" fill="{paper}"/>'
        f'<rect x="{x + 12:.0f}" y="{y + 12:.0f}" width="{w - 24:.0f}" height="{h - 24:.0f}" rx="12" fill="none" stroke="{accent}" stroke-width="5"/>'
    )
    words = lettered(scene.poster, w - 70, h - 56, scale, _INK)
    return f'{card}<g transform="translate({x + 35:.0f} {y + 28:.0f})">{words}</g>'


def sign(thing: Thing, left: float, top: float, unit: float, scale: float) -> str:
    """Return the words on a wooden sign whose corner is at left, top; ``unit`` is its scale."""
    words = lettered(thing.words, 41 * unit, 19 * unit, scale, _INK)
    return f'<g transform="translate({left + 3.5 * unit:.1f} {top + 5.5 * unit:.1f})">{words}</g>'
