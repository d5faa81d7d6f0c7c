"""What people say around a picture: greetings of who they are and what it is for, which name nothing to draw."""

from __future__ import annotations

from collections.abc import Sequence

from engines.sketch import lexicon
from engines.sketch.tokens import Token

_STOPS = frozenset(".!?;:\n")
_SELF = frozenset(
    {"i'm", "we're", "im", "she's", "he's", "they're", "it's", "this", "that's", "i", "we", "she", "he", "they"}
)
_BEING = frozenset(
    {"am", "are", "is", "be", "being", "was", "were", "turns", "work", "works", "run", "teach", "sell", "bake", "offer"}
)
_BODY = frozenset({"back", "head", "shoulder", "lap", "roof", "nose", "tail", "hand"})
_FEELINGS = frozenset({"scared", "afraid", "frightened", "bored", "cry", "confused", "upset", "scare"})
_WISHES = frozenset(
    {"want", "need", "like", "love", "looking", "thinking", "imagining", "picture", "draw", "see", "have", "would", "dreaming",
     "prefer", "rather", "miss", "make", "add", "show"}
)  # fmt: skip
_TOLD = frozenset(
    {"have", "has", "had", "reached", "want", "wants", "love", "loves", "like", "likes", "need", "needs", "asked", "asks",
     "says", "said", "found", "find", "finds", "arrived", "entered", "enter", "meet", "met", "thinks", "wanted", "needed",
     "discovered", "face", "hit", "saw", "would", "reach", "reaches"}
)  # fmt: skip
_SIDE = frozenset({"just", "really", "now", "will", "also", "all", "would", "only", "always"})
_OPENS = frozenset(
    {"with", "of", "where", "showing", "that", "featuring", "saying", "and", "on", "in", "which", "who", "at"}
)
_PICTURES = frozenset(
    {"picture", "image", "photo", "drawing", "illustration", "sketch", "painting", "artwork", "scene"}
)
_OURSELVES = frozenset({"myself", "ourselves", "by hand", "afterwards", "later"})
_THANKS = frozenset({"thx", "thanks", "thank you", "many thanks", "cheers", "thank", "regards"})
_NAME = 3
"""Tokens of a name at the end, with what stops them."""
_MOST = 7
"""Words in a clause about the speaker; a longer one may say what to draw."""


def framed(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens without what only says who asks, and what for."""
    out: list[Token] = []
    for sentence in _sentences(tokens):
        out += _sentence(sentence)
    return out


def _sentences(tokens: Sequence[Token]) -> list[list[Token]]:
    found: list[list[Token]] = [[]]
    for token in tokens:
        found[-1].append(token)
        if token.text in _STOPS and token.text != ":":
            found.append([])
    return found


def _sentence(said: list[Token]) -> list[Token]:
    start = next((at for at, token in enumerate(said) if not _courtesy(token)), len(said))
    rest = said[start:]
    colon = next((at for at, token in enumerate(rest) if token.text == ":"), -1)
    if colon > 0 and _purpose(rest[:colon]):
        rest = [*_whereabouts(rest[:colon]), *rest[colon + 1 :]]
    if start and not _said(rest) and any(token.text in _THANKS for token in said[:start]):
        return [Token(".", {"break": "."})]
    texts = {token.text for token in rest}
    if _about_self(rest) or (texts & {"must", "should", "shouldn't", "mustn't"} and texts & _FEELINGS):
        return [Token(".", {"break": "."})]
    return _without_purposes(_without_tellers(_without_owners(_without_asides(rest))))


def _whereabouts(head: Sequence[Token]) -> list[Token]:
    """Return the place that a title tells: "zoo trip letter" is a letter for a trip to the zoo."""
    if any(token.text in {"for", "on", "above", "over"} for token in head):
        return []
    place = next((token for token in head if "setting" in token), None)
    return [Token(place.text, {"setting": place.kinds["setting"]}), Token(",", {"break": ","})] if place else []


def _said(rest: Sequence[Token]) -> bool:
    """Return whether more than a name ends a text: "Thx, Petra" tells who writes."""
    return len(rest) > _NAME or any(token.kinds and "break" not in token for token in rest)


def _without_asides(rest: list[Token]) -> list[Token]:
    """Drop the parts between commas that speak of whoever asks: "I'll add the arrows myself", "we are the orange team"."""
    parts: list[list[Token]] = [[]]
    for token in rest:
        if token.text == ",":
            parts.append([])
        parts[-1].append(token)
    parts[0] = _without_age(parts[0])
    return [token for part in parts if not _aside(part, first=len(parts) == 1) for token in part]


def _without_age(part: list[Token]) -> list[Token]:
    """Drop "my son is 4 and loves", and what is too vague to draw: "anything with wheels"."""
    told = len(part) > 3 and part[0].text in {"my", "our"} and _person(part[1])  # noqa: PLR2004 -- whose, who, is, how old
    if not told or part[2].text not in {"is", "turns"} or "number" not in part[3]:
        return part
    end = next((at for at, token in enumerate(part) if token.text in _TOLD | {"wants to see"}), len(part) - 1)
    rest = part[end + 1 :]
    stop = part[-1:] if part[-1].text in _STOPS else []
    return stop if not rest or rest[0].text in {"anything", "everything", "all"} else rest


def _person(token: Token) -> bool:
    return "noun" in token and lexicon.is_person(token.kinds["noun"])


def _aside(part: Sequence[Token], *, first: bool) -> bool:
    texts = [token.text for token in part if "break" not in token]
    if {"i", "we", "i'll", "we'll"} & set(texts) and _OURSELVES & set(texts):
        return True
    return not first and bool(texts) and texts[0] in {"i", "we", "i'm", "we're", "im"} and _about_self(part)


def _courtesy(token: Token) -> bool:
    return (
        "break" in token
        or (len(token.kinds) == 1 and token.kinds.get("glue") == "polite" and token.text not in _SELF)
        or token.text in {"so", "and", "but", "then"}
    )


def _purpose(head: Sequence[Token]) -> bool:
    """Return whether what stands before a colon says what the picture is for, and nothing of what it shows."""
    if head[0].text == "for":
        return True
    nouns = [token for token in head if "noun" in token and "empty" not in token]
    last = next((token for token in reversed(head) if token.kinds), head[-1])
    paper = any(token.text in lexicon.names("papers") for token in head)
    if head[0].text in {"sign", "notice", "reminder"}:
        return any(token.text == "for" for token in head)
    return paper and (not nouns or last.text in lexicon.names("papers") or any(token.text == "for" for token in head))


def _about_self(rest: Sequence[Token]) -> bool:
    """Return whether a clause speaks of whoever asks: "I'm a vet", "we are moving", "she's turning 7"."""
    texts = [token.text for token in rest if "break" not in token]
    words = {word for text in texts for word in text.split()}
    if not texts or len(texts) > _MOST or texts[0] not in _SELF or words & _WISHES:
        return False
    if texts[0] in {"it's", "this", "that's"}:
        return "for" in texts[1:4]
    return (
        texts[0] in {"i'm", "we're", "im", "she's", "he's", "they're"} or (texts[1:2] != [] and texts[1] in _BEING)
    ) and (not any("relation" in token for token in rest))


def _without_owners(rest: list[Token]) -> list[Token]:
    """Drop whose something is: of "the teacher's desk", "the desk" is drawn."""
    out: list[Token] = []
    part = False
    for at, token in enumerate(rest):
        if part:
            part = False
            continue
        owned = not token.kinds and (token.text.endswith("'s") or (token.text.endswith("s'") and len(token.text) > 2))  # noqa: PLR2004 -- a letter
        if not owned:
            out.append(token)
            continue
        owner = lexicon.phrases().get(token.text.rstrip("s").rstrip("'"), {})
        part = at + 1 < len(rest) and rest[at + 1].text in _BODY and "noun" in owner
        if part:
            out.append(Token(token.text[:-2], owner))
    return out


def _without_tellers(rest: list[Token]) -> list[Token]:
    """Drop whoever only tells of the picture: "my players just reached", "our boss wants"."""
    for at, token in enumerate(rest[:4]):
        if token.text not in {"my", "our"}:
            continue
        end = at + 1
        while end < len(rest) and end < at + 5 and "break" not in rest[end]:
            text = rest[end].text
            if text in _TOLD and end > at + 1:
                return [*rest[:at], *rest[end + 1 :]]
            person = "noun" in rest[end] and lexicon.is_person(rest[end].kinds["noun"])
            if not (person or not rest[end].kinds or text in _SIDE or "empty" in rest[end] or "noise" in rest[end]):
                break
            end += 1
    return rest


def _without_purposes(rest: list[Token]) -> list[Token]:
    """Drop "for my daughter" and "for the school fair", which say whom or what a picture is for."""
    out: list[Token] = []
    at = 0
    while at < len(rest):
        token = rest[at]
        after = rest[at + 1 : at + 2]
        paper = any(each.text in lexicon.names("papers") | _PICTURES for each in out[-4:])
        mine = bool(after) and (after[0].text in {"my", "our", "me", "us"} or not after[0].kinds or _person(after[0]))
        if token.text == "for" and after and (mine or paper):
            at += 1
            while at < len(rest) and not ("break" in rest[at] or rest[at].text in _OPENS or "relation" in rest[at]):
                at += 1
            continue
        out.append(token)
        at += 1
    return out
