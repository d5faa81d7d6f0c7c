"""The ways of drawing: what each does to a finished raster, and which sheets it wants cut apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from PIL import Image

from engines.sketch import ink, neon, paper, wash
from engines.sketch.textures import Field, step

STYLES = ("flat", "paper", "ink", "neon", "watercolour")
"""What ``Scene.style`` may be; an empty one is flat."""

_MOST = 2_300_000
"""Pixels that a style works on at most; larger pictures are worked smaller and enlarged."""

Finish = Callable[[Image.Image, Field, int], Image.Image]

_FINISHES: Mapping[str, Finish] = {
    "paper": lambda image, _, seed: paper.finish(image, seed),
    "ink": ink.finish,
    "neon": neon.finish,
    "watercolour": wash.finish,
}


FOCUSED = frozenset({"ink", "neon", "watercolour"})
"""Styles that treat the things otherwise than what is around them."""


def worked(style: str, width: int, height: int) -> tuple[int, int]:
    """Return the size that a style works at for a picture of that size."""
    if style not in _FINISHES or width * height <= _MOST:
        return width, height
    scale = (_MOST / (width * height)) ** 0.5
    return max(1, round(width * scale)), max(1, round(height * scale))


def finished(
    image: Image.Image, style: str, seed: int, focus: Image.Image | None = None, *, transparent: bool = False
) -> Image.Image:
    """Return an RGBA raster as that style has it. ``focus`` is where the things are; ``transparent`` keeps the ground see-through."""
    finish = _FINISHES.get(style)
    if finish is None:
        return image
    where: Field = np.zeros((image.height, image.width), np.float32)
    if focus is not None:
        where = step(np.asarray(focus, np.float32) / 255, 0.7, 1.0)
    if not transparent:
        return finish(image.convert("RGB"), where, seed).convert("RGBA")
    ground = Image.new("RGBA", image.size, "#101028" if style == "neon" else "#FFFFFF")
    made = finish(Image.alpha_composite(ground, image).convert("RGB"), where, seed)
    made.putalpha(image.getchannel("A"))
    return made
