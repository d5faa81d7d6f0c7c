"""What the rest of Easel does for what arrives from Discord."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from bot.ports import Dispatch, Notes, Posts, Saying, Suggest, Vault
from bot.ports.watch import Acknowledged
from domain.clock import Clock
from domain.command import CommandSpec

SECONDS = 1.0
"""How long our own statements before an acknowledgement may take together."""


def soon() -> float:
    """Return by when, on the loop's clock, what was heard just now is to be acknowledged."""
    return asyncio.get_running_loop().time() + SECONDS


@dataclass(frozen=True, slots=True)
class Core:
    """The ports that whatever arrives is handed to; ``specs`` are all commands, by name."""

    dispatch: Dispatch
    posts: Posts
    notes: Notes
    vault: Vault
    specs: Mapping[str, CommandSpec]
    suggest: Suggest
    saying: Saying
    clock: Clock
    acknowledged: Acknowledged
