"""What is kept about a person: given out whole, and deleted.

What others made of a person's pictures stays theirs. What stays of the person is the key that the platform gave them,
with what they used a day: without it, deleting would renew a quota.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.call import Call
from domain.card import Card
from domain.job import OPEN, Job, JobState, OutputState
from domain.ledger import Entry
from domain.operation import Edit, Operation, sources_of, words_of
from domain.people import Person, Place, Team
from domain.picture import Picture
from domain.text import alt_text, title_of
from storage import jobs, ledger, messages, orphans, people, pictures, uploads
from storage.codec import dump, load, load_any
from storage.database import Tx
from storage.messages import KeptMessage
from storage.people import PersonSettings
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
from storage.scrub import Gone, blank, card_without, operation_without
from storage.uploads import KeptUpload

SOMEONE = "someone"
_PAGE = 500


@dataclass(frozen=True, slots=True)
class PersonExport:
    """Everything kept about a person; pictures and uploads by the digests of their bytes."""

    person: Person
    settings: PersonSettings
    calls: tuple[Call, ...]
    jobs: tuple[Job, ...]
    pictures: tuple[Picture, ...]
    uploads: tuple[KeptUpload, ...]
    ledger: tuple[Entry, ...]
    messages: tuple[KeptMessage, ...]


async def export(tx: Tx, person_id: str) -> PersonExport | None:
    """Return everything kept about a person, oldest first, without what only answers a platform; None if unknown."""
    person = await _person(tx, person_id)
    if person is None:
        return None
    calls = await _calls(tx, person_id)
    theirs = await jobs.of_person(tx, person_id)
    return PersonExport(
        person=person,
        settings=await people.person_settings(tx, person_id),
        calls=tuple(replace(call, answer_to={}) for call in calls),
        jobs=tuple(replace(job, answer_to={}) for job in theirs),
        pictures=tuple(await pictures.of_person(tx, person_id)),
        uploads=tuple(await uploads.of_person(tx, person_id)),
        ledger=tuple(await ledger.entries(tx, person_id=person_id)),
        messages=tuple(await messages.of_person(tx, person.team.id, person_id)),
    )


async def erase(tx: Tx, person_id: str, now: datetime) -> list[str]:
    """Delete a person's words, pictures, uploads and name; return the digests whose bytes nothing needs any more.

    Pictures stay as deleted versions and the ledger keeps its numbers. A waiting job is cancelled and released, a
    running one cancelled and settled for the calls it had begun. Erasing again changes nothing. Afterwards
    ``Database.fold`` takes what was deleted out of SQLite's log too.
    """
    person = await _person(tx, person_id)
    if person is None:
        return []
    theirs = await jobs.of_person(tx, person_id)
    made = await pictures.of_person(tx, person_id)
    given = await uploads.of_person(tx, person_id)
    answers = _answers([*theirs, *await _calls(tx, person_id)])
    digests = await _digests(tx, person_id, theirs, made, given)
    words = {words_of(job.operation) for job in theirs} | {picture.words for picture in made}
    words |= {upload.name for upload in given} - {""}
    shared = {job.thread_id for job in theirs} | {picture.thread_id for picture in made}

    for job in theirs:
        await _erase_job(tx, job, now)
    for picture in made:
        await pictures.delete(tx, picture.thread_id, picture.id)
    await tx.execute(sa.delete(upload_rows).where(upload_rows.c.person_id == person_id))
    freed = digests - await orphans.known(tx, sorted(digests)) - {""}
    gone = Gone(
        name="" if person.name == SOMEONE else person.name,
        stands_for_it=SOMEONE,
        words=frozenset(words - {""}),
        pictures=frozenset(picture.id for picture in made),
        jobs=frozenset(job.id for job in theirs),
        digests=frozenset(freed),
        alts={},
    )
    alts = await _clean_threads(tx, person_id, shared, gone)
    await _clean_jobs(tx, person, gone)
    await _clean_cards(tx, person, replace(gone, alts=alts), answers)
    await _erase_profile(tx, person)
    return sorted(freed)


async def _person(tx: Tx, person_id: str) -> Person | None:
    row = (await tx.execute(sa.select(people_rows).where(people_rows.c.id == person_id))).one_or_none()
    team = None if row is None else await people.team_of(tx, row.team_id)
    return None if row is None or team is None else Person(team, row.user_id, row.name)


async def _calls(tx: Tx, person_id: str) -> list[Call]:
    query = sa.select(call_rows.c.call).where(call_rows.c.person_id == person_id).order_by(call_rows.c.claimed_at)
    return [load(Call, text) for text in (await tx.execute(query)).scalars() if text]


def _answers(asked: Iterable[Job | Call]) -> set[str]:
    """Return the ids of the messages that answer them."""
    return {each.answer_to["message"] for each in asked if "message" in each.answer_to}


async def _digests(
    tx: Tx, person_id: str, theirs: Iterable[Job], made: Iterable[Picture], given: Iterable[KeptUpload]
) -> set[str]:
    """Return every digest that a person's rows name."""
    found = {picture.digest for picture in made} | {upload.digest for upload in given}
    for job in theirs:
        sources = sources_of(job.operation)
        if isinstance(job.operation, Edit) and job.operation.mask is not None:
            sources = (*sources, job.operation.mask)
        found |= {source.digest for source in sources}
    query = (
        sa.select(output_rows.c.digest)
        .join(job_rows, job_rows.c.id == output_rows.c.job_id)
        .where(job_rows.c.person_id == person_id, output_rows.c.digest.is_not(None))
    )
    return found | set((await tx.execute(query)).scalars())


async def _erase_job(tx: Tx, job: Job, now: datetime) -> None:
    if job.state in OPEN:
        begun = (await tx.execute(sa.select(output_rows).where(output_rows.c.job_id == job.id))).all()
        each = -(-job.estimate // max(1, job.count))
        dollars = sum(row.cost if row.state == OutputState.MADE else each for row in begun)
        ending = jobs.Ending(JobState.CANCELLED, "cancelled", {}, taken=len(begun), dollars=dollars)
        await jobs.end(tx, job.id, ending, now=now)
    await jobs.delivered(tx, job.id, now=now)
    await tx.execute(
        sa.update(job_rows)
        .where(job_rows.c.id == job.id)
        .values(
            person=dump(replace(job.person, name=SOMEONE, team=_unnamed(job.person.team))),
            place=dump(Place(job.place.channel_id, "", job.place.private, job.place.thread_id)),
            operation=dump(blank(job.operation), Operation),
            answer_to="{}",
            notes="[]",
            reason_params=None,
        )
    )
    nothing = {"digest": None, "notes": "[]", "scene": None, "params": None}
    await tx.execute(sa.update(output_rows).where(output_rows.c.job_id == job.id).values(**nothing))


async def _clean_threads(tx: Tx, person_id: str, shared: Iterable[str], gone: Gone) -> dict[str, str]:
    """Take the person out of threads' titles and of others' pictures there; return the alt texts that changed."""
    await tx.execute(sa.update(picture_rows).where(picture_rows.c.person_id == person_id).values(person_name=SOMEONE))
    titles = {title_of(words) for words in gone.words}
    alts: dict[str, str] = {}
    for thread_id in sorted(shared):
        title = sa.select(thread_rows.c.title).where(thread_rows.c.id == thread_id)
        if (await tx.execute(title)).scalar_one() in titles:
            await tx.execute(sa.update(thread_rows).where(thread_rows.c.id == thread_id).values(title=""))
        versions = {picture.id: picture for picture in await pictures.of_thread(tx, thread_id)}
        for picture in versions.values():
            if picture.words in gone.words:
                versions[picture.id] = replace(picture, words="")
        for picture in versions.values():
            if picture.person_id == person_id or picture.deleted:
                continue
            alt = _alt(picture, versions, gone)
            references = [digest for digest in picture.references if digest not in gone.digests]
            values = {"words": picture.words, "alt": alt, "references": dump(references)}
            await tx.execute(sa.update(picture_rows).where(picture_rows.c.id == picture.id).values(**values))
            if alt != picture.alt:
                alts[picture.id] = alt
    return alts


def _alt(picture: Picture, versions: dict[str, Picture], gone: Gone) -> str:
    """Return the alt text of a picture, told anew where it comes from one of the person's."""
    line = [picture]
    while (parent := versions.get(line[-1].parent_id or "")) is not None:
        line.append(parent)
    if not gone.pictures & {each.id for each in line}:
        return picture.alt
    made_by, *_ = picture.alt.partition(": ")
    first, *edits = (each.words for each in reversed(line))
    return alt_text(first, edits, made_by=gone.unnamed(made_by))


async def _clean_jobs(tx: Tx, person: Person, gone: Gone) -> None:
    """Take the person's words and bytes out of the jobs of others."""
    query = sa.select(job_rows.c.id, job_rows.c.operation).where(
        job_rows.c.team_id == person.team.id, job_rows.c.person_id != person.id
    )
    for row in (await tx.execute(query)).all():
        operation: Operation = load_any(Operation, row.operation)
        left = operation_without(operation, gone)
        if left != operation:
            query_one = sa.update(job_rows).where(job_rows.c.id == row.id)
            await tx.execute(query_one.values(operation=dump(left, Operation)))


async def _clean_cards(tx: Tx, person: Person, gone: Gone, answers: set[str]) -> None:
    """Delete what the person wrote and what Easel said to them, and take them out of its other cards."""
    await messages.touch_person(tx, person.team.id, person.id, SOMEONE)
    deleted: dict[str, Any] = {"card": None, "text": "", "deleted": True, "final": True}
    changed: dict[str, dict[str, Any]] = {}
    after = 0
    while True:
        query = (
            sa.select(message_rows)
            .where(message_rows.c.team_id == person.team.id, message_rows.c.card.is_not(None))
            .where(message_rows.c.position > after)
            .order_by(message_rows.c.position)
            .limit(_PAGE)
        )
        page = (await tx.execute(query)).all()
        for row in page:
            card = load(Card, row.card)
            theirs = row.id in answers or row.private_to == person.id
            left = None if theirs else card_without(card, gone)
            if left is None:
                changed[row.id] = deleted
            elif left is not card:
                changed[row.id] = {"card": dump(left)}
        if len(page) < _PAGE:
            break
        after = page[-1].position
    await messages.change(tx, changed)


async def _erase_profile(tx: Tx, person: Person) -> None:
    await tx.execute(sa.update(people_rows).where(people_rows.c.id == person.id).values(name=SOMEONE, settings="{}"))
    await tx.execute(sa.update(call_rows).where(call_rows.c.person_id == person.id).values(call="", answered=True))
    await tx.execute(
        sa.update(channel_rows).where(channel_rows.c.owner_id == person.id).values(name=channel_rows.c.id, topic="")
    )
    await tx.execute(
        sa.update(team_rows).where(team_rows.c.id == person.team.id).values(name=_unnamed(person.team).name)
    )


def _unnamed(team: Team) -> Team:
    """Return a team of one person without its name, which is theirs."""
    return replace(team, name="") if team.external_id.startswith("dm:") else team
