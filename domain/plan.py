"""The plan of an operation: what a model will be asked for, and what of the wish had to change. Decided before spending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.errors import BadInput
from domain.model import Model
from domain.operation import Quality
from domain.size import Size, SizeWish, Target
from domain.sizes import default_size, legal, roomy, shapes_apart, snap, target_of

MOST_COUNT = 4
MOST_REFERENCES = 4
MOST_INHERITED_PIXELS = 2560 * 1440
"""Above this a size is made only where it was asked for: a photograph's own pixels are no wish, and dear."""

_ORDER = tuple(Quality)
_LEAST = frozenset({"draft", "lowest", "fast", "fastest", "quick", "cheap", "cheapest", "minimal"})
_BEST = frozenset({"best", "highest", "finest", "top", "ultra", "maximum"})
_QUALITIES: Mapping[str, Quality] = {
    **{quality.value: quality for quality in Quality},
    **dict.fromkeys(_LEAST, Quality.LOW),
    **dict.fromkeys(_BEST, Quality.MAX),
    "med": Quality.MEDIUM,
    "mid": Quality.MEDIUM,
    "middle": Quality.MEDIUM,
    "normal": Quality.MEDIUM,
    "standard": Quality.MEDIUM,
    "good": Quality.HIGH,
    "hi": Quality.HIGH,
    "very high": Quality.XHIGH,
    "extra high": Quality.XHIGH,
    "x high": Quality.XHIGH,
}
_UNSAID = frozenset({"", "auto", "default"})
_SAID_LIMIT = 60
_MOST_SHOWN = 9_999
_CUT_NOTHING = 0.002
"""How far two shapes are from each other, as a logarithm, while nothing that could be seen is cut off."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something to tell the person: a key of the words catalogue, with what fills it."""

    code: str
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Parent:
    """What an edit or a variation keeps of the picture it starts from; an upload has no quality."""

    size: Size
    quality: str = ""
    transparent: bool = False
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be asked for: ``count`` engine calls, with the first ``references`` of the pictures given.

    ``target`` are the exact pixels to be delivered of what is made at ``size``.
    """

    size: Size
    quality: Quality
    count: int
    transparent: bool
    references: int
    notes: tuple[Note, ...] = ()
    target: Target | None = None


def plan(
    model: Model,
    operation: str,
    *,
    size: SizeWish | None = None,
    quality: str | None = None,
    count: int | None = None,
    transparent: bool = False,
    references: int = 0,
    parent: Parent | None = None,
) -> Plan:
    """Return what the model is asked for, and a note for each part of the wish that had to change.

    ``operation`` is generate, edit or vary; the two last need ``parent``, whose size, quality and transparency they
    keep where nothing else is wished. Never asks for more than the model can. Raise BadInput
    ``operation_unsupported``, and ``quality_unknown`` for words that name no quality.
    """
    if operation not in model.operations:
        raise BadInput("operation_unsupported", model=model.title, operation=operation)
    notes: list[Note] = []
    target = _target(size, parent, notes)
    return Plan(
        target=target,
        size=_size(model, size, parent, target, notes),
        quality=_quality(model, quality, parent, notes),
        count=_count(count, notes),
        transparent=_transparent(model, transparent or (parent is not None and parent.transparent), notes),
        references=_references(model, operation, references, notes),
        notes=tuple(notes),
    )


def parse_quality(text: str) -> Quality:
    """Return the quality that the words name; raise BadInput ``quality_unknown`` where they name none."""
    said = " ".join(text.casefold().replace("-", " ").split()).removesuffix(" quality")
    quality = _QUALITIES.get(said)
    if quality is None:
        raise BadInput("quality_unknown", asked=text.strip()[:_SAID_LIMIT], known=", ".join(_ORDER))
    return quality


def _target(wish: SizeWish | None, parent: Parent | None, notes: list[Note]) -> Target | None:
    if wish is None:
        return parent.target if parent is not None else None
    target = target_of(wish)
    if target is not None and target.size != Size(wish.width, wish.height):
        notes.append(Note("size_limited", {"asked": wish.said, "made": str(target.size)}))
    return target


def _size(model: Model, wish: SizeWish | None, parent: Parent | None, target: Target | None, notes: list[Note]) -> Size:
    if wish is not None:
        made, differs = snap(roomy(wish), model.sizes, model.usual)
        if target is not None:
            notes.extend(_fitted(made, target))
        elif differs or (wish.exact and made != Size(wish.width, wish.height)):
            notes.append(Note("size_snapped", {"asked": wish.said, "made": str(made), "model": model.title}))
        return made
    made = _kept_size(model, parent, notes)
    if target is not None:
        notes.extend(_fitted(made, target))
    return made


def _fitted(made: Size, target: Target) -> tuple[Note, ...]:
    """Return what is done to a picture so that it has the exact pixels; nothing where it has them."""
    if made == target.size:
        return ()
    how = "size_scaled" if shapes_apart(made, target.size) <= _CUT_NOTHING else "size_cropped"
    params = {"made": str(made), "exact": str(target.size), "asked": target.name}
    return (Note(f"{how}_for" if target.name else how, params),)


def _kept_size(model: Model, parent: Parent | None, notes: list[Note]) -> Size:
    if parent is None:
        usual = [each for each in model.usual if legal(each, model.sizes)]
        square = default_size(usual)
        return snap(SizeWish(square.width, square.height, exact=True, said=""), model.sizes, usual)[0]
    kept = parent.size
    too_large = kept.pixels > MOST_INHERITED_PIXELS and not legal(kept, model.sizes)
    made, _ = snap(SizeWish(kept.width, kept.height, exact=not too_large, said=""), model.sizes, model.usual)
    if made != kept:
        notes.append(Note("parent_size_snapped", {"parent": str(kept), "made": str(made), "model": model.title}))
    return made


def _quality(model: Model, wish: str | None, parent: Parent | None, notes: list[Note]) -> Quality:
    known = model.qualities or (model.quality,)
    said = " ".join((wish or "").casefold().split())
    if said in _UNSAID:
        inherited = parent.quality if parent is not None else ""
        asked = Quality(inherited) if inherited in _ORDER else model.quality
    elif said.removesuffix(" quality") in _LEAST | _BEST:
        # The best there is, not a step of the scale: nothing is lost where the model's own scale is short.
        best = said.removesuffix(" quality") in _BEST
        return (max if best else min)(known, key=_ORDER.index)
    else:
        asked = parse_quality(said)
    made = min(known, key=lambda each: (abs(_ORDER.index(each) - _ORDER.index(asked)), _ORDER.index(each)))
    if made is not asked:
        notes.append(Note("quality_changed", {"asked": asked.value, "made": made.value, "model": model.title}))
    return made


def _count(wish: int | None, notes: list[Note]) -> int:
    if wish is None:
        return 1
    made = min(max(wish, 1), MOST_COUNT)
    if made != wish:
        shown = min(max(wish, -_MOST_SHOWN), _MOST_SHOWN)
        notes.append(Note("count_limited", {"asked": str(shown), "made": str(made), "limit": str(MOST_COUNT)}))
    return made


def _transparent(model: Model, wish: bool, notes: list[Note]) -> bool:
    if wish and not model.transparent:
        notes.append(Note("transparent_dropped", {"model": model.title}))
    return wish and model.transparent


def _references(model: Model, operation: str, given: int, notes: list[Note]) -> int:
    """Return how many references are kept beside the base, which is an input of edits and variations too."""
    room = model.most_inputs - (operation != "generate")
    kept = max(0, min(given, room, MOST_REFERENCES))
    if kept < given:
        notes.append(Note("references_dropped", {"asked": str(given), "made": str(kept), "model": model.title}))
    return kept
