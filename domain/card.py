"""A Card: what Easel says, free of any platform. Platforms draw cards; nothing is remembered in one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

CAPTION = " · "
"""Stands in a caption between a version and its words."""


class CardKind(StrEnum):
    """What a card is, so that a platform can draw it fittingly."""

    ANSWER = "answer"
    PROGRESS = "progress"
    RESULT = "result"
    REFUSAL = "refusal"
    OFFER = "offer"


class Style(StrEnum):
    """How loudly a button speaks."""

    PRIMARY = "primary"
    PLAIN = "plain"
    QUIET = "quiet"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Ask:
    """A text that a button asks for before it acts."""

    label: str
    placeholder: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Button:
    """Calls ``command`` on ``target``, an id; authorised anew at every press."""

    command: str
    target: str
    label: str
    style: Style = Style.PLAIN
    asks: Ask | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture on a card: size in pixels, ``digest`` of its original, alt text for who cannot see it.

    ``caption`` is its version, perhaps with its words. ``thread`` is the platform thread where it stands, on a card
    that lists pictures of several.
    """

    picture_id: str
    version: int
    digest: str
    media_type: str
    width: int
    height: int
    alt: str
    caption: str = ""
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. ``seconds`` is a rough time still to go; ``preview`` names the latest partial frame."""

    job_id: str
    stage: str
    position: int | None = None
    seconds: int | None = None
    preview: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A named value on a card, drawn as a row.

    ``at`` is the moment that the value is, in unix seconds, and ``channels`` are the ids or names of those that it
    names: what a platform can draw better than as the value's own words.
    """

    name: str
    value: str
    at: int | None = None
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """A node of the version tree that a card can carry; a deleted one keeps its place and nothing else."""

    picture_id: str
    version: int
    parent: int | None
    words: str
    person: str
    head: bool = False
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """Words, pictures with alt text, buttons, progress.

    ``private`` cards are shown to the asker alone. ``incident`` finds the log line of a failure.
    ``label`` is a small mark that must be seen beside the pictures, such as how they were drawn.
    """

    kind: CardKind
    text: str
    title: str = ""
    notes: tuple[str, ...] = ()
    pictures: tuple[Shown, ...] = ()
    buttons: tuple[Button, ...] = ()
    fields: tuple[Field, ...] = ()
    versions: tuple[Version, ...] = ()
    progress: Progress | None = None
    label: str = ""
    private: bool = False
    incident: str = ""
    file: str = ""

    def without(self, pictures: Collection[str], said: str) -> Card:
        """Return the card without pictures that are gone, their buttons, files and words; ``said`` where none is left."""
        shown = tuple(each for each in self.pictures if each.picture_id not in pictures)
        return replace(
            self,
            text=self.text if shown or not self.pictures else said,
            pictures=shown,
            buttons=tuple(
                each for each in self.buttons if each.target not in pictures and (shown or not self.pictures)
            ),
            versions=tuple(
                replace(each, words="", deleted=True) if each.picture_id in pictures else each for each in self.versions
            ),
            file="" if self.file in pictures else self.file,
        )
