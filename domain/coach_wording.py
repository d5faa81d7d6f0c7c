"""What weakens a prompt by how it is worded: exact text without quotes, denials, praise."""

from __future__ import annotations

from collections.abc import Iterator

from domain.coach_changes import Change, Fault, Found, said_at, without
from domain.coach_elements import Reading
from domain.coach_faults import (
    ANY,
    BEARERS,
    DENYING,
    EXACT_ENDS,
    FORBIDDING,
    IN_PLACE,
    IN_PLACE_OF_STATES,
    LETTERED,
    NAMING,
    NO_TEXT,
    SAYING,
    STATING,
)
from domain.coach_read import Hit, Phrases, Token
from domain.coach_words import (
    ARTICLES,
    EMPTY,
    INTENSIFIERS,
    KEPT_OUT,
    NOT_CROWNED,
    NOT_PRAISED,
    PLACING,
    PRAISE,
    PRAISE_BEFORE,
)

_MOST_TEXT = 8
_BACK = 6
_PRAISED = Phrases(PRAISE)
_PRAISING = frozenset(PRAISE)
_NAMING, _SAYING = Phrases(NAMING), Phrases(SAYING)
_DENYING, _FORBIDDING, _STATING = Phrases(DENYING), Phrases(FORBIDDING), Phrases(STATING)
_NOUNS, _STATES = Phrases(IN_PLACE), Phrases(IN_PLACE_OF_STATES)


def praise(reading: Reading) -> Iterator[Found]:
    """Find praise, which shows nothing."""
    tokens = reading.tokens
    said: list[str] = []
    changes: list[Change] = []
    index = 0
    while index < len(tokens):
        hit = _PRAISED.at(tokens, index) or _before_noun(tokens, index)
        if hit is None or not _is_praise(tokens, hit):
            index += 1
            continue
        said.append(said_at(reading, hit.at, hit.end))
        first = hit.at
        while first and tokens[first - 1].word in INTENSIFIERS and tokens[first].joined:
            first -= 1
        if not any(token.fixed for token in tokens[first : hit.end]) and not _may_be_a_name(tokens, hit):
            changes.extend(without(reading, first, hit.end))
        index = hit.end
    if said:
        yield Found(Fault.PRAISE, tuple(said), changes=tuple(changes))


def _before_noun(tokens: list[Token], index: int) -> Hit | None:
    """Return a word that is praise only where it stands before a noun, after an article or at the beginning."""
    token = tokens[index]
    if token.word not in PRAISE_BEFORE or token.quoted or index + 1 >= len(tokens):
        return None
    before = tokens[index - 1].word if index else "a"
    after = tokens[index + 1]
    led = (
        before in ARTICLES
        or before in INTENSIFIERS
        or before in _PRAISING
        or before in {"make", "something", "look", "looking", "looks"}
    )
    return Hit(token.word, index, index + 1) if led and after.joined else None


def _is_praise(tokens: list[Token], hit: Hit) -> bool:
    after = tokens[hit.end].word if hit.end < len(tokens) and tokens[hit.end].joined else ""
    if hit.phrase == "perfect":
        return after not in NOT_CROWNED and not after.endswith("ly")
    if hit.phrase in {"epic", "pretty", "sick", "viral", "insane"}:
        return after not in {"poem", "much", "little", "patient", "child", "person", "infection", "video"} and bool(
            after
        )
    return hit.phrase not in PRAISE_BEFORE or after not in NOT_PRAISED


def _may_be_a_name(tokens: list[Token], hit: Hit) -> bool:
    """Return whether praise at the very beginning may be a part of a name, such as Amazing Grace."""
    return tokens[hit.at].first and hit.end < len(tokens) and tokens[hit.end].fixed


def negatives(reading: Reading) -> Iterator[Found]:
    """Find what is said not to be there, with what to say instead where that is known."""
    tokens = reading.tokens
    said: list[str] = []
    instead: list[str] = []
    changes: list[Change] = []
    index = 0
    while index < len(tokens):
        end, words = _turned(tokens, index)
        if not end:
            end = _denied(tokens, index)
            said.extend([said_at(reading, index, end)] if end else [])
            index = end or index + 1
            continue
        said.append(said_at(reading, index, end))
        instead.append(words.removeprefix("show ").removeprefix("with "))
        if not any(token.fixed for token in tokens[index:end]):
            begins = tokens[index].first and reading.text[tokens[index].start].isupper()
            changes.append(Change(tokens[index].start, tokens[end - 1].end, words.capitalize() if begins else words))
        index = end
    if said:
        yield Found(Fault.NEGATIVE, tuple(said), ", ".join(dict.fromkeys(instead)), tuple(changes))


def _turned(tokens: list[Token], index: int) -> tuple[int, str]:
    """Return where a denial ends that begins at a token, and what to say instead; 0 where none does."""
    for deny, objects, words, lead in (
        (_FORBIDDING, _NOUNS, IN_PLACE, "show "),
        (_STATING, _STATES, IN_PLACE_OF_STATES, ""),
        (_DENYING, _NOUNS, IN_PLACE, ""),
    ):
        hit = deny.at(tokens, index)
        if hit is None:
            continue
        at = hit.end
        while at < len(tokens) and tokens[at].word in ANY and tokens[at].joined:
            at += 1
        denied = objects.at(tokens, at) if at < len(tokens) and tokens[at].joined else None
        if denied is None or (denied.end < len(tokens) and tokens[denied.end].gap == "-"):
            continue
        follows = tokens[denied.end].word if denied.end < len(tokens) and tokens[denied.end].joined else ""
        if follows and follows not in EMPTY and follows not in PLACING:
            # "No light pollution" is no denial of light.
            continue
        before = {"without": "with ", "with": "with ", "there": f"{tokens[index].word} are ", "avoid": "show "}
        return denied.end, before.get(tokens[index].word, lead) + words[denied.phrase]
    return 0, ""


def _denied(tokens: list[Token], index: int) -> int:
    """Return where a denial ends for which there is nothing to say instead; 0 where none begins, or it is a plain limit."""
    hit = _FORBIDDING.at(tokens, index)
    at = index + 1 if hit is None else hit.end
    if hit is None and (tokens[index].word not in {"no", "not"} or tokens[index].quoted):
        return 0
    while at < len(tokens) and tokens[at].word in {"a", "an", "any", "the"} and tokens[at].joined:
        at += 1
    if at >= len(tokens) or not tokens[at].joined or tokens[at].fixed or tokens[at].gap == "-":
        return 0
    if (
        tokens[at].word in KEPT_OUT
        or tokens[at].word in EMPTY
        or (tokens[index].word == "not" and tokens[at].word in PLACING)
    ):
        return 0
    ends = at + 1 == len(tokens) or tokens[at + 1].breaks or tokens[at + 1].word in {"and", "or", "no", "not"}
    return at + 1 if ends else 0


def texts(reading: Reading) -> Iterator[Found]:
    """Find exact text that stands without quotes."""
    tokens = reading.tokens
    for index in range(len(tokens)):
        hit = _NAMING.at(tokens, index) or _after_bearer(tokens, index)
        if hit is None or hit.end >= len(tokens):
            continue
        first = tokens[hit.end]
        while first.word in {"say", "saying", "says", "reading"} and hit.end + 1 < len(tokens):
            hit = Hit(hit.phrase, hit.at, hit.end + 1)
            first = tokens[hit.end]
        if first.quoted or first.word in NO_TEXT or not (first.joined or first.gap == ": ") or _shouted(reading, first):
            continue
        if hit.phrase == "write" and not first.fixed:
            continue
        end = _end_of_text(tokens, hit.end)
        exact = said_at(reading, hit.end, end)
        if '"' in exact or exact.startswith("'"):
            continue
        quoted = f'"{exact}"'
        changes = (Change(first.start, first.start, '"'), Change(tokens[end - 1].end, tokens[end - 1].end, '"'))
        yield Found(Fault.TEXT, (exact,), quoted, changes)
        return


def _shouted(reading: Reading, token: Token) -> bool:
    """Return whether a word is in capitals, which marks exact text as well as quotes do."""
    said = reading.text[token.start : token.end]
    return len(said) > 1 and said.isupper()


def _after_bearer(tokens: list[Token], index: int) -> Hit | None:
    """Return what text follows where something that bears text stands shortly before."""
    hit = _SAYING.at(tokens, index)
    if hit is None:
        return None
    near = tokens[max(0, index - _BACK) : index]
    return hit if any(token.word in BEARERS for token in near) else None


def _end_of_text(tokens: list[Token], at: int) -> int:
    """Return where exact text ends: at a mark, or where is said how or where it stands."""
    end = at + 1
    while end < len(tokens) and end < at + _MOST_TEXT and tokens[end].joined and not tokens[end].quoted:
        ahead = [token.word for token in tokens[end + 1 : end + 4]]
        if tokens[end].word in EXACT_ENDS and any(word in LETTERED for word in ahead):
            break
        end += 1
    return end
