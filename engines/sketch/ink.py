"""Pen and ink: outlines of an uneven hand, hatching by tone, a thin wash of colour on warm paper."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image

from engines.sketch.textures import (
    Field,
    array,
    blurred,
    edges,
    grain,
    luminance,
    noise,
    pen,
    picture,
    step,
    warped,
)

_PAPERS = ((0.975, 0.955, 0.905), (0.965, 0.945, 0.92), (0.98, 0.965, 0.935))
_INKS = ((0.10, 0.10, 0.14), (0.16, 0.11, 0.09), (0.09, 0.13, 0.20))
_NIGHT = 0.36
"""A picture whose middle tone is darker than this is hatched as night."""

_HATCHES = ((0.36, 46, 0.0), (0.56, -44, 0.31), (0.74, 3, 0.62))
"""Darkness from which a set of lines is drawn, its angle, and an offset."""


def finish(image: Image.Image, focus: Field, seed: int) -> Image.Image:
    """Return a raster redrawn in ink."""
    source = array(image)
    shape = source.shape[0], source.shape[1]
    scale = pen(shape)
    wobble = 5.5 * scale
    across = (noise(shape, 46 * scale, seed) - 0.5) * wobble + (noise(shape, 13 * scale, seed + 1) - 0.5) * 1.6 * scale
    down = (noise(shape, 46 * scale, seed + 2) - 0.5) * wobble + (
        noise(shape, 13 * scale, seed + 3) - 0.5
    ) * 1.6 * scale
    line = _lines(source, focus, scale)
    line = blurred(warped(line, across, down), 0.6 * scale)
    pressure = 0.62 + 0.6 * noise(shape, 34 * scale, seed + 4)
    line = step(line * pressure, 0.16, 0.55)
    tone = _darkness(source)
    tone = tone * (1 - 0.22 * focus)
    drawn = np.maximum(line, _hatching(blurred(tone, 2.2 * scale), across, down, scale, seed))
    paper = np.array(_PAPERS[seed % 3], np.float32)
    colour = blurred(warped(source, across * 1.8, down * 1.8), 2.4 * scale)
    washed = _wash(colour, noise(shape, 130 * scale, seed + 5, 3), focus)
    tooth = grain(shape, scale, seed + 6)
    sheet = paper * washed * (1 + 0.07 * tooth[..., None])
    cover = np.clip(drawn * (0.93 + 0.35 * tooth), 0, 1)[..., None]
    black = np.array(_INKS[seed // 3 % 3], np.float32)
    return picture(sheet * (1 - cover) + black * cover)


def _lines(source: Field, focus: Field, scale: float) -> Field:
    """Return outlines, heavier where colours differ more, and about the things."""
    change = edges(source, max(1, round(1.4 * scale)))
    around = np.repeat(focus[..., None], 3, axis=2) if focus.any() else None
    outline = edges(around, max(1, round(2.6 * scale))) if around is not None else 0.0
    return np.maximum(step(change, 0.045, 0.22) * (0.78 + 0.22 * focus), outline)


def _darkness(source: Field) -> Field:
    """Return how dark each pixel is, with the whole picture's range and middle set for ink."""
    light = luminance(source)
    low, middle, high = (float(each) for each in np.percentile(light[::4, ::4], (2, 50, 98)))
    span = max(high - low, 0.05)
    even = np.clip((light - low) / span, 0, 1)
    half = 0.66 if middle > _NIGHT else 0.5
    power = math.log(half) / math.log(min(max((middle - low) / span, 0.12), 0.92))
    dark: Field = 1 - even ** np.float32(min(power, 1.6))
    return dark


def _hatching(tone: Field, across: Field, down: Field, scale: float, seed: int) -> Field:
    tall, wide = tone.shape[0], tone.shape[1]
    y = np.arange(tall, dtype=np.float32)[:, None] + 0.8 * down
    x = np.arange(wide, dtype=np.float32)[None, :] + 0.8 * across
    broken = noise((tall, wide), 24 * scale, seed + 9)
    out: Field = np.zeros_like(tone)
    for least, degrees, offset in _HATCHES:
        angle = math.radians(degrees)
        along = (x * math.sin(angle) + y * math.cos(angle)) / (7.2 * scale) + offset
        wave = np.abs(along - np.floor(along) - 0.5) * 2
        cover = np.clip((tone - least) * 1.5, 0, 0.62) * (0.75 + 0.5 * broken)
        out = np.maximum(out, step(cover - wave, -0.10, 0.14) * (tone > least))
    return np.maximum(out, step(tone, 0.93, 0.99))


def _wash(colour: Field, blots: Field, focus: Field) -> Field:
    """Return what a thin wash does to the paper: pale, stronger where the colour is vivid."""
    most, least = colour.max(axis=2), colour.min(axis=2)
    vivid = most - least
    share = (0.2 + 0.6 * np.clip(vivid * 1.2, 0, 1)) * (0.5 + 0.5 * blots) * (0.62 + 0.75 * focus)
    hue = colour / np.maximum(most, 0.05)[..., None]
    lifted = 0.35 * colour + 0.65 * (0.25 + 0.75 * hue)
    washed: Field = 1 - np.clip(share, 0, 0.86)[..., None] * (1 - lifted)
    return washed
