"""All that one message asks for: its pieces, read as operations, commands and changes, in their order.

Operations are told by the whole of a piece alone (``wish_operations``); a message in which there is none is read as
``domain/wishes`` reads one wish. Takes time linear in the length of the words, and never raises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from domain import wish_clauses as clauses
from domain.text import PROMPT_LIMIT, clean
from domain.wish import Named, Naming, Wish, Wishes, WishKind
from domain.wish_commands import number_of, phrase
from domain.wish_edges import respelt, stripped_of_manners
from domain.wish_named import MARK, mark, only, speaks_to_nobody
from domain.wish_operations import MOST, mends, operation
from domain.wish_talk import after_somebody, cheers, jests, laughs, shares_subject, speaks_to_all
from domain.wish_words import IMPERATIVES, NUMBERS
from domain.wishes import QUOTED, read_wish

_MOST_TEXT = 4 * PROMPT_LIMIT
_MOST_READ = 600
"""A longer message is one description: no chain is looked for in it."""
_MOST_PIECES = 10
_MOST_JOINED = 3
_MENTION = re.compile(r"<@!?([A-Za-z0-9]{1,32})>")
_JOINT = re.compile(
    r"(?:[,;:.!?…]+(?=\s|$)|\n| [-\u2013\u2014+&>]+ | (?:and|but|then|plus|afterwards|after that)(?= ))"
    r"(?:\s+(?:and|but|then|also|now|next|finally|afterwards|after that|plus|or|so|just|pls|please)(?=[\s,]),?)*\s*"
)
_AFTER = re.compile(r"\b(?:then|afterwards|after that)\b")
_HEDGED = re.compile(
    r"\b(?:maybe|perhaps|might|possibly|idk|dunno|not sure|should (?:we|i)|shall we|what if|what about|how about|wonder|wondering|if (?:i|we|you|she|he|they)|someday|one day|probably|would be|wouldn't|shouldn't|wasn't|could be)\b"
)
_NEGATED = re.compile(
    r"(?:don't|do not|dont|no need to|please don't|instead of|rather than|not|without|never|no more|before (?:we|you)|stop)\b"
)
_ASKABLE = frozenset({WishKind.SHOW, WishKind.QUOTA, WishKind.HELP, WishKind.DESCRIBE, WishKind.COMPARE})
"""What is asked as a question by its nature, and costs nothing."""
_OWN = frozenset(WishKind) - {
    *(WishKind.REFINE, WishKind.BACK, WishKind.AGAIN, WishKind.VARY, WishKind.PICK, WishKind.SHOW),
    *(WishKind.CANCEL, WishKind.TALK, WishKind.UNSURE),
}
_MOVES = frozenset({WishKind.SHOW, WishKind.PICK, WishKind.BACK})
_LEFT_OUT = Wish(WishKind.TALK)
_ON = re.compile(rf"(?:on|from|for|in|with|use|using|take|based on|starting from) {MARK}\b[ ,:;-]*")
_IN = re.compile(rf"(?:on|in|for) {MARK}\b")
_OF = re.compile(rf"^([a-z]+) {MARK}(?= )")
_THEIRS = re.compile(rf"^([a-z]+) {MARK}'s (?=\w)")
_AT = re.compile(rf" (?:on|in|for|to) {MARK}$")
_SURE_NAMES = frozenset({Naming.WORDS, Naming.PERSON, Naming.ORIGINAL, Naming.VERSION})
_TRANSPARENT = re.compile(r"\b(?:transparent|see-through|alpha)\b")
_FILE = re.compile(r"\b(?:png|webp|tiff?|svg|psd|file)\b")


@dataclass(frozen=True, slots=True)
class _Said:
    """How a message was said."""

    direct: bool
    picture_count: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the message, and whether a question mark ends it."""

    start: int
    end: int
    asked: bool


def read_wishes(
    text: str, *, addressed: bool = False, direct: bool = False, has_upload: bool = False, picture_count: int = 1
) -> Wishes:
    """Return all that a message in a picture's thread asks for, in order; the arguments are those of ``read_wish``.

    Who is mentioned only as whose a picture is ("@maria's version") is not spoken to.
    """
    said = clean(text[:_MOST_TEXT])
    folded = clauses.fold(said[:_MOST_READ])
    if addressed and (at := after_somebody(folded)):
        # Somebody is spoken of, not to; the wish itself comes after.
        spoken = read_wishes(said[at:], direct=direct, picture_count=picture_count)
        return spoken if all(each.kind is WishKind.REFINE for each in spoken.chain) else Wishes((_LEFT_OUT,))
    theirs = "@" in folded and speaks_to_nobody(_without_easel(folded))
    if (not addressed or theirs) and len(said) <= _MOST_READ:
        chain = _chain(_without_easel(_MENTION.sub(r"@\1", said) if theirs else said), _Said(direct, picture_count))
        if chain:
            return Wishes(chain)
    wish = read_wish(text, addressed=addressed, direct=direct, has_upload=has_upload, picture_count=picture_count)
    if wish.kind is WishKind.REFINE and not has_upload and _jests(said, wish, picture_count):
        wish = Wish(WishKind.UNSURE, words=wish.words)
    if wish.kind is WishKind.PICK and wish.words:
        return Wishes((replace(wish, words=""), Wish(WishKind.REFINE, words=wish.words)))
    return Wishes((wish,))


def _jests(said: str, wish: Wish, picture_count: int) -> bool:
    """Return whether a change may well be a joke or said to everybody: it is offered, then."""
    folded = clauses.fold(said[:_MOST_READ])
    if speaks_to_all(folded):
        return True
    orders = not IMPERATIVES.isdisjoint(clauses.tokens(wish.words[:_MOST_KEY])[:1])
    return jests(folded) and (not orders or read_wish(said, picture_count=picture_count).kind is not wish.kind)


_EASEL = re.compile(
    r"(?:^(?:(?:hey|hi|ok|hello) )?@?easel\b[,:!]? ?|[, ]@?easel(?=[!.?]?$)|(?<= )@easel\b |<@!?[A-Za-z0-9]{1,32}>(?!'s) ?)",
    re.IGNORECASE,
)


def _without_easel(words: str) -> str:
    return clean(_EASEL.sub("", words))


def _chain(words: str, said: _Said) -> tuple[Wish, ...]:
    """Return the steps of a message in which there is an operation or a picture named by words, else nothing."""
    folded = clauses.fold(words)
    if not words or cheers(folded) or (words.startswith("@") and not speaks_to_nobody(folded)):
        return ()
    whole = _step(words, said, asked=words.rstrip(" )*_~").endswith("?"))
    if whole is not None and whole is not _LEFT_OUT:
        return _alone(whole)
    pieces = [] if QUOTED.search(words) else _pieces(words)
    if not 0 < len(pieces) <= _MOST_PIECES:
        return ()
    alone = [whole] if len(pieces) == 1 else [_piece(words, each, said) for each in pieces]
    theirs = [_theirs(words, pieces, at) for at in range(len(pieces))]
    steps: list[Wish] = []
    left: list[_Piece] = []
    apart: set[int] = set()
    negated = at = 0
    while at < len(pieces):
        step, upto = (None, at) if theirs[at] else _longest(words, pieces, alone, at, said)
        if step is None:
            if _AFTER.search(_joint(words, pieces, at)):
                apart.add(len(steps))
            left.append(pieces[at])
            at += 1
            continue
        steps.extend(_between(words, left, said, steps))
        left = []
        steps.extend(() if step is _LEFT_OUT else _alone(step))
        negated += step is _LEFT_OUT
        at = upto
    if not steps and not negated:
        return _no_steps(words, said)
    steps.extend(_between(words, left, said, steps))
    if any(theirs) and not any(each.kind in _OWN for each in steps):
        return ()
    return _settled(steps, apart, words, negated=negated > 0)


def _longest(
    words: str, pieces: list[_Piece], alone: list[Wish | None], at: int, said: _Said
) -> tuple[Wish | None, int]:
    """Return the step that the most pieces from that one on are together, and where the next begins."""
    for upto in range(min(len(pieces), at + _MOST_JOINED), at + 1, -1):
        step = _joined(words, pieces[at:upto], alone[at + 1 : upto], said)
        if step is not None:
            return step, upto
    return alone[at], at + 1


def _joint(words: str, pieces: list[_Piece], at: int) -> str:
    """Return what joins a piece to the one before it."""
    return clauses.fold(words[pieces[at - 1].end : pieces[at].start]) if at else ""


def _theirs(words: str, pieces: list[_Piece], at: int) -> bool:
    """Return whether a piece is what somebody says, or what a person before it does."""
    if at == 0:
        return False
    before, piece = (clauses.fold(words[each.start : each.end]) for each in pieces[at - 1 : at + 1])
    joint = _joint(words, pieces, at)
    return (joint.strip() == "," and _theirs(words, pieces, at - 1)) or shares_subject(before, joint, piece)


def _piece(words: str, piece: _Piece, said: _Said) -> Wish | None:
    return _step(words[piece.start : piece.end], said, asked=piece.asked)


def _joined(words: str, pieces: list[_Piece], alone: list[Wish | None], said: _Said) -> Wish | None:
    """Return the step that pieces are together, where none but the first is one alone."""
    if any(each is not None and each is not _LEFT_OUT for each in alone):
        return None
    step = _step(words[pieces[0].start : pieces[-1].end], said, asked=pieces[-1].asked)
    return None if step is _LEFT_OUT else step


def _alone(wish: Wish) -> tuple[Wish, ...]:
    """Return a step as the steps that it is: a transparent file is cut out first."""
    if wish.kind is WishKind.EXPORT and _TRANSPARENT.search(wish.words):
        return (
            Wish(WishKind.CUT_OUT, words=wish.words, version=wish.version, picture=wish.picture),
            replace(wish, version=None, picture=None),
        )
    return (wish,)


def _settled(steps: list[Wish], apart: set[int], words: str, *, negated: bool) -> tuple[Wish, ...]:
    """Return the chain that the steps make; nothing where one wish is told as well by the words as a whole."""
    kinds = [step.kind for step in steps]
    found = [kind for kind in kinds if kind is not WishKind.REFINE]
    if not found:
        return tuple(steps[:1]) if len(steps) == 1 and (negated or _names(steps[0])) else ()
    if kinds == [WishKind.CANCEL] and laughs(clauses.fold(words)):
        return (_LEFT_OUT,)
    if len(steps) == 1:
        idle = clauses.tokens(words)
        loose = kinds[0] in (WishKind.AGAIN, WishKind.CANCEL, WishKind.BACK, WishKind.VARY, WishKind.SHOW)
        return tuple(steps) if not loose or steps[0].picture or len(idle) <= _MOST_IDLE else ()
    return tuple(_merged(steps, apart))


def _no_steps(words: str, said: _Said) -> tuple[Wish, ...]:
    """Return the wish of words without any operation: a fix of what is worn, a change of a picture named in them."""
    folded = clauses.fold(words)
    if mends(folded):
        return (Wish(WishKind.RESTORE, words=words),)
    wish = _based(words, said)
    return () if wish is None else (wish,)


_MOST_IDLE, _MOST_KEY = 16, 400


def _merged(steps: list[Wish], apart: set[int]) -> list[Wish]:
    """Return the steps with "again", "similar" or a version before a change as one change of that picture.

    A change ``apart`` comes after that: "again and then make it red".
    """
    merged: list[Wish] = []
    for at, step in enumerate(steps):
        before = merged[-1] if merged else None
        if before is not None and step.kind is WishKind.REFINE and not _names(step):
            bare = before.kind is WishKind.SHOW and not before.words
            if bare or (before.kind in (WishKind.AGAIN, WishKind.VARY) and at not in apart):
                merged[-1] = replace(step, version=before.version, picture=before.picture)
                continue
        if before is not None and step.kind is before.kind and step.kind in _OWN and not _names(step):
            merged[-1] = replace(before, words=f"{before.words}, {step.words}")
            continue
        if step == before:
            continue
        merged.append(step)
    return merged


def _names(wish: Wish) -> bool:
    return wish.version is not None or wish.picture is not None


def _between(words: str, left: list[_Piece], said: _Said, steps: list[Wish]) -> list[Wish]:
    """Return what is asked for by pieces that are no operations: a change, or nothing."""
    if not left:
        return []
    text = words[left[0].start : left[-1].end] + ("?" if left[-1].asked else "")
    wish = _based(text, said)
    if wish is None:
        wish = read_wish(text, direct=False, picture_count=said.picture_count)
    after = steps[-1].kind if steps else None
    idle = _IDLE if after not in _ASKS_MORE else _WHY
    if wish.kind is WishKind.REFINE and not idle.match(clauses.fold(text)):
        return [wish]
    return [wish] if wish.kind not in (WishKind.TALK, WishKind.UNSURE, WishKind.REFINE) else []


_IDLE = re.compile(
    r"(?:show|see|get|fit) more of\b|(?:it's|its|the rest|same|for|so|as|because|like|in case|before|on|with|at|instead of"
    r"|rather)\b(?! (?:a|an|the|more|less)\b)"
)
"""How what is said beside an operation begins where it explains it, rather than asking for a change."""
_WHY = re.compile(r"(?:it's|its|the rest|same|for|so|because|in case)\b")
_ASKS_MORE = frozenset({WishKind.AGAIN, WishKind.VARY, WishKind.SHOW, WishKind.PICK, WishKind.BACK, WishKind.CANCEL})
"""After these a setting alone is a change: "again, but at night"."""


def _based(text: str, said: _Said) -> Wish | None:
    """Return the change of a picture that is named otherwise than by its version: "on the one with the fox, add snow"."""
    folded, named = mark(clauses.fold(text))
    one = only(named)
    placed = one is not None and one.how is Naming.PLACE and said.picture_count > 1
    if one is None or not (one.how in _SURE_NAMES or (placed and _IN.match(folded))):
        return None
    folded = folded.strip(" ,.;:!")
    for pattern, put in ((_THEIRS, r"\1 the "), (_ON, ""), (_OF, r"\1 it")):
        if pattern.match(folded) is None or (pattern is _OF and one.how is Naming.ORIGINAL):
            continue
        rest = pattern.sub(put, folded, count=1)
        wish = read_wish(rest, direct=said.direct)
        if wish.kind is not WishKind.REFINE:
            return None
        own = _own_words(text, wish.words) if put == "" else wish.words
        return _with(Wish(WishKind.REFINE, words=own), one)
    return None


def _own_words(text: str, folded: str) -> str:
    """Return the words as they were typed, where they end the text."""
    at = clauses.fold(text).rfind(folded)
    return text[at : at + len(folded)] if at >= 0 else folded


def _with(wish: Wish, named: Named | None) -> Wish:
    """Return a wish about the picture that is named."""
    if named is None:
        return wish
    if named.how is Naming.VERSION:
        return replace(wish, version=named.number)
    if named.how is Naming.PLACE and wish.kind is WishKind.PICK:
        return replace(wish, number=named.number)
    return replace(wish, picture=named)


def _step(text: str, said: _Said, *, asked: bool) -> Wish | None:
    """Return the wish that a piece is as a whole; a TALK where it says what is not wished, None for anything else."""
    if not text or len(text) > MOST:
        return None
    folded = respelt(clauses.key(text).strip(" \"'"))
    if text.lstrip().startswith("@"):
        folded = f"@{folded}"
    if not folded or _HEDGED.search(folded):
        return None
    if folded.startswith("no more "):
        return _LEFT_OUT if _names_operation(folded) else None
    stripped, led = stripped_of_manners(folded)
    known = phrase(folded, said.picture_count) or (phrase(stripped, said.picture_count) if stripped else None)
    marked, named = mark(stripped)
    one = only(named)
    if known is not None and known.kind in _MOVES and one is not None and one.how in (Naming.ORIGINAL, Naming.LAST):
        known = replace(known, version=None, number=None, picture=one)
    kind = operation(marked) if known is None else None
    if known is None and kind is None:
        return _LEFT_OUT if _NEGATED.match(folded) and _names_operation(folded) else None
    if known is not None:
        return _asked(known, text, said, asked=asked and not led)
    if kind is None or (len(set(named)) > 1 and kind is not WishKind.COMPARE):
        return None
    bare = kind is WishKind.PICK and marked == MARK
    if bare and one is not None and one.how is Naming.PLACE and said.picture_count <= 1:
        return None
    wish = _with(_wished(kind, text, marked), named[0] if named else None)
    return _asked(wish, text, said, asked=asked and not led)


_NAMES = re.compile(
    r"\b(?:undo|upscal\w+|animat\w+|export\w*|cancel\w*|variations?|vary|wider|crop\w*|compar\w+|sav(?:e|ing)|extend\w*|revert\w*|restor\w+|redo|remov\w+ the background)\b"
)


def _names_operation(folded: str) -> bool:
    return _NAMES.search(folded) is not None


def _wished(kind: WishKind, text: str, marked: str) -> Wish:
    """Return the wish of an operation, with the person's words and the count that they name."""
    if kind is WishKind.VARY:
        count = next(
            (
                number_of(word)
                for word in marked.split()[:6]
                if word in NUMBERS and word not in ("one", "first", "second")
            ),
            None,
        )
        return Wish(kind, number=count)
    if kind is WishKind.BACK:
        return Wish(kind, number=None if MARK in marked else 1)
    if kind in (WishKind.PICK, WishKind.AGAIN, WishKind.CANCEL):
        return Wish(kind)
    return Wish(kind, words=text.strip())


def _asked(wish: Wish, text: str, said: _Said, *, asked: bool) -> Wish:
    """Return the wish, only offered where it was put as a question to nobody."""
    if asked and (not said.direct or clauses.key(text) == "again") and wish.kind not in _ASKABLE:
        return Wish(WishKind.UNSURE, words=text)
    return wish


def _pieces(words: str) -> list[_Piece]:
    pieces: list[_Piece] = []
    start = 0
    for joint in _JOINT.finditer(words):
        if words[start : joint.start()].strip():
            pieces.append(_Piece(start, joint.start(), "?" in joint[0]))
        start = joint.end()
        if len(pieces) > _MOST_PIECES:
            break
    if words[start:].strip():
        pieces.append(_Piece(start, len(words), words.rstrip().endswith("?")))
    return pieces
