"""The fake Slack in a process of its own: another one builds its world, plays it, and reads what came of it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack_asking import picture


@pytest.fixture
async def fake():
    """Yield the address of a fake in a process of its own, and a session."""
    arguments = [sys.executable, "-m", "tests.fakes.slack_server", "--port", "0", "--processing", "0", "--ack", "60"]
    root = Path(__file__).parents[2]
    process = await asyncio.create_subprocess_exec(*arguments, cwd=root, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        base = f"http://127.0.0.1:{int(await process.stdout.readline())}"
        async with aiohttp.ClientSession() as session:
            yield base, session
    finally:
        process.terminate()
        await process.wait()


async def play(fake, **what) -> tuple[int, dict]:
    base, session = fake
    async with session.post(f"{base}/_control", json=what) as answer:
        return answer.status, await answer.json()


async def seen(fake, **wait) -> dict:
    base, session = fake
    async with session.get(f"{base}/_control", params=wait) as answer:
        return await answer.json()


async def test_what_people_do_at_their_times_is_told_with_how_it_was_taken_in(fake):
    base, session = fake
    assert (await play(fake, people=["mira"], channels=["art"]))[0] == 200
    tokens = (await seen(fake))["tokens"]
    client = AsyncWebClient(tokens["bot_token"], base_url=f"{base}/api/", session=session)
    app = AsyncApp(client=client)

    async def draw(ack, command):
        await ack()
        shown = picture()
        ticket = await client.files_getUploadURLExternal(filename="a.png", length=len(shown))
        await session.post(ticket["upload_url"], data=shown)
        await client.files_completeUploadExternal(files=[{"id": ticket["file_id"]}])
        while not (await client.files_info(file=ticket["file_id"]))["file"]["mimetype"]:  # noqa: ASYNC110 -- as apps do
            await asyncio.sleep(0)
        image = {"type": "image", "slack_file": {"id": ticket["file_id"]}, "alt_text": "a fox"}
        await client.chat_postMessage(channel=command["channel_id"], text="a fox", blocks=[image])

    async def refuse(ack):
        await ack("Not now.")

    app.command("/imagine")(draw)
    app.command("/easel")(refuse)
    handler = AsyncSocketModeHandler(app, tokens["app_token"])
    await handler.connect_async()
    try:
        await seen(fake, connections=1)
        await play(fake, reset=True)
        mira = {"person": "mira", "channel": "art", "do": "command"}
        acts = [{**mira, "command": "/imagine", "text": "a fox"}, {**mira, "command": "/easel"}]
        done = await play(fake, timed=[act | {"after": 0.01 * number} for number, act in enumerate(acts)])
        assert done == (200, {"acts": []})
        await seen(fake, asked=2)
        told = await seen(fake, pictures=1)
        assert [(each["type"], each["payload"]) for each in told["asked"]] == [
            ("/imagine", None),
            ("/easel", {"text": "Not now."}),
        ]
        assert all(each["ms"] > 0 for each in told["asked"])
        assert told["asked"][0]["at"] <= told["asked"][1]["at"]
        [shown] = [each for each in told["messages"] if each["by_bot"]]
        assert (shown["channel"], shown["pictures"], shown["broken"]) == ("art", 1, 0)
        assert float(shown["ts"]) > told["asked"][0]["at"]
        assert (await seen(fake, quiet=0.2))["counts"]["chat.postMessage"] == 1
        await play(fake, reset=True)
        assert (await seen(fake))["asked"] == []
    finally:
        await handler.close_async()


async def test_what_cannot_be_done_is_told_and_waiting_in_vain_ends(fake):
    status, told = await play(fake, dance=[1])
    assert (status, told) == (400, {"error": "unknown: ['dance']"})
    _, told = await play(fake, act=[{"person": "ada", "do": "command", "command": "/nothing"}])
    assert told["acts"] == [{"not_possible": "/nothing is not a valid command."}]
    await play(fake, timed=[{"person": "ada", "do": "dance", "after": 0}])
    told = await seen(fake, asked=1, seconds=0.2)
    assert told["asked"] == []
    assert "NotPossible('dance')" in told["refused"][0]
