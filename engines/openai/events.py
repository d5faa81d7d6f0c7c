"""The events of a streamed answer, read so that a picture's base64 is held once: the SDK's reader holds it six times."""

from __future__ import annotations

import json
import ssl
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import anyio
import httpx2
from openai import APIConnectionError, APIError, APITimeoutError, AsyncAPIResponse

from domain.errors import Broken

MOST_BYTES = 128 * 1024 * 1024
"""Of one event: a picture of the most pixels, as base64."""

_ENDS = (b"\n\n", b"\r\n\r\n", b"\r\r")
_LONGEST_END = 4
_DONE = b"[DONE]"
Told = dict[str, Any]


@asynccontextmanager
async def reading(response: AsyncAPIResponse[Any]) -> AsyncIterator[AsyncIterator[Told]]:
    """Yield the events of an answer in their order, each an object for the caller to take apart.

    They raise APIError for an error that the vendor tells in the stream, APIConnectionError where the connection is
    lost, Broken for what is no event, ValueError for what is no JSON.
    """
    chunks = response.iter_bytes()
    told = _events(chunks, response.http_request)
    try:
        yield told
    finally:
        # Generators within generators end in order only where the innermost has run out.
        await response.close()
        with suppress(Exception):
            async for _ in chunks:
                pass
        await told.aclose()


async def _events(chunks: AsyncIterator[bytes], request: httpx2.Request) -> AsyncGenerator[Told]:
    kept = bytearray()
    try:
        async for chunk in chunks:
            looked = max(0, len(kept) - _LONGEST_END)
            kept += chunk
            while (cut := _end(kept, looked)) is not None:
                at, after = cut
                told = _told(kept, at, request)
                del kept[:after]
                looked = 0
                if told is not None:
                    yield told
            if len(kept) > MOST_BYTES:
                raise Broken("engine_garbage", billed=True, detail="an event without an end")
    except httpx2.TimeoutException as error:
        raise APITimeoutError(request=request) from error
    except (httpx2.RequestError, ssl.SSLError, anyio.EndOfStream) as error:
        raise APIConnectionError(request=request) from error
    told = _told(kept, len(kept), request)
    if told is not None:
        yield told


def _end(kept: bytearray, looked: int) -> tuple[int, int] | None:
    """Return where the first event ends and the next begins."""
    found = [(at, at + len(end)) for end in _ENDS if (at := kept.find(end, looked)) >= 0]
    return min(found, default=None)


def _told(kept: bytearray, end: int, request: httpx2.Request) -> Told | None:
    """Return what an event says, None where it is a comment or the stream's last word."""
    lines = [line[5:].removeprefix(b" ") for line in bytes(kept[:end]).splitlines() if line.startswith(b"data:")]
    if not lines or lines[0].startswith(_DONE):
        return None
    told = json.loads(lines[0] if len(lines) == 1 else b"\n".join(lines))
    if not isinstance(told, dict):
        raise Broken("engine_garbage", billed=True, detail="an event that is no object")
    error = told.get("error")
    if error:
        message = error.get("message") if isinstance(error, dict) else None
        raise APIError(str(message or "an error in the stream"), request, body=error)
    return told
