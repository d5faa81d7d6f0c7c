"""The library's cards: pictures that were found, one picture's own, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from commands import cards
from commands.share import share_button
from commands.words import Say
from domain.card import CAPTION, Ask, Button, Card, CardKind, Field, Shown, Style
from domain.library import Collection, Entry, Named, State
from storage.lineage import Relative

A_PAGE = 4
"""Pictures that a gallery card shows."""

_WORDS = 60
_NAME = 24
_NAMES = 3


def gallery(
    say: Say,
    entries: Sequence[Entry],
    *,
    text: str,
    title: str = "",
    older: str | None = None,
    newer: str | None = None,
) -> Card:
    """Show what was found, numbered, with what can be done with each; ``older`` and ``newer`` are other pages' targets."""
    numbered = list(enumerate(entries, start=1))
    buttons = [button for number, entry in numbered for button in _of_one(say, entry, number)]
    if newer is not None:
        buttons.append(Button("library_page", newer, say("button.newer"), Style.QUIET))
    if older is not None:
        buttons.append(Button("library_page", older, say("button.older"), Style.QUIET))
    return Card(
        CardKind.ANSWER,
        text,
        title=title,
        pictures=tuple(_shown(say, entry, number) for number, entry in numbered),
        buttons=tuple(buttons),
        private=True,
    )


def one(say: Say, entry: Entry, fields: Sequence[Field], more: Sequence[Button] = ()) -> Card:
    """Show one picture of the library with what is known of it, and what can be done with it, ``more`` after the usual."""
    picture = entry.picture
    own = not entry.lender
    buttons = [
        Button("use", picture.id, say("button.use"), Style.PRIMARY),
        Button("library_show", picture.id, say("button.show")),
        Button("similar", picture.id, say("button.similar")),
        *([share_button(say, picture.id), star_button(say, entry)] if own else []),
    ]
    if own:
        ask = Ask(say("ask.name"), say("ask.name_example"))
        buttons.append(Button("name_it", picture.id, say("button.name"), Style.QUIET, asks=ask))
    shown = _shown(say, entry, 0)
    return Card(
        CardKind.ANSWER,
        picture.alt,
        title=caption(say, entry),
        pictures=(shown,),
        buttons=(*buttons, *more),
        fields=tuple(fields),
        private=True,
    )


def star_button(say: Say, entry: Entry, number: int = 0) -> Button:
    """Return the button that stars a picture, or takes the viewer's star away."""
    command = "unstar" if entry.starred else "star"
    return Button(command, entry.picture.id, _numbered(say(f"button.{command}"), number), Style.QUIET)


def caption(say: Say, entry: Entry) -> str:
    """Say in a line what a picture is: its words, its maker, stars, state and names."""
    picture = entry.picture
    parts = (
        cards.quoted(picture.words, _WORDS) or f"v{picture.version}",
        cards.quoted(picture.person_name, _NAME),
        f"★ {entry.stars}" if entry.stars else "",
        say(f"library.as_{entry.state.value}") if entry.state is not State.DRAFT else "",
        " ".join(f"@{handle}" for handle in entry.handles[:_NAMES]),
        say("library.lent", team=cards.quoted(entry.lender, _NAME)) if entry.lender else "",
    )
    return CAPTION.join(part for part in parts if part)


def known(say: Say, entry: Entry, names: Sequence[Named], holding: Sequence[Collection]) -> list[Field]:
    """Return what the library knows of a picture besides its state, as rows."""
    rows = (
        Field(say("library.stars"), str(entry.stars) if entry.stars else ""),
        Field(say("library.names"), ", ".join(_named(say, each, entry.picture.id) for each in names)),
        Field(say("library.tags"), ", ".join(f"#{tag}" for tag in entry.tags)),
        Field(say("library.collections"), ", ".join(each.title for each in holding)),
    )
    return [each for each in rows if each.value]


def lineage(say: Say, family: Sequence[Relative], picture_id: str) -> list[Field]:
    """Return what a picture was made from, and how many were made from it, as rows."""
    by_id = {each.picture.id: each for each in family}
    line: list[str] = []
    at = by_id.get(picture_id)
    while at is not None and at.parent_id is not None and len(line) < len(by_id):
        before = by_id.get(at.parent_id)
        if before is None:
            break
        words = cards.quoted(before.picture.words, _WORDS) or f"v{before.picture.version}"
        line.append(say("library.copied", words=words) if at.copied else words)
        at = before
    later = sum(each.parent_id == picture_id for each in family)
    rows = (
        Field(say("library.lineage"), " ← ".join(line[:_NAMES])),
        Field(say("library.later"), str(later) if later else ""),
    )
    return [each for each in rows if each.value]


def _of_one(say: Say, entry: Entry, number: int) -> tuple[Button, ...]:
    picture_id = entry.picture.id
    own = not entry.lender
    return (
        Button("use", picture_id, _numbered(say("button.use"), number), Style.PRIMARY),
        Button("library_show", picture_id, _numbered(say("button.show"), number)),
        *((_numbered_one(share_button(say, picture_id), number),) if own else ()),
        *((star_button(say, entry, number),) if own else ()),
        Button("library_one", picture_id, _numbered(say("button.details"), number), Style.QUIET),
    )


def _shown(say: Say, entry: Entry, number: int) -> Shown:
    line = caption(say, entry)
    return replace(cards.shown(entry.picture), caption=f"{number}{CAPTION}{line}" if number else line)


def _numbered_one(button: Button, number: int) -> Button:
    return replace(button, label=_numbered(button.label, number))


def _numbered(label: str, number: int) -> str:
    return f"{label} {number}" if number else label


def _named(say: Say, named: Named, picture_id: str) -> str:
    version = named.pictures.index(picture_id) + 1 if picture_id in named.pictures else len(named.pictures)
    return f"@{named.handle} v{version} ({say(f'kind.{named.kind.value}')})"
