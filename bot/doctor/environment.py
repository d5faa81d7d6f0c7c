"""The settings themselves: names that are none of Easel's, and values with something around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from bot.ports import Finding
from bot.settings import names

_PART = "settings"
_OURS = "EASEL_"
_OTHERS = ("DISCORD_", "SLACK_", "OPENAI_")
_CLOSE, _VERY_CLOSE = 0.6, 0.85
_TEST_ONLY = frozenset({"EASEL_ENV", "EASEL_FAULT"})
_AROUND = "\"'\u201c\u201d \t\r\n"


def environment_findings(given: Mapping[str, str], others: frozenset[str] = frozenset()) -> Iterator[Finding]:
    """Yield what is found of the variables ``given``; ``others`` are names that a file of the operator's reads."""
    known = frozenset(names().values())
    well = True
    for name, value in sorted((name.upper(), value) for name, value in given.items()):
        if name in known:
            if value.strip(_AROUND) != value:
                well = False
                yield Finding(_PART, "setting_quoted", good=False, params={"name": name}, fatal=False)
        elif name not in others | _TEST_ONLY and (found := _stray(name, known)) is not None:
            well = False
            yield found
    if well:
        yield Finding(_PART, "settings_ok", good=True)


def _stray(name: str, known: frozenset[str]) -> Finding | None:
    if not name.startswith((_OURS, *_OTHERS)):
        return None
    ours = name.startswith(_OURS)
    # Other programs read variables of these vendors too: only what is nearly a name of ours is a slip.
    close = get_close_matches(name, sorted(known), n=1, cutoff=_CLOSE if ours else _VERY_CLOSE)
    if close:
        return Finding(_PART, "setting_slip", good=False, params={"name": name, "close": close[0]}, fatal=False)
    return Finding(_PART, "setting_unknown", good=False, params={"name": name}, fatal=False) if ours else None
