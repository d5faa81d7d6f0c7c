"""Wishes that a few words say whole: fixed phrases, and phrases with a number or a version in them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from domain.wish import Wish, WishKind
from domain.wish_words import AGAIN, BACK, CANCEL, NUMBERS, VARY, VARY_STRONG

VERSION = r"(?:v|ver|version|versión)(?: |\.|#|no )?0{0,4}([1-9][0-9]{0,3})(?![0-9])"
"""A version as people name it, from 1 to 9999."""

_MOST_KEY = 80
_PHRASES: Mapping[str, Wish] = {
    **dict.fromkeys(BACK, Wish(WishKind.BACK, number=1)),
    **dict.fromkeys(AGAIN, Wish(WishKind.AGAIN)),
    **dict.fromkeys(VARY, Wish(WishKind.VARY)),
    **dict.fromkeys(VARY_STRONG, Wish(WishKind.VARY, strong=True)),
    **dict.fromkeys(CANCEL, Wish(WishKind.CANCEL)),
}
_ORDINALS = frozenset(word for word, number in NUMBERS.items() if re.fullmatch(r"[0-9]+(?:st|nd|rd|th)", word)) | {
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
}
_FIRST_OF_ALL = "original"

_ORDINAL = rf"({'|'.join(sorted(_ORDINALS))}|{_FIRST_OF_ALL})"
_NAMED = rf"(?:the )?(?:very )?(?:{VERSION}|{_ORDINAL}(?: (?:version|one|picture|image|pic))?)"
_COUNT = r"([a-zäöü]{1,6}|[0-9]{1,2})"
_STEPS = r"(?:steps?|versions?|times?|edits?|changes?|more|things?|schritte|pas|fois|pasos|veces)"

_BACK_TO = re.compile(
    rf"(?:(?:go |step |get |jump |come |roll )?back|return|revert|roll back|rollback|reset|undo|switch back|zurück|retour|volver)"
    rf"(?: it| this| everything| all)? (?:to|zu|à|a) (?:#?([0-9]{{1,4}})|{_NAMED})"
)
_BACK_BY = re.compile(
    rf"(?:(?:go |step )?back|undo(?: that| it)?|undo (?:the )?last|revert(?: the)? last|revert) {_COUNT}(?: {_STEPS})?"
    rf"|{_COUNT} {_STEPS} back|(?:geh )?{_COUNT} schritte zurück"
)
_BACK_ONE = re.compile(
    r"(?:undo|revert|take back|roll back)(?: the| that| this| my)?(?: last| latest| previous)? (?:change|edit|one|step|version)"
)
_ANOTHER = re.compile(
    r"(?:draw|paint|generate|create|make|do|try|show|give)(?: me| us)? (?:another|one more|a new)(?: one| try)?"
)
_GIVE_ME = re.compile(r"(?:give|show|make|get|do|try|draw|create|generate)(?: me| us)? (?:some |a few |a couple of )?")
_SHOW = re.compile(
    r"(?:show|see|open|view|display|bring up|pull up|let me see|let us see|(?:can|could|may) (?:i|we) (?:see|have a look at)|let's see|zeig|zeige|montre|muestra)"
    rf"(?: me| us| everyone| all of us| mir| uns)?(?: again)? {_NAMED}(?: again| please)?"
)
_SHOW_HEAD = re.compile(
    r"show(?: me| us)?(?: (?:it|that|this|it again|that again|the latest|the latest one|the latest version|the current one"
    r"|the current version|the last one|the picture|the image|all|all versions|the versions|versions|the tree"
    r"|the version tree|the history|history|everything))?"
)
_VERSION_ALONE = re.compile(VERSION)
_PICK_VERBS = r"(?:pick|choose|select|take|go with|going with|go for|vote for|nehme|prends|elijo)"
_LOOSE_PICK_VERBS = r"(?:use|keep|prefer|want|like|continue with|work with)"
_I = r"(?:i'll |i will |i'd |i would |i |let's |lets |we'll |we |ich |je |let me |i'm )?"
_PLACE = r"(?:number|no|nr|no\.|nr\.|option|picture|image|pic|nummer|numéro|número)"
_PICK = re.compile(
    rf"{_I}{_PICK_VERBS} (?:the )?(?:{_PLACE} |{_PLACE}|#)?([a-z]{{1,8}}|[0-9]{{1,2}}(?:st|nd|rd|th)?)"
    rf"(?: one| picture| image| option| pic| version)?"
    rf"|{_I}{_LOOSE_PICK_VERBS} (?:the )?(?:{_PLACE} |#)([a-z]{{1,8}}|[0-9]{{1,2}})"
    rf"|{_I}{_LOOSE_PICK_VERBS} the {_ORDINAL}(?: one| picture| image| option| pic)?"
    rf"|(?:the )?{_ORDINAL}(?: one| picture| image| option| pic)?"
    rf"|(?:{_PLACE} ?|#)([a-z]{{3,5}}|[0-9]{{1,2}})|u ?([1-9])"
)
_PICK_VERSION = re.compile(rf"{_I}(?:{_PICK_VERBS}|{_LOOSE_PICK_VERBS}) {VERSION}")
_PICK_LAST = re.compile(rf"(?:{_I}(?:{_PICK_VERBS}|{_LOOSE_PICK_VERBS}) )?the last (?:one|picture|image|option)")
_AGAIN_FROM = re.compile(
    rf"(?:redo|retry|try|reroll|re-roll|regenerate|repeat|do|run) {VERSION}(?: again)?|{VERSION} again"
)
_STRENGTH = r"( strong| strongly| a lot)?"
_VARY_FROM = re.compile(
    rf"(?:(?:vary|(?:some |more |a )?(?:variations?|variants?) (?:of|on)|more like|something like|similar to) {VERSION})"
    rf"{_STRENGTH}|{VERSION} variations?"
)
_VARY_COUNT = re.compile(
    rf"(?:give me |make |make me |show me |do |create |try )?{_COUNT} (?:more |other |new |different )?"
    rf"(?:variations|variants|options|alternatives|like this|like that|of these|varianten|variantes|variaciones)(?: of (?:it|this|that))?"
)


def phrase(key: str, picture_count: int = 1) -> Wish | None:
    """Return the wish that the key is as a whole, None where it is none; a key has no case and no edges."""
    if len(key) > _MOST_KEY:
        return None
    words = key.split(" ")
    if len(words) > 1 and len(set(words)) == 1:
        key = words[0]
    return _PHRASES.get(key) or _back(key) or _again(key) or _shown(key) or _picked(key, picture_count)


def number_of(word: str | None) -> int | None:
    """Return the number that a word or digits say."""
    return NUMBERS.get(word) if word else None


def _back(key: str) -> Wish | None:
    if _BACK_ONE.fullmatch(key) is not None:
        return Wish(WishKind.BACK, number=1)
    if (match := _BACK_TO.fullmatch(key)) is not None:
        version = int(match[1]) if match[1] else _version(match[2], match[3])
        return Wish(WishKind.BACK, version=version) if version else None
    if (match := _BACK_BY.fullmatch(key)) is not None:
        word = match[1] or match[2] or match[3]
        steps = number_of(word)
        return Wish(WishKind.BACK, number=steps) if steps and word not in _ORDINALS else None
    return None


def _again(key: str) -> Wish | None:
    if _ANOTHER.fullmatch(key) is not None:
        return Wish(WishKind.AGAIN)
    if (match := _GIVE_ME.match(key)) is not None and key[match.end() :] in VARY:
        return Wish(WishKind.VARY)
    if (match := _AGAIN_FROM.fullmatch(key)) is not None:
        return Wish(WishKind.AGAIN, version=int(match[1] or match[2]))
    if (match := _VARY_FROM.fullmatch(key)) is not None:
        return Wish(WishKind.VARY, version=int(match[1] or match[3]), strong=match[2] is not None)
    if (match := _VARY_COUNT.fullmatch(key)) is not None and (count := number_of(match[1])) is not None:
        return Wish(WishKind.VARY, number=count)
    return None


def _shown(key: str) -> Wish | None:
    if _SHOW_HEAD.fullmatch(key) is not None:
        return Wish(WishKind.SHOW)
    if (match := _SHOW.fullmatch(key)) is not None:
        return Wish(WishKind.SHOW, version=_version(match[1], match[2]))
    match = _VERSION_ALONE.fullmatch(key)
    return Wish(WishKind.SHOW, version=int(match[1])) if match is not None else None


def _picked(key: str, picture_count: int) -> Wish | None:
    if (match := _PICK_VERSION.fullmatch(key)) is not None:
        return Wish(WishKind.PICK, version=int(match[1]))
    if _PICK_LAST.fullmatch(key) is not None and picture_count > 1:
        return Wish(WishKind.PICK, number=picture_count)
    place: int | None = None
    if (match := _PICK.fullmatch(key)) is not None:
        word = next((group for group in match.groups() if group), None)
        if word == _FIRST_OF_ALL:
            return Wish(WishKind.PICK, version=1)
        # "pick one" leaves the choice open.
        place = None if word == "one" and _PLACE_OF_ONE.search(key) is None else number_of(word)
    elif key.isdecimal() and key.isascii() and (number := number_of(key)) is not None:
        # A bare number is a place only where several pictures were offered.
        place = number if number <= picture_count and picture_count > 1 else None
    return Wish(WishKind.PICK, number=place) if place else None


_PLACE_OF_ONE = re.compile(rf"{_PLACE} ?one")


def _version(digits: str | None, ordinal: str | None) -> int | None:
    if digits:
        return int(digits)
    return 1 if ordinal == _FIRST_OF_ALL else number_of(ordinal)
