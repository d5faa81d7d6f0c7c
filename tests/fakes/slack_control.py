"""The route by which another process scripts the fake Slack and reads what happened.

POST acts: ``people`` and ``channels`` are names to add (everyone is in a channel), ``act`` has people do something now,
``timed`` does the same in the background, each ``after`` so many seconds. What is done by them stands under ``asked``, with
the moment at which it was sent (unix seconds). GET waits for what its query names and then reads: ``?asked=100`` until so
many of them are acknowledged or given up, ``?pictures=100`` until the app shows so many messages with pictures,
``?quiet=5`` until nothing was called for so many seconds; these end after ``seconds`` (60 by default) all the same.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from tests.fakes.slack_chat import message_sent
from tests.fakes.slack_delivery import Delivery
from tests.fakes.slack_people import Drop
from tests.fakes.slack_script import Fault, NotPossible
from tests.fakes.slack_world import Message

_KEYS = {"reset", "settings", "advance", "fault", "people", "channels", "act", "timed", "flood"}


class Control:
    """Answers /_control, to this machine only."""

    def __init__(self, fake: Any) -> None:
        self._fake = fake
        self._asked: list[Delivery] = []

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """POST acts and scripts; GET waits for what its query names and then reads."""
        if request.remote not in {"127.0.0.1", "::1"}:
            return web.Response(status=403)
        if request.method == "POST":
            return await self._post(await request.json())
        query = dict(request.query)
        seconds = float(query.pop("seconds", 60))
        for name, value in query.items():
            await self._wait(name, float(value) if value.replace(".", "", 1).isdigit() else 1, seconds)
        return web.json_response(self._read())

    async def _post(self, asked: dict[str, Any]) -> web.StreamResponse:
        fake = self._fake
        if unknown := asked.keys() - _KEYS:
            return web.json_response({"error": f"unknown: {sorted(unknown)}"}, status=400)
        if asked.get("reset"):
            fake.forget()
            self._asked.clear()
        for name, value in asked.get("settings", {}).items():
            if name not in {"limits", "echo", "request_url", "rotation"}:
                return web.json_response({"error": f"unknown setting: {name}"}, status=400)
            setattr(fake, name, value)
        fake.clock.advance(asked.get("advance", 0))
        for each in asked.get("fault", []):
            fake.fault(
                each.pop("name"),
                Fault(each.pop("kind"), **{k: v for k, v in each.items() if k != "n"}),
                each.get("n", 1),
            )
        for name in asked.get("people", []):
            fake.team.add_person(name)
        for name in asked.get("channels", []):
            fake.team.add_channel(name)
        done = [self._done(each) for each in asked.get("act", [])]
        if "timed" in asked:
            fake.start(self._timed(asked["timed"]))
        if "flood" in asked:
            fake.start(self._flood(**asked["flood"]))
        return web.json_response({"acts": done})

    def _done(self, act: dict[str, Any]) -> dict[str, Any]:
        try:
            return self._act(**act)
        except NotPossible as error:
            return {"not_possible": str(error)}

    async def _wait(self, name: str, count: float, seconds: float) -> None:
        fake = self._fake
        seldom = {"asked": self._ended, "pictures": self._pictured, "quiet": self._quiet}.get(name)
        if seldom is not None:
            await self._seldom(lambda: seldom() >= count, seconds)
        elif name == "connections":
            await fake.connected(int(count))
        elif name == "acked":
            await fake.until(lambda: fake.ended >= count, what=f"{count:g} acks", seconds=600)
        elif name == "idle":
            await fake.idle()
        else:
            await fake.until(lambda: fake.count(name) >= count, what=f"{count:g} calls of {name}", seconds=600)

    async def _seldom(self, enough: Callable[[], bool], seconds: float) -> None:
        """Wait until it is enough, or the time is over; look rarely, since counting takes time from who is measured."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not enough():  # noqa: ASYNC110 -- that nothing happens is no event
                    await asyncio.sleep(0.05)

    def _ended(self) -> int:
        return sum(each.done.is_set() for each in self._asked)

    def _pictured(self) -> int:
        return sum(bool(each.by_bot and each.pictures) for each in self._messages())

    def _quiet(self) -> float:
        """Return for how many seconds nothing was called; for ever where nothing ever was."""
        calls = self._fake.calls
        return time.time() - calls[-1].at if calls else float("inf")

    def _messages(self) -> list[Message]:
        return [message for channel in self._fake.team.channels.values() for message in channel.live]

    def _act(self, person: str, do: str, channel: str = "general", **more: Any) -> dict[str, Any]:
        """Let a person do something: say, command, shortcut, press (of a message by its ts)."""
        who, where = self._fake.person(person), self._channel(person, channel)
        if do == "say":
            files = [Drop(each["name"], base64.b64decode(each["data"])) for each in more.pop("files", [])]
            said = who.say(where, more.pop("text", ""), files=files, **more)
            self._asked += said.deliveries
            return {"ts": said.ts, "events": [each.event_id for each in said.deliveries]}
        if do == "command":
            delivery = who.command(more["command"], more.get("text", ""), where)
        elif do == "shortcut":
            delivery = who.shortcut(more["callback_id"])
        elif do == "press":
            delivery = who.press(where.messages[more["ts"]], more["button"])
        elif do == "home":
            delivery = who.open_home()
        else:
            raise NotPossible(do)
        self._asked.append(delivery)
        return {"trigger_id": delivery.trigger_id, "event_id": delivery.event_id}

    def _channel(self, person: str, name: str) -> Any:
        team = self._fake.team
        return team.dm(self._fake.person(person)) if name == "@dm" else team.channel(name)

    async def _timed(self, acts: list[dict[str, Any]]) -> None:
        """Do things at their times, in order; what is not possible is remembered as a broken rule."""
        loop = asyncio.get_running_loop()
        start = loop.time()
        for act in acts:
            await asyncio.sleep(max(0.0, start + act.pop("after") - loop.time()))
            try:
                self._act(**act)
            except (NotPossible, KeyError, TypeError) as error:
                self._fake.refused.append(f"not possible: {act} {error!r}")

    async def _flood(self, *, count: int, per_second: float, act: dict[str, Any]) -> None:
        """Do something many times at an even rate; ``{n}`` in its text counts."""
        loop = asyncio.get_running_loop()
        start = loop.time()
        for number in range(count):
            await asyncio.sleep(max(0.0, start + number / per_second - loop.time()))
            self._act(
                **{name: value.replace("{n}", str(number)) if name == "text" else value for name, value in act.items()}
            )

    def _read(self) -> dict[str, Any]:
        fake = self._fake
        told = [_told(each) for each in fake.deliveries]
        counts = Counter(each.method for each in fake.calls if each.error is None)
        errors = Counter(f"{each.method} {each.error}" for each in fake.calls if each.error is not None)
        messages = [
            message_sent(message)
            | {"channel": message.channel.name or message.channel.id, "versions": len(message.versions)}
            | {"by_bot": message.by_bot, "pictures": len(message.pictures), "broken": len(message.broken)}
            for message in self._messages()
        ]
        names = ("app_token", "bot_token", "signing_secret", "client_id", "client_secret")
        return {
            "tokens": {name: getattr(fake, name) for name in names} | {"team_id": fake.team.id},
            "connections": len(fake.socket.connections),
            "opened": fake.socket.opened,
            "deliveries": told,
            "asked": [_told(each) for each in self._asked],
            "counts": counts,
            "errors": errors,
            "limited": len(fake.limited),
            "refused": fake.refused,
            "messages": messages,
            "ephemerals": [asdict(each) for each in fake.ephemerals],
            "shown": [asdict(each) for each in fake.shown],
        }


def _told(delivery: Delivery) -> dict[str, Any]:
    ack = delivery.ack
    return {
        "kind": delivery.kind,
        "type": delivery.type,
        "at": delivery.at,
        "ms": ack.ms if ack else None,
        "payload": ack.payload if ack else None,
        "gave_up": delivery.gave_up,
        "attempts": len(delivery.attempts),
        "bot": bool(delivery.payload.get("event", {}).get("bot_id")),
    }
