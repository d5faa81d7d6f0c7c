"""Playing a fake that runs in a process of its own, by ``/_control``.

POST ``{"do": [{"call": "guild", "args": ["Studio"], "kwargs": {}, "as": "home"}, ...]}`` calls the fake's functions in
order. ``"$home"`` in arguments is what was called ``home``; ``{"$file": [name, base64]}`` is a file,
``{"$message": id}`` a message. ``app`` is known from the start. ``"times": 100, "every": 0.01`` repeats a call in the
background, the first time ``"after"`` so many seconds. The answer has the ids made, by name.

GET answers with what was seen; ``?sessions=1``, ``?commands=1``, ``?acked=100``, ``?answered=100``, ``?results=100``
wait for so many first (``seconds`` at most, 60 by default, then it answers all the same). Each interaction has the
milliseconds to its first answer, and a command that was answered in a thread of its own the result there: the first
message of a bot's with a file, and the milliseconds to that.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
from collections import Counter
from typing import Any

from aiohttp import web

from tests.fakes.discord_errors import UiRefused
from tests.fakes.discord_invocation import Invocation
from tests.fakes.discord_world import File, Message

_CALLS = frozenset(
    [
        "guild",
        "channel",
        "user",
        "application",
        "install",
        "install_for",
        "join",
        "leave",
        "ban",
        "role",
        "give",
        "dm",
        "group_dm",
        "deny",
        "allow",
        "say",
        "slash",
        "autocomplete",
        "press",
        "react",
        "unreact",
        "context_menu",
        "submit_modal",
        "archive",
        "unarchive",
        "lock",
        "edit_message",
        "delete_message",
        "delete_channel",
        "thread",
        "private_thread",
        "fail",
        "lose_reply",
        "delay",
    ]
)
_ON = {
    "gateway": frozenset(
        ["drop", "reconnect", "invalidate", "malformed", "refuse_connects", "redeliver", "hold", "release"]
    )
}


class Control:
    """The route, and the names given so far."""

    def __init__(self, fake: Any) -> None:
        self._fake = fake
        self._named: dict[str, Any] = {}
        self._running: set[asyncio.Task[None]] = set()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Play or read, for this machine alone."""
        if request.remote not in {"127.0.0.1", "::1"}:
            return web.Response(status=403)
        self._named.setdefault("app", self._fake.app)
        if request.method == "POST":
            try:
                return web.json_response(self._play((await request.json())["do"]))
            except (UiRefused, KeyError, TypeError) as error:
                return web.json_response({"error": repr(error)}, status=400)
        query = request.query
        seconds = float(query.get("seconds", 60))
        if "sessions" in query:
            await self._fake.ready(sessions=int(query["sessions"]), seconds=seconds)
        if "commands" in query:
            await self._fake.until(
                lambda: len(self._fake.app.commands.get(None, ())) >= int(query["commands"]), seconds
            )
        for name, test in (("acked", _acked), ("answered", _answered), ("results", _result)):
            if name in query:
                with contextlib.suppress(TimeoutError):
                    await self._until(test, int(query[name]), seconds)
        return web.json_response(self._seen())

    async def _until(self, test: Any, count: int, seconds: float) -> None:
        """Wait for so many; look rarely, since counting takes time from who is measured."""
        async with asyncio.timeout(seconds):
            while sum(map(bool, map(test, self._fake.invocations.values()))) < count:
                await self._fake.until_changed()
                await asyncio.sleep(0.05)

    def _play(self, steps: list[dict[str, Any]]) -> dict[str, Any]:
        made = {}
        for step in steps:
            if "times" in step:
                task = asyncio.create_task(self._repeat(step))
                self._running.add(task)
                task.add_done_callback(self._running.discard)
                continue
            result = self._one(step)
            if "as" in step:
                self._named[step["as"]] = result
                made[step["as"]] = str(getattr(result, "id", result))
        fake = self._fake
        return {"made": made, "token": fake.token, "api_url": fake.api_url, "gateway_url": fake.gateway_url}

    async def _repeat(self, step: dict[str, Any]) -> None:
        start = asyncio.get_running_loop().time() + step.get("after", 0)
        for index in range(step["times"]):
            await asyncio.sleep(max(0.0, start + index * step.get("every", 0) - asyncio.get_running_loop().time()))
            self._one(step)

    def _one(self, step: dict[str, Any]) -> Any:
        place, _, name = step["call"].rpartition(".")
        if name not in (_ON.get(place, ()) if place else _CALLS):
            raise KeyError(step["call"])
        on = getattr(self._fake, place) if place else self._fake
        args = [self._read(each) for each in step.get("args", [])]
        return getattr(on, name)(*args, **{k: self._read(v) for k, v in step.get("kwargs", {}).items()})

    def _read(self, value: Any) -> Any:
        if isinstance(value, str) and value.startswith("$"):
            return self._named[value[1:]]
        if isinstance(value, dict) and "$message" in value:
            return self._fake.message(int(value["$message"]))
        if isinstance(value, dict) and "$file" in value:
            return File(value["$file"][0], base64.b64decode(value["$file"][1]))
        if isinstance(value, dict):
            return {name: self._read(each) for name, each in value.items()}
        return [self._read(each) for each in value] if isinstance(value, list) else value

    def _seen(self) -> dict[str, Any]:
        fake = self._fake
        calls = Counter(f"{call.route} {call.status}" for call in fake.calls)
        asked = [
            {
                "id": str(each.id),
                "type": each.type,
                "ack": each.ack.type if each.ack else None,
                "ack_ms": each.ack.ms if each.ack else None,
                "answered": _answered(each),
                "result": _told(each),
            }
            for each in fake.invocations.values()
        ]
        return {
            "interactions": asked,
            "calls": calls,
            "refused": fake.refused,
            "limited": len(fake.limited),
            "invalid_requests": fake.invalid_requests,
            "sessions": len(fake.gateway.connected()),
            "messages": sum(len(each.messages) for each in fake.channels.values()),
        }


def _acked(invocation: Invocation) -> bool:
    return invocation.ack is not None


def _answered(invocation: Invocation) -> bool:
    original = invocation.response()
    return original is not None and not original.loading


def _result(invocation: Invocation) -> Message | None:
    thread = None if invocation.original is None else invocation.original.thread
    messages = [] if thread is None else thread.messages
    return next((each for each in messages if each.author.bot and each.attachments), None)


def _told(invocation: Invocation) -> dict[str, Any] | None:
    result = _result(invocation)
    if result is None:
        return None
    return {"message": str(result.id), "ms": (result.at - invocation.created) * 1e3}
