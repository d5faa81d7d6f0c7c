"""What a test may have go wrong with a REST call."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.discord_errors import Wrong
from tests.fakes.discord_rates import limited


@dataclass(eq=False)
class Gate:
    """Holds the calls of a route until it is released."""

    route: str
    fake: Any = field(repr=False)
    waiting: int = 0
    opened: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    def release(self) -> None:
        self.opened.set()

    async def arrived(self, count: int = 1) -> None:
        """Wait until so many calls stand before it."""
        await self.fake.until(lambda: self.waiting >= count)


@dataclass(eq=False)
class Fault:
    """``status`` answers instead of doing; ``lost`` does and then cuts, or answers ``status``."""

    route: str
    times: int
    status: int | None = None
    lost: bool = False
    seconds: float = 0.0
    retry_after: float = 0.1
    scope: str = "user"
    code: int = 0
    html: bool = False

    def wrong(self) -> Wrong:
        """Return the error that it answers with."""
        if self.status == 429:
            headers = {"X-RateLimit-Scope": self.scope}
            return limited(self.retry_after, headers, code=self.code)
        return Wrong(self.status or 500, self.code, f"{self.status}: as the test asked")


class Faults:
    """The script. Routes are templates; ``*`` is any."""

    def __init__(self, fake: Any) -> None:
        self._fake = fake
        self._faults: list[Fault] = []
        self._gates: list[Gate] = []

    def add(self, fault: Fault) -> None:
        self._faults.append(fault)

    def hold(self, route: str) -> Gate:
        gate = Gate(route, self._fake)
        self._gates.append(gate)
        return gate

    def release(self) -> None:
        """Open every gate."""
        for gate in self._gates:
            gate.release()

    def take(self, route: str) -> Fault | None:
        """Return the next fault of a route and count it down."""
        fault = next((each for each in self._faults if each.route in {route, "*"} and each.times > 0), None)
        if fault is not None:
            fault.times -= 1
        return fault

    async def wait(self, route: str) -> None:
        """Stand before the gates of a route."""
        for gate in self._gates:
            if gate.route in {route, "*"} and not gate.opened.is_set():
                gate.waiting += 1
                self._fake.changed()
                await gate.opened.wait()
