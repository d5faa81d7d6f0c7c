"""Taking one person out of what others made and of what Easel said: pure, on values.

Only what is known to be theirs goes: their pictures by id, their words where they stand whole, their name where it
says who made a picture. What others wrote stays, be it with the same words in it.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.card import Button, Card, Field, Shown, Version
from domain.operation import Edit, Generate, Operation, Source, Vary, words_of
from domain.text import alt_text

SOMEONE = "someone"
COPY_OF = "copy:"
"""Starts the ``upload_id`` of a picture that is a copy of another thread's, before that one's id."""

_GAP = "…"
_SHORTEST_STEM = 40
"""Cards cut words no shorter than this; what is shorter and ends in dots was written so."""

_IDS = re.compile(r'"(?:picture_id|job_id|target)":"([^"]*)"')
_BETWEEN_IDS = re.compile(r"[^0-9A-Za-z_-]+")
_NUMBER = re.compile(r"\d+")


class Lines:
    """What a person said in one thread, found where it stands whole or as a card cuts it short."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words) - {""}
        self._lines = sorted({" ".join(each.split()) for each in self.words})
        self._whole = frozenset(self._lines)

    def hold(self, text: str) -> bool:
        """Return whether the whole text is theirs."""
        if text in self.words or text in self._whole:
            return True
        stem = text.removesuffix(_GAP)
        if stem == text or len(stem) < _SHORTEST_STEM:
            return False
        at = bisect_left(self._lines, stem)
        return at < len(self._lines) and self._lines[at].startswith(stem)


@dataclass(frozen=True, slots=True)
class Node:
    """What of a picture's row tells of people; ``references`` and ``notes`` as they are stored."""

    id: str
    thread_id: str
    parent_id: str | None
    job_id: str | None
    upload_id: str | None
    operation: str
    words: str
    alt: str
    person_id: str
    person_name: str
    references: str
    notes: str
    deleted: bool


@dataclass(frozen=True, slots=True)
class Told:
    """Another's picture as it is told when the person is gone.

    ``retold`` says that it comes from one of theirs or was made with their words, ``hers`` the latter.
    """

    picture: Node
    retold: bool
    hers: bool

    @property
    def own(self) -> bool:
        """Return whether its words are known to be its maker's."""
        return not self.hers and not self.picture.deleted


@dataclass(slots=True)
class Gone:
    """What is to be taken out.

    ``threads`` says in which thread each picture and job is that a card may be about, the person's own among them,
    ``lines`` what they said there, ``told`` what others made there. ``sentences`` are Easel's own that name the
    person, each with what takes its place.
    """

    names: frozenset[str]
    sentences: Mapping[str, str]
    pictures: frozenset[str]
    jobs: frozenset[str]
    digests: frozenset[str]
    threads: dict[str, str]
    lines: dict[str, Lines]
    told: dict[str, Told]
    needles: tuple[str, ...] = field(init=False)
    _at_name: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        longest_first = sorted(self.names, key=len, reverse=True)
        at_name = re.compile(rf"@(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?!\w)")
        self._at_name = at_name
        self.needles = tuple(json.dumps(name, ensure_ascii=False)[1:-1] for name in self.names)

    def concerns(self, card: str) -> bool:
        """Return whether a card as it is stored may be about the person; quick, for a look at every card."""
        if any(needle in card for needle in self.needles):
            return True
        return any(not self.threads.keys().isdisjoint(_BETWEEN_IDS.split(ids)) for ids in _IDS.findall(card))

    def unnamed(self, text: str) -> str:
        """Return a text without the person's name where it says by whom something is."""
        return self._at_name.sub(f"@{SOMEONE}", text)

    def sentence(self, text: str) -> str:
        """Return a text without the person's name where a sentence of Easel's holds it."""
        for sentence, instead in self.sentences.items():
            if text.startswith(sentence):
                return instead + text.removeprefix(sentence)
        return text


def blank(operation: Operation) -> Operation:
    """Return an operation without words and input pictures: what it was, and no more."""
    nothing = Source("", "")
    match operation:
        case Generate(settings=settings):
            return Generate("", settings)
        case Edit(settings=settings):
            return Edit("", nothing, settings)
        case Vary(settings=settings, strong=strong):
            return Vary(nothing, "", settings, strong)


def operation_without(operation: Operation, gone: Gone, lines: Lines, *, ended: bool) -> Operation:
    """Return another person's operation without the bytes that are gone and the words that were not its own.

    One that has not ``ended`` keeps the pictures that it works on.
    """

    def source(given: Source) -> Source:
        lost = given.digest in gone.digests or (ended and given.picture_id in gone.pictures)
        return replace(given, digest="") if lost else given

    words = "" if words_of(operation) in lines.words else words_of(operation)
    brief = "" if isinstance(operation, Vary) or not words else operation.brief
    match operation:
        case Generate(references=references):
            return replace(operation, prompt=words, references=tuple(map(source, references)), brief=brief)
        case Edit(base=base, references=references, mask=mask):
            return replace(
                operation,
                instruction=words,
                base=source(base),
                references=tuple(map(source, references)),
                mask=None if mask is None else source(mask),
                brief=brief,
            )
        case Vary(base=base):
            return replace(operation, base=source(base), words=words)


def told_anew(versions: Sequence[Node], person_id: str, gone: Gone, owners: Mapping[str, str]) -> list[Told]:
    """Return what others made in a thread as it is told without the person; ``owners`` are names by person's key."""
    left: dict[str, Node] = {}
    taken: set[str] = set()
    for each in versions:
        said = each.words != "" and each.words in gone.lines[each.thread_id].words
        left[each.id] = replace(each, words="") if said or each.person_id == person_id else each
        if said or each.id in gone.pictures:
            taken.add(each.id)
    found: list[Told] = []
    for old in versions:
        if old.person_id == person_id:
            continue
        new, line = left[old.id], _line(left[old.id], left)
        # Nobody generates or edits without words: those that have none lost them here.
        hers = not old.deleted and (old.id in taken or (new.words == "" and not _wordless(line)))
        source = gone.told.get((line[-1].upload_id or "").removeprefix(COPY_OF))
        retold = hers or any(each.id in taken for each in line) or (source is not None and source.retold)
        if old.person_name in gone.names:
            new = replace(new, person_name=owners.get(old.person_id, SOMEONE))
        if retold and not old.deleted:
            alt = source.picture.alt if source is not None and new.parent_id is None and not hers else _alt(line)
            new = replace(new, alt=alt, notes="[]" if hers else new.notes)
        new = replace(new, alt=_unnamed_alt(old, new), references=_references(new, gone))
        found.append(Told(new, retold, hers))
    return found


def card_without(card: Card, gone: Gone) -> Card | None:
    """Return a card without the person; None where it is about nothing else; the card itself where it stays."""
    if card.progress is not None and card.progress.job_id in gone.jobs:
        return None
    pictures = tuple(_shown(each, gone) for each in card.pictures if each.picture_id not in gone.pictures)
    if card.pictures and not pictures:
        return None
    told = _detailed(card)
    if told is not None and told.picture_id in gone.pictures:
        return None
    lines = [gone.lines[thread_id] for thread_id in _threads(card, gone)]
    if not lines:
        left = replace(card, text=gone.sentence(card.text))
        return card if left == card else left
    shown = [gone.told[each.picture_id] for each in pictures if each.picture_id in gone.told]
    detailed = gone.told.get(told.picture_id) if told is not None else None
    namesakes = any(each.picture.person_name.startswith(tuple(gone.names)) for each in shown)
    said = [] if shown and all(each.own for each in shown) else lines
    text = detailed.picture.alt if detailed is not None and detailed.retold else _without(card.text, said)
    title = _without(card.title, said)
    left = replace(
        card,
        text=gone.sentence(text if namesakes else gone.unnamed(text)),
        title=title if namesakes else gone.unnamed(title),
        notes=() if any(each.hers for each in shown) else tuple(_without(each, said) for each in card.notes),
        pictures=pictures,
        buttons=tuple(each for each in card.buttons if not _about(each, gone)),
        fields=card.fields if detailed is None else tuple(_field(each, gone, lines, detailed) for each in card.fields),
        versions=tuple(_version(each, gone, lines) for each in card.versions),
    )
    return card if left == card else left


def _references(picture: Node, gone: Gone) -> str:
    digests: list[str] = json.loads(picture.references)
    left = [each for each in digests if each not in gone.digests]
    return picture.references if left == digests else json.dumps(left)


def _varied(picture: Node) -> bool:
    return picture.operation == "vary" and picture.parent_id is not None


def _wordless(line: Sequence[Node]) -> bool:
    """Return whether a picture has no words by its nature: an upload, or a variation of one, be it through others."""
    start = next((each for each in line if not _varied(each)), line[-1])
    return start.operation in {"upload", "copy"} and (line[0] is start or _varied(line[0]))


def _line(picture: Node, versions: Mapping[str, Node]) -> list[Node]:
    """Return a picture and all that it comes from, itself first."""
    line = [picture]
    while (parent := versions.get(line[-1].parent_id or "")) is not None:
        line.append(parent)
    return line


def _alt(line: Sequence[Node]) -> str:
    made_by, *_ = line[0].alt.partition(": ")
    said = [each for each in reversed(line) if each.words and not _varied(each)]
    # An upload's words are its file's name, which says little of what is seen.
    words = [each.words for each in said if each.operation != "upload"] or [each.words for each in said]
    return alt_text(words[0], words[1:], made_by=made_by) if words else made_by


def _unnamed_alt(old: Node, new: Node) -> str:
    """Return the alt text of an upload, which says who gave it, by the name of who did."""
    if new.operation != "upload" or old.person_name == new.person_name:
        return new.alt
    made_by, colon, name = new.alt.partition(": ")
    return made_by.removesuffix(old.person_name) + new.person_name + colon + name


def _threads(card: Card, gone: Gone) -> set[str]:
    ids = {each.picture_id for each in card.pictures} | {each.picture_id for each in card.versions}
    if card.progress is not None:
        ids.add(card.progress.job_id)
    for button in card.buttons:
        ids.update(_BETWEEN_IDS.split(button.target))
    return {gone.threads[each] for each in ids if each in gone.threads}


def _detailed(card: Card) -> Version | None:
    """Return the version that a card tells the details of: it carries the tree, and the number in its title."""
    if card.pictures or not card.versions or not card.fields:
        return None
    number = _NUMBER.search(card.title)
    return next((each for each in card.versions if number and each.version == int(number[0])), None)


def _without(text: str, lines: Sequence[Lines]) -> str:
    if any(each.hold(text) for each in lines):
        return _GAP
    head, colon, tail = text.partition(": ")
    return f"{head}: {_GAP}" if colon and any(each.hold(tail) for each in lines) else text


def _shown(shown: Shown, gone: Gone) -> Shown:
    told = gone.told.get(shown.picture_id)
    if told is None or (told.picture.deleted and not told.retold):
        return shown
    return replace(shown, alt=told.picture.alt)


def _about(button: Button, gone: Gone) -> bool:
    named = set(_BETWEEN_IDS.split(button.target))
    return not named.isdisjoint(gone.pictures) or not named.isdisjoint(gone.jobs)


def _field(row: Field, gone: Gone, lines: Sequence[Lines], detailed: Told) -> Field:
    if row.value in gone.names:
        return replace(row, value=detailed.picture.person_name)
    return row if detailed.own or not any(each.hold(row.value) for each in lines) else replace(row, value=_GAP)


def _version(version: Version, gone: Gone, lines: Sequence[Lines]) -> Version:
    if version.picture_id in gone.pictures:
        return replace(version, words="", person=SOMEONE)
    told = gone.told.get(version.picture_id)
    if told is None:
        return version
    theirs = not told.own and any(each.hold(version.words) for each in lines)
    person = told.picture.person_name if version.person in gone.names else version.person
    return replace(version, words="" if theirs else version.words, person=person)
