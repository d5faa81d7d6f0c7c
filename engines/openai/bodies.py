"""The bodies of answers: read no further than a picture goes, and taken apart beside the loop where they are large."""

from __future__ import annotations

import asyncio
import json
import re
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, TypeVar

import anyio
import httpx2
import pybase64

from domain.errors import Broken
from engines.openai.sdk import APIConnectionError, APITimeoutError, AsyncAPIResponse

MOST_BYTES = 128 * 1024 * 1024
"""Of one answer or event: a picture of the most pixels, as base64."""

MOST_VALUES = 100_000
"""In one answer or event: it has a few dozen, and each takes far more memory than it has letters."""

LARGE = 64 * 1024
"""From here on a body is taken apart in a thread."""

_PICTURE = "b64_json"
_VALUE = re.compile(rb'"b64_json"[ \t\r\n]*:[ \t\r\n]*"')
_Taken = TypeVar("_Taken")
_LOST = (httpx2.RequestError, ssl.SSLError, anyio.EndOfStream)


def garbage(detail: str) -> Broken:
    """Return the error of an answer that is none; it came, so it may have been billed."""
    return Broken("engine_garbage", billed=True, detail=detail)


@asynccontextmanager
async def chunks_of(response: AsyncAPIResponse[Any]) -> AsyncIterator[AsyncIterator[bytes]]:
    """Yield the bytes of an answer as they come, and close it at the end."""
    chunks = response.iter_bytes()
    try:
        yield chunks
    finally:
        # Generators within generators end in order only where the innermost has run out.
        await response.close()
        with suppress(Exception):
            async for _ in chunks:
                pass


@contextmanager
def connection(request: httpx2.Request) -> Iterator[None]:
    """Raise for a connection that is lost what the SDK raises."""
    try:
        yield
    except httpx2.TimeoutException as error:
        raise APITimeoutError(request=request) from error
    except _LOST as error:
        raise APIConnectionError(request=request) from error


async def whole(response: AsyncAPIResponse[Any]) -> object:
    """Return the JSON of an answer that comes in one; raise Broken where it is too large, ValueError where none."""
    kept = bytearray()
    async with chunks_of(response) as chunks:
        with connection(response.http_request):
            async for chunk in chunks:
                kept += chunk
                if len(kept) > MOST_BYTES:
                    raise garbage("the answer is too large")
    return await beside(parsed, kept)


async def beside(take: Callable[[bytes | bytearray], _Taken], raw: bytes | bytearray) -> _Taken:
    """Return what ``take`` makes of a body, in a thread where it is large."""
    if len(raw) < LARGE:
        return take(raw)
    # Handed over, as the thread may let go of what it was given long after it has answered.
    given = [raw]
    del raw
    return await asyncio.to_thread(lambda: take(given.pop()))


def parsed(raw: bytes | bytearray) -> Any:
    """Return the JSON; raise Broken where it has more values than any answer, ValueError where it is none.

    The first picture of a large one is taken out before, and is bytes in place of its base64: as text it would be
    copied four times on its way.
    """
    picture, rest = _lifted(raw) if len(raw) >= LARGE else (None, raw)
    if sum(rest.count(mark) for mark in (b",", b"[", b"{")) > MOST_VALUES:
        raise garbage("too many values")
    if picture is None:
        return json.loads(rest)
    given = [picture]

    def put_back(told: dict[str, Any]) -> dict[str, Any]:
        if given and told.get(_PICTURE) == "":
            told[_PICTURE] = given.pop()
        return told

    return json.loads(rest, object_hook=put_back)


def _lifted(raw: bytes | bytearray) -> tuple[bytes | None, bytes | bytearray]:
    """Return the first picture of a body, if it has one in plain base64, and the body with nothing in its place."""
    key = raw.find(f'"{_PICTURE}"'.encode())
    found = None if key < 0 else _VALUE.match(raw, key)
    end = -1 if found is None else raw.find(b'"', found.end())
    if found is None or end < 0:
        return None, raw
    try:
        with memoryview(raw) as view, view[found.end() : end] as text:
            picture = pybase64.b64decode(text, validate=True)
    except ValueError:
        return None, raw
    return picture, raw[: found.end()] + raw[end:]
