import asyncio
import json
import threading
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai import APIError, AsyncOpenAI

from domain.errors import Broken
from engines.openai.events import EVENTS_A_TURN, MOST_EVENTS, MOST_LINES, reading

TOLD = [{"type": "image_generation.partial_image", "b64_json": "YQ=="}, {"type": "image_generation.completed", "n": 2}]


def stream(end: str, comments: bool) -> bytes:
    blocks = [f"event: {told['type']}{end}data: {json.dumps(told)}" for told in TOLD]
    if comments:
        blocks.insert(1, ": still here")
    return "".join(f"{block}{end}{end}" for block in [*blocks, "data: [DONE]"]).encode()


@asynccontextmanager
async def events_of(body: AsyncIterator[bytes]) -> AsyncIterator[AsyncIterator[dict]]:
    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={"content-type": "text/event-stream"}, content=body)

    http = httpx2.AsyncClient(transport=httpx2.MockTransport(answer))
    async with AsyncOpenAI(api_key="k", base_url="http://vendor.test/v1", http_client=http, max_retries=0) as client:
        images = client.images.with_streaming_response
        async with images.generate(prompt="a", stream=True) as response, reading(response) as events:
            yield events


async def told_of(pieces: list[bytes]) -> list[dict]:
    async def body():
        for piece in pieces:
            yield piece

    async with events_of(body()) as events:
        return [told async for told in events]


@given(
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    comments=st.booleans(),
    cuts=st.lists(st.integers(1, 200), max_size=12),
)
async def test_events_are_the_same_however_the_bytes_arrive(end, comments, cuts):
    whole = stream(end, comments)
    places = sorted({cut for cut in cuts if cut < len(whole)})
    pieces = [whole[a:b] for a, b in zip([0, *places], [*places, len(whole)], strict=True)]
    assert await told_of(pieces) == TOLD


async def test_data_of_some_lines_is_one_event_and_the_last_needs_no_blank_line():
    assert await told_of([b'data: {"type":\ndata: "x"}\n\ndata: {"type": "y"}']) == [{"type": "x"}, {"type": "y"}]


async def test_an_error_in_the_stream_is_raised_as_the_sdk_would():
    with pytest.raises(APIError, match="too hot") as raised:
        await told_of([b'data: {"error": {"message": "too hot", "code": "moderation_blocked"}}\n\n'])
    assert raised.value.code == "moderation_blocked"


@pytest.mark.parametrize(("body", "kind"), [(b"data: [1]\n\n", Broken), (b"data: nonsense\n\n", ValueError)])
async def test_what_is_no_event_is_told(body, kind):
    with pytest.raises(kind):
        await told_of([body])


@pytest.mark.parametrize("end", [b"\n\n", b"\r\n\r\n", b"\r\r", b": still here\n\n", b"data: {}\n\n"])
async def test_a_flood_of_events_is_garbage_and_the_loop_keeps_turning(end):
    turns = 0

    async def turning():
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(turning())
    try:
        with pytest.raises(Broken) as caught:
            await told_of([end * (2**20 // len(end))])
    finally:
        beside.cancel()
    assert (caught.value.code, caught.value.billed) == ("engine_garbage", True)
    assert turns >= MOST_EVENTS // EVENTS_A_TURN


async def test_as_many_events_as_are_read_are_all_told():
    body = b'data: {"n": 1}\n\n' * MOST_EVENTS
    assert len(await told_of([body[:70_001], body[70_001:]])) == MOST_EVENTS
    with pytest.raises(Broken):
        await told_of([body, b"data: {}"])


@pytest.mark.parametrize("line", [b"data:\n", b"data:\r\n", b"data:\r", b":\n"])
async def test_an_event_of_very_many_lines_is_garbage(line):
    with pytest.raises(Broken) as caught:
        await told_of([line * (2 * MOST_LINES + 1) + b"data: {}" + line[-1:] * 2])
    assert (caught.value.code, caught.value.billed) == ("engine_garbage", True)


@pytest.mark.parametrize("value", ["[]", "0", "[[]]", '{"a":{}}'])
async def test_an_event_of_very_many_values_is_garbage(value):
    body = f'data: {{"a": [{",".join([value] * 200_000)}]}}\n\n'.encode()
    with pytest.raises(Broken) as caught:
        await told_of([body])
    assert (caught.value.code, caught.value.billed) == ("engine_garbage", True)


async def test_large_events_are_parsed_off_the_loop(monkeypatch):
    where = []
    loads = json.loads

    def seen(raw: bytes, **how: Any) -> Any:
        where.append(threading.current_thread())
        return loads(raw, **how)

    monkeypatch.setattr("json.loads", seen)
    large = json.dumps({"words": "A" * 2**20})
    assert await told_of([f'data: {{"n": 1}}\n\ndata: {large}\n\n'.encode()]) == [{"n": 1}, loads(large)]
    assert [each is threading.main_thread() for each in where] == [True, False]


async def test_while_the_next_event_is_awaited_the_last_picture_is_held_by_nobody():
    large = 8 * 1024 * 1024
    held = []

    async def body():
        piece = b"A" * 65536
        yield b'data: {"type": "image_generation.partial_image", "b64_json": "'
        for _ in range(large // len(piece)):
            yield piece
        yield b'"}\n\n'
        held.append(tracemalloc.get_traced_memory()[0])
        yield b'data: {"type": "image_generation.completed"}\n\n'

    async with events_of(body()) as events:
        tracemalloc.start()
        try:
            before = tracemalloc.get_traced_memory()[0]
            async for told in events:
                told.pop("b64_json", None)
        finally:
            tracemalloc.stop()
    assert held[0] - before < large // 4
