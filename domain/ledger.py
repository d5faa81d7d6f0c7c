"""The ledger's rules: append-only entries, and what is left of a quota.

A job is closed once: by one settle (what it really took, at most what was reserved) or one release (nothing).
What a settle leaves of the reservation is free again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum


class Unit(StrEnum):
    """What an entry counts."""

    PICTURES = "pictures"
    MICRO_DOLLARS = "micro_dollars"


class EntryKind(StrEnum):
    """What an entry does. A grant adds to a day's quota."""

    RESERVE = "reserve"
    SETTLE = "settle"
    RELEASE = "release"
    GRANT = "grant"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger, of one person and one UTC day; the day of a close is that of its reservation."""

    kind: EntryKind
    unit: Unit
    amount: int
    person_id: str
    day: date
    job_id: str | None = None


def taken(entries: Iterable[Entry], unit: Unit) -> int:
    """Return what a person's entries of one day take of the quota: settled, plus reserved and still open."""
    reserved: dict[str | None, int] = {}
    closed: dict[str | None, int] = {}
    for entry in entries:
        if entry.unit is not unit:
            continue
        if entry.kind is EntryKind.RESERVE:
            reserved[entry.job_id] = entry.amount
        elif entry.kind is EntryKind.SETTLE:
            closed[entry.job_id] = entry.amount
        elif entry.kind is EntryKind.RELEASE:
            closed[entry.job_id] = 0
    return sum(closed.get(job_id, amount) for job_id, amount in reserved.items())


def renews_at(now: datetime) -> datetime:
    """Return when the quota of ``now``'s day renews: the next midnight UTC."""
    return datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
