"""One clause of a message: talk, a change of the picture, or something between."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.wish import Wish, WishKind
from domain.wish_talk import asks_whether_too_much, for_people, speaks_of_other_things, wonders
from domain.wish_words import (
    ADJECTIVE_TALK,
    ALONE,
    AMONG_PEOPLE,
    ARTICLES,
    DETERMINERS,
    DO_ANY,
    DO_ONES,
    DOUBTS,
    FILLERS,
    FINITE,
    GREETED,
    HEDGES,
    IMPERATIVES,
    LAUGHTER,
    LIKES,
    MORE,
    MUCH,
    NOT_PICTURE,
    NOT_THINGS,
    OPINIONS,
    PRAISE,
    QUESTIONS,
    REQUESTS,
    SETTINGS,
    SPEAKERS,
    STATES,
    SUGGESTIONS,
    TALK,
    VAGUE,
    WANTED_AFTER,
)

_TALK = Wish(WishKind.TALK)
_MOST_KEY = 400
_MOST_DEPTH = 4
_TOKEN = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_REPEATED = re.compile(r"(.)\1{2,}")
_LAUGH = re.compile(r"(?:ha|he|hi|ja|ah|xa){2,12}h?")
_POLITE = ("please", "pls", "plz", "bitte", "por favor", "s'il te plaît", "s'il vous plaît", "easel")
_PLACE = re.compile(
    r" (?:in|on|under|behind|above|over|beside|near|inside|around|through|against|with|auf|im|dans|sur|en|sobre)"
    r" (?:the|a|an|his|her|its|their|front|dem|der|das|le|la|les|el) | next to | on top of | to the (?:left|right)"
    r"|\b(?:foreground|background)\b"
)
_ME = frozenset({"me", "us"})
_IT = frozenset({"it", "this", "that", "these", "those", "them", "him", "her"})
_TO_BE = re.compile(r" to (?:be|have|look|wear|hold|become|get) ")
_TIME = re.compile(r"\b[0-9]{1,2} ?(?:am|pm|mins?|minutes?|hours?|days?|weeks?|secs?|seconds?|o'clock)\b")
_SHOULD = re.compile(
    r"\b(?:should|must|needs to|has to|ought to) (?:be|have|wear|look|stand|sit|hold|face|get|go|become)\b"
)


def fold(text: str) -> str:
    """Return the text in lower case with plain apostrophes, character for character."""
    # The one letter that is two in lower case.
    lower = text.replace("\u0130", "i").lower()
    return lower.replace("’", "'").replace("‘", "'")  # noqa: RUF001 -- the apostrophes of phones


def key(text: str) -> str:
    """Return a short clause without case, edges, brackets and politeness, to look it up; empty for a long one."""
    if len(text) > _MOST_KEY:
        return ""
    found = "".join(" " if char in "()[]" else char for char in fold(text))
    found = _trimmed(" ".join(found.split()))
    for word in _POLITE:
        found = _trimmed(found.removeprefix(f"{word} ").removesuffix(f" {word}"))
    return found


def tokens(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return _TOKEN.findall(fold(text))


def is_talk(text: str) -> bool:
    """Return whether a clause is known talk: a phrase, or praise, thanks, laughter, greetings and nothing else."""
    if len(text) > _MOST_KEY:
        return False
    said = tokens(text)
    if key(text) in TALK or (len(said) > 1 and is_laughter(said[-1]) and " ".join(said[:-1]) in TALK):
        return True
    if not said:
        return True
    praised = [_is_praise(word) for word in said]
    return any(praised) and all(
        praise or word in FILLERS or _squeezed(word) in FILLERS for praise, word in zip(praised, said, strict=True)
    )


def read_clause(clause: str, *, direct: bool, question: bool, depth: int = 0) -> Wish:
    """Return what one clause asks for: REFINE, UNSURE or TALK, with the words left for an engine."""
    folded = fold(clause)
    for leads, reading in ((REQUESTS, _requested), (SUGGESTIONS, _hedged)):
        lead = next((lead for lead in leads if folded.startswith(lead)), "")
        if lead and depth < _MOST_DEPTH:
            return reading(clause[len(lead) :], direct=direct, question=question, depth=depth + 1)
    said = tokens(clause)
    if not said or is_talk(clause):
        return _TALK
    if said[0] in HEDGES and depth < _MOST_DEPTH:
        return _hedged(_after(clause, said[0]), direct=direct, question=question, depth=depth + 1)
    if said[0] in DOUBTS or "not sure" in folded[:120]:
        return Wish(WishKind.UNSURE, words=clause)
    if not question and _leaves_open(said):
        return Wish(WishKind.REFINE if direct else WishKind.UNSURE, words=clause)
    if asks_whether_too_much(folded):
        return Wish(WishKind.UNSURE, words=clause)
    if said[0] in QUESTIONS and (question or said[0] not in _STATED_TOO):
        return _TALK
    return _said(clause, folded, said, direct=direct, question=question)


def _said(clause: str, folded: str, said: Sequence[str], *, direct: bool, question: bool) -> Wish:
    """Weigh a statement, or a statement with a question mark: that one is offered, or talk between people."""
    wish = _statement(clause, folded, said)
    if wish is None:
        plain = '"' in clause or said[0] in VAGUE or not speaks_of_other_things(said)
        sure = direct and not question and plain
    elif wish.kind is WishKind.REFINE:
        sure = direct or not question
    else:
        return _TALK if question and SPEAKERS.intersection(said) else wish
    if not sure and question and SPEAKERS.intersection(said):
        return _TALK
    return Wish(WishKind.REFINE if sure else WishKind.UNSURE, words=clause)


_STATED_TOO = frozenset({"may", "can", "will", "have", "any", "could", "should", "would", "might"})


def _leaves_open(said: Sequence[str]) -> bool:
    """Return whether something is to be done and how is left open: "do something nice", "do it in blue"; no question."""
    if said[0] != "do" or len(said) == 1 or not (AMONG_PEOPLE | NOT_PICTURE).isdisjoint(said[2:]):
        return False
    second, rest = said[1], said[2:6]
    if second in ("your", "what"):
        return not (DO_ONES if second == "your" else frozenset({"you"})).isdisjoint(rest[:1])
    if second in _IT or second == "the":
        return not (STATES | MORE).isdisjoint(rest)
    return second in DO_ANY or (second in ARTICLES and bool(rest))


def _requested(rest: str, *, direct: bool, question: bool, depth: int) -> Wish:
    """Read what follows "could you", "I want", "please": asked of Easel where it is a change, else said to people."""
    said = tokens(rest[:_MOST_KEY])
    if said and said[0] in HEDGES:
        rest = _after(rest, said.pop(0))
    if said and said[0] in DETERMINERS | _IT and _TO_BE.search(fold(rest[:_MOST_KEY])):
        return Wish(WishKind.REFINE, words=rest)
    wish = read_clause(rest, direct=direct and not question, question=False, depth=depth)
    return _TALK if question and wish.kind is WishKind.UNSURE else wish


def _after(clause: str, first: str) -> str:
    """Return what follows the first word."""
    return clause[fold(clause).find(first) + len(first) :].lstrip(" ,")


def _hedged(rest: str, *, direct: bool, question: bool, depth: int) -> Wish:
    """Read what follows "maybe" or "what about": a change is offered, and done only where Easel was spoken to."""
    wish = read_clause(rest, direct=False, question=False, depth=depth)
    if wish.kind is WishKind.TALK:
        return wish if question or is_talk(rest) else Wish(WishKind.UNSURE, words=rest)
    plain = wish.kind is WishKind.REFINE
    return Wish(WishKind.REFINE if plain and direct else WishKind.UNSURE, words=wish.words)


def _statement(clause: str, folded: str, said: Sequence[str]) -> Wish | None:
    """Return what a clause that is no question says; None where the tables do not tell."""
    first, second = said[0], said[1] if len(said) > 1 else ""
    refine, unsure = Wish(WishKind.REFINE, words=clause), Wish(WishKind.UNSURE, words=clause)
    if (first, second) in GREETED:
        return _TALK
    if for_people(folded):
        return unsure
    if NOT_PICTURE.intersection(word.removesuffix("s") for word in said[:40]) and not any(
        mark in clause for mark in "\"“'«"
    ):
        return _TALK if first in SPEAKERS else unsure
    if first in SPEAKERS:
        return _said_by_someone(said)
    if first in LIKES and not (first == "like" and second in ARTICLES):
        return _TALK
    if first in FINITE and first not in IMPERATIVES:
        return None
    verdict: bool | None = None
    if second not in _STATING:
        for rule in (_by_degree, _by_verb, _by_setting):
            verdict = rule(first, said)
            if verdict is not None:
                return refine if verdict else (unsure if rule is not _by_verb else None)
    return _described(clause, folded, said)


_STATING = frozenset({"is", "isn't", "are", "aren't", "was", "were", "looks", "seems", "feels", "has", "had"})


def _said_by_someone(said: Sequence[str]) -> Wish | None:
    """Read "I think …", "we need …": an opinion may be a wish, anything else is talk."""
    if wonders(said):
        return Wish(WishKind.UNSURE, words=" ".join(said))
    opinion = OPINIONS.intersection(said[1:4])
    return None if opinion else _TALK


def _by_degree(_first: str, said: Sequence[str]) -> bool | None:
    """Judge "more dramatic sky", "a bit brighter", "much bigger"."""
    at = 0
    while at < min(3, len(said) - 1) and said[at] in MUCH:
        at += 1
    at = at if said[at] in MORE else 0
    if said[at] not in MORE:
        return None
    after = said[at + 1 : at + 2]
    return after != ["than"] and (at + 1 < len(said) or said[at] not in _BARE_MORE)


_BARE_MORE = frozenset(
    {
        "more",
        "less",
        "fewer",
        "mehr",
        "weniger",
        "plus",
        "moins",
        "más",
        "menos",
        "lower",
        "longer",
        "higher",
        "further",
    }
)


def _by_verb(first: str, said: Sequence[str]) -> bool | None:
    """Judge clauses that begin with the verb of a change; False where such a beginning means something else."""
    if first not in IMPERATIVES:
        return None
    if len(said) == 1:
        return first in ALONE
    second, third = said[1], said[2] if len(said) > 2 else ""  # noqa: PLR2004 -- the third word
    yours = second == "your" or (third == "your" and first in ("go", "use", "put", "keep", "try"))
    if yours or (not third and first in VAGUE and second in _IT) or (first, second, third) in _NO_HOW:
        return False
    after = WANTED_AFTER.get(first)
    if after is not None:
        wanted = second in after or (second in DETERMINERS | MORE and (bool(third) or second not in _IT))
        to_me = second in _ME and first in ("give", "show", "get") and third in DETERMINERS | MORE
        return (wanted and (bool(third) or second not in _IT)) or to_me
    if second in _ME and first not in ("make", "draw", "paint", "turn", "add", "put"):
        return False
    return second not in ("sure", "sense", "up", "on", "along") or (first, second) not in NOT_CHANGES


_NO_HOW = frozenset(
    {
        ("make", "it", "to"),
        ("make", "it", "in"),
        ("give", "it", "up"),
        ("turn", "it", "up"),
        ("go", "with", "it"),
        ("go", "for", "it"),
    }
)
NOT_CHANGES = frozenset(
    {
        ("make", "sure"),
        ("make", "sense"),
        ("move", "on"),
        ("move", "along"),
        ("set", "up"),
        ("turn", "up"),
        ("focus", "on"),
    }
)


def _by_setting(first: str, said: Sequence[str]) -> bool | None:
    """Judge "without the hat", "in snow", "a red hat", "no text": how the picture should be."""
    if len(said) == 1:
        return True if first in STATES else None
    second = said[1]
    if first in ARTICLES:
        if NOT_THINGS.intersection(said[1:4]) or (FINITE | LIKES).intersection(said[1:6]):
            return None
        return True
    if first in SETTINGS:
        if second in ("this", "that") and len(said) <= 3:  # noqa: PLR2004 -- points to something and says no more
            return None
        stated = (SPEAKERS | NOT_THINGS).intersection(said[1:4]) or FINITE.intersection(said[1:6])
        return None if stated or _TIME.search(" ".join(said[:4])) else True
    if len(said) <= 3 and STATES.intersection(said) and not FINITE.intersection(said) and first not in PRAISE:  # noqa: PLR2004 -- a short one
        return True
    return None


def _described(clause: str, folded: str, said: Sequence[str]) -> Wish | None:
    """Read a description: a thing and its place is a change; a verdict on what is there is an opinion."""
    refine, unsure = Wish(WishKind.REFINE, words=clause), Wish(WishKind.UNSURE, words=clause)
    first, head = said[0], said[:12]
    if first in DETERMINERS and _SHOULD.search(folded[:200]):
        return refine
    if first in PRAISE:
        # "better sky" is asked for, "nice hat on the fox" is more likely praise.
        return refine if first == "better" and len(said) > 1 and said[1] not in FILLERS | {"than"} else unsure
    if (
        FINITE.intersection(head)
        or NOT_THINGS.intersection(head)
        or first in ADJECTIVE_TALK
        or (first == "back" and SETTINGS.intersection(said[1:2]))
    ):
        return None
    if (first in DETERMINERS and MORE.intersection(said[1:])) or "instead" in said[1:]:
        return refine
    if len(said) > 2 and first not in DETERMINERS and _PLACE.search(folded[:300]):  # noqa: PLR2004 -- thing, place
        return refine
    return None


def _is_praise(word: str) -> bool:
    return word in PRAISE or _squeezed(word) in PRAISE or _LAUGH.fullmatch(word[:26]) is not None


def is_laughter(word: str) -> bool:
    """Return whether a word is laughter, however drawn out."""
    return word in LAUGHTER or _squeezed(word) in LAUGHTER or _LAUGH.fullmatch(word[:26]) is not None


def _squeezed(word: str) -> str:
    """Return a drawn-out word as it is spelt: "looool", "niiice", "cooool"."""
    twice = _REPEATED.sub(r"\1\1", word)
    return twice if twice in PRAISE | FILLERS else _REPEATED.sub(r"\1", word)


def _trimmed(text: str) -> str:
    start, end = 0, len(text)
    while start < end and not (text[start].isalnum() or text[start] in "#+"):
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return text[start:end]
