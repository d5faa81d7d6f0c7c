"""Which picture of a thread a name in words means."""

from __future__ import annotations

from collections.abc import Sequence

from domain.errors import NotFound
from domain.picture import Picture, Thread, meant
from domain.wish import Named, Naming
from domain.wish_clauses import tokens
from domain.wish_named import label


def picture_named(named: Named, thread: Thread, pictures: Sequence[Picture], at: Picture) -> Picture:
    """Return the picture that a name means, seen from the picture ``at``: the newest of several.

    Raise NotFound where there is none, or it is deleted. A PLACE is a place among all versions.
    """
    found: list[Picture] = []
    there = sorted((each for each in pictures if not each.deleted), key=lambda each: each.version)
    match named.how:
        case Naming.VERSION | Naming.PLACE:
            return meant(thread, pictures, version=named.number)
        case Naming.ORIGINAL:
            return meant(thread, pictures, replied_to=_root(at, pictures).id)
        case Naming.LAST:
            found = there
        case Naming.PERSON:
            found = [each for each in there if _is_of(each, named.text)]
        case Naming.WORDS:
            found = _with_words(there, tokens(named.text))
    if not found:
        raise NotFound("named_unknown", named=label(named).removeprefix("words:"))
    return found[-1]


def _root(picture: Picture, pictures: Sequence[Picture]) -> Picture:
    by_id = {each.id: each for each in pictures}
    at = picture
    while at.parent_id is not None and at.parent_id in by_id:
        at = by_id[at.parent_id]
    return at


def _is_of(picture: Picture, name: str) -> bool:
    """Return whether a name, a first name or a platform's user id is that of the picture's person."""
    own = picture.person_name.casefold()
    wanted = name.casefold()
    names = {own, own.split(" ")[0], own.replace(" ", "."), own.replace(" ", "")}
    return wanted in names or picture.person_id.rpartition("/")[2].casefold() == wanted


def _with_words(pictures: Sequence[Picture], wanted: Sequence[str]) -> list[Picture]:
    """Return the pictures whose own words have all the wanted ones, else those that have the last of them."""
    said = [(each, {_stem(word) for word in tokens(each.words)}) for each in pictures]
    stems = [_stem(word) for word in wanted]
    full = [each for each, words in said if stems and words.issuperset(stems)]
    return full or [each for each, words in said if stems and stems[-1] in words]


def _stem(word: str) -> str:
    return word.removesuffix("'s").removesuffix("s")
