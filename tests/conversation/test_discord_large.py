"""Pictures larger than Discord takes: shown smaller, with a way to the file itself."""

from __future__ import annotations

import asyncio
import io
import random
import socket

import aiohttp
import pytest
from PIL import Image

from tests.conversation.discord_guest import ORIGINAL, Scene, discord_scene
from tests.fakes.discord_world import MEBIBYTE, File

scene = pytest.fixture(discord_scene)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def noise(edge: int) -> File:
    """Return a picture that nothing makes smaller than three bytes a pixel."""
    kept = io.BytesIO()
    Image.frombytes("RGB", (edge, edge), random.Random(7).randbytes(3 * edge * edge)).save(
        kept, "PNG", compress_level=0
    )
    return File("noise.png", kept.getvalue())


@pytest.mark.parametrize("public", [True, False], ids=["with a link", "without"])
async def test_what_is_too_large_is_shown_smaller_and_can_be_had(scene: Scene, public: bool):
    scene.mira.nitro = True
    large = await asyncio.to_thread(noise, 2000)
    assert len(large.data) > 10 * MEBIBYTE
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    await scene.start(**({"public_url": address, "http_port": port} if public else {}))
    shown = await scene.reply(scene.art, "", mention=[scene.fake.app], files=[large])
    assert "uploaded by @Mira" in shown.text
    (attached,) = shown.attachments
    assert len(attached.data) <= 10 * MEBIBYTE
    assert "Shown smaller than it is" in shown.text
    told = await scene.pressed(shown, ORIGINAL)
    assert told.attachments == []
    links = [each["url"] for message in (shown, told) for each in message.buttons if "url" in each]
    if public:
        assert len(links) == 2
        assert all(each.startswith(address) for each in links)
        async with aiohttp.ClientSession() as anyone:
            for each in links:
                async with anyone.get(each) as response:
                    data = await response.read()
                    assert (response.status, response.content_type) == (200, "image/png")
                assert len(data) > 10 * MEBIBYTE
    else:
        assert links == []
        assert "so that there is a link to it" in told.text
