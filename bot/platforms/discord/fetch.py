"""Reads what people attach, from Discord's own hosts and nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import aiohttp
import structlog
import yarl

from bot.platforms.discord.hosts import CDN
from domain.call import Upload
from domain.errors import BadInput, too_many_bytes

log = structlog.get_logger()

MOST = 25 * 1024 * 1024
"""The most bytes of an attachment that are read."""

_CHUNK = 64 * 1024
_SECONDS = 60.0
_TRIES = 2
_OK, _FORBIDDEN, _NOT_FOUND, _GONE = 200, 403, 404, 410


class DiscordFetch:
    """Reads attachments. ``hosts`` are those that are read, Discord's own by https alone (``hosts.of_files``).

    ``session`` returns a new session for a download, ``seconds`` bounds each try. An attachment's address is signed,
    so it is never logged nor told.
    """

    def __init__(
        self,
        hosts: frozenset[str] = CDN,
        session: Callable[[], aiohttp.ClientSession] = aiohttp.ClientSession,
        *,
        seconds: float = _SECONDS,
    ) -> None:
        self._hosts = hosts
        self._session = session
        self._seconds = seconds

    async def __call__(self, upload: Upload) -> bytes:
        """Return the bytes of an attachment. Raise BadInput where it is gone, too large or cannot be reached."""
        url = self._checked(upload)
        for left in reversed(range(_TRIES)):
            try:
                async with asyncio.timeout(self._seconds), self._session() as session:
                    return await _read(session, url, upload)
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                log.info("discord_file_not_read", error=type(error).__name__, tries_left=left)
        raise BadInput("upload_unreachable", name=upload.name)

    def _checked(self, upload: Upload) -> yarl.URL:
        """Return where an attachment is; raise BadInput where that is none of our hosts, or it is too large."""
        if upload.size > MOST:
            raise too_many_bytes(upload.name, upload.size, MOST)
        try:
            url = yarl.URL(upload.source)
            moved = f"{url.host}:{url.port}"
        except ValueError:
            raise BadInput("upload_gone", name=upload.name) from None
        ours = url.scheme == "https" and url.port == 443 and url.host in self._hosts  # noqa: PLR2004 -- https itself
        if (ours or (moved in self._hosts and url.scheme in {"http", "https"})) and not (url.user or url.password):
            return url
        log.warning("discord_file_elsewhere")
        raise BadInput("upload_gone", name=upload.name)


async def _read(session: aiohttp.ClientSession, url: yarl.URL, upload: Upload) -> bytes:
    async with session.get(url, allow_redirects=False) as response:
        if response.status in {_FORBIDDEN, _NOT_FOUND, _GONE}:
            raise BadInput("upload_gone", name=upload.name)
        if response.status != _OK:
            # No body: a proxy's words are nothing to go on.
            raise aiohttp.ClientError
        data = bytearray()
        async for chunk in response.content.iter_chunked(_CHUNK):
            data += chunk
            if len(data) > MOST:
                raise too_many_bytes(upload.name, max(upload.size, len(data)), MOST)
        return bytes(data)
