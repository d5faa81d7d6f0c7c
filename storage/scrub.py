"""Taking one person out of what others wrote and of what Easel said: pure, on values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.card import Button, Card, Field, Shown, Version
from domain.operation import Edit, Generate, Operation, Source, Vary

_GAP = "…"
_SHORTEST = 3
"""Words shorter than this are everybody's."""


@dataclass(frozen=True, slots=True)
class Gone:
    """What is to be taken out. ``words`` are what the person wrote, ``alts`` new alt texts of others' pictures."""

    name: str
    stands_for_it: str
    words: frozenset[str]
    pictures: frozenset[str]
    jobs: frozenset[str]
    digests: frozenset[str]
    alts: Mapping[str, str]

    def text(self, text: str) -> str:
        """Return a text without the person's words and name."""
        for words in sorted(self.words, key=len, reverse=True):
            if len(words) >= _SHORTEST:
                text = text.replace(words, _GAP)
        return self.unnamed(text)

    def unnamed(self, text: str) -> str:
        """Return a text without the person's name."""
        if not self.name:
            return text
        return re.sub(rf"(?<!\w){re.escape(self.name)}(?!\w)", lambda _: self.stands_for_it, text)

    def source(self, source: Source) -> Source:
        """Return an input picture without bytes that are gone."""
        return replace(source, digest="") if source.digest in self.digests else source


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


def operation_without(operation: Operation, gone: Gone) -> Operation:
    """Return another person's operation without the bytes that are gone and the words that were not its own."""
    match operation:
        case Generate(prompt=words, references=references):
            return replace(operation, prompt=_own(words, gone), references=tuple(map(gone.source, references)))
        case Edit(instruction=words, base=base, references=references, mask=mask):
            return replace(
                operation,
                instruction=_own(words, gone),
                base=gone.source(base),
                references=tuple(map(gone.source, references)),
                mask=None if mask is None else gone.source(mask),
            )
        case Vary(base=base, words=words):
            return replace(operation, base=gone.source(base), words=_own(words, gone))


def card_without(card: Card, gone: Gone) -> Card | None:
    """Return a card without the person; None where it is about nothing else."""
    if card.progress is not None and card.progress.job_id in gone.jobs:
        return None
    pictures = tuple(_shown(each, gone) for each in card.pictures if each.picture_id not in gone.pictures)
    if card.pictures and not pictures:
        return None
    left = replace(
        card,
        text=gone.text(card.text),
        title=gone.text(card.title),
        notes=tuple(map(gone.text, card.notes)),
        pictures=pictures,
        buttons=tuple(_button(each, gone) for each in card.buttons if not _about(each, gone)),
        fields=tuple(Field(gone.text(each.name), gone.text(each.value)) for each in card.fields),
        versions=tuple(_version(each, gone) for each in card.versions),
    )
    return card if left == card else left


def _own(words: str, gone: Gone) -> str:
    return "" if words in gone.words else words


def _shown(shown: Shown, gone: Gone) -> Shown:
    alt = gone.alts.get(shown.picture_id, shown.alt)
    return replace(shown, alt=gone.text(alt), caption=gone.text(shown.caption))


def _about(button: Button, gone: Gone) -> bool:
    named = set(re.split(r"[^0-9A-Za-z_-]+", button.target))
    return bool(named & (gone.pictures | gone.jobs))


def _button(button: Button, gone: Gone) -> Button:
    return replace(button, label=gone.text(button.label), hint=gone.text(button.hint))


def _version(version: Version, gone: Gone) -> Version:
    if version.picture_id in gone.pictures:
        return replace(version, words="", person=gone.stands_for_it)
    return replace(version, words=_own(version.words, gone))
