"""How Slack hands something to the app: sent, waited for, sent again, given up."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

from tests.fakes.slack_http import Sender
from tests.fakes.slack_script import Ack, Attempt, NotAcknowledged, Shown, Wrong
from tests.fakes.slack_socket import Socket
from tests.fakes.slack_world import Team

GAVE_UP = {
    "timeout": "operation_timeout",
    "http_timeout": "operation_timeout",
    "connection_failed": "dispatch_unknown_error",
    "http_error": "dispatch_failed",
}
_ANSWERED = {"view_submission", "block_suggestion"}


class Delivery:
    """Something for the app, what became of it, and the ways to wait for that."""

    def __init__(
        self, fake: Any, team: Team, kind: str, payload: dict[str, Any], on_ack: Callable[[Any], None] | None = None
    ) -> None:
        self.fake, self.team, self.kind, self.payload, self.on_ack = fake, team, kind, payload, on_ack
        self.at = time.time()
        self.attempts: list[Attempt] = []
        self.ack: Ack | None = None
        self.late: list[Ack] = []
        self.gave_up: str | None = None
        self.rests: float | None = None
        self.done = asyncio.Event()
        self.was_applied = asyncio.Event()

    @property
    def event_id(self) -> str | None:
        return self.payload.get("event_id")

    @property
    def trigger_id(self) -> str | None:
        return self.payload.get("trigger_id")

    @property
    def response_url(self) -> str | None:
        urls = self.payload.get("response_urls") or [{}]
        return self.payload.get("response_url") or urls[0].get("response_url")

    @property
    def type(self) -> str:
        """The event's, or the interaction's, or the command."""
        inner = self.payload.get("event") or self.payload
        return str(inner.get("type") or inner.get("command"))

    @property
    def takes_payload(self) -> bool:
        return self.kind == "slash_commands" or self.type in _ANSWERED

    async def acked(self) -> Ack:
        """Return the acknowledgement that came in time. Raise NotAcknowledged when Slack has given up."""
        await self.done.wait()
        if self.ack is None:
            raise NotAcknowledged(f"{self.kind} {self.type}: {self.gave_up}")
        return self.ack

    async def applied(self) -> Ack:
        """Return the acknowledgement when what it asked for has been done too."""
        ack = await self.acked()
        await self.was_applied.wait()
        return ack

    async def settled(self) -> None:
        """Wait until it is acknowledged or given up."""
        await self.done.wait()


class Courier:
    """Sends deliveries by Socket Mode, or signed to the request URL where there is one."""

    def __init__(self, fake: Any) -> None:
        self._fake = fake
        self.socket = Socket(fake)
        self.http = Sender(fake)
        self._held: list[Delivery] | None = None

    def send(self, delivery: Delivery) -> Delivery:
        """Start a delivery."""
        self._fake.deliveries.append(delivery)
        if self._held is not None:
            self._held.append(delivery)
        else:
            self._fake.start(self._run(delivery))
        return delivery

    def hold(self) -> None:
        """Keep what is to be delivered from now on."""
        self._held = []

    def release(self, order: Any = None) -> None:
        """Deliver what was held, in an order: as it came, ``reversed``, or by a function of the list."""
        held, self._held = self._held or [], None
        if order == "reversed":
            held = held[::-1]
        elif order is not None:
            held = order(held)
        for delivery in held:
            self._fake.start(self._run(delivery))

    def redeliver(self, delivery: Delivery, *, reason: str = "timeout") -> asyncio.Task[Ack | str]:
        """Send an event again, acknowledged or not; the task's result is the Ack, or why there is none."""
        number = len(delivery.attempts)
        return self._fake.start(self._attempt(delivery, number, reason))

    async def _run(self, delivery: Delivery) -> None:
        waits = self._fake.timing.retries if delivery.kind == "events_api" else ()
        reason: str | None = None
        for number, wait in enumerate((0.0, *waits)):
            if wait:
                delivery.rests = wait
                self._fake.changed()
                await self._fake.clock.sleep(wait)
                delivery.rests = None
            outcome = await self._attempt(delivery, number, reason)
            if isinstance(outcome, Ack):
                self._accept(delivery, outcome)
                return
            reason, _, last = outcome.partition(" ")
            if last:
                break
        delivery.gave_up = reason
        self._say_error(delivery, GAVE_UP.get(reason or "", "dispatch_unknown_error"))
        self._end(delivery)
        self._fake.changed()

    def _accept(self, delivery: Delivery, ack: Ack) -> None:
        delivery.ack = ack
        self._end(delivery)
        try:
            if delivery.on_ack is not None:
                delivery.on_ack(ack.payload)
        except Wrong as wrong:
            self._fake.refuse(f"the answer to {delivery.type}", wrong)
            self._say_error(delivery, wrong.error)
        delivery.was_applied.set()
        self._fake.changed()

    def _end(self, delivery: Delivery) -> None:
        self._fake.ended += 1
        delivery.done.set()

    def _say_error(self, delivery: Delivery, error: str) -> None:
        if delivery.kind == "events_api":
            return
        user = delivery.payload.get("user_id") or (delivery.payload.get("user") or {}).get("id", "")
        channel = delivery.payload.get("channel_id") or (delivery.payload.get("channel") or {}).get("id")
        what = delivery.payload.get("command") or "That"
        self._fake.shown.append(Shown(user, channel, f'{what} failed with the error "{error}"'))

    async def _attempt(self, delivery: Delivery, number: int, reason: str | None) -> Ack | str:
        """Return the acknowledgement, or why there is none, with ``last`` behind it where it ends there."""
        by_http = self._fake.request_url is not None
        delivery.attempts.append(Attempt("http" if by_http else "socket", number, reason))
        started = time.perf_counter()

        def ack(payload: Any, status: int, *, late: bool = False) -> Ack:
            return Ack((time.perf_counter() - started) * 1000, payload, status, number, late)

        if by_http:
            return await self._by_http(delivery, number, reason, ack)
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        if not await self.socket.send(delivery, number, reason, answer):
            return "connection_failed"
        if not await self._in_time(answer):
            answer.add_done_callback(
                lambda done: done.cancelled() or delivery.late.append(ack(done.result(), 200, late=True))
            )
            return "timeout"
        return ack(answer.result(), 200)

    async def _by_http(self, delivery: Delivery, number: int, reason: str | None, ack: Any) -> Ack | str:
        posted = asyncio.ensure_future(self.http.post(delivery.kind, delivery.payload, number=number, reason=reason))
        if not await self._in_time(posted):
            posted.cancel()
            return "http_timeout"
        answer = posted.result()
        if answer is None:
            return "connection_failed"
        if not 200 <= answer.status < 300:
            stop = answer.headers.get("x-slack-no-retry") == "1"
            return "http_error last" if stop else "http_error"
        payload: Any = answer.text or None
        if answer.text and answer.headers.get("content-type", "").startswith("application/json"):
            payload = json.loads(answer.text)
        elif answer.text:
            payload = {"text": answer.text}
        return ack(payload, answer.status)

    async def _in_time(self, future: asyncio.Future[Any]) -> bool:
        timer = asyncio.ensure_future(self._fake.clock.sleep(self._fake.timing.ack))
        try:
            await asyncio.wait({future, timer}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            timer.cancel()
            if not future.done() and asyncio.current_task().cancelling():
                future.cancel()
        return future.done()
