"""A Wish: what a reply in a thread asks for; Wishes: all that one message asks for, in order."""

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
    UPSCALE = "upscale"
    CUT_OUT = "cut_out"
    NEW_BACKGROUND = "new_background"
    EXTEND = "extend"
    RESTORE = "restore"
    ADJUST = "adjust"
    EXPORT = "export"
    ANIMATE = "animate"
    COMPARE = "compare"
    DESCRIBE = "describe"
    SAVE = "save"
    CANCEL = "cancel"
    QUOTA = "quota"
    HELP = "help"
    TALK = "talk"
    UNSURE = "unsure"


class Naming(StrEnum):
    """How a picture is named in words."""

    VERSION = "version"
    PLACE = "place"
    ORIGINAL = "original"
    LAST = "last"
    PERSON = "person"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Named:
    """A picture as words name it: a version or a place in a row by ``number``, whose it is or what is in it by ``text``.

    ORIGINAL is the root of the branch, LAST the newest. The text of a PERSON is a name or a platform's user id.
    """

    how: Naming
    number: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish: its kind, the words left for an engine, the version named, a count of steps or a place in a row.

    ``number`` is, for BACK and REFINE, how many steps to go back (before refining); for PICK the place in the row,
    from 1; for VARY how many are wished. A PICK with ``words`` is picked first and then refined with them.
    ``picture`` is one named in another way than by a version or a place.
    """

    kind: WishKind
    words: str = ""
    version: int | None = None
    number: int | None = None
    strong: bool = False
    picture: Named | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """All that one message asks for: a chain of wishes in their order, at least one; TALK and UNSURE stand alone."""

    chain: tuple[Wish, ...]

    @property
    def first(self) -> Wish:
        """Return the wish that comes first."""
        return self.chain[0]

    @property
    def named(self) -> Named | None:
        """Return the first picture that is named, in whatever way."""
        return next((found for found in map(named_of, self.chain) if found is not None), None)


def named_of(wish: Wish) -> Named | None:
    """Return the picture that one wish names."""
    if wish.picture is not None:
        return wish.picture
    if wish.version is not None:
        return Named(Naming.VERSION, wish.version)
    if wish.kind is WishKind.PICK and wish.number is not None:
        return Named(Naming.PLACE, wish.number)
    return None
