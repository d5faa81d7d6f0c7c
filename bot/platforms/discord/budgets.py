"""What is left of Discord's rate limits, as its answers say. discord.py keeps to them; this is for whoever watches."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from types import SimpleNamespace

import aiohttp

_KNOWN = frozenset(
    ["applications", "callback", "channels", "commands", "guilds", "interactions", "messages", "threads", "users", "webhooks"]
)  # fmt: skip
"""Words of paths that may be told: what stands between them are ids and tokens."""


class Budgets:
    """Remembers, for each kind of request, the least that was left and until when that holds."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._least: dict[str, tuple[float, float]] = {}

    def trace(self) -> aiohttp.TraceConfig:
        """Return what a client of Discord's is given, so that its answers are read here."""
        config = aiohttp.TraceConfig()
        config.on_request_end.append(self._ended)
        return config

    def left(self) -> Mapping[str, float]:
        """Return the share that is left, by kind of request; all of it once a limit has been renewed."""
        now = self._monotonic()
        return {kind: share if now < until else 1.0 for kind, (share, until) in self._least.items()}

    async def _ended(
        self, _session: aiohttp.ClientSession, _context: SimpleNamespace, end: aiohttp.TraceRequestEndParams
    ) -> None:
        headers = end.response.headers
        try:
            limit, remaining = float(headers["X-RateLimit-Limit"]), float(headers["X-RateLimit-Remaining"])
            renewed = self._monotonic() + float(headers.get("X-RateLimit-Reset-After", "0"))
        except (KeyError, ValueError):
            return
        kind = _kind(end.method, end.url.path)
        share = max(0.0, min(1.0, remaining / limit)) if limit > 0 else 0.0
        least, until = self._least.get(kind, (1.0, 0.0))
        if share <= least or self._monotonic() >= until:
            self._least[kind] = share, renewed


def _kind(method: str, path: str) -> str:
    """Return a request by its method and the words of its path, of which there are few."""
    return " ".join([method, "/".join(part for part in path.split("/") if part in _KNOWN)])
