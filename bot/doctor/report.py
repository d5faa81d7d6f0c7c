"""What an examination found, as an operator reads it: grouped by part, what is wrong first, then how to mend it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection

from bot.ports import Finding
from bot.settings import Settings
from commands.words import FALLBACK, saying
from domain.text import clean

Write = Callable[[str], None]

_LONGEST = 300
_LEAST_SECRET = 4
"""A shorter secret would be found in plain words."""


class Report:
    """Writes findings under a line for each part, and knows which part does not work.

    Whatever the findings carry, none of the ``secrets`` is written, and nothing that a terminal would obey.
    """

    def __init__(self, write: Write, secrets: Collection[str] = ()) -> None:
        self._write = write
        self._secrets = secrets
        self._part = ""
        self._wrong: dict[str, None] = {}

    def add(self, finding: Finding) -> None:
        """Write a finding."""
        if finding.part != self._part:
            self._part = finding.part
            self._write(finding.part)
        for line in told(finding, self._secrets):
            self._write(line)
        if finding.fatal and not finding.good:
            self._wrong[finding.part] = None

    def end(self) -> bool:
        """Write the whole of it in a line, and return whether Easel can work as it is set up."""
        say = saying(FALLBACK)
        self._write("")
        self._write(say("doctor.unwell", parts=", ".join(self._wrong)) if self._wrong else say("doctor.well"))
        return not self._wrong


async def report(findings: AsyncIterator[Finding], write: Write, secrets: Collection[str] = ()) -> bool:
    """Write what is found as it is found, and return whether Easel can work as it is set up."""
    written = Report(write, secrets)
    async for finding in findings:
        written.add(finding)
    return written.end()


def told(finding: Finding, secrets: Collection[str] = ()) -> list[str]:
    """Return a finding in lines: its mark and what is the case, and below that how it is mended."""
    mark = "ok" if finding.good else "FAIL" if finding.fatal else "note"
    first, *rest = _words(finding, secrets)
    return [f"  {mark:<4}  {first}", *(f"        {line}" for line in rest)]


def sentence(finding: Finding) -> str:
    """Return a finding in one line."""
    return " ".join(_words(finding, ()))


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Return every secret that is set, the longest first."""
    values = {each for each in settings.secrets() if len(each) >= _LEAST_SECRET}
    return tuple(sorted(values, key=len, reverse=True))


def _words(finding: Finding, secrets: Collection[str]) -> list[str]:
    params = {name: _plain(value, secrets) for name, value in finding.params.items()}
    return saying(FALLBACK)(f"doctor.{finding.code}", **params).split("\n")


def _plain(value: str, secrets: Collection[str]) -> str:
    for secret in secrets:
        value = value.replace(secret, "[secret]")
    return clean(value).replace("\n", " ")[:_LONGEST]
