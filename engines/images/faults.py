"""What can be wrong with encoded pictures."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


class Unreadable(Exception):
    """These bytes are no picture of a kind that is read; with ``truncated`` they begin as one and stop too early."""

    def __init__(self, why: str, *, truncated: bool = False) -> None:
        super().__init__(why)
        self.truncated = truncated


class TooLarge(Exception):
    """The header promises more pixels than are decoded."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__(f"{width}x{height}")
        self.width = width
        self.height = height


_CUT = ("truncated", "end of file", "end of data", "not enough", "premature", "unexpected end", "incomplete", "eof")


@contextmanager
def guarded() -> Iterator[None]:
    """Turn whatever a decoder raises into Unreadable, and keep its warnings to itself.

    Changes the warning filters of the whole process meanwhile, so it belongs into a worker process.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except (Unreadable, TooLarge):
            raise
        except Exception as error:  # decoders raise anything on hostile bytes
            text = str(error).lower()
            truncated = isinstance(error, EOFError | struct.error) or any(each in text for each in _CUT)
            raise Unreadable(f"{type(error).__name__}: {error}", truncated=truncated) from error
