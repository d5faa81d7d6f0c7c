"""An instruction as clauses: each with what it does, and what it speaks of."""

from __future__ import annotations

from dataclasses import dataclass

from engines.sketch.read import Reading, read
from engines.sketch.tokens import Token, tokens

COMMANDS = ("remove", "replace", "flip", "fewer", "only", "grow", "shrink", "move", "more", "add", "put", "make")
"""Kinds of command, the most telling first: "make it bigger" grows."""

_CARRIED = {"add", "remove", "make", "move", "put", "grow", "shrink"}
_TWICE = {"double", "twice as big", "twice the size", "halve", "half the size", "half as big"}
_TEXT = {"text", "words", "word", "title", "caption", "poster", "lettering", "banner", "message", "letters"}


@dataclass(slots=True)
class Clause:
    """One clause. ``before`` is what stands before "with" or "into" when something is replaced."""

    command: str
    said: Reading
    before: Reading | None = None
    whole: bool = False
    twice: bool = False
    text: bool = False


def clauses(text: str) -> list[Clause]:
    """Return the clauses of an instruction; a clause without a command takes that of the one before."""
    found: list[Clause] = []
    carried = ""
    waiting: list[Token] = []
    for part in _parts(tokens(text)[0]):
        command = _command(part)
        if not command and carried == "replace":
            carried = "add"
        if command in {"move", "grow", "shrink", "make", "put"} and _incomplete(part):
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


def _clause(command: str, part: list[Token]) -> Clause | None:
    before: Reading | None = None
    rest = part
    if command == "replace" or (command == "make" and any("into" in token and token.text == "into" for token in part)):
        pivot = next((at for at, token in enumerate(part) if "into" in token and at > 0), None)
        if pivot is not None:
            before, rest, command = read(_plain(part[:pivot])), part[pivot + 1 :], "replace"
            if part[pivot].text == "instead of":
                before, rest = read(_plain(part[pivot + 1 :])), part[:pivot]
        elif command == "replace":
            command = "make"
    said = read(_plain(rest))
    return Clause(
        command,
        said,
        before,
        whole=any("whole" in token or token.text in {"all", "everything"} for token in part),
        twice=any(token.text in _TWICE for token in part),
        text=any(token.text in _TEXT for token in part),
    )


def _plain(part: list[Token]) -> list[Token]:
    """Return the tokens without command words that would read as nouns, sizes or places."""
    heads = {"move", "put", "make", "remove", "add", "replace", "grow", "shrink", "flip", "only", "fewer"}
    return [
        Token(token.text, {"glue": "command"})
        if heads & token.kinds.keys() and not ({"noun"} & token.kinds.keys())
        else token
        for token in part
    ]
