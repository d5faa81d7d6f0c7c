"""Wishes: what a reply in a thread asks for, read from its words by a small grammar of high precision."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class WishKind(StrEnum):
    """What a message in a thread wants. TALK wants nothing; UNSURE is offered, never spent on."""

    REFINE = "refine"
    BACK = "back"
    AGAIN = "again"
    VARY = "vary"
    PICK = "pick"
    SHOW = "show"
    CANCEL = "cancel"
    TALK = "talk"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish: its kind, the words left for an engine, the version named, a count of steps or a place in a row."""

    kind: WishKind
    words: str = ""
    version: int | None = None
    number: int | None = None
    strong: bool = False
