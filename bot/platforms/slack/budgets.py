"""How often Slack may be called: a bucket for each method and workspace, kept below Slack's own limit."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.platforms.slack.errors import Limited

_TIER_2, _TIER_3, _TIER_4 = 20, 50, 100
PER_MINUTE: Mapping[str, int] = {
    "files.getUploadURLExternal": _TIER_4,
    "files.completeUploadExternal": _TIER_4,
    "files.info": _TIER_4,
    "chat.postEphemeral": _TIER_4,
    "views.open": _TIER_4,
    "views.push": _TIER_4,
    "views.update": _TIER_4,
    "views.publish": _TIER_4,
    "users.info": _TIER_4,
    "conversations.members": _TIER_4,
    "usergroups.list": _TIER_2,
    "users.list": _TIER_2,
    "users.conversations": _TIER_2,
    "conversations.list": _TIER_2,
}
"""What Slack allows an app in a minute and a workspace; what is not named is of tier 3."""

_A_CHANNEL = 60
_CHANNEL_BURST = 3.0
_STEADY, _BURST = 0.8, 0.2
_MOST = 4096
PATIENCE = 60.0
"""The longest that Slack may ask to wait before a call is given back to whoever made it."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Seconds that only go forward, and waiting for them to pass."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass(slots=True)
class _Bucket:
    a_second: float
    size: float
    left: float
    at: float
    blocked_until: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0

    def fill(self, now: float) -> None:
        self.left = min(self.size, self.left + max(0.0, now - self.at) * self.a_second)
        self.at = now

    def refilled(self, now: float) -> bool:
        """Return whether it is as good as a new one."""
        self.fill(now)
        return self.left >= self.size

    def delay(self, now: float) -> float:
        """Return the seconds until a call may go."""
        self.fill(now)
        return max(self.blocked_until - now, (1 - self.left) / self.a_second if self.left < 1 else 0.0)


class Budgets:
    """Makes callers wait their turn, first come first served, so that Slack need not refuse any."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._buckets: OrderedDict[tuple[str, str, str], _Bucket] = OrderedDict()

    async def take(self, method: str, team: str, channel: str = "") -> None:
        """Return when the call may be made. Raise Limited where Slack has asked to be left alone for longer than a minute."""
        bucket = self._bucket(method, team, channel)
        bucket.waiting += 1
        try:
            async with bucket.turn:
                while (delay := bucket.delay(self._watch.now())) > 0:
                    blocked = bucket.blocked_until - self._watch.now()
                    if blocked > PATIENCE:
                        raise Limited(method, blocked)
                    await self._watch.sleep(delay)
                bucket.left -= 1
        finally:
            bucket.waiting -= 1

    def take_spare(self, method: str, team: str, *, keep: float) -> bool:
        """Take where nobody waits and ``keep`` more calls are left; never wait."""
        bucket = self._bucket(method, team, "")
        if bucket.turn.locked() or bucket.delay(self._watch.now()) > 0 or bucket.left < 1 + min(keep, bucket.size - 1):
            return False
        bucket.left -= 1
        return True

    def refused(self, method: str, team: str, channel: str, seconds: float) -> None:
        """Note that Slack asks to be left alone for so long: everybody who would make this call waits."""
        bucket = self._bucket(method, team, channel)
        now = self._watch.now()
        bucket.fill(now)
        bucket.left = min(bucket.left, 1.0)
        bucket.blocked_until = max(bucket.blocked_until, now + seconds)

    def left(self) -> Mapping[str, float]:
        """Return the share left of each method that was called lately, of the workspace that has least."""
        least: dict[str, float] = {}
        now = self._watch.now()
        for (method, _team, _channel), bucket in self._buckets.items():
            bucket.fill(now)
            share = 0.0 if bucket.blocked_until > now else max(0.0, bucket.left / bucket.size)
            least[method] = min(share, least.get(method, 1.0))
        return least

    def _bucket(self, method: str, team: str, channel: str) -> _Bucket:
        key = (method, team, channel if method == "chat.postMessage" else "")
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = self._new(method)
        self._buckets.move_to_end(key)
        if len(self._buckets) > _MOST:
            self._forget()
        return bucket

    def _forget(self) -> None:
        """Forget the one longest unused that is full again; one that is blocked, or waited for, is remembered."""
        now, newest = self._watch.now(), next(reversed(self._buckets))
        for key, bucket in self._buckets.items():
            if key != newest and not bucket.waiting and bucket.blocked_until <= now and bucket.refilled(now):
                del self._buckets[key]
                return

    def _new(self, method: str) -> _Bucket:
        now = self._watch.now()
        if method == "chat.postMessage":
            return _Bucket(_A_CHANNEL / 60, _CHANNEL_BURST, _CHANNEL_BURST, now)
        most = PER_MINUTE.get(method, _TIER_3)
        size = max(1.0, most * _BURST)
        return _Bucket(most * _STEADY / 60, size, size, now)
