"""Writing files so that neither a kill nor a power cut leaves half of one under its name."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

SCRATCH = "scratch"


def write_file(root: Path, key: str, data: bytes, *, durable: bool) -> None:
    """Write bytes under a key at once or not at all; with ``durable`` they outlive a power cut after the return."""
    scratch = root / SCRATCH / uuid4().hex
    final = root / key
    _make_folders(root, scratch.parent)
    _make_folders(root, final.parent)
    try:
        with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", buffering=0) as file:
            left = memoryview(data)
            while left:
                left = left[file.write(left) :]
            if durable:
                os.fsync(file.fileno())
        scratch.replace(final)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise
    if durable:
        # Every folder, not only those made here: who made the others may not have come to this line yet.
        for folder in (final.parent, *final.parent.parents):
            _sync_folder(folder)
            if folder == root:
                break


def make_root(root: Path) -> None:
    """Make the folder, readable by its owner alone; one that exists is left as it is."""
    missing = [folder for folder in (root, *root.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=0o700, exist_ok=True)


def sweep_scratch(root: Path, before: float) -> None:
    """Delete what writers that were killed left behind, last touched at the Unix time ``before`` or earlier."""
    try:
        left = list(os.scandir(root / SCRATCH))
    except FileNotFoundError:
        return
    for entry in left:
        with suppress(FileNotFoundError):
            if entry.stat(follow_symlinks=False).st_mtime <= before:
                Path(entry.path).unlink()


def _make_folders(root: Path, folder: Path) -> None:
    missing = []
    while folder != root and not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
