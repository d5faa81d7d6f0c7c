"""Wishes: what a reply in a thread asks for, read from its words by a small grammar of high precision.

What is plainly talk costs nothing, what is plainly a wish is done, and what lies between is UNSURE: it is offered and
not spent on. ``direct`` words (a reply to a picture, or a mention of Easel) get the benefit of the doubt, so that
people whose language the tables do not know can refine too; doubts, open questions and office matters stay UNSURE.

A chain keeps one wish: "go back to v1 and make it blue" is REFINE of version 1, "undo that and make it wider" is REFINE
after going ``number`` steps back, "the second one but in snow" is PICK with words, "stop, make it blue" is CANCEL with
the words to offer. A wish that needs two versions at once ("v1 with the sky of v2") is UNSURE.
Takes time linear in the length of the words, and never raises.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from domain import wish_clauses as clauses
from domain.text import PROMPT_LIMIT, clean
from domain.wish import Wish, WishKind
from domain.wish_commands import VERSION, phrase
from domain.wish_talk import cheers, laughs
from domain.wish_words import (
    DETERMINERS,
    FILLERS,
    FINITE,
    IMPERATIVES,
    MORE,
    OPENERS,
    PLAIN_OPENERS,
    PRAISE,
    REQUESTS,
    SAYING,
    SETTINGS,
    STATES,
)

__all__ = ["Wish", "WishKind", "read_wish"]

_MOST_SENTENCES = 8
_MOST_DEPTH = 6
_MOST_JOINTS = 4
_MOST_NAMES = 2
_MOST_KEY = 400
_MOST_TEXT = 4 * PROMPT_LIMIT
_TAIL = 40
_TALK = Wish(WishKind.TALK)
_OPENING, _CLOSING = "\"'“«„([#@+-\u2013", "\"'”»)]%+"

_EASEL = re.compile(
    r"^(?:(?:hey|hi|ok|hello) )?@?easel\b[,:!]? ?|[, ] ?@?easel(?=[!.?]?$)|<@!?[A-Za-z0-9]{1,32}> ?", re.IGNORECASE
)
_ANOTHER_FIRST = re.compile(r"@[^\s@]")
_ANOTHER_LAST = re.compile(r"\s@[\w.-]{1,40}[?!.]?$")
_SENTENCE_END = re.compile(r"(?<![.!?…;])[.!?…;]++(?=\s|$)|\n")
QUOTED = re.compile(r"[\"“”«»„「『`]|(?:^|\s)['\u2018]")
_LINK = re.compile(r"(?:https?://|www\.)\S+")
_PAUSE = re.compile(
    r"[,:;!.~…\n]+ ?| [-\u2013\u2014]+ | ?[\u2600-\u27bf\U0001f300-\U0001faff][\u200d\ufe0f\u2600-\u27bf\U0001f300-\U0001faff]* ?"
    r"| but | now | and (?=now |can you |could you |please )"
)
_JOINT = re.compile(
    r"(?:,|;|:| -| \u2013| \u2014)? (?:and then|and|then|but|now|with|without|in|at|as|on) |[,;:] | [-\u2013\u2014] "
)
_PLACING = frozenset({"with", "without", "in", "at", "as", "on"})
_ON_VERSION = re.compile(
    rf"(?:(?:on|from|for|use|using|take|in|with|like|same as|based on|starting from|starting with) )?(?:the )?{VERSION}[ ,:;-]+"
)
_AT_VERSION = re.compile(rf" (?:to|on|in|for) (?:the )?{VERSION}$")
_OF_VERSION = re.compile(rf"([a-z]+) {VERSION}(?= )")
_ANY_VERSION = re.compile(
    r"(?<!\w)(?<!\ba )(?<!\ban )(?:v|version )0{0,4}[1-9][0-9]{0,3}(?=$|[,;:.!?)]| (?:and|but|with|is|was|in|on|had|has)\b)"
)
_OTHERS = re.compile(r"\bthe (?:first|second|third|fourth|last|other) one\b")
_NEW_ONE = ("another", "one more", "new one")
_LAUDS = frozenset({"cool", "great", "nice", "perfect", "awesome"})
_WITH_UPLOAD = frozenset(
    {
        *("use this", "use this one", "use that", "use it", "like this", "like that", "this one", "more like this"),
        *("something like this", "this", "in this style", "with this", "this style", "use this style"),
    }
)
KNOWN = IMPERATIVES | PRAISE | FILLERS | STATES | SETTINGS | MORE | DETERMINERS | OPENERS
STRONG = IMPERATIVES - {
    "light",
    "use",
    "keep",
    "try",
    "get",
    "go",
    "style",
    "close",
    "open",
    "cover",
    "shadow",
    "color",
    "texture",
}


@dataclass(frozen=True, slots=True)
class _Context:
    """How a message was said."""

    direct: bool
    picture_count: int


def read_wish(
    text: str, *, addressed: bool = False, direct: bool = False, has_upload: bool = False, picture_count: int = 1
) -> Wish:
    """Return what a message in a picture's thread asks for.

    ``addressed``: it speaks to another person. ``direct``: it replies to a picture or mentions Easel.
    ``picture_count``: how many pictures the answered card offers to pick from. Without words it is TALK.
    """
    said = clean(text[:_MOST_TEXT])
    left = _EASEL.sub("", said)
    words = said if left == said else clean(left)
    if addressed or _ANOTHER_FIRST.match(words) or _ANOTHER_LAST.search(words[-60:]):
        return _TALK
    if not any(char.isalnum() for char in words) or _only_links(words) or cheers(clauses.fold(words[:_TAIL])):
        return _TALK
    if has_upload and clauses.key(words) in _WITH_UPLOAD:
        return Wish(WishKind.REFINE, words=words)
    wish = _message(words, _Context(direct, picture_count))
    if wish.kind is WishKind.CANCEL and not wish.words and laughs(clauses.fold(words[:_MOST_KEY])):
        return _TALK
    return replace(wish, words=words) if wish.kind is WishKind.UNSURE and not wish.words else wish


def _only_links(words: str) -> bool:
    """Return whether the words are links with at most a word or two that point to them."""
    rest = clauses.tokens(_LINK.sub("", words)) if _LINK.search(words) else ["-"]
    return not rest or (rest != ["-"] and len(rest) <= _MOST_NAMES and rest[0] not in STRONG)


def _message(words: str, context: _Context) -> Wish:
    """Read a whole message: its sentences, less those that are talk."""
    if (whole := _command(words, context)) is not None:
        return whole
    spans = list(_sentences(words))
    if len(spans) == 1:
        return _sentence(words, context)
    wishes = [(_sentence(words[start:end], context), start, end) for start, end in spans]
    wanted = [each for each in wishes if each[0].kind is not WishKind.TALK]
    if not wanted:
        return _TALK
    first, start, _ = wanted[0]
    if len(wanted) == 1:
        return first
    refined = [wish for wish, _, _ in wanted if wish.kind is WishKind.REFINE]
    at = words.find(first.words, start) if first.words else -1
    text = _trimmed(words[max(at, start) : wanted[-1][2]])
    versions = {wish.version for wish in refined if wish.version is not None}
    if first.kind not in (WishKind.REFINE, WishKind.UNSURE):
        return _chained(first, _rest(words, wanted), context) if refined else first
    if not refined or len(versions) > 1:
        return Wish(WishKind.UNSURE, words=text)
    if first.version is not None and first.words:
        # The version's name was taken out of the first sentence, so it is not a stretch of the message any more.
        text = " ".join([first.words + ".", *(_trimmed(words[s:e]) for _, s, e in wanted[1:])])
    return Wish(WishKind.REFINE, words=text, version=next(iter(versions), None), number=first.number)


def _rest(words: str, wanted: list[tuple[Wish, int, int]]) -> str:
    return _trimmed(words[wanted[1][1] : wanted[-1][2]])


def _sentence(text: str, context: _Context, depth: int = 0) -> Wish:
    """Read one sentence: a command, talk, talk before a wish, a version and a wish, or one clause."""
    question = text.rstrip(" \"')*_~").endswith(("?", "？"))  # noqa: RUF001 -- the full-width one
    text = _trimmed(text)
    if (whole := _command(text, context, question=question)) is not None:
        return whole
    if clauses.is_talk(text):
        return _TALK
    if depth < _MOST_DEPTH:
        asked = text + "?" if question else text
        for reading in (_opened, _based, _joined):
            if (wish := reading(asked, context, depth + 1)) is not None:
                return wish
    text = _without_thanks(text)
    wish = clauses.read_clause(text, direct=context.direct, question=question)
    return _two_pictures(wish, context)


def _command(text: str, context: _Context, *, question: bool | None = None) -> Wish | None:
    """Return the wish that the text is as a whole; asked as a question it is offered only."""
    wish = phrase(clauses.key(text), context.picture_count)
    folded = clauses.fold(text[:_MOST_KEY])
    lead = next((each for each in REQUESTS if folded.startswith(each)), "")
    if wish is None and lead:
        wish = phrase(clauses.key(text[len(lead) :]), context.picture_count)
    if wish is None:
        return None
    asked = question if question is not None else text.rstrip(" )*_~").endswith("?")
    if asked and not lead and not context.direct and wish.kind is not WishKind.SHOW:
        return Wish(WishKind.UNSURE, words=text)
    return wish


def _opened(text: str, context: _Context, depth: int) -> Wish | None:
    """Read past an opening that changes nothing: "lol", "thanks, now", "nice! but", a colleague's name."""
    tokens = clauses.tokens(text[:_MOST_KEY])
    if not tokens:
        return None
    folded = clauses.fold(text)
    first = tokens[0]
    end = folded.find(first) + len(first)
    if clauses.is_laughter(first) and len(tokens) > 1:
        wish = _sentence(text[end:], replace(context, direct=False), depth)
        return _TALK if wish.kind is WishKind.UNSURE else wish
    if first in _LAUDS and len(tokens) == _MOST_NAMES and text[end : end + 1] == " ":
        return _TALK
    if first in PLAIN_OPENERS and len(tokens) > 1:
        return _sentence(text[end:], context, depth)
    if first in OPENERS and len(tokens) > 1 and tokens[1] in OPENERS | STRONG:
        return _sentence(text[end:], context, depth)
    pause = _PAUSE.search(text[:_MOST_KEY])
    if pause is None or QUOTED.search(text[: pause.start()]):
        return None
    head, tail = text[: pause.start()], text[pause.end() :]
    if clauses.is_talk(head):
        wish = _sentence(tail, context, depth)
        return wish if wish.kind is not WishKind.TALK else _TALK
    if pause[0].startswith(",") and _is_name(head):
        wish = _sentence(tail, context, depth)
        wanted = wish.kind is not WishKind.TALK and not text.endswith("?")
        return Wish(WishKind.UNSURE, words=text) if wanted else _TALK
    return None


def _is_name(head: str) -> bool:
    """Return whether the words before a comma can be a colleague's name and nothing the tables know."""
    names = head.split()
    return 0 < len(names) <= _MOST_NAMES and all(
        name[0].isupper() and name[1:].islower() and name.lower() not in KNOWN for name in names
    )


def _based(text: str, context: _Context, depth: int) -> Wish | None:
    """Read a wish that names the version it is about: "on v2, add a cat", "add a cat to v2", "make v2 bluer"."""
    folded = clauses.fold(text)
    if (match := _ON_VERSION.match(folded)) is not None:
        tail = text[match.end() :]
        said = clauses.tokens(tail[:_MOST_KEY])
        joined = match[0][-2:-1] in ",:;-" or (said and said[0] in IMPERATIVES | SETTINGS | MORE | OPENERS)
        if said and joined and said[0] not in FINITE:
            return _chained(Wish(WishKind.SHOW, version=int(match[1])), tail, context, depth)
        if said and said[0] in FINITE:
            return _TALK if PRAISE.intersection(said) else Wish(WishKind.UNSURE, words=text)
    plain = _trimmed(folded)
    at = _AT_VERSION.search(plain[-_TAIL:])
    if at is not None:
        head = _trimmed(text)[: len(plain) - (len(plain[-_TAIL:]) - at.start())]
        return _chained(Wish(WishKind.SHOW, version=int(at[1])), head, context, depth)
    match = _OF_VERSION.match(folded)
    if match is not None and match[1] in IMPERATIVES:
        words = f"{text[: match.end(1)]} it{text[match.end() :]}"
        return _chained(Wish(WishKind.SHOW, version=int(match[2])), words, context, depth)
    return None


def _joined(text: str, context: _Context, depth: int) -> Wish | None:
    """Read a command that a wish is joined to: "undo that and make it wider", "again with a hat"."""
    folded = clauses.fold(text[:_MOST_KEY])
    for count, joint in enumerate(_JOINT.finditer(folded)):
        if count >= _MOST_JOINTS:
            break
        head = _command(text[: joint.start()], context, question=False)
        if head is None or head.kind is WishKind.TALK:
            continue
        placing = joint[0].strip(" ,;:-\u2013\u2014") in _PLACING
        if placing and head.kind in (WishKind.BACK, WishKind.CANCEL):
            continue
        if head.kind is WishKind.AGAIN and placing and folded.startswith(_NEW_ONE):
            continue
        tail = text[joint.start() if placing else joint.end() :]
        return _chained(head, tail.strip(" ,;:"), context, depth)
    return None


def _chained(command: Wish, tail: str, context: _Context, depth: int = 0) -> Wish:
    """Return the one wish that a command and the wish after it make."""
    then = _sentence(tail, _Context(direct=context.direct, picture_count=0), depth)
    if then.kind is WishKind.TALK:
        return command
    if then.kind is not WishKind.REFINE or then.version is not None or then.number is not None:
        plain = command.kind is WishKind.SHOW and then.kind is WishKind.UNSURE
        return Wish(WishKind.UNSURE, words=then.words or tail, version=command.version if plain else None)
    match command.kind:
        case WishKind.PICK if command.version is None:
            return replace(command, words=then.words)
        case WishKind.CANCEL:
            return replace(command, words=then.words)
        case WishKind.BACK:
            return Wish(WishKind.REFINE, words=then.words, version=command.version, number=command.number)
        case _:
            return Wish(WishKind.REFINE, words=then.words, version=command.version)


def _two_pictures(wish: Wish, context: _Context) -> Wish:
    """Return a wish that speaks of another picture as UNSURE: an edit has one base."""
    if wish.kind is not WishKind.REFINE or QUOTED.search(wish.words):
        return wish
    folded = clauses.fold(wish.words)
    other = _ANY_VERSION.search(folded) or (context.picture_count > 1 and _OTHERS.search(folded))
    return Wish(WishKind.UNSURE, words=wish.words) if other else wish


def _without_thanks(text: str) -> str:
    """Return the text without the talk behind its last comma, and without a last "please"."""
    if QUOTED.search(text) or SAYING.intersection(clauses.tokens(text)):
        return text
    at = text.rfind(",")
    if at > 0 and len(text) - at < _TAIL and clauses.is_talk(text[at:]):
        text = _trimmed(text[:at])
    for word in (" please", " pls", " plz", " bitte"):
        if clauses.fold(text).endswith(word):
            text = _trimmed(text[: -len(word)])
    return text


def _sentences(words: str) -> Iterator[tuple[int, int]]:
    """Yield where sentences begin and end; words in quotation marks are left whole."""
    start = 0
    if not QUOTED.search(words):
        for count, end in enumerate(_SENTENCE_END.finditer(words)):
            if count >= _MOST_SENTENCES - 1:
                break
            if words[start : end.end()].strip():
                yield start, end.end()
                start = end.end()
    if words[start:].strip() or start == 0:
        yield start, len(words)


def _trimmed(text: str) -> str:
    """Return the text without the marks, spaces and emoji at its ends; brackets and quotes stay."""
    start, end = 0, len(text)
    while start < end and not (text[start].isalnum() or text[start] in _OPENING):
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in _CLOSING or _is_mark(text[end - 1])):
        end -= 1
    return text[start:end]


def _is_mark(char: str) -> bool:
    """Return whether a character is a vowel sign or the like, part of the letter before it."""
    return unicodedata.category(char).startswith("M") and not "\ufe00" <= char <= "\ufe0f"
