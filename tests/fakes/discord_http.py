"""A bot without a library, for what only a wrong bot would send."""

from __future__ import annotations

import io
import json
from typing import Any

import aiohttp

from tests.fakes.discord_server import FakeDiscord

COMMAND = {"name": "imagine", "description": "Make a picture", "options": []}
BUTTON = {"type": 2, "style": 1, "label": "Again", "custom_id": "a"}


class Http:
    """A bot that speaks to the fake without a library."""

    def __init__(self, session: aiohttp.ClientSession, fake: Any) -> None:
        self.session, self._fake = session, fake

    async def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = None,
        files: dict[str, bytes] | None = None,
        raw: Any = None,
        **more: Any,
    ) -> tuple[int, Any]:
        """Send a request; return the status and the JSON of the answer. ``headers`` are those of the last one."""
        headers = {"Authorization": f"Bot {self._fake.token if token is None else token}"}
        headers |= more.pop("headers", {})
        data = raw
        if files is not None:
            data = aiohttp.FormData(quote_fields=False)
            data.add_field("payload_json", json.dumps(body or {}))
            for name, content in files.items():
                data.add_field(name, io.BytesIO(content), filename="a.png", content_type="application/octet-stream")
        elif body is not None:
            more["json"] = body
        async with self.session.request(method, self._fake.api_url + path, data=data, headers=headers, **more) as got:
            self.headers = got.headers
            text = await got.text()
            return got.status, json.loads(text) if text else None

    async def code(self, *args: Any, **more: Any) -> tuple[int, int | None]:
        """Send a request; return the status and the error's code."""
        status, told = await self(*args, **more)
        return status, told.get("code") if isinstance(told, dict) and "message" in told else None


def row(*items: dict[str, Any]) -> dict[str, Any]:
    """Return a message's body with these in one row."""
    return {"components": [{"type": 1, "components": list(items)}], "content": "x"}


async def asked(fake: Any, http: Http, channel: Any, user: Any) -> tuple[Any, str, str]:
    """Register and use a command; return the invocation, its callback's path and its webhook's."""
    await http("PUT", f"/applications/{fake.app.id}/commands", [COMMAND | {"integration_types": [0, 1]}])
    made = fake.slash(user, channel, "imagine")
    return made, f"/interactions/{made.id}/{made.token}/callback", f"/webhooks/{fake.app.id}/{made.token}"


async def unhurried():
    """A Discord that counts no rates and waits long for an acknowledgement."""
    async with FakeDiscord(ack_seconds=60) as server:
        server.rest.rates.on = False
        yield server


async def bare(fake):
    async with aiohttp.ClientSession() as session:
        yield Http(session, fake)


def studio(fake):
    return fake.guild("Studio")


def channel(fake, home):
    return fake.channel(home, "art")


def member(fake, home):
    return fake.user("mira", guilds=[home])
