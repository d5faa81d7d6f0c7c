"""Named points at which a test may kill or stall the process; elsewhere they do nothing."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass


@dataclass(slots=True)
class _Armed:
    name: str
    signal: signal.Signals
    hits_left: int


def _armed() -> _Armed | None:
    if os.environ.get("EASEL_ENV") != "test":
        return None
    when, _, rest = os.environ.get("EASEL_FAULT", "").partition(":")
    what, *options = rest.split(":")
    hits = next((int(option) for option in options if option.isdecimal()), 1)
    return _Armed(f"{when}:{what}", signal.SIGSTOP if "stop" in options else signal.SIGKILL, hits) if what else None


_fault = _armed()


def point(name: str) -> None:
    """Die here if ``EASEL_FAULT`` names the point and ``EASEL_ENV`` is ``test``.

    ``after:settle`` kills, ``after:settle:stop`` stalls until SIGCONT, ``after:settle:3`` does so at the third time.
    """
    if _fault is None or _fault.name != name:
        return
    _fault.hits_left -= 1
    if _fault.hits_left == 0:
        os.kill(os.getpid(), _fault.signal)
