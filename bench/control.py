"""A fake in a process of its own, led and looked at from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import aiohttp


@dataclass(slots=True)
class Control:
    """Leads the fake at an address."""

    http: aiohttp.ClientSession
    address: str

    async def have(self, what: dict[str, Any]) -> dict[str, Any]:
        """Have the fake do something; return what came of it."""
        async with self.http.post(f"{self.address}/_control", json=what) as response:
            told: dict[str, Any] = await response.json()
            if response.status != 200:
                raise RuntimeError(str(told))
            return told

    async def seen(self, **wait: float) -> dict[str, Any]:
        """Return what was seen, once so much was or the time is over."""
        async with self.http.get(f"{self.address}/_control", params=wait) as response:
            response.raise_for_status()
            told: dict[str, Any] = await response.json()
            return told
