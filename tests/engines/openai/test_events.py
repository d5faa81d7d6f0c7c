import json
import tracemalloc

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai import APIError, AsyncOpenAI

from domain.errors import Broken
from engines.openai.events import reading

TOLD = [{"type": "image_generation.partial_image", "b64_json": "YQ=="}, {"type": "image_generation.completed", "n": 2}]


def stream(end: str, comments: bool) -> bytes:
    blocks = [f"event: {told['type']}{end}data: {json.dumps(told)}" for told in TOLD]
    if comments:
        blocks.insert(1, ": still here")
    return "".join(f"{block}{end}{end}" for block in [*blocks, "data: [DONE]"]).encode()


async def told_of(pieces: list[bytes]) -> list[dict]:
    async def body():
        for piece in pieces:
            yield piece

    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={"content-type": "text/event-stream"}, content=body())

    http = httpx2.AsyncClient(transport=httpx2.MockTransport(answer))
    async with AsyncOpenAI(api_key="k", base_url="http://vendor.test/v1", http_client=http, max_retries=0) as client:
        images = client.images.with_streaming_response
        async with images.generate(prompt="a", stream=True) as response, reading(response) as events:
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

    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={"content-type": "text/event-stream"}, content=body())

    http = httpx2.AsyncClient(transport=httpx2.MockTransport(answer))
    async with AsyncOpenAI(api_key="k", base_url="http://vendor.test/v1", http_client=http, max_retries=0) as client:
        images = client.images.with_streaming_response
        async with images.generate(prompt="a", stream=True) as response, reading(response) as events:
            tracemalloc.start()
            try:
                before = tracemalloc.get_traced_memory()[0]
                async for told in events:
                    told.pop("b64_json", None)
            finally:
                tracemalloc.stop()
    assert held[0] - before < large // 4
