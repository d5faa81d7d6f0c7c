"""The boxes that AVIF and HEIC files are made of, as ISO/IEC 14496-12 has them."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from engines.images.faults import Unreadable

_HEADER = 8


def check_boxes(data: bytes) -> None:
    """Raise Unreadable, truncated, where an AVIF or HEIC file stops within one of its two great boxes."""
    boxes = list(_boxes(data))
    for name, _, end in boxes:
        if name in {b"meta", b"mdat"} and end > len(data):
            raise Unreadable("a box is cut", truncated=True)
    if len(boxes) <= 1:
        raise Unreadable("nothing after the first box", truncated=True)


def check_items(data: bytes) -> None:
    """Raise Unreadable where the names in an item's entry are no text.

    pi_heif 1.4 makes Python strings of an item's type without looking whether that went well, and the process dies.
    """
    for name, start, end in _boxes(data):
        if name != b"mdat":
            _check_entries(data[start:end])


def _boxes(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, start and end of each box of the file; the end of the last may lie beyond the file's."""
    at = 0
    while at + _HEADER <= len(data):
        length, name = struct.unpack(">I4s", data[at : at + _HEADER])
        if length == 1 and at + 2 * _HEADER <= len(data):
            length = struct.unpack(">Q", data[at + _HEADER : at + 2 * _HEADER])[0]
        if length < _HEADER:  # 0 is up to the end, and less than a header is nonsense
            length = len(data) - at
        yield name, at, at + length
        at += length


def _check_entries(box: bytes) -> None:
    at = box.find(b"infe")
    while at >= 0:
        length = int.from_bytes(box[max(at - 4, 0) : at], "big")
        entry = box[at + 4 : at - 4 + length]
        # Version and flags are 4 bytes, the item's id 2 or 4 by the version, its protection 2, its type 4.
        kind = 8 if entry[:1] in {b"\0", b"\1", b"\2"} else 10
        if length < _HEADER or at - 4 + length > len(box) or not entry[kind : kind + 4].isascii():
            raise Unreadable("an item's type is no text")
        try:
            entry[kind + 4 :].decode()
        except UnicodeDecodeError:
            raise Unreadable("an item's name is no text") from None
        at = box.find(b"infe", at + 4)
