"""What kind of picture some bytes are, by the bytes alone."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from engines.images.faults import Unreadable

PNG, JPEG, WEBP = "image/png", "image/jpeg", "image/webp"
GIF, AVIF, HEIC, BMP = "image/gif", "image/avif", "image/heic", "image/bmp"

_STARTS = ((b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG), (b"GIF87a", GIF), (b"GIF89a", GIF))
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_VP8X_ALPHA = 0x10


def kind_of(data: bytes) -> str | None:
    """Return the media type of a picture that Easel reads, None for all else."""
    for start, kind in _STARTS:
        if data.startswith(start):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data[:2] == b"BM" and data[6:10] == bytes(4):
        return BMP
    return _by_brand(data) if data[4:8] == b"ftyp" else None


def _by_brand(data: bytes) -> str | None:
    length = min(struct.unpack(">I", data[:4])[0], 256)
    brands = {data[at : at + 4] for at in (8, *range(16, length, 4))}
    if brands & _AVIF_BRANDS:
        return AVIF
    return HEIC if brands & _HEIF_BRANDS else None


@dataclass(frozen=True, slots=True)
class WebP:
    """A WebP's header. ``lossless`` only where it is sure."""

    width: int
    height: int
    has_alpha: bool
    lossless: bool
    whole: bool


def read_webp(data: bytes) -> WebP:
    """Read the header of a WebP, as its container specification has it. Raise Unreadable."""
    if len(data) < 30:  # noqa: PLR2004 -- bytes, the shortest header
        raise Unreadable("no header", truncated=True)
    whole = struct.unpack("<I", data[4:8])[0] + 8 <= len(data)
    first = data[12:16]
    if first == b"VP8X":
        width = int.from_bytes(data[24:27], "little") + 1
        height = int.from_bytes(data[27:30], "little") + 1
        return WebP(width, height, bool(data[20] & _VP8X_ALPHA), lossless=False, whole=whole)
    if first == b"VP8L":
        bits = struct.unpack("<I", data[21:25])[0]
        return WebP((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, bool(bits >> 28 & 1), lossless=True, whole=whole)
    if first == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return WebP(width & 0x3FFF, height & 0x3FFF, has_alpha=False, lossless=False, whole=whole)
    raise Unreadable("no picture in it")
