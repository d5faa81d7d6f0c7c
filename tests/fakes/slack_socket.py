"""Socket Mode: tickets, connections, envelopes and their acknowledgements."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.slack_script import Wrong

MOST_CONNECTIONS = 10


@dataclass(eq=False)
class Connection:
    """One websocket of the app. It takes envelopes until it is told to go."""

    number: int
    websocket: web.WebSocketResponse
    request: web.Request
    leaving: bool = False
    envelopes: set[str] = field(default_factory=set)


class Socket:
    """The app's connections. Each envelope goes to one of them, in turn."""

    def __init__(self, fake: Any) -> None:
        self._fake = fake
        self.connections: list[Connection] = []
        self.opened = 0
        self.sent: list[Any] = []
        self.acks_cross_connections = True
        self._tickets: dict[str, float] = {}
        self._waiting: dict[str, tuple[Any, asyncio.Future[Any]]] = {}
        self._turn = 0
        self._twice = self._ignored = 0

    def ticket(self) -> str:
        """Return an address that opens one connection, soon."""
        ticket = f"ticket-{self._fake.world.ids.number()}"
        self._tickets[ticket] = self._fake.clock.now() + 30
        return f"ws://127.0.0.1:{self._fake.port}/link/?ticket={ticket}&app_id={self._fake.app_id}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it ends."""
        expires = self._tickets.pop(request.query.get("ticket", ""), None)
        if expires is None or expires < self._fake.clock.now():
            return web.Response(status=403)
        websocket = web.WebSocketResponse()
        await websocket.prepare(request)
        if len(self.connections) >= MOST_CONNECTIONS:
            await websocket.send_json({"type": "disconnect", "reason": "too_many_websockets", "debug_info": {}})
            await websocket.close()
            return websocket
        self.opened += 1
        connection = Connection(self.opened, websocket, request)
        await websocket.send_json(self._hello())
        self.connections.append(connection)
        self._fake.changed()
        try:
            async for message in websocket:
                if message.type == WSMsgType.TEXT:
                    self._read(connection, message.data)
        finally:
            self._leave(connection)
        return websocket

    async def send(self, delivery: Any, number: int, reason: str | None, answer: asyncio.Future[Any]) -> bool:
        """Send an envelope; False where no connection is open."""
        ready = [each for each in self.connections if not each.leaving and not each.websocket.closed]
        if not ready:
            return False
        self._turn += 1
        connection = ready[self._turn % len(ready)]
        envelope_id = f"envelope-{self._fake.world.ids.number():08d}"
        frame: dict[str, Any] = {"envelope_id": envelope_id, "type": delivery.kind, "payload": delivery.payload}
        frame["accepts_response_payload"] = delivery.takes_payload
        if delivery.kind == "events_api":
            frame |= {"retry_attempt": number, "retry_reason": reason or ""}
        self._waiting[envelope_id] = (delivery, answer)
        connection.envelopes.add(envelope_id)
        text = json.dumps(frame)
        self.sent.append(delivery)
        try:
            await connection.websocket.send_str(text)
            if self._twice:
                self._twice -= 1
                await connection.websocket.send_str(text)
        except ConnectionError:
            return False
        return True

    def duplicate(self, count: int = 1) -> None:
        """Send each of the next envelopes twice."""
        self._twice += count

    def ignore_acks(self, count: int = 1) -> None:
        """Lose the next acknowledgements on their way, so that Slack sends again what was acknowledged."""
        self._ignored += count

    async def warn(self) -> None:
        """Tell every connection that it will be refreshed in about ten seconds."""
        for each in list(self.connections):
            await each.websocket.send_json(self._goodbye("warning"))

    async def refresh(self, *, overlap: bool = True) -> None:
        """Ask every connection to be opened anew; without ``overlap`` Slack closes it at once itself."""
        for each in list(self.connections):
            each.leaving = True
            await each.websocket.send_json(self._goodbye("refresh_requested"))
            if not overlap:
                await each.websocket.close()

    async def disable(self) -> None:
        """Turn Socket Mode off, as an administrator of the app does."""
        for each in list(self.connections):
            each.leaving = True
            await each.websocket.send_json(self._goodbye("link_disabled"))
            await each.websocket.close()

    def drop(self) -> None:
        """Cut every connection without a word."""
        for each in list(self.connections):
            each.leaving = True
            if each.request.transport is not None:
                each.request.transport.abort()

    async def close(self) -> None:
        for each in list(self.connections):
            await each.websocket.close()

    def _leave(self, connection: Connection) -> None:
        connection.leaving = True
        if connection in self.connections:
            self.connections.remove(connection)
        self._fake.changed()

    def _read(self, connection: Connection, text: str) -> None:
        try:
            self._acknowledge(connection, text)
        except Wrong as wrong:
            self._fake.refuse("an acknowledgement", wrong)

    def _acknowledge(self, connection: Connection, text: str) -> None:
        try:
            frame = json.loads(text)
        except ValueError as error:
            raise Wrong("not JSON", rule=True) from error
        if not isinstance(frame, dict) or frame.keys() - {"envelope_id", "payload"}:
            raise Wrong("an envelope_id and perhaps a payload is all it takes", rule=True)
        known = self._waiting.get(frame.get("envelope_id", ""))
        if known is None:
            raise Wrong("no such envelope_id", rule=True)
        if frame["envelope_id"] not in connection.envelopes and not self.acks_cross_connections:
            return
        delivery, answer = known
        if "payload" in frame and not delivery.takes_payload:
            raise Wrong(f"{delivery.type} takes no response payload", rule=True)
        if self._ignored:
            self._ignored -= 1
            return
        if not answer.done():
            answer.set_result(frame.get("payload"))

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self.connections) + 1,
            "debug_info": {"host": "applink-fake", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._fake.app_id},
        }

    def _goodbye(self, reason: str) -> dict[str, Any]:
        return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-fake"}}
