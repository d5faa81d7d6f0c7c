"""Exact pixels on Discord: what is attached has them, what the button offers is the original."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tests.conversation.discord_guest import ORIGINAL, Scene, discord_scene

scene = pytest.fixture(discord_scene)


def size(data: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(data)).size


async def test_a_header_is_attached_in_its_pixels_and_stays_a_header(scene: Scene):
    await scene.start()
    first = await scene.imagine("a farm at dawn as an X header")
    assert size(first.attachments[0].data) == (1500, 500)
    assert "scaled to 1500x500 for X header" in first.text
    second = await scene.reply(first.channel, "make it night")
    assert size(second.attachments[0].data) == (1500, 500)
    varied = await scene.press(second, "Vary")
    assert size(varied.attachments[0].data) == (1500, 500)
    again = await scene.press(second, "Again")
    assert size(again.attachments[0].data) == (1500, 500)
    assert "scaled to 1500x500 for X header" in again.text
    original = await scene.pressed(second, ORIGINAL)
    assert size(original.attachments[0].data) == (1536, 512)
    assert b"caBX" in original.attachments[0].data
    assert "1500x500" in original.text
    cover = await scene.reply(first.channel, "make it a LinkedIn company cover")
    assert size(cover.attachments[0].data) == (1128, 191)
    assert "cropped to 1128x191" in cover.text
