"""A Wish: what a reply in a thread asks for."""

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
    """A wish: its kind, the words left for an engine, the version named, a count of steps or a place in a row.

    ``number`` is, for BACK and REFINE, how many steps to go back (before refining); for PICK the place in the row,
    from 1; for VARY how many are wished. A PICK with ``words`` is picked first and then refined with them.
    """

    kind: WishKind
    words: str = ""
    version: int | None = None
    number: int | None = None
    strong: bool = False
