"""A vendor that takes its time, so that what a crowd asks for comes up against the engine's limit."""

from __future__ import annotations

import aiohttp

from bench.processes import Running

AT_ONCE = 32
"""How many pictures an engine makes at once."""
THINKING_SECONDS = 1.0


async def think(vendor: Running, pictures: int) -> None:
    """Have the vendor take its time over the next so many pictures, and count anew how many it makes at once."""
    asked = {"script": [{"seconds": THINKING_SECONDS}] * pictures, "reset": True}
    async with aiohttp.ClientSession() as http, http.post(f"{vendor.address}/_control", json=asked) as response:
        response.raise_for_status()


async def most_at_once(vendor: Running) -> int:
    """Return how many pictures were made at once."""
    async with aiohttp.ClientSession() as http, http.get(f"{vendor.address}/_control") as response:
        return int((await response.json())["most_at_once"])
