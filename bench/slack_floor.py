"""The floor on Slack: what a bare slack-bolt app needs for the same work, with the vendor's SDK and nothing else.

``draw`` makes pictures in threads, as a short script would; ``ack`` acknowledges and does no more.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import sys
from typing import Any

import aiohttp
import pybase64
from openai import AsyncOpenAI
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

_ANYTHING = re.compile(".*", re.DOTALL)
_FIRST_LOOK, _SLOWER = 1.5, 1.6
"""How soon it asks whether a file can be shown, and by how much less often after that: as Easel does, for the same calls."""
_BUTTONS: dict[str, Any] = {
    "type": "actions",
    "elements": [{"type": "button", "action_id": "details", "text": {"type": "plain_text", "text": "Details"}}],
}


class Floor:
    """Answers whatever arrives in the fewest steps."""

    def __init__(self, client: AsyncWebClient, *, draws: bool) -> None:
        self._client = client
        self._draws = draws
        self._openai = AsyncOpenAI(max_retries=0)
        self.app = AsyncApp(client=client)
        for listens in (self.app.command, self.app.action, self.app.shortcut):
            listens(_ANYTHING)(self._answer)
        self.app.event(_ANYTHING)(self._hear)

    async def _hear(self) -> None:
        """Let it be acknowledged."""

    async def _answer(self, ack: Any, body: dict[str, Any]) -> None:
        await ack()
        if self._draws and body.get("command") == "/imagine":
            await self._draw(body["channel_id"], body["text"], body["user_id"])

    async def _draw(self, channel: str, text: str, user: str) -> None:
        prompt, *given = re.split(r"\s+(?=\w+:)", text)
        asked = dict(each.split(":", 1) for each in given) | {"prompt": prompt}
        _, root, picture = await asyncio.gather(
            self._client.users_info(user=user),
            self._client.chat_postMessage(channel=channel, text=prompt),
            self._make(asked),
        )
        file = await self._upload(picture, prompt)
        image = {"type": "image", "slack_file": {"id": file}, "alt_text": prompt}
        await self._client.chat_postMessage(
            channel=channel, thread_ts=root["ts"], text=prompt, blocks=[image, _BUTTONS]
        )
        await self._client.chat_update(channel=channel, ts=root["ts"], text=f"{prompt}: in the thread")

    async def _make(self, asked: dict[str, str]) -> bytes:
        """Ask for a picture with its partial frames, and leave those unseen."""
        async for event in await self._openai.images.generate(stream=True, partial_images=2, **asked):
            if event.type == "image_generation.completed":
                return await asyncio.to_thread(pybase64.b64decode, event.b64_json)
        raise RuntimeError("no picture came")

    async def _upload(self, picture: bytes, prompt: str) -> str:
        """Return the file once Slack can show it."""
        ticket = await self._client.files_getUploadURLExternal(
            filename="picture.png", length=len(picture), alt_txt=prompt
        )
        session = self._client.session
        assert session is not None
        async with session.post(ticket["upload_url"], data=picture) as answer:
            answer.raise_for_status()
        file: str = ticket["file_id"]
        await self._client.files_completeUploadExternal(files=[{"id": file}])
        pause = _FIRST_LOOK
        while True:
            await asyncio.sleep(pause)
            if (await self._client.files_info(file=file))["file"].get("original_w"):
                return file
            pause *= _SLOWER


async def main() -> None:
    """Serve until ended: ``draw`` or ``ack``; where Slack is stands in Easel's own settings."""
    url = os.environ["EASEL_SLACK_API_URL"]
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(os.environ["SLACK_BOT_TOKEN"], base_url=url, session=session)
        floor = Floor(client, draws=sys.argv[1] == "draw")
        handlers = [AsyncSocketModeHandler(floor.app, os.environ["SLACK_APP_TOKEN"]) for _ in range(2)]
        for handler in handlers:
            await handler.connect_async()
        print(f"listens to {url}", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main())
