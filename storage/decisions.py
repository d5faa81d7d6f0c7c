"""Decisions: how a picture came to its state."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.errors import NotFound
from domain.library import Decision, State, require_move
from domain.people import Person
from storage import shelf
from storage.database import Tx, insert
from storage.library_schema import decisions, entries
from storage.scrub import SOMEONE


async def decide(  # noqa: PLR0917 -- the parts of one decision
    tx: Tx,
    call_id: str,
    picture_id: str,
    then: State,
    person: Person,
    comment: str,
    now: datetime,
    *,
    approver: bool | None = None,
) -> Decision:
    """Change a picture's state and note who did, who must be known; a call decides on a picture once.

    The same call again returns what it decided. ``approver`` says whether the person is one, and None that this was
    asked already. Raise NotAllowed or BadInput as ``require_move`` does, NotFound where the picture is not there.
    """
    locked = sa.select(entries.c.state).where(entries.c.picture_id == picture_id).with_for_update()
    was = (await tx.execute(locked)).scalar_one_or_none()
    same = sa.select(decisions).where(decisions.c.call_id == call_id, decisions.c.picture_id == picture_id)
    before = (await tx.execute(same)).one_or_none()
    if before is not None:
        return _decision(before)
    if was is None:
        raise NotFound("picture_unknown")
    require_move(State(was), then, approver=approver is not False)
    decided = Decision(picture_id, State(was), then, person.id, person.name, comment, now)
    row = insert(tx, decisions).values(
        call_id=call_id,
        picture_id=picture_id,
        was=decided.was.value,
        now=then.value,
        person_id=person.id,
        person_name=person.name,
        comment=comment,
        decided_at=now,
    )
    await tx.execute(row)
    await shelf.set_state(tx, picture_id, then)
    return decided


async def history(tx: Tx, picture_id: str) -> list[Decision]:
    """Return what was decided on a picture, oldest first."""
    return await _all(tx, decisions.c.picture_id == picture_id)


async def of_person(tx: Tx, person_id: str) -> list[Decision]:
    """Return what a person decided, oldest first."""
    return await _all(tx, decisions.c.person_id == person_id)


async def unname(tx: Tx, person_id: str) -> None:
    """Take a person's name and comments out of what they decided."""
    theirs = sa.update(decisions).where(decisions.c.person_id == person_id)
    await tx.execute(theirs.values(person_name=SOMEONE, comment=""))


async def _all(tx: Tx, which: sa.ColumnElement[bool]) -> list[Decision]:
    # Two of one moment are told apart by how they follow from each other no better than by their calls.
    query = sa.select(decisions).where(which).order_by(decisions.c.decided_at, decisions.c.call_id)
    return [_decision(row) for row in await tx.execute(query)]


def _decision(row: sa.Row[Any]) -> Decision:
    return Decision(
        picture_id=row.picture_id,
        was=State(row.was),
        now=State(row.now),
        person_id=row.person_id,
        person_name=row.person_name,
        comment=row.comment,
        at=row.decided_at,
    )
