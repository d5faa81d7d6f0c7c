from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack

import aiohttp
import pytest
from aiohttp import web

from bot.platforms.browser.files import WAITING, Files, file_name
from bot.ports import BrowserOptions, File
from tests.bot.platforms.browser.studio import Studio, Visitor, studio
from tests.fakes.workspace import png
from tests.patience import PATIENCE


async def test_the_original_comes_unchanged_and_under_its_name(house: Studio, ada: Visitor) -> None:
    data = png(640, 400)
    house.workspace.pictures["p1"] = (data, "general")
    async with ada.http.get(f"{ada.base}/pictures/p1/original") as response:
        assert await response.read() == data
        assert response.headers["Content-Disposition"] == (
            "attachment; filename=\"Fuchs & Kaktus _v1_.png\"; filename*=UTF-8''Fuchs%20%26%20Kaktus%20%E2%80%9Cv1%E2%80%9D.png"
        )
        assert response.content_type == "image/png"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "private, max-age=31536000, immutable"
        assert response.headers["Vary"] == "Cookie"
        etag = response.headers["ETag"]
    async with ada.http.get(f"{ada.base}/pictures/p1/original", headers={"If-None-Match": etag}) as response:
        assert (response.status, await response.read()) == (304, b"")
    async with ada.http.head(f"{ada.base}/pictures/p1") as response:
        assert (response.status, response.headers["Content-Length"]) == (200, str(len(data)))
        assert "Content-Disposition" not in response.headers


async def test_what_is_no_picture_is_never_shown_as_a_page(house: Studio, ada: Visitor) -> None:
    async def page(*_args: object, **_kwargs: object) -> File:
        async def chunks():
            yield b"<script>alert(1)</script>"

        return File(chunks(), "text/html", 25, "a.html")

    house.workspace.upload = page  # type: ignore[method-assign,assignment]
    async with ada.http.get(f"{ada.base}/uploads/u1") as response:
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"].startswith("attachment")


async def test_uploads_are_capped_while_they_are_read() -> None:
    async with studio(BrowserOptions("key", upload_limit=100_000)) as house, house.visitor() as ada:
        path = f"{house.base}/api/uploads?channel=general&name=big.png"

        async def endless():
            for _ in range(1000):
                yield png() + b"\0" * 10_000

        async with ada.http.post(path, data=endless(), headers={"X-Easel-CSRF": ada.csrf}) as response:
            assert response.status == 413
        status, answer = await ada.ask("POST", "/api/uploads?channel=general&name=big.png", b"\0" * 100_001)
        assert status == 413
        assert answer["card"]["text"].startswith("upload_too_big")
        assert not house.workspace.files
        assert (await ada.ask("POST", "/api/uploads?channel=general&name=a.png", png()))[0] == 201


async def test_an_upload_that_stalls_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Files.__init__, "__defaults__", (0.05,))
    never = asyncio.Event()

    async def stalled():
        yield png()
        await never.wait()

    async with studio() as house, house.visitor() as ada:
        path = f"{house.base}/api/uploads?channel=general&name=slow.png"
        async with ada.http.post(path, data=stalled(), headers={"X-Easel-CSRF": ada.csrf}) as response:
            assert (response.status, (await response.json())["code"]) == (400, "upload_too_slow")


class Trickle:
    """Uploads that have begun and do not go on until they are told to."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self.reading = 0
        self._go = asyncio.Event()
        self._begun = asyncio.Condition()
        self._tasks: list[asyncio.Task[int]] = []

    def begin(self, size: int = 0) -> None:
        self._tasks.append(asyncio.create_task(self._one(size)))

    async def begun(self, count: int) -> None:
        async with self._begun, asyncio.timeout(PATIENCE):
            await self._begun.wait_for(lambda: self.reading >= count)

    def one_is_over(self) -> bool:
        return any(task.done() for task in self._tasks)

    async def end(self) -> list[int]:
        self._go.set()
        return await asyncio.gather(*self._tasks)

    async def _one(self, size: int) -> int:
        async def body():
            yield png() + b"\0" * size
            async with self._begun:
                self.reading += 1
                self._begun.notify_all()
            await self._go.wait()
            yield b"\0"

        path = f"{self._visitor.base}/api/uploads?channel=general&name=slow.png"
        headers = {"X-Easel-CSRF": self._visitor.csrf}
        async with self._visitor.http.post(path, data=body(), headers=headers) as response:
            await response.read()
            return response.status


async def test_whoever_trickles_keeps_nobody_waiting(house: Studio, ada: Visitor, ben: Visitor) -> None:
    slow = Trickle(ada)
    for _ in range(12):
        slow.begin()
    await slow.begun(12)
    async with asyncio.timeout(PATIENCE):
        assert (await ben.ask("POST", "/api/uploads?channel=general&name=a.png", png()))[0] == 201
    assert await slow.end() == [201] * 12


async def test_one_person_cannot_have_any_number_of_uploads_wait(house: Studio, ada: Visitor) -> None:
    slow = Trickle(ada)
    for _ in range(WAITING + 1):
        slow.begin()
    # One is refused while the others are there, not once some have gone.
    await until(slow.one_is_over)
    assert sorted(await slow.end()) == [201] * WAITING + [429]


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 -- what is waited for is inside the product
            await asyncio.sleep(0)


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> list[Files]:
    """Whose uploads are being read at the moment, once for each."""
    reading: list[Files] = []
    read = Files._read

    async def noted(self: Files, request: web.Request, data: bytearray) -> None:
        reading.append(self)
        try:
            await read(self, request, data)
        finally:
            reading.remove(self)

    monkeypatch.setattr(Files, "_read", noted)
    return reading


async def test_only_two_of_a_persons_uploads_are_read_at_a_time(
    house: Studio, ada: Visitor, ben: Visitor, readers: list[Files]
) -> None:
    slow = Trickle(ada)
    for _ in range(5):
        slow.begin()
    await slow.begun(5)
    await until(lambda: len(readers) == 2)
    assert sum(lane.waiting for lane in readers[0]._lanes.values()) >= 2
    await until(lambda: sum(lane.waiting for lane in readers[0]._lanes.values()) == 5)
    assert len(readers) == 2
    (files, _) = readers
    assert await slow.end() == [201] * 5
    assert (files._lanes, files._held) == ({}, 0)


async def test_what_is_held_is_bounded_whosever_it_is(readers: list[Files]) -> None:
    limit = 50_000
    async with studio(BrowserOptions("key", upload_limit=limit)) as house, AsyncExitStack() as guests:
        slow = [Trickle(await guests.enter_async_context(house.visitor(f"Guest {number}"))) for number in range(4)]
        for each in slow:
            each.begin(limit - 3_000)
            each.begin(limit - 3_000)
        await until(lambda: bool(readers) and readers[0]._held > 8 * (limit - 3_000))
        async with house.visitor("Late") as late:
            upload = "/api/uploads?channel=general&name=a.png"
            status, answer = await late.ask("POST", upload, png() + b"\0" * (limit - 3_000))
            assert (status, answer["code"]) == (503, "uploads_busy")
            for each in slow:
                assert await each.end() == [201, 201]
            assert (await late.ask("POST", upload, png() + b"\0" * (limit - 3_000)))[0] == 201


async def test_a_preview_that_has_gone_is_nothing(house: Studio, ada: Visitor) -> None:
    house.workspace.previews["j1", "2"] = png()
    async with ada.http.get(f"{ada.base}/previews/j1/1") as response:
        assert (response.status, await response.read()) == (204, b"")
    async with ada.http.get(f"{ada.base}/previews/j1/2") as response:
        assert (await response.read(), response.headers["Cache-Control"]) == (png(), "no-store")


async def test_an_upload_needs_a_channel_and_a_picture(ada: Visitor) -> None:
    assert (await ada.ask("POST", "/api/uploads?name=a.png", png()))[0] == 404
    status, answer = await ada.ask("POST", "/api/uploads?channel=general&name=a.png", b"just words")
    assert (status, answer["card"]["text"]) == (400, "upload_no_picture {'name': 'a.png'}")


async def test_a_file_that_breaks_off_is_seen_to(house: Studio, ada: Visitor) -> None:
    async def broken(*_args: object, **_kwargs: object) -> File:
        async def chunks():
            yield b"\x89PNG"
            raise OSError("gone")

        return File(chunks(), "image/png", 1000, "a.png")

    house.workspace.upload = broken  # type: ignore[method-assign,assignment]
    with pytest.raises(aiohttp.ClientError):
        async with ada.http.get(f"{ada.base}/uploads/u1") as response:
            await response.read()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\photos\\fox.png", "fox.png"),
        ("a\r\nSet-Cookie: x.png", "aSet-Cookie x.png"),
        ('"quoted".png', "quoted.png"),
        ("..", ""),
        ("x" * 300 + ".png", "x" * 116 + ".png"),
    ],
)
def test_names_of_files(given: str, kept: str) -> None:
    assert file_name(given) == kept
