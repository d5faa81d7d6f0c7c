"""``vary``: another picture like the one meant. ``again``: the same words once more. ``retry``: a failed job once more."""

from __future__ import annotations

from dataclasses import replace

from commands import cards
from commands.aim import Aim, aim, aim_far
from commands.choose import choose, model_for, parent_of
from commands.offers import already
from commands.spec import PICTURE, option, spec
from commands.studio import Answer, Studio
from commands.submit import Draft, base_of, seed_of, submit
from commands.words import saying
from domain.call import Call
from domain.command import OptionKind
from domain.errors import BadInput, NotFound
from domain.job import Job, JobState
from domain.operation import Operation, Settings, Source, Vary, sources_of
from domain.picture import Picture, Thread
from domain.plan import plan
from domain.sizes import wish_for
from storage import jobs, pictures, threads
from storage.database import Tx

VARY = spec("vary", PICTURE, option("vary", "strong", OptionKind.FLAG), words="picture", in_thread=True, costs=True)
AGAIN = spec("again", PICTURE, words="picture", in_thread=True, costs=True)
RETRY = spec("retry", listed=False, costs=True)
AGAIN_ALL = spec("again_all", listed=False, costs=True)


async def vary(call: Call, studio: Studio) -> Answer:
    """Make another picture like the one that is meant."""
    async with studio.database.read() as tx:
        aimed = await aim_far(tx, call)
    return await vary_picture(call, studio, aimed, strong=call.flag("strong"))


async def vary_picture(call: Call, studio: Studio, aimed: Aim, *, strong: bool, count: int | None = None) -> Answer:
    """Make other pictures like that one, with the same words; one unless ``count`` says more."""
    base = aimed.picture
    chosen = await choose(call, studio, "", base)
    planned = plan(
        chosen.model,
        "vary",
        size=chosen.size,
        quality=chosen.quality,
        count=count,
        parent=parent_of(base, chosen.target),
    )
    operation = Vary(
        Source(base.digest, base.media_type, base.id),
        "" if base.operation == "upload" else base.words,
        Settings(chosen.model.id, planned.size, planned.quality, planned.transparent, chosen.seed, planned.target),
        strong,
    )
    notes = (*chosen.notes, *planned.notes)
    return await submit(call, studio, Draft(operation, chosen.model, planned.count, notes, aimed.thread, base))


async def again(call: Call, studio: Studio) -> Answer:
    """Do once more what made the picture that is meant, from the same parent, with another seed."""
    async with studio.database.read() as tx:
        aimed = await aim(tx, call)
    return await again_picture(call, studio, aimed)


async def again_picture(call: Call, studio: Studio, aimed: Aim) -> Answer:
    """Do once more what made that picture. Raise BadInput where it was uploaded, not made."""
    async with studio.database.read() as tx:
        job = None if aimed.picture.job_id is None else await jobs.get(tx, aimed.picture.job_id)
        if job is None:
            raise BadInput("again_upload", version=aimed.picture.version)
        base = await _living_base(tx, job)
    return await _once_more(call, studio, job.operation, count=1, thread=aimed.thread, base=base)


async def again_all(call: Call, studio: Studio) -> Answer:
    """Do once more what made several pictures, as many of them. Raise NotFound where their job is not there."""
    async with studio.database.read() as tx:
        job, thread = await _seen_job(tx, call, JobState.MADE, JobState.DELIVERED)
        made = await pictures.of_job(tx, job.id)
        if all(each.deleted for each in made):
            raise NotFound("picture_deleted", version=made[0].version if made else 1)
        base = await _living_base(tx, job)
    return await _once_more(call, studio, job.operation, count=job.count, thread=thread, base=base)


async def retry(call: Call, studio: Studio) -> Answer:
    """Try a job once more that was refused. Raise NotFound where it is not there, or went well."""
    async with studio.database.read() as tx:
        job, thread = await _seen_job(tx, call, JobState.REFUSED)
        base = await _living_base(tx, job)
    once = replace(call, id=f"retry:{job.id}:{call.person.id}")
    if await already(once, studio):
        return Answer(cards.answer(saying(call.locale)("offer.taken")))
    return await _once_more(once, studio, job.operation, count=job.count, thread=thread, base=base)


async def _seen_job(tx: Tx, call: Call, *states: JobState) -> tuple[Job, Thread]:
    """Return the job that the pressed button names, with its thread. Raise NotFound where it is no such one."""
    job = await jobs.get(tx, call.text("target"))
    thread = None if job is None else await threads.seen(tx, call.viewer, job.thread_id)
    if job is None or thread is None or job.state not in states:
        raise NotFound("job_unknown")
    return job, thread


async def _living_base(tx: Tx, job: Job) -> Picture | None:
    base = await base_of(tx, job)
    if base is not None and base.deleted:
        raise NotFound("picture_deleted", version=base.version)
    return base


async def _once_more(
    call: Call, studio: Studio, operation: Operation, *, count: int, thread: Thread, base: Picture | None
) -> Answer:
    """Submit an operation again with another seed; its model may have ended, and its successor do other sizes."""
    settings = operation.settings
    model, notes = model_for(studio, settings.model)
    planned = plan(
        model,
        operation.kind,
        size=wish_for(settings.target or settings.size),
        quality=settings.quality,
        count=count,
        transparent=settings.transparent,
        references=len(sources_of(operation)) - (operation.kind != "generate"),
        parent=None if base is None else parent_of(base),
    )
    again = replace(
        operation,
        settings=Settings(
            model.id,
            planned.size,
            planned.quality,
            planned.transparent,
            seed_of(call),
            planned.target if settings.target else None,
        ),
    )
    return await submit(call, studio, Draft(again, model, planned.count, (*notes, *planned.notes), thread, base))
