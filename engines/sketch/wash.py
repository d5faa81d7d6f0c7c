"""Watercolour: washes that run over their edges, pigment that gathers there, granulation, and bare paper around."""

from __future__ import annotations

import numpy as np
from PIL import Image

from engines.sketch.textures import Field, array, blurred, edges, grain, noise, pen, picture, step, warped

_PAPERS = ((0.985, 0.975, 0.95), (0.98, 0.97, 0.955), (0.99, 0.98, 0.965))


def finish(image: Image.Image, focus: Field, seed: int) -> Image.Image:
    """Return a raster as if painted with water and pigment over a light pencil drawing."""
    source = array(image)
    shape = source.shape[0], source.shape[1]
    scale = pen(shape)
    calm = 1 - 0.5 * focus
    across, down = (
        ((noise(shape, 64 * scale, seed + k) - 0.5) * 11 + (noise(shape, 10 * scale, seed + k + 1) - 0.5) * 5)
        * scale
        * calm
        for k in (0, 20)
    )
    clean = _smoothed(source, focus, scale)
    painted = warped(clean, across, down)
    blots = noise(shape, 170 * scale, seed + 40, 4)
    far = blurred(warped(clean, across * 4, down * 4), 10 * scale)
    wet = (step(noise(shape, 210 * scale, seed + 41, 2), 0.54, 0.80) * (1 - 0.8 * focus))[..., None]
    painted = painted + (far - painted) * 0.55 * wet
    painted = 1 - (1 - painted) * 0.95
    painted = painted**0.84
    soft = blurred(painted, 3.0 * scale)
    pooled = step(edges(blurred(painted, 0.8 * scale), max(1, round(1.8 * scale))), 0.025, 0.22)
    pooled = blurred(pooled, 0.9 * scale)
    gather = np.clip((soft - painted).mean(axis=2) * 4.2, -0.3, 0.8)
    tooth = grain(shape, 1.3 * scale, seed + 42)
    density = 1 + 1.15 * (blots - 0.5) + 0.6 * pooled + 0.8 * gather + 0.85 * tooth
    painted = _laid(painted, density)
    paper = np.array(_PAPERS[seed % 3], np.float32) * (1 + 0.05 * tooth[..., None])
    sheet = paper * (1 - (1 - painted) * _edge_of_paint(shape, scale, seed)[..., None])
    pencil = _pencil(source, focus, across * 0.4, down * 0.4, scale) * (0.6 + 0.8 * noise(shape, 40 * scale, seed + 43))
    mark = np.clip(pencil * (0.9 + 1.2 * tooth), 0, 1)[..., None]
    return picture(sheet * (1 - 0.62 * mark * (1 - np.array((0.30, 0.24, 0.26), np.float32))))


def _pencil(source: Field, focus: Field, across: Field, down: Field, scale: float) -> Field:
    """Return the drawing under the paint: clear about the things, faint elsewhere."""
    change = step(edges(source, max(1, round(1.2 * scale))), 0.06, 0.26)
    return blurred(warped(change, across, down), 0.5 * scale) * (0.42 + 0.58 * focus)


def _smoothed(source: Field, focus: Field, scale: float) -> Field:
    """Return a picture with small detail melted together and the large forms kept."""
    soft = blurred(source, 1.1 * scale)
    wide = blurred(source, 4.5 * scale)
    keep = step(edges(soft, max(1, round(2 * scale))), 0.02, 0.12)[..., None]
    keep = blurred(np.repeat(keep, 3, axis=2), 2.5 * scale)
    mixed: Field = wide + (soft - wide) * np.clip(keep * 1.5 + focus[..., None], 0, 1)
    return mixed


def _laid(colour: Field, density: Field) -> Field:
    """Return a colour with more or less pigment: dense paint is deeper, thin paint paler."""
    d = np.clip(density, 0.2, 2.4)[..., None]
    laid: Field = colour - (colour - colour * colour) * (d - 1)
    return np.clip(laid, 0, 1)


def _edge_of_paint(shape: tuple[int, int], scale: float, seed: int) -> Field:
    """Return where the paper is painted: all but a ragged border."""
    tall, wide = shape
    y = np.minimum(np.arange(tall), np.arange(tall)[::-1]).astype(np.float32)[:, None]
    x = np.minimum(np.arange(wide), np.arange(wide)[::-1]).astype(np.float32)[None, :]
    inside = np.minimum(np.broadcast_to(x, shape), np.broadcast_to(y, shape))
    ragged = inside + (noise(shape, 90 * scale, seed + 60, 4) - 0.5) * 62 * scale
    brush = (noise(shape, 7 * scale, seed + 61) - 0.5) * 5 * scale
    return step(ragged + brush, 19 * scale, 25 * scale)
