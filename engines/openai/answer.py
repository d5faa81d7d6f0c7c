"""What came back: the picture's bytes and their measure, and the vendor's bill."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping
from dataclasses import dataclass

import pybase64
from PIL import Image

from domain.pricing import Usage
from engines.openai.bodies import garbage

MAGIC = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG", b"RIFF": "WEBP"}
MOST_TOKENS = 100_000_000

_SMALL = 256 * 1024


@dataclass(frozen=True, slots=True)
class Measured:
    """A picture's type, size in pixels, and whether it has an alpha channel."""

    media_type: str
    width: int
    height: int
    alpha: bool


async def decoded(text: object) -> bytes:
    """Return the bytes of base64, large ones decoded off the loop, or bytes as they are; raise Broken where it is none."""
    if isinstance(text, bytes) and text:
        return text
    if not isinstance(text, str) or not text:
        raise garbage("no base64")
    data = _decode(text) if len(text) < _SMALL else await asyncio.to_thread(_decode, text)
    if data is None:
        raise garbage("broken base64")
    return data


async def measured(data: bytes, most_pixels: int) -> Measured:
    """Return what the bytes are; raise Broken where they are no whole PNG, JPEG or WebP of ``most_pixels`` at most."""
    found = await asyncio.to_thread(measure, data, most_pixels)
    if found is None:
        raise garbage("no picture")
    return found


def is_picture(data: bytes) -> bool:
    """Return whether the first bytes are those of a PNG, JPEG or WebP."""
    return any(data.startswith(magic) for magic in MAGIC)


def measure(data: bytes, most_pixels: int) -> Measured | None:
    """Return what the bytes are, None where they are no whole picture; the pixels of a PNG are not decoded."""
    kind = next((name for magic, name in MAGIC.items() if data.startswith(magic)), None)
    if kind is None:
        return None
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as picture:
            width, height = picture.size
            if width * height > most_pixels:
                return None
            alpha = picture.has_transparency_data
            if kind == "PNG":
                picture.verify()
            else:
                picture.load()
    except Exception:  # noqa: BLE001 -- Pillow raises many kinds on hostile bytes, and each means the same here
        return None
    return Measured(f"image/{kind.lower()}", width, height, alpha)


def usage_of(told: Mapping[str, object]) -> Usage | None:
    """Return the vendor's count, None where there is none or it counts nothing made."""
    raw = told.get("usage")
    if not isinstance(raw, Mapping):
        return None
    output, given = _count(raw.get("output_tokens")), raw.get("input_tokens_details")
    if not output:
        return None
    split = raw.get("output_tokens_details")
    image_out = _count(split.get("image_tokens")) if isinstance(split, Mapping) else 0
    if isinstance(given, Mapping):
        text, image = _count(given.get("text_tokens")), _count(given.get("image_tokens"))
    else:
        text, image = 0, _count(raw.get("input_tokens"))
    return Usage(text, image, output, image_out or None)


def _decode(text: str) -> bytes | None:
    try:
        return pybase64.b64decode(text, validate=True)
    except ValueError:
        return None


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_TOKENS else 0
