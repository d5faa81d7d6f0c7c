"""What the worker is given to do in its tests; module-level, so that the child finds it."""

import ctypes
import mmap
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime

from domain.errors import Busy, QuotaSpent, Refused

Emit = Callable[[bytes], None]


def add(a, b):
    return a + b


def pid() -> int:
    return os.getpid()


def environment() -> dict[str, str]:
    return dict(os.environ)


def ignores_interrupt() -> bool:
    os.kill(os.getpid(), signal.SIGINT)
    return True


def count(upto: int, emit: Emit) -> int:
    for number in range(upto):
        emit(str(number).encode())
    return upto


def hang(emit: Emit) -> None:
    emit(str(os.getpid()).encode())
    while True:
        signal.pause()


def hang_in_native_code(emit: Emit) -> None:
    """Hang as a C library would that keeps the interpreter's lock."""
    emit(str(os.getpid()).encode())
    ctypes.PyDLL(None).pause()


def crash() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def bug() -> None:
    raise ValueError("a bug")


def refuse() -> None:
    raise Refused("sketch_nothing", words="xyzzy", billed=False, detail="for the log")


def refuse_oddly(kind: str) -> None:
    if kind == "busy":
        raise Busy(retry_after=3.5)
    raise QuotaSpent(limit=1, left=0, asked=2, renews_at=datetime(2026, 1, 1, tzinfo=UTC))


def take(size: int) -> int:
    return len(bytes(bytearray(size)))


def take_shared(size: int) -> int:
    """Take memory of a kind that the kernel's limit on private data leaves out."""
    with mmap.mmap(-1, size) as area:
        for at in range(0, size, 4096):
            area[at] = 1
        signal.pause()
    return size


def modules() -> set[str]:
    return set(sys.modules)
