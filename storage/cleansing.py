"""Taking a person out of what others made and of what Easel said, a few rows at a time.

What is to be changed is found in reading and off the loop; a write takes effect only on what is still as it was read.
Every step may be repeated.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from domain.card import Card
from domain.job import OPEN
from domain.operation import Operation
from domain.people import Person
from storage import messages, shares, shelf
from storage.codec import dump, load, load_any
from storage.database import Database, Tx
from storage.erasure import Trail
from storage.library_schema import shares as share_rows
from storage.paging import READ, WRITTEN, Row, batches, pages
from storage.schema import counters as counter_rows
from storage.schema import jobs as job_rows
from storage.schema import messages as message_rows
from storage.schema import outputs as output_rows
from storage.schema import people as people_rows
from storage.schema import pictures as picture_rows
from storage.schema import threads as thread_rows
from storage.scrub import COPY_OF, Gone, Lines, Node, card_without, operation_without, told_anew

_PASSES = 5


def leaving(trail: Trail, digests: frozenset[str], sentences: Mapping[str, str]) -> Gone:
    """Return what is to be taken out of what others made and of what Easel said; what is told fills up later."""
    lines = {thread_id: Lines(words) for thread_id, words in trail.words.items()}
    return Gone(
        names=frozenset(trail.names),
        sentences=sentences,
        pictures=frozenset(trail.pictures),
        jobs=frozenset(trail.jobs),
        digests=digests,
        threads={**trail.jobs, **trail.pictures},
        lines=lines,
        told={},
    )


async def clean_titles(database: Database, trail: Trail) -> None:
    """Take the names away that threads have from a person's words."""
    for some in batches(sorted(trail.words), READ):
        async with database.read() as tx:
            query = sa.select(thread_rows.c.id, thread_rows.c.title).where(thread_rows.c.id.in_(some))
            titles = [(row.id, row.title) for row in await tx.execute(query) if row.title]
        theirs = await asyncio.to_thread(trail.entitled, titles)
        for each in batches(theirs, WRITTEN):
            async with database.begin() as tx:
                await tx.execute(sa.update(thread_rows).where(thread_rows.c.id.in_(each)).values(title=""))
                await shelf.reword_threads(tx, each)


async def clean_threads(database: Database, person: Person, gone: Gone) -> None:
    """Take a person out of what others made in their threads, and of copies of it; fill up what ``gone`` tells of it."""
    pending, seen = sorted(gone.lines), set[str]()
    while pending:
        await _clean_some(database, person, pending, gone)
        async with database.read() as tx:
            copied = await _copies(tx, person, gone)
        pending = sorted({thread_id for copy_id, thread_id, _ in copied if copy_id not in seen})
        seen |= {copy_id for copy_id, _, _ in copied}
        for _, thread_id, source_id in copied:
            more = gone.lines[gone.told[source_id].picture.thread_id].words
            known = gone.lines.get(thread_id)
            if known is None or not more <= known.words:
                gone.lines[thread_id] = Lines(more if known is None else more | known.words)


async def clean_cards(database: Database, team_id: str, gone: Gone) -> None:
    """Take a person out of Easel's other cards, looking at each of the team's once, and at those that change again."""
    after = -1
    while True:
        query = (
            sa.select(message_rows.c.id, message_rows.c.seq, message_rows.c.card)
            .where(message_rows.c.team_id == team_id, message_rows.c.seq > after, message_rows.c.card.is_not(None))
            .order_by(message_rows.c.seq)
            .limit(READ)
        )
        async with database.read() as tx:
            page: Sequence[Row] = (await tx.execute(query)).all()
        if not page:
            return
        changed = await asyncio.to_thread(_cleaned, page, gone)
        for some in batches(list(changed), WRITTEN):
            async with database.begin() as tx:
                await _change(tx, {message_id: changed[message_id] for message_id in some}, page)
        after = page[-1].seq


async def clean_library(database: Database, gone: Gone) -> None:
    """Have others' pictures found by what is left of their words, and take the person out of what is yet to be shared."""
    left: list[str] = []
    async with database.read() as tx:
        for some in batches(sorted(gone.lines), READ):
            query = sa.select(picture_rows.c.id).where(
                picture_rows.c.thread_id.in_(some), sa.not_(picture_rows.c.deleted)
            )
            left += (await tx.execute(query)).scalars()
    for some in batches(left, WRITTEN):
        async with database.begin() as tx:
            await shelf.reword(tx, some)
    async with database.read() as tx:
        rows = (await tx.execute(sa.select(share_rows.c.id, share_rows.c.card).where(sa.not_(share_rows.c.told)))).all()
    changed = await asyncio.to_thread(_cleaned, rows, gone)
    for some in batches(sorted(changed), WRITTEN):
        async with database.begin() as tx:
            for share_id in some:
                await shares.change(tx, share_id, changed[share_id]["card"])


async def concerned(database: Database, person: Person, gone: Gone) -> list[str]:
    """Return the teams in whose threads the person is told of, their own first."""
    found: set[str] = set()
    async with database.read() as tx:
        for some in batches(sorted(gone.lines), READ):
            query = sa.select(thread_rows.c.team_id).where(thread_rows.c.id.in_(some)).distinct()
            found |= set((await tx.execute(query)).scalars())
    return [person.team.id, *sorted(found - {person.team.id})]


async def _clean_some(database: Database, person: Person, thread_ids: Sequence[str], gone: Gone) -> None:
    for some in batches(thread_ids, WRITTEN):
        for _ in range(_PASSES):
            async with database.read() as tx:
                found = await _around(tx, person.id, some, gone)
            changes = await asyncio.to_thread(found.changes, person.id, gone)
            if not changes:
                break
            # Each takes effect only on the row as it was read; what changed meanwhile is looked at again.
            for each in batches(changes, WRITTEN):
                async with database.begin() as tx:
                    for statement in each:
                        await tx.execute(statement)
                    await shelf.reword(tx, [row.id for versions in found.pictures.values() for row in versions])


async def _copies(tx: Tx, person: Person, gone: Gone) -> list[tuple[str, str, str]]:
    """Return (id, thread, source) of others' pictures that copy one which is told anew."""
    # Of linked teams too, and of those that were.
    query = sa.select(picture_rows.c.id, picture_rows.c.thread_id, picture_rows.c.upload_id).where(
        picture_rows.c.person_id != person.id,
        picture_rows.c.upload_id.startswith(COPY_OF),
    )
    found: list[tuple[str, str, str]] = []
    for row in await tx.execute(query):
        source = gone.told.get(row.upload_id.removeprefix(COPY_OF))
        if source is not None and source.retold:
            found.append((row.id, row.thread_id, source.picture.id))
    return found


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands in threads: all pictures, others' jobs, and the names of those whose pictures bear the person's."""

    pictures: Mapping[str, Sequence[Node]]
    jobs: Sequence[Row]
    owners: Mapping[str, str]

    def changes(self, person_id: str, gone: Gone) -> list[sa.Executable]:
        """Return the statements that take the person out, and note in ``gone`` what is told then."""
        changes: list[sa.Executable] = []
        for versions in self.pictures.values():
            before = {each.id: each for each in versions}
            for each in told_anew(versions, person_id, gone, self.owners):
                gone.told[each.picture.id] = each
                gone.threads[each.picture.id] = each.picture.thread_id
                changes += _told_changes(before[each.picture.id], each.picture)
        for row in self.jobs:
            gone.threads[row.id] = row.thread_id
            operation: Operation = load_any(Operation, row.operation)
            lines = gone.lines[row.thread_id]
            left = operation_without(operation, gone, lines, ended=row.state not in OPEN)
            if left != operation:
                as_read = sa.update(job_rows).where(job_rows.c.id == row.id, job_rows.c.operation == row.operation)
                changes.append(as_read.values(operation=dump(left, Operation)))
        return changes


def _told_changes(old: Node, new: Node) -> Iterator[sa.Executable]:
    names = ("words", "alt", "person_name", "references", "notes")
    if all(getattr(old, name) == getattr(new, name) for name in names):
        return
    as_read = (picture_rows.c[name] == getattr(old, name) for name in ("words", "alt", "person_name"))
    yield (
        sa.update(picture_rows)
        .where(picture_rows.c.id == old.id, *as_read)
        .values({name: getattr(new, name) for name in names})
    )
    if new.notes != old.notes and old.job_id is not None:
        yield sa.update(output_rows).where(output_rows.c.job_id == old.job_id).values(notes="[]")


async def _around(tx: Tx, person_id: str, thread_ids: Sequence[str], gone: Gone) -> _Around:
    others = picture_rows.alias()
    nodes = sa.select(*(picture_rows.c[name] for name in Node.__dataclass_fields__)).where(
        picture_rows.c.thread_id.in_(thread_ids),
        sa.exists().where(others.c.thread_id == picture_rows.c.thread_id, others.c.person_id != person_id),
    )
    versions: dict[str, list[Node]] = defaultdict(list)
    async for page in pages(tx, nodes, picture_rows.c.id):
        for row in page:
            versions[row.thread_id].append(Node(**row._mapping))  # noqa: SLF001 -- SQLAlchemy's public name
    theirs = sa.select(*(job_rows.c[name] for name in ("id", "thread_id", "state", "operation"))).where(
        job_rows.c.thread_id.in_(thread_ids), job_rows.c.person_id != person_id
    )
    found = [row async for page in pages(tx, theirs, job_rows.c.id) for row in page]
    makers = {each.person_id for many in versions.values() for each in many if each.person_name in gone.names} - {
        person_id
    }
    names = sa.select(people_rows.c.id, people_rows.c.name).where(people_rows.c.id.in_(makers))
    owners = {row.id: row.name for row in await tx.execute(names)} if makers else {}
    return _Around(versions, found, owners)


def _cleaned(page: Sequence[Row], gone: Gone) -> dict[str, Mapping[str, Any]]:
    """Return what changes of the messages whose cards the person is in."""
    changed: dict[str, Mapping[str, Any]] = {}
    for row in page:
        if not gone.concerns(row.card):
            continue
        card = load(Card, row.card)
        left = card_without(card, gone)
        if left is None:
            changed[row.id] = {"card": None, "text": "", "deleted": True, "final": True}
        elif left is not card:
            changed[row.id] = {"card": dump(left)}
    return changed


async def _change(tx: Tx, changed: Mapping[str, Mapping[str, Any]], read: Iterable[Row]) -> None:
    """Change messages that are still as they were read; the others have a newer ``seq`` and are looked at again."""
    # What a message is now decides what it may become: nobody else writes one meanwhile.
    await tx.execute(sa.select(counter_rows.c.value).where(counter_rows.c.name == "messages").with_for_update())
    now = sa.select(message_rows.c.id, message_rows.c.seq).where(message_rows.c.id.in_(changed))
    as_read = {(row.id, row.seq) for row in read}
    same = {row.id for row in await tx.execute(now) if (row.id, row.seq) in as_read}
    await messages.change(tx, {message_id: values for message_id, values in changed.items() if message_id in same})
