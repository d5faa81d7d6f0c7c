"""Links to partial frames: short-lived, and only over https."""

from __future__ import annotations

from datetime import timedelta

import aiohttp
import pytest

from bot.platforms.browser.draw import card_json
from bot.ports import Sendable
from bot.web.app import make_app
from bot.web.frames import GOOD_FOR, Frames
from bot.web.serve import serving
from tests.fakes.workspace import explain, well
from tests.storage.sample import NOW

KEY = bytes(range(32))
PUBLIC = "https://easel.example"


class Shelf:
    """Has one frame."""

    async def preview(self, job_id: str, frame: str) -> Sendable | None:
        return Sendable(b"jpeg", "image/jpeg", "preview.jpg") if (job_id, frame) == ("job1", "0-2") else None


class World:
    def __init__(self) -> None:
        self.now = NOW
        self.frames = Frames(Shelf(), KEY, PUBLIC + "/", lambda: self.now)

    async def get(self, link: str | None) -> tuple[int, bytes, dict[str, str]]:
        assert link is not None
        app = make_app([self.frames.attach], checks=well, explain=explain, draw=card_json)
        async with serving(app, "127.0.0.1", 0) as port, aiohttp.ClientSession() as http:
            path = link.removeprefix(PUBLIC)
            async with http.get(f"http://127.0.0.1:{port}{path}") as response:
                return response.status, await response.read(), dict(response.headers)


async def test_a_link_shows_its_frame_to_a_chats_proxy_and_to_no_cache():
    world = World()
    status, body, headers = await world.get(world.frames.link("job1", "0-2"))
    assert (status, body, headers["Content-Type"]) == (200, b"jpeg", "image/jpeg")
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"


async def test_it_is_over_after_some_minutes_and_for_another_frame():
    world = World()
    link = world.frames.link("job1", "0-2")
    assert link != world.frames.link("job1", "0-3")
    assert (await world.get(world.frames.link("job2", "0-2")))[0] == 404
    world.now = NOW + GOOD_FOR
    assert (await world.get(link))[0] == 404
    assert timedelta(minutes=10) >= GOOD_FOR


async def test_one_that_was_made_up_opens_nothing():
    world = World()
    link = world.frames.link("job1", "0-2") or ""
    assert (await world.get(link[:-1] + ("A" if link[-1] != "A" else "B")))[0] == 404
    assert (await world.get(link.replace("0-2", "0-1")))[0] == 404
    assert (await world.get(PUBLIC + "/frames/job1~0-2.9999999999.x"))[0] == 404


@pytest.mark.parametrize("public", ["", "http://easel.example"])
def test_without_https_there_are_none(public: str):
    assert Frames(Shelf(), KEY, public, lambda: NOW).link("job1", "0-2") is None
