"""A photo that somebody sent into a thread without words waits for the next words of theirs there, for an hour."""

from __future__ import annotations

from datetime import datetime, timedelta

from commands.studio import Studio
from domain.call import Call
from domain.picture import Thread
from storage import jobs, notes, uploads
from storage.uploads import KeptUpload

_LASTS = timedelta(hours=1)


async def put(call: Call, studio: Studio, thread: Thread, upload: KeptUpload) -> None:
    """Let a photo wait for its sender's next words, in place of one before it."""
    async with studio.database.begin() as tx:
        now = studio.clock()
        await notes.write(tx, _key(call, thread), f"{upload.id} {now.isoformat()}", now)


async def find(call: Call, studio: Studio, thread: Thread) -> list[KeptUpload]:
    """Return the photo that waits for the asker's words, none where none does; those words have not been done before."""
    async with studio.database.read() as tx:
        upload_id, _, since = (await notes.read(tx, _key(call, thread)) or "").partition(" ")
        if not upload_id or studio.clock() - datetime.fromisoformat(since) > _LASTS:
            return []
        upload = None if await jobs.of_call(tx, call.id) else await uploads.seen(tx, call.viewer, upload_id)
    return [] if upload is None else [upload]


async def drop(call: Call, studio: Studio, thread: Thread) -> None:
    """Let no photo wait any more."""
    async with studio.database.begin() as tx:
        await notes.write(tx, _key(call, thread), "", studio.clock())


def _key(call: Call, thread: Thread) -> str:
    return notes.key_of(call.person.id, f"photo:{thread.id}")
