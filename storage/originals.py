"""Originals for who was handed them already: by a card that was made for them, or by a signed link.

Whether somebody may see a picture is asked elsewhere (``storage/visibility``), before either is made.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from domain.operation import Operation
from domain.size import Size, Target
from storage.codec import load_any
from storage.database import Tx
from storage.schema import jobs, pictures, uploads

COPY = "copy:"
"""Starts the upload's id of a picture that was copied from another thread, before the id of that one."""

_MOST_COPIES = 8
_SUFFIXES = {"image/jpeg": "jpg"}


@dataclass(frozen=True, slots=True)
class Original:
    """Where the bytes are, what they are, and a name to save them under.

    ``target`` are the exact pixels to be delivered of them, where these are other than the original's own.
    """

    digest: str
    media_type: str
    name: str
    target: Target | None = None


async def of_picture(tx: Tx, picture_id: str) -> Original | None:
    """Return a picture's original, None where the picture has been deleted or never was."""
    query = sa.select(
        pictures.c.digest, pictures.c.media_type, pictures.c.version, pictures.c.width, pictures.c.height
    ).where(pictures.c.id == picture_id, sa.not_(pictures.c.deleted))
    row = (await tx.execute(query)).one_or_none()
    if row is None:
        return None
    target = await target_of(tx, picture_id)
    if target is not None and target.size == Size(row.width, row.height):
        target = None
    return Original(row.digest, row.media_type, f"easel-v{row.version}.{suffix(row.media_type)}", target)


async def target_of(tx: Tx, picture_id: str) -> Target | None:
    """Return the exact pixels that a picture was asked for in, a copy as what it was copied from; None for none."""
    for _ in range(_MOST_COPIES):
        query = (
            sa.select(pictures.c.upload_id, jobs.c.operation)
            .outerjoin(jobs, jobs.c.id == pictures.c.job_id)
            .where(pictures.c.id == picture_id)
        )
        row = (await tx.execute(query)).one_or_none()
        if row is None:
            return None
        if row.operation is not None:
            made: Operation = load_any(Operation, row.operation)
            return made.settings.target
        if not (row.upload_id or "").startswith(COPY):
            return None
        picture_id = row.upload_id.removeprefix(COPY)
    return None


async def of_upload(tx: Tx, upload_id: str) -> Original | None:
    """Return an upload as it is kept, None where it is gone."""
    query = sa.select(uploads.c.digest, uploads.c.media_type, uploads.c.name).where(uploads.c.id == upload_id)
    row = (await tx.execute(query)).one_or_none()
    return None if row is None or not row.digest else Original(row.digest, row.media_type, row.name)


def suffix(media_type: str) -> str:
    """Return what the name of a file of that type ends with, without the dot."""
    return _SUFFIXES.get(media_type, media_type.rpartition("/")[2])
