"""Commands that are said rather than typed: "quota", "delete that", "can I download it?", "/imagine a dog"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.call import OptionValue
from domain.command import CommandSpec, OptionKind
from domain.text import clean
from domain.typed import command_of, is_version, options_of
from domain.wish_clauses import key
from domain.wish_commands import VERSION

_MOST = 120
_GROUP = re.compile(r"/easel\b\s*", re.IGNORECASE)
_IT = r"(?:it|this|that|this one|that one|(?:this|that|the|my) (?:picture|image|pic|photo|version|one))"
_FILE = (
    r"(?:(?:(?:the|that|this) )?(?:(?:full|original|high|big)[ -])?(?:size|resolution|res|original|file|picture|image|photo)"
    r"(?: (?:file|picture|image|version|size))?|it|this|that|this one|that one)"
)
_QUOTA = (
    r"(?:(?:what's|whats|what is|show|show me|check|how's|how is) )?(?:my|our|the) quota(?: left| today)?"
    r"|quota left|how much (?:quota )?(?:do i have|have i got|is) left(?: today)?"
    r"|how many (?:more )?(?:(?:pictures|images|pics|credits) )?"
    r"(?:do i have|have i got|are|can i (?:still )?make)(?: left)?(?: today)?"
)
_ORIGINAL = (
    rf"(?:the )?original(?: file| size)?|download(?: {_FILE})?"
    rf"|(?:can|could|may|how (?:do|can)) (?:i|we) (?:please )?(?:download|save|export)(?: {_FILE})"
    r"|(?:give|send|get) (?:me|us) the (?:original|full[ -](?:size|resolution))(?: file| picture| image| version)?"
    r"|(?:in |at |the )?full[ -](?:size|resolution|res)"
)
_SAID: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (command, re.compile(pattern))
    for command, pattern in (
        ("help", r"help|help me|help us|i need help|(?:show |the )?commands|what commands (?:are there|do you have)"),
        ("quota", _QUOTA),
        ("models", r"(?:what|which) models (?:are there|do you have|can i use|draw here)|(?:list|show) models"),
        ("settings", r"my settings|show (?:my |the )?settings"),
        ("details", rf"(?:show |the )?details(?: of {_IT})?|how was {_IT} made"),
        ("original", _ORIGINAL),
        ("delete", rf"(?:delete|erase) {_IT}|delete"),
    )
)
_HANDLE = r"@?[^\s@,.:;!?\"“”„«»][^\s@,:;!?\"“”„«»]*"
_TITLE = r"[\"“„«]?(?P<words>[^\"“”„«»]{1,80}?)[\"“”»]?"
_PLAIN = r"(?!(?:at|in|with|of|on|and|full|by|near|under|inside|like|as|from|during|without|scene|interior|background|is|has)(?![\w:]))"
_SHELVED: tuple[tuple[str, Mapping[str, OptionValue], re.Pattern[str]], ...] = tuple(
    (command, options, re.compile(pattern, re.IGNORECASE))
    for command, options, pattern in (
        ("star", {}, rf"(?:star|favou?rite|give a star to) {_IT}"),
        ("unstar", {}, rf"unstar {_IT}|(?:remove|take) my star(?: (?:from|off) {_IT})?"),
        (
            "save",
            {},
            rf"save {_IT}(?: (?:to|in|into) (?:the|our|my) library)?|(?:add|put) {_IT} (?:to|in|into) (?:the|our|my) library",
        ),
        ("asset", {"action": "name"}, rf"name {_IT} (?:as )?[\"“„«]?(?P<words>{_HANDLE}(?: {_HANDLE}){{0,2}})[\"“”»]?"),
        ("asset", {"action": "name"}, rf"(?:call|save) {_IT} (?:as )?(?P<words>@{_HANDLE[2:]})"),
        (
            "asset",
            {"action": "name"},
            rf"save {_IT} as (?:the |our )?(?!(?:an?|png|jpe?g|gif|webp|avif|pdf|svg|is|file|draft|wallpaper)\b)(?P<words>{_HANDLE})",
        ),
        (
            "asset",
            {"action": "untag"},
            rf"untag {_IT} (?:as )?(?P<words>.{{1,80}})|remove the tags? (?P<more>#.{{1,80}})",
        ),
        ("asset", {"action": "tag"}, rf"tag {_IT} (?:as |with )?(?P<words>.{{1,80}})"),
        (
            "asset",
            {"action": "collect"},
            rf"(?:put|add|collect) {_IT} (?:to|in|into) (?:the |our )?collection {_TITLE}",
        ),
        ("asset", {"action": "collect"}, rf"(?:put|add|collect) {_IT} (?:to|in|into) (?:the |our ){_TITLE} collection"),
        ("library", {}, r"(?:show (?:me |us )?|open )?(?:the|our|my) library"),
        (
            "library",
            {"starred": True},
            r"(?:show (?:me )?)?(?:my (?:favou?rites|stars|starred pictures)|what i(?: have|'ve)? starred)",
        ),
        (
            "library",
            {},
            (
                r"(?:search|look (?:in|through)) (?:the |our |my )?library for (?P<words>.{1,100})"
                r"|(?:find|look for|search for) (?P<more>.{1,100}?) in (?:the|our|my) library"
            ),
        ),
        ("library", {}, rf"library (?P<words>{_PLAIN}\S+(?: {_PLAIN}\S+){{0,3}})"),
    )
)
_OF_VERSION = (
    ("details", re.compile(rf"(?:show |the )?details (?:of|for|on) {VERSION}|how was {VERSION} made")),
    ("original", re.compile(rf"(?:download|(?:the )?original (?:of|for)) (?:the )?{VERSION}")),
    ("delete", re.compile(rf"(?:delete|erase) (?:the )?{VERSION}")),
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A command that was said: its name, the words left for it and its options. ``typed`` where it began with a slash."""

    command: str
    words: str = ""
    options: Mapping[str, OptionValue] = field(default_factory=dict)
    typed: bool = False


def spoken(words: str, specs: Sequence[CommandSpec]) -> Spoken | None:
    """Return the command that words are as a whole, None for all other words.

    A line that begins with a slash is that command, ``/easel`` before it or not. Without one only what tells the asker
    something is read so, said bare: the rest are wishes.
    """
    line = clean(words[: 4 * _MOST]).strip() if not words.lstrip().startswith("/") else words.strip()
    if line.startswith("/"):
        return _typed(line, specs)
    if len(line) > _MOST:
        return None
    return _bare(line, specs) or _shelved(line, specs) or _asked(key(line))


def _typed(line: str, specs: Sequence[CommandSpec]) -> Spoken | None:
    group = _GROUP.match(line)
    rest = line if group is None else f"/{line[group.end() :].lstrip('/')}"
    found = command_of(rest if rest != "/" else "/help", specs)
    return None if found is None else Spoken(*found, typed=True)


def _bare(line: str, specs: Sequence[CommandSpec]) -> Spoken | None:
    """Return the command whose name is said, with nothing but what it takes: "details v2", "settings quality:high"."""
    name, _, rest = line.rstrip(" ?!.").partition(" ")
    spec = next((each for each in specs if each.listed and each.private and each.name == name.casefold()), None)
    if spec is None:
        return None
    left, options = options_of(rest.strip(), spec)
    takes = spec.option(spec.words) if spec.words else None
    named = takes is not None and takes.kind is OptionKind.PICTURE and is_version(left)
    chosen = takes is not None and left.casefold() in takes.choices
    return Spoken(spec.name, left, options) if not left or named or chosen else None


def _shelved(line: str, specs: Sequence[CommandSpec]) -> Spoken | None:
    """Return what is said of the library: to find in it, star, name, tag or collect."""
    said = line.rstrip(" ?!.").removeprefix("please ").removesuffix(" please").rstrip(",")
    for command, options, pattern in _SHELVED:
        match = pattern.fullmatch(said)
        if match is not None and any(spec.name == command for spec in specs):
            given = match.groupdict()
            return Spoken(command, (given.get("words") or given.get("more") or "").strip(), options)
    return None


def _asked(said: str) -> Spoken | None:
    for command, pattern in _OF_VERSION:
        if (match := pattern.fullmatch(said)) is not None:
            return Spoken(command, f"v{next(group for group in match.groups() if group)}")
    return next((Spoken(command) for command, pattern in _SAID if pattern.fullmatch(said)), None)
