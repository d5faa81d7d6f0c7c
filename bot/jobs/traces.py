"""What the durable engine remembers of stories, and what is asked of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class Known(Enum):
    """How far a story is, as far as the durable engine knows."""

    QUEUED = "queued"
    BEGUN = "begun"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Trace:
    """The latest telling of a job's story: by which worker, and how many tellings came before it."""

    workflow_id: str
    known: Known
    worker_id: str
    tellings: int


class Stories(Protocol):
    """The durable engine, as recovery needs it."""

    async def begin(self, job_id: str, tellings: int = 0) -> None:
        """See that the story is told, here or by any worker; where this telling is known, do nothing."""
        ...

    async def resume(self, workflow_ids: list[str]) -> None:
        """Put begun stories back on the queue; kept steps stay kept."""
        ...

    async def traces(self, job_ids: Collection[str]) -> Mapping[str, Trace]:
        """Return the latest telling of each of these jobs that is known."""
        ...
