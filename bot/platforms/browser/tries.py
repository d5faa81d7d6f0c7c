"""How often a wrong password may be tried from one address."""

from __future__ import annotations

import math
from collections import OrderedDict
from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address

from domain.clock import Clock
from domain.errors import NotAllowed

MOST = 5
WITHIN = timedelta(minutes=1)
ADDRESSES = 4096
"""How many addresses are remembered; the one longest quiet is forgotten first."""


class Tries:
    """Counts failures by address, an IPv6 address by its network, since one owner has all of it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failed: OrderedDict[str, list[datetime]] = OrderedDict()

    def check(self, remote: str) -> None:
        """Raise NotAllowed where the address has failed too often of late."""
        recent = self._recent(_network(remote))
        if len(recent) >= MOST:
            wait = recent[-MOST] + WITHIN - self._clock()
            raise NotAllowed("too_many_tries", seconds=max(1, math.ceil(wait.total_seconds())))

    def failed(self, remote: str) -> None:
        """Count a failure."""
        network = _network(remote)
        self._failed[network] = [*self._recent(network), self._clock()]
        self._failed.move_to_end(network)
        if len(self._failed) > ADDRESSES:
            self._failed.popitem(last=False)

    def _recent(self, network: str) -> list[datetime]:
        since = self._clock() - WITHIN
        return [at for at in self._failed.get(network, []) if at > since]


def _network(remote: str) -> str:
    try:
        address = ip_address(remote)
    except ValueError:
        return remote
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Network((int(address) >> 64 << 64, 64)))
    return str(address)
