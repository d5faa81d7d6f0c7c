"""What crosses between the worker and its child.

A message is a header (kind, length of the text), a JSON text and raw bytes. The text is ``[sizes, value]``: how long
each of the byte strings after it is, and plain data in which a byte string is its number among them. To the child a
message is a header and a pickle, since the worker is trusted; from the child nothing is, so nothing it sends can be
more than data, of a size and of the types that were expected.
"""

from __future__ import annotations

import json
import math
import re
import struct
from collections.abc import Sequence
from typing import Any, NoReturn

from domain.errors import BadInput, BadRequest, Broken, Busy, EaselError, EngineError, Refused

HEADER = struct.Struct("!cQ")
JOB, FRAME, DONE, TOLD, MEMORY, CRASH = b"J", b"F", b"D", b"E", b"M", b"C"
"""Kinds: a job for the child; from the child a frame, a result, an EaselError, memory spent, any other error."""

MOST_TEXT = 256 * 1024
MOST_BYTES = 96 * 1024 * 1024
"""In one message: more than a picture of 4096 x 4096 pixels needs."""
MOST_BLOBS = 64
MOST_FRAMES = 256
"""In one job."""
MOST_DETAIL = 300

_CARRIED = {kind.__name__: kind for kind in (BadInput, Busy, Refused, BadRequest, Broken)}
_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_TAKEN = frozenset({"self", "key", "code", "detail", "billed"})
_ERROR_FIELDS = 6
_MOST_PARAMS = 16
_MOST_WORDS = 2000


class Garbled(ValueError):
    """What came from the child is nothing that it is to send."""


def pack(value: object) -> tuple[bytes, list[bytes]]:
    """Return plain data as a text and the byte strings beside it. Raise Garbled for anything else, or too much."""
    blobs: list[bytes] = []
    try:
        plain = _plain(value, blobs)
        text = json.dumps([[len(blob) for blob in blobs], plain], separators=(",", ":"), allow_nan=False).encode()
    except RecursionError:
        raise Garbled("too deep") from None
    if len(text) > MOST_TEXT or len(blobs) > MOST_BLOBS or sum(map(len, blobs)) > MOST_BYTES:
        raise Garbled("too much")
    return text, blobs


def unpack(text: bytes | bytearray) -> tuple[list[int], Any]:
    """Return how long the byte strings after this text are, and its value. Raise Garbled where it is no such text."""
    try:
        parts = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Garbled("no JSON") from None
    match parts:
        case [list(sizes), value]:
            if len(sizes) > MOST_BLOBS or not all(type(size) is int and size >= 0 for size in sizes):
                raise Garbled("sizes")
            if sum(sizes) > MOST_BYTES:
                raise Garbled("too much")
            return sizes, value
        case _:
            raise Garbled("no message")


def pack_error(error: EaselError) -> dict[str, object]:
    """Return an EaselError as plain data. Raise Garbled for one of a kind that a job may not raise."""
    name = next((each.__name__ for each in type(error).__mro__ if each.__name__ in _CARRIED), None)
    if name is None:
        raise Garbled(type(error).__name__)
    return {
        "class": name,
        "code": error.code,
        "detail": error.detail[:MOST_DETAIL],
        "params": error.params,
        "billed": isinstance(error, EngineError) and error.billed,
        "retry_after": error.retry_after if isinstance(error, Busy) else None,
    }


def unpack_error(told: object) -> EaselError:
    """Return the EaselError that was told of. Raise Garbled where it is none that a job may raise."""
    if not isinstance(told, dict) or len(told) != _ERROR_FIELDS:
        raise Garbled("no error")
    match told:
        case {
            "class": str(name),
            "code": str(code),
            "detail": str(detail),
            "params": dict(params),
            "billed": bool(billed),
            "retry_after": (int() | float() | None) as retry_after,
        }:
            pass
        case _:
            raise Garbled("no error")
    if name not in _CARRIED or not _CODE.fullmatch(code) or len(params) > _MOST_PARAMS:
        raise Garbled("no such error")
    if not all(_is_param(each, value) for each, value in params.items()):
        raise Garbled("parameters")
    kind, detail = _CARRIED[name], line(detail)
    if kind is Busy:
        if isinstance(retry_after, bool) or (retry_after is not None and not 0 <= retry_after < math.inf):
            raise Garbled("retry_after")
        return Busy(code, retry_after=retry_after, detail=detail)
    error = kind(code, detail=detail, **params)
    if isinstance(error, EngineError):
        error.billed = billed
    return error


def where(error: BaseException) -> str:
    """Return an error's type and where it was raised: nothing of its words, which may be a person's."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    at = f" at {trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else ""
    return line(f"{type(error).__name__}{at}")


def line(text: str) -> str:
    """Return a text fit for one line of a log: short, visible ASCII."""
    return re.sub(r"[^\x20-\x7e]+", " ", text[:MOST_DETAIL])


def is_text(value: str) -> bool:
    """Return whether a text can be written down: JSON lets halves of characters through."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _plain(value: object, blobs: list[bytes]) -> object:
    if isinstance(value, bytes):
        blobs.append(value)
        return len(blobs) - 1
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_plain(each, blobs) for each in value]
    if isinstance(value, dict):
        if not all(isinstance(name, str) for name in value):
            raise Garbled("a key that is no text")
        return {name: _plain(each, blobs) for name, each in value.items()}
    fields: Sequence[str] | None = getattr(type(value), "__dataclass_fields__", None)
    if fields is None:
        raise Garbled(type(value).__name__)
    return {name: _plain(getattr(value, name), blobs) for name in fields}


def _is_param(name: str, value: object) -> bool:
    if not _CODE.fullmatch(name) or name in _TAKEN:
        return False
    if isinstance(value, str):
        return len(value) <= _MOST_WORDS and is_text(value)
    return is_number(value)


def is_number(value: object) -> bool:
    """Return whether that is a whole number of at most 64 bits, or any other that is finite; true and false are not."""
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 63


def _no_number(name: str) -> NoReturn:
    raise Garbled(name)
