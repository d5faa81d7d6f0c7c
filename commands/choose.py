"""The model, size and quality of a call: what it asks, else what the person, the team, the deployment prefers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commands.studio import Studio
from domain.call import Call
from domain.errors import BadInput
from domain.model import Model
from domain.picture import Picture
from domain.plan import Note, Parent
from domain.size import Size, SizeWish
from domain.size_words import parse_size, take_size
from storage import people


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen, before the plan: a model that works here, a size wish, a quality's name."""

    model: Model
    size: SizeWish | None
    quality: str | None
    words: str
    notes: tuple[Note, ...] = ()


async def choose(call: Call, studio: Studio, words: str, base: Picture | None = None) -> Chosen:
    """Choose for a call whose free words are ``words``; a thread stays with the model of its ``base``.

    Raise BadInput for a model, size or quality that nobody knows, or a model whose engine is not set up here.
    """
    async with studio.database.read() as tx:
        own = await people.person_settings(tx, call.person.id)
        team = await people.team_settings(tx, call.person.team.id)
    asked = call.text("model")
    kept = base.model if base is not None and base.engine in studio.engines else None
    name = asked or kept or own.model or team.model or studio.defaults.model
    model, notes = model_for(studio, name, asked=bool(asked))
    rest, said = take_size(words)
    wish = parse_size(call.text("size")) if call.text("size") else said
    if wish is None and base is None and own.size:
        wish = parse_size(own.size)
    quality = call.text("quality") or (own.quality if base is None else None) or None
    return Chosen(model, wish, quality, rest, notes)


def parent_of(base: Picture) -> Parent:
    """Return what an edit keeps of the picture it starts from."""
    return Parent(Size(base.width, base.height), base.quality, base.transparent)


def named(notes: Sequence[tuple[str, object]]) -> tuple[Note, ...]:
    """Return the catalogue's notes as notes of a plan."""
    return tuple(Note(code, dict(params)) for code, params in notes if isinstance(params, dict))


def model_for(studio: Studio, name: str, *, asked: bool = False) -> tuple[Model, tuple[Note, ...]]:
    """Return the model of that name that works here, and what there is to say of it.

    Where it does not work here: raise BadInput if it was ``asked`` for, else return the deployment's own.
    """
    today = studio.clock().date()
    model, notes = studio.catalog.resolve(name, today, studio.engines)
    if model.engine in studio.engines:
        return model, named(notes)
    if asked:
        offered = ", ".join(each.id for each in studio.catalog.available(studio.engines, today))
        raise BadInput("model_unavailable", asked=name[:60], known=offered)
    # A preference from when another engine was set up must not stop the work.
    return studio.catalog.resolve(studio.defaults.model, today, studio.engines)[0], ()
