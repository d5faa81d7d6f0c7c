"""Uploads: pictures that people gave, as they were normalised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.people import Viewer
from storage.codec import dump, load_any
from storage.database import Tx, insert
from storage.schema import uploads
from storage.visibility import upload_in_sight

Notes = tuple[tuple[str, dict[str, str]], ...]


@dataclass(frozen=True, slots=True)
class KeptUpload:
    """An upload in storage; width and height in pixels, ``notes`` what normalising did to it."""

    id: str
    team_id: str
    person_id: str
    channel_id: str
    private: bool
    name: str
    digest: str
    media_type: str
    width: int
    height: int
    notes: Notes
    created_at: datetime


async def keep(tx: Tx, upload: KeptUpload) -> None:
    """Keep an upload; repeating it changes nothing."""
    row = insert(tx, uploads).values(
        id=upload.id,
        team_id=upload.team_id,
        person_id=upload.person_id,
        channel_id=upload.channel_id,
        private=upload.private,
        name=upload.name,
        digest=upload.digest,
        media_type=upload.media_type,
        width=upload.width,
        height=upload.height,
        notes=dump(upload.notes, Notes),
        created_at=upload.created_at,
    )
    await tx.execute(row.on_conflict_do_nothing())


async def seen(tx: Tx, viewer: Viewer, upload_id: str) -> KeptUpload | None:
    """Return an upload where ``viewer`` may see it."""
    query = sa.select(uploads).where(uploads.c.id == upload_id, upload_in_sight(viewer))
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _upload(row)


async def of_digest(tx: Tx, viewer: Viewer, digest: str) -> KeptUpload | None:
    """Return the newest upload of these bytes that ``viewer`` may see."""
    query = (
        sa.select(uploads)
        .where(uploads.c.digest == digest, upload_in_sight(viewer))
        .order_by(uploads.c.created_at.desc())
        .limit(1)
    )
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _upload(row)


async def of_person(tx: Tx, person_id: str) -> list[KeptUpload]:
    """Return every upload of a person, oldest first."""
    query = sa.select(uploads).where(uploads.c.person_id == person_id).order_by(uploads.c.created_at, uploads.c.id)
    return [_upload(row) for row in await tx.execute(query)]


def _upload(row: sa.Row[Any]) -> KeptUpload:
    values = dict(row._mapping)  # noqa: SLF001 -- SQLAlchemy's public name for a row's columns
    values["notes"] = load_any(Notes, values["notes"])
    return KeptUpload(**values)
