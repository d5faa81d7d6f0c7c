"""What one person writes and Easel says to others: without what would call somebody."""

from __future__ import annotations

import re

_MARKS = re.compile(r"<(?:[@!][^<>\s]{1,80}|#\w{1,40}(?:\|[^<>]{0,80})?)>")
_ALL = re.compile(r"@(?=(?:everyone|here|channel)\b)", re.IGNORECASE)


def harmless(text: str) -> str:
    """Return the text without mentions: neither of people, roles or groups, nor of everybody at once."""
    return " ".join(_ALL.sub("", _MARKS.sub("", text)).split())
