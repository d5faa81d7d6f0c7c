"""Which elements a prompt has: subject and action, place, light, camera, mood; and what kind of picture it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.coach_read import Hit, Phrases, Token, tokens_of
from domain.coach_words import (
    ACTIONS,
    ARTICLES,
    CAMERA,
    DENIES,
    DRAWN,
    EMPTY,
    FOREIGN,
    GRAPHICS,
    KINDS,
    LENGTHS,
    LIGHTS,
    LIT,
    MOODS,
    NOT_ACTIONS,
    PHOTOS,
    PLACES,
    PLACING,
    PRAISE,
    PRAISE_BEFORE,
    WORN,
    Element,
)


class Kind(StrEnum):
    """What kind of picture a prompt asks for, as far as it says."""

    PHOTO = "photo"
    GRAPHIC = "graphic"
    DRAWN = "drawn"
    ANY = "any"


_LIGHTS = Phrases((*LIT, *(phrase for phrases in LIGHTS.values() for phrase in phrases)))
_CAMERA = Phrases(CAMERA)
_MOODS = Phrases(MOODS)
_PLACES = Phrases(PLACES)
_PHOTOS, _GRAPHICS, _DRAWN = Phrases(PHOTOS), Phrases(GRAPHICS), Phrases(DRAWN)
_PRAISE = Phrases((*PRAISE, *PRAISE_BEFORE))
_ACTIONS = frozenset(ACTIONS)
_LONG = 18
_RICH, _NEARLY = 4, 3
_DETAILED = 3
_ING = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """A prompt's words and what they say: ``content`` are those that name something to be seen."""

    text: str
    tokens: list[Token]
    kind: Kind
    present: tuple[Element, ...]
    content: tuple[Token, ...]
    acts: bool

    @property
    def missing(self) -> tuple[Element, ...]:
        """Return the elements that are not there and would help; a sign or a diagram needs none of them."""
        wanted = (Element.SUBJECT,) if self.kind is Kind.GRAPHIC else tuple(Element)
        return tuple(each for each in wanted if each not in self.present)

    @property
    def is_rich(self) -> bool:
        """Return whether so much is said that a weak word more does no harm."""
        said = len(self.present)
        return said >= _RICH or (said >= _NEARLY and len(self.content) >= _LONG) or len(self.content) > 2 * _LONG

    @property
    def is_english(self) -> bool:
        """Return whether the words are such as the coach knows."""
        letters = [token for token in self.tokens if not token.quoted]
        strange = sum(not token.word.isascii() for token in letters)
        foreign = sum(token.word in FOREIGN for token in letters)
        english = sum(token.word in EMPTY or token.word in PLACING for token in letters)
        return bool(letters) and 3 * strange < len(letters) and foreign <= english


def read(text: str) -> Reading:
    """Return what a prompt says. Takes time linear in its length."""
    tokens = tokens_of(text)
    lit, seen, felt, placed = (
        [hit for hit in each.all(tokens) if not is_denied(tokens, hit.at)]
        for each in (_LIGHTS, _CAMERA, _MOODS, _PLACES)
    )
    kind = _kind(tokens)
    praised = {index for hit in _PRAISE.all(tokens) for index in range(hit.at, hit.end)}
    content = tuple(
        token
        for index, token in enumerate(tokens)
        if index not in praised
        and token.word not in EMPTY
        and token.word not in KINDS
        and token.word not in PLACING
        and not token.word.isdigit()
    )
    acts = any(_acts(token) for token in tokens)
    own = [token for token in content if token.word not in _ACTIONS]
    present = []
    if own and (acts or len(content) >= _DETAILED):
        present.append(Element.SUBJECT)
    if _is_placed(tokens, placed, content):
        present.append(Element.PLACE)
    if lit:
        present.append(Element.LIGHT)
    if seen or _has_length(tokens):
        present.append(Element.CAMERA)
    if felt:
        present.append(Element.MOOD)
    return Reading(text, tokens, kind, tuple(present), content, acts)


def is_denied(tokens: list[Token], at: int) -> bool:
    """Return whether a token is what the words right before it do not want."""
    for index in range(at, max(-1, at - 4), -1):
        if index < at and tokens[index].word in DENIES:
            return True
        if tokens[index].breaks:
            return False
    return False


def _kind(tokens: list[Token]) -> Kind:
    """Return the kind of picture by what is named first; a photograph wins over a style, which may be in it."""
    for kind, phrases in ((Kind.GRAPHIC, _GRAPHICS), (Kind.PHOTO, _PHOTOS), (Kind.DRAWN, _DRAWN)):
        hits = [hit for hit in phrases.all(tokens) if not is_denied(tokens, hit.at)]
        if kind is Kind.GRAPHIC:
            # Named later it is a thing in the picture, like a map on a table.
            hits = [hit for hit in hits if hit.end <= _ING + 1 and not _is_in_something(tokens, hit)]
        if hits:
            return kind
    return Kind.ANY


def _is_in_something(tokens: list[Token], hit: Hit) -> bool:
    return any(token.word in PLACING or token.word in {"with", "of", "holding"} for token in tokens[: hit.at])


def _acts(token: Token) -> bool:
    word = token.word
    if token.quoted or word in NOT_ACTIONS:
        return False
    return word in _ACTIONS or (len(word) > _ING - 1 and word.endswith("ing"))


def _is_placed(tokens: list[Token], places: list[Hit], content: tuple[Token, ...]) -> bool:
    """Return whether a place is named, or something is said to be in, on or under something."""
    if any(tokens[hit.at].start != content[0].start for hit in places if content) or (places and len(content) > 1):
        return True
    for index, token in enumerate(tokens[:-2]):
        if token.quoted or token.word not in PLACING:
            continue
        following = [each.word for each in tokens[index + 1 : index + 5]]
        if following[0] in ARTICLES and not WORN.intersection(following[1:]):
            return True
    return False


def _has_length(tokens: list[Token]) -> bool:
    """Return whether a lens or an aperture is named, like 85mm or f/1.8."""
    for index, token in enumerate(tokens):
        word = token.word
        if word[0].isdigit() and (
            any(word.endswith(unit) and len(word) > len(unit) for unit in LENGTHS)
            or (index + 1 < len(tokens) and tokens[index + 1].word in LENGTHS)
        ):
            return True
        if word == "f" and index + 1 < len(tokens) and tokens[index + 1].gap == "/":
            return True
    return False
