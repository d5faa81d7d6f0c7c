"""The floor: what the same machine needs for the same work without Easel.

``serve`` answers a POST after one committed insert; ``picture`` asks the vendor through its SDK, keeps the bytes and
is done. Both leave out everything that makes Easel worth having.
"""

from __future__ import annotations

import asyncio
import hashlib
import sys
import tempfile
import time
from pathlib import Path

import aiosqlite
import pybase64
from aiohttp import web
from openai import AsyncOpenAI


async def serve() -> None:
    """Serve until ended."""
    with tempfile.TemporaryDirectory() as folder:
        database = await aiosqlite.connect(Path(folder) / "floor.db")
        await database.execute("PRAGMA journal_mode=WAL")
        await database.execute("PRAGMA synchronous=FULL")
        await database.execute("CREATE TABLE inbox (id TEXT PRIMARY KEY, body TEXT)")
        await database.commit()

        async def post(request: web.Request) -> web.Response:
            body = await request.json()
            await database.execute("INSERT INTO inbox VALUES (?, ?)", (body["id"], str(body)))
            await database.commit()
            return web.json_response({"answer": body["id"]}, status=202)

        app = web.Application()
        app.router.add_post("/api/messages", post)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
        await asyncio.Event().wait()


async def pictures(url: str, key: str, folder: Path, count: int) -> list[float]:
    """Return the seconds each of ``count`` pictures took, one after the other."""
    took = []
    async with AsyncOpenAI(base_url=url, api_key=key, max_retries=0) as client:
        for number in range(count):
            began = time.perf_counter()
            stream = await client.images.generate(
                model="gpt-image-2.6-flare", prompt=f"a fox {number}", size="1024x1024", quality="low",
                stream=True, partial_images=2,
            )  # fmt: skip
            async for event in stream:
                if event.type == "image_generation.completed":
                    data = await asyncio.to_thread(pybase64.b64decode, event.b64_json)
                    path = folder / hashlib.sha256(data).hexdigest()
                    await asyncio.to_thread(path.write_bytes, data)
            took.append(time.perf_counter() - began)
    return took


if __name__ == "__main__":
    sys.exit(asyncio.run(serve()))
