"""A typed line read as a command: its name, its options, and the words that are left."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from domain.call import OptionValue
from domain.command import CommandSpec, Option, OptionKind
from domain.people import Person

_COMMAND = re.compile(r"/(\S*)\s*(.*)", re.DOTALL)
_TOKEN = re.compile(r'(?<!\S)([A-Za-z][\w-]*):(?:"([^"]*)"|(\S+))')
_NAMED = re.compile(r"(?<![a-z0-9_/.:])/([a-z_]{2,32})(?![a-z0-9_/])", re.IGNORECASE)
_VERSION = re.compile(r"v?[0-9]{1,4}", re.IGNORECASE)
_TO_EASEL = re.compile(r"@easel\b[\s,:]*", re.IGNORECASE)
# A name has at most 40 characters, and each is at most three in lower case.
_ADDRESS = re.compile(r"(?<!\w)@([^@]{1,121})")
_YES = frozenset({"yes", "true", "on", "1"})
_NO = frozenset({"no", "false", "off", "0"})


def command_of(text: str, specs: Sequence[CommandSpec]) -> tuple[str, str, dict[str, OptionValue]] | None:
    """Return command, words and options of a line that begins with a slash, None for any other.

    A command that is not there becomes ``help`` with the option ``unknown``.
    """
    found = _COMMAND.match(text)
    if found is None:
        return None
    name, rest = found[1].casefold(), found[2].strip()
    spec = next((each for each in specs if each.listed and each.name == name), None)
    if spec is None:
        return "help", "", {"unknown": name}
    words, options = options_of(rest, spec)
    return spec.name, words, options


def is_version(word: str) -> bool:
    """Return whether a picture is named by its version, with or without the letter, and not by its id."""
    return _VERSION.fullmatch(word) is not None


def options_of(text: str, spec: CommandSpec) -> tuple[str, dict[str, OptionValue]]:
    """Return the words left and the options written as ``name:value``; a name that is no option stays in the words."""
    options: dict[str, OptionValue] = {}

    def take(found: re.Match[str]) -> str:
        option = spec.option(found[1].casefold())
        if option is None or option.kind is OptionKind.IMAGE or (option.name == spec.words and _is_prose(option)):
            return found[0]
        options[option.name] = _value(found[3] if found[2] is None else found[2], option)
        return ""

    left = _TOKEN.sub(take, text)
    return (" ".join(left.split()) if options and "\n" not in left else left.strip()), options


def named(text: str, alone: Collection[str], group: str) -> str:
    """Return a text of Easel's own with commands as they are typed where all but those ``alone`` are in a group."""
    return _NAMED.sub(lambda found: found[0] if found[1] in alone else f"/{group} {found[1]}", text)


def to_easel(text: str) -> str | None:
    """Return the words after ``@easel`` where the text begins with it, None elsewhere."""
    found = _TO_EASEL.match(text)
    return text[found.end() :].strip() if found else None


def addressed(text: str, people: Iterable[Person]) -> tuple[str, ...]:
    """Return the user ids of the people whose names stand in the text after an ``@``, the longest name after each."""
    said = _ADDRESS.findall(text.casefold())
    if not said:
        return ()
    known = {name: person.user_id for person in people for name in _called(person)}
    found = {_longest(words, known) for words in said}
    return tuple(user_id for user_id in dict.fromkeys(known.values()) if user_id in found)


def written(options: Mapping[str, OptionValue], spec: CommandSpec) -> dict[str, OptionValue]:
    """Return a button's options with text read as the kinds that the command has."""
    kinds = {option.name: option for option in spec.options}
    return {
        name: _value(value, kinds[name]) if isinstance(value, str) and name in kinds else value
        for name, value in options.items()
    }


def _called(person: Person) -> tuple[str, str]:
    return person.name.casefold(), person.user_id


def _longest(words: str, known: Mapping[str, str]) -> str:
    """Return who is meant by the longest name that the words after an ``@`` begin with, empty where it is nobody."""
    for end in range(len(words), 0, -1):
        within = words[end : end + 1].isalnum() or words[end : end + 1] == "_"
        if not within and words[:end] in known:
            return known[words[:end]]
    return ""


def _value(text: str, option: Option) -> OptionValue:
    folded = text.casefold()
    if option.kind is OptionKind.FLAG and folded in _YES | _NO:
        return folded in _YES
    if option.kind is OptionKind.NUMBER and re.fullmatch(r"-?[0-9]{1,9}", text):
        return int(text)
    return text


def _is_prose(option: Option) -> bool:
    """Return whether the words that an option takes are prose, in which a colon means nothing."""
    return option.kind is OptionKind.TEXT and not option.choices
