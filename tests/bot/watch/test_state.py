"""What wants a hand, and why a job does not go on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.watch.state import Disk, EngineView, Process, State, stuck_of, unwell
from domain.job import JobState
from domain.people import Platform
from engines.base import Trip
from storage.watching import Backlog, Line, Slow
from tests.storage.sample import NOW, soon

WELL = State(
    at=NOW,
    database="",
    backlog=Backlog((Line("openai", 0, 1),)),
    stuck=(),
    workers=(),
    alive=1,
    engines=(EngineView("openai", 32), EngineView("sketch", 4)),
    faults={"discord": None},
    budgets={"discord": {"PATCH channels/messages": 0.0}},
    process=Process(100_000_000, 1.0, 4),
    disk=Disk(50, 100),
)
TRIP = Trip("account", "engine_quota", soon(60))
JOB = Slow("j", Platform.DISCORD, "openai", "gpt-image-2", JobState.WAITING, soon(-700), 0, cancel_asked=False)


def tripped(scope: str = "account") -> State:
    return replace(WELL, engines=(EngineView("openai", 32, (replace(TRIP, scope=scope),)),))


def test_all_is_well():
    assert unwell(WELL, lag=0.01) == ()
    assert unwell(WELL, lag=None) == ()


@pytest.mark.parametrize(
    ("state", "code", "urgent"),
    [
        (tripped(), "breaker_open", True),
        (replace(WELL, database="storage_busy"), "database_away", True),
        (replace(WELL, disk=Disk(4, 100)), "disk_little", True),
        (replace(WELL, faults={"discord": "Discord: connecting"}), "platform_away", True),
        (replace(WELL, alive=0), "no_workers", True),
        (replace(WELL, stuck=stuck_of(WELL, [JOB])), "jobs_stuck", True),
        (replace(WELL, backlog=Backlog((), 0, 3, soon(-61))), "inbox_behind", True),
        (replace(WELL, engines=(EngineView("openai", 32, (), 0.05),)), "rate_spent", False),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_is_wrong_has_a_name(state: State, code: str, urgent: bool):
    found = unwell(state, lag=0.0)
    assert [(each.code, each.urgent) for each in found] == [(code, urgent)]


def test_the_urgent_comes_first():
    state = replace(WELL, engines=(EngineView("openai", 32, (TRIP,), 0.0),), alive=0)
    assert [each.code for each in unwell(state, lag=1.0)] == ["breaker_open", "no_workers", "rate_spent", "loop_late"]


def test_while_the_database_is_away_nothing_is_said_of_what_is_in_it():
    assert [each.code for each in unwell(replace(WELL, database="storage_busy", alive=0), lag=None)] == [
        "database_away"
    ]


@pytest.mark.parametrize(
    ("state", "job", "why", "mends"),
    [
        (replace(WELL, alive=0), JOB, "no_workers", ("retry", "refuse")),
        (tripped(), JOB, "breaker", ("retry", "refuse")),
        (tripped("gpt-image-2"), JOB, "breaker", ("retry", "refuse")),
        (tripped("another"), JOB, "held", ("retry", "refuse")),
        (replace(WELL, backlog=Backlog((Line("openai", 1, 32),))), JOB, "engine_full", ("retry", "refuse")),
        (WELL, JOB, "held", ("retry", "refuse")),
        (replace(WELL, engines=()), JOB, "engine_gone", ("retry", "refuse")),
        (WELL, replace(JOB, state=JobState.RUNNING, attempts=1), "engine_slow", ("retry", "refuse")),
        (WELL, replace(JOB, state=JobState.RUNNING, attempts=2), "repeated", ("retry", "refuse")),
        (tripped(), replace(JOB, state=JobState.RUNNING), "breaker", ("retry", "refuse")),
        (WELL, replace(JOB, state=JobState.RUNNING, cancel_asked=True), "stopping", ("retry", "refuse")),
        (WELL, replace(JOB, state=JobState.MADE), "untold", ("retry",)),
        (replace(WELL, alive=0), replace(JOB, state=JobState.REFUSED), "untold", ("retry",)),
        (
            replace(WELL, faults={"discord": "Discord: connecting"}),
            replace(JOB, state=JobState.MADE),
            "platform_away",
            ("retry",),
        ),
    ],
)
def test_a_stuck_job_says_why_and_what_may_be_done(state: State, job: Slow, why: str, mends: tuple[str, ...]):
    (stuck,) = stuck_of(state, [job])
    assert (stuck.why, stuck.mends, stuck.seconds) == (why, mends, timedelta(seconds=700).total_seconds())
