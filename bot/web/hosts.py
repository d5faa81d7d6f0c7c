"""Host names: which are this machine alone, and which are answered to."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

_USUAL = frozenset({"localhost", "127.0.0.1", "::1"})


def is_loopback(host: str) -> bool:
    """Return whether only this machine reaches the host: ``localhost`` or any loopback address, of IPv6 too."""
    name = _bare(host)
    if name == "localhost":
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def allowed_hosts(bound_to: str, public_url: str) -> frozenset[str] | None:
    """Return the host names to answer to where ``bound_to`` is loopback, None elsewhere.

    A page of another site can point its own name at 127.0.0.1; its requests then carry that name.
    """
    if not is_loopback(bound_to):
        return None
    public = host_name(urlsplit(public_url).netloc)
    return _USUAL | {_bare(bound_to)} | ({public} if public else set())


def host_name(netloc: str) -> str:
    """Return the name of ``name:port`` or ``[address]:port`` in lower case, empty where it is neither."""
    try:
        return _bare(urlsplit(f"//{netloc}").hostname or "")
    except ValueError:
        return ""


def _bare(host: str) -> str:
    """Return a host without brackets, in the one way to write it."""
    name = host.strip().removeprefix("[").removesuffix("]").casefold()
    try:
        return str(ip_address(name))
    except ValueError:
        return name
