"""What is made of pictures that are kept: a look at the header, small copies, previews."""

from __future__ import annotations

import io
from typing import NamedTuple

from domain.errors import Broken
from engines.images.colour import flattened
from engines.images.faults import TooLarge, Unreadable, guarded
from engines.images.kinds import JPEG, PNG, WEBP, kind_of, read_webp
from engines.images.source import MOST_PIXELS, open_source

_SAVE: dict[str, tuple[str, dict[str, int]]] = {
    WEBP: ("WEBP", {"quality": 82, "method": 2}),
    JPEG: ("JPEG", {"quality": 85}),
    PNG: ("PNG", {"compress_level": 3}),
}


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


def preview(data: bytes, longest: int = 512) -> bytes:
    """Return a partial frame as a small JPEG. Raise Broken("engine_garbage") where it cannot be decoded."""
    return rendition(data, longest, JPEG)
