"""Public https hosts on loopback: their certificate, what serves it, and a connector that leads a client there."""

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

Hosts = tuple[str, ...]


@functools.cache
def certificate(hosts: Hosts) -> tuple[bytes, bytes]:
    """Return a key and a self-signed certificate for the hosts, made once a process."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0])])
    now = system_clock()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    return key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain), made.public_bytes(pem)


async def server_context(hosts: Hosts) -> ssl.SSLContext:
    """Return what the hosts serve TLS with, without blocking the loop."""
    return await asyncio.to_thread(_context, hosts)


def _context(hosts: Hosts) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    with tempfile.NamedTemporaryFile() as both:
        both.write(b"".join(certificate(hosts)))
        both.flush()
        context.load_cert_chain(both.name)
    return context


class Leading(AbstractResolver):
    """Resolves the hosts to a port of loopback; nothing where there is none, and no other name."""

    def __init__(self, hosts: Hosts, port: int | None) -> None:
        self._hosts = hosts
        self._port = port

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if host not in self._hosts or self._port is None:
            raise OSError(f"nobody knows {host}")
        flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
        return [ResolveResult(hostname=host, host="127.0.0.1", port=self._port, family=family, proto=0, flags=flags)]

    async def close(self) -> None:
        """Nothing is open."""


def leading(hosts: Hosts, port: int | None, *, trusting: bool = True) -> aiohttp.TCPConnector:
    """Return a connector that leads the hosts to the port, and trusts their certificate alone or not at all."""
    data = certificate(hosts)[1].decode()
    trust = ssl.create_default_context(cadata=data) if trusting else ssl.create_default_context()
    return aiohttp.TCPConnector(limit=0, resolver=Leading(hosts, port), ssl=trust, family=socket.AF_INET)
