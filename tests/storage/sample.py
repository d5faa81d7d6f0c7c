"""Sample rows: people, threads, jobs and pictures with the fewest words that make them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from domain.job import Job, JobState
from domain.operation import Generate, Quality, Settings
from domain.people import Person, Place, Platform, Team
from domain.picture import Picture, Thread
from domain.size import Size
from storage import jobs, people, threads
from storage.database import Database, Tx

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEAM = Team(Platform.SLACK, "T1", "Team")
ANN = Person(TEAM, "U1", "Ann")
BOB = Person(TEAM, "U2", "Bob")
SETTINGS = Settings("model", Size(1024, 1024), Quality.MEDIUM)


def soon(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def digest(of: str) -> str:
    return sha256(of.encode()).hexdigest()


def someone(number: int) -> Person:
    return Person(TEAM, f"P{number}", f"Person {number}")


def thread(thread_id: str = "thread", *, team: Team = TEAM, channel: str = "C1", private: bool = False) -> Thread:
    return Thread(thread_id, team.id, channel, private, f"platform-{thread_id}", "A title", None, NOW)


def job(person: Person = ANN, thread_id: str = "thread", **changed: Any) -> Job:
    made = Job(
        id=uuid4().hex,
        call_id=uuid4().hex,
        person=person,
        place=Place("C1", "general"),
        thread_id=thread_id,
        operation=Generate("a red fox", SETTINGS),
        engine="sketch",
        model="model",
        count=1,
        estimate=1_000,
        state=JobState.WAITING,
        locale="en",
        answer_to={"message": "1.2"},
        notes=("a note",),
        created_at=NOW,
    )
    return replace(made, **changed)


def picture(thread_id: str = "thread", person: Person = ANN, **changed: Any) -> Picture:
    made = Picture(
        id=uuid4().hex,
        team_id=person.team.id,
        thread_id=thread_id,
        version=0,
        parent_id=None,
        operation="generate",
        words="a red fox",
        model="model",
        engine="sketch",
        quality="medium",
        digest=digest(uuid4().hex),
        media_type="image/png",
        width=1024,
        height=1024,
        alt="AI-generated image: a red fox",
        person_id=person.id,
        person_name=person.name,
        cost=900,
        created_at=NOW,
        seed=7,
        references=("one",),
        notes=("a note",),
        scene='{"sky":"blue"}',
    )
    return replace(made, **changed)


async def settle_in(
    database: Database, *, persons: Iterable[Person] = (ANN, BOB), in_threads: Iterable[str] = ("thread",)
) -> None:
    """Keep people and threads, so that jobs can refer to them."""
    async with database.begin() as tx:
        for person in persons:
            await people.remember(tx, person, NOW)
        for thread_id in in_threads:
            await threads.ensure(tx, thread(thread_id))


async def accept(tx: Tx, new: Job, *, limit: int = 1_000, slots: int | None = None, now: datetime = NOW) -> Job:
    """Accept a job that must be accepted."""
    accepted, first = await jobs.accept(tx, new, slots=slots or new.count, limit=limit, now=now)
    assert first
    return accepted


async def accepted(
    database: Database, new: Job, *, limit: int = 1_000, slots: int | None = None, now: datetime = NOW
) -> Job:
    """Accept a job in a transaction of its own."""
    async with database.begin() as tx:
        return await accept(tx, new, limit=limit, slots=slots, now=now)


async def running(database: Database, new: Job) -> Job:
    """Accept a job and let it run, whatever the caps."""
    from storage import queue  # noqa: PLC0415 -- tests of the queue import this

    await accepted(database, new)
    async with database.begin() as tx:
        released = await queue.release_next(database, tx, queue.Caps(10_000, 10_000, {}), now=NOW)
        assert new.id in released
        found = await jobs.get(tx, new.id)
    assert found is not None
    assert found.state is JobState.RUNNING
    return found
