"""The route by which another process scripts the fake Slack and reads what happened."""

from __future__ import annotations

import asyncio
import base64
from collections import Counter
from dataclasses import asdict
from typing import Any

from aiohttp import web

from tests.fakes.slack_chat import message_sent
from tests.fakes.slack_people import Drop
from tests.fakes.slack_script import Fault, NotPossible


class Control:
    """Answers /_control, to this machine only."""

    def __init__(self, fake: Any) -> None:
        self._fake = fake

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """POST acts and scripts; GET waits for what its query names and then reads."""
        if request.remote not in {"127.0.0.1", "::1"}:
            return web.Response(status=403)
        if request.method == "POST":
            return await self._post(await request.json())
        query = request.query
        for name, value in query.items():
            await self._wait(name, int(value) if value.isdigit() else 1)
        return web.json_response(self._read())

    async def _post(self, asked: dict[str, Any]) -> web.StreamResponse:
        fake = self._fake
        unknown = asked.keys() - {"reset", "settings", "advance", "fault", "act", "flood"}
        if unknown:
            return web.json_response({"error": f"unknown: {sorted(unknown)}"}, status=400)
        if asked.get("reset"):
            fake.forget()
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
        done = []
        for each in asked.get("act", []):
            try:
                done.append(self._act(**each))
            except NotPossible as error:
                done.append({"not_possible": str(error)})
        if "flood" in asked:
            fake.start(self._flood(**asked["flood"]))
        return web.json_response({"acts": done})

    async def _wait(self, name: str, count: int) -> None:
        fake = self._fake
        if name == "connections":
            await fake.connected(count)
        elif name == "acked":
            await fake.until(lambda: fake.ended >= count, what=f"{count} acks", seconds=600)
        elif name == "idle":
            await fake.idle()
        else:
            await fake.until(lambda: fake.count(name) >= count, what=f"{count} calls of {name}", seconds=600)

    def _act(self, person: str, do: str, channel: str = "general", **more: Any) -> dict[str, Any]:
        """Let a person do something: say, command, shortcut, press (of a message by its ts)."""
        who, where = self._fake.person(person), self._channel(person, channel)
        if do == "say":
            files = [Drop(each["name"], base64.b64decode(each["data"])) for each in more.pop("files", [])]
            said = who.say(where, more.pop("text", ""), files=files, **more)
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
        return {"trigger_id": delivery.trigger_id, "event_id": delivery.event_id}

    def _channel(self, person: str, name: str) -> Any:
        team = self._fake.team
        return team.dm(self._fake.person(person)) if name == "@dm" else team.channel(name)

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
        told = [
            {
                "kind": each.kind,
                "type": each.type,
                "ms": each.ack.ms if each.ack else None,
                "gave_up": each.gave_up,
                "attempts": len(each.attempts),
                "bot": bool(each.payload.get("event", {}).get("bot_id")),
            }
            for each in fake.deliveries
        ]
        counts = Counter(each.method for each in fake.calls if each.error is None)
        errors = Counter(f"{each.method} {each.error}" for each in fake.calls if each.error is not None)
        messages = [
            message_sent(message) | {"channel": channel.name or channel.id, "versions": len(message.versions)}
            for channel in fake.team.channels.values()
            for message in channel.live
        ]
        names = ("app_token", "bot_token", "signing_secret", "client_id", "client_secret")
        return {
            "tokens": {name: getattr(fake, name) for name in names} | {"team_id": fake.team.id},
            "connections": len(fake.socket.connections),
            "opened": fake.socket.opened,
            "deliveries": told,
            "counts": counts,
            "errors": errors,
            "limited": len(fake.limited),
            "refused": fake.refused,
            "messages": messages,
            "ephemerals": [asdict(each) for each in fake.ephemerals],
            "shown": [asdict(each) for each in fake.shown],
        }
