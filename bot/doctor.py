"""``easel doctor``: examines a set-up from outside and says how to mend what is wrong."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from bot.ports import Finding
from bot.settings import Settings
from commands.words import FALLBACK, saying
from domain.clock import Clock
from domain.errors import EaselError
from engines.openai import check as openai
from engines.openai.settings import OpenAISettings
from storage.assets import Assets
from storage.database import Database
from storage.migrate import newest, revision

Examine = Callable[[], Awaitable[tuple[Finding, ...]]]
"""Examines one part of a set-up; it never raises what a wrong set-up can cause."""


async def examine(
    settings: Settings, assets: Callable[[Settings], Assets], clock: Clock, more: tuple[Examine, ...]
) -> AsyncIterator[Finding]:
    """Yield what is found, part by part; ``more`` are the examinations of the platforms that are set up."""
    yield _data(settings)
    yield await _database(settings)
    yield await _assets(settings, assets)
    yield await _openai(settings, clock)
    yield _public(settings)
    for each in more:
        for finding in await each():
            yield finding


async def report(findings: AsyncIterator[Finding], write: Callable[[str], None]) -> bool:
    """Write a line a finding and return whether Easel can work as it is set up."""
    say = saying(FALLBACK)
    well = True
    async for finding in findings:
        mark = "ok  " if finding.good else "FAIL" if finding.fatal else "note"
        write(f"{mark} {finding.part:<10} {say(f'doctor.{finding.code}', **finding.params)}")
        well = well and (finding.good or not finding.fatal)
    write(say("doctor.well" if well else "doctor.unwell"))
    return well


def _data(settings: Settings) -> Finding:
    folder = settings.data_dir.resolve()
    there = next(each for each in (folder, *folder.parents) if each.exists())
    good = there.is_dir() and os.access(there, os.W_OK | os.X_OK)
    return Finding("data", "data_ok" if good else "data_denied", good, {"path": str(folder)})


async def _database(settings: Settings) -> Finding:
    if not await asyncio.to_thread(_there, settings.database):
        return Finding("database", "database_new", good=True)
    try:
        database = Database.open(settings.database)
    except EaselError as error:
        return Finding("database", "database_url", good=False, params={"code": error.detail})
    try:
        found = await revision(database)
    except EaselError as error:
        return Finding("database", "database_gone", good=False, params={"code": error.code})
    finally:
        await database.close()
    if found is None:
        return Finding("database", "database_new", good=True)
    code = "database_ok" if found == newest() else "database_old" if found < newest() else "database_newer"
    return Finding("database", code, good=code != "database_newer", params={"revision": found, "newest": newest()})


def _there(url: str) -> bool:
    """Return whether a database can be there: asking for a SQLite file makes it."""
    return not url.startswith("sqlite:///") or Path(url.removeprefix("sqlite:///")).exists()


async def _assets(settings: Settings, assets: Callable[[Settings], Assets]) -> Finding:
    try:
        await assets(settings).check()
    except Exception as error:  # noqa: BLE001 -- whatever it is, it is a finding
        code = error.code if isinstance(error, EaselError) else type(error).__name__
        return Finding("pictures", "assets_wrong", good=False, params={"code": code})
    return Finding("pictures", "assets_ok", good=True)


async def _openai(settings: Settings, clock: Clock) -> Finding:
    key = settings.openai_api_key.get_secret_value()
    if not key:
        return Finding("openai", "openai_none", good=False, fatal=False)
    try:
        await openai.check(OpenAISettings(api_key=key, base_url=settings.openai_base_url, clock=clock))
    except EaselError as error:
        return Finding("openai", "openai_refused", good=False, params={"code": error.code})
    return Finding("openai", "openai_ok", good=True)


def _public(settings: Settings) -> Finding:
    if settings.public_url:
        return Finding("address", "public_ok", good=True, params={"url": settings.public_url})
    return Finding("address", "public_none", good=False, fatal=False)
