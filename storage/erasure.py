"""The steps of deleting a person's data, each in short transactions of its own.

What finishing after a crash needs goes last: the words of their jobs, calls and uploads, which nobody else is shown.
Every step finds for itself what is left to do, so each may be repeated.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.call import Call
from domain.job import ENDS, OPEN, JobState, OutputState
from domain.operation import Edit, Operation, sources_of, words_of
from domain.people import Person, Place, Team
from domain.text import clean, title_of
from storage import decisions, jobs, links, messages, notes, orphans, pictures, shares, stars, tags, visits
from storage.codec import dump, load, load_any
from storage.database import Database, Tx
from storage.paging import READ, WRITTEN, Row, batches, pages
from storage.schema import channels as channel_rows
from storage.schema import inbox as call_rows
from storage.schema import jobs as job_rows
from storage.schema import messages as message_rows
from storage.schema import outputs as output_rows
from storage.schema import people as people_rows
from storage.schema import pictures as picture_rows
from storage.schema import teams as team_rows
from storage.schema import threads as thread_rows
from storage.schema import uploads as upload_rows
from storage.scrub import SOMEONE, blank

_DELETED = 10
_HOME = "just-me"


@dataclass(slots=True)
class Trail:
    """What a person left: names they had, jobs and pictures by id with their threads, words by thread."""

    person: Person
    names: set[str] = field(default_factory=set)
    jobs: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    alive: list[str] = field(default_factory=list)
    words: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    answers: set[str] = field(default_factory=set)
    digests: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    said: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add_jobs(self, rows: Sequence[Row]) -> None:
        """Add rows of jobs."""
        for row in rows:
            operation: Operation = load_any(Operation, row.operation)
            sources = sources_of(operation)
            if isinstance(operation, Edit) and operation.mask is not None:
                sources = (*sources, operation.mask)
            self.jobs[row.id] = row.thread_id
            self.names.add(load(Person, row.person).name)
            self.words[row.thread_id].add(words_of(operation))
            self.digests[row.thread_id].update(source.digest for source in sources)
            self.answers.add(load_any(dict[str, str], row.answer_to).get("message", ""))

    def add_pictures(self, rows: Sequence[Row]) -> None:
        """Add rows of pictures, with the names of the uploads that they were."""
        for row in rows:
            self.pictures[row.id] = row.thread_id
            self.words[row.thread_id].update((row.words, row.name or ""))
            self.digests[row.thread_id].add(row.digest)
            if not row.deleted or row.person_name != SOMEONE:
                self.alive.append(row.id)

    def add_calls(self, rows: Sequence[Row], keep: str) -> None:
        """Add rows of calls, their words by the platform's thread; ``keep`` is the one whose answer stays."""
        for row in rows:
            if not row.call or row.call_id == keep:
                continue
            call = load(Call, row.call)
            self.answers.add(call.answer_to.get("message", ""))
            if call.place.thread_id is not None:
                self.said[call.place.thread_id].update((call.words, clean(call.words)))

    def entitled(self, titles: Sequence[tuple[str, str]]) -> list[str]:
        """Return those threads whose titles are words of theirs."""
        return [thread_id for thread_id, title in titles if title in {title_of(each) for each in self.words[thread_id]}]


async def close_jobs(database: Database, person_id: str, now: datetime) -> None:
    """Cancel a person's open jobs and let what they hold go; what had begun is settled. Nobody is told of an end."""
    untold = sa.select(job_rows.c.id).where(
        job_rows.c.person_id == person_id,
        sa.or_(job_rows.c.state.not_in(ENDS), sa.not_(job_rows.c.told)),
    )
    async with database.read() as tx:
        ids = (await tx.execute(untold.order_by(job_rows.c.seq))).scalars().all()
    for some in batches(ids, _DELETED):
        async with database.begin() as tx:
            for job_id in some:
                await _close(tx, job_id, now)


async def follow(tx: Tx, person: Person, keep: str) -> Trail:
    """Return what a person left; ``keep`` is a call whose answer stays."""
    trail = Trail(person, {person.name})
    jobs_of = sa.select(*(job_rows.c[name] for name in ("id", "thread_id", "person", "operation", "answer_to"))).where(
        job_rows.c.person_id == person.id
    )
    async for page in pages(tx, jobs_of, job_rows.c.id):
        await asyncio.to_thread(trail.add_jobs, page)
    made = (
        sa.select(
            *(picture_rows.c[name] for name in ("id", "thread_id", "words", "digest", "deleted", "person_name")),
            upload_rows.c.name,
        )
        .outerjoin(upload_rows, upload_rows.c.id == picture_rows.c.upload_id)
        .where(picture_rows.c.person_id == person.id)
    )
    async for page in pages(tx, made, picture_rows.c.id):
        trail.add_pictures(page)
    calls = sa.select(call_rows.c.call_id, call_rows.c.call).where(call_rows.c.person_id == person.id)
    async for page in pages(tx, calls, call_rows.c.call_id):
        await asyncio.to_thread(trail.add_calls, page, keep)
    for some in batches(sorted(trail.said), READ):
        bound = sa.select(thread_rows.c.id, thread_rows.c.platform_thread_id).where(
            thread_rows.c.team_id == person.team.id, thread_rows.c.platform_thread_id.in_(some)
        )
        for row in await tx.execute(bound):
            trail.words[row.id] |= trail.said[row.platform_thread_id]
    for query in (
        sa.select(sa.literal(""), upload_rows.c.digest).where(upload_rows.c.person_id == person.id),
        sa.select(job_rows.c.thread_id, output_rows.c.digest)
        .join(job_rows, job_rows.c.id == output_rows.c.job_id)
        .where(job_rows.c.person_id == person.id, output_rows.c.digest.is_not(None)),
    ):
        for thread_id, digest in await tx.execute(query):
            trail.digests[thread_id].add(digest)
    trail.names -= {SOMEONE, ""}
    trail.answers -= {"", await _answer(tx, keep)}
    return trail


async def unname(database: Database, person: Person) -> None:
    """Take a person's name and preferences away, with the names of their private channels."""
    async with database.begin() as tx:
        row = sa.update(people_rows).where(people_rows.c.id == person.id)
        await tx.execute(row.values(name=SOMEONE, settings="{}"))
        team = sa.update(team_rows).where(team_rows.c.id == person.team.id)
        await tx.execute(team.values(name=_unnamed(person.team).name))
        await _name_channels(tx, person)


async def leave_library(database: Database, trail: Trail) -> None:
    """End a person's visits, and take their stars, tags, comments, notes and name out of their team's library.

    What the team is left with are the names and collections that they made: those bear nobody's name.
    """
    person_id = trail.person.id
    async with database.begin() as tx:
        await visits.end_all(tx, person_id)
        await links.drop_offers_of(tx, person_id)
        await decisions.unname(tx, person_id)
        await shares.silence(tx, person_id)
    async with database.read() as tx:
        starred = sorted({each.picture_id for each in await stars.of_person(tx, person_id)})
        tagged = sorted({each.picture_id for each in await tags.of_person(tx, person_id)})
    for some in batches(starred, WRITTEN):
        async with database.begin() as tx:
            for picture_id in some:
                await stars.unstar(tx, person_id, picture_id)
    for some in batches(tagged, WRITTEN):
        async with database.begin() as tx:
            await tags.drop_of_person(tx, person_id, some)


async def take_back(database: Database, trail: Trail, keep: str) -> None:
    """Delete what a person wrote, and what Easel said to them."""
    person = trail.person
    said = {"card": None, "text": "", "deleted": True, "final": True}
    written = {"author_name": SOMEONE, "text": "", "uploads": "[]", "deleted": True}
    async with database.read() as tx:
        stays = await _answer(tx, keep)
        query = sa.select(message_rows.c.id, message_rows.c.author_id).where(
            message_rows.c.team_id == person.team.id,
            message_rows.c.id != stays,
            sa.not_(message_rows.c.deleted),
            sa.or_(message_rows.c.author_id == person.id, message_rows.c.private_to == person.id),
        )
        rows = (await tx.execute(query)).all()
        changed: dict[str, Mapping[str, Any]] = {
            row.id: written if row.author_id == person.id else said for row in rows
        }
        for some in batches(sorted(trail.answers), READ):
            left = sa.select(message_rows.c.id).where(
                message_rows.c.team_id == person.team.id, message_rows.c.id.in_(some), sa.not_(message_rows.c.deleted)
            )
            changed |= dict.fromkeys((await tx.execute(left)).scalars(), said)
    for each in batches(list(changed), WRITTEN):
        async with database.begin() as tx:
            await messages.change(tx, {message_id: changed[message_id] for message_id in each})


async def delete_pictures(database: Database, trail: Trail) -> None:
    """Delete a person's pictures, which stay as nameless versions, and let their uploads' bytes go."""
    # In one order everywhere: two that lock threads in opposite ones would wait for each other.
    for some in batches(sorted(trail.alive, key=lambda each: (trail.pictures[each], each)), _DELETED):
        async with database.begin() as tx:
            for picture_id in some:
                await pictures.delete(tx, trail.pictures[picture_id], picture_id)
            await tx.execute(sa.update(picture_rows).where(picture_rows.c.id.in_(some)).values(person_name=SOMEONE))
    async with database.begin() as tx:
        await tx.execute(sa.update(upload_rows).where(upload_rows.c.person_id == trail.person.id).values(digest=""))


async def freed(tx: Tx, trail: Trail, *, cautious: bool) -> frozenset[str]:
    """Return the digests of theirs that nothing needs; ``cautious``: without those of a thread where a job runs.

    Such a job may be about to record the same bytes, since an engine may draw the same again.
    """
    digests = set().union(*trail.digests.values()) - {""}
    if cautious:
        for some in batches(sorted(trail.digests), READ):
            query = sa.select(job_rows.c.thread_id).where(
                job_rows.c.thread_id.in_(some), job_rows.c.state == JobState.RUNNING
            )
            for thread_id in (await tx.execute(query)).scalars():
                digests -= trail.digests[thread_id]
    for some in batches(sorted(digests), READ):
        digests -= await orphans.known(tx, some)
    return frozenset(digests)


async def blank_rows(database: Database, person: Person, keep: str) -> None:
    """Take words and names out of a person's jobs and calls, and drop their uploads and notes: the last step.

    The call ``keep`` stays to be answered, without words and name.
    """
    query = sa.select(*(job_rows.c[name] for name in ("id", "person", "place", "operation"))).where(
        job_rows.c.person_id == person.id
    )
    async with database.read() as tx:
        rows = [row async for page in pages(tx, query, job_rows.c.id) for row in page]
    update = sa.update(job_rows).where(job_rows.c.id == sa.bindparam("job"))
    nothing = {"digest": None, "notes": "[]", "scene": None, "params": None}
    for some in batches(rows, READ):
        values = await asyncio.to_thread(_blanked, some)
        async with database.begin() as tx:
            await tx.execute(update, values)
            of_these = output_rows.c.job_id.in_([row.id for row in some])
            await tx.execute(sa.update(output_rows).where(of_these).values(**nothing))
    async with database.begin() as tx:
        kept = (await tx.execute(sa.select(call_rows.c.call).where(call_rows.c.call_id == keep))).scalar_one_or_none()
        calls = sa.update(call_rows).where(call_rows.c.person_id == person.id)
        await tx.execute(calls.where(call_rows.c.call_id != keep).values(call="", answered=True))
        if kept:
            call = load(Call, kept)
            nameless = replace(call, person=_nameless(call.person), place=_elsewhere(call.place), words="", pending="")
            await tx.execute(calls.where(call_rows.c.call_id == keep).values(call=dump(nameless)))
        await tx.execute(sa.delete(upload_rows).where(upload_rows.c.person_id == person.id))
        await notes.drop_of_person(tx, person.id)


async def _close(tx: Tx, job_id: str, now: datetime) -> None:
    job = await jobs.get(tx, job_id)
    if job is None:
        return
    if job.state in OPEN:
        begun = (await tx.execute(sa.select(output_rows).where(output_rows.c.job_id == job.id))).all()
        each = -(-job.estimate // max(1, job.count))
        dollars = sum(row.cost if row.state == OutputState.MADE else each for row in begun)
        ending = jobs.Ending(JobState.CANCELLED, "cancelled", {}, taken=len(begun), dollars=dollars)
        await jobs.end(tx, job.id, ending, now=now)
    await jobs.delivered(tx, job.id, now=now)


async def _name_channels(tx: Tx, person: Person) -> None:
    """Call a person's private channels what the first of them is called for everybody."""
    own = sa.select(channel_rows.c.id, channel_rows.c.name).where(channel_rows.c.owner_id == person.id)
    rows = (await tx.execute(own.order_by(channel_rows.c.created_at, channel_rows.c.id))).all()
    names = {row.id: _HOME if number == 1 else f"{_HOME}-{number}" for number, row in enumerate(rows, 1)}
    changed = [row.id for row in rows if names[row.id] != row.name]
    update = sa.update(channel_rows)
    # By their keys first, so that no two have one name at any moment.
    await tx.execute(update.where(channel_rows.c.id.in_(changed)).values(name=channel_rows.c.id))
    for channel_id in changed:
        await tx.execute(update.where(channel_rows.c.id == channel_id).values(name=names[channel_id]))
    await tx.execute(update.where(channel_rows.c.owner_id == person.id).values(topic=""))


async def _answer(tx: Tx, call_id: str) -> str:
    """Return the id of the message that answers a call, empty where there is none."""
    query = sa.select(call_rows.c.call).where(call_rows.c.call_id == call_id)
    text = (await tx.execute(query)).scalar_one_or_none()
    return load(Call, text).answer_to.get("message", "") if text else ""


def _blanked(rows: Sequence[Row]) -> list[dict[str, Any]]:
    return [
        {
            "job": row.id,
            "person": dump(_nameless(load(Person, row.person))),
            "place": dump(_elsewhere(load(Place, row.place))),
            "operation": dump(blank(load_any(Operation, row.operation)), Operation),
            "answer_to": "{}",
            "notes": "[]",
            "reason_params": None,
        }
        for row in rows
    ]


def _nameless(person: Person) -> Person:
    return replace(person, name=SOMEONE, team=_unnamed(person.team))


def _elsewhere(place: Place) -> Place:
    return replace(place, channel_name="")


def _unnamed(team: Team) -> Team:
    """Return a team of one person without its name, which is theirs."""
    return replace(team, name="") if team.external_id.startswith("dm:") else team
