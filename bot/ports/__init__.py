"""The ports between Easel and its platforms: plain protocols and types, no implementation.

A platform turns events into Calls and draws Cards. It imports ``domain`` and this package only;
the wiring hands it everything else.
"""

from bot.ports.browser import BrowserOptions, Cards, Channel, File, Message, QuotaLeft, Workspace
from bot.ports.chat import (
    Bound,
    DiscordOptions,
    Installations,
    Made,
    Notes,
    Overlook,
    Overview,
    Pictures,
    Post,
    Posts,
    Sendable,
    SlackOptions,
    Vault,
)
from bot.ports.common import Check, Dispatch, Explain, Finding, Operator, Outbound, Say, Saying, Suggest, Target

__all__ = [
    "Bound",
    "BrowserOptions",
    "Cards",
    "Channel",
    "Check",
    "DiscordOptions",
    "Dispatch",
    "Explain",
    "File",
    "Finding",
    "Installations",
    "Made",
    "Message",
    "Notes",
    "Operator",
    "Outbound",
    "Overlook",
    "Overview",
    "Pictures",
    "Post",
    "Posts",
    "QuotaLeft",
    "Say",
    "Saying",
    "Sendable",
    "SlackOptions",
    "Suggest",
    "Target",
    "Vault",
    "Workspace",
]
