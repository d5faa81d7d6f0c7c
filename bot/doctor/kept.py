"""What is remembered: the database, what only our secret opens in it, and the pictures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.doctor.folder import assets_folder, is_held
from bot.doctor.measures import Measures
from bot.identity import KEY_FILE, vault_of
from bot.ports import Finding
from bot.settings import Settings, SetupError
from domain.errors import EaselError
from storage.assets import Assets
from storage.examine import Fault, Look, Unusable, look
from storage.migrate import newest

_PART, _PICTURES = "database", "pictures"

_SECONDS = 9.0

_UNUSABLE = {
    Fault.FORM: "database_url",
    Fault.DRIVER: "database_driver",
    Fault.HOST: "database_host",
    Fault.REFUSED: "database_refused",
    Fault.SILENT: "database_silent",
    Fault.LOGIN: "database_login",
    Fault.MISSING: "database_missing",
    Fault.BUSY: "database_busy",
    Fault.CORRUPT: "database_corrupt",
    Fault.DENIED: "database_denied",
    Fault.OTHER: "database_other",
}

_BUCKET = {
    "storage_url": "assets_url",
    "storage_endpoint": "assets_endpoint",
    "storage_misplaced": "assets_bucket",
    "storage_denied": "assets_denied",
    "storage_full": "assets_full",
    "storage_busy": "assets_silent",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found of the database, and what it is like where it can be used at all."""

    findings: tuple[Finding, ...]
    look: Look | None = None


async def see_database(settings: Settings) -> Seen:
    """Look at the database without making or changing anything."""
    try:
        seen = await look(settings.database)
    except Unusable as error:
        params = {"error": error.detail, "path": settings.database.removeprefix("sqlite:///")}
        shown = params if settings.is_sqlite else {"error": error.detail}
        return Seen((Finding(_PART, _UNUSABLE[error.fault], good=False, params=shown),))
    code, params = "database_new", {}
    if seen.revision is not None:
        # Alembic reads its scripts to know the newest.
        known = await asyncio.to_thread(newest)
        params = {"revision": seen.revision, "newest": known}
        is_old = seen.revision < known
        code = "database_ok" if seen.revision == known else "database_old" if is_old else "database_newer"
    findings = [Finding(_PART, code, good=code != "database_newer", params=params)]
    if not seen.writable:
        findings.append(Finding(_PART, "database_read_only", good=False))
    if seen.sealed is not None and not await asyncio.to_thread(_opens, settings, seen.sealed):
        findings.append(Finding(_PART, "database_sealed", good=False))
    if seen.is_sqlite and await asyncio.to_thread(is_held, settings.data_dir.resolve()):
        findings.append(Finding(_PART, "database_held", good=True))
    return Seen(tuple(findings), seen)


async def pictures(settings: Settings, open_: Callable[[Settings], Assets], measures: Measures) -> tuple[Finding, ...]:
    """Return what is found of the place where pictures are kept, by writing there, reading and deleting."""
    folder = assets_folder(settings)
    if folder is not None and not await asyncio.to_thread(folder.exists):
        # Opening would make it.
        good = await asyncio.to_thread(measures.writable, folder)
        return (Finding(_PICTURES, "assets_new" if good else "assets_folder", good, {"path": str(folder)}),)
    try:
        async with asyncio.timeout(_SECONDS):
            await (await asyncio.to_thread(open_, settings)).check()
    except TimeoutError:
        code = "assets_silent" if folder is None else "check_slow"
        params = {"bucket": _bucket(settings.assets), "seconds": f"{_SECONDS:.0f}"}
        return (Finding(_PICTURES, code, good=False, params=params),)
    except (EaselError, SetupError) as error:
        cause = error.__cause__ if isinstance(error, SetupError) else error
        fault = cause.code if isinstance(cause, EaselError) else type(error).__name__
        code = _BUCKET.get(fault, "assets_wrong")
        if folder is not None and fault != "storage_full":
            return (Finding(_PICTURES, "assets_folder", good=False, params={"path": str(folder)}),)
        return (Finding(_PICTURES, code, good=False, params={"bucket": _bucket(settings.assets), "code": fault}),)
    return (Finding(_PICTURES, "assets_ok", good=True),)


def _bucket(url: str) -> str:
    """Return the bucket's name alone: what was pasted before it may be a key."""
    return urlsplit(url).hostname or "?"


def _opens(settings: Settings, sealed: str) -> bool:
    try:
        file = settings.data_dir / KEY_FILE
        secret = settings.secret_key.get_secret_value() or file.read_text("ascii").strip()
        return vault_of(settings, secret).has_key_of(sealed)
    except (OSError, ValueError):
        return False
