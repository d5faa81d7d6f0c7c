"""``vary``: another picture like the one meant. ``again``: the same words once more. ``retry``: a failed job once more."""

from __future__ import annotations

from dataclasses import replace

from commands.aim import Aim, aim
from commands.choose import choose, parent_of
from commands.spec import PICTURE, option, spec
from commands.studio import Answer, Studio
from commands.submit import Draft, base_of, seed_of, submit
from domain.call import Call
from domain.command import OptionKind
from domain.errors import BadInput, NotFound
from domain.job import Job, JobState
from domain.model import Model
from domain.operation import Operation, Settings, Source, Vary
from domain.picture import Picture
from domain.plan import plan
from storage import jobs, threads
from storage.database import Tx

VARY = spec("vary", PICTURE, option("vary", "strong", OptionKind.FLAG), words="picture")
AGAIN = spec("again", PICTURE, words="picture")
RETRY = spec("retry", listed=False)


async def vary(call: Call, studio: Studio) -> Answer:
    """Make another picture like the one that is meant."""
    async with studio.database.read() as tx:
        aimed = await aim(tx, call)
    return await vary_picture(call, studio, aimed, strong=call.flag("strong"))


async def vary_picture(call: Call, studio: Studio, aimed: Aim, *, strong: bool, count: int | None = None) -> Answer:
    """Make other pictures like that one, with the same words; one unless ``count`` says more."""
    base = aimed.picture
    chosen = await choose(call, studio, "", base)
    planned = plan(chosen.model, "vary", size=chosen.size, quality=chosen.quality, count=count, parent=parent_of(base))
    operation = Vary(
        Source(base.digest, base.media_type, base.id),
        "" if base.operation == "upload" else base.words,
        Settings(chosen.model.id, planned.size, planned.quality, planned.transparent, seed_of(call)),
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
    model = _model_of(studio, job.operation)
    operation = _reseeded(call, job.operation, model)
    return await submit(call, studio, Draft(operation, model, 1, (), aimed.thread, base))


async def retry(call: Call, studio: Studio) -> Answer:
    """Try a job once more that was refused. Raise NotFound where it is not there, or went well."""
    async with studio.database.read() as tx:
        job = await jobs.get(tx, call.text("target"))
        thread = None if job is None else await threads.seen(tx, call.viewer, job.thread_id)
        if job is None or thread is None or job.state is not JobState.REFUSED:
            raise NotFound("job_unknown")
        base = await _living_base(tx, job)
    model = _model_of(studio, job.operation)
    operation = _reseeded(call, job.operation, model)
    return await submit(call, studio, Draft(operation, model, job.count, (), thread, base))


async def _living_base(tx: Tx, job: Job) -> Picture | None:
    base = await base_of(tx, job)
    if base is not None and base.deleted:
        raise NotFound("picture_deleted", version=base.version)
    return base


def _model_of(studio: Studio, operation: Operation) -> Model:
    today = studio.clock().date()
    model, _ = studio.catalog.resolve(operation.settings.model, today, studio.engines)
    if model.engine not in studio.engines:
        model, _ = studio.catalog.resolve(studio.defaults.model, today, studio.engines)
    return model


def _reseeded(call: Call, operation: Operation, model: Model) -> Operation:
    settings = replace(operation.settings, model=model.id, seed=seed_of(call))
    return replace(operation, settings=settings)
