"""What the worker's child may not do, and what it may not see of its parent.

The child decodes strangers' pictures in native code, so it is taken for lost. It gains no rights, keeps none of root's,
and has few files, no files to write and no core. Where the kernel has Landlock it reads code and fonts only, runs no
program, opens no TCP connection, and signals and looks into no process but its own. What a system lacks is left out:
the rest holds without it. Unix sockets and UDP are not closed to it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from collections.abc import Iterator
from pathlib import Path

_SET_DUMPABLE, _NO_NEW_PRIVS = 4, 38
_HANDLES, _PROCESSES = 128, 4096
"""The kernel counts processes and threads by user, not by process: enough for whatever else the user runs."""

_DAC_OVERRIDE, _DAC_READ_SEARCH = 1 << 1, 1 << 2
_CAPABILITY_VERSION = 0x20080522

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_FILES = ((5, (1 << 16) - 1), (3, (1 << 15) - 1), (2, (1 << 14) - 1), (1, (1 << 13) - 1))
"""By version of Landlock, all that can be forbidden with files."""
_TCP, _SCOPES = 0b11, 0b11

_SYSTEM = (
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share/fontconfig",
    "/usr/share/fonts",
    "/usr/share/zoneinfo",
    "/lib",
    "/lib64",
    "/nix/store",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/sys/devices/system/cpu",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/self",
    "/dev/null",
    "/dev/random",
    "/dev/urandom",
    "/dev/zero",
)


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def shield() -> bool:
    """Hide this process's environment and memory from other processes of its user; return whether that was done.

    It also leaves no core, and no debugger of the same user can join. Root with its capabilities still sees all.
    """
    library = _library()
    return library is not None and library.prctl(_SET_DUMPABLE, 0, 0, 0, 0) == 0


def landlock() -> int:
    """Return the version of the kernel's Landlock, 0 where it has none: from 1 files are closed, 4 TCP, 6 signals."""
    library = _library()
    if library is None:
        return 0
    return max(0, int(library.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(1))))


def confine(memory: int) -> None:
    """Take from this process whatever drawing does not need, for good. ``memory`` is its budget in bytes."""
    _limit(memory)
    library = _library()
    if library is None:
        return
    library.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    _enclose(library)
    _drop_rights(library)


def _library() -> ctypes.CDLL | None:
    return ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def _limit(memory: int) -> None:
    import resource  # noqa: PLC0415 -- POSIX only

    limits = (
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _HANDLES),
        (resource.RLIMIT_NPROC, _PROCESSES),
    )
    for kind, most in limits:
        allowed = resource.getrlimit(kind)[1]
        most = most if allowed == resource.RLIM_INFINITY else min(most, allowed)  # noqa: PLW2901 -- the same limit
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def _drop_rights(library: ctypes.CDLL) -> None:
    """Give up root's rights, but for reading where root reads code that another user owns."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    rights = (ctypes.c_uint32 * 6)()
    if library.capget(header, rights) != 0:
        return
    reading = rights[1] & (_DAC_OVERRIDE | _DAC_READ_SEARCH)
    library.capset(header, (ctypes.c_uint32 * 6)(0, reading))
    kept = 0 if all(_is_listed(path) for path in sys.path) else reading
    library.capset(header, (ctypes.c_uint32 * 6)(kept, kept))


def _is_listed(path: str) -> bool:
    try:
        with os.scandir(path):
            return True
    except PermissionError:
        return False
    except OSError:
        return True


def _enclose(library: ctypes.CDLL) -> None:
    version = landlock()
    files = next((rights for least, rights in _FILES if version >= least), 0)
    if not files:
        return
    tcp, scoped = (_TCP if version >= 4 else 0), (_SCOPES if version >= 6 else 0)  # noqa: PLR2004 -- since those
    ruleset = _Ruleset(files, tcp, scoped)
    size = 8 * (3 if scoped else 2 if tcp else 1)
    handle = library.syscall(_CREATE_RULESET, ctypes.byref(ruleset), ctypes.c_size_t(size), ctypes.c_uint32(0))
    if handle < 0:
        return
    try:
        for path, rights in _readable():
            _allow(library, handle, path, rights)
        library.syscall(_RESTRICT_SELF, handle, ctypes.c_uint32(0))
    finally:
        os.close(handle)


def _allow(library: ctypes.CDLL, handle: int, path: Path, rights: int) -> None:
    with contextlib.suppress(OSError):
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            rule = _Beneath(rights if path.is_dir() else rights & _READ_FILE, parent)
            library.syscall(_ADD_RULE, handle, 1, ctypes.byref(rule), ctypes.c_uint32(0))
        finally:
            os.close(parent)


def _readable() -> Iterator[tuple[Path, int]]:
    """Yield where code, its libraries and fonts are; of folders with other things in them, the packages only."""
    whole = [Path(path) for path in (*_SYSTEM, *os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep)) if path]
    whole += [lib for prefix in (sys.prefix, sys.base_prefix) for lib in Path(prefix).glob("lib*")]
    for path in whole:
        yield path, _READ_FILE | _READ_DIR
    for path in map(Path, sys.path):
        if path.name in ("site-packages", "dist-packages"):
            yield path, _READ_FILE | _READ_DIR
        elif not any(path.is_relative_to(each) for each in whole):
            yield path, _READ_DIR if path.is_dir() else _READ_FILE
            for inside in _packages(path):
                yield inside, _READ_FILE | _READ_DIR


def _packages(path: Path) -> list[Path]:
    found = []
    with contextlib.suppress(OSError):
        for inside in path.iterdir():
            if inside.suffix in (".py", ".so") or (inside.is_dir() and any(inside.glob("*.py"))):
                found.append(inside)  # noqa: PERF401 -- keeps what was found before an error
    return found
