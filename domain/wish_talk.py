"""What tells that words which look like a wish are said among people: a report, a shared subject, laughter, a cheer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.wish_edges import respelt, stripped_of_manners
from domain.wish_words import LAUGHTER, NOT_PICTURE, TOLD

_JEST = re.compile(r"[😂🤣😆😅😭💀]|\b(?:lol|lmao|rofl|haha+|shut up|though|tho)\W*$|^\W*(?:shut up|omg|stop it)\b")
_TO_ALL = re.compile(r"\b(?:team|guys|folks|everyone|everybody|y'all|people|gang|ladies)\W*$")
_FACES = "😂🤣😆😅😭"
_WORD = re.compile(r"[^\W_]+")
_CHEER = re.compile(r"(?:first|1st|second|2nd|third|3rd)!+")
_REPORT = re.compile(
    r"\b(?:said|says|say|saying|replied|wrote|writes|asked|asks|told (?:me|us|him|her|them)|"
    r"(?:was|were|is|are|i'm|he's|she's|they're|all) (?:all )?like)$"
)
_OTHERS = r"(?:i|i'll|i'd|i've|i'm|we|we'll|we'd|we've|we're|he|he'll|she|she'll|they|they'll|you|you'll|you'd)"
_SUBJECT = re.compile(
    rf"(?:(?:yesterday|today|tomorrow|later|then|so|and|but|once|when|if|because|after|before) )?{_OTHERS}(?= )"
    r"|(?:tell|ask|remind|get|have|let|make sure) (?:him|her|them|legal|marketing|sales|somebody|someone|everyone|@?[\w.-]+) to "
    r"|[\w.-]+ (?:will|has|had|wants|wanted|asked|told|said|says|tells|needs|plans|tried|likes|used) "
)
_SPOKEN_OF = re.compile(
    r"@[\w.-]+ (?:wants|wanted|needs|said|says|thinks|thought|asked|asks|likes|liked|prefers|would like)\b[^,;.!?]*"
    r"(?:[,;.!] ?)(?:so |then |and )*(?=\w)"
)

_JOINS = re.compile(r" (?:and|or|then|plus|and then) ?")
_ASKS = re.compile(r"(?:(?:how|what|when|why|who|where|did|does)\b|do (?:i|we|you|they) )")
_TOO = re.compile(
    r"(?:is|are|isn't|aren't) (?:the|it|this|that|these|those|her|his|their) ?[^,.;]{0,40}?\btoo "
    r"(?!(?:late|early|soon|expensive|much|many|far|long)\b)[a-z]"
)
_ORDERS = frozenset({"stop", "cancel", "print", "forget", "save"})
"""Orders that are no change: with another object than the picture they may well be about something else."""
_FOR_PEOPLE = re.compile(
    r"(?:no need|background (?:check|noise|music)|tell|ask|remind|invite|congratulate) "
    r"|(?:put|leave|drop|bring|send|stick) (?:it|this|that|them|these) (?:on|in|at|to|into|by) (?:my|our) "
    r"|(?:shot|took|made|found|got|saw|bought|scanned|printed|tried|posted|used|forgot) (?:it|this|that|these|those|them)\b"
)
_BEFORE_YOU = re.compile(r"\bbefore you (?:post|send|go|leave|print|share|ship|publish|upload|present|forget)\b")
_WONDER, _WHETHER = frozenset({"wonder", "wondering", "wondered"}), frozenset({"if", "whether", "how"})


def jests(folded: str) -> bool:
    """Return whether a change in these words may well be a joke."""
    return _JEST.search(folded) is not None


def speaks_to_all(folded: str) -> bool:
    """Return whether the words are said to everybody, or are what one says to who is too funny."""
    return _TO_ALL.search(folded) is not None or folded.startswith("cut it out")


def laughs(folded: str) -> bool:
    """Return whether somebody laughs: "omg stop" is then no order."""
    return any(face in folded for face in _FACES) or not LAUGHTER.isdisjoint(_WORD.findall(folded))


def cheers(folded: str) -> bool:
    """Return whether somebody only cheers to be the first in a row: "first!!"."""
    return _CHEER.fullmatch(folded.strip()) is not None


def reports(folded: str) -> bool:
    """Return whether what comes after these words are another's words: "she said: …", "he was like, …"."""
    return _REPORT.search(folded.rstrip(" ,:;\"'")) is not None


def tells_of_somebody(folded: str) -> bool:
    """Return whether a clause has a person for its subject, that a verb joined to it by "and" shares."""
    return _SUBJECT.match(folded.lstrip(" ,")) is not None


def after_somebody(folded: str) -> int:
    """Return where the wish begins after somebody is spoken of: "@tom wants it red, so make it red"; 0 for nowhere."""
    found = _SPOKEN_OF.match(folded)
    return 0 if found is None else found.end()


def shares_subject(before: str, joint: str, piece: str) -> bool:
    """Return whether a piece is what a person in the one before it says or does: "she asked me to crop it and …"."""
    if reports(before):
        return True
    if _JOINS.fullmatch(joint) is None or stripped_of_manners(piece)[1]:
        return False
    return (tells_of_somebody(before) and not stripped_of_manners(respelt(before))[1]) or _ASKS.match(
        before
    ) is not None


def for_people(folded: str) -> bool:
    """Return whether a clause is likely said to a colleague, or tells what was done, whatever its verb."""
    return _FOR_PEOPLE.match(folded) is not None or _BEFORE_YOU.search(folded) is not None


def speaks_of_other_things(said: Sequence[str]) -> bool:
    """Return whether an unknown statement has words that people have for one another, not for a picture."""
    return said[0] in _ORDERS or not TOLD.isdisjoint(said)


def asks_whether_too_much(folded: str) -> bool:
    """Return whether a clause asks if something is too much as it is: "is the sky too purple"."""
    return _TOO.match(folded) is not None and NOT_PICTURE.isdisjoint(folded.split())


def wonders(said: Sequence[str]) -> bool:
    """Return whether somebody wonders aloud: "i wonder if it needs a moon"."""
    return not _WONDER.isdisjoint(said[1:4]) and not _WHETHER.isdisjoint(said[2:6])
