"""Uploads of a call: read from their platform, checked and normalised, kept, ready to be inputs."""

from __future__ import annotations

from collections.abc import Sequence

from commands.studio import Studio
from commands.words import Say
from domain.call import Call, Upload
from domain.errors import BadInput, NotFound
from domain.operation import Source
from domain.people import Person, Place
from domain.picture import Picture
from domain.plan import Note
from domain.text import alt_text
from engines.images import normalise
from storage import people, uploads
from storage.uploads import KeptUpload

KEPT = "kept:"
"""Starts the source of an upload that is in storage already."""

OWN_CHANNEL = "person:"
"""Starts the channel of what only one person may open, wherever they are."""

_SECONDS = 40
_MOST = 16
_MOST_NAME = 80


async def keep(studio: Studio, person: Person, place: Place, name: str, data: bytes) -> KeptUpload:
    """Check, normalise and keep bytes that a person gave. Raise BadInput where they are no usable picture."""
    normal = await studio.worker.run(normalise, data, name, seconds=_SECONDS)
    digest = await studio.assets.put(normal.data)
    kept = KeptUpload(
        id=studio.new_id(),
        team_id=person.team.id,
        person_id=person.id,
        channel_id=place.channel_id,
        private=place.private,
        name=name,
        digest=digest,
        media_type=normal.media_type,
        width=normal.width,
        height=normal.height,
        notes=tuple((code, dict(params)) for code, params in normal.notes),
        created_at=studio.clock(),
    )
    async with studio.database.begin() as tx:
        await people.remember(tx, person, kept.created_at)
        await uploads.keep(tx, kept)
    return kept


async def keep_own(call: Call, studio: Studio, data: bytes, name: str, media_type: str) -> KeptUpload:
    """Keep a file that was put together for the asker alone, for some days."""
    kept = KeptUpload(
        id=studio.new_id(),
        team_id=call.person.team.id,
        person_id=call.person.id,
        channel_id=OWN_CHANNEL + call.person.id,
        private=True,
        name=name,
        digest=await studio.assets.put(data),
        media_type=media_type,
        width=0,
        height=0,
        notes=(),
        created_at=studio.clock(),
    )
    async with studio.database.begin() as tx:
        await uploads.keep(tx, kept)
    return kept


async def take(call: Call, studio: Studio) -> list[KeptUpload]:
    """Return the call's uploads as kept, so many at most as any model takes. Raise BadInput where one is unusable.

    Files that are no pictures are left out where others are; where all are, the words were not meant without them.
    """
    given = usable(call)
    if call.uploads and not given:
        first = call.uploads[0]
        raise BadInput("upload_deleted" if first.fault == "gone" else "upload_no_picture", name=first.name[:_MOST_NAME])
    return [await _take(call, studio, upload) for upload in given[:_MOST]]


def usable(call: Call) -> tuple[Upload, ...]:
    """Return the files that came with a call and may be pictures."""
    return tuple(upload for upload in call.uploads if not upload.fault)


def left_out(call: Call) -> tuple[Note, ...]:
    """Return what is to be told of files that came beside pictures and are none."""
    if not usable(call):
        return ()
    return tuple(Note("left_out", {"name": each.name[:_MOST_NAME]}) for each in call.uploads if each.fault)


def source(upload: KeptUpload) -> Source:
    """Return an upload as an operation's input."""
    return Source(upload.digest, upload.media_type)


async def as_picture(upload: KeptUpload, studio: Studio, say: Say, *, picture_id: str) -> Picture:
    """Return an upload as a version of a thread, the thread still to be filled in."""
    async with studio.database.read() as tx:
        given_by = await people.name_of(tx, upload.person_id)
    return Picture(
        id=picture_id,
        team_id=upload.team_id,
        thread_id="",
        version=0,
        parent_id=None,
        operation="upload",
        words=upload.name,
        model="",
        engine="",
        quality="",
        digest=upload.digest,
        media_type=upload.media_type,
        width=upload.width,
        height=upload.height,
        alt=alt_text(upload.name, made_by=say("alt.upload", person=given_by)),
        person_id=upload.person_id,
        person_name=given_by,
        cost=0,
        created_at=upload.created_at,
        notes=said(upload, say),
    )


def said(upload: KeptUpload, say: Say) -> tuple[str, ...]:
    """Return what normalising did to an upload, in words."""
    return tuple(say(f"notes.{code}", **params) for code, params in upload.notes)


def all_said(kept: Sequence[KeptUpload], say: Say) -> tuple[str, ...]:
    """Return what normalising did to all of them, in words, each once."""
    return tuple(dict.fromkeys(note for upload in kept for note in said(upload, say)))


async def _take(call: Call, studio: Studio, upload: Upload) -> KeptUpload:
    if upload.source.startswith(KEPT):
        async with studio.database.read() as tx:
            kept = await uploads.seen(tx, call.viewer, upload.source.removeprefix(KEPT))
        if kept is None:
            raise NotFound("upload_gone", name=upload.name)
        return kept
    fetch = studio.fetchers.get(call.person.team.platform)
    if fetch is None:
        raise BadInput("upload_gone", name=upload.name)
    async with studio.taking:
        return await keep(studio, call.person, call.place, upload.name, await fetch(upload))
