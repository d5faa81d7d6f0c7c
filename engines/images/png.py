"""PNG files, chunk by chunk: what there is, and the same picture without anything else.

Chunks are those of the PNG specification, third edition (W3C, 2025).
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from engines.images.faults import Unreadable

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"sRGB", b"gAMA", b"cHRM", b"IDAT", b"IEND"})
_MOST_CHUNKS = 50_000
_MOST_PROFILE = 4 * 1024 * 1024
_GREY, _RGB, _PALETTE, _GREY_ALPHA, _RGB_ALPHA = 0, 2, 3, 4, 6


@dataclass(frozen=True, slots=True)
class Png:
    """A PNG's header and what else matters. ``lean`` is the file with the picture's own chunks only, bit for bit."""

    width: int
    height: int
    depth: int
    colour: int
    frames: int
    whole: bool
    lean: bytes
    icc: bytes | None
    exif: bytes | None
    key: bytes | None

    @property
    def usual(self) -> bool:
        """Return whether it is RGB or RGBA with 8 bits a channel."""
        return self.depth == 8 and self.colour in {_RGB, _RGB_ALPHA} and self.key is None  # noqa: PLR2004 -- bits

    @property
    def has_alpha(self) -> bool:
        """Return whether any pixel may be transparent."""
        return self.colour in {_GREY_ALPHA, _RGB_ALPHA} or self.key is not None

    def transparent(self) -> int | tuple[int, ...] | None:
        """Return the transparent colour as it is after decoding: 16 bits of grey as they are, all else as 8 bits."""
        samples = {_GREY: 1, _RGB: 3}.get(self.colour, 0)
        if self.key is None or not samples or len(self.key) < 2 * samples:
            return None
        values: tuple[int, ...] = struct.unpack(f">{samples}H", self.key[: 2 * samples])
        if self.colour == _GREY:
            return values[0] if self.depth == 16 else values[0] * 255 // ((1 << self.depth) - 1)  # noqa: PLR2004 -- bits
        return tuple(value >> (self.depth - 8) for value in values)


def read_png(data: bytes) -> Png:
    """Read the chunks of a PNG. Raise Unreadable."""
    if len(data) < len(SIGNATURE) + 25 or data[12:16] != b"IHDR":
        raise Unreadable("no IHDR", truncated=data[12:16] in {b"", b"IHDR"})
    width, height, depth, colour = struct.unpack(">IIBB", data[16:26])
    if not width or not height:
        raise Unreadable("no pixels")
    kept, found, whole = [SIGNATURE], dict[bytes, bytes](), False
    at = len(SIGNATURE)
    for _ in range(_MOST_CHUNKS):
        if at + 12 > len(data):
            break
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        end = at + 12 + length
        if kind in _KEPT:
            kept.append(data[at:end])
        elif kind not in found:
            found[kind] = data[at + 8 : end - 4]
        if kind == b"tRNS":
            found[kind] = data[at + 8 : end - 4]
        whole = kind == b"IEND" and end <= len(data)
        at = end
        if whole or at > len(data):
            break
    else:
        raise Unreadable("too many chunks")
    frames = struct.unpack(">I", found[b"acTL"][:4])[0] if len(found.get(b"acTL", b"")) >= 4 else 1  # noqa: PLR2004
    key = found.get(b"tRNS")
    lean = b"".join(kept)
    icc = _profile(found.get(b"iCCP", b""))
    return Png(width, height, depth, colour, frames, whole, lean, icc, found.get(b"eXIf"), key)


def _profile(chunk: bytes) -> bytes | None:
    """Return an iCCP chunk's profile; None where it is none or unpacks to more than a profile can need."""
    name, nothing, packed = chunk.partition(b"\0")
    if not name or not nothing or packed[:1] != b"\0":
        return None
    unpacker = zlib.decompressobj()
    try:
        profile = unpacker.decompress(packed[1:], _MOST_PROFILE)
    except zlib.error:
        return None
    return profile if unpacker.eof else None
