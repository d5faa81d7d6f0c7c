"""Pictures: the versions of a thread."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.people import Viewer
from domain.picture import Picture
from storage import orphans, shelf
from storage.codec import dump, load_any
from storage.database import Tx, insert
from storage.schema import head_moves, outputs, pictures, threads, uploads
from storage.scrub import SOMEONE
from storage.visibility import picture_in_sight


async def add(
    tx: Tx,
    drafts: Sequence[Picture],
    *,
    first_index: int = 0,
    upload_id: str | None = None,
    asked_at: datetime | None = None,
) -> list[Picture]:
    """Add pictures to their thread under its next version numbers; the first becomes the head.

    Where somebody has moved the head since they were ``asked_at``, it stays: what is later is what is meant.
    All belong to one thread and one job (or one upload). Adding the same again returns what is there.
    """
    if not drafts:
        return []
    thread_id = drafts[0].thread_id
    await _lock(tx, thread_id)
    known = await _already(tx, drafts[0], upload_id)
    if known:
        return known
    stays = asked_at is not None and await _moved_since(tx, thread_id, asked_at)
    raised = (
        sa.update(threads)
        .where(threads.c.id == thread_id)
        .values(versions=threads.c.versions + len(drafts), head_id=threads.c.head_id if stays else drafts[0].id)
        .returning(threads.c.versions, threads.c.title)
    )
    newest, title = (await tx.execute(raised)).one()
    added = []
    for offset, draft in enumerate(drafts):
        picture = replace(draft, version=newest - len(drafts) + 1 + offset)
        index = first_index + offset if picture.job_id else None
        await tx.execute(insert(tx, pictures).values(**_row(picture), output_index=index, upload_id=upload_id))
        added.append(picture)
    await shelf.enter(tx, added, title=title)
    return added


async def _moved_since(tx: Tx, thread_id: str, when: datetime) -> bool:
    moved = sa.select(head_moves.c.call_id).where(head_moves.c.thread_id == thread_id, head_moves.c.moved_at > when)
    return (await tx.execute(moved.limit(1))).one_or_none() is not None


async def _already(tx: Tx, draft: Picture, upload_id: str | None) -> list[Picture]:
    query = sa.select(pictures).where(pictures.c.thread_id == draft.thread_id).order_by(pictures.c.version)
    if draft.job_id is not None:
        query = query.where(pictures.c.job_id == draft.job_id)
    elif upload_id is not None:
        query = query.where(pictures.c.upload_id == upload_id)
    else:
        query = query.where(pictures.c.id == draft.id)
    return [_picture(row) for row in await tx.execute(query)]


async def of_thread(tx: Tx, thread_id: str) -> list[Picture]:
    """Return every version of a thread, deleted ones too, oldest first."""
    query = sa.select(pictures).where(pictures.c.thread_id == thread_id).order_by(pictures.c.version)
    return [_picture(row) for row in await tx.execute(query)]


async def of_job(tx: Tx, job_id: str) -> list[Picture]:
    """Return what a job made, in order."""
    query = sa.select(pictures).where(pictures.c.job_id == job_id).order_by(pictures.c.version)
    return [_picture(row) for row in await tx.execute(query)]


async def of_person(tx: Tx, person_id: str) -> list[Picture]:
    """Return every picture of a person, deleted ones too, oldest first."""
    query = sa.select(pictures).where(pictures.c.person_id == person_id)
    return [_picture(row) for row in await tx.execute(query.order_by(pictures.c.created_at, pictures.c.version))]


async def seen(tx: Tx, viewer: Viewer, picture_id: str) -> Picture | None:
    """Return a picture where ``viewer`` may see it; deleted ones are returned, marked so."""
    query = _joined().where(pictures.c.id == picture_id, picture_in_sight(viewer))
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _picture(row)


async def seen_by_digest(tx: Tx, viewer: Viewer, digest: str) -> Picture | None:
    """Return the first picture with these bytes that ``viewer`` may see."""
    query = _joined().where(pictures.c.digest == digest, picture_in_sight(viewer), sa.not_(pictures.c.deleted))
    row = (await tx.execute(query.order_by(pictures.c.created_at, pictures.c.id).limit(1))).one_or_none()
    return None if row is None else _picture(row)


async def recent(tx: Tx, viewer: Viewer, *, limit: int = 25, person_id: str | None = None) -> list[Picture]:
    """Return the newest pictures that ``viewer`` may see."""
    query = _joined().where(picture_in_sight(viewer), sa.not_(pictures.c.deleted))
    if person_id is not None:
        query = query.where(pictures.c.person_id == person_id)
    query = query.order_by(pictures.c.created_at.desc(), pictures.c.version.desc()).limit(limit)
    return [_picture(row) for row in await tx.execute(query)]


async def delete(tx: Tx, thread_id: str, picture_id: str) -> str | None:
    """Delete a picture; return the digest whose bytes nothing needs any more, if that is so.

    The version stays in the tree without its bytes, words and scene. A head that is deleted passes to its nearest
    living ancestor, else to the newest living version.
    """
    await _lock(tx, thread_id)
    query = sa.select(pictures).where(pictures.c.id == picture_id, pictures.c.thread_id == thread_id)
    row = (await tx.execute(query)).one_or_none()
    if row is None or row.deleted:
        return None
    await tx.execute(
        sa.update(pictures)
        .where(pictures.c.id == picture_id)
        .values(deleted=True, digest="", words="", alt="", scene=None, notes="[]", references="[]")
    )
    await tx.execute(
        sa.update(outputs)
        .where(outputs.c.job_id == row.job_id, outputs.c.digest == row.digest)
        .values(digest=None, scene=None)
    )
    await shelf.leave(tx, picture_id)
    await _pass_head(tx, thread_id, picture_id)
    await _forget_upload(tx, row.upload_id)
    return None if await in_use(tx, row.digest) else str(row.digest)


async def _forget_upload(tx: Tx, upload_id: str | None) -> None:
    """Drop an upload whose picture was deleted, unless it stands in another thread too."""
    alive = sa.exists().where(pictures.c.upload_id == upload_id, sa.not_(pictures.c.deleted))
    await tx.execute(sa.delete(uploads).where(uploads.c.id == upload_id, sa.not_(alive)))


async def remains(tx: Tx, thread_id: str, ids: Collection[str]) -> tuple[int, bool]:
    """Return how many versions of a thread are left, and whether whoever made all of ``ids`` has been forgotten."""
    query = sa.select(pictures.c.id, pictures.c.deleted, pictures.c.person_name).where(
        pictures.c.thread_id == thread_id
    )
    rows = (await tx.execute(query)).all()
    theirs = [row for row in rows if row.id in ids]
    forgotten = all(row.deleted and row.person_name == SOMEONE for row in theirs)
    return sum(not row.deleted for row in rows), bool(theirs) and forgotten


async def in_use(tx: Tx, digest: str) -> bool:
    """Return whether anything still needs these bytes."""
    return bool(await orphans.known(tx, [digest]))


async def _lock(tx: Tx, thread_id: str) -> None:
    """Let nobody else change the thread's versions or head until the transaction ends."""
    await tx.execute(sa.select(threads.c.id).where(threads.c.id == thread_id).with_for_update(key_share=True))


async def _pass_head(tx: Tx, thread_id: str, gone_id: str) -> None:
    head_id = (await tx.execute(sa.select(threads.c.head_id).where(threads.c.id == thread_id))).scalar_one()
    if head_id != gone_id:
        return
    every = {picture.id: picture for picture in await of_thread(tx, thread_id)}
    heir: Picture | None = every[gone_id]
    while heir is not None and heir.deleted:
        heir = every.get(heir.parent_id) if heir.parent_id else None
    if heir is None:
        heir = next((picture for picture in reversed(every.values()) if not picture.deleted), None)
    await tx.execute(
        sa.update(threads).where(threads.c.id == thread_id).values(head_id=None if heir is None else heir.id)
    )


def _joined() -> sa.Select[Any]:
    return sa.select(pictures).join(threads, threads.c.id == pictures.c.thread_id)


def _row(picture: Picture) -> dict[str, Any]:
    return {
        "id": picture.id,
        "team_id": picture.team_id,
        "thread_id": picture.thread_id,
        "version": picture.version,
        "parent_id": picture.parent_id,
        "job_id": picture.job_id,
        "operation": picture.operation,
        "words": picture.words,
        "model": picture.model,
        "engine": picture.engine,
        "quality": picture.quality,
        "transparent": picture.transparent,
        "seed": picture.seed,
        "digest": picture.digest,
        "media_type": picture.media_type,
        "width": picture.width,
        "height": picture.height,
        "alt": picture.alt,
        "person_id": picture.person_id,
        "person_name": picture.person_name,
        "cost": picture.cost,
        "references": dump(picture.references, tuple[str, ...]),
        "notes": dump(picture.notes, tuple[str, ...]),
        "scene": picture.scene,
        "deleted": picture.deleted,
        "created_at": picture.created_at,
    }


def _picture(row: sa.Row[Any]) -> Picture:
    return picture_of(row._mapping)  # noqa: SLF001 -- SQLAlchemy's public name for a row's columns


def picture_of(row: sa.RowMapping) -> Picture:
    """Return the picture that a row of ``pictures`` is, by the names of its columns."""
    values = {name: row[name] for name in Picture.__dataclass_fields__}
    for name in ("references", "notes"):
        values[name] = load_any(tuple[str, ...], values[name])
    return Picture(**values)
