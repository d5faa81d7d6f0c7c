"""The REST side: finds the route, asks for the token, counts the rate, reads the body, answers as Discord does."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from tests.fakes.discord_errors import Wrong, form, unknown
from tests.fakes.discord_faults import Fault, Faults
from tests.fakes.discord_rates import Rates
from tests.fakes.discord_rules import MOST_REQUEST
from tests.fakes.discord_world import App, Channel, File, Message, may, permissions

BASE = "/api/v10"


@dataclass(eq=False)
class Call:
    """A request and its answer. ``route`` is the template with the method before it; ``body`` has the JSON."""

    method: str
    route: str
    path: str
    at: float
    body: Any = None
    files: tuple[tuple[int, str, int], ...] = ()
    status: int = 0
    code: int = 0
    bucket: str = ""
    token: str = field(default="", repr=False)
    answer: Any = field(default=None, repr=False)


@dataclass
class Ask:
    """What a route's handler is given."""

    fake: Any
    app: App
    params: dict[str, str]
    query: dict[str, str]
    body: Any = None
    files: dict[int, File] = field(default_factory=dict)

    def channel(self, *names: str) -> Channel:
        """Return the channel of the path; 10003 where there is none, 50001 or 50013 without these permissions."""
        channel = self.fake.channels.get(self.id("channel"))
        if channel is None:
            raise unknown(10003)
        self.need(channel, *names)
        return channel

    def need(self, channel: Channel, *names: str) -> None:
        """Raise 50001 where the bot does not see a channel, 50013 where it may not do that there."""
        if not permissions(self.app.user, channel):
            raise Wrong(403, 50001)
        if not may(self.app.user, channel, *names):
            raise Wrong(403, 50013)

    def message(self, channel: Channel) -> Message:
        """Return the message of the path; one that is deleted, ephemeral or not there is unknown."""
        message = channel.everything.get(self.id("message"))
        if message is None or message.deleted or message.ephemeral:
            raise unknown(10008)
        return message

    def id(self, name: str) -> int:
        """Return an id of the path; one that is no snowflake breaks a rule."""
        text = self.params[name]
        if not text.isdigit():
            raise form(name, f"Value {text!r} is not snowflake.")
        return int(text)


Handler = Callable[[Ask], Any]
ROUTES: dict[str, tuple[Handler, bool]] = {}


def route(template: str, *, token: bool = True) -> Callable[[Handler], Handler]:
    """Register a handler for ``METHOD /path/{name}``; ``token`` false where the path itself is the authority."""

    def keep(handler: Handler) -> Handler:
        ROUTES[template] = (handler, token)
        return handler

    return keep


class Rest:
    """The server's REST half."""

    def __init__(self, fake: Any, pace: float) -> None:
        self._fake = fake
        self.rates = Rates(fake.clock, pace)
        self.faults = Faults(fake)
        self.calls: list[Call] = []
        self.limited: list[Call] = []
        self._patterns = [(name, *_pattern(name)) for name in ROUTES]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        call = Call(request.method, "", request.path, self._fake.clock.now())
        call.token = request.headers.get("authorization", "")
        self.calls.append(call)
        fault: Fault | None = None
        headers: dict[str, str] = {}
        try:
            handler, token, params = self._find(call)
            await self.faults.wait(call.route)
            fault = self.faults.take(call.route)
            if fault is not None:
                await asyncio.sleep(fault.seconds)
                if fault.status is not None and not fault.lost:
                    raise fault.wrong()
            app = self._who(call.token) if token else self._fake.app
            headers = self.rates.take(call.route, _major(params), str(app.id))
            call.bucket = headers.get("X-RateLimit-Bucket", "")
            call.body, files = await _read(request)
            call.files = tuple((index, file.name, len(file.data)) for index, file in files.items())
            told = handler(Ask(self._fake, app, params, dict(request.query), call.body, files))
            status, body = told if isinstance(told, tuple) else (200 if told is not None else 204, told)
        except Wrong as wrong:
            status, body = wrong.status, wrong.body()
            headers = {**headers, **wrong.headers}
            call.code = wrong.code
            self._note(call, wrong, scripted=fault is not None)
        call.status, call.answer = status, body
        self._fake.changed()
        if fault is not None and fault.lost:
            if fault.status is None:
                if request.transport is not None:
                    request.transport.abort()
                return web.Response()
            status, body = fault.status, {"message": f"{fault.status}: Bad Gateway", "code": 0}
        if fault is not None and fault.html:
            # A proxy's answer has neither JSON nor Discord's headers.
            return web.Response(status=status, text="<title>Access denied</title>", content_type="text/html")
        if status == 204:
            return web.Response(status=204, headers=headers)
        # Not web.json_response: its charset would not be Discord's header.
        return web.Response(
            status=status, body=json.dumps(body).encode(), headers=headers | {"Content-Type": "application/json"}
        )

    def _find(self, call: Call) -> tuple[Handler, bool, dict[str, str]]:
        path = call.path.removeprefix(BASE)
        others = False
        for name, method, pattern in self._patterns:
            matched = pattern.fullmatch(path)
            if matched is None:
                continue
            if method == call.method:
                call.route = name
                handler, token = ROUTES[name]
                return handler, token, matched.groupdict()
            others = True
        call.route = f"{call.method} ?"
        if others:
            raise Wrong(405, 0, "405: Method Not Allowed", broke=True)
        raise Wrong(404, 0, "404: Not Found", broke=True)

    def _who(self, given: str) -> App:
        for app in self._fake.apps:
            if given == f"Bot {app.token}":
                return app
        raise Wrong(401, 0, "401: Unauthorized", broke=True)

    def _note(self, call: Call, wrong: Wrong, *, scripted: bool) -> None:
        if wrong.status == 429:
            self.limited.append(call)
        if wrong.status in {401, 403} or (wrong.status == 429 and wrong.headers.get("X-RateLimit-Scope") != "shared"):
            self._fake.invalid_requests += 1
        if wrong.broke and not scripted:
            self._fake.refuse(f"{call.method} {call.path}: {wrong!r}")


def _pattern(name: str) -> tuple[str, re.Pattern[str]]:
    method, path = name.split(" ", 1)
    return method, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))


def _major(params: dict[str, str]) -> str:
    return "+".join(params[name] for name in ("channel", "guild", "app", "token") if name in params)


async def _read(request: web.Request) -> tuple[Any, dict[int, File]]:
    """Return the JSON of a body and its files by number; refuse what is neither JSON nor such a form."""
    if (request.content_length or 0) > MOST_REQUEST:
        raise Wrong(413, 40005)
    kind = request.content_type
    if not request.body_exists:
        return None, {}
    if kind == "multipart/form-data":
        return await _read_form(request)
    raw = await request.read()
    if not raw:
        return None, {}
    if kind != "application/json":
        raise Wrong(400, 50035, errors={"_": f"Expected application/json, not {kind}"})
    return _parsed(raw), {}


async def _read_form(request: web.Request) -> tuple[Any, dict[int, File]]:
    body, files, size = None, {}, 0
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        data = bytes(await part.read(decode=True))
        size += len(data)
        if size > MOST_REQUEST:
            raise Wrong(413, 40005)
        numbered = re.fullmatch(r"files\[(\d)\]", part.name or "")
        if part.name == "payload_json":
            body = _parsed(data)
        elif numbered is None or not part.filename:
            raise form(part.name or "_", "The form knows payload_json and files[n] with a filename")
        else:
            files[int(numbered[1])] = File(part.filename, data)
    return {} if body is None else body, files


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError as error:
        raise Wrong(400, 50109) from error
