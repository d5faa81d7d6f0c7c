"""Checks of a set-up: each within its own time, all at once, told in their order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from traceback import walk_tb
from typing import Any

import structlog

from bot.ports import Finding

SECONDS = 10.0
"""How long one check may take."""

_GRACE = 1.0

Examine = Callable[[], Awaitable[Sequence[Finding]]]
"""Examines one part of a set-up; it never raises what a wrong set-up can cause."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Check:
    """What examines a part, and the seconds it has."""

    part: str
    examine: Examine
    seconds: float = SECONDS


async def run(checks: Sequence[Check]) -> AsyncIterator[Finding]:
    """Run all checks at once and yield what each finds, in their order; a check that hangs is a finding itself."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    tasks = [loop.create_task(_within(each)) for each in checks]
    try:
        for check, task in zip(checks, tasks, strict=True):
            # A check that cannot even be cancelled is left behind.
            left = check.seconds + _GRACE - (loop.time() - begun)
            done, _ = await asyncio.wait({task}, timeout=max(0.0, left))
            for finding in task.result() if done else (_slow(check),):
                yield finding
    finally:
        await let_go(tasks)


async def let_go(tasks: Collection[asyncio.Future[Any]]) -> None:
    """Cancel what is still under way, and wait for its end, but not for long."""
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=_GRACE)


async def _within(check: Check) -> Sequence[Finding]:
    try:
        async with asyncio.timeout(check.seconds):
            return await check.examine()
    except TimeoutError:
        return (_slow(check),)
    except Exception as error:  # noqa: BLE001 -- whatever it is, the other checks go on
        # Where, and not what it says: that may hold a secret.
        frame, line = list(walk_tb(error.__traceback__))[-1]
        log.debug(
            "check_failed", part=check.part, error=type(error).__name__, where=f"{frame.f_code.co_filename}:{line}"
        )
        return (Finding(check.part, "check_failed", good=False, params={"error": type(error).__name__}),)


def _slow(check: Check) -> Finding:
    return Finding(check.part, "check_slow", good=False, params={"seconds": f"{check.seconds:.0f}"})
