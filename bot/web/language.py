"""Which language a browser asks for."""

from __future__ import annotations

import re

_FIRST = re.compile(r"\s*([A-Za-z]{2,8})\b")


def language(accepted: str) -> str:
    """Return the first language of an ``Accept-Language`` header, English where it has none."""
    found = _FIRST.match(accepted)
    return found[1].casefold() if found else "en"
