"""The worker's child: takes one job at a time from a socket until the socket closes, or its parent is gone."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pickle
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

from domain.errors import EaselError
from engines.worker_sandbox import confine
from engines.worker_wire import CRASH, DONE, FRAME, HEADER, MEMORY, TOLD, Garbled, pack, pack_error, where


def _die_with_parent(life: int) -> None:
    """Have the kernel end this process when the parent's end of the pipe closes, even inside a long native call."""
    if not hasattr(os, "O_ASYNC"):  # pragma: no cover -- not on this system; the socket's end still stops the child
        return
    fcntl.fcntl(life, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(life, fcntl.F_SETFL, fcntl.fcntl(life, fcntl.F_GETFL) | os.O_ASYNC)


def _receive(channel: socket.socket, size: int) -> bytearray:
    data = bytearray(size)
    view = memoryview(data)
    while view:
        got = channel.recv_into(view)
        if not got:
            raise EOFError
        view = view[got:]
    return data


def _send(channel: socket.socket, kind: bytes, value: object) -> None:
    text, blobs = pack(value)
    channel.sendall(HEADER.pack(kind, len(text)) + text)
    for blob in blobs:
        channel.sendall(blob)


def _run(channel: socket.socket, data: bytearray) -> None:
    def emit(frame: bytes) -> None:
        _send(channel, FRAME, frame)

    try:
        function: Callable[..., Any]
        function, args, framed = pickle.loads(data)  # noqa: S301 -- written by our own parent
        _send(channel, DONE, function(*args, emit) if framed else function(*args))
    except EaselError as error:
        _tell(channel, error)
    except MemoryError:
        _send(channel, MEMORY, None)
    except ConnectionError:
        raise
    except Exception as error:  # noqa: BLE001 -- whatever it is, the parent tells it as a crash
        _send(channel, CRASH, where(error))


def _tell(channel: socket.socket, error: EaselError) -> None:
    try:
        _send(channel, TOLD, pack_error(error))
    except Garbled:
        _send(channel, CRASH, where(error))


def main(channel_fd: int, life_fd: int, budget: int) -> None:
    """Serve jobs until the channel closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with_parent(life_fd)
    confine(budget)
    with contextlib.suppress(OSError):
        os.nice(5)
    with socket.socket(fileno=channel_fd) as channel, contextlib.suppress(EOFError, ConnectionError):
        while True:
            _, size = HEADER.unpack(_receive(channel, HEADER.size))
            _run(channel, _receive(channel, size))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
