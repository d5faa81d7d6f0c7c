"""The whole examination: what is looked at, and what must be known before what."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from bot.doctor import address, kept, makers
from bot.doctor.checks import Check, let_go, run
from bot.doctor.dates import Dates
from bot.doctor.environment import environment_findings
from bot.doctor.folder import folder_findings, is_held
from bot.doctor.measures import Measures
from bot.doctor.processes import process_findings
from bot.ports import Finding
from bot.settings import Settings
from storage.assets import Assets

Platform = Callable[[Dates], Awaitable[Sequence[Finding]]]
"""Examines a platform, telling what time it is there."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Case:
    """A set-up that is examined.

    ``variables`` are those that are set, by name; ``mode`` what is to be run (run, serve, work), empty where that is
    not said; ``assets`` opens the place where pictures are kept.
    """

    settings: Settings
    assets: Callable[[Settings], Assets]
    platforms: Mapping[str, Platform] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    mode: str = ""
    measures: Measures = field(default_factory=Measures)


async def examine(case: Case) -> AsyncIterator[Finding]:
    """Yield what is found, part by part, in about the time of one check: all of them run at once."""
    under_way = _Examination(case)
    try:
        async for finding in run(under_way.checks()):
            yield finding
        for finding in under_way.dates.findings():
            yield finding
    finally:
        await let_go(under_way.shared.tasks)


class _Examination:
    """The checks of one set-up; what several of them need is looked at once."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._settings = case.settings
        self._measures = case.measures
        self.dates = Dates(case.measures.clock)
        self.shared = _Shared()
        self._catalogue = self.shared.once(makers.catalogued(case.settings, case.measures.clock))
        self._database = self.shared.once(kept.see_database(case.settings))
        self._listening = self.shared.once(_listening(case.settings))

    def checks(self) -> list[Check]:
        """Return every check, in the order in which their findings are told."""
        return [
            Check("settings", self._of_settings),
            Check("data", self._of_folder),
            Check("database", self._of_database),
            Check("pictures", lambda: kept.pictures(self._settings, self._case.assets, self._measures)),
            Check("models", self._of_models),
            Check("openai", self._of_openai),
            Check("servers", self._of_servers),
            *([] if self._case.mode == "work" else [Check("address", self._of_address)]),
            Check("processes", self._of_processes),
            *(Check(part, partial(ask, self.dates)) for part, ask in self._case.platforms.items()),
        ]

    async def _of_settings(self) -> Sequence[Finding]:
        read_elsewhere = frozenset(each.key_env for each in (await self._catalogue()).servers)
        return tuple(environment_findings(self._case.variables, read_elsewhere))

    async def _of_folder(self) -> Sequence[Finding]:
        return await asyncio.to_thread(lambda: tuple(folder_findings(self._settings, self._measures)))

    async def _of_database(self) -> Sequence[Finding]:
        return (await self._database()).findings

    async def _of_models(self) -> Sequence[Finding]:
        return (await self._catalogue()).findings

    async def _of_openai(self) -> Sequence[Finding]:
        model = (await self._catalogue()).model
        return await makers.openai(self._settings, model, self.dates, self._measures.clock)

    async def _of_servers(self) -> Sequence[Finding]:
        return await makers.servers(await self._catalogue(), self._measures.clock)

    async def _of_address(self) -> Sequence[Finding]:
        there = await self._listening()
        return (*there.findings, *await address.public(self._settings, self._measures, runs=there.runs))

    async def _of_processes(self) -> Sequence[Finding]:
        seen, there = await self._database(), await self._listening()
        return process_findings(self._settings, self._case.mode, seen, self._measures.clock, runs=there.runs)


class _Shared:
    """Work that several checks wait for."""

    def __init__(self) -> None:
        self.tasks: list[asyncio.Future[Any]] = []

    def once(self, work: Coroutine[Any, Any, T]) -> Callable[[], Awaitable[T]]:
        """Begin the work now; whoever asks waits for the one result, and who stops waiting does not stop it."""
        task = asyncio.get_running_loop().create_task(work)
        # Where it fails and nobody asked, nobody needs to hear of it.
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        self.tasks.append(task)
        return lambda: asyncio.shield(task)


async def _listening(settings: Settings) -> address.Listening:
    held = await asyncio.to_thread(is_held, settings.data_dir.resolve()) if settings.is_sqlite else None
    return await address.listening(settings, held=held)
