"""An instruction as clauses: each with what it does, and what it speaks of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from engines.sketch.framing import framed
from engines.sketch.read import read
from engines.sketch.tokens import Token, tokens
from engines.sketch.wants import Reading

COMMANDS = (
    "swap",
    "remove",
    "replace",
    "flip",
    "fewer",
    "only",
    "grow",
    "shrink",
    "move",
    "more",
    "add",
    "put",
    "make",
)
"""Kinds of command, the most telling first: "make it bigger" grows."""

_CARRIED = {"add", "remove", "make", "move", "put", "grow", "shrink"}
_INSTEAD = frozenset({"instead of", "rather than", "in place of"})
_BUT = frozenset({"but", "except", "except for", "apart from", "other than"})
_PARTED = (frozenset({"take", "throw", "get", "cut", "send"}), frozenset({"away", "out", "off"}))
"""Verbs and what may stand far from them: "take the lamp away"."""
_GOING = frozenset({"should go", "must go", "has to go", "have to go", "can go"})
"""What takes something out, unless it is said where it goes."""
_POINTED = frozenset({"that", "this", "those", "these"})
_DOUBLE = frozenset({"double", "twice as many", "double the number of"})
_HAVING = frozenset({"needs", "should have", "gets", "get", "should get", "could use"})
_EXCHANGE = frozenset({"places", "positions", "sides", "spots", "place", "position"})
_TWICE = {"double", "twice as big", "twice the size", "halve", "half the size", "half as big"}
_CORRECTED = re.compile(
    r"^\W*(?:no,? )?not (?:an?|the) ([a-z ]{2,30}?), (?:but )?((?:an?|the) [a-z ]{2,40})", re.IGNORECASE
)
"""A correction: "not a guitar, a violin"."""
_TEXT = {"text", "words", "word", "title", "caption", "poster", "lettering", "banner", "message", "letters"}


@dataclass(slots=True)
class Clause:
    """One clause. ``before`` is what stands before "with" or "into" when something is replaced.

    ``keep`` is all that stays; ``doubled`` are as many again; ``give`` is to whom was spoken of.
    """

    command: str
    said: Reading
    before: Reading | None = None
    whole: bool = False
    twice: bool = False
    text: bool = False
    doubled: bool = False
    give: bool = False
    keep: Reading | None = None


def clauses(text: str) -> list[Clause]:
    """Return the clauses of an instruction; a clause without a command takes that of the one before."""
    found: list[Clause] = []
    text = _CORRECTED.sub(r"replace the \1 with \2", text)
    carried = ""
    waiting: list[Token] = []
    parts = _parts(_excepting(framed(tokens(text)[0])))
    for at, part in enumerate(parts):
        command = _command(part)
        if command == "remove" and part[0].text == "hide" and any("relation" in token for token in part):
            command, part = "put", part[1:]  # noqa: PLW2901 -- "hide a mouse under the table" adds one
        if not command and (carried == "replace" or part[0].kinds.get("relation") == "with"):
            carried = "add"
        if part[0].text in _INSTEAD and at + 1 < len(parts) and not _command(parts[at + 1]):
            parts[at + 1] = [*parts[at + 1], *part]
            continue
        if command in {"move", "grow", "shrink", "make", "put", "replace", "swap"} and _incomplete(part):
            waiting = [*waiting, *part, Token("and", {"join": "joiners"})]
            continue
        if waiting and not command:
            part, command = [*waiting, *part], _command(waiting)  # noqa: PLW2901 -- the clause's whole
        waiting = []
        clause = _clause(command or carried, part)
        if clause is not None:
            found.append(clause)
            carried = clause.command if clause.command in _CARRIED else carried
    if waiting:
        clause = _clause(_command(waiting), waiting)
        found += [clause] if clause is not None else []
    return found


def _excepting(all_tokens: list[Token]) -> list[Token]:
    """Return the tokens with "everything but" told from the "but" that joins."""
    out: list[Token] = []
    for token in all_tokens:
        whole = bool(out) and ("whole" in out[-1] or out[-1].text in {"all", "everyone", "everything"})
        out.append(Token("except", {"except": ""}) if token.text in _BUT and (whole or token.text != "but") else token)
    return out


def _parts(all_tokens: list[Token]) -> list[list[Token]]:
    """Split at joining words and punctuation, not inside "between X and Y"."""
    parts: list[list[Token]] = [[]]
    between = False
    for token in all_tokens:
        between = between or token.kinds.get("relation") == "between"
        splits = "break" in token or token.text in {"and", "then", "but", "also", "plus", "while"}
        if splits and between and token.text == "and":
            between = False
            parts[-1].append(token)
        elif splits:
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def _command(part: list[Token]) -> str:
    kinds = {kind for token in part for kind in token.kinds}
    texts = {token.text for token in part}
    if _PARTED[0] & texts and _PARTED[1] & texts:
        return "remove"
    pairs = list(pairwise(part))
    if any(one.text in _GOING and {"relation", "place"} & other.kinds.keys() for one, other in pairs):
        return "move"
    if any(other.text == "away" and ("noun" in one or one.text in _TEXT) for one, other in pairs):
        return "remove"
    return next((command for command in COMMANDS if command in kinds), "")


def _incomplete(part: list[Token]) -> bool:
    """Return whether a clause only names what the next one speaks of: "move the cat | and the dog to the left"."""
    kinds = [kind for token in part for kind in token.kinds]
    telling = {
        "colour",
        "size",
        "place",
        "relation",
        "setting",
        "time",
        "weather",
        "season",
        "grow",
        "shrink",
        "into",
        "missing",
    }
    named = "noun" in kinds
    return named and not (telling & set(kinds)) and part[-1].kinds.get("noun") is not None


def _clause(command: str, part: list[Token]) -> Clause | None:  # noqa: C901, PLR0912 -- one case a kind of clause
    before: Reading | None = None
    texts = [token.text for token in part]
    if "except" in texts:
        at = texts.index("except")
        return Clause("remove", Reading(), keep=read(_plain(part[at + 1 :])))
    if {"keep", "leave"} & set(texts) and {"only", "just"} & set(texts):
        return Clause("remove", Reading(), keep=read(_plain(part)))
    if {"prefer", "i'd prefer"} & set(texts) and {"to", "than"} & set(texts):
        part[next(at for at, text in enumerate(texts) if text in {"to", "than"})] = Token(
            "instead of", {"into": "into"}
        )
        command = "replace"
    if command == "replace" and ("than" in texts and {"rather", "prefer", "i'd rather"} & set(texts)):
        part[texts.index("than")] = Token("instead of", {"into": "into"})
    rest = [token for token in part if token.text != "away"] if command == "remove" else part
    even = {"swap", "switch", "exchange", "trade"} & set(texts) and not any("into" in token for token in part)
    if command == "swap" or (command == "replace" and (_EXCHANGE & set(texts) or even)):
        plain = [token for token in _plain(part) if token.text not in _EXCHANGE]
        said = read(_even(plain))
        if len(said.wants) != 1 or _EXCHANGE & set(texts):
            return Clause("swap", said)
        command = "replace"
    if command == "replace" or (command == "make" and any("into" in token and token.text == "into" for token in part)):
        pivot = next((at for at, token in enumerate(part) if "into" in token and at > 0), None)
        if pivot is not None:
            before, rest, command = read(_plain(part[:pivot])), part[pivot + 1 :], "replace"
            if part[pivot].text in _INSTEAD:
                before, rest = read(_plain(part[pivot + 1 :])), part[:pivot]
            after = read(_plain(rest))
            if (
                {"swap", "switch"} & set(texts)
                and len(before.wants) == len(after.wants) == 1
                and after.wants[0].det == "the"
            ):
                return Clause("swap", Reading(wants=[*before.wants, *after.wants]))
        elif command == "replace":
            command = "make"
    if command == "add" and {"rather", "i'd rather"} & set(texts) and "than" not in texts:
        command, rest = "make", [token for token in rest if token.text != "have"]
    give = any(token.text.startswith("giv") or token.text in _HAVING for token in part)
    said = read(_plain(_given(rest) if give else rest))
    if command == "remove" and not said.wants and _POINTED & set(texts):
        said.it = said.it or ("them" if {"those", "these"} & set(texts) else "it")
    return Clause(
        command,
        said,
        before,
        whole=any("whole" in token or token.text in {"all", "everything"} for token in part),
        twice=any(token.text in _TWICE for token in part),
        text=any(token.text in _TEXT for token in part),
        doubled=bool(_DOUBLE & set(texts)) and "size" not in texts,
        give=give,
    )


def _even(part: list[Token]) -> list[Token]:
    """Return the tokens with what parts two that change places read as "and"."""
    return [
        Token("and", {"join": "joiners"}) if "into" in token or token.kinds.get("relation") == "with" else token
        for token in part
    ]


def _given(part: list[Token]) -> list[Token]:
    """Return "give the cat a hat" as "the cat with a hat"."""
    first = next((at for at, token in enumerate(part) if "noun" in token), None)
    if first is not None and first + 2 < len(part) and part[first + 1].text in _HAVING:
        return [*part[: first + 1], Token("with", {"relation": "with"}), *part[first + 2 :]]
    if (
        first is None
        or first + 1 >= len(part)
        or not ({"det", "number", "colour", "size", "noun"} & part[first + 1].kinds.keys())
    ):
        return part
    return [*part[: first + 1], Token("with", {"relation": "with"}), *part[first + 1 :]]


def _plain(part: list[Token]) -> list[Token]:
    """Return the tokens without command words that would read as nouns, sizes or places."""
    heads = {"swap", "move", "put", "make", "remove", "add", "replace", "grow", "shrink", "flip", "only", "fewer"}
    return [
        Token(token.text, {"glue": "command"})
        if heads & token.kinds.keys() and not ({"noun"} & token.kinds.keys())
        else token
        for token in part
    ]
