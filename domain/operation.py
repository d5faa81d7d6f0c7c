"""Operations: kinds of work on pictures, as typed values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Literal

from domain.size import Size, Target


class Quality(StrEnum):
    """How much care an engine takes; not every model knows every one."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    XHIGH = "xhigh"
    MAX = "max"


@dataclass(frozen=True, slots=True)
class Source:
    """An input picture: ``digest`` of its bytes, ``picture_id`` where it is a version of a thread."""

    digest: str
    media_type: str
    picture_id: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operation is made with. ``seed`` matters only to engines that have one.

    ``target`` are the exact pixels that are delivered of what is made at ``size``.
    """

    model: str
    size: Size
    quality: Quality
    transparent: bool = False
    seed: int = 0
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Generate:
    """A picture from words, with up to four reference pictures.

    ``brief`` is what an engine is told in place of the words, where they call references by the team's names.
    """

    kind: ClassVar[str] = "generate"
    prompt: str
    settings: Settings
    references: tuple[Source, ...] = ()
    brief: str = ""
    type: Literal["generate"] = "generate"


@dataclass(frozen=True, slots=True)
class Edit:
    """A change to one picture, keeping the rest. ``mask``: transparent where it may change; ``brief`` as above."""

    kind: ClassVar[str] = "edit"
    instruction: str
    base: Source
    settings: Settings
    references: tuple[Source, ...] = ()
    mask: Source | None = None
    brief: str = ""
    type: Literal["edit"] = "edit"


@dataclass(frozen=True, slots=True)
class Vary:
    """Another picture like ``base``; ``strong`` goes further from it. ``words`` are what base was made from."""

    kind: ClassVar[str] = "vary"
    base: Source
    words: str
    settings: Settings
    strong: bool = False
    type: Literal["vary"] = "vary"


Operation = Generate | Edit | Vary
"""The operations an engine is asked for; each counts against the quota."""


def words_of(operation: Operation) -> str:
    """Return what the person said that led to the operation."""
    match operation:
        case Generate(prompt=words) | Edit(instruction=words) | Vary(words=words):
            return words


def brief_of(operation: Operation) -> str:
    """Return what an engine is told: the person's words, or what stands for them."""
    brief = "" if isinstance(operation, Vary) else operation.brief
    return brief or words_of(operation)


def sources_of(operation: Operation) -> tuple[Source, ...]:
    """Return every input picture, the base first."""
    match operation:
        case Generate(references=references):
            return references
        case Edit(base=base, references=references):
            return (base, *references)
        case Vary(base=base):
            return (base,)
