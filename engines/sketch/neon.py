"""Night neon: glowing outlines in the colours of what they surround, on a dark ground."""

from __future__ import annotations

import numpy as np
from PIL import Image

from engines.sketch.textures import Field, array, blurred, edges, luminance, noise, pen, picture, step

_GROUNDS = (
    ((0.03, 0.02, 0.09), (0.10, 0.02, 0.16)),
    ((0.01, 0.04, 0.10), (0.02, 0.10, 0.16)),
    ((0.06, 0.01, 0.08), (0.15, 0.02, 0.10)),
)
_PLAIN = ((0.15, 0.95, 1.0), (1.0, 0.25, 0.75), (0.55, 0.45, 1.0), (0.2, 1.0, 0.75))
"""What lights the outlines of grey things."""


def finish(image: Image.Image, focus: Field, seed: int) -> Image.Image:
    """Return a raster as tubes of light, brightest about the things."""
    source = array(image)
    shape = source.shape[0], source.shape[1]
    scale = pen(shape)
    around = blurred(focus, 3 * scale) if focus.any() else focus
    tube = _tubes(source, scale) * (0.45 + 0.55 * np.clip(around * 2, 0, 1) if focus.any() else 0.85)
    colour = _vivid(source, shape, seed, scale)
    if focus.any():
        outline = edges(np.repeat(focus[..., None], 3, axis=2), max(1, round(3.4 * scale)))
        tube = np.maximum(tube, blurred(outline, 0.8 * scale))
        own = blurred(source * focus[..., None], 3 * scale) / np.maximum(blurred(focus, 3 * scale), 0.02)[..., None]
        colour = np.where((around > 0.04)[..., None], _vivid(np.clip(own, 0, 1), shape, seed, scale), colour)  # noqa: PLR2004 -- close by
    light = tube[..., None] * colour
    low, high = (np.array(each, np.float32) for each in _GROUNDS[seed % 3])
    slope = np.linspace(0, 1, shape[0], dtype=np.float32)[:, None, None]
    dim = luminance(source)[..., None]
    ground = low + (high - low) * slope
    inside = focus[..., None]
    ground = (
        ground * (0.5 + 0.7 * dim) * (1 - 0.7 * inside)
        + (0.08 + 0.16 * inside) * colour * source.max(axis=2)[..., None]
    )
    glow = 0.6 * blurred(light, 4 * scale) + 0.95 * blurred(light, 14 * scale) * (1 - 0.5 * inside)
    glow += 1.25 * blurred(light, 46 * scale) * (1 - 0.7 * inside)
    core = step(tube, 0.35, 1.0)[..., None]
    out = ground + glow + light * 0.95 + 0.5 * core
    return picture(1 - np.exp(-2.1 * out))


def _tubes(source: Field, scale: float) -> Field:
    reach = max(1, round(2.2 * scale))
    change = edges(source, reach)
    return step(blurred(step(change, 0.07, 0.26), 0.7 * scale), 0.22, 0.8)


def _vivid(source: Field, shape: tuple[int, int], seed: int, scale: float) -> Field:
    """Return the pure hue of each pixel's surroundings; grey takes one of a few lights, by place."""
    near = blurred(source, 2.5 * scale)
    most, least = near.max(axis=2, keepdims=True), near.min(axis=2, keepdims=True)
    span = most - least
    hue = (near - least) / np.maximum(span, 0.02)
    hue = 0.06 + 0.94 * hue
    picked = noise(shape, 420 * scale, seed + 3)[..., None]
    one, other = np.array(_PLAIN[seed % 4], np.float32), np.array(_PLAIN[(seed + 1) % 4], np.float32)
    plain = one + (other - one) * step(picked, 0.35, 0.65)
    share = step(span, 0.06, 0.24)
    mixed: Field = plain + (hue - plain) * share
    return mixed
