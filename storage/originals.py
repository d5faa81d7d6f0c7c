"""Originals for who was handed them already: by a card that was made for them, or by a signed link.

Whether somebody may see a picture is asked elsewhere (``storage/visibility``), before either is made.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from storage.database import Tx
from storage.schema import pictures, uploads

_SUFFIXES = {"image/jpeg": "jpg"}


@dataclass(frozen=True, slots=True)
class Original:
    """Where the bytes are, what they are, and a name to save them under."""

    digest: str
    media_type: str
    name: str


async def of_picture(tx: Tx, picture_id: str) -> Original | None:
    """Return a picture's original, None where the picture has been deleted or never was."""
    query = sa.select(pictures.c.digest, pictures.c.media_type, pictures.c.version).where(
        pictures.c.id == picture_id, sa.not_(pictures.c.deleted)
    )
    row = (await tx.execute(query)).one_or_none()
    if row is None:
        return None
    return Original(row.digest, row.media_type, f"easel-v{row.version}.{suffix(row.media_type)}")


async def of_upload(tx: Tx, upload_id: str) -> Original | None:
    """Return an upload as it is kept, None where it is gone."""
    query = sa.select(uploads.c.digest, uploads.c.media_type, uploads.c.name).where(uploads.c.id == upload_id)
    row = (await tx.execute(query)).one_or_none()
    return None if row is None or not row.digest else Original(row.digest, row.media_type, row.name)


def suffix(media_type: str) -> str:
    """Return what the name of a file of that type ends with, without the dot."""
    return _SUFFIXES.get(media_type, media_type.rpartition("/")[2])
