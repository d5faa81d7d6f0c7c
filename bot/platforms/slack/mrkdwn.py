"""Words as Slack reads them: escaped, so that nothing anyone typed pings, links or formats."""

from __future__ import annotations

import re

from bot.platforms.slack.limits import cut, length

_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_ESCAPED = re.compile("[&<>]")
_ENTITY = re.compile(r"&(amp|lt|gt);")
_NAMES = {"amp": "&", "lt": "<", "gt": ">"}


def escape(text: str) -> str:
    """Return the text so that Slack shows it as it is: no mention, no link, no special command."""
    return _ESCAPED.sub(lambda found: _ESCAPES[found.group()], text)


def unescape(text: str) -> str:
    """Return what a person typed, from the text that Slack sends."""
    return _ENTITY.sub(lambda found: _NAMES[found.group(1)], text)


def escape_within(text: str, most: int) -> str:
    """Return the text escaped and of ``most`` characters at most; it is cut before it is escaped, never inside."""
    room = most
    while length(escaped := escape(cut(text, room))) > most:
        room -= max(1, (length(escaped) - most) // 5)
    return escaped
