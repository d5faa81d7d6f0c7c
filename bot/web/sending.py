"""Bytes on their way out: streamed, and cut off where they cannot all be had."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

import structlog
from aiohttp import web

_log = structlog.get_logger()


async def send(
    request: web.Request, chunks: AsyncIterator[bytes], *, length: int | None, headers: Mapping[str, str]
) -> web.StreamResponse:
    """Answer with ``length`` bytes, as many as come where it is None, none of them to a HEAD.

    The chunks are let go of whatever happens.
    """
    response = web.StreamResponse(headers=headers)
    response.content_length = length
    try:
        await response.prepare(request)
        if request.method != "HEAD":
            async for chunk in chunks:
                await response.write(chunk)
    except ConnectionError:
        return response  # whoever asked has gone
    except Exception:  # noqa: BLE001 -- the status has left already: only a cut connection says that bytes are missing
        _log.exception("file_cut_off", media_type=headers.get("Content-Type", ""))
        if request.transport is not None:
            request.transport.abort()
    finally:
        await let_go(chunks)
    return response


async def let_go(chunks: AsyncIterator[bytes]) -> None:
    """Let go of what is not read to its end."""
    ending = getattr(chunks, "aclose", None)
    if ending is not None:
        await ending()
