"""Where a picture comes from and what became of it, across the threads that it was copied into."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from domain.people import Viewer
from domain.picture import Picture
from storage import pictures as kept
from storage.database import Tx
from storage.schema import pictures, threads
from storage.scrub import COPY_OF
from storage.visibility import library_in_sight, picture_in_sight

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Relative:
    """A picture of a family. ``copied``: it is its parent once more, copied into another thread to be refined there."""

    picture: Picture
    parent_id: str | None
    copied: bool = False


async def family(tx: Tx, viewer: Viewer, picture_id: str, *, limit: int = 200) -> list[Relative]:
    """Return the tree that a picture belongs to, oldest first, as far as ``viewer`` may see it; deleted ones as holes.

    Empty where the picture itself is not in sight. A tree is cut where it has more than ``limit`` pictures.
    """
    found: dict[str, Relative] = {}
    asked: set[str] = set()
    ahead = await _threads_of(tx, viewer, [picture_id])
    while ahead and len(found) < limit:
        asked |= ahead
        more = await _of_threads(tx, viewer, ahead)
        found |= {each.picture.id: each for each in more}
        bases = {each.parent_id for each in more if each.copied and each.parent_id is not None}
        copies = await _copies_of(tx, more)
        ahead = await _threads_of(tx, viewer, bases | copies) - asked
    return sorted(found.values(), key=lambda each: (each.picture.created_at, each.picture.version))


async def _threads_of(tx: Tx, viewer: Viewer, ids: Collection[str]) -> set[str]:
    """Return the threads of those of the pictures that are in sight."""
    found: set[str] = set()
    for some in _batches(ids):
        query = (
            sa.select(pictures.c.thread_id)
            .join(threads, threads.c.id == pictures.c.thread_id)
            .where(pictures.c.id.in_(some), _in_sight(viewer))
        )
        found |= set((await tx.execute(query)).scalars())
    return found


async def _of_threads(tx: Tx, viewer: Viewer, ids: Collection[str]) -> list[Relative]:
    found: list[Relative] = []
    for thread_id in sorted(ids):
        query = (
            sa.select(pictures.c.id, pictures.c.upload_id)
            .join(threads, threads.c.id == pictures.c.thread_id)
            .where(pictures.c.thread_id == thread_id, _in_sight(viewer))
        )
        seen = {row.id: row.upload_id or "" for row in await tx.execute(query)}
        for picture in await kept.of_thread(tx, thread_id):
            if picture.id not in seen:
                continue
            base = seen[picture.id].removeprefix(COPY_OF) if seen[picture.id].startswith(COPY_OF) else None
            found.append(Relative(picture, base or picture.parent_id, copied=base is not None))
    return found


async def _copies_of(tx: Tx, relatives: Collection[Relative]) -> set[str]:
    """Return the pictures that copy one of these: a copy has the bytes of what it copies."""
    ids = {each.picture.id for each in relatives}
    found: set[str] = set()
    for some in _batches({each.picture.digest for each in relatives if each.picture.digest}):
        query = sa.select(pictures.c.id, pictures.c.upload_id).where(
            pictures.c.digest.in_(some), pictures.c.upload_id.startswith(COPY_OF, autoescape=True)
        )
        found |= {row.id for row in await tx.execute(query) if row.upload_id.removeprefix(COPY_OF) in ids}
    return found


def _in_sight(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Return the condition for a node: in the library's sight, or a hole in a thread that is."""
    return sa.or_(library_in_sight(viewer), sa.and_(pictures.c.deleted, picture_in_sight(viewer)))


def _batches(values: Collection[str]) -> list[list[str]]:
    every = sorted(values)
    return [every[start : start + _AT_ONCE] for start in range(0, len(every), _AT_ONCE)]
