"""The worker's child: takes one job at a time from a socket until the socket closes, or its parent is gone."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pickle
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Callable
from typing import Any

from domain.errors import EaselError

HEADER = struct.Struct("!cQ")
"""Before each message: its kind, and how many bytes follow."""

JOB, FRAME, DONE, TOLD, MEMORY, CRASH = b"J", b"F", b"D", b"E", b"M", b"C"
"""Kinds: a job for the child; from the child a frame, a result, an EaselError, memory spent, any other error."""


def pack_error(error: EaselError) -> bytes:
    """Return an EaselError as bytes; its constructor may take anything."""
    return pickle.dumps((type(error), error.args, error.__dict__))


def unpack_error(data: bytes) -> EaselError:
    """Return the EaselError that ``pack_error`` was given."""
    kind, args, state = pickle.loads(data)  # noqa: S301 -- written by our own child
    error: EaselError = kind.__new__(kind)
    error.args = args
    error.__dict__.update(state)
    return error


def _die_with_parent(life: int) -> None:
    """Have the kernel end this process when the parent's end of the pipe closes, even inside a long native call."""
    if not hasattr(os, "O_ASYNC"):  # pragma: no cover -- not on this system; the socket's end still stops the child
        return
    fcntl.fcntl(life, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(life, fcntl.F_SETFL, fcntl.fcntl(life, fcntl.F_GETFL) | os.O_ASYNC)


def _limit_memory(budget: int) -> None:
    import resource  # noqa: PLC0415 -- POSIX only, and only the child needs it

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (budget, budget))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _receive(channel: socket.socket, size: int) -> bytearray:
    data = bytearray(size)
    view = memoryview(data)
    while view:
        got = channel.recv_into(view)
        if not got:
            raise EOFError
        view = view[got:]
    return data


def _send(channel: socket.socket, kind: bytes, data: bytes) -> None:
    channel.sendall(HEADER.pack(kind, len(data)))
    channel.sendall(data)


def _run(channel: socket.socket, data: bytearray) -> None:
    def emit(frame: bytes) -> None:
        _send(channel, FRAME, frame)

    try:
        function: Callable[..., Any]
        function, args, framed = pickle.loads(data)  # noqa: S301 -- written by our own parent
        result = function(*args, emit) if framed else function(*args)
        answer, kind = pickle.dumps(result, protocol=pickle.HIGHEST_PROTOCOL), DONE
    except EaselError as error:
        answer, kind = pack_error(error), TOLD
    except MemoryError:
        answer, kind = b"", MEMORY
    except Exception:  # noqa: BLE001 -- whatever it is, the parent tells it as a crash
        answer, kind = traceback.format_exc().encode(), CRASH
    _send(channel, kind, answer)


def main(channel_fd: int, life_fd: int, budget: int) -> None:
    """Serve jobs until the channel closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with_parent(life_fd)
    _limit_memory(budget)
    with contextlib.suppress(OSError):
        os.nice(5)
    with socket.socket(fileno=channel_fd) as channel, contextlib.suppress(EOFError, ConnectionError):
        while True:
            _, size = HEADER.unpack(_receive(channel, HEADER.size))
            _run(channel, _receive(channel, size))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
