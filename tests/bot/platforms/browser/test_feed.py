from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

import aiohttp

from bot.platforms.browser.feed import MOST_OPEN
from bot.platforms.browser.session import LASTS
from bot.ports import Message
from tests.bot.platforms.browser.studio import Studio, Visitor, studio
from tests.patience import PATIENCE


def _message(house: Studio) -> Message:
    return Message("m1", "general", None, "someone", "Someone", "hello", house.workspace.now)


async def test_a_page_resumes_without_loss_or_double(ada: Visitor) -> None:
    for number in range(6):
        await ada.say(f"m{number}")
    first = await ada.events(3, after=0)
    rest = await ada.events(3, after=0, last=first[-1]["seq"])
    assert [each["text"] for each in first + rest] == [f"m{number}" for number in range(6)]


async def test_what_comes_while_listening_comes_at_once(house: Studio, ada: Visitor, ben: Visitor) -> None:
    listening = asyncio.create_task(ada.events(2, after=0))
    await ben.say("one")
    await ben.say("two")
    assert [each["text"] for each in await listening] == ["one", "two"]


async def test_more_than_a_batch_comes_whole_and_in_order(house: Studio, ada: Visitor) -> None:
    await asyncio.gather(*(ada.say(f"m{number}") for number in range(230)))
    seqs = [each["seq"] for each in await ada.events(230, after=0)]
    assert seqs == sorted(set(seqs))
    assert len(seqs) == 230


async def test_without_a_place_to_begin_only_what_is_new_comes(ada: Visitor) -> None:
    await ada.say("old")
    async with ada.http.get(f"{ada.base}/api/feed") as response:
        assert (await response.content.readuntil(b"\n\n")).startswith(b": beat\n")
        await ada.say("new")
        assert b'"text":"new"' in await response.content.readuntil(b"\n\n")


async def test_what_others_see_alone_neither_comes_nor_keeps_the_feed_busy(
    house: Studio, ada: Visitor, ben: Visitor
) -> None:
    asked = 0
    since = house.workspace.since

    async def counted(*args: object, **kwargs: object) -> object:
        nonlocal asked
        asked += 1
        return await since(*args, **kwargs)  # type: ignore[arg-type]

    house.workspace.since = counted  # type: ignore[method-assign,assignment]
    listening = asyncio.create_task(ben.events(2, after=0))
    await ada.say("/quota")
    while len(house.workspace.messages) < 2:
        await house.workspace.changed(await house.workspace.latest(), seconds=1)
    for _ in range(50):
        await asyncio.sleep(0)
    await ada.say("hello")
    assert [each["text"] for each in await listening] == ["/quota", "hello"]
    assert asked < 10


async def test_a_feed_ends_when_the_server_does() -> None:
    async with AsyncExitStack() as later:
        async with studio() as house:
            ada = await later.enter_async_context(house.visitor())
            response = await ada.http.get(f"{house.base}/api/feed")
            await response.content.readuntil(b"\n\n")
        assert await asyncio.wait_for(response.read(), PATIENCE) == b""


async def test_a_feed_ends_with_its_session(house: Studio, ada: Visitor, ben: Visitor) -> None:
    async with ada.http.get(f"{ada.base}/api/feed") as response:
        await response.content.readuntil(b"\n\n")
        house.workspace.now += LASTS + timedelta(seconds=1)
        await house.workspace.show(_message(house), final=True, first=True)
        rest = await asyncio.wait_for(response.read(), PATIENCE)
    assert rest.count(b"event: message") <= 1
    assert (await ada.ask("GET", "/api/feed"))[0] == 401


async def test_one_person_has_so_many_feeds_and_no_more(house: Studio, ada: Visitor, ben: Visitor) -> None:
    async with AsyncExitStack() as pages:
        opened = []
        for _ in range(MOST_OPEN):
            opened.append(await pages.enter_async_context(ada.http.get(f"{ada.base}/api/feed")))
            assert opened[-1].status == 200
        status, answer = await ada.ask("GET", "/api/feed")
        assert (status, answer["code"]) == (429, "feeds_too_many")
        async with ben.http.get(f"{ben.base}/api/feed") as response:
            assert response.status == 200
        # A page that is closed makes room before it is written to.
        opened[0].close()
        async with asyncio.timeout(PATIENCE):
            while (again := await ada.http.get(f"{ada.base}/api/feed")).status == 429:
                again.release()
        assert again.status == 200
        again.close()


async def test_a_place_that_is_none_is_refused(ada: Visitor) -> None:
    for after in ("x", "-1", "9" * 40, "\u0661"):
        assert (await ada.ask("GET", f"/api/feed?after={after}"))[0] == 400


async def test_the_connection_says_that_it_lives(ada: Visitor) -> None:
    async with ada.http.get(f"{ada.base}/api/feed?after=0", timeout=aiohttp.ClientTimeout(PATIENCE)) as response:
        assert response.headers["Cache-Control"] == "no-store"
        assert await response.content.readuntil(b"\n\n") == b": beat\nid: 0\nevent: beat\ndata: 0\n\n"
