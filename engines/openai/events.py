"""The events of a streamed answer, read so that a picture's base64 is held once: the SDK's reader holds it six times."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import httpx2

from engines.openai.bodies import LARGE, MOST_BYTES, beside, chunks_of, connection, garbage, parsed
from engines.openai.sdk import APIError, AsyncAPIResponse

MOST_EVENTS = 10_000
"""Of one answer, with the empty ones and the comments: a picture has its frames, and a sign of life now and then."""

MOST_LINES = 1000
"""Of one event; nearly all have two."""

EVENTS_A_TURN = 256
"""After so many the loop may do something else: they may all have come at once."""

_END = re.compile(rb"\r\n\r\n|\n\n|\r\r")
_LONGEST_END = 4
_DONE = b"[DONE]"
Told = dict[str, Any]


@asynccontextmanager
async def reading(response: AsyncAPIResponse[Any]) -> AsyncIterator[AsyncIterator[Told]]:
    """Yield the events of an answer in their order, each an object for the caller to take apart.

    They raise APIError for an error that the vendor tells in the stream, APIConnectionError where the connection is
    lost, Broken for what is no event or more than any answer has, ValueError for what is no JSON.
    """
    async with chunks_of(response) as chunks:
        told = _events(chunks, response.http_request)
        try:
            yield told
        finally:
            await told.aclose()


async def _events(chunks: AsyncIterator[bytes], request: httpx2.Request) -> AsyncGenerator[Told]:
    kept, seen, take = bytearray(), 0, partial(_told, request=request)
    with connection(request):
        async for chunk in chunks:
            begin, looked = 0, max(0, len(kept) - _LONGEST_END)
            kept += chunk
            ending = _ending if kept.find(b"\r", looked) >= 0 else _plain_ending
            while (end := ending(kept, looked)) is not None:
                seen = await _counted(seen)
                block = bytes(memoryview(kept)[begin : end[0]])
                begin = looked = end[1]
                if len(block) >= LARGE:
                    # At once, so that nothing holds the base64 while the frame is shown.
                    del kept[:begin]
                    begin = looked = 0
                told = await beside(take, block)
                del block
                if told is not None:
                    yield told
            del kept[:begin]
            if len(kept) > MOST_BYTES:
                raise garbage("an event without an end")
    if kept:
        await _counted(seen)
        told = await beside(take, kept)
        if told is not None:
            yield told


def _ending(kept: bytearray, looked: int) -> tuple[int, int] | None:
    """Return where the first event from there on ends, and where the next begins."""
    found = _END.search(kept, looked)
    return None if found is None else found.span()


def _plain_ending(kept: bytearray, looked: int) -> tuple[int, int] | None:
    """Return the same where lines end with a line feed alone, as they do: far faster in a picture's base64."""
    at = kept.find(b"\n", looked)
    while at >= 0 and not kept.startswith(b"\n", at + 1):
        at = kept.find(b"\n", at + 1)
    return None if at < 0 else (at, at + 2)


async def _counted(seen: int) -> int:
    """Return the number of events with one more, letting the loop do something else now and then."""
    if seen >= MOST_EVENTS:
        raise garbage("too many events")
    if seen % EVENTS_A_TURN == EVENTS_A_TURN - 1:
        await asyncio.sleep(0)
    return seen + 1


def _data(block: bytes | bytearray) -> Iterator[bytes | bytearray]:
    """Yield what the data lines of an event hold, each copied once."""
    begin = 0
    while begin < len(block):
        end = block.find(b"\n", begin)
        end = len(block) if end < 0 else end
        if block.startswith(b"data:", begin):
            begin += 5
            yield block[begin + block.startswith(b" ", begin) : end]
        begin = end + 1


def _told(block: bytes | bytearray, *, request: httpx2.Request) -> Told | None:
    """Return what an event says, None where it is a comment or the stream's last word."""
    returns = block.count(b"\r")
    if block.count(b"\n") + returns > 2 * MOST_LINES:
        raise garbage("an event of too many lines")
    if returns:
        block = b"\n".join(block.splitlines())
    lines = list(_data(block))
    del block
    if not lines or lines[0].startswith(_DONE):
        return None
    told = parsed(lines[0] if len(lines) == 1 else b"\n".join(lines))
    if not isinstance(told, dict):
        raise garbage("an event that is no object")
    error = told.get("error")
    if error:
        message = error.get("message") if isinstance(error, dict) else None
        raise APIError(str(message or "an error in the stream"), request, body=error)
    return told
