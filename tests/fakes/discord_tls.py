"""Discord's real host names on loopback: a certificate of our own, and a connector that leads a client here."""

from __future__ import annotations

import asyncio
import functools
import socket
import ssl
import tempfile
from datetime import timedelta

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from domain.clock import system_clock

API, GATEWAY, CDN, MEDIA = "discord.com", "gateway.discord.gg", "cdn.discordapp.com", "media.discordapp.net"
HOSTS = (API, GATEWAY, CDN, MEDIA)


@functools.cache
def certificate() -> tuple[bytes, bytes]:
    """Return a key and a self-signed certificate for Discord's hosts, made once a process."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, API)])
    now = system_clock()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in HOSTS]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    return key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain), made.public_bytes(pem)


def server_context() -> ssl.SSLContext:
    """Return what the server serves TLS with. It blocks: call it in a thread."""
    key, made = certificate()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    with tempfile.NamedTemporaryFile() as both:
        both.write(key + made)
        both.flush()
        context.load_cert_chain(both.name)
    return context


class Here(AbstractResolver):
    """Resolves Discord's hosts to the fake's port, and nothing else."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if host not in HOSTS:
            raise OSError(f"{host} is not a host of this world")
        flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
        return [ResolveResult(hostname=host, host="127.0.0.1", port=self._port, family=family, proto=0, flags=flags)]

    async def close(self) -> None:
        """Nothing is open."""


def connector(port: int) -> aiohttp.TCPConnector:
    """Return a connector for a client with default hosts: it trusts the fake's certificate alone."""
    trust = ssl.create_default_context(cadata=certificate()[1].decode())
    return aiohttp.TCPConnector(limit=0, resolver=Here(port), ssl=trust, family=socket.AF_INET)


async def context_in_thread() -> ssl.SSLContext:
    """Return the server's context without blocking the loop."""
    return await asyncio.to_thread(server_context)
