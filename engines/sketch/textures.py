"""Grain, noise and edges as arrays: what the styles are made of. All are the same for the same seed and size."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Field = NDArray[np.floating[Any]]


def noise(shape: tuple[int, int], cell: float, seed: int, octaves: int = 1) -> Field:
    """Return soft noise from 0 to 1 whose blots are about ``cell`` pixels wide; more octaves are finer."""
    total: Field = np.zeros(shape, np.float32)
    weight, sum_of = 1.0, 0.0
    for octave in range(octaves):
        size = max(cell / 2**octave, 1.0)
        rng = np.random.default_rng((seed & 0xFFFFFFFF) * 31 + octave)
        small = rng.integers(0, 256, (int(shape[0] / size) + 3, int(shape[1] / size) + 3), dtype=np.uint8)
        box = (0.5, 0.5, 0.5 + shape[1] / size, 0.5 + shape[0] / size)
        grown = Image.fromarray(small).resize((shape[1], shape[0]), Image.Resampling.BICUBIC, box=box)
        total += weight * np.asarray(grown, np.float32)
        sum_of += weight
        weight *= 0.55
    total /= 255 * sum_of
    return total


def grain(shape: tuple[int, int], scale: float, seed: int) -> Field:
    """Return the tooth of paper about 0: light on one side of each bump, dark on the other."""
    height = noise(shape, 3.2 * scale, seed, 2) + 0.6 * noise(shape, 1.6 * scale, seed + 7)
    lit = np.zeros(shape, np.float32)
    lit[1:, 1:] = height[1:, 1:] - height[:-1, :-1]
    return lit


def warped(image: Field, across: Field, down: Field) -> Field:
    """Return an image with each pixel taken from beside it; the offsets are in pixels."""
    tall, wide = image.shape[0], image.shape[1]
    y = np.arange(tall, dtype=np.float32)[:, None] + down
    x = np.arange(wide, dtype=np.float32)[None, :] + across
    rows = np.clip(y, 0, tall - 1).astype(np.intp)
    columns = np.clip(x, 0, wide - 1).astype(np.intp)
    moved: Field = image[rows, columns]
    return moved


def edges(image: Field, reach: int = 1) -> Field:
    """Return how much the colour of a picture changes at each pixel, over ``reach`` pixels."""
    change: Field = np.zeros((image.shape[0], image.shape[1]), np.float32)
    across = np.abs(image[:, reach:] - image[:, :-reach]).max(axis=2)
    down = np.abs(image[reach:] - image[:-reach]).max(axis=2)
    half = reach // 2
    tall, wide = image.shape[0], image.shape[1]
    if min(tall, wide) <= reach:
        return change
    change[:, half : half + wide - reach] = across
    part = change[half : half + tall - reach]
    np.maximum(part, down, out=part)
    return change


def step(field: Field, low: float, high: float) -> Field:
    """Return a smooth ramp from 0 at ``low`` to 1 at ``high``."""
    t = np.clip((field - low) / (high - low), 0, 1)
    eased: Field = t * t * (3 - 2 * t)
    return eased


def blurred(field: Field, radius: float) -> Field:
    """Return an array of 0 to 1 blurred; wide blurs are worked small."""
    tall, wide = field.shape[0], field.shape[1]
    shrink = max(1, int(radius // 4))
    image = Image.fromarray(np.clip(field * 255, 0, 255).astype(np.uint8))
    if shrink > 1:
        small = image.resize((max(1, wide // shrink), max(1, tall // shrink)), Image.Resampling.BOX)
        image = small.filter(ImageFilter.GaussianBlur(radius / shrink)).resize((wide, tall), Image.Resampling.BICUBIC)
    else:
        image = image.filter(ImageFilter.GaussianBlur(radius))
    out: Field = np.asarray(image, np.float32) / 255
    return out


def array(image: Image.Image) -> Field:
    """Return an RGB image as an array from 0 to 1."""
    out: Field = np.asarray(image, np.float32) / 255
    return out


def picture(field: Field) -> Image.Image:
    """Return an array from 0 to 1 as an RGB image."""
    return Image.fromarray((np.clip(field, 0, 1) * 255 + 0.5).astype(np.uint8), "RGB")


def luminance(field: Field) -> Field:
    """Return how light each pixel is."""
    light: Field = field @ np.array((0.3, 0.59, 0.11), np.float32)
    return light


def pen(shape: tuple[int, int]) -> float:
    """Return by how much strokes are wider than in a picture a thousand pixels large."""
    return max(0.35, math.sqrt(shape[0] * shape[1]) / 1100)
