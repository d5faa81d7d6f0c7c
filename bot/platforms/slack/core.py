"""What the rest of Easel does for what arrives from Slack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.homes import Homes
from bot.platforms.slack.installations import Installed
from bot.platforms.slack.people import People
from bot.ports import Dispatch, Notes, Operator, Overlook, Posts, Preferred, Saying, Suggest, Unaffordable, Vault
from domain.clock import Clock
from domain.command import CommandSpec

SECONDS = 1.0
"""How long our own statements before an acknowledgement may take together."""


@dataclass(frozen=True, slots=True)
class Core:
    """The ports that whatever arrives is handed to; ``specs`` are all commands, by name.

    ``pages`` says whether the library has pages with an address of their own.
    """

    api: SlackApi
    installed: Installed
    people: People
    homes: Homes
    dispatch: Dispatch
    posts: Posts
    notes: Notes
    vault: Vault
    specs: Mapping[str, CommandSpec]
    suggest: Suggest
    saying: Saying
    operator: Operator
    clock: Clock
    strangers: bool
    guests: bool
    overview: Overlook | None
    unaffordable: Unaffordable | None = None
    preferred: Preferred | None = None
    pages: bool = False
