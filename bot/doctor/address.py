"""Where Easel listens and how it is reached: its ports, and the address that people open."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import aiohttp

from bot.doctor.measures import Measures
from bot.listening import CODES
from bot.ports import Finding
from bot.settings import Settings
from bot.web.binding import Unbound, unbound
from bot.web.hosts import is_loopback

_PART = "address"
_TIMEOUT = aiohttp.ClientTimeout(total=4.0)
_ANY = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 -- named, not listened on
_MOST = 4096


@dataclass(frozen=True, slots=True)
class Listening:
    """What was found of the workspace's port, and whether an Easel answers there now."""

    findings: tuple[Finding, ...]
    runs: bool = False


async def listening(settings: Settings, *, held: bool | None) -> Listening:
    """Look at the workspace's port. ``held``: whether an Easel holds the data folder; None where it would hold none."""
    found, runs = await _port(settings.http_host, settings.http_port, "EASEL_HTTP", held=held)
    findings = [found]
    if settings.lets_strangers_in:
        name = "EASEL_PUBLIC_URL" if settings.is_loopback else "EASEL_HTTP_HOST"
        findings.append(Finding(_PART, "password_missing", good=False, params={"name": name}))
    if settings.metrics_port:
        findings.append((await _port(settings.metrics_host, settings.metrics_port, "EASEL_METRICS", held=held))[0])
        if not settings.metrics_token.get_secret_value() and not is_loopback(settings.metrics_host):
            findings.append(Finding(_PART, "metrics_open", good=False))
    return Listening(tuple(findings), runs)


async def public(settings: Settings, measures: Measures, *, runs: bool) -> tuple[Finding, ...]:
    """Return what is found of the public address, asking for our own health through it."""
    if not settings.public_url:
        return (Finding(_PART, "public_none", good=False, fatal=False),)
    parts = _parts(settings.public_url)
    if parts is None:
        return (Finding(_PART, "public_malformed", good=False),)
    url = f"{parts.scheme}://{parts.netloc}"
    if parts.path.strip("/") or parts.query or parts.fragment:
        return (Finding(_PART, "public_path", good=False, params={"url": url}),)
    findings: list[Finding] = []
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        findings.append(Finding(_PART, "public_plain", good=False, params={"url": url}, fatal=False))
    code = await _behind(url, measures.connector())
    if code == "public_ok":
        findings.append(Finding(_PART, code, good=True, params={"url": url}))
    elif runs or code == "public_certificate":
        findings.append(Finding(_PART, code, good=False, params={"url": url}))
    else:
        # Before the first start nobody can be behind it.
        findings.append(Finding(_PART, "public_unproved", good=False, params={"url": url}, fatal=False))
    return tuple(findings)


async def _port(host: str, port: int, setting: str, *, held: bool | None) -> tuple[Finding, bool]:
    params = {"host": host, "port": str(port), "setting": setting}
    if port == 0:
        return Finding(_PART, "port_any", good=True, params=params), False
    why = await asyncio.to_thread(unbound, host, port)
    if why is None:
        return Finding(_PART, "port_free", good=True, params=params), False
    if why is not Unbound.TAKEN:
        return Finding(_PART, CODES[why], good=False, params=params), False
    name = _ANY.get(host, host)
    url = f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"
    if await _behind(url, aiohttp.TCPConnector()) != "public_ok":
        return Finding(_PART, "port_taken", good=False, params=params), False
    if held is False:
        # One that runs on another folder.
        return Finding(_PART, "port_other_easel", good=False, params=params), False
    return Finding(_PART, "port_easel", good=True, params=params), True


async def _behind(url: str, connector: aiohttp.BaseConnector) -> str:
    """Return whether an Easel answers there, and if not, what does: a finding's code."""
    try:
        async with (
            aiohttp.ClientSession(connector=connector, timeout=_TIMEOUT) as session,
            session.get(f"{url}/healthz", allow_redirects=False) as answer,
        ):
            body = await answer.content.read(_MOST)
            return "public_ok" if body.replace(b" ", b"") == b'{"alive":true}' else "public_stranger"
    except (aiohttp.ClientConnectorCertificateError, ssl.SSLError, aiohttp.ClientSSLError):
        return "public_certificate"
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError):
        return "public_silent"


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    usual = parts.scheme in {"http", "https"} and parts.hostname and port != 0 and "@" not in parts.netloc
    return parts if usual else None
