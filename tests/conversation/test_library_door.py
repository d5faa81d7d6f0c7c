"""From a Slack channel to the library's pages, by a link that works once."""

from __future__ import annotations

import re
from typing import Any

import aiohttp
import pytest

from tests.conversation.slack_guest import Scene, slack_scene
from tests.conversation.slack_seen import everything
from tests.patience import PATIENCE

scene = pytest.fixture(slack_scene)

PUBLIC = "http://127.0.0.1"


async def ask(http: aiohttp.ClientSession, method: str, path: str, body: object = None) -> tuple[int, Any]:
    async with http.request(method, path, json=body, headers={"X-Easel-CSRF": "enter"}) as response:
        return response.status, await response.json()


def guest(scene: Scene) -> aiohttp.ClientSession:
    jar = aiohttp.CookieJar(unsafe=True)
    return aiohttp.ClientSession(scene.address, cookie_jar=jar, timeout=aiohttp.ClientTimeout(PATIENCE))


async def token(scene: Scene) -> str:
    """Ask for a way in, and return what the link carries."""
    scene.easel("library open")
    told = everything(await scene.whisper("/library/enter#"))
    found = re.search(rf"{re.escape(PUBLIC)}/library/enter#([\w.-]+)", told)
    assert found is not None, told
    return found[1]


async def test_a_link_from_slack_opens_the_teams_walls_once(scene: Scene):
    await scene.start(public_url=PUBLIC)
    await scene.imagine("a red fox")
    await scene.imagine("a secret logo", where=scene.fake.channel("studio"))
    link = await token(scene)
    async with guest(scene) as ada, guest(scene) as other:
        status, invited = await ask(ada, "POST", "/library/api/invited", {"token": link})
        assert (status, invited["platform"]) == (200, "slack")
        assert (await ask(ada, "POST", "/library/api/enter", {"token": link}))[0] == 200
        assert (await ask(other, "POST", "/library/api/enter", {"token": link}))[1]["code"] == "library_link_over"
        _, seen = await ask(ada, "GET", "/library/api/pictures")
        assert [each["words"] for each in seen["pictures"]] == ["a red fox"]
        async with ada.get(f"/library/pictures/{seen['pictures'][0]['id']}/thumb") as response:
            assert (response.status, response.content_type) == (200, "image/webp")
    assert not [line for line in scene.logs if link in line]


async def test_who_closes_the_library_is_out_wherever_they_were_in(scene: Scene):
    await scene.start(public_url=PUBLIC)
    link, unused = await token(scene), await token(scene)
    async with guest(scene) as ada, guest(scene) as other:
        assert (await ask(ada, "POST", "/library/api/enter", {"token": link}))[0] == 200
        scene.easel("library close")
        assert "Nobody is in the library as you" in everything(await scene.whisper("Done."))
        assert (await ask(ada, "GET", "/library/api/pictures"))[0] == 401
        assert (await ask(other, "POST", "/library/api/enter", {"token": unused}))[1]["code"] == "library_link_over"
