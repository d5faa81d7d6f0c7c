"""What a test may have the fake Slack do, and what it remembers of what was asked."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

FAULTS = {
    "ratelimited",
    "status",
    "error",
    "close",
    "lost",
    "slow",
    "hang",
    "html",
    "revoke",
    "redirect",
}


class Wrong(Exception):
    """What Slack answers instead of doing it. ``rule``: the request itself broke a rule, whatever the world is like."""

    def __init__(self, error: str, *messages: str, rule: bool = False, status: int = 200, **more: Any) -> None:
        super().__init__(error, *messages)
        self.error, self.messages, self.rule, self.status, self.more = error, messages, rule, status, more

    @property
    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"ok": False, "error": self.error} | self.more
        if self.messages:
            body["response_metadata"] = {"messages": [f"[ERROR] {each}" for each in self.messages]}
        return body


class NotPossible(Exception):
    """A person cannot do this in Slack's own client; nothing was sent to the app."""


class NotAcknowledged(Exception):
    """Slack has given up waiting for the app's acknowledgement."""


@dataclass(frozen=True)
class Fault:
    """What the next call meets: a kind of FAULTS.

    ``lost`` takes effect and then closes the connection, ``close`` closes before; ``revoke`` takes the token away
    before the call is looked at.
    """

    kind: str
    retry_after: int = 1
    status: int = 503
    error: str = "internal_error"
    seconds: float = 1.0
    url: str = ""

    def __post_init__(self) -> None:
        if self.kind not in FAULTS:
            raise ValueError(f"no such fault: {self.kind}")


@dataclass(frozen=True)
class Called:
    """A call of the Web API as it came and was answered, ``at`` unix seconds. ``status`` 0: no answer reached the caller."""

    method: str
    args: dict[str, Any]
    status: int
    error: str | None
    token: str
    team_id: str | None
    answer: dict[str, Any] = field(default_factory=dict)
    at: float = field(default_factory=time.time)

    @property
    def ok(self) -> bool:
        return self.status == 200 and self.error is None


@dataclass(frozen=True)
class Ephemeral:
    """What only one person was shown. ``via``: api, response_url, ack. ``seen`` is False in a thread nobody is in."""

    channel_id: str
    user_id: str
    text: str
    blocks: list[dict[str, Any]]
    thread_ts: str | None
    ts: str
    via: str
    seen: bool = True


@dataclass(frozen=True)
class Shown:
    """What Slack's own client said to a person."""

    user_id: str
    channel_id: str | None
    text: str


@dataclass(frozen=True)
class Ack:
    """The app's answer to a delivery: real milliseconds since the attempt was sent, and what came with it."""

    ms: float
    payload: Any
    status: int
    attempt: int
    late: bool


@dataclass(frozen=True)
class Attempt:
    """One sending of a delivery. ``reason`` says why it was sent again."""

    transport: str
    number: int
    reason: str | None
