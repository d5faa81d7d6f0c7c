"""What the operator's page is told, as plain values for JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.watch.lookout import Point
from bot.watch.state import EngineView, State, Stuck, Unwell
from storage.watching import Beat, Line

Json = Mapping[str, object]


def state_json(state: State) -> dict[str, object]:
    """Return how Easel is."""
    backlog = state.backlog
    lines = {line.engine: line for line in backlog.lines}
    names = sorted(lines.keys() | {each.name for each in state.engines})
    views = {each.name: each for each in state.engines}
    return {
        "at": state.at.timestamp(),
        "database": state.database,
        "engines": [_engine(state.at, lines.get(name, Line(name)), views.get(name)) for name in names],
        "untold": backlog.untold,
        "inbox": {"unanswered": backlog.unanswered, "oldest": _ago(state.at, backlog.unanswered_since)},
        "stuck": [_stuck(each) for each in state.stuck],
        "platforms": [
            {"name": name, "fault": fault, "budgets": _budgets(state, name)}
            for name, fault in sorted({"browser": None, **state.faults}.items())
        ],
        "workers": {"alive": state.alive, "beats": [_beat(state.at, each) for each in state.workers]},
        "process": {"memory": state.process.resident, "threads": state.process.threads},
        "disk": {"free": state.disk.free, "size": state.disk.size},
    }


def unwell_json(found: Iterable[Unwell]) -> dict[str, object]:
    """Return what wants a hand."""
    return {"unwell": [{"code": each.code, "urgent": each.urgent, "params": dict(each.params)} for each in found]}


def points_json(points: Iterable[Point]) -> list[list[float | None]]:
    """Return what was seen, to four digits after the point."""
    return [[None if value is None else round(value, 4) for value in point] for point in points]


def _engine(now: datetime, line: Line, view: EngineView | None) -> Json:
    return {
        "name": line.engine,
        "waiting": line.waiting,
        "running": line.running,
        "oldest": _ago(now, line.oldest),
        "places": 0 if view is None else view.places,
        "left": None if view is None else round(view.left, 3),
        "trips": [
            {"scope": trip.scope, "code": trip.code, "seconds": max(0, round((trip.until - now).total_seconds()))}
            for trip in (() if view is None else view.trips)
        ],
    }


def _stuck(stuck: Stuck) -> Json:
    job = stuck.job
    return {
        "id": job.id,
        "platform": job.platform.value,
        "engine": job.engine,
        "model": job.model,
        "state": job.state.value,
        "attempts": job.attempts,
        "why": stuck.why,
        "seconds": round(stuck.seconds),
        "mends": stuck.mends,
    }


def _budgets(state: State, platform: str) -> list[Json]:
    found = state.budgets.get(platform, {})
    return [{"bucket": name, "left": round(left, 3)} for name, left in sorted(found.items(), key=lambda each: each[1])]


def _beat(now: datetime, beat: Beat) -> Json:
    return {"id": beat.id, "ago": _ago(now, beat.beat_at), "up": _ago(now, beat.started_at)}


def _ago(now: datetime, then: datetime | None) -> int:
    return 0 if then is None else max(0, round((now - then).total_seconds()))
