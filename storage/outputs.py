"""Outputs: what became of each engine call of a job, so that a crash repeats only what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from domain.job import JobState, Output, OutputState
from storage.codec import dump, load_any
from storage.database import Tx, insert
from storage.schema import jobs, outputs


async def begin(tx: Tx, job_id: str, index: int) -> Output:
    """Note that a call begins, before it does; return what is known of it, this attempt counted.

    One that was made or has failed is returned as it is: it must not be called again.
    """
    row = insert(tx, outputs).values(job_id=job_id, index=index, state=OutputState.STARTED, attempts=1)
    again = row.on_conflict_do_update(
        index_elements=["job_id", "index"],
        set_={"attempts": outputs.c.attempts + 1},
        where=outputs.c.state == OutputState.STARTED,
    )
    await tx.execute(again)
    return (await of_job(tx, job_id))[index]


async def made(tx: Tx, output: Output) -> None:
    """Keep what a call made, unless its job has ended meanwhile: nobody would ever ask for it."""
    await tx.execute(
        sa.update(outputs)
        .where(
            outputs.c.job_id == output.job_id,
            outputs.c.index == output.index,
            outputs.c.state == OutputState.STARTED,
            sa.exists().where(jobs.c.id == output.job_id, jobs.c.state == JobState.RUNNING),
        )
        .values(
            state=OutputState.MADE,
            digest=output.digest,
            media_type=output.media_type,
            width=output.width,
            height=output.height,
            cost=output.cost,
            seed=output.seed,
            notes=dump(output.notes, tuple[str, ...]),
            scene=output.scene,
        )
    )


async def failed(tx: Tx, job_id: str, index: int, *, code: str, params: Mapping[str, Any], billed: bool) -> None:
    """Keep why a call brought nothing, and whether the vendor may have billed it."""
    await tx.execute(
        sa.update(outputs)
        .where(outputs.c.job_id == job_id, outputs.c.index == index, outputs.c.state == OutputState.STARTED)
        .values(state=OutputState.FAILED, code=code, params=dump(dict(params)), billed=billed)
    )


async def of_job(tx: Tx, job_id: str) -> dict[int, Output]:
    """Return a job's outputs by their index."""
    rows = await tx.execute(sa.select(outputs).where(outputs.c.job_id == job_id).order_by(outputs.c.index))
    return {output.index: output for output in map(_output, rows)}


def _output(row: sa.Row[Any]) -> Output:
    return Output(
        job_id=row.job_id,
        index=row._mapping["index"],  # noqa: SLF001 -- a row is a tuple, whose own `index` hides the column
        state=OutputState(row.state),
        attempts=row.attempts,
        digest=row.digest,
        media_type=row.media_type,
        width=row.width,
        height=row.height,
        cost=row.cost,
        seed=row.seed,
        notes=load_any(tuple[str, ...], row.notes),
        scene=row.scene,
        billed=row.billed,
        code=row.code,
        params=load_any(dict[str, str | int | float], row.params) if row.params else None,
    )
