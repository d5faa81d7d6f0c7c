"""The model, size and quality of a call: what it asks, else what the person, the team, the deployment prefers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commands.studio import Studio
from commands.submit import seed_of
from domain.call import Call
from domain.errors import BadInput
from domain.flags import Flags, take_flags
from domain.model import Model
from domain.picture import Picture
from domain.plan import Note, Parent
from domain.size import Size, SizeWish, Target
from domain.size_words import Sized, parse_size, same_size, sized
from storage import originals, people

_SEEDED = "sketch"
"""The engine that draws the same of the same seed."""
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen, before the plan: a model that works here, a size wish, a quality's name.

    ``words`` are what is left for the model. ``target`` are the exact pixels that the base was asked for in.
    """

    model: Model
    size: SizeWish | None
    quality: str | None
    words: str
    notes: tuple[Note, ...] = ()
    count: int | None = None
    transparent: bool = False
    seed: int = 0
    target: Target | None = None


async def choose(call: Call, studio: Studio, words: str, base: Picture | None = None) -> Chosen:
    """Choose for a call whose free words are ``words``; a thread stays with the model of its ``base``.

    Raise BadInput for a model, size or quality that nobody knows, for words that say how and not what, or a model
    whose engine is not set up here.
    """
    flags = take_flags(words)
    said = sized(flags.words)
    async with studio.database.read() as tx:
        own = await people.person_settings(tx, call.person.id)
        team = await people.team_settings(tx, call.person.team.id)
        target = None if base is None else await originals.target_of(tx, base.id)
    asked = call.text("model") or flags.model
    kept = base.model if base is not None and base.engine in studio.engines else None
    name = asked or kept or own.model or team.model or studio.defaults.model
    model, notes = model_for(studio, name, asked=bool(asked))
    wish = parse_size(call.text("size")) if call.text("size") else flags.size or said.wish
    count = call.number("count") if call.number("count") is not None else flags.count
    if wish is None and base is None and own.size:
        wish = parse_size(own.size)
    quality = call.text("quality") or flags.quality or (own.quality if base is None else None) or None
    return Chosen(
        model,
        wish,
        quality,
        flags.worded(_left(words, said, wish, base)),
        (*notes, *_told(call, model, flags, said, base)),
        count,
        call.flag("transparent") or flags.transparent,
        seed_of(call) if flags.seed is None else flags.seed,
        target,
    )


def _left(words: str, said: Sized, wish: SizeWish | None, base: Picture | None) -> str:
    """Return what is left for the model. Raise BadInput where nothing is that could be drawn, or changed."""
    if not words.strip() or (said.words.strip() and not (said.bare and base is None)):
        return said.words
    if base is None or wish is None:
        raise BadInput("prompt_settings_only", asked=" ".join(words.split())[:_SHOWN])
    # A change must say something: the size is all of it.
    return f"make it {wish.said}"


def _told(call: Call, model: Model, flags: Flags, said: Sized, base: Picture | None) -> list[Note]:
    """Return what there is to say of flags that do not exist here, and of sizes that contradict each other."""
    unknown = [*flags.unknown]
    if flags.seed is not None and model.engine != _SEEDED:
        unknown.append(f"--seed {flags.seed}")
    if base is not None and (flags.count or 1) > 1:
        unknown.append(f"--n {flags.count}")
    told = [Note("flags_unknown", {"flags": ", ".join(unknown)})] if unknown else []
    if call.text("size"):
        return told
    taken, other = flags.size or said.wish, said.other
    if flags.size is not None and said.wish is not None and not same_size(flags.size, said.wish):
        other = said.wish
    if taken is not None and other is not None:
        told.append(Note("size_contradicted", {"asked": other.said, "made": taken.said}))
    return told


def parent_of(base: Picture, target: Target | None = None) -> Parent:
    """Return what an edit keeps of the picture it starts from; ``target``: the exact pixels it was asked for in."""
    return Parent(Size(base.width, base.height), base.quality, base.transparent, target)


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
