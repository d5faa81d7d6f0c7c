"""What the worker is given to do in its tests; module-level, so that the child finds it."""

import ctypes
import errno
import mmap
import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple

from domain.errors import Busy, QuotaSpent, Refused
from engines.worker_wire import HEADER, MOST_BYTES

ROOT = Path(__file__).parents[2]
Emit = Callable[[bytes], None]


@dataclass(frozen=True)
class Point:
    x: int
    y: float = 0.0

    def __post_init__(self) -> None:
        if self.x < 0:
            raise ValueError("x")


class Pair(NamedTuple):
    kind: Literal["a", "b"]
    point: Point | None


def add(a: int, b: int) -> int:
    return a + b


def join(a: bytes, b: bytes) -> bytes:
    return a + b


def length(data: bytes) -> int:
    return len(data)


def everything() -> tuple[list[Pair], dict[str, tuple[bytes, ...]], Mapping[str, bool], str | None, list[float]]:
    pairs = [Pair("a", Point(1, 2.5)), Pair("b", None)]
    return pairs, {"two": (b"", b"\x00\xff"), "none": ()}, {"yes": True}, "é\n", [1, 2.5]


def names_nothing():
    return 1


def another_type() -> int:
    return "1"


def too_much() -> bytes:
    return bytes(MOST_BYTES + 1)


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


def bug(words: str) -> None:
    raise ValueError(words)


def refuse() -> None:
    raise Refused("sketch_nothing", words="xyzzy", billed=False, detail="for the log")


def refuse_oddly(kind: str) -> int:
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


def modules() -> list[str]:
    return list(sys.modules)


def sends(raw: bytes, endless: bool = False, emit: Emit | None = None) -> int:
    """Answer for the child: write to the channel what it never would."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    channel.sendall(raw)
    while endless:
        channel.sendall(raw)
    signal.pause()
    return 1


def framed(kind: bytes, text: bytes, *blobs: bytes) -> bytes:
    return HEADER.pack(kind, len(text)) + text + b"".join(blobs)


def parents_environment() -> str:
    try:
        return Path(f"/proc/{os.getppid()}/environ").read_text()
    except OSError as error:
        return type(error).__name__


def tries(folder: str) -> dict[str, str]:
    """Try what drawing never needs; say what came of each."""

    def attempt(act: Callable[[], object]) -> str:
        try:
            act()
        except OSError as error:
            return errno.errorcode[error.errno or 0]
        return "done"

    def dials() -> None:
        with socket.create_connection(("127.0.0.1", 9), timeout=5):
            pass

    here, there = Path(__file__), Path(folder)
    return {
        "read code": attempt(here.read_text),
        "list": attempt(lambda: list(ROOT.iterdir())),
        "write": attempt(lambda: (there / "new").write_text("x")),
        "append": attempt(lambda: (there / "old").open("a").close()),
        "remove": attempt((there / "old").unlink),
        "rename": attempt(lambda: (there / "old").rename(there / "other")),
        "read": attempt((there / "old").read_text),
        "read settings": attempt((ROOT / "pyproject.toml").read_text),
        "read the system": attempt(Path("/etc/passwd").read_text),
        "look elsewhere": attempt(lambda: list(there.iterdir())),
        "run": attempt(lambda: subprocess.run(["/bin/true"], check=False)),
        "dial": attempt(dials),
        "signal": attempt(lambda: os.kill(os.getppid(), 0)),
    }


def holds() -> dict[str, int | str]:
    """Say what the child has: rights, limits, open files."""
    status = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":\t" in line)
    return {
        "files": len(list(Path("/proc/self/fd").iterdir())) - 1,
        "core": resource.getrlimit(resource.RLIMIT_CORE)[1],
        "handles": resource.getrlimit(resource.RLIMIT_NOFILE)[1],
        "written": resource.getrlimit(resource.RLIMIT_FSIZE)[1],
        "rights": status["CapPrm"] + status["CapEff"] + status["CapInh"],
        "no new rights": status["NoNewPrivs"],
    }
