"""The floor on Discord: what a bare discord.py client needs for the same work, with the vendor's SDK and nothing else.

``draw`` makes pictures in threads, as a short script would; ``defer`` acknowledges and does no more.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import sys
from typing import Any

import discord
import pybase64
from openai import AsyncOpenAI

from bot.platforms.discord import hosts

AT_ONCE = 32
"""Pictures that are made at once: as many as Easel makes."""

_TEXT = 3
_SHOWN = ("prompt", "size", "quality", "model")
_COMMANDS: tuple[dict[str, Any], ...] = (
    {
        "name": "imagine",
        "description": "Make a picture",
        "options": [{"type": _TEXT, "name": name, "description": name} for name in _SHOWN],
    },
    {"name": "quota", "description": "What is left"},
    {
        "name": "show",
        "description": "Show a picture",
        "options": [{"type": _TEXT, "name": "picture", "description": "Which", "autocomplete": True}],
    },
)


class Floor(discord.Client):
    """Answers whatever arrives in the fewest steps."""

    def __init__(self, api_url: str, *, draws: bool) -> None:
        super().__init__(intents=discord.Intents(guilds=True), max_messages=None, chunk_guilds_at_startup=False)
        self._api_url = api_url
        self._draws = draws
        self._openai = AsyncOpenAI(max_retries=0)
        self._room = asyncio.Semaphore(AT_ONCE)

    async def on_ready(self) -> None:
        assert self.application_id is not None
        await self.http.bulk_upsert_global_commands(self.application_id, list(_COMMANDS))
        print(f"listens to {self._api_url}", flush=True)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        response: Any = interaction.response
        if interaction.type is discord.InteractionType.autocomplete:
            await response.autocomplete([])
        elif interaction.type is discord.InteractionType.component:
            await response.defer()
        else:
            await response.defer(thinking=True)
            data: Any = interaction.data
            if self._draws and data["name"] == "imagine":
                asked = {each["name"]: each["value"] for each in data["options"]}
                async with self._room:
                    picture = await self._make(asked)
                await self._post(interaction, asked["prompt"], picture)

    async def _make(self, asked: dict[str, str]) -> bytes:
        """Ask for a picture with its partial frames, and leave those unseen."""
        async for event in await self._openai.images.generate(stream=True, partial_images=2, **asked):
            if event.type == "image_generation.completed":
                return await asyncio.to_thread(pybase64.b64decode, event.b64_json)
        raise RuntimeError("no picture came")

    async def _post(self, interaction: discord.Interaction[Any], prompt: str, picture: bytes) -> None:
        message = await interaction.edit_original_response(content=prompt)
        thread = await message.create_thread(name=prompt[:100])
        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button(label="Details", custom_id="details"))
        await thread.send(file=discord.File(io.BytesIO(picture), "picture.png"), view=view)


async def main() -> None:
    """Serve until ended: ``draw`` or ``defer``; where Discord is stands in Easel's own settings."""
    api_url = os.environ["EASEL_DISCORD_API_URL"]
    hosts.move(api_url, os.environ["EASEL_DISCORD_GATEWAY_URL"])
    async with Floor(api_url, draws=sys.argv[1] == "draw") as client:
        await client.start(os.environ["DISCORD_TOKEN"])


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main())
