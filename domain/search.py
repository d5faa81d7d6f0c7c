"""What somebody looks for in the library: words and filters, written as options or among the words."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from domain.errors import BadInput
from domain.library import State

COLOURS = (
    "red",
    "orange",
    "yellow",
    "green",
    "teal",
    "blue",
    "purple",
    "pink",
    "brown",
    "black",
    "grey",
    "white",
)
"""The colours that a picture can be looked for by."""
SHAPES = ("square", "landscape", "portrait")
MOST_WORDS = 300
"""Characters of what is looked for that are read; what is longer is cut."""
MOST_TERMS = 12
MOST_LETTERS = 40
"""Letters of a word that are read; longer ones are told apart by no more."""
MOST_FOUND_BY = 2_000
"""Words that one picture is found by."""
NEAR = 0.03
"""How far a picture's ratio may be from the one that is looked for."""

_STEPS = 4
_ALONE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\U00020000-\U0003ffff"
# A character of a script without spaces, or what of a word is read of any other.
_PIECE = re.compile(rf"(?=[^\W_])(?:[{_ALONE}]|[^\W_{_ALONE}]{{1,{MOST_LETTERS}}})")
_FILTER = re.compile(
    r"(?<!\S)(by|from|in|model|tag|collection|is|state|ratio|shape|colou?r|since|after|before|until|like):"
    r"(\"[^\"]{1,80}\"|\S{1,80})",
    re.IGNORECASE,
)
_FLAGS = {"starred": "starred", "is:starred": "starred", "mine": "mine", "is:mine": "mine"}
_SAME = {
    "from": "by",
    "state": "is",
    "shape": "ratio",
    "color": "colour",
    "after": "since",
    "until": "before",
}
_GREY = {"gray": "grey", "violet": "purple", "turquoise": "teal", "cyan": "teal", "magenta": "pink"}


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: every one of ``terms`` begins a word of a picture, and every filter that is set holds.

    ``person`` is a name or a user id, ``channel`` a name or an id, ``ratio`` a shape or ``16:9``, ``since`` and
    ``before`` are UTC days, the latter excluded; ``like`` is a picture's id. ``named`` asks for pictures with a name.
    """

    terms: tuple[str, ...] = ()
    person: str = ""
    channel: str = ""
    model: str = ""
    tag: str = ""
    collection: str = ""
    state: State | None = None
    ratio: str = ""
    colour: str = ""
    since: date | None = None
    before: date | None = None
    starred: bool = False
    mine: bool = False
    named: bool = False
    like: str = ""

    @property
    def everything(self) -> bool:
        """Return whether nothing narrows it."""
        return self == Search()


@dataclass(frozen=True, slots=True)
class Look:
    """What is read off a picture itself: how many bytes it takes, its colours by area, its print of 64 bits.

    Prints of pictures that look alike differ in few bits; one without any structure has none.
    """

    bytes: int
    colours: tuple[str, ...] = ()
    print: int | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for what no look returns: who looks is not trusted."""
        if self.bytes < 0 or not set(self.colours) <= set(COLOURS) or len(self.colours) > len(COLOURS):
            raise ValueError("look")
        if self.print is not None and not 0 <= self.print < 1 << 64:
            raise ValueError("print")


def folded(words: str) -> str:
    """Return the words as they are found: folded, without marks, each character of scripts without spaces alone.

    Only letters and digits are left, between single spaces: nothing in it is an operator of any database.
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", words).casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(_PIECE.findall(bare))


def entry_words(said: Collection[str], *, model: str, width: int, height: int, colours: Collection[str] = ()) -> str:
    """Return what a picture is found by: each word that is ``said`` of it once, after marks for the filters.

    Marks begin with ``=``, which no word does.
    """
    shape, near = _proportions(width, height)
    marks = [mark("model", model), mark("shape", shape), f"=ratio{near}=", *(mark("colour", each) for each in colours)]
    words = dict.fromkeys(folded(" ".join(said)).split())
    return " ".join([*marks, *list(words)[:MOST_FOUND_BY]])


def mark(kind: str, value: str) -> str:
    """Return what stands among a picture's words for what it is."""
    return f"={kind}{folded(value).replace(' ', '')}="


def model_mark(value: str) -> str:
    """Return what the mark of a model begins with that is called so, or more than that."""
    return mark("model", value).removesuffix("=")


def ratio_marks(width: int, height: int) -> tuple[str, ...]:
    """Return the marks that stand for ratios near this one, and some that are just beyond."""
    _, near = _proportions(width, height)
    return tuple(f"=ratio{near + step}=" for step in range(-_STEPS, _STEPS + 1))


def _proportions(width: int, height: int) -> tuple[str, int]:
    """Return the shape of a picture, and its ratio in steps of one percent."""
    ratio = max(1, width) / max(1, height)
    shape = "square" if 1 / (1 + NEAR) <= ratio <= 1 + NEAR else "landscape" if ratio > 1 else "portrait"
    return shape, round(math.log(ratio) / math.log(1.01))


def search_of(words: str) -> Search:
    """Return what words look for, with the filters among them (``by:ada is:approved since:2026-11-01``).

    Raise BadInput where a filter's value can be none of its kind.
    """
    text = words[:MOST_WORDS]
    found = Search()
    for name, value in _FILTER.findall(text):
        found = narrowed(found, _SAME.get(name.casefold(), name.casefold()), value.strip('"'))
    rest = _FILTER.sub(" ", text)
    kept = []
    for word in rest.split():
        flag = _FLAGS.get(word.casefold())
        if flag is None:
            kept.append(word)
        else:
            found = replace(found, starred=found.starred or flag == "starred", mine=found.mine or flag == "mine")
    return replace(found, terms=tuple(dict.fromkeys(folded(" ".join(kept)).split()))[:MOST_TERMS])


def narrowed(search: Search, name: str, value: str) -> Search:
    """Return the search with one more filter, as an option or a word gave it. Raise BadInput for no value of its kind."""
    text = value.strip()
    folded_text = text.casefold()
    changed: dict[str, Any]
    match name:
        case "by":
            changed = {"person": text.removeprefix("@")}
        case "in":
            changed = {"channel": text.removeprefix("#")}
        case "model" | "tag" | "collection" | "like":
            changed = {name: text.removeprefix("#") if name == "tag" else text}
        case "is" if folded_text in {"starred", "mine", "named"}:
            changed = {folded_text: True}
        case "is":
            changed = {"state": _state(folded_text)}
        case "ratio":
            changed = {"ratio": _ratio(folded_text)}
        case "colour":
            changed = {"colour": _colour(folded_text)}
        case "since" | "before":
            changed = {name: _day(text)}
        case _:
            raise BadInput("option_unknown", asked=name[:40], known="")
    return replace(search, **changed)


def _state(text: str) -> State:
    words = {"in review": State.REVIEW, "changes asked": State.CHANGES}
    try:
        return words.get(text.replace("-", " ").replace("_", " ")) or State(text)
    except ValueError:
        known = ", ".join(state.value for state in State)
        raise BadInput("state_unknown", asked=text[:40], known=known) from None


def _ratio(text: str) -> str:
    if text in SHAPES or re.fullmatch(r"[1-9]\d?:[1-9]\d?", text):
        return text
    raise BadInput("ratio_unknown", asked=text[:40], known=", ".join(SHAPES))


def _colour(text: str) -> str:
    colour = _GREY.get(text, text)
    if colour in COLOURS:
        return colour
    raise BadInput("colour_unknown", asked=text[:40], known=", ".join(COLOURS))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput("day_unknown", asked=text[:40]) from None
