"""What "with", "it" and "behind" without a noun mean, told from what the things are."""

from __future__ import annotations

from collections.abc import Sequence

from engines.sketch import lexicon
from engines.sketch.wants import Want

_EARTHLY = frozenset({"behind", "front", "beside", "under", "in", "hold", "with", "against"})
"""Relations that sun, moon and stars cannot stand in: they stay in the sky."""
_SHELTERS = frozenset({"umbrella", "drawn:chandelier", "drawn:spotlight", "balloon"})
"""What hangs or is held over those that are under it, however small."""
_CROSSED = frozenset(
    {
        "drawn:bridge",
        "wood",
        "drawn:log",
        "drawn:jetty",
        "drawn:branch",
        "drawn:plank",
        "drawn:dam",
        "drawn:flyingcarpet",
    }
)
HAT, NECK = "hats", "neckwear"
_SMALL = 0.5
"""Of its bearer's height: the most that someone holds."""


def carries(subject: Want, target: Want) -> str:
    """Return the relation of a target that its subject has with it: ``(target, word, subject)``; empty: side by side."""
    art = subject.art
    if is_bearer(art):
        if target.art.endswith("ball"):
            return ""
        return worn_where(target.art) or ("hold" if _handy(target) else "")
    if not is_bearer(target.art) or lexicon.natural_height(target.art) < 0.3:  # noqa: PLR2004 -- no person on a cake
        if art in lexicon.names("tops") and lexicon.natural_height(target.art) <= 0.34:  # noqa: PLR2004 -- stands on it
            return "on"
        if art in lexicon.names("holders"):
            return "in"
        if target.art in {"door", "window"} and art in lexicon.names("buildings"):
            return "front"
    return ""


def is_bearer(art: str) -> bool:
    """Return whether a picture shows someone who can wear and hold things: a person, an animal, a snowman."""
    known = lexicon.art().get(art)
    animal = known is not None and known.kind == "nature" and art not in lexicon.names("plants")
    return lexicon.is_person(art) or animal or art in lexicon.names("bearers")


def worn_where(art: str) -> str:
    """Return where something is worn: head, neck or nowhere."""
    return "head" if art in lexicon.names(HAT) else "neck" if art in lexicon.names(NECK) else ""


def _handy(target: Want) -> bool:
    known = lexicon.art().get(target.art)
    kind = known.kind if known else "object"
    if target.art.startswith("sky:"):
        return False
    small = lexicon.natural_height(target.art) < _SMALL * 0.5
    return target.art in lexicon.names("handy") or (small and kind in {"object", "food", "activity"})


def settled(wants: Sequence[Want]) -> list[Want]:  # noqa: C901 -- one case a relation
    """Return the wants with garments worn, and each "with" turned into what it means between its two things."""
    kept = _dressed(wants)
    open_ = [(want, pair) for want in kept for pair in want.relations]
    for want, (word, targets) in open_:
        if word == "in" and targets[0].art in lexicon.names("seats"):
            want.relations = [("on", ts) if ts is targets else (each, ts) for each, ts in want.relations]
            continue
        if word == "under" and targets[0].art in _SHELTERS and want.relations and not targets[0].relations:
            want.relations = [pair for pair in want.relations if pair[1] is not targets]
            targets[0].relations.append(("over", [want]))
            continue
        if word == "over" and targets[0].art in _CROSSED and want.art not in lexicon.names("air"):
            want.relations = [("on", ts) if ts is targets else (each, ts) for each, ts in want.relations]
            continue
        plain = word in {"with", "hold", "wear"}
        if any(each is want for each in targets):
            continue
        if want.art.startswith("sky:") and word in _EARTHLY:
            want.relations = [pair for pair in want.relations if pair[1] is not targets]
            continue
        if plain or (word == "head" and want.art not in lexicon.names(HAT)):
            want.relations = [pair for pair in want.relations if pair[1] is not targets]
            for at, target in enumerate(targets):
                _settle(want, "with" if at and word == "hold" else word if plain else "wear", target)
    for want in kept:
        want.relations = [(word.lstrip("="), targets) for word, targets in want.relations]
    for want in [each for each in kept if any(word == "part" for word, _ in each.relations)]:
        wear(want.relations[-1][1][0], want)
        kept = [each for each in kept if each is not want]
    return kept


def _settle(want: Want, word: str, target: Want) -> None:
    if target is want or any(each is want for _, each_of in target.relations for each in each_of):
        return
    if (want.art, target.art) == ("drawn:stall", "drawn:awning"):
        target.relations.append(("part", [want]))
        return
    how = carries(want, target)
    if target.place and want.art != target.art and word == "with":
        return
    if word in {"hold", "wear"} and is_bearer(want.art):
        how = worn_where(target.art) or ("hold" if lexicon.natural_height(target.art) < _SMALL * 0.5 else "")
    if not target.art:
        want.relations.append(("beside", [target]))
        return
    if not how and (target.place or target.art in lexicon.names("air") or want.art.startswith("sky:")):
        return
    if _reaches(want, target) or (target.relations and not how):
        return
    target.relations.insert(0, (how or "beside", [want]))


def _dressed(wants: Sequence[Want]) -> list[Want]:
    """Return the wants with garments turned into the colour of who wears them."""
    kept = list(wants)
    for want in wants:
        for word, targets in list(want.relations):
            worn = [each for each in targets if each.art in lexicon.names("garments")]
            if not (worn and is_bearer(want.art) and word in {"in", "head", "with", "wear", "beside"}):
                continue
            rest = [each for each in targets if not any(each is one for one in worn)]
            want.relations.remove((word, targets))
            if rest:
                want.relations.append((word, rest))
            for each in worn:
                wear(want, each)
                for more, others in each.relations:
                    want.relations.append((more, others))
            kept = [each for each in kept if not any(each is one for one in worn)]
    for garment in [each for each in kept if each.art in lexicon.names("garments")]:
        wearer = next(
            (
                ts[0]
                for word, ts in garment.relations
                if word in {"on", "head", "neck"} and ts[0].art and is_bearer(ts[0].art)
            ),
            None,
        )
        if wearer is not None:
            wear(wearer, garment)
            kept = [each for each in kept if each is not garment]
    return kept


def wear(want: Want, garment: Want) -> None:
    """Dress someone."""
    want.wears.append(f"{garment.colour} {garment.noun}".strip())
    want.colour = want.colour or garment.colour


def _reaches(start: Want, goal: Want) -> bool:
    """Return whether something is placed by way of another, so that placing that by it would go round in a circle."""
    seen: set[int] = set()
    waiting = [start]
    while waiting:
        want = waiting.pop()
        if want is goal:
            return True
        if id(want) not in seen:
            seen.add(id(want))
            waiting += [target for _, targets in want.relations for target in targets]
    return False


def root(want: Want) -> Want:
    """Return what a thing stands on or in, by way of all that carry it."""
    for _ in range(6):
        carrier = next((ts[0] for word, ts in want.relations if word in {"on", "in", "hold", "head", "neck"}), None)
        if carrier is None:
            return want
        want = carrier
    return want


def anchor(wants: Sequence[Want]) -> Want | None:
    """Return what a "behind" without a noun is behind of: the first thing that is not in the sky, or what carries it."""
    first = next((w for w in wants if not w.art.startswith("sky:") and w.art not in lexicon.names("garments")), None)
    return root(first) if first is not None else None
