"""What completes an option while it is typed: sizes, qualities, models, pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from commands.quota import price_of
from commands.studio import Studio
from commands.words import FALLBACK, saying
from domain.errors import BadInput
from domain.model import Model
from domain.operation import Quality
from domain.people import Viewer
from domain.picture import Picture
from domain.search import SHAPES
from domain.size_names import NAMED, USUAL_RATIOS, Named
from domain.size_words import bare_size, parse_size
from domain.text import clean, title_of
from storage import pictures, search

MOST = 25
"""Suggestions that a platform shows at most."""

LETTERS = 100
"""Characters of a label or a value at most."""

_TYPED = 200
_LOOKED_AT = 100
_WORDS = 60
_NAME = 24
_MOST_TERM = 36
_BETWEEN = " · "

_say = saying(FALLBACK)

Suggestion = tuple[str, str]
"""A label for people and the value of the option."""


async def suggest(studio: Studio, viewer: Viewer, what: str, typed: str) -> tuple[Suggestion, ...]:
    """Return what completes ``typed``, the best first; ``what`` is an ``Option.suggest``, another has nothing.

    Sizes, qualities and models read nothing; pictures, and what the library completes, are one read.
    """
    said = " ".join(clean(typed[:_TYPED]).casefold().split())
    match what:
        case "sizes":
            found = _sizes(said)
        case "qualities":
            found = _ranked(said, ((each.value, each.value, (each.value,)) for each in Quality))
        case "models":
            found = _ranked(said, _models(studio))
        case "pictures":
            found = await _pictures(studio, viewer, said)
        case "shapes":
            found = _ranked(said, ((each, each, (each,)) for each in (*SHAPES, *USUAL_RATIOS)))
        case "makers" | "tags" | "collections" | "names":
            found = await _of_library(studio, viewer, what, said)
        case _:
            found = []
    return tuple(found[:MOST])


def _ranked(said: str, rows: Iterable[tuple[str, str, tuple[str, ...]]]) -> list[Suggestion]:
    """Return label and value of the rows whose names fit what is said, the best first, else in their order."""
    fitting = []
    for label, value, names in rows:
        rank = min((rank for name in names if (rank := _rank(said, name)) is not None), default=None)
        if rank is not None and len(value) <= LETTERS:
            fitting.append((rank, (title_of(label, LETTERS), value)))
    return [row for _, row in sorted(fitting, key=lambda each: each[0])]


def _rank(said: str, name: str) -> int | None:
    """Return how well a name fits, 0 best; None where not every word of what is said begins a word of it."""
    folded = name.casefold()
    if said == folded:
        return 0
    if folded.startswith(said):
        return 1
    words = folded.replace("-", " ").split()
    return 2 if all(any(word.startswith(each) for word in words) for each in said.split()) else None


def _sizes(said: str) -> list[Suggestion]:
    bare = bare_size(said)
    found = _ranked(said, _size_rows(said)) or _ranked(bare, _size_rows(bare))
    try:
        wish = parse_size(said)
    except BadInput:
        return found
    # What is typed is a size already, though it need not be one of the list.
    if len(said) > LETTERS or any(value in {said, bare} for _, value in found):
        return found
    label = _say("details.pixels", width=wish.width, height=wish.height) if wish.exact else said
    return [(label, said), *found]


def _size_rows(said: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    rows = (_named_sizes(said), _ratios())
    for each in reversed(rows) if said[:1].isdigit() else rows:
        yield from each


def _named_sizes(said: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for row in NAMED:
        name = _name(said, row)
        pixels = (f"{row.width}x{row.height}",) if row.exact else ()
        yield _BETWEEN.join(each for each in (name, _measure(row)) if each), name, (*row.names, *pixels)


def _ratios() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    shapes = {_measure(row): row.names[0] for row in reversed(NAMED) if not row.exact}
    for ratio in sorted(USUAL_RATIOS, key=lambda each: [float(part) for part in each.split(":")]):
        yield _BETWEEN.join(each for each in (ratio, shapes.get(ratio)) if each), ratio, (ratio,)


def _name(said: str, row: Named) -> str:
    """Return that name of a size which fits best, the first of equals."""
    ranks = {name: _rank(said, name) for name in row.names}
    return min(row.names, key=lambda name: len(row.names) if ranks[name] is None else ranks[name] or 0)


def _measure(row: Named) -> str:
    """Return the pixels that a size has, or its ratio; nothing where that would tell nobody anything."""
    if row.exact:
        return _say("details.pixels", width=row.width, height=row.height)
    return f"{row.width}:{row.height}" if row.width <= _MOST_TERM else ""


def _models(studio: Studio) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    available = studio.catalog.available(studio.engines, studio.clock().date())

    def first(model: Model) -> bool:
        return model.id != studio.defaults.model

    for model in sorted(available, key=first):
        yield f"{model.title}{_BETWEEN}{price_of(model)}", model.id, (model.id, model.title, model.good_for)


async def _pictures(studio: Studio, viewer: Viewer, said: str) -> list[Suggestion]:
    async with studio.database.read() as tx:
        recent = await pictures.recent(tx, viewer, limit=_LOOKED_AT)
    return _ranked(said, ((_label(each), each.id, (f"v{each.version}", each.id, _told(each))) for each in recent))


async def _of_library(studio: Studio, viewer: Viewer, what: str, said: str) -> list[Suggestion]:
    async with studio.database.read() as tx:
        rows = await search.complete(tx, viewer, what, said, limit=MOST)
    return [(title_of(label, LETTERS), value) for label, value in rows if label and 0 < len(value) <= LETTERS]


def _label(picture: Picture) -> str:
    words = title_of(picture.words, _WORDS)
    name = title_of(picture.person_name, _NAME)
    return _BETWEEN.join(each for each in (f"v{picture.version}", words, name) if each)


def _told(picture: Picture) -> str:
    return f"v{picture.version} {title_of(picture.words, LETTERS * 4)} {picture.person_name}"
