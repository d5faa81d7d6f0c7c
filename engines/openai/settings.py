"""What the engine is started with."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit

import httpx2

from domain.clock import Clock, system_clock
from engines.openai.bodies import garbage
from engines.openai.sdk import AsyncOpenAI, DefaultAsyncHttpx2Client
from engines.rows import Server

Operator = Callable[[str, Mapping[str, str]], None]
"""Is told once of what only the operator can mend: a key of the catalogue of words, and its parameters."""

MOST_ANSWER = 256 * 1024 * 1024
"""The largest answer read, in bytes: a few of the largest pictures in base64."""

MOST_TALK = 4 * 1024 * 1024
"""The largest answer that holds no picture."""

MOST_FAULT = 256 * 1024
"""The largest answer that says what went wrong."""

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


def client_of(settings: OpenAISettings, *, most_answer: int | None = None) -> tuple[AsyncOpenAI, httpx2.AsyncClient]:
    """Return the SDK's client, which never retries nor follows a redirect, and the HTTP client under it.

    Reading an answer of more than ``most_answer`` bytes raises Broken, and so does a compressed one: a few bytes of
    it can unpack to gigabytes.
    """
    most = MOST_ANSWER if most_answer is None else most_answer

    async def bounded(response: httpx2.Response) -> None:
        if response.headers.get("content-encoding", "").strip().lower() not in {"", "identity"}:
            raise garbage("a compressed answer")
        if isinstance(response.stream, httpx2.AsyncByteStream):
            response.stream = _Bounded(response.stream, most if response.is_success else MOST_FAULT)

    timeout = httpx2.Timeout(settings.timeout, connect=settings.connect_timeout)
    http = DefaultAsyncHttpx2Client(
        timeout=timeout,
        verify=_trust(),
        follow_redirects=False,
        headers={"Accept-Encoding": "identity"},
        event_hooks={"response": [bounded]},
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


@cache
def _trust() -> ssl.SSLContext:
    """Return the certificates that are trusted, held once for every client."""
    return httpx2.create_ssl_context()


def same_origin(url: str, base_url: str) -> bool:
    """Return whether two addresses have one scheme, host and port."""
    try:
        return _origin(url) == _origin(base_url)
    except ValueError:
        return False


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


class _Bounded(httpx2.AsyncByteStream):
    """A body that breaks off where it grows too large."""

    def __init__(self, inner: httpx2.AsyncByteStream, most: int) -> None:
        self._inner = inner
        self._most = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = self._most
        async for chunk in self._inner:
            left -= len(chunk)
            if left < 0:
                raise garbage("the answer is too large")
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()
