"""What a quiet button does: ``confirm`` an edit that was offered, ``rebase`` on an upload."""

from __future__ import annotations

from dataclasses import replace

from commands import cards, waiting
from commands.aim import Aim, thread_of
from commands.edit import draft_edit, edit_picture
from commands.spec import spec
from commands.studio import Answer, Studio
from commands.submit import in_thread, submit
from commands.uploads import as_picture, take
from commands.words import saying
from domain.call import Call
from domain.errors import NotFound
from domain.job import Job
from domain.operation import Edit
from domain.picture import Picture, Thread, meant
from storage import inbox, jobs, pictures, threads, uploads
from storage.database import Tx
from storage.uploads import KeptUpload

CONFIRM = spec("confirm", listed=False, costs=True)
REBASE = spec("rebase", listed=False, costs=True)

SEPARATOR = "|"
"""Stands between the ids of a button's target."""


async def confirm(call: Call, studio: Studio) -> Answer:
    """Edit the picture of an offer with the words it was made for, on the quota of who presses."""
    picture_id, _, call_id = call.text("target").partition(SEPARATOR)
    async with studio.database.read() as tx:
        asked = await inbox.get(tx, call_id)
        picture = await pictures.seen(tx, call.viewer, picture_id)
        thread = None if picture is None else await threads.get(tx, picture.thread_id)
        if asked is None or thread is None or not _same_place(asked, thread):
            raise NotFound("offer_old")
        versions = await pictures.of_thread(tx, thread.id)
    once = replace(call, id=f"confirm:{call.text('target')}:{call.person.id}")
    if await already(once, studio):
        return Answer(cards.answer(saying(call.locale)("offer.taken")))
    aimed = Aim(thread, versions, meant(thread, versions, replied_to=picture_id))
    return await edit_picture(once, studio, aimed, asked.words, await take(asked, studio))


async def already(once: Call, studio: Studio) -> bool:
    """Return whether a button that does its work once for each person has done it, at another press than this."""
    async with studio.database.read() as tx:
        job = await jobs.of_call(tx, once.id)
    # The same press again, after a crash, is answered as the first time.
    return job is not None and dict(job.answer_to) != dict(once.answer_to)


async def rebase(call: Call, studio: Studio) -> Answer:
    """Make an upload the base: for the words it was a reference of, or for what is said next."""
    say = saying(call.locale)
    async with studio.database.read() as tx:
        job = await _job(tx, call)
        upload = await _upload(tx, call, job)
        thread = await thread_of(tx, call) if job is None else await threads.seen(tx, call.viewer, job.thread_id)
        if upload is None or thread is None:
            raise NotFound("upload_gone", name="")
        versions = await pictures.of_thread(tx, thread.id)
    known = next((each for each in versions if each.operation == "upload" and each.digest == upload.digest), None)
    base = known or await as_picture(upload, studio, say, picture_id=studio.new_id())
    if job is not None and isinstance(job.operation, Edit):
        draft = await draft_edit(call, studio, base, job.operation.instruction, ())
        new = None if known else base
        return await submit(call, studio, replace(draft, thread=thread, base=base, upload=new, upload_id=upload.id))
    return await _stand(call, studio, thread, base, upload)


async def _stand(call: Call, studio: Studio, thread: Thread, base: Picture, upload: KeptUpload) -> Answer:
    say = saying(call.locale)
    async with studio.database.begin() as tx:
        added = (await pictures.add(tx, [in_thread(base, thread)], upload_id=upload.id))[0]
        if added.deleted:
            raise NotFound("picture_deleted", version=added.version)
        now = await threads.get(tx, thread.id)
        if now is not None and now.head_id != added.id:
            await threads.move_head(tx, now, added.id, call_id=call.id, now=studio.clock())
    if upload in await waiting.find(call, studio, thread):
        # It is what the next words are about now, and no reference of itself.
        await waiting.drop(call, studio, thread)
    return Answer(cards.one(say, added, None, text=say("upload.started"), notes=added.notes))


async def _job(tx: Tx, call: Call) -> Job | None:
    job = await jobs.get(tx, call.text("target"))
    seen = None if job is None else await threads.seen(tx, call.viewer, job.thread_id)
    return None if seen is None else job


async def _upload(tx: Tx, call: Call, job: Job | None) -> KeptUpload | None:
    if job is None:
        return await uploads.seen(tx, call.viewer, call.text("target"))
    given = job.operation.references if isinstance(job.operation, Edit) else ()
    first = next((each for each in given if each.picture_id is None), None)
    return None if first is None else await uploads.of_digest(tx, call.viewer, first.digest)


def _same_place(asked: Call, thread: Thread) -> bool:
    return asked.person.team.id == thread.team_id and asked.place.channel_id == thread.channel_id
