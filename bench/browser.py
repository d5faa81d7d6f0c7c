"""What Easel takes on the browser's path, each figure beside its aim and its floor."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
import time
import uuid
from pathlib import Path

import aiohttp

from bench import floor
from bench.figures import Figure, Report, median, percentile
from bench.processes import Running, started
from tests.conversation.guest import Guest, Refusal
from tests.fakes.openai import KEY

EVENTS_A_SECOND = 100
SECONDS = 10
JOB_EVERY = 10
PICTURES = 12
CROWD = 100


async def measure(report: Report, vendor: Running) -> None:
    """Take the figures of the browser's path."""
    with tempfile.TemporaryDirectory() as folder:
        async with started("bot", "run", env=settings(folder, vendor)) as easel, started("bench.floor") as ground:
            report.add(Figure("ready to be opened", easel.seconds, 3.0, "s"))
            await _picture(report, easel, vendor, Path(folder))
            await _flood(report, easel, ground)
    with tempfile.TemporaryDirectory() as folder:
        # Pictures as heavy as real ones: they are what fills the memory.
        async with (
            started("bench.vendor", "--port", "0", port_only=True) as heavy,
            started("bot", "run", env=settings(folder, heavy)) as easel,
        ):
            await _crowd(report, easel)


def settings(folder: str, vendor: Running) -> dict[str, str]:
    """Return what runs an Easel in this folder with this vendor, held back by no quota."""
    return {
        "EASEL_DATA_DIR": folder,
        "EASEL_HTTP_PORT": "0",
        "EASEL_DAILY_IMAGES": "100000",
        "EASEL_IMAGES_PER_MINUTE": "100000",
        "EASEL_LOG_LEVEL": "warning",
        "OPENAI_API_KEY": KEY,
        "OPENAI_BASE_URL": f"{vendor.address}/v1",
    }


async def _picture(report: Report, easel: Running, vendor: Running, folder: Path) -> None:
    ada = await Guest.enter(easel.address, "Ada")
    took = []
    for number in range(PICTURES):
        began = time.perf_counter()
        await ada.imagine(f"a fox {number} size:1024x1024 quality:low model:gpt-image-2.6-flare")
        took.append(time.perf_counter() - began)
    await ada.leave()
    bare = await floor.pictures(f"{vendor.address}/v1", KEY, folder, PICTURES)
    name = "one picture, asked to delivered: added to the floor, p50"
    report.add(Figure(name, (median(took) - median(bare)) * 1e3, 150.0, "ms", median(bare) * 1e3))


async def _flood(report: Report, easel: Running, ground: Running) -> None:
    ada = await Guest.enter(easel.address, "Flood")
    easy = await acknowledged(ground, None, EVENTS_A_SECOND, 3)
    alone = await acknowledged(easel, ada, 5, 4)
    flood = await acknowledged(easel, ada, EVENTS_A_SECOND, SECONDS)
    bare = percentile(easy, 0.5) * 1e3
    report.add(Figure("acknowledgement alone, p50", percentile(alone, 0.5) * 1e3, 100.0, "ms", bare))
    for share, label, aim in ((0.5, "p50", 250.0), (0.99, "p99", 500.0), (1.0, "max", 1000.0)):
        name = f"acknowledgement at 100 events/s, 10 of them jobs, {label}"
        report.add(Figure(name, percentile(flood, share) * 1e3, aim, "ms", percentile(easy, share) * 1e3))
    await ada.leave()


async def acknowledged(
    at: Running, guest: Guest | None, a_second: int, seconds: int, *, job_every: int = JOB_EVERY
) -> list[float]:
    """Send messages at an even pace, whatever comes back; return how long each took to be acknowledged.

    Who is told to ask again does so, and the time runs on. One in ``job_every`` asks for a picture, none where it is 0.
    """
    took: list[float] = []

    async def one(http: aiohttp.ClientSession, number: int) -> None:
        job = job_every and number % job_every == 0
        text = f"/imagine fox {number} size:1024x1024 quality:low" if job else "/quota"
        began = time.perf_counter()
        if guest is not None:
            await insisted(guest, text)
        else:
            body = {"id": str(uuid.uuid4()), "text": text}
            async with http.post(f"{at.address}/api/messages", json=body) as response:
                assert response.status == 202
        took.append(time.perf_counter() - began)

    loop = asyncio.get_running_loop()
    async with aiohttp.ClientSession() as http, asyncio.TaskGroup() as group:
        start = loop.time()
        for number in range(a_second * seconds):
            await asyncio.sleep(max(0.0, start + number / a_second - loop.time()))
            group.create_task(one(http, number))
    return took


async def insisted(guest: Guest, text: str) -> tuple[str | None, int]:
    """Say something until it is taken in; return what ``say`` does, and how often the answer was to ask again."""
    sent = str(uuid.uuid4())
    for again in itertools.count():
        try:
            return await guest.say(text, sent=sent), again
        except Refusal as refusal:
            if refusal.status != 503:
                raise
            await asyncio.sleep(1)
    raise AssertionError


async def _crowd(report: Report, easel: Running) -> None:
    guests = [await Guest.enter(easel.address, f"Guest {number}") for number in range(CROWD)]
    began = time.perf_counter()
    asked = "/imagine a fox size:1024x1024 quality:low"
    answers = await asyncio.gather(*(insisted(guest, asked) for guest in guests))
    accepted = time.perf_counter() - began
    ended = await asyncio.gather(*(guest.result(answer) for guest, (answer, _) in zip(guests, answers, strict=True)))
    delivered = time.perf_counter() - began
    made = sum(message["card"]["kind"] == "result" for message in ended)
    report.add(Figure(f"{CROWD} people at once: all acknowledged", accepted, 2.0, "s"))
    report.add(Figure(f"{CROWD} people at once: all delivered", delivered, 60.0, "s"))
    report.add(Figure(f"{CROWD} people at once: not delivered", CROWD - made, 0.0, ""))
    report.add(Figure(f"{CROWD} people at once: memory of the bot's process, peak", easel.peak(), 300.0, "MB"))
    await asyncio.gather(*(guest.leave() for guest in guests))
