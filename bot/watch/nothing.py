"""Watching nothing."""

from __future__ import annotations

from bot.ports.watch import Answered, Called, Watch
from domain.call import Call
from domain.job import Job
from domain.people import Platform


class _Nobody:
    """Implements Watch, and takes note of nothing."""

    def acknowledged(self, platform: Platform, kind: str, seconds: float) -> None:
        """Do nothing."""

    def claimed(self, call: Call, outcome: str, seconds: float) -> None:
        """Do nothing."""

    def answered(self, call: Call, how: Answered) -> None:
        """Do nothing."""

    def waited(self, job: Job) -> None:
        """Do nothing."""

    def staged(self, job_id: str, stage: str, outcome: str, seconds: float) -> None:
        """Do nothing."""

    def called(self, how: Called) -> None:
        """Do nothing."""

    def framed(self, platform: Platform, outcome: str, seconds: float) -> None:
        """Do nothing."""

    def spoke(self, platform: Platform, what: str, outcome: str, seconds: float) -> None:
        """Do nothing."""

    def ended(self, job: Job, seconds: float) -> None:
        """Do nothing."""


NOBODY: Watch = _Nobody()
