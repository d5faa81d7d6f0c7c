"""The step that settles: ledger, pictures and thread in one transaction, or the job's end without pictures."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import NAMESPACE_OID, uuid5

from bot.jobs.calls import priced
from bot.jobs.faults import point
from bot.jobs.kit import Kit
from commands.submit import base_of
from commands.words import saying
from domain.job import Job, JobState, Output, OutputState
from domain.operation import Edit, Generate, sources_of, words_of
from domain.picture import Picture
from domain.text import alt_text
from storage import jobs, outputs, pictures
from storage.database import Tx
from storage.jobs import Ending


async def settle(kit: Kit, job_id: str) -> None:
    """Close the job by what became of its calls: made, refused, or cancelled; once it is closed, change nothing.

    What brought a picture is settled, what may have been billed is taken, the rest is free again.
    """
    point("before:settle")
    now = kit.studio.clock()
    async with kit.studio.database.begin() as tx:
        job = await jobs.get(tx, job_id)
        if job is None or job.state is not JobState.RUNNING:
            return
        calls = await outputs.of_job(tx, job_id)
        bills = priced(kit.studio.catalog.get(job.model))
        made = [each for _, each in sorted(calls.items()) if each.state is OutputState.MADE]
        if job.cancel_asked and any(not _over(calls.get(index)) for index in range(job.count)):
            await jobs.end(tx, job_id, cancelled(job, calls, bills=bills), now=now)
        elif made:
            drafts = await _pictures(kit, tx, job, made)
            billed = [each for each in calls.values() if each.state is not OutputState.MADE and each.billed]
            dollars = sum(each.cost for each in made) + len(billed) * _each(job)
            await jobs.settle(tx, job, drafts, billed=len(billed), dollars=dollars, now=now)
        else:
            await jobs.end(tx, job_id, refused(job, calls), now=now)
    point("after:settle")


async def fail(kit: Kit, job_id: str, incident: str) -> None:
    """Refuse a job whose story broke; what its calls may have cost is taken."""
    now = kit.studio.clock()
    point("before:end")
    async with kit.studio.database.begin() as tx:
        job = await jobs.get(tx, job_id)
        if job is None or job.state is not JobState.RUNNING:
            return
        calls = await outputs.of_job(tx, job_id)
        taken, dollars = used(job, calls, begun=priced(kit.studio.catalog.get(job.model)))
        await jobs.end(tx, job_id, Ending(JobState.REFUSED, "unexpected", {}, incident, taken, dollars), now=now)
    point("after:end")


def cancelled(job: Job, calls: Mapping[int, Output], *, bills: bool) -> Ending:
    """Return how a stopped job ends: what the vendor may have billed is taken, be it made or only begun."""
    taken, dollars = used(job, calls, begun=bills)
    return Ending(JobState.CANCELLED, "cancelled", {}, taken=taken, dollars=dollars)


def refused(job: Job, calls: Mapping[int, Output]) -> Ending:
    """Return how a job ends of which no call brought a picture: for the reason of its first."""
    failed = [each for _, each in sorted(calls.items()) if each.state is OutputState.FAILED]
    taken, dollars = used(job, calls, begun=False)
    code = failed[0].code if failed else "unexpected"
    params = dict(failed[0].params or {}) if failed else {}
    incidents = [str((each.params or {}).get("incident", "")) for each in failed if each.code == "unexpected"]
    return Ending(JobState.REFUSED, code, params, incidents[0] if incidents else "", taken, dollars)


def picture_id(job_id: str, index: int) -> str:
    """Return the id of what a call makes: the same however often it is recorded."""
    return uuid5(NAMESPACE_OID, f"{job_id}/{index}").hex


def used(job: Job, calls: Mapping[int, Output], *, begun: bool) -> tuple[int, int]:
    """Return pictures and micro-dollars used up by calls; ``begun``: also those made or cut off under way."""
    made = [each for each in calls.values() if begun and each.state is OutputState.MADE]
    guessed = [each for each in calls.values() if each.billed or (begun and each.state is OutputState.STARTED)]
    return len(made) + len(guessed), sum(each.cost for each in made) + len(guessed) * _each(job)


def _each(job: Job) -> int:
    return job.estimate // job.count


def _over(call: Output | None) -> bool:
    return call is not None and call.state is not OutputState.STARTED


async def _pictures(kit: Kit, tx: Tx, job: Job, made: list[Output]) -> list[Picture]:
    base = await base_of(tx, job)
    alt = await _alt(kit, tx, job, base)
    settings = job.operation.settings
    references = sources_of(job.operation)[0 if isinstance(job.operation, Generate) else 1 :]
    return [
        Picture(
            id=picture_id(job.id, each.index),
            team_id=job.person.team.id,
            thread_id=job.thread_id,
            version=0,
            parent_id=None if base is None else base.id,
            operation=job.operation.kind,
            words=words_of(job.operation),
            model=job.model,
            engine=job.engine,
            quality=settings.quality,
            digest=each.digest or "",
            media_type=each.media_type,
            width=each.width,
            height=each.height,
            alt=alt,
            person_id=job.person.id,
            person_name=job.person.name,
            cost=each.cost,
            created_at=kit.studio.clock(),
            job_id=job.id,
            transparent=settings.transparent,
            seed=each.seed,
            references=tuple(source.digest for source in references),
            notes=each.notes,
            scene=each.scene,
        )
        for each in made
    ]


async def _alt(kit: Kit, tx: Tx, job: Job, base: Picture | None) -> str:
    """Return what the pictures show: the words that began the thread's branch, and every edit since."""
    lines = [words_of(job.operation)]
    if base is not None:
        by_id = {each.id: each for each in await pictures.of_thread(tx, job.thread_id)}
        if not isinstance(job.operation, Edit):
            lines = []
        at: Picture | None = base
        while at is not None:
            # An upload's words are its file's name, which says little of what is seen.
            if (at.operation != "vary" or at.parent_id is None) and not (at.operation == "upload" and lines):
                lines.insert(0, at.words)
            at = by_id.get(at.parent_id) if at.parent_id else None
    model = kit.studio.catalog.get(job.model)
    made_by = "alt.sketch" if model is not None and model.label else "alt.ai"
    return alt_text(lines[0], lines[1:], made_by=saying(job.locale)(made_by))
