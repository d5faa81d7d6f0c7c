"""Pictures and colour profiles made by hand, for what no library writes."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image

GPS_MARK = b"EASELGPSCAM"
"""The maker of the camera, as it stands in the bytes of every Exif of ours."""

SRGB_PRIMARIES = ((0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141))


def scene(width: int = 240, height: int = 160, mode: str = "RGB") -> Image.Image:
    """Return a picture that is nowhere the same twice: every turn and mirror of it differs."""
    y, x = np.mgrid[0:height, 0:width]
    colours = np.stack([x * 255 // width, y * 255 // height, 255 - x * 255 // width], -1).astype(np.uint8)
    colours[: height // 4, : width // 4] = (250, 240, 10)
    return Image.fromarray(colours).convert(mode)


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    """Return Exif with a place on earth in it."""
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010F] = GPS_MARK.decode()
    place = tags.get_ifd(0x8825)
    place.update({1: "N", 2: (52.0, 31.0, 12.5), 3: "E", 4: (13.0, 24.0, 18.0)})
    return tags


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, depth: int, colour: int, rows: Sequence[bytes], *before: bytes) -> bytes:
    """Return a PNG of unfiltered rows; ``before`` are chunks that come before the pixels."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows)))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(before) + pixels + chunk(b"IEND", b"")


def with_chunk(data: bytes, new: bytes) -> bytes:
    """Return a PNG with a chunk put in after its header."""
    return data[:33] + new + data[33:]


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def with_segment(data: bytes, new: bytes) -> bytes:
    """Return a JPEG with a segment put in at its start."""
    return data[:2] + new + data[2:]


def rgb_profile(primaries: Sequence[tuple[float, float, float]] = SRGB_PRIMARIES, gamma: float = 2.2) -> bytes:
    """Return an ICC profile of three primaries (XYZ, adapted to D50) and one gamma."""
    curve = _curve(gamma)
    tags = {name: _xyz(*each) for name, each in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries, strict=True)}
    return _profile(b"RGB ", b"XYZ ", b"mntr", {**tags, b"rTRC": curve, b"gTRC": curve, b"bTRC": curve})


def grey_profile(gamma: float) -> bytes:
    return _profile(b"GRAY", b"XYZ ", b"mntr", {b"kTRC": _curve(gamma)})


def cmyk_profile(lab: Sequence[tuple[float, float, float]]) -> bytes:
    """Return an ICC profile that gives each of the 16 corners of CMYK (K counts quickest) a Lab colour."""
    identity = bytes(range(256))
    grid = b"".join(bytes([round(lab_l * 2.55), round(a) + 128, round(b) + 128]) for lab_l, a, b in lab)
    matrix = struct.pack(">9i", *(65536 if n % 4 == 0 else 0 for n in range(9)))
    table = b"mft1\0\0\0\0" + bytes([4, 3, 2, 0]) + matrix + identity * 4 + grid + identity * 3
    return _profile(b"CMYK", b"Lab ", b"prtr", {b"A2B0": table})


def _curve(gamma: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"


def _xyz(*values: float) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(value * 65536) for value in values))


def _profile(space: bytes, between: bytes, kind: bytes, tags: dict[bytes, bytes]) -> bytes:
    text = b"text\0\0\0\0made by hand\0"
    name = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"hand\0" + bytes(78)
    tags = {b"desc": name, b"cprt": text, b"wtpt": _xyz(0.9642, 1.0, 0.8249), **tags}
    at, table, body = 132 + 12 * len(tags), b"", b""
    for tag, value in tags.items():
        padded = value + bytes(-len(value) % 4)
        table += tag + struct.pack(">II", at + len(body), len(value))
        body += padded
    size = at + len(body)
    head = struct.pack(">I4sI4s4s4s", size, bytes(4), 0x02400000, kind, space, between) + bytes(12) + b"acsp"
    head += bytes(28) + struct.pack(">3i", *(round(value * 65536) for value in (0.9642, 1.0, 0.8249)))
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body
