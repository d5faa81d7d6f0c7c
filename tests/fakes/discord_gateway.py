"""The gateway: sessions with their numbered events, resuming, and what can go wrong with a connection."""

from __future__ import annotations

import asyncio
import json
import secrets
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes import discord_wire as wire
from tests.fakes.discord_world import App, Guild, Reaction

GUILDS, GUILD_MEMBERS, GUILD_MODERATION = 1 << 0, 1 << 1, 1 << 2
PRESENCES, GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 8, 1 << 9, 1 << 12, 1 << 15
GUILD_REACTIONS, DIRECT_REACTIONS = 1 << 10, 1 << 13
_ALL_INTENTS = sum(1 << bit for bit in (*range(17), 20, 21, 24, 25))
_INTERVAL_MS = 41_250
_STALE = 4009


class Closed(Exception):
    """The connection is to be closed with this code."""


@dataclass(eq=False)
class Session:
    """One shard's session: it outlives its connections. ``log`` is every event it was sent: number, name, data."""

    id: str
    app: App
    shard: tuple[int, int]
    intents: int
    seq: int = 0
    log: list[tuple[int, str, Any]] = field(default_factory=list)
    connection: Connection | None = None
    ready: bool = False

    @property
    def reads_content(self) -> bool:
        return bool(self.intents & MESSAGE_CONTENT)

    def has(self, guild: Guild | None) -> bool:
        """Tell whether events of this guild, or of none, come to this shard."""
        return (guild.shard(self.shard[1]) if guild else 0) == self.shard[0]

    def push(self, event: str, data: Any) -> None:
        """Number an event, keep it, and send it where there is a connection."""
        self.seq += 1
        self.log.append((self.seq, event, data))
        if self.connection is not None:
            self.connection.send({"op": 0, "t": event, "s": self.seq, "d": data})


class Connection:
    """One websocket: frames leave in order, plain or as one zlib stream."""

    def __init__(self, ws: web.WebSocketResponse, transport: asyncio.Transport | None, *, compressed: bool) -> None:
        self.ws, self.transport = ws, transport
        self.session: Session | None = None
        self._zlib = zlib.compressobj() if compressed else None
        self._out: asyncio.Queue[dict[str, Any] | str | int] = asyncio.Queue()
        self.heartbeats = 0
        self.code: int | None = None

    def send(self, frame: dict[str, Any] | str) -> None:
        self._out.put_nowait(frame)

    def close(self, code: int) -> None:
        """Close after what is queued has been sent."""
        self.code = self.code or code
        self._out.put_nowait(code)

    async def run(self) -> None:
        """Send what is queued, to the end of the connection."""
        while not self.ws.closed:
            frame = await self._out.get()
            if isinstance(frame, int):
                await self.ws.close(code=frame)
                return
            text = frame if isinstance(frame, str) else json.dumps(frame)
            try:
                if self._zlib is None:
                    await self.ws.send_str(text)
                else:
                    packed = self._zlib.compress(text.encode()) + self._zlib.flush(zlib.Z_SYNC_FLUSH)
                    await self.ws.send_bytes(packed)
            except ConnectionError:
                return


class Gateway:
    """Every session, what clients sent, and the faults to play."""

    def __init__(self, fake: Any) -> None:
        self._fake = fake
        self._refusing = 0
        self._held: list[Callable[[], None]] | None = None
        self.sessions: list[Session] = []
        self.connections: list[Connection] = []
        self.identifies: list[tuple[float, dict[str, Any]]] = []
        self.resumes: list[dict[str, Any]] = []
        self.closed: list[int] = []
        self.refused_connects = 0
        self.compressed = 0

    def tell(
        self,
        event: str,
        build: Callable[[Session], Any],
        *,
        guild: Guild | None = None,
        app: App | None = None,
        only: Callable[[Session], bool] | None = None,
    ) -> None:
        """Send an event to each session that it concerns, as each may see it."""
        for session in list(self.sessions):
            apt = session.has(guild) and (app is None or session.app is app)
            inside = guild is None or app is not None or session.app.user.id in guild.members
            if apt and inside and (only is None or only(session)):
                self._push(session, event, build(session))

    def _push(self, session: Session, event: str, data: Any) -> None:
        if self._held is None:
            session.push(event, data)
        else:
            self._held.append(lambda: session.push(event, data))

    def connected(self, app: App | None = None) -> list[Session]:
        """Return the sessions that got READY and are connected."""
        return [s for s in self.sessions if s.ready and s.connection is not None and (app is None or s.app is app)]

    # Faults.

    def refuse_connects(self, count: int) -> None:
        """Answer the next connects with 502."""
        self._refusing = count

    def drop(self, code: int = 4000) -> None:
        """Close every connection with this code; 1006 cuts without a goodbye."""
        for connection in list(self.connections):
            if connection.session is not None:
                connection.session.connection = None
            if code == 1006:
                if connection.transport is not None:
                    connection.transport.abort()
            else:
                connection.close(code)

    def reconnect(self) -> None:
        """Ask every client to reconnect and resume."""
        for connection in self.connections:
            connection.send({"op": 7, "d": None, "s": None, "t": None})

    def invalidate(self, *, resumable: bool = False) -> None:
        """Tell every client that its session is invalid; one that is not resumable is forgotten."""
        for connection in self.connections:
            if not resumable and connection.session in self.sessions:
                self.sessions.remove(connection.session)
            connection.send({"op": 9, "d": resumable, "s": None, "t": None})

    def forget(self) -> None:
        """Forget every session, so that no resume succeeds."""
        self.sessions.clear()

    def malformed(self, event: str = "MESSAGE_CREATE", data: Any = None) -> None:
        """Send an event whose data no parser can read."""
        for session in self.connected():
            session.push(event, {"content": "no id"} if data is None else data)

    def redeliver(self, what: Any) -> None:
        """Send the event of an invocation, a new message or a reaction once more, as a resume may."""
        for session in self.sessions:
            if isinstance(what, Reaction):
                name = "MESSAGE_REACTION_ADD" if what.added else "MESSAGE_REACTION_REMOVE"
                seen = [data for _, event, data in session.log if event == name and what.told(data)]
                for data in seen[-1:]:
                    session.push(name, data)
                continue
            events = [(name, data) for _, name, data in session.log if name.endswith("_CREATE")]
            found = [(name, data) for name, data in events if data.get("id") == str(what.id) and "token" in data]
            found = found or [(n, d) for n, d in events if n == "MESSAGE_CREATE" and d.get("id") == str(what.id)]
            if found:
                session.push(*found[0])

    def hold(self) -> None:
        """Keep all events back until ``release``."""
        self._held = []

    def release(self, *, reverse: bool = False) -> None:
        """Send what was held back, in order or in reverse."""
        held, self._held = self._held or [], None
        for send in reversed(held) if reverse else held:
            send()

    # The protocol.

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Play one connection."""
        if self._refusing:
            self._refusing -= 1
            self.refused_connects += 1
            self._fake.changed()
            return web.Response(status=502, text="Bad gateway")
        query = request.query
        good = query.get("v") == "10" and query.get("encoding") == "json"
        packing = query.get("compress")
        ws = web.WebSocketResponse(compress=False, max_msg_size=65_536)
        await ws.prepare(request)
        if (
            not good
            or packing not in {None, "zlib-stream", "zstd-stream"}
            or set(query) - {"v", "encoding", "compress"}
        ):
            self._fake.refuse(f"gateway: query {dict(query)}")
            await ws.close(code=4012)
            return ws
        # Who asks for zstd takes plain frames as well.
        self.compressed += packing == "zlib-stream"
        connection = Connection(ws, request.transport, compressed=packing == "zlib-stream")
        self.connections.append(connection)
        connection.send({"op": 10, "d": {"heartbeat_interval": _INTERVAL_MS}, "s": None, "t": None})
        sending = asyncio.create_task(connection.run())
        try:
            await self._listen(connection)
        finally:
            sending.cancel()
            self.connections.remove(connection)
            if connection.session is not None and connection.session.connection is connection:
                connection.session.connection = None
            code = connection.code or int(ws.close_code or 1006)
            if code in {1000, 1001} and connection.session in self.sessions:
                self.sessions.remove(connection.session)
            self.closed.append(code)
            self._fake.changed()
        return ws

    async def _listen(self, connection: Connection) -> None:
        count = 0
        async for frame in connection.ws:
            if frame.type is not WSMsgType.TEXT:
                continue
            count += 1
            try:
                _check_size(frame.data, count, connection.heartbeats)
                self._take(connection, frame.data)
            except Closed as closed:
                code = int(str(closed))
                self._fake.refuse(f"gateway: closed with {code}")
                connection.close(code)
            self._fake.changed()

    def _take(self, connection: Connection, text: str) -> None:
        try:
            frame = json.loads(text)
            op, data = frame["op"], frame.get("d")
        except (ValueError, KeyError, TypeError) as error:
            raise Closed(4002) from error
        if op == 1:
            connection.heartbeats += 1
            connection.send({"op": 11, "d": None, "s": None, "t": None})
        elif op == 2:
            self._identify(connection, data)
        elif op == 6:
            self._resume(connection, data)
        elif op not in {3, 4, 8}:
            raise Closed(4001)
        elif connection.session is None:
            raise Closed(4003)
        elif op == 8:
            self._members(connection.session, data)

    def _app(self, token: Any) -> App:
        for app in self._fake.apps:
            if app.token == token:
                return app
        raise Closed(4004)

    def _identify(self, connection: Connection, data: dict[str, Any]) -> None:
        if connection.session is not None:
            raise Closed(4005)
        self.identifies.append((self._fake.clock.now(), data))
        app = self._app(data.get("token"))
        intents = data.get("intents")
        if not isinstance(intents, int) or intents & ~_ALL_INTENTS:
            raise Closed(4013)
        privileged = app.privileged | (MESSAGE_CONTENT if app.message_content else 0)
        if intents & (MESSAGE_CONTENT | GUILD_MEMBERS | PRESENCES) & ~privileged:
            raise Closed(4014)
        shard, count = data.get("shard") or (0, 1)
        if not 0 <= shard < count:
            raise Closed(4010)
        if not {"os", "browser", "device"} <= set(data.get("properties") or {}):
            raise Closed(4002)
        session = Session(secrets.token_hex(16), app, (shard, count), intents, connection=connection)
        connection.session = session
        self.sessions.append(session)
        guilds = [g for g in self._fake.guilds.values() if app.user.id in g.members and session.has(g)]
        ready = {
            "v": 10,
            "user": wire.user(app.user) | {"verified": True, "mfa_enabled": False, "flags": 0, "email": None},
            "guilds": [{"id": str(each.id), "unavailable": True} for each in guilds],
            "session_id": session.id,
            "resume_gateway_url": self._fake.gateway_url,
            "shard": [shard, count],
            "application": {"id": str(app.id), "flags": app.flags},
            "private_channels": [],
            "user_settings": {},
        }
        session.push("READY", ready)
        for guild in guilds if intents & GUILDS else []:
            session.push("GUILD_CREATE", wire.guild_create(guild, app))
        session.ready = True

    def _resume(self, connection: Connection, data: dict[str, Any]) -> None:
        self.resumes.append(data)
        app = self._app(data.get("token"))
        session = next((s for s in self.sessions if s.id == data.get("session_id") and s.app is app), None)
        if session is None:
            connection.send({"op": 9, "d": False, "s": None, "t": None})
            return
        if not isinstance(data.get("seq"), int) or data["seq"] > session.seq:
            raise Closed(4007)
        if session.connection is not None:
            session.connection.session = None
            session.connection.close(_STALE)
        connection.session, session.connection = session, connection
        for seq, event, told in [each for each in session.log if each[0] > data["seq"]]:
            connection.send({"op": 0, "t": event, "s": seq, "d": told})
        session.push("RESUMED", {"_trace": []})

    def _members(self, session: Session, data: dict[str, Any]) -> None:
        guild = self._fake.guilds.get(int(data["guild_id"]))
        if guild is None:
            return
        wanted = {int(each) for each in data.get("user_ids") or []}
        found = [m for m in guild.members.values() if not wanted or m.user.id in wanted]
        chunk: dict[str, Any] = {"guild_id": str(guild.id), "members": [wire.member(m) for m in found]}
        chunk |= {"chunk_index": 0, "chunk_count": 1, "not_found": []}
        session.push("GUILD_MEMBERS_CHUNK", chunk | ({"nonce": data["nonce"]} if "nonce" in data else {}))


def _check_size(text: str, count: int, heartbeats: int) -> None:
    if len(text.encode()) > 4096:
        raise Closed(4002)
    if count - heartbeats > 120:
        raise Closed(4008)
