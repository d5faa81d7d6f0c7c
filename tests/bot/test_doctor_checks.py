"""Checks end in bounded time and never take each other down, whatever one of them meets."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.doctor.checks import Check, run
from bot.ports import Finding
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
FINE = Finding("fine", "data_ok", good=True)


async def fine() -> Sequence[Finding]:
    return (FINE,)


async def hanging() -> Sequence[Finding]:
    await asyncio.Event().wait()
    raise AssertionError


async def breaking() -> Sequence[Finding]:
    raise ZeroDivisionError


def stubborn(let_go: asyncio.Event) -> Check:
    async def examine() -> Sequence[Finding]:
        while not let_go.is_set():
            try:
                await let_go.wait()
            except asyncio.CancelledError:
                continue
        return (FINE,)

    return Check("stubborn", examine, 0.05)


async def found(checks: list[Check]) -> list[tuple[str, str]]:
    async with asyncio.timeout(PATIENCE):
        return [(each.part, each.code) async for each in run(checks)]


async def test_a_check_that_hangs_or_breaks_is_a_finding_and_the_others_go_on():
    checks = [Check("one", hanging, 0.05), Check("two", breaking), Check("three", fine)]
    assert await found(checks) == [("one", "check_slow"), ("two", "check_failed"), ("fine", "data_ok")]


async def test_a_check_that_cannot_be_stopped_is_left_behind():
    let_go = asyncio.Event()
    assert await found([stubborn(let_go), Check("three", fine)]) == [("stubborn", "check_slow"), ("fine", "data_ok")]
    let_go.set()
    await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))


async def test_all_checks_are_under_way_at_once():
    meeting = asyncio.Barrier(3)

    async def meets() -> Sequence[Finding]:
        await meeting.wait()
        return (FINE,)

    assert len(await found([Check("a", meets, PATIENCE) for _ in range(3)])) == 3


HUNG = """
import asyncio, sys, threading
from bot.doctor.leaving import finish

async def examination():
    asyncio.get_running_loop().run_in_executor(None, threading.Event().wait)
    print("all is told")
    return False

sys.exit(finish(examination()))
"""


async def test_a_thread_that_hangs_does_not_keep_the_process_from_ending():
    running = await asyncio.create_subprocess_exec(sys.executable, "-c", HUNG, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    try:
        out, _ = await asyncio.wait_for(running.communicate(), PATIENCE)
    finally:
        if running.returncode is None:
            running.kill()
    assert (running.returncode, out) == (1, b"all is told\n")
