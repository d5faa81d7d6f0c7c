"""From Easel's cards to the words of a Discord message. No I/O, and nothing of the library's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.platforms.discord.commands import GROUP, TOP
from bot.platforms.discord.markdown import ELLIPSIS, fitted, line, units
from bot.ports import Say
from domain.card import CAPTION, Button, Card, CardKind, Field, Version
from domain.text import title_of
from domain.typed import named

CONTENT = 2_000
"""The most that Discord takes as the words of a message."""

_TITLE = 300
_NOTE = 300
_NOTES = 700
_LABEL = 120
_WORDS = 60
_DEEPEST = 8
_THREAD_NAME = 100
_ROWS = 25
_ROW_NAME, _ROW_VALUE = 256, 1_024
_ALL_ROWS = 5_500
_INDENT = "\u2003"
_OWN_NAMES = frozenset({GROUP, *TOP})
_OURS = frozenset({CardKind.ANSWER, CardKind.OFFER, CardKind.REFUSAL})
"""Kinds of cards whose text is Easel's own; that of others is what a person asked."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A card as a message: its words, named values in a box of their own, buttons, and a link (label and URL)."""

    content: str
    rows: tuple[tuple[str, str], ...] = ()
    buttons: tuple[Button, ...] = ()
    link: tuple[str, str] | None = None


def draw(
    card: Card,
    say: Say,
    *,
    boxed: bool = False,
    mention: str = "",
    notes: Sequence[str] = (),
    buttons: bool = True,
    link: tuple[str, str] | None = None,
) -> Drawn:
    """Return a card as a message.

    ``boxed`` puts named values into an embed, else they are lines; ``mention`` is the id of a person who is called,
    ``notes`` are ours and come after the card's. Whatever the card says, the words fit.
    """
    if card.kind in _OURS:
        card = _as_typed(card)
    head = f"<@{mention}> " if mention else ""
    title = line(card.title, _TITLE)
    top = f"{head}**{title}**" if title else head.rstrip()
    small = _small(card, say, notes)
    tail = "\n".join(small)
    room = CONTENT - units(top) - units(tail) - 2
    middle: list[str] = []
    for part in (_body(card, say, room), *_shown(card), *([] if boxed else _lines(card))):
        if part and units(part) < room:
            middle.append(part)
            room -= units(part) + 1
    if card.versions:
        middle.append(_tree(card.versions, say, room))
    content = "\n".join(part for part in (top, *middle, tail) if part)
    rows = _boxes(card) if boxed else ()
    return Drawn(content, rows, card.buttons if buttons else (), link)


def thread_name(card: Card) -> str:
    """Return the name of the thread that a picture's refining goes on in."""
    name = title_of(card.text, _THREAD_NAME) or title_of(card.title, _THREAD_NAME) or "Easel"
    while units(name) > _THREAD_NAME:
        name = name[:-2].rstrip() + ELLIPSIS
    return name


def _body(card: Card, say: Say, room: int) -> str:
    """Return what the card says; what a picture was asked with as a quotation."""
    about = card.progress.seconds if card.progress is not None else None
    more = f" {say('chat.seconds', n=about)}" if about else ""
    text = fitted(card.text, max(room - units(more) - 40, 0)) + more if card.text else more.strip()
    if card.kind is CardKind.RESULT and text:
        return "\n".join(f"> {each}" for each in text.split("\n")[:10])
    return text


def _small(card: Card, say: Say, notes: Sequence[str]) -> list[str]:
    """Return the small lines at the end: notes, how it was drawn, what finds a failure in the log."""
    lines: list[str] = []
    room = _NOTES
    for note in dict.fromkeys((*card.notes, *notes)):
        small = f"-# {line(note, _NOTE)}"
        if units(small) <= room:
            lines.append(small)
            room -= units(small) + 1
    if card.label:
        lines.append(f"-# {line(card.label, _LABEL)}")
    if card.incident:
        lines.append(f"-# {line(say('chat.incident', id=card.incident), _LABEL)}")
    return lines


def _as_typed(card: Card) -> Card:
    """Return a card of ours that names commands as they are typed on Discord, where most are in a group."""
    rows = tuple(Field(named(field.name, _OWN_NAMES, GROUP), field.value) for field in card.fields)
    # What tells of pictures has words of people in it.
    text = card.text if card.pictures or card.versions else named(card.text, _OWN_NAMES, GROUP)
    return replace(card, text=text, fields=rows)


def _shown(card: Card) -> list[str]:
    """Return what pictures are that are shown again: of a new result, and of one without words, the card says it."""
    if card.kind is CardKind.RESULT:
        return []
    if len(card.pictures) == 1:
        said = card.pictures[0].caption
        return [line(said, 2 * _LABEL)] if CAPTION in said and said != card.title else []
    # A caption with words says what the picture is; else its description does.
    return [
        line(each.caption if CAPTION in each.caption else f"{each.caption} {each.alt}", 2 * _LABEL)
        for each in card.pictures
    ]


def _lines(card: Card) -> list[str]:
    return [f"**{line(field.name, _ROW_NAME)}** {_value(field) or line(field.value, _NOTE)}" for field in card.fields]


def _value(field: Field) -> str:
    """Return a value in Discord's own marks: a time by the reader's clock, a channel as a link; empty for any other."""
    if field.at is not None:
        return f"<t:{field.at}:f>"
    named = (
        f"<#{each}>" if each.isascii() and each.isdecimal() else f"#{line(each, _LABEL)}" for each in field.channels
    )
    return " ".join(named)[:_ROW_VALUE]


def _boxes(card: Card) -> tuple[tuple[str, str], ...]:
    rows: list[tuple[str, str]] = []
    room = _ALL_ROWS
    for field in card.fields[:_ROWS]:
        row = line(field.name, _ROW_NAME), _value(field) or fitted(field.value, _ROW_VALUE)
        room -= units(row[0]) + units(row[1])
        if all(row) and room > 0:
            rows.append(row)
    return tuple(rows)


def _tree(versions: Sequence[Version], say: Say, room: int) -> str:
    """Return the versions as indented lines, as many of the newest as there is room for."""
    depths: dict[int, int] = {}
    lines: list[str] = []
    for each in versions:
        depth = 0 if each.parent is None else min(depths.get(each.parent, 0) + 1, _DEEPEST)
        depths[each.version] = depth
        words = " ".join(part for part in (line(each.words, _WORDS), f"({line(each.person, _WORDS)})") if part)
        text = f"{_INDENT * depth}v{each.version} {words}"
        lines.append(f"**{text}**" if each.head else text)
    kept: list[str] = []
    for text in reversed(lines):
        more = say("chat.more_versions", n=len(lines) - len(kept)) if len(kept) < len(lines) - 1 else ""
        if units(text) + units(more) + 2 > room:
            kept.insert(0, more)
            break
        kept.insert(0, text)
        room -= units(text) + 1
    return "\n".join(kept)
