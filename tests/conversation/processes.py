"""Easel as an operator runs it: the command line in processes of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.patience import PATIENCE

LONG = 3 * PATIENCE
"""Seconds that a process may take to start or to end: it reads all of Easel, for which a busy machine takes a minute."""

_ADDRESS = re.compile(rb"ready: (http://\S+)")


@asynccontextmanager
async def started(command: str, **env: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run ``easel <command>``; at the end it is asked to stop, and killed where it does not."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        command,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, "EASEL_HTTP_PORT": "0", **env},
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.communicate(), LONG)


async def address_of(process: asyncio.subprocess.Process) -> str:
    """Return the address that it prints once it is ready."""
    assert process.stdout is not None
    async with asyncio.timeout(LONG):
        while line := await process.stdout.readline():
            found = _ADDRESS.search(line)
            if found is not None:
                return found.group(1).decode()
    raise AssertionError(f"it ended with {await process.wait()} before it was ready")


async def kill(process: asyncio.subprocess.Process) -> None:
    """End it as a power cut would."""
    process.kill()
    await process.communicate()
