"""A public https address, served on loopback by ``tests.fakes.tls``."""

from __future__ import annotations

import ssl

import aiohttp

from tests.fakes import tls

HOST = "easel.example"
_HOSTS = (HOST,)


async def server_context() -> ssl.SSLContext:
    """Return what the host serves TLS with."""
    return await tls.server_context(_HOSTS)


def leading(port: int | None, *, trusting: bool = True) -> aiohttp.TCPConnector:
    """Return a connector that leads the host to the port, nowhere where there is none."""
    return tls.leading(_HOSTS, port, trusting=trusting)
