"""The data folder: can it be written, is there room, is an Easel running on it, and what is its secret."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bot.doctor.measures import Measures, nearest
from bot.identity import KEY_FILE
from bot.ports import Finding
from bot.settings import LOCK_FILE, Settings

FULL = 256 * 1024 * 1024
"""Bytes: with fewer left, pictures and the database soon cannot be written."""
LOW = 2 * 1024 * 1024 * 1024
"""Bytes: with fewer left, it is time to make room."""
LEAST_FILES = 1_000
"""A picture takes a handful of files."""
LEAST_SECRET = 16
"""Characters of a secret that nobody guesses."""

_PART = "data"
_MIB = 1024 * 1024


def folder_findings(settings: Settings, measures: Measures) -> Iterator[Finding]:
    """Yield what is found of the data folder and of the disks that things are kept on. Blocks."""
    folder = settings.data_dir.resolve()
    good = measures.writable(folder)
    yield Finding(_PART, "data_ok" if good else "data_denied", good, {"path": str(folder)})
    disks = {each.stat().st_dev: each for each in map(nearest, (*_kept_in(settings), folder))}
    for each in disks.values():
        yield from _room(each, measures)
    yield from _secret(settings, folder)


def assets_folder(settings: Settings) -> Path | None:
    """Return the folder that pictures are kept in, None where it is a bucket."""
    parts = urlsplit(settings.assets)
    if parts.scheme == "file":
        return Path(unquote(parts.path)).absolute()
    return None if "://" in settings.assets else Path(settings.assets).expanduser().absolute()


def is_held(folder: Path) -> bool:
    """Return whether an Easel is running on a data folder: it holds the folder's lock. Blocks."""
    try:
        handle = os.open(folder / LOCK_FILE, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def _kept_in(settings: Settings) -> Iterator[Path]:
    if (assets := assets_folder(settings)) is not None:
        yield assets
    if settings.database.startswith("sqlite:///"):
        yield Path(settings.database.removeprefix("sqlite:///")).absolute()


def _room(folder: Path, measures: Measures) -> Iterator[Finding]:
    left = measures.free_bytes(folder)
    params = {"path": str(folder), "left": f"{left // _MIB}", "full": f"{FULL // _MIB}", "low": f"{LOW // _MIB}"}
    code = "disk_full" if left < FULL else "disk_low" if left < LOW else "disk_ok"
    yield Finding(_PART, code, good=code == "disk_ok", params=params, fatal=code == "disk_full")
    files = measures.free_files(folder)
    if files is not None and files < LEAST_FILES:
        yield Finding(_PART, "disk_files", good=False, params={"path": str(folder), "left": str(files)})


def _secret(settings: Settings, folder: Path) -> Iterator[Finding]:
    given, path = settings.secret_key.get_secret_value(), folder / KEY_FILE
    if given:
        if len(given) < LEAST_SECRET:
            params = {"n": str(len(given)), "least": str(LEAST_SECRET)}
            yield Finding(_PART, "secret_short", good=False, params=params, fatal=False)
        return
    if not settings.is_sqlite:
        yield Finding(_PART, "secret_missing", good=False, params={"path": str(path)}, fatal=False)
    if path.exists() and not _readable(path):
        yield Finding(_PART, "secret_lost", good=False, params={"path": str(path)})


def _readable(path: Path) -> bool:
    try:
        return len(path.read_text("ascii").strip()) >= LEAST_SECRET
    except (OSError, ValueError):
        return False
