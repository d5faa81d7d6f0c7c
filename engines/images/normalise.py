"""Uploads: what a person sends, as it is kept."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image

from domain.errors import BadInput, too_many_bytes
from engines.images.colour import is_srgb
from engines.images.faults import TooLarge, Unreadable, guarded
from engines.images.kinds import JPEG, PNG, kind_of
from engines.images.source import MOST_EDGE, MOST_PIXELS, Source, open_source

Note = tuple[str, Mapping[str, str]]
"""A key of the catalogue of words, with what fills it."""

MOST_BYTES = 25 * 1024 * 1024
LONGEST = 4096
_MOST_PNG = 12 * 1024 * 1024
_MOST_NAME = 60
_NOTES = frozenset({"image_first_frame", "image_reduced"})
_UNWANTED = re.compile(r"[<>@`*|~\\/:\s]+")


@dataclass(frozen=True, slots=True)
class Normalised:
    """An upload as it is kept: PNG or JPEG, RGB or RGBA with 8 bits in sRGB, upright, one frame, nothing but pixels."""

    data: bytes
    media_type: str
    width: int
    height: int
    notes: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        """Raise ValueError for what ``normalise`` never returns: a worker that decodes is not trusted."""
        if self.media_type not in (PNG, JPEG) or kind_of(self.data) != self.media_type:
            raise ValueError("media type")
        if not (1 <= self.width <= MOST_EDGE and 1 <= self.height <= MOST_EDGE):
            raise ValueError("size")
        if any(code not in _NOTES for code, _ in self.notes):
            raise ValueError("notes")


def normalise(
    data: bytes,
    name: str,
    *,
    most_bytes: int = MOST_BYTES,
    most_pixels: int = MOST_PIXELS,
    most_edge: int = MOST_EDGE,
    longest: int = LONGEST,
) -> Normalised:
    """Return an upload as it is kept; its name is for the words only. What need not change keeps its pixels bit for bit.

    Notes are image_first_frame {} and image_reduced {from, to}. Raise BadInput: image_empty, image_too_large_bytes,
    image_too_large_pixels, image_truncated, image_unreadable.
    """
    shown = clean_name(name)
    if not data:
        raise BadInput("image_empty", name=shown)
    if len(data) > most_bytes:
        raise too_many_bytes(shown, len(data), most_bytes)
    try:
        source = open_source(data, most_pixels=most_pixels, most_edge=most_edge)
        return _normalised(source, longest)
    except TooLarge as error:
        raise BadInput(
            "image_too_large_pixels",
            name=shown,
            width=error.width,
            height=error.height,
            limit_mp=most_pixels // 1_000_000,
            limit_edge=most_edge,
        ) from None
    except Unreadable as error:
        code = "image_truncated" if error.truncated else "image_unreadable"
        raise BadInput(code, name=shown, detail=str(error)) from error


def clean_name(name: str) -> str:
    """Return a file's name fit to be shown: no folders, no control characters, nothing that a chat would act on."""
    last = re.split(r"[\\/]", name)[-1]
    visible = "".join(each for each in unicodedata.normalize("NFC", last) if unicodedata.category(each)[0] != "C")
    words = " ".join(_UNWANTED.sub(" ", visible).split())
    if len(words) > _MOST_NAME:
        words = f"{words[: _MOST_NAME - 9].rstrip()}…{words[-8:]}"
    return words or "image"


def _normalised(source: Source, longest: int) -> Normalised:
    notes: list[Note] = []
    if source.frames > 1:
        notes.append(("image_first_frame", {}))
    if source.lean is not None and source.orientation == 1 and max(source.size) <= longest and is_srgb(source.icc):
        with guarded():
            source.image.load()
        return Normalised(source.lean, source.kind, *source.size, notes=tuple(notes))
    image = source.pixels(longest)
    if image.size != source.size:
        sizes = [f"{width}x{height}" for width, height in (source.size, image.size)]
        notes.append(("image_reduced", {"from": sizes[0], "to": sizes[1]}))
    with guarded():
        data, media_type = _encoded(image, lossy=source.lossy)
    return Normalised(data, media_type, *image.size, notes=tuple(notes))


def _encoded(image: Image.Image, *, lossy: bool) -> tuple[bytes, str]:
    """Encode without loss where the source had none and the file stays of use; JPEG at 95 is not seen to differ."""
    out = io.BytesIO()
    if image.mode == "RGBA" or not lossy:
        image.save(out, "PNG", compress_level=3)
        if image.mode == "RGBA" or out.tell() <= _MOST_PNG:
            return out.getvalue(), PNG
        out = io.BytesIO()
    image.save(out, "JPEG", quality=95, subsampling=0)
    return out.getvalue(), JPEG
