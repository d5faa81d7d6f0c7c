"""Where an answer goes: what the inward side noted of an event, read back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.ports import Vault

_CHANNEL = re.compile(r"([CDGZ][A-Z0-9]{2,}):(\d+\.\d+)")


@dataclass(frozen=True, slots=True)
class Where:
    """``answer_to`` of a call by name.

    ``root`` is the Slack thread to answer in; where it is empty a message of the channel is made its root. ``url`` is
    sealed, ``until`` its end in unix seconds. ``execution`` names the run of a workflow step, ``workspace`` the one that
    is meant where ``team`` is a whole organisation. ``fresh``: nobody had replied in the thread when it was asked.
    ``view`` is the open window in which it is answered.
    """

    event: str
    how: str
    team: str
    channel: str
    root: str
    url: str
    until: float
    user: str
    execution: str = ""
    workspace: str = ""
    fresh: bool = False
    view: str = ""

    @classmethod
    def of(cls, answer_to: Mapping[str, str]) -> Where:
        """Read what was noted; what is missing is empty."""
        until = answer_to.get("until", "")
        return cls(
            event=answer_to.get("event", ""),
            how=answer_to.get("how", ""),
            team=answer_to.get("team", ""),
            channel=answer_to.get("channel", ""),
            root=answer_to.get("root", ""),
            url=answer_to.get("url", ""),
            until=float(until) if until.replace(".", "", 1).isdigit() else 0.0,
            user=answer_to.get("user", ""),
            execution=answer_to.get("execution", ""),
            workspace=answer_to.get("workspace", ""),
            fresh=bool(answer_to.get("fresh")),
            view=answer_to.get("view", ""),
        )

    @property
    def spoken(self) -> str:
        """Return the root of a thread in which Slack shows what one person alone is to see: one that has replies."""
        return "" if self.fresh else self.root

    @property
    def direct(self) -> bool:
        """Return whether it is a direct message with one person."""
        return self.channel.startswith("D")


def unsealed(vault: Vault, url: str) -> str:
    """Return an event's own address, empty where there is none, or none that this deployment can open."""
    try:
        return vault.unseal(url) if url else ""
    except ValueError:
        return ""


def thread_key(channel: str, ts: str) -> str:
    """Return the platform thread id of a Slack thread: a message's ts is unique within its channel only."""
    return f"{channel}:{ts}"


def read_key(thread: str) -> tuple[str, str]:
    """Return the channel and the root's ts of a platform thread id; empty where it is none of Slack's."""
    found = _CHANNEL.fullmatch(thread)
    return ("", "") if found is None else (found.group(1), found.group(2))
