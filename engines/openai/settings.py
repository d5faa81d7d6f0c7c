"""What the engine is started with."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx2
from openai import AsyncOpenAI, DefaultAsyncHttpx2Client

from domain.clock import Clock, system_clock
from engines.rows import Server

Operator = Callable[[str, Mapping[str, str]], None]
"""Is told once of what only the operator can mend: a key of the catalogue of words, and its parameters."""

MOST_ANSWER = 256 * 1024 * 1024
"""The largest answer read, in bytes: a few of the largest pictures in base64."""

_KEYLESS = "none"


def _nobody(_code: str, _params: Mapping[str, str]) -> None:
    return


@dataclass(frozen=True, slots=True)
class OpenAISettings:
    """Where the engine speaks to, and how patiently; seconds everywhere.

    ``base_url`` stands in for the server's own, ``images_per_minute`` too. ``long_timeout`` is for the two highest
    qualities and very large pictures, ``quick`` the age up to which a fault came before anything can have been made,
    ``most_wait`` the longest wait for another try before the caller is told to come back.
    """

    api_key: str = field(repr=False)
    base_url: str = ""
    server: Server = field(default_factory=Server)
    organization: str | None = None
    project: str | None = None
    timeout: float = 300
    long_timeout: float = 600
    connect_timeout: float = 5
    images_per_minute: int | None = None
    tries: int = 3
    quick: float = 3
    most_wait: float = 60
    clock: Clock = system_clock
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    operator: Operator = _nobody

    @property
    def url(self) -> str:
        """Return the address in use, without a slash at its end."""
        return (self.base_url or self.server.base_url).rstrip("/")


def client_of(settings: OpenAISettings) -> tuple[AsyncOpenAI, httpx2.AsyncClient]:
    """Return the SDK's client, which never retries nor follows a redirect, and the HTTP client under it."""
    timeout = httpx2.Timeout(settings.timeout, connect=settings.connect_timeout)
    http = DefaultAsyncHttpx2Client(
        timeout=timeout, follow_redirects=False, event_hooks={"response": [_hold_to_most_answer]}
    )
    client = AsyncOpenAI(
        api_key=settings.api_key or _KEYLESS,
        base_url=settings.url,
        organization=settings.organization,
        project=settings.project,
        max_retries=0,
        timeout=timeout,
        http_client=http,
        default_query=dict(settings.server.query) or None,
    )
    return client, http


def same_origin(url: str, base_url: str) -> bool:
    """Return whether two addresses have one scheme, host and port."""
    try:
        return _origin(url) == _origin(base_url)
    except ValueError:
        return False


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


class _Held(httpx2.AsyncByteStream):
    """A body that breaks off where it grows too large."""

    def __init__(self, inner: httpx2.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = MOST_ANSWER
        async for chunk in self._inner:
            left -= len(chunk)
            if left < 0:
                raise httpx2.RemoteProtocolError("the answer is too large")
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()


async def _hold_to_most_answer(response: httpx2.Response) -> None:
    if isinstance(response.stream, httpx2.AsyncByteStream):
        response.stream = _Held(response.stream)
