"""Exact pixels: a copy of a picture scaled until it covers them, the rest cut off evenly; never stretched."""

from __future__ import annotations

import io

from PIL import Image

from domain.errors import Broken
from engines.images.colour import flattened
from engines.images.faults import TooLarge, Unreadable, guarded
from engines.images.kinds import JPEG, PNG, WEBP
from engines.images.renditions import reduced
from engines.images.source import MOST_EDGE, Source, open_source

_SAVE = {
    PNG: ("PNG", {"compress_level": 6}),
    JPEG: ("JPEG", {"quality": 95, "subsampling": 0}),
    WEBP: ("WEBP", {"quality": 95, "method": 4}),
}
_MODES = frozenset({"RGB", "RGBA"})


def exact(data: bytes, width: int, height: int) -> bytes:
    """Return the picture in exactly these pixels, of its own type, with its transparency and its colour profile.

    The middle of it is kept. Anything but PNG, JPEG and WebP becomes a PNG. Raise Broken("engine_garbage") where it
    cannot be decoded.
    """
    try:
        source = open_source(data)
        image, icc = _pixels(source)
        kind = source.kind if source.kind in _SAVE else PNG
        with guarded():
            image = image.resize((width, height), Image.Resampling.LANCZOS, box=covered(image.size, (width, height)))
            image.info = {}
            name, options = _SAVE[kind]
            if kind == WEBP and not source.lossy:
                options = {"lossless": True, "method": 4}
            out = io.BytesIO()
            more = {"icc_profile": icc} if icc else {}
            (flattened(image) if kind == JPEG else image).save(out, name, **options, **more)
    except (Unreadable, TooLarge) as error:
        raise Broken("engine_garbage", detail=str(error)) from error
    return out.getvalue()


def exact_reduced(data: bytes, width: int, height: int, most: int, kinds: tuple[str, ...]) -> bytes:
    """Return the picture in these pixels as the best copy of ``most`` bytes at most, as ``reduced`` makes it."""
    return reduced(exact(data, width, height), most, kinds)


def covered(size: tuple[int, int], wanted: tuple[int, int]) -> tuple[float, float, float, float]:
    """Return the largest part of a picture that has the wanted shape, in its middle: left, top, right, bottom."""
    width, height = size
    part_width = min(float(width), height * wanted[0] / wanted[1])
    part_height = min(float(height), width * wanted[1] / wanted[0])
    left, top = (width - part_width) / 2, (height - part_height) / 2
    return left, top, min(left + part_width, width), min(top + part_height, height)


def _pixels(source: Source) -> tuple[Image.Image, bytes | None]:
    """Return the pixels, and the profile that they are still in; None where they are sRGB."""
    if source.lean is not None and source.orientation == 1:
        with guarded():
            source.image.load()
        if source.image.mode in _MODES and "transparency" not in source.image.info:
            return source.image, source.icc
    return source.pixels(MOST_EDGE), None
