"""A small bot on real discord.py, and commands for it: what the fake's own tests talk to."""

from __future__ import annotations

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator
from typing import Any

from PIL import Image

from tests.fakes.discord_client import INTENTS, discord, quick_options

IMAGINE = {
    "name": "imagine",
    "description": "Make a picture",
    "contexts": [0, 1, 2],
    "integration_types": [0, 1],
    "options": [
        {"type": 3, "name": "prompt", "description": "What it shows", "required": True, "max_length": 6000},
        {"type": 3, "name": "model", "description": "Who makes it", "autocomplete": True},
        {"type": 11, "name": "image", "description": "To start from"},
    ],
}
EDIT = {"name": "Edit this image", "type": 3}


def png(color: str = "red", size: tuple[int, int] = (8, 8)) -> bytes:
    """Return a picture."""
    kept = io.BytesIO()
    Image.new("RGB", size, color).save(kept, "PNG")
    return kept.getvalue()


def upload(color: str = "red", name: str = "fox.png", **about: Any) -> discord.File:
    """Return a picture to send."""
    return discord.File(io.BytesIO(png(color)), name, **about)


class Bot(discord.AutoShardedClient):
    """A client that notes what it hears and does what a test says."""

    def __init__(self, fake: Any, *, intents: discord.Intents = INTENTS, **more: Any) -> None:
        super().__init__(**quick_options(intents), **more)
        self.fake = fake
        self.heard: list[discord.Message] = []
        self.asked: list[discord.Interaction] = []
        self.on_ask: Any = None

    async def before_identify_hook(self, shard_id, *, initial=False):
        """Discord.py would wait five seconds."""

    async def on_interaction(self, interaction):
        self.asked.append(interaction)
        self.fake.changed()
        if self.on_ask is not None:
            await self.on_ask(interaction)

    async def on_message(self, message):
        if message.author.id != self.user.id:
            self.heard.append(message)
            self.fake.changed()


@contextlib.asynccontextmanager
async def running(fake: Any, *commands: Any, app: Any = None, **options: Any) -> AsyncIterator[Bot]:
    """Log a bot in, register commands, and have it ready."""
    app = app or fake.app
    bot = Bot(fake, **options)
    async with bot:
        await bot.login(app.token)
        await bot.http.bulk_upsert_global_commands(app.id, list(commands or (IMAGINE, EDIT)))
        task = asyncio.create_task(bot.connect())
        try:
            await bot.wait_until_ready()
            yield bot
        finally:
            await bot.close()
            await asyncio.gather(task, return_exceptions=True)
