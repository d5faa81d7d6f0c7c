"""What an examination measures on the machine, as arguments: a full disk cannot be planted otherwise."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from domain.clock import Clock, system_clock


def free_bytes(folder: Path) -> int:
    """Return the bytes left on the folder's disk."""
    return shutil.disk_usage(folder).free


def free_files(folder: Path) -> int | None:
    """Return how many files can still be made on the folder's disk, None where it has no such limit."""
    counted = os.statvfs(folder)
    return counted.f_favail if counted.f_files else None


@dataclass(frozen=True, slots=True)
class Measures:
    """How the machine is asked. ``connector`` makes what requests to the public address go out by."""

    clock: Clock = system_clock
    free_bytes: Callable[[Path], int] = free_bytes
    free_files: Callable[[Path], int | None] = free_files
    may: Callable[[Path, int], bool] = os.access
    connector: Callable[[], aiohttp.BaseConnector] = field(default=aiohttp.TCPConnector)

    def writable(self, folder: Path) -> bool:
        """Return whether files can be made in a folder, or where it is not there, the folder itself."""
        there = nearest(folder)
        return there.is_dir() and self.may(there, os.W_OK | os.X_OK)


def nearest(path: Path) -> Path:
    """Return the path itself, or the nearest folder above it that is there."""
    return next(each for each in (path, *path.parents) if each.exists())
