"""A clock for tests that count by the day."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.clock import system_clock

# Decided once, so that it never jumps.
_BACK = timedelta(hours=6 if system_clock().hour >= 18 else 0)


def same_day() -> datetime:
    """Return the machine's time, hours back in the evening: no midnight, when quotas renew, comes amid a test."""
    return system_clock() - _BACK
