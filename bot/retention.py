"""Drafts that nobody keeps go after the days that their team has set, never without a warning in their thread first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog

from bot.ports import Outbound
from commands import about, keeping
from commands.studio import Studio
from commands.words import FALLBACK
from domain.people import Platform, Team
from storage import notes, people, privacy, retention, shares, threads
from storage.retention import Due

log = structlog.get_logger()

GRACE = timedelta(days=3)
"""How long before they go their team is warned of drafts."""
STALE = timedelta(days=14)
"""How long after that a warning still counts: who was warned a season ago is warned anew."""
EXPORTS = timedelta(days=2)
"""How long a file stays that was put together for one person."""

_TOGETHER = timedelta(days=1)
# One warning tells of all drafts of a thread that go within a day.
_AT_ONCE = 50
_MOST = 2_000


async def tend(studio: Studio, outbounds: Mapping[Platform, Outbound], kick: Callable[[], None]) -> None:
    """Let go of what was warned of in time, and warn of what comes next; repeating it changes nothing."""
    now = studio.clock()
    async with studio.database.begin() as tx:
        await retention.unwarn(tx, now - GRACE - STALE)
        old = await retention.drop_exports(tx, now - EXPORTS)
        teams = await retention.teams(tx)
    await privacy.drop(studio.database, studio.assets, old)
    for team in teams:
        async with studio.database.read() as tx:
            days = (await people.team_settings(tx, team.id)).draft_days
        if days is None:
            continue
        gone = await _let_go(studio, team, now - timedelta(days=days), now)
        if gone:
            log.info("drafts_deleted", team=team.id, count=len(gone))
            await _take_off(outbounds, team, gone)
        if await _warn(studio, team, now - timedelta(days=days) + GRACE + _TOGETHER, now):
            kick()


async def _let_go(studio: Studio, team: Team, before: datetime, now: datetime) -> list[str]:
    """Delete the drafts from before then that were warned of in time; return their ids."""
    gone: list[str] = []
    while True:
        freed: list[str] = []
        async with studio.database.begin() as tx:
            due = await retention.due(tx, team.id, before, limit=_AT_ONCE, warned_before=now - GRACE)
            for each in due:
                freed += await about.remove(tx, each.thread_id, each.picture_id)
        await privacy.drop(studio.database, studio.assets, freed)
        gone += [each.picture_id for each in due]
        if len(due) < _AT_ONCE:
            return gone


async def _warn(studio: Studio, team: Team, before: datetime, now: datetime) -> bool:
    """Put up a warning for each thread with drafts from before then that nobody was warned of."""
    async with studio.database.read() as tx:
        due = await retention.due(tx, team.id, before, limit=_MOST, warned=False)
    by_thread: dict[str, list[Due]] = {}
    for each in due:
        by_thread.setdefault(each.thread_id, []).append(each)
    put = False
    for thread_id, drafts in by_thread.items():
        async with studio.database.begin() as tx:
            # Once a day, however often it cannot be told: what nobody was warned of stays.
            if not await notes.once(tx, f"{keeping.WARNING}{thread_id}:{now.date().isoformat()}", now):
                continue
            spoken = await threads.spoken_of(tx, team.id, drafts[0].platform_thread_id)
            locale = FALLBACK if spoken is None else spoken[1]
            warning = keeping.warning(team, drafts, before, days=GRACE.days, locale=locale, now=now)
            put = await shares.put(tx, warning) or put
    return put


async def _take_off(outbounds: Mapping[Platform, Outbound], team: Team, gone: list[str]) -> None:
    """Take deleted pictures off the platform; what cannot be taken off now stays as a message without its file."""
    outbound = outbounds.get(team.platform)
    if outbound is None:
        return
    try:
        await outbound.remove(team.id, tuple(gone))
    except Exception as error:  # noqa: BLE001 -- they are gone from storage; a message on a platform is all that is left
        log.warning("pictures_not_removed", team=team.id, count=len(gone), error=type(error).__name__)
