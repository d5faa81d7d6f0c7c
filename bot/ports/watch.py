"""What is told of what happens, so that it can be counted, timed and traced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from domain.call import Call
from domain.job import Job
from domain.people import Platform

Acknowledged = Callable[[str, float], None]
"""Is told of an acknowledgement that has gone out: what kind of event it answered, and after how many seconds."""


@dataclass(frozen=True, slots=True)
class Answered:
    """How a call was answered: seconds that it waited for its turn, and that its handler and its words took.

    ``command`` is one of those that there are, or ``other``: what a person sent in its place is nobody's business.
    """

    command: str
    outcome: str
    waited: float
    handled: float
    said: float
    job_id: str | None = None


@dataclass(frozen=True, slots=True)
class Called:
    """How a call of an engine ended: ``outcome`` is ``made`` or a kind of error, ``cost`` in micro-dollars."""

    engine: str
    model: str
    operation: str
    job_id: str
    index: int
    outcome: str
    seconds: float
    cost: int = 0


class Watch(Protocol):
    """Is told after a thing has happened, ``seconds`` being what it took. Costs microseconds, and raises nothing."""

    def acknowledged(self, platform: Platform, kind: str, seconds: float) -> None:
        """Take note that an event was acknowledged."""
        ...

    def claimed(self, call: Call, outcome: str, seconds: float) -> None:
        """Take note that a call was claimed (``new``, ``known``) or could not be (``failed``)."""
        ...

    def answered(self, call: Call, how: Answered) -> None:
        """Take note that a call was answered, or could not be."""
        ...

    def waited(self, job: Job) -> None:
        """Take note that a job has begun that waited in the queue."""
        ...

    def staged(self, job_id: str, stage: str, outcome: str, seconds: float) -> None:
        """Take note that a stage of a job has ended: ``ok`` or ``failed``."""
        ...

    def called(self, how: Called) -> None:
        """Take note that a call of an engine has ended."""
        ...

    def framed(self, platform: Platform, outcome: str, seconds: float) -> None:
        """Take note that a partial frame was handed to its platform so long after it came."""
        ...

    def spoke(self, platform: Platform, what: str, outcome: str, seconds: float) -> None:
        """Take note that a platform was told something: ``answer``, ``progress``, ``deliver``, ``announce``, ``remove``."""
        ...

    def ended(self, job: Job, seconds: float) -> None:
        """Take note that the end of a job was told, so long after it was accepted."""
        ...
