"""Links to originals: open to who holds one, for a week, and to nobody who made one up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.platforms.browser.draw import card_json
from bot.web.app import allowed_hosts, make_app
from bot.web.originals import GOOD_FOR, Originals
from bot.web.serve import serving
from bot.wiring import Parts, parts
from domain.picture import Picture
from storage import pictures
from tests.conversation.conftest import settings_for
from tests.fakes.pictures import encoded, scene
from tests.fakes.workspace import explain, well
from tests.storage.sample import NOW, picture, settle_in

KEY, OTHER = bytes(range(32)), bytes(32)
PUBLIC = "https://easel.example/"
DATA = encoded(scene(), "PNG")


class Time:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def easel(tmp_path: Path) -> AsyncIterator[Parts]:
    async with parts(settings_for(tmp_path)) as all_parts:
        await settle_in(all_parts.studio.database)
        yield all_parts


@pytest.fixture
def originals(easel: Parts, time: Time) -> Originals:
    return Originals(easel.studio, KEY, PUBLIC, time)


@pytest.fixture
async def kept(easel: Parts) -> Picture:
    digest = await easel.studio.assets.put(DATA)
    async with easel.studio.database.begin() as tx:
        return (await pictures.add(tx, [picture(digest=digest)]))[0]


@asynccontextmanager
async def served(originals: Originals) -> AsyncIterator[tuple[aiohttp.ClientSession, str]]:
    hosts = allowed_hosts("127.0.0.1", PUBLIC)
    app = make_app([originals.attach], checks=well, explain=explain, draw=card_json, hosts=hosts)
    async with serving(app, "127.0.0.1", 0) as port, aiohttp.ClientSession() as http:
        yield http, f"http://127.0.0.1:{port}"


def path_of(link: str | None) -> str:
    assert link is not None
    assert link.startswith("https://easel.example/originals/")
    return link.removeprefix("https://easel.example")


async def status(http: aiohttp.ClientSession, url: str) -> int:
    async with http.get(url) as response:
        body = await response.read()
        assert (DATA in body) == (response.status == 200)
        return response.status


async def test_the_link_gives_the_original_to_save_and_to_no_cache(originals: Originals, kept: Picture):
    path = path_of(originals.link(kept.id))
    async with served(originals) as (http, base):
        async with http.get(base + path, headers={"Host": "easel.example"}) as response:
            assert (response.status, await response.read()) == (200, DATA)
            assert response.headers["Content-Type"] == "image/png"
            assert response.headers["Content-Disposition"] == 'attachment; filename="easel-v1.png"'
            assert response.headers["Cache-Control"] == "private, no-store"
            assert "noindex" in response.headers["X-Robots-Tag"]
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert "Set-Cookie" not in response.headers
        async with http.head(base + path) as response:
            assert (response.status, response.headers["Content-Length"]) == (200, str(len(DATA)))
        async with http.get(base + path, headers={"Host": "evil.example"}) as response:
            assert response.status == 421


async def test_after_a_week_it_is_over(originals: Originals, kept: Picture, time: Time):
    path = path_of(originals.link(kept.id))
    async with served(originals) as (http, base):
        time.now = NOW + GOOD_FOR - timedelta(seconds=1)
        assert await status(http, base + path) == 200
        time.now = NOW + GOOD_FOR
        assert await status(http, base + path) == 404
    assert timedelta(days=7) == GOOD_FOR


async def test_a_deleted_picture_is_gone(originals: Originals, kept: Picture, easel: Parts):
    path = path_of(originals.link(kept.id))
    async with served(originals) as (http, base):
        assert await status(http, base + path) == 200
        async with easel.studio.database.begin() as tx:
            await pictures.delete(tx, kept.thread_id, kept.id)
        # Its bytes may be there for a moment, and those of an equal picture for good.
        assert await easel.studio.assets.has(kept.digest)
        assert await status(http, base + path) == 404


async def test_bytes_that_are_gone_are_not_found(originals: Originals, kept: Picture, easel: Parts):
    await easel.studio.assets.delete(kept.digest)
    async with served(originals) as (http, base):
        assert await status(http, base + path_of(originals.link(kept.id))) == 404


async def test_no_other_link_opens_anything(originals: Originals, kept: Picture, easel: Parts, time: Time):
    path = path_of(originals.link(kept.id))
    folder, _, token = path.rpartition("/")
    picture_id, until, signature = token.split(".")
    forged = path_of(Originals(easel.studio, OTHER, PUBLIC, time).link(kept.id)).rpartition("/")[2]
    wrong = [
        forged,
        token[:-1],
        token + "A",
        f"{picture_id}.{int(until) + 1}.{signature}",
        f"{picture_id[:-1]}x.{until}.{signature}",
        f"{picture_id}.{until}",
        f"{picture_id}.{until}.",
        f"{until}.{signature}",
        signature,
        picture_id,
        "ü.ü.ü",
        "..",
        ".",
        "%00",
        "x" * 5000,
        *(token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :] for at in range(len(token))),
    ]
    async with served(originals) as (http, base):
        assert await status(http, base + path) == 200
        for each in wrong:
            assert await status(http, f"{base}{folder}/{each}") == 404, each


async def test_a_link_to_nothing_leads_nowhere(originals: Originals):
    async with served(originals) as (http, base):
        assert await status(http, base + path_of(originals.link("unknown"))) == 404


def test_without_a_public_address_there_is_no_link(easel: Parts, time: Time):
    assert Originals(easel.studio, KEY, "", time).link("p1") is None
