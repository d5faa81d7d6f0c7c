"""Whether a port can be listened on, and why not."""

from __future__ import annotations

import errno
import socket
from enum import StrEnum


class Unbound(StrEnum):
    """Why a port cannot be listened on."""

    TAKEN = "taken"
    NOT_ALLOWED = "not_allowed"
    NOT_OURS = "not_ours"
    UNKNOWN = "unknown"


_BY_NUMBER = {
    errno.EADDRINUSE: Unbound.TAKEN,
    errno.EACCES: Unbound.NOT_ALLOWED,
    errno.EPERM: Unbound.NOT_ALLOWED,
    errno.EADDRNOTAVAIL: Unbound.NOT_OURS,
}


def why_unbound(error: OSError) -> Unbound:
    """Return what an error of listening means; a host that nobody can name is not this machine's either."""
    if isinstance(error, socket.gaierror):
        return Unbound.NOT_OURS
    return _BY_NUMBER.get(error.errno or 0, Unbound.UNKNOWN)


def unbound(host: str, port: int) -> Unbound | None:
    """Return why nobody could listen there now, None where one could. Blocks while the host's name is looked up."""
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, kind, protocol, _, address in found:
            with socket.socket(family, kind, protocol) as tried:
                # As the server does it: a port that was let go of a moment ago is free.
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    tried.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                tried.bind(address)
    except OSError as error:
        return why_unbound(error)
    return None
