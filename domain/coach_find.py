"""What weakens a prompt by what it asks for; and all the faults of one, the worst first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from domain.coach_changes import Change, Fault, Found, said_at, without
from domain.coach_elements import Kind, Reading, is_denied
from domain.coach_faults import CONFLICTS, DENIALS, DRAWN_TOO, MIXED, TOOLS
from domain.coach_read import Hit, Phrases, Token
from domain.coach_wording import negatives, praise, texts
from domain.coach_words import EMPTY, LIGHTS, PLACING, WORLDS, Element

_MANY_LIGHTS = 4
_KEPT_LIGHTS = 2
_MANY_SUBJECTS, _TOO_MANY = 4, 5
_MANY_WORLDS = 3
_SHORT_ITEM = 4
_BACK = 6
_BARE, _BARE_LIST = 2, 4
_SHOWN = 60
_LIGHT_KIND = {phrase: kind for kind, phrases in LIGHTS.items() for phrase in phrases}
_LIGHTS = Phrases(_LIGHT_KIND)
_WORLD = {thing: world for world, things in WORLDS.items() for thing in things}
_THINGS = Phrases(_WORLD)
_SIDES = tuple((frozenset(one), frozenset(other)) for one, other in CONFLICTS)
_STYLES = Phrases((*MIXED, *DRAWN_TOO, *(phrase for pair in CONFLICTS for side in pair for phrase in side)))
_COUNTS = frozenset({"a", "an", "two", "three", "some", "many"})


def faults(reading: Reading) -> list[Found]:
    """Return what weakens a prompt, the worst first. Takes time linear in its length."""
    found = [*texts(reading), *_conflicts(reading), *negatives(reading), *_bare(reading)]
    return [*found, *_competing(reading), *_overload(reading), *praise(reading), *_lens(reading)]


def _conflicts(reading: Reading) -> Iterator[Found]:
    tokens = reading.tokens
    hits = [hit for hit in _STYLES.all(tokens) if _is_wished(tokens, hit)]
    named = {hit.phrase: hit for hit in reversed(hits)}
    for one, other in _SIDES:
        ours = [named[phrase] for phrase in named.keys() & one]
        theirs = [named[phrase] for phrase in named.keys() & other]
        if ours and theirs:
            yield _clash(reading, min(ours, key=_place), min(theirs, key=_place))
            return
    for hit, following in pairwise(hits):
        pair = {hit.phrase, following.phrase}
        if (
            pair & MIXED
            and pair & DRAWN_TOO
            and hit.end == following.at
            and tokens[following.at].gap in {" ", ", ", "-"}
        ):
            yield _clash(reading, hit, following)
            return


def _place(hit: Hit) -> int:
    return hit.at


def _clash(reading: Reading, one: Hit, other: Hit) -> Found:
    first, second = sorted((one, other), key=_place)
    said = (said_at(reading, first.at, first.end), said_at(reading, second.at, second.end))
    tokens = reading.tokens
    changes: list[Change] = []
    if second.at > first.end and _stands_alone(tokens, second):
        changes = without(reading, second.at, second.end)
    elif (second.at == first.end and not any(token.fixed for token in tokens[first.at : first.end])) or (
        not any(token.fixed for token in tokens[first.at : first.end])
        and tokens[first.end].joined
        and first.end < second.at
    ):
        changes = without(reading, first.at, first.end)
    return Found(Fault.CONFLICT, said, changes=tuple(changes))


def _stands_alone(tokens: list[Token], hit: Hit) -> bool:
    """Return whether a phrase is an item of its own in a list."""
    if any(token.fixed for token in tokens[hit.at : hit.end]):
        return False
    ends = hit.end >= len(tokens) or "," in tokens[hit.end].gap
    return ends and hit.at > 0 and ("," in tokens[hit.at].gap or tokens[hit.at - 1].word == "and")


def _is_wished(tokens: list[Token], hit: Hit) -> bool:
    """Return whether a style is one of the picture's, not denied before it nor a thing in the picture."""
    if any(token.word in DENIALS for token in tokens[max(0, hit.at - 3) : hit.at]):
        return False
    if hit.end >= len(tokens) or not tokens[hit.end].joined or _STYLES.at(tokens, hit.end) is not None:
        return True
    return tokens[hit.end].word not in TOOLS


def _bare(reading: Reading) -> Iterator[Found]:
    content = reading.content
    rest = [each for each in reading.present if each is not Element.SUBJECT]
    if any(token.quoted for token in reading.tokens):
        return
    words = [token for token in reading.tokens if token.word not in EMPTY]
    listed = len(words) > 1 and all(token.gap.strip() in {",", ""} for token in reading.tokens)
    commas = sum("," in token.gap for token in reading.tokens)
    few = len(content) <= _BARE and not reading.acts and (not rest or len(content) <= 1)
    only_list = (
        listed and commas >= 1 and commas >= len(content) - 1 and 1 < len(content) <= _BARE_LIST and not reading.acts
    )
    if content and (few or only_list):
        yield Found(Fault.BARE, (" ".join(reading.text.split())[:_SHOWN],))


def _competing(reading: Reading) -> Iterator[Found]:
    """Find a list of things that each want to be the subject."""
    tokens = reading.tokens
    heads: list[tuple[int, int]] = []
    at = 0
    for index in range(1, len(tokens) + 1):
        last = index == len(tokens)
        if not last and "," not in tokens[index].gap and tokens[index].word != "and" and tokens[index].word != "plus":
            continue
        first = at + 1 if tokens[at].word in {"and", "plus"} and at + 1 < index else at
        words = [token.word for token in tokens[first:index]]
        if words and words[0] in _COUNTS and 1 < len(words) <= _SHORT_ITEM + 1 and not PLACING.intersection(words[:2]):
            heads.append((first, index))
        at = index
    if worlds := _worlds(reading):
        yield Found(Fault.COMPETING, worlds)
        return
    # A still life of four things is one subject.
    enough = _MANY_SUBJECTS if not reading.is_rich else _TOO_MANY
    if len(heads) >= enough and heads[0][0] <= _BACK:
        yield Found(Fault.COMPETING, tuple(said_at(reading, first, end) for first, end in heads))


def _worlds(reading: Reading) -> tuple[str, ...]:
    """Return the things of a list that come from three worlds or more, none where they fit together."""
    tokens = reading.tokens
    seen: dict[str, str] = {}
    hits = {hit.at: hit for hit in _THINGS.all(tokens) if not is_denied(tokens, hit.at)}
    item: str | None = ""
    for index, token in enumerate(tokens):
        if "," in token.gap or token.word in {"and", "plus"}:
            led = index + (token.word in {"and", "plus"})
            item = "" if led < len(tokens) and tokens[led].word in {*_COUNTS, "the"} else None
        elif any(char in token.gap for char in ".!?;\n"):
            item = None
        if item == "" and index in hits:
            # Of each item the first thing counts.
            item = _WORLD[hits[index].phrase]
            seen.setdefault(item, said_at(reading, index, hits[index].end))
    return tuple(seen.values()) if len(seen) >= _MANY_WORLDS else ()


def _overload(reading: Reading) -> Iterator[Found]:
    tokens = reading.tokens
    kinds: dict[str, Hit] = {}
    for hit in _LIGHTS.all(tokens):
        if _is_wished(tokens, hit):
            kinds.setdefault(_LIGHT_KIND[hit.phrase], hit)
    if len(kinds) < _MANY_LIGHTS:
        return
    hits = sorted(kinds.values(), key=_place)
    changes: list[Change] = []
    for hit in hits[_KEPT_LIGHTS:]:
        if _stands_alone(tokens, hit):
            changes.extend(without(reading, hit.at, hit.end))
    yield Found(Fault.OVERLOAD, tuple(said_at(reading, hit.at, hit.end) for hit in hits), changes=tuple(changes))


def _lens(reading: Reading) -> Iterator[Found]:
    if reading.kind is Kind.PHOTO and Element.CAMERA not in reading.present:
        yield Found(Fault.LENS)
