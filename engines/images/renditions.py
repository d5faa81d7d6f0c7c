"""What is made of pictures that are kept: a look at the header, small copies, previews."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import NamedTuple

from PIL import Image

from domain.errors import Broken
from engines.images.colour import flattened
from engines.images.faults import TooLarge, Unreadable, guarded
from engines.images.kinds import JPEG, PNG, WEBP, kind_of, read_webp
from engines.images.source import MOST_EDGE, MOST_PIXELS, fitted, open_source

_SAVE: dict[str, tuple[str, dict[str, int]]] = {
    WEBP: ("WEBP", {"quality": 82, "method": 2}),
    JPEG: ("JPEG", {"quality": 85}),
    PNG: ("PNG", {"compress_level": 3}),
}
# The best first. Below the last of them a smaller picture is the better one.
_QUALITIES: dict[str, tuple[dict[str, int], ...]] = {
    WEBP: ({"quality": 95}, {"quality": 90}, {}),
    JPEG: ({"quality": 95, "subsampling": 0}, {"quality": 90, "subsampling": 0}, {}),
    PNG: ({"compress_level": 6},),
}
_EDGES = (3072, 2560, 2048, 1536, 1280, 1024, 768, 512, 320, 160)


class Probed(NamedTuple):
    """What a picture's header says; ``has_alpha`` that pixels may be transparent."""

    media_type: str
    width: int
    height: int
    has_alpha: bool


def probe(data: bytes) -> Probed:
    """Read a picture's header, nothing more. Raise Broken("engine_garbage") for no picture and for one cut short."""
    try:
        if kind_of(data) == WEBP:
            webp = read_webp(data)
            whole, probed = webp.whole, Probed(WEBP, webp.width, webp.height, webp.has_alpha)
        else:
            source = open_source(data, most_pixels=2 * MOST_PIXELS)
            whole, probed = source.whole, Probed(source.kind, *source.stored, source.has_alpha)
    except (Unreadable, TooLarge) as error:
        raise Broken("engine_garbage", detail=str(error)) from error
    if not whole:
        raise Broken("engine_garbage", detail="cut short")
    return probed


def rendition(data: bytes, longest: int, media_type: str = WEBP) -> bytes:
    """Return a copy as WebP, JPEG (on white) or PNG, its longer edge at most ``longest``, with no metadata.

    Raise Broken("engine_garbage") where the picture cannot be decoded.
    """
    kind, options = _SAVE[media_type]
    try:
        image = open_source(data).pixels(longest)
        out = io.BytesIO()
        with guarded():
            (flattened(image) if media_type == JPEG else image).save(out, kind, **options)
    except (Unreadable, TooLarge) as error:
        raise Broken("engine_garbage", detail=str(error)) from error
    return out.getvalue()


def reduced(data: bytes, most: int, kinds: tuple[str, ...]) -> bytes:
    """Return the best copy of ``most`` bytes at most, of one of these media types, with no metadata.

    It is first of lower quality, then smaller; the same every time. A picture with transparent pixels keeps them
    where a type can (WebP, PNG); another becomes a JPEG where it may. Raise Broken("engine_garbage") where the picture
    cannot be decoded, or cannot be made that small.
    """
    try:
        image = open_source(data).pixels(MOST_EDGE)
        kind = _fitting(image, kinds)
        with guarded():
            image = flattened(image) if kind == JPEG else image
            for copy, options in _steps(image, kind):
                out = io.BytesIO()
                copy.save(out, _SAVE[kind][0], **{**_SAVE[kind][1], **options})
                if out.tell() <= most:
                    return out.getvalue()
    except (Unreadable, TooLarge) as error:
        raise Broken("engine_garbage", detail=str(error)) from error
    raise Broken("engine_garbage", detail=f"not to be made as small as {most} bytes")


def _fitting(image: Image.Image, kinds: tuple[str, ...]) -> str:
    order = (WEBP, PNG, JPEG) if image.mode == "RGBA" else (JPEG, WEBP, PNG)
    return next(kind for kind in order if kind in kinds)


def _steps(image: Image.Image, kind: str) -> Iterator[tuple[Image.Image, dict[str, int]]]:
    for options in _QUALITIES[kind]:
        yield image, options
    for edge in _EDGES:
        if edge < max(image.size):
            yield image.resize(fitted(image.size, edge), Image.Resampling.LANCZOS, reducing_gap=3.0), {}


def preview(data: bytes, longest: int = 512) -> bytes:
    """Return a partial frame as a small JPEG. Raise Broken("engine_garbage") where it cannot be decoded."""
    return rendition(data, longest, JPEG)
