"""Which processes there are: whether somebody makes the pictures that are asked for."""

from __future__ import annotations

from bot.doctor.kept import Seen
from bot.jobs.kit import Pace
from bot.ports import Finding
from bot.settings import Settings
from domain.clock import Clock

_PART = "processes"


def process_findings(settings: Settings, mode: str, seen: Seen, clock: Clock, *, runs: bool) -> tuple[Finding, ...]:
    """Return what is found of them. ``runs``: an Easel answers at the workspace's port."""
    if settings.is_sqlite:
        if mode in {"serve", "work"}:
            return (Finding(_PART, "mode_sqlite", good=False, params={"mode": mode}),)
        return (Finding(_PART, "mode_run", good=True),)
    if seen.look is None:
        return ()
    heard = seen.look.heard
    ago = None if heard is None else (clock() - heard).total_seconds()
    if ago is not None and ago <= Pace().silence:
        return (Finding(_PART, "worker_ok", good=True, params={"seconds": f"{max(0.0, ago):.0f}"}),)
    if ago is not None:
        return (Finding(_PART, "worker_silent", good=False, params={"seconds": f"{ago:.0f}"}, fatal=runs),)
    return (Finding(_PART, "worker_none", good=False, fatal=runs),)
