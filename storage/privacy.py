"""What is kept about a person: given out whole, and deleted.

What others made of a person's pictures stays theirs. What stays of the person is the key that the platform gave them,
with what they used a day: without it, deleting would renew a quota.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from collections.abc import Collection as Some
from dataclasses import dataclass, fields, replace
from datetime import datetime

import sqlalchemy as sa

from domain.call import Call
from domain.job import Job
from domain.ledger import Entry
from domain.library import Collection, Decision, Link
from domain.people import Person
from domain.picture import Picture
from storage import (
    cleansing,
    collections,
    decisions,
    erasure,
    jobs,
    ledger,
    links,
    messages,
    names,
    notes,
    orphans,
    people,
    pictures,
    shares,
    stars,
    tags,
    uploads,
    visits,
)
from storage.assets import Assets
from storage.codec import dump, load
from storage.collections import Collected
from storage.database import Database, Tx
from storage.messages import KeptMessage
from storage.names import Given
from storage.people import PersonSettings
from storage.schema import inbox as call_rows
from storage.schema import people as people_rows
from storage.scrub import SOMEONE
from storage.shares import Shared
from storage.stars import Starred
from storage.tags import Tagged
from storage.uploads import KeptUpload
from storage.visits import Visit

__all__ = ["SOMEONE", "PersonExport", "Sentences", "as_json", "drop", "erase", "export"]

Sentences = Callable[[str], Mapping[str, str]]
"""Returns Easel's own sentences that hold a person's name, each with what takes its place."""


def _none(name: str) -> Mapping[str, str]:
    del name
    return {}


@dataclass(frozen=True, slots=True)
class PersonExport:
    """Everything kept about a person; pictures and uploads by the digests of their bytes, notes by their keys."""

    person: Person
    settings: PersonSettings
    calls: tuple[Call, ...]
    jobs: tuple[Job, ...]
    pictures: tuple[Picture, ...]
    uploads: tuple[KeptUpload, ...]
    ledger: tuple[Entry, ...]
    messages: tuple[KeptMessage, ...]
    notes: Mapping[str, str]
    stars: tuple[Starred, ...]
    tags: tuple[Tagged, ...]
    names: tuple[Given, ...]
    collections: tuple[Collection, ...]
    collected: tuple[Collected, ...]
    decisions: tuple[Decision, ...]
    shares: tuple[Shared, ...]
    links: tuple[Link, ...]
    visits: tuple[Visit, ...]


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
        calls=tuple(replace(call, answer_to={}, pending="") for call in calls),
        jobs=tuple(replace(job, answer_to={}) for job in theirs),
        pictures=tuple(await pictures.of_person(tx, person_id)),
        uploads=tuple(await uploads.of_person(tx, person_id)),
        ledger=tuple(await ledger.entries(tx, person_id=person_id)),
        messages=tuple(await messages.of_person(tx, person.team.id, person_id)),
        notes=dict(await notes.of_person(tx, person_id)),
        stars=tuple(await stars.of_person(tx, person_id)),
        tags=tuple(await tags.of_person(tx, person_id)),
        names=tuple(await names.of_person(tx, person_id)),
        collections=tuple(await collections.made_by(tx, person_id)),
        collected=tuple(await collections.put_by(tx, person_id)),
        decisions=tuple(await decisions.of_person(tx, person_id)),
        shares=tuple(await shares.of_person(tx, person_id)),
        links=tuple(await links.of_person(tx, person_id)),
        visits=tuple(await visits.of_person(tx, person_id)),
    )


def as_json(given: PersonExport | None) -> bytes:
    """Return an export as JSON; for a thread, and in pieces, since each keeps the loop from running while it lasts."""
    if given is None:
        return b"null"
    parts = (f"{json.dumps(each.name)}:{_value(getattr(given, each.name))}" for each in fields(given))
    return f"{{{','.join(parts)}}}".encode()


def _value(value: object) -> str:
    return f"[{','.join(map(dump, value))}]" if isinstance(value, tuple) else dump(value)


async def erase(
    database: Database, person_id: str, now: datetime, *, call_id: str = "", sentences: Sentences = _none
) -> frozenset[str]:
    """Delete a person's words, pictures, uploads and name; return the digests whose bytes nothing needs any more.

    Pictures stay as deleted versions, the ledger keeps its numbers, and the team its library's names and collections. A waiting job is cancelled and released, a
    running one cancelled and settled for the calls it had begun. What others see goes first: name, messages,
    pictures. It is many short transactions; cut off, it is finished by doing it again, and once it is finished that
    changes nothing. Bytes of what was deleted before a cut are not returned again: the sweep finds them. ``call_id``
    is the call that asks for it, which stays to be answered. Afterwards ``drop`` the bytes, and ``Database.fold``
    takes what was deleted out of SQLite's log too.
    """
    async with database.read() as tx:
        person = await _person(tx, person_id)
    if person is None:
        return frozenset()
    await erasure.close_jobs(database, person_id, now)
    async with database.read() as tx:
        trail = await erasure.follow(tx, person, call_id)
    await erasure.unname(database, person)
    await erasure.leave_library(database, trail)
    await erasure.take_back(database, trail, call_id)
    await cleansing.clean_titles(database, trail)
    await erasure.delete_pictures(database, trail)
    async with database.read() as tx:
        digests = await erasure.freed(tx, trail, cautious=False)
    said = {old: new for name in trail.names for old, new in sentences(name).items()}
    gone = cleansing.leaving(trail, digests, said)
    await cleansing.clean_threads(database, person, gone)
    await cleansing.clean_library(database, gone)
    for team_id in await cleansing.concerned(database, person, gone):
        await cleansing.clean_cards(database, team_id, gone)
    await erasure.blank_rows(database, person, call_id)
    async with database.read() as tx:
        return await erasure.freed(tx, trail, cautious=True)


async def drop(database: Database, assets: Assets, digests: Some[str]) -> None:
    """Delete bytes that nothing needs, asking once more right before; renditions too.

    Who gives the same bytes anew puts them first and records them a moment later. What is put before the bytes go and
    recorded after the question here would be lost: a few milliseconds, and only for bytes that are equal. Waiting for
    the sweep instead would leave deleted pictures on the disk for a day.
    """
    for digest in digests:
        async with database.read() as tx:
            needed = await orphans.known(tx, [digest])
        if not needed:
            await assets.delete(digest)


async def _person(tx: Tx, person_id: str) -> Person | None:
    row = (await tx.execute(sa.select(people_rows).where(people_rows.c.id == person_id))).one_or_none()
    team = None if row is None else await people.team_of(tx, row.team_id)
    return None if row is None or team is None else Person(team, row.user_id, row.name)


async def _calls(tx: Tx, person_id: str) -> list[Call]:
    query = sa.select(call_rows.c.call).where(call_rows.c.person_id == person_id).order_by(call_rows.c.claimed_at)
    return [load(Call, text) for text in (await tx.execute(query)).scalars() if text]
