"""Cut paper: sheets of few plain colours, each with its shadow on the one behind, and the feel of the paper."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from engines.sketch.colours import hexed, mix, replaced, rgb
from engines.sketch.light import Light
from engines.sketch.scene import Scene
from engines.sketch.textures import array, grain, noise, pen, picture

_CASTS = ("#F6C48A", "#9AD0E8", "#F2A6B4", "#B8D8A0", "#C4B0E8")
"""What a set of papers is tinged with, by palette."""

_GREY, _PALE, _PALE_MOST = 0.22, 0.84, 0.55
_GRADIENT = re.compile(r"<(linear|radial)Gradient\b[^>]*>.*?</\1Gradient>", re.DOTALL)
_STOP = re.compile(r'stop-color="(#[0-9A-Fa-f]{6})"')


def coloured(svg: str, scene: Scene) -> str:
    """Return a sheet in the papers of a set: plain tones, few of them, a little of one cast."""
    plain = _GRADIENT.sub(_flat, svg)
    return replaced(plain, lambda colour: _paper(colour, scene.palette % len(_CASTS)))


def _flat(match: re.Match[str]) -> str:
    """Return a gradient without its slope, but for those that fade out."""
    tones = _STOP.findall(match[0])
    if len(tones) < 2 or "stop-opacity" in match[0]:  # noqa: PLR2004 -- nothing between
        return match[0]
    middle = tones[len(tones) // 2]
    return _STOP.sub(f'stop-color="{middle}"', match[0])


@lru_cache(maxsize=4096)
def _paper(colour: str, cast: int) -> str:
    hue, light, vivid = colorsys.rgb_to_hls(*rgb(mix(colour, _CASTS[cast], 0.1)))
    hue = round(hue * 20) / 20
    light = round(light * 9) / 9
    vivid = min(round(vivid * 1.06 * 5) / 5, 0.86) if vivid > _GREY else 0.5 * vivid
    vivid = min(vivid, _PALE_MOST) if light > _PALE else vivid
    return hexed(colorsys.hls_to_rgb(hue, min(max(light, 0.1), 0.96), vivid))


def laid(cut: Iterable[Image.Image], size: tuple[int, int], light: Light) -> Image.Image:
    """Return sheets laid on one another, each with its soft shadow and its lit edge."""
    away = 1 if light.orb[0] < 0.5 else -1  # noqa: PLR2004 -- the light comes from the left
    scale = size[1] / 1000
    image = Image.new("RGBA", size, "#F4EEE2")
    for at, sheet in enumerate(cut):
        alpha = sheet.getchannel("A")
        if at:
            few = (max(1, size[0] // 4), max(1, size[1] // 4))
            soft = alpha.resize(few, Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(2.4 * scale))
            shade = _moved(soft, round(1.6 * scale * away), round(2 * scale)).resize(size, Image.Resampling.BILINEAR)
            image.paste("#1A1030", (0, 0), shade.point(lambda level: level * 105 // 255))
        image.alpha_composite(sheet)
        step = max(1, round(2 * scale))
        rim = ImageChops.subtract(alpha, _moved(alpha, step * away, step))
        image.paste("#FFFFFF", (0, 0), rim.point(lambda level: level * 84 // 255))
    return image


def _moved(mask: Image.Image, across: int, down: int) -> Image.Image:
    """Return a mask moved, with its border repeated where nothing comes in."""
    pad = max(abs(across), abs(down), 1)
    grown = Image.fromarray(np.pad(np.asarray(mask), pad, "edge"))
    left, top = pad - across, pad - down
    return grown.crop((left, top, left + mask.width, top + mask.height))


def finish(image: Image.Image, seed: int) -> Image.Image:
    """Return a raster with the feel of coloured paper."""
    source = array(image)
    shape = source.shape[0], source.shape[1]
    scale = pen(shape)
    fibres = noise(shape, 5 * scale, seed, 2) - 0.5
    clouds = noise(shape, 120 * scale, seed + 5, 3) - 0.5
    tooth = grain(shape, 1.1 * scale, seed + 9)
    relief = 1 + 0.16 * tooth + 0.05 * fibres + 0.07 * clouds
    return picture(np.clip(source * relief[..., None], 0, 1))
