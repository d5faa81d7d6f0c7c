"""Openings: what is said to Easel outside of any picture's thread, where nothing yet says which picture is meant.

A description is a new picture; what only makes sense of a picture that is there is a change, and is never drawn from
nothing; talk is never drawn at all. Where words could be either, both are offered and nothing is spent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from domain.command import CommandSpec
from domain.spoken import Spoken, spoken
from domain.wish import Wish, WishKind
from domain.wish_clauses import fold, is_talk, tokens
from domain.wish_words import ARTICLES, DOUBTS, IMPERATIVES, LAUGHTER, MORE, MUCH, SETTINGS, STATES
from domain.wishes import read_wish


class Opening(StrEnum):
    """What words outside of any thread want.

    PHOTO is a change of a photo that did not come with them, UNSURE a change of the newest picture or a new one,
    DOUBTFUL a new picture or nothing.
    """

    NEW = "new"
    CHANGE = "change"
    PHOTO = "photo"
    UNSURE = "unsure"
    DOUBTFUL = "doubtful"
    TALK = "talk"
    THANKS = "thanks"


_THEIRS = re.compile(
    r"\b(?:my|our|this|that|the attached|the following) (?:[a-z]+ )?(?:photo|photograph|picture|image|selfie|portrait|pic|foto|snapshot)\b"
)
_DRAWS = frozenset(
    {"draw", "paint", "create", "generate", "imagine", "sketch", "design", "render", "illustrate", "zeichne", "male"}
)
_ASKS_FOR = frozenset({"make", "show", "give", "get", "have", "let", "do", "try", "mach", "mache"})
_POINTS = frozenset({"it", "this", "that", "these", "those", "them", "him", "her", "everything", "its", "his", "their"})
_THE = _POINTS | {"the", "my", "our", "a", "an", "all", "every", "some", "more", "less", "another"}
_FOR = frozenset({"me", "us", "one"}) | ARTICLES
_NOUNS_TOO = frozenset(
    ["light", "lighting", "open", "close", "cover", "cut", "cut-out", "cutout", "color", "colour", "texture", "shade", "shadow", "frame", "focus", "match", "style", "set", "space", "tone", "tint", "background", "balance", "plant", "spell", "spread", "tear", "drop", "dress", "double", "fix", "outline", "overlay", "mirror", "narrow", "clear", "clean", "calm", "slim", "smooth", "warm", "dim", "polish", "mute", "thin", "soft", "pose", "position", "pan", "shift", "smear", "scale", "show", "try", "use", "keep", "copy", "wear", "lift", "lower", "raise", "fade", "bump", "blend", "blur", "flatten", "crank", "paste", "point", "print", "place", "put", "take", "turn", "wrap", "exchange", "animate", "mouse", "pull", "push", "post", "spotlight", "trim", "surround", "fill", "flip", "fly", "freeze", "halve", "level", "grow", "go", "get", "give", "let", "have", "make", "melt", "move", "nudge"]
)  # fmt: skip
"""Verbs of a change that a description may begin with as well: they change something only where it is named after."""
_WITHOUT = frozenset({"without", "only", "no", "minus", "instead", "but", "plus", "ohne", "sans", "sin"})
_BARE_MORE = frozenset({"more", "less", "fewer", "mehr", "weniger", "plus", "moins", "más", "menos"})
_SHOULD = re.compile(
    r"\b(?:should|must|needs to|has to|ought to) (?:be|have|wear|look|stand|sit|hold|face|get|go|become)\b"
)
_THANKED = frozenset(
    ["thanks", "thank", "thx", "ty", "tysm", "cheers", "kudos", "bravo", "congrats", "congratulations", "danke", "merci", "gracias", "grazie", "obrigado", "obrigada", "nice", "great", "cool", "awesome", "amazing", "beautiful", "lovely", "gorgeous", "wonderful", "fantastic", "perfect", "excellent", "brilliant", "love", "loved", "ok", "okay", "yes", "yep", "no", "nope", "wow", "super", "toll", "schön"]
) | LAUGHTER  # fmt: skip
_GREETS = frozenset(
    [
        "hi",
        "hello",
        "hey",
        "hiya",
        "howdy",
        "yo",
        "sup",
        "hallo",
        "servus",
        "moin",
        "bonjour",
        "salut",
        "hola",
        "ciao",
        "привет",
        "morning",
    ]
)
_ASKED = frozenset(
    [
        "what",
        "what's",
        "whats",
        "who",
        "who's",
        "where",
        "when",
        "why",
        "how",
        "how's",
        "can",
        "could",
        "do",
        "does",
        "is",
        "are",
        "am",
        "will",
        "would",
        "should",
        "which",
    ]
)
_SHORT = 4
_PAIR = 2


def begin(words: str, specs: Sequence[CommandSpec], *, newest: str = "") -> Spoken:
    """Return the command that words said to Easel alone, outside of any thread and without files, come to.

    ``newest`` is the platform thread of the newest picture there, where there is one: a change is about that.
    """
    if not words:
        return Spoken("help")
    said = spoken(words, specs)
    if said is not None:
        return said
    match read_opening(words, newest=bool(newest)):
        case Opening.NEW:
            return Spoken("imagine", words)
        case Opening.CHANGE:
            return Spoken("reply", words, {"direct": True, **({"newest": True} if newest else {})})
        case Opening.PHOTO:
            return Spoken("reply", words, {"photo": True})
        case Opening.UNSURE:
            return Spoken("either", words, {"newest": newest})
        case Opening.DOUBTFUL:
            return Spoken("either", words)
        case Opening.TALK | Opening.THANKS as kind:
            return Spoken("talk", words, {"thanks": True} if kind is Opening.THANKS else {})


def aims(said: Spoken, specs: Sequence[CommandSpec]) -> bool:
    """Return whether a command is about a picture that is there, so that it needs to know which."""
    if said.command == "reply":
        return "photo" not in said.options
    spec = next((each for each in specs if each.name == said.command), None)
    return spec is not None and (spec.in_thread or spec.option("picture") is not None)


def read_opening(words: str, *, newest: bool = True) -> Opening:
    """Return what words said to Easel outside of any thread want; ``newest``: where there is a picture to change."""
    wish = read_wish(words, direct=True)
    match wish.kind:
        case WishKind.TALK:
            return _talk(words)
        case WishKind.UNSURE:
            return _unsure(words, wish)
        case WishKind.REFINE:
            found = _refines(wish)
            return found if newest or found is not Opening.UNSURE else _alone(wish)
        case _:
            return Opening.CHANGE


def _talk(words: str) -> Opening:
    """Tell thanks from a greeting or a question, and both from what may describe a picture after all."""
    said = tokens(words[:400])
    if is_talk(words):
        return Opening.THANKS if _THANKED.intersection(said) and not _GREETS.intersection(said) else Opening.TALK
    asks = bool(said) and (said[0] in _ASKED or words.rstrip().endswith("?"))
    return Opening.TALK if asks or len(said) < _SHORT else Opening.DOUBTFUL


def _unsure(words: str, wish: Wish) -> Opening:
    said = tokens(words[:400])
    if wish.version is not None or re.search(r"\bv[1-9][0-9]{0,3}\b", fold(words[:400])):
        return Opening.CHANGE
    return Opening.DOUBTFUL if said and said[0] in DOUBTS else Opening.NEW


def _alone(wish: Wish) -> Opening:
    """Return what words that may change a picture want where there is none: a verb may well have meant another place."""
    said = tokens(wish.words[:400])
    return Opening.DOUBTFUL if said[0] in IMPERATIVES or said[0] == "do" else Opening.NEW


def _refines(wish: Wish) -> Opening:
    """Tell a change from a description, by how it begins."""
    if wish.version is not None or wish.number is not None:
        return Opening.CHANGE
    folded, said = fold(wish.words[:400]), tokens(wish.words[:400])
    first, second = said[0] if said else "", said[1] if len(said) > 1 else ""
    verb = (first in IMPERATIVES and first not in _DRAWS) or first == "edit"
    if verb and _THEIRS.search(folded):
        return Opening.PHOTO
    if first in _ASKS_FOR and second in _FOR and not ({"it", "them"} & set(said[1:3])):
        return Opening.NEW
    if first in _ASKS_FOR and second in _POINTS:
        return Opening.CHANGE
    if first in ("make", "mach", "mache", "do"):
        return Opening.CHANGE if MORE.intersection(said) else Opening.UNSURE
    if verb:
        return _by_verb(first, second, said)
    return _by_setting(first, folded, said)


def _by_verb(first: str, second: str, said: Sequence[str]) -> Opening:
    if first not in _NOUNS_TOO or second in _THE:
        return Opening.CHANGE
    return Opening.UNSURE if len(said) <= _PAIR else Opening.NEW


def _by_setting(first: str, folded: str, said: Sequence[str]) -> Opening:
    at = 0
    while at < min(3, len(said) - 1) and said[at] in MUCH:
        at += 1
    if said[at : at + 1] and said[at] in MORE:
        return Opening.CHANGE if said[at] in _BARE_MORE or len(said) - at <= _PAIR else Opening.UNSURE
    if first in _WITHOUT or "instead" in said or _SHOULD.search(folded[:200]):
        return Opening.CHANGE
    if first in ("the", "his", "her", "its", "their") and MORE.intersection(said[1:]):
        return Opening.CHANGE
    if (first in SETTINGS and len(said) <= _SHORT) or (len(said) == 1 and first in STATES):
        return Opening.UNSURE
    return Opening.NEW
