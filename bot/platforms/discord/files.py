"""The files of a message: pictures as large as Discord takes them, and how to get what is larger."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.ports import Pictures, Say, Sendable
from domain.card import Card, CardKind, Shown
from domain.errors import NotFound

TYPES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
"""What Discord shows as a picture."""

_MIB = 1024 * 1024
_REQUEST = 24 * _MIB
"""All of a message's files together; Discord's own limit is a request of 25 MiB."""
_LISTED = 512 * 1024
"""A picture of a list is to be recognised; who wants all of it has a button."""
_MOST_FILES = 10
_ALT = 1_024
_NAME = re.compile(r"[^a-z0-9_.-]+")
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a message, with what it shows for who cannot see it."""

    name: str
    data: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Pack:
    """The files of a message, what is to be said of them, and a link (label and URL) to what did not fit."""

    files: tuple[Attached, ...] = ()
    notes: tuple[str, ...] = ()
    link: tuple[str, str] | None = None


async def pack(pictures: Pictures, card: Card, say: Say, *, limit: int, attach: bool = True) -> Pack:
    """Return what a card's pictures, or its file, are sent as: ``limit`` bytes a file at most.

    Where nothing may be attached, the person is told so, with a link where there is one.
    """
    if card.file:
        return await _file(pictures, card, say, limit=limit, attach=attach)
    if not card.pictures:
        return Pack()
    if not attach:
        return Pack((), (say("chat.no_attach"),), _link(pictures, card.pictures[0], say))
    listed = card.kind is CardKind.ANSWER and len(card.pictures) > 1
    most = min(limit, _LISTED if listed else _REQUEST // min(len(card.pictures), _MOST_FILES))
    files: list[Attached] = []
    reduced: Shown | None = None
    gone = False
    for shown in card.pictures[:_MOST_FILES]:
        try:
            sent = await pictures.sendable(shown, most=most, types=TYPES)
        except NotFound:
            gone = True
            continue
        files.append(Attached(f"v{shown.version}-{_name(sent)}", sent.data, shown.alt[:_ALT]))
        if sent.reduced and reduced is None:
            reduced = shown
    notes = [say("chat.picture_gone")] if gone else []
    link = None
    if reduced is not None and not listed:
        several = len(card.pictures) > 1
        link = None if several else _link(pictures, reduced, say)
        notes.append(say("chat.reduced_link" if link else "chat.reduced_several" if several else "chat.reduced"))
    return Pack(tuple(files), tuple(notes), link)


async def preview(pictures: Pictures, card: Card, say: Say) -> Attached | None:
    """Return the partial frame that a progress card names, None where it has none any more."""
    progress = card.progress
    if progress is None or progress.preview is None:
        return None
    sent = await pictures.preview(progress.job_id, progress.preview)
    if sent is None:
        return None
    alt = f"{card.label or say('alt.ai')}: {card.title}"
    return Attached(f"{progress.preview}-{_name(sent)}", sent.data, alt[:_ALT])


async def _file(pictures: Pictures, card: Card, say: Say, *, limit: int, attach: bool) -> Pack:
    most = min(limit, _REQUEST)
    link = _link(pictures, card.pictures[0], say) if card.pictures else None
    if not attach:
        return Pack((), (say("chat.no_attach"),), link)
    try:
        sent = await pictures.file(card, most=most)
    except NotFound:
        return Pack((), (say("chat.picture_gone"),))
    if sent is not None:
        alt = card.pictures[0].alt[:_ALT] if card.pictures else ""
        return Pack((Attached(_name(sent), sent.data, alt),))
    return Pack((), (say("chat.too_big" if link is None else "chat.too_big_link", most=most // _MIB),), link)


def _link(pictures: Pictures, shown: Shown, say: Say) -> tuple[str, str] | None:
    url = pictures.link(shown.picture_id)
    return None if url is None else (say("chat.open_original"), url)


def _name(sent: Sendable) -> str:
    """Return a name that Discord does not rewrite."""
    return _NAME.sub("-", sent.name.casefold()).strip("-.")[-_LONGEST_NAME:] or "picture"
