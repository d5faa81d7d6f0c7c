"""Someone who talks to a running Easel through the browser workspace's real HTTP interface."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable
from typing import Any, Self

import aiohttp

from tests.patience import PATIENCE

Json = dict[str, Any]


class Guest:
    """One person in one browser: says things, presses buttons, hears what Easel answers."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.heard: dict[str, Json] = {}
        self.frames: list[str] = []
        self.patience = PATIENCE
        self._http = aiohttp.ClientSession(address, cookie_jar=aiohttp.CookieJar(unsafe=True))
        self._csrf = ""
        self._channel = ""
        self._news = asyncio.Condition()
        self._seq = 0
        self._listening: asyncio.Task[None] | None = None

    @classmethod
    async def enter(cls, address: str, name: str, *, admin_password: str = "", password: str = "") -> Self:
        """Enter the workspace and stand in its first channel."""
        guest = cls(address)
        body = {"name": name, "admin_password": admin_password, "password": password}
        answer = await guest._json("POST", "/api/enter", json=body)
        guest._csrf = answer["csrf"]
        await guest.go("general")
        guest._listening = asyncio.create_task(guest._listen())
        return guest

    async def go(self, channel: str) -> None:
        """Stand in a channel."""
        channels = (await self._json("GET", "/api/channels"))["channels"]
        self._channel = next(each["id"] for each in channels if each["name"] == channel)

    async def say(
        self, text: str, *, thread: str | None = None, uploads: list[str] | None = None,
        replies_to: str | None = None, sent: str | None = None,
    ) -> str | None:  # fmt: skip
        """Say something; return the id of the message that Easel answers in, None where it has nothing to answer."""
        body: Json = {"id": sent or str(uuid.uuid4()), "channel": self._channel, "text": text, "uploads": uploads or []}
        if thread is not None:
            body["thread"] = thread
        if replies_to is not None:
            body["replies_to"] = replies_to
        answer: str | None = (await self._json("POST", "/api/messages", json=body))["answer"]
        return answer

    async def press(self, message: Json, command: str, *, words: str = "", sent: str | None = None) -> str:
        """Press a card's button; return the id of the message that Easel answers in."""
        button = next(each for each in message["card"]["buttons"] if each["command"] == command)
        body = {
            "id": sent or str(uuid.uuid4()),
            "channel": message["channel"],
            "thread": message["thread"] or message["id"],
            "command": command,
            "target": button["target"],
            "words": words,
        }
        answer: str = (await self._json("POST", "/api/press", json=body))["answer"]
        return answer

    async def upload(self, data: bytes, name: str) -> str:
        """Give a file; return its source."""
        answer = await self._json("POST", "/api/uploads", params={"channel": self._channel, "name": name}, data=data)
        source: str = answer["source"]
        return source

    async def hear(self, message_id: str | None, until: Callable[[Json], bool]) -> Json:
        """Return Easel's message once its card is as ``until`` says."""
        assert message_id is not None, "Easel had nothing to answer"

        def there() -> bool:
            message = self.heard.get(message_id)
            return message is not None and message["card"] is not None and until(message["card"])

        async with self._news:
            try:
                await asyncio.wait_for(self._news.wait_for(there), self.patience)
            except TimeoutError:
                raise AssertionError(f"not heard; last: {self.heard.get(message_id)}") from None
        return self.heard[message_id]

    async def result(self, message_id: str | None) -> Json:
        """Return Easel's message once a job's end is in it."""
        return await self.hear(message_id, lambda card: card["kind"] in {"result", "refusal"})

    async def answer(self, message_id: str | None) -> Json:
        """Return Easel's message once it says anything but how far it is."""
        return await self.hear(message_id, lambda card: card["kind"] != "progress")

    async def imagine(self, words: str) -> Json:
        """Ask for a picture and return the message with it."""
        return await self.result(await self.say(f"/imagine {words}"))

    async def reply(self, root: Json, words: str, **how: Any) -> Json:
        """Reply in a thread and return Easel's answer."""
        return await self.answer(await self.say(words, thread=root["thread"] or root["id"], **how))

    async def tree(self, root: Json) -> list[Json]:
        """Return the versions of a thread."""
        params = {"channel": self._channel, "thread": root["id"]}
        versions: list[Json] = (await self._json("GET", "/api/tree", params=params))["versions"]
        return versions

    async def picture(self, picture_id: str, kind: str = "original") -> bytes:
        """Download a picture."""
        return await self.download(f"/pictures/{picture_id}/{kind}")

    async def download(self, path: str) -> bytes:
        """Download a file."""
        async with self._http.get(path) as response:
            assert response.status == 200, (response.status, await response.text())
            return await response.read()

    async def hear_all(self) -> None:
        """Return once everything that was said so far was heard."""
        newest = (await self._json("GET", "/api/me"))["seq"]
        async with self._news:
            await asyncio.wait_for(self._news.wait_for(lambda: self._seq >= newest), self.patience)

    async def status(self, path: str) -> int:
        """Return what a GET is answered with."""
        async with self._http.get(path) as response:
            return response.status

    async def quota(self) -> Json:
        """Return what is left."""
        left: Json = (await self._json("GET", "/api/me"))["quota"]
        return left

    async def leave(self) -> None:
        """Close the browser."""
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        await self._http.close()

    async def _listen(self) -> None:
        async with self._http.get("/api/feed", params={"after": "0"}, timeout=aiohttp.ClientTimeout()) as response:
            event = ""
            async for line in response.content:
                text = line.decode().rstrip("\n")
                if text.startswith("id: "):
                    async with self._news:
                        self._seq = int(text[4:])
                        self._news.notify_all()
                if text.startswith("event: "):
                    event = text[7:]
                elif text.startswith("data: ") and event == "message":
                    message = json.loads(text[6:])
                    async with self._news:
                        self.heard[message["id"]] = message
                        preview = ((message["card"] or {}).get("progress") or {}).get("preview")
                        if preview:
                            self.frames.append(preview)
                        self._news.notify_all()

    async def _json(self, method: str, path: str, **how: Any) -> Json:
        headers = {"X-Easel-CSRF": self._csrf, "Origin": self.address}
        async with self._http.request(method, path, headers=headers, **how) as response:
            body: Json = await response.json()
            if response.status >= 400:
                raise Refusal(response.status, body)
            return body


class Refusal(AssertionError):
    """The workspace refused a request."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(f"{status}: {body}")
        self.status = status
        self.body = body


def labels(message: Json) -> list[str]:
    """Return the commands of a card's buttons."""
    return [button["command"] for button in message["card"]["buttons"]]
