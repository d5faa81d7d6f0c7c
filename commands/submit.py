"""The one door to spending: plan, then job + reservation + thread in one transaction, then "on it"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from commands import cards
from commands.studio import Answer, Studio
from commands.words import Say, saying
from domain.call import Call
from domain.errors import NotAllowed, QuotaSpent
from domain.job import Job, JobState
from domain.model import Model
from domain.operation import Edit, Operation, Source, Vary, brief_of, sources_of, words_of
from domain.picture import Picture, Thread
from domain.plan import Note
from domain.pricing import estimate
from domain.text import title_of
from storage import jobs, people, pictures, queue, threads
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be done: an operation already planned, its notes, and the thread where there is one."""

    operation: Operation
    model: Model
    count: int = 1
    notes: Sequence[Note] = ()
    thread: Thread | None = None
    base: Picture | None = None
    upload: Picture | None = None
    upload_id: str | None = None


async def submit(call: Call, studio: Studio, draft: Draft) -> Answer:
    """Accept the draft as a job and answer "on it"; the same call again answers the same and spends nothing.

    What is asked belongs to the thread where it is asked: a picture of another one is copied into it first, so that
    nothing said in a private channel is ever written into a thread that others see.

    An ``upload`` of the draft becomes a version of the thread in the same transaction, and its base. Raise QuotaSpent
    or NotAllowed; then nothing is kept.
    """
    say = saying(call.locale)
    now = studio.clock()
    async with studio.database.begin() as tx:
        known = await jobs.of_call(tx, call.id)
        if known is not None:
            return await _again(tx, studio, say, known)
        await people.remember(tx, call.person, now)
        settings = await people.team_settings(tx, call.person.team.id)
        if not allowed(call, settings.channels):
            raise NotAllowed("channel_not_allowed")
        draft = _at_home(call, studio, draft)
        if draft.thread is not None and call.place.private:
            # A channel that was closed since the thread began: what is made in it now is not for who was outside.
            draft = replace(draft, thread=replace(draft.thread, private=True))
        thread = await threads.ensure(tx, draft.thread or new_thread(call, studio, title_of(words_of(draft.operation))))
        base = draft.base
        if draft.upload is not None:
            base = (await pictures.add(tx, [in_thread(draft.upload, thread)], upload_id=draft.upload_id))[0]
            draft = replace(draft, operation=_on(draft.operation, base))
        try:
            job, _ = await jobs.accept(
                tx,
                _job(call, studio, draft, thread, say),
                slots=_slots(studio, draft),
                limit=studio.daily_images(settings),
                now=now,
            )
        except QuotaSpent as error:
            error.words = words_of(draft.operation)
            raise
        standing = await queue.standing(tx, job.id, studio.caps, usual_seconds=draft.model.seconds)
    return Answer(cards.waiting(say, job, standing, base), job.id)


def new_thread(call: Call, studio: Studio, title: str) -> Thread:
    """Return the thread that the call's place holds, or will hold once its answer is there."""
    own = call.place.thread_id or call.answer_to.get("thread")
    thread_id = studio.new_id()
    return Thread(
        id=thread_id,
        team_id=call.person.team.id,
        channel_id=call.place.channel_id,
        private=call.place.private,
        platform_thread_id=own or threads.PENDING + call.id,
        title=title,
        head_id=None,
        created_at=studio.clock(),
    )


def is_home(call: Call, thread: Thread) -> bool:
    """Return whether the call was made in that thread."""
    here = call.place.thread_id or call.answer_to.get("thread")
    return thread.channel_id == call.place.channel_id and thread.platform_thread_id == here


def _at_home(call: Call, studio: Studio, draft: Draft) -> Draft:
    """Return the draft as one for the thread that the call was made in, its base as a copy where it is elsewhere."""
    if draft.thread is None or is_home(call, draft.thread):
        return draft
    if draft.base is None or draft.upload is not None:
        return replace(draft, thread=None)
    copy = replace(draft.base, id=studio.new_id(), parent_id=None, job_id=None, operation="copy")
    return replace(draft, thread=None, base=copy, upload=copy, upload_id=f"copy:{draft.base.id}")


def _on(operation: Operation, base: Picture) -> Operation:
    """Return the operation on ``base`` as it stands in its thread."""
    if isinstance(operation, Edit | Vary):
        return replace(operation, base=Source(base.digest, base.media_type, base.id))
    return operation


def allowed(call: Call, channels: Collection[str]) -> bool:
    """Return whether pictures are made here; a private channel is meant by its id only, since anyone may name one."""
    here = {call.place.channel_id} if call.place.private else {call.place.channel_id, call.place.channel_name}
    return not channels or bool(here & set(channels))


def noted(say: Say, notes: Sequence[Note]) -> tuple[str, ...]:
    """Return notes as words."""
    return tuple(say(f"notes.{note.code}", **note.params) for note in notes)


async def _again(tx: Tx, studio: Studio, say: Say, job: Job) -> Answer:
    standing = await queue.standing(tx, job.id, studio.caps, usual_seconds=0)
    base = await base_of(tx, job)
    return Answer(cards.waiting(say, job, standing, base), job.id)


async def base_of(tx: Tx, job: Job) -> Picture | None:
    """Return the picture that a job works on, where it works on one."""
    if not isinstance(job.operation, Edit | Vary):
        return None
    versions = await pictures.of_thread(tx, job.thread_id)
    return next((each for each in versions if each.id == job.operation.base.picture_id), None)


def seed_of(call: Call) -> int:
    """Return a seed that is the same whenever the same call is answered."""
    return int.from_bytes(sha256(call.id.encode()).digest()[:4])


def _job(call: Call, studio: Studio, draft: Draft, thread: Thread, say: Say) -> Job:
    settings = draft.operation.settings
    each = estimate(
        draft.model,
        settings.size,
        settings.quality,
        inputs=len(sources_of(draft.operation)),
        letters=len(brief_of(draft.operation)),
    )
    return Job(
        id=studio.new_id(),
        call_id=call.id,
        person=call.person,
        place=call.place,
        thread_id=thread.id,
        operation=draft.operation,
        engine=draft.model.engine,
        model=draft.model.id,
        count=draft.count,
        estimate=each * draft.count,
        state=JobState.WAITING,
        locale=call.locale,
        answer_to=call.answer_to,
        notes=noted(say, draft.notes),
        created_at=studio.clock(),
    )


def _slots(studio: Studio, draft: Draft) -> int:
    return min(draft.count, studio.caps.of(draft.model.engine))


def in_thread(picture: Picture, thread: Thread) -> Picture:
    """Return a picture as one of that thread."""
    return replace(picture, thread_id=thread.id, team_id=thread.team_id)
