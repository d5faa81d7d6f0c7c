"""Easel as it is run, with what cannot be seen from outside: how late its event loop is, and an engine that does nothing.

``python -m bench.inside run`` (or ``serve``, ``work``) is ``easel run``; ``idle`` is an event loop with nothing to do. What
was seen is written to the file that BENCH_SEEN names when the process is asked to end. With BENCH_NOOP every model is made
by an engine that sends BENCH_FRAMES frames of two megabytes, one a second, and answers BENCH_SECONDS later.
"""

from __future__ import annotations

import asyncio
import functools
import io
import itertools
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from bench.vendor import noise
from engines.base import Made, Partial, Request
from tests.fakes.openai_pictures import with_manifest

EVERY = 0.005
"""Seconds between two looks at the loop: a thousandth of them is a handful in ten seconds."""

Seen = dict[str, list[tuple[float, float]]]
SEEN: Seen = {"lags": [], "frames": []}


async def sample(_note: Callable[[float], None]) -> None:
    """Note for ever how many seconds later than asked for the loop woke up."""
    while True:
        due = time.monotonic() + EVERY
        await asyncio.sleep(EVERY)
        SEEN["lags"].append((due, max(0.0, time.monotonic() - due)))


class Noop:
    """An engine that takes no processor's time and answers when it is told to."""

    name = "openai"

    def __init__(self) -> None:
        self._seconds = float(os.environ.get("BENCH_SECONDS", "0"))
        self._frames = int(os.environ.get("BENCH_FRAMES", "0"))
        self._number = itertools.count()
        self._frame = b""
        if self._frames:
            self._frame = noise()

    async def make(self, request: Request, partial: Partial) -> Made:
        for _ in range(self._frames):
            await asyncio.sleep(1)
            SEEN["frames"].append((time.monotonic(), 0.0))
            await partial(self._frame)
        await asyncio.sleep(self._seconds)
        size = request.size
        data = with_manifest(_blank(size.width, size.height), f"{os.getpid()} {next(self._number)}")
        return Made(data, "image/png", size.width, size.height)

    async def close(self) -> None:
        pass


@functools.cache
def _blank(width: int, height: int) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (width, height)).save(kept, "PNG")
    return kept.getvalue()


async def idle() -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    sampling = asyncio.create_task(sample(lambda _lag: None))
    print("http://127.0.0.1:0", flush=True)
    await stop.wait()
    sampling.cancel()
    await asyncio.gather(sampling, return_exceptions=True)


def main() -> int:
    try:
        if sys.argv[1:] != ["idle"]:
            return easel()
        asyncio.run(idle())
        return 0
    finally:
        if "BENCH_SEEN" in os.environ:
            Path(os.environ["BENCH_SEEN"]).write_text(json.dumps(SEEN))


def easel() -> int:
    # An idle loop has none of it beside it.
    import bot.watching  # noqa: PLC0415
    import bot.wiring  # noqa: PLC0415
    from bot.cli import main as run  # noqa: PLC0415

    bot.watching.watch_lag = sample
    if "BENCH_NOOP" in os.environ:
        bot.wiring.engines_of = lambda *_: {"openai": Noop()}
        bot.wiring.moderator_of = lambda *_: None
    return run()


if __name__ == "__main__":
    sys.exit(main())
