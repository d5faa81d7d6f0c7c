"""Rate limits: a bucket a route and major parameter, the global one, and that of edits to old messages."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field

from tests.fakes.discord_clock import Clock, born
from tests.fakes.discord_errors import Wrong

WEBHOOK = "/webhooks/{app}/{token}"
LIMITS: dict[str, tuple[int, float]] = {
    "POST /channels/{channel}/messages": (5, 5.0),
    "PATCH /channels/{channel}/messages/{message}": (5, 5.0),
    "DELETE /channels/{channel}/messages/{message}": (5, 1.0),
    "POST /channels/{channel}/messages/{message}/threads": (5, 5.0),
    "POST /channels/{channel}/threads": (5, 5.0),
    "POST /channels/{channel}/typing": (5, 5.0),
    "PUT /channels/{channel}/messages/{message}/reactions/{emoji}/@me": (1, 0.25),
    "PUT /applications/{app}/commands": (5, 20.0),
    WEBHOOK: (5, 2.0),
}
OTHERS = (20, 1.0)
GLOBAL = (50, 1.0)
OLD_EDITS, OLD_AGE = (3, 6.0), 3600


@dataclass
class Window:
    ends: float = 0.0
    used: int = 0


@dataclass
class Rates:
    """The windows. ``pace`` scales every window's length; ``on`` false lets all through."""

    clock: Clock
    pace: float = 1.0
    on: bool = True
    limits: dict[str, tuple[int, float]] = field(default_factory=lambda: dict(LIMITS))
    _windows: dict[str, Window] = field(default_factory=dict)

    def take(self, route: str, major: str, token: str) -> dict[str, str]:
        """Count a call and return its headers; raise 429 where its bucket or the bot's global one is empty."""
        hook = "/webhooks/" in route or "/interactions/" in route
        if "/interactions/" in route or not self.on:
            return {}
        if not hook and self._use(f"global {token}", GLOBAL) is None:
            raise self._limited(f"global {token}", {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"})
        limit = self.limits.get(WEBHOOK if hook else route, OTHERS)
        name = WEBHOOK if hook else route
        key = f"{name} {major}"
        left = self._use(key, limit)
        wait = self._left(key)
        headers = {
            "X-RateLimit-Bucket": self.bucket(name),
            "X-RateLimit-Limit": str(limit[0]),
            "X-RateLimit-Remaining": str(left or 0),
            "X-RateLimit-Reset": f"{time.time() + wait:.3f}",
            "X-RateLimit-Reset-After": f"{wait:.3f}",
        }
        if left is None:
            raise self._limited(key, headers | {"X-RateLimit-Scope": "user"})
        return headers

    def bucket(self, route: str) -> str:
        """Return the opaque name of a route's bucket."""
        return hashlib.sha256(route.encode()).hexdigest()[:24]

    def edit_of_old(self, message_id: int, channel_id: int) -> None:
        """Count an edit of a message that is older than an hour; raise 30046 at the fourth in six seconds."""
        if not self.on or self.clock.now() - born(message_id) < OLD_AGE:
            return
        key = f"old edits {channel_id}"
        if self._use(key, OLD_EDITS) is None:
            raise limited(self._left(key), {"X-RateLimit-Scope": "shared"}, code=30046)

    def _use(self, key: str, limit: tuple[int, float]) -> int | None:
        window = self._windows.setdefault(key, Window())
        now = self.clock.now()
        if now >= window.ends:
            window.ends, window.used = now + limit[1] * self.pace, 0
        if window.used >= limit[0]:
            return None
        window.used += 1
        return limit[0] - window.used

    def _limited(self, key: str, headers: dict[str, str]) -> Wrong:
        return limited(self._left(key), headers)

    def _left(self, key: str) -> float:
        # A millisecond more, so that rounding never tells anyone to come too early.
        return max(0.0, self._windows[key].ends - self.clock.now()) + 0.001


def limited(wait: float, headers: dict[str, str], *, code: int = 0) -> Wrong:
    """Return the 429 that asks to wait so many seconds."""
    told = {"retry_after": round(wait, 3), "global": headers.get("X-RateLimit-Scope") == "global"}
    wrong = Wrong(429, code, "" if code else "You are being rate limited.", extra=told)
    wrong.headers = {"Via": "1.1 google", "Retry-After": str(max(1, round(wait)))} | headers
    return wrong
