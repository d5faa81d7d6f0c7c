"""One engine call of a job: begun, made, its bytes kept, and what became of it written down."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from time import perf_counter

import structlog

from bot.jobs.faults import point
from bot.jobs.frames import Frames
from bot.jobs.kit import Kit
from bot.jobs.patience import patiently
from bot.jobs.told import noted, viewer_of
from commands.words import saying
from domain.errors import Busy, EaselError, EngineError
from domain.job import Job, Output, OutputState
from domain.model import Model
from domain.operation import Edit, Source, Vary, brief_of, sources_of
from engines.base import Engine, Input, Made, Request
from storage import outputs, pictures

log = structlog.get_logger()

MOST_ATTEMPTS = 2
"""How often a call is begun at most: what was begun may have been billed, and a crash must not bill without end."""
_FIRST_PAUSE = 5.0


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a call brought nothing."""

    code: str
    params: Mapping[str, str | float]
    billed: bool


def priced(model: Model | None) -> bool:
    """Return whether the vendor bills for the model; of one that is gone, that it does."""
    if model is None:
        return True
    price = model.price
    return bool(price.flat or price.text_in or price.image_in or price.image_out)


async def call(kit: Kit, job: Job, index: int, frames: Frames) -> None:
    """Make one picture of a job, unless it was made or failed already; raises nothing but CancelledError."""
    point("before:begin")
    output = await patiently(lambda: _begin(kit, job, index))
    point("after:begin")
    if output.state is not OutputState.STARTED:
        return
    failure = await _attempt(kit, job, output, frames)
    if failure is not None:
        log.info("call_failed", job=job.id, index=index, code=failure.code, billed=failure.billed)
        point("before:fail")
        await patiently(lambda: _fail(kit, output, failure))
        point("after:fail")
    frames.one_done()


async def inputs_of(kit: Kit, job: Job, sources: tuple[Source, ...]) -> tuple[Input, ...]:
    """Load input pictures, each with the scene it was drawn from. Raise NotFound where one is gone."""
    return tuple([await _input(kit, job, source) for source in sources])


async def _attempt(kit: Kit, job: Job, output: Output, frames: Frames) -> Failure | None:
    """Try to make the picture; return why it did not come, None where it did."""
    model = kit.studio.catalog.get(job.model)
    engine = kit.engines.get(job.engine)
    bills = priced(model)
    if output.attempts > MOST_ATTEMPTS:
        return Failure("attempts_spent", {}, bills)
    if model is None or engine is None:
        return Failure("model_gone", {"model": job.model}, billed=False)
    called = False
    try:
        request = await patiently(lambda: _request(kit, job, model, output.index))
        called = True
        made = await _made(kit, engine, request, frames)
        came = perf_counter()
        point("before:put")
        # A full disk is no fault of who asked, so it is never charged.
        digest = await patiently(lambda: kit.studio.assets.put(made.data))
        point("after:put")
    except EngineError as error:
        _tell_operator(job, output, error)
        return Failure(error.code, error.params, error.billed)
    except EaselError as error:
        _tell_operator(job, output, error)
        return Failure(error.code, error.params, billed=False)
    except Exception:
        incident = kit.studio.new_id()
        log.exception("call_unexpected", incident=incident, job=job.id, index=output.index)
        return Failure("unexpected", {"incident": incident}, called and bills)
    point("before:made")
    await patiently(lambda: _keep(kit, job, output.index, made, digest))
    kit.watch.staged(job.id, "keep", "ok", perf_counter() - came)
    point("after:made")
    log.info("call_made", job=job.id, index=output.index, cost=made.cost, facts=dict(made.facts))
    return None


async def _made(kit: Kit, engine: Engine, request: Request, frames: Frames) -> Made:
    """Call the engine; while it is busy wait as it asks, a few times and not for long."""
    left, pause, tries = kit.pace.busy, _FIRST_PAUSE, kit.pace.busy_tries
    while True:
        try:
            point("before:engine")
            made = await engine.make(request, frames.taker(request.index))
            point("after:engine")
        except Busy as error:
            asked = pause if error.retry_after is None else error.retry_after
            tries -= 1
            if tries <= 0 or asked > left:
                raise
        else:
            return made
        left, pause = left - asked, pause * 2
        await kit.pace.sleep(asked)


async def _request(kit: Kit, job: Job, model: Model, index: int) -> Request:
    operation = job.operation
    settings = operation.settings
    mask = operation.mask if isinstance(operation, Edit) else None
    return Request(
        operation=operation.kind,
        words=brief_of(operation),
        model=model,
        size=settings.size,
        quality=settings.quality,
        job_id=job.id,
        index=index,
        transparent=settings.transparent,
        strong=isinstance(operation, Vary) and operation.strong,
        seed=settings.seed + index,
        inputs=await inputs_of(kit, job, sources_of(operation)),
        mask=None if mask is None else await kit.studio.assets.get(mask.digest),
        person_hash=hmac.new(kit.salt, job.person.id.encode(), sha256).hexdigest(),
    )


async def _input(kit: Kit, job: Job, source: Source) -> Input:
    scene = None
    if source.picture_id is not None:
        async with kit.studio.database.read() as tx:
            picture = await pictures.seen(tx, viewer_of(job), source.picture_id)
        scene = None if picture is None else picture.scene
    return Input(await kit.studio.assets.get(source.digest), source.media_type, scene)


async def _begin(kit: Kit, job: Job, index: int) -> Output:
    async with kit.studio.database.begin() as tx:
        return await outputs.begin(tx, job.id, index)


async def _keep(kit: Kit, job: Job, index: int, made: Made, digest: str) -> None:
    say = saying(job.locale)
    notes = [note for code, params in made.notes if (note := noted(say, code, params)) is not None]
    output = Output(
        job_id=job.id,
        index=index,
        state=OutputState.MADE,
        attempts=0,
        digest=digest,
        media_type=made.media_type,
        width=made.width,
        height=made.height,
        cost=made.cost,
        seed=job.operation.settings.seed + index,
        notes=tuple(notes),
        scene=made.scene,
    )
    async with kit.studio.database.begin() as tx:
        await outputs.made(tx, output)


async def _fail(kit: Kit, output: Output, failure: Failure) -> None:
    async with kit.studio.database.begin() as tx:
        await outputs.failed(
            tx, output.job_id, output.index, code=failure.code, params=failure.params, billed=failure.billed
        )


def _tell_operator(job: Job, output: Output, error: EaselError) -> None:
    log.warning("call_error", job=job.id, index=output.index, code=error.code, detail=error.detail)
