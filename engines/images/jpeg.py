"""JPEG files, segment by segment: what there is, and the same picture without anything else.

Segments are those of ITU-T T.81; JFIF, Exif and ICC use APP0, APP1 and APP2, Adobe's colours APP14.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from engines.images.faults import Unreadable

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_APP0, _APP1, _APP2, _APP14, _APP15, _COM = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset({0x01, _SOI})
# Within a scan 0xFF stands before 0x00 (a plain 0xFF), a restart, or filling; all else ends it.
_NEXT = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
_MOST_SCANS = 100
_MOST_SEGMENTS = 5_000
_ICC, _EXIF, _JFIF, _ADOBE = b"ICC_PROFILE\0", b"Exif\0\0", b"JFIF\0", b"Adobe"


@dataclass(frozen=True, slots=True)
class Jpeg:
    """A JPEG's header and what else matters. ``lean`` is the file with the picture's own segments only.

    Its pixels are bit for bit the same. ``whole`` says that it ends as it should.
    """

    width: int
    height: int
    channels: int
    whole: bool
    lean: bytes
    icc: bytes | None
    exif: bytes | None


class _Parts:
    """What the segments add up to."""

    def __init__(self) -> None:
        self.kept = [b"\xff\xd8"]
        self.icc: list[bytes] = []
        self.exif: bytes | None = None
        self.frame: tuple[int, int, int] | None = None
        self.scans = 0

    def take(self, marker: int, body: bytes) -> None:
        if marker == _APP1 and body.startswith(_EXIF) and self.exif is None:
            self.exif = body
        elif marker == _APP2 and body.startswith(_ICC):
            self.icc.append(body)
        elif marker == _APP0 and body.startswith(_JFIF) and len(body) >= 12:  # noqa: PLR2004 -- up to the density
            self._keep(marker, body[:12] + b"\0\0")  # and no thumbnail
        elif marker == _APP14 and body.startswith(_ADOBE):
            self._keep(marker, body[:12])
        elif not _APP0 <= marker <= _APP15 and marker != _COM:
            self._keep(marker, body)
        if marker in _FRAMES and self.frame is None and len(body) >= 6:  # noqa: PLR2004 -- up to the components
            height, width, channels = struct.unpack(">HHB", body[1:6])
            self.frame = (width, height, channels)

    def profile(self) -> bytes | None:
        """Return the profile put together from its numbered parts."""
        parts = sorted(self.icc, key=lambda part: part[12:13])
        return b"".join(part[14:] for part in parts) or None

    def _keep(self, marker: int, body: bytes) -> None:
        self.kept.append(struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body)


def read_jpeg(data: bytes) -> Jpeg:
    """Read the segments of a JPEG, up to the end of its first picture. Raise Unreadable."""
    parts, at, whole = _Parts(), 2, False
    for _ in range(_MOST_SEGMENTS):
        found = _NEXT.search(data, at)
        if found is None:
            break
        marker, at = data[found.start() + 1], found.end()
        if marker == _EOI:
            parts.kept.append(b"\xff\xd9")
            whole = True
            break
        if marker in _BARE:
            continue
        if at + 2 > len(data):
            break
        length = struct.unpack(">H", data[at : at + 2])[0]
        body = data[at + 2 : at + max(length, 2)]
        parts.take(marker, body)
        at += max(length, 2)
        if marker == _SOS:
            parts.scans += 1
            if parts.scans > _MOST_SCANS:
                raise Unreadable("too many scans")
            after = _NEXT.search(data, at)
            end = after.start() if after else len(data)
            parts.kept.append(data[at:end])
            at = end
    else:
        raise Unreadable("too many segments")
    if parts.frame is None or not parts.frame[0] or not parts.frame[1]:
        raise Unreadable("no frame", truncated=not whole)
    if not parts.scans:
        raise Unreadable("no scan", truncated=not whole)
    return Jpeg(*parts.frame, whole, b"".join(parts.kept), parts.profile(), parts.exif)
