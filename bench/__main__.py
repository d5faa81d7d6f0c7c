"""``make bench``: what Easel takes, each figure beside its aim and its floor.

Easel, the fake vendors and the floors run in processes of their own; this one only asks and counts. Arguments name the
paths that are measured, all of them where there is none. Exits with 1 where an aim is missed.
"""

from __future__ import annotations

import asyncio
import os
import platform
import sys

from bench import browser, discord, library, parsing, process, slack, throughput
from bench.figures import HEADER, Report
from bench.processes import started

PATHS = {
    "process": process.measure,
    "throughput": throughput.measure,
    "browser": browser.measure,
    "discord": discord.measure,
    "slack": slack.measure,
    "library": library.measure,
    "parsing": parsing.measure,
}
ASKED_FOR = {"million": library.measure_million}
"""What is measured only where it is named, since it takes long."""


async def main(chosen: list[str]) -> int:
    """Take every figure; return the exit code."""
    report = Report()
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores\n{HEADER}")
    for path in chosen or PATHS:
        async with started("tests.fakes.openai", "--port", "0", port_only=True) as vendor:
            await {**PATHS, **ASKED_FOR}[path](report, vendor)
    return 0 if report.met else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
