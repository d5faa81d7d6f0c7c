"""Which bytes are still needed: what the sweep of the assets asks."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from domain.job import OPEN, JobState
from domain.operation import Edit, Operation, sources_of
from storage.codec import load_any
from storage.database import Tx
from storage.schema import jobs, outputs, pictures, uploads


async def known(tx: Tx, digests: Sequence[str]) -> set[str]:
    """Return those of the digests that a picture, an upload or an unfinished job needs."""
    found: set[str] = set()
    if not digests:
        return found
    for query in (
        sa.select(pictures.c.digest).where(pictures.c.digest.in_(digests)),
        sa.select(uploads.c.digest).where(uploads.c.digest.in_(digests)),
        # What a job made belongs to its pictures once it is settled, and to nothing once it has failed.
        sa.select(outputs.c.digest)
        .join(jobs, jobs.c.id == outputs.c.job_id)
        .where(outputs.c.digest.in_(digests), jobs.c.state == JobState.RUNNING),
    ):
        found.update((await tx.execute(query)).scalars())
    if len(found) < len(set(digests)):
        found |= await _of_open_jobs(tx) & set(digests)
    return found


async def _of_open_jobs(tx: Tx) -> set[str]:
    """Return what waiting and running jobs work on: a mask is kept nowhere else."""
    needed: set[str] = set()
    for text in (await tx.execute(sa.select(jobs.c.operation).where(jobs.c.state.in_(OPEN)))).scalars():
        operation: Operation = load_any(Operation, text)
        sources = sources_of(operation)
        if isinstance(operation, Edit) and operation.mask is not None:
            sources = (*sources, operation.mask)
        needed.update(source.digest for source in sources)
    return needed
