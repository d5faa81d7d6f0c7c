"""What a person wrote, read from Slack's markup: their words alone, and whom they name."""

from __future__ import annotations

import re

from bot.platforms.slack.mrkdwn import unescape

_ENTITY = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


def plain(text: str, me: str = "", *, picked: str = "") -> str:
    """Return the words of a message as they were typed: names for people and channels, addresses for links.

    ``me`` is Easel's own user, whose name is left out. ``picked`` are the kinds (``#@!``) of what was picked that
    stays as Slack writes it, without its label: a name may be another one's tomorrow.
    """

    def written(found: re.Match[str]) -> str:
        kind, id_, label = found[1], found[2], found[3] or ""
        if kind and kind in picked and id_ != me:
            return f"<{kind}{id_}>"
        match kind:
            case "@":
                return " " if id_ == me else f"@{label or id_}"
            case "#":
                return f"#{label or id_}"
            case "!":
                return label or f"@{id_.partition('^')[0]}"
            case _:
                return label or id_

    said = _ENTITY.sub(written, text)
    return unescape(re.sub(r"[ \t]{2,}", " ", said) if said != text else text).strip()


def named(text: str) -> tuple[str, ...]:
    """Return the ids of the people whom a message names, each once."""
    return tuple(dict.fromkeys(found[2] for found in _ENTITY.finditer(text) if found[1] == "@"))
