"""The processes that a benchmark measures: Easel, the fake vendor, the floor; each on a port of its own."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")
_ADDRESS = re.compile(rb"(http://127\.0\.0\.1:\d+)")
_PORT = re.compile(rb"(\d{4,5})")


@dataclass(frozen=True, slots=True)
class Running:
    """A process that is ready, at its address, after ``seconds``."""

    process: asyncio.subprocess.Process
    address: str
    seconds: float

    def memory(self) -> float:
        """Return what it holds in memory, in MB, without its children."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text("ascii").split()[1])
        return pages * PAGE / 1e6

    def peak(self) -> float:
        """Return the most that it ever held in memory, in MB, without its children."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text("ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) * 1024 / 1e6

    def cpu(self) -> float:
        """Return the processor seconds it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text("ascii").rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


@asynccontextmanager
async def started(
    *arguments: str, env: dict[str, str] | None = None, port_only: bool = False
) -> AsyncIterator[Running]:
    """Run ``python -m`` with these arguments; yield it once it has printed where it listens."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, **(env or {})},
    )
    assert process.stdout is not None
    address = ""
    while not address:
        line = await asyncio.wait_for(process.stdout.readline(), 60)
        if not line:
            raise RuntimeError(f"{arguments[0]} ended before it was ready")
        found = (_PORT if port_only else _ADDRESS).search(line)
        if found is not None:
            text = found.group(1).decode()
            address = f"http://127.0.0.1:{text}" if port_only else text
    try:
        yield Running(process, address, loop.time() - began)
    finally:
        process.terminate()
        await process.wait()
