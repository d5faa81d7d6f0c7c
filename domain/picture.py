"""Pictures and threads: the tree of versions, and which picture is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class Picture:
    """One finished image in a thread.

    ``digest`` is its original. ``operation`` is generate, edit, vary or upload, ``words`` what was asked.
    ``cost`` is in micro-dollars, ``scene`` what the sketch engine needs to refine it, ``notes`` what was said of it.
    A deleted picture stays a node of the tree, without its bytes.
    """

    id: str
    team_id: str
    thread_id: str
    version: int
    parent_id: str | None
    operation: str
    words: str
    model: str
    engine: str
    quality: str
    digest: str
    media_type: str
    width: int
    height: int
    alt: str
    person_id: str
    person_name: str
    cost: int
    created_at: datetime
    job_id: str | None = None
    transparent: bool = False
    seed: int = 0
    references: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    scene: str | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Thread:
    """One conversation about pictures. ``head_id`` is the picture that a reply is about unless it says otherwise."""

    id: str
    team_id: str
    channel_id: str
    private: bool
    platform_thread_id: str
    title: str
    head_id: str | None
    created_at: datetime


def meant(
    thread: Thread, pictures: Sequence[Picture], *, replied_to: str | None = None, version: int | None = None
) -> Picture:
    """Return the picture a wish is about: the one replied to, else the version named, else the head.

    Raise NotFound where that picture is deleted, was never there, or the thread has none yet.
    """
    if replied_to is not None:
        found = next((picture for picture in pictures if picture.id == replied_to), None)
        if found is None:
            raise NotFound("picture_unknown")
        return _alive(found)
    if version is not None:
        found = next((picture for picture in pictures if picture.version == version), None)
        if found is None:
            raise NotFound("version_unknown", version=version, newest=max((p.version for p in pictures), default=0))
        return _alive(found)
    found = next((picture for picture in pictures if picture.id == thread.head_id), None)
    if found is None:
        raise NotFound("thread_empty")
    return _alive(found)


def before(picture: Picture, pictures: Sequence[Picture], steps: int = 1) -> Picture:
    """Return the picture ``steps`` back along the parents, skipping deleted ones.

    Raise NotFound at the first version of the branch.
    """
    by_id = {each.id: each for each in pictures}
    at = picture
    while steps:
        if at.parent_id is None or at.parent_id not in by_id:
            raise NotFound("nothing_before", version=at.version)
        at = by_id[at.parent_id]
        steps -= not at.deleted
    return at


def undone(picture: Picture, pictures: Sequence[Picture], moves: Sequence[tuple[str | None, str]]) -> Picture | None:
    """Return the picture from which the head last went back to this one, None where it came here another way.

    ``moves`` are those of the thread's head, from where to where, the latest first.
    """
    by_id = {each.id: each for each in pictures}
    for from_id, to_id in moves:
        came_from = by_id.get(from_id or "")
        if to_id != picture.id or came_from is None or came_from.deleted:
            continue
        at: Picture | None = came_from
        while at is not None and at.id != picture.id:
            at = by_id.get(at.parent_id or "")
        if at is not None and came_from.id != picture.id:
            return came_from
    return None


def _alive(picture: Picture) -> Picture:
    if picture.deleted:
        raise NotFound("picture_deleted", version=picture.version)
    return picture
