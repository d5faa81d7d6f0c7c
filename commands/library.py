"""``/library``: what the team made, found by words and filters; a gallery card, its pages, and one picture's own card."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote, unquote

from commands import cards, gallery
from commands.approval import approval_buttons, history_fields
from commands.spec import option, spec
from commands.studio import Answer, Handler, Studio
from commands.words import Say, saying
from domain.call import Call
from domain.card import Card, Field
from domain.command import OptionKind
from domain.errors import BadInput, NotFound
from domain.library import Entry, State
from domain.people import Platform
from domain.search import COLOURS, Search, narrowed, search_of
from storage import collections, lineage, names, notes, people, search
from storage.database import Tx

_FLAGS = ("starred", "mine", "named")
_FILTERS: Mapping[str, str] = {
    "person": "by",
    "channel": "in",
    "model": "model",
    "tag": "tag",
    "collection": "collection",
    "state": "is",
    "ratio": "ratio",
    "colour": "colour",
    "since": "since",
    "before": "before",
}
"""Options that narrow a search, and what they are called among the words."""

_ACTIONS = ("find", "open", "close")

SPEC = spec(
    "library",
    option("library", "words"),
    option("library", "person", suggest="makers"),
    option("library", "channel"),
    option("library", "model", suggest="models"),
    option("library", "tag", suggest="tags"),
    option("library", "collection", suggest="collections"),
    option("library", "state", choices=tuple(state.value for state in State)),
    option("library", "ratio", suggest="shapes"),
    option("library", "colour", choices=COLOURS),
    option("library", "since"),
    option("library", "before"),
    *(option("library", flag, OptionKind.FLAG) for flag in _FLAGS),
    option("library", "action", choices=_ACTIONS),
    words="words",
    private=True,
)
PAGE = spec("library_page", listed=False, private=True)
ONE = spec("library_one", listed=False, private=True)
SIMILAR = spec("similar", listed=False, private=True)

_PICKED = re.compile(r"<[@#][!&]?([0-9A-Za-z]+)(?:\|[^<>]*)?>")
_TRAIL = 5
"""Pages that a button remembers, to go back to."""
_INLINE, _NOTED = "~", "!"
_MOST_INLINE = 50
"""Characters of a search that a button holds: all of its target has 85 on Discord."""
_MOST_VALUE = 80
_TARGET = re.compile(
    rf"((?:[0-9a-z]{{1,12}}(?:\.[0-9a-z]{{1,12}}){{0,{_TRAIL - 1}}})?)([{_INLINE}{_NOTED}])(.{{0,200}})", re.DOTALL
)
_EXAMPLES = "by:ada in:design tag:sale collection:spring is:approved ratio:16:9 colour:red since:2026-11-01 starred mine is:named"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of what is found is shown: after the last of these cursors, which are those of the pages before it."""

    trail: tuple[int, ...] = ()

    @property
    def after(self) -> int | None:
        """Return the last picture of the page before, None on the first."""
        return self.trail[-1] if self.trail else None


async def library(call: Call, studio: Studio) -> Answer:
    """Find pictures, or do what ``action`` says with the library."""
    words = call.text("words").casefold()
    # A word alone is also an action: chats that have no options are asked so.
    action = call.text("action").casefold() or (words if words in ACTIONS else "find")
    handler = ACTIONS.get(action)
    if handler is None:
        raise BadInput("action_unknown", asked=action[:40], known=", ".join(ACTIONS))
    return await handler(call, studio)


async def find(call: Call, studio: Studio) -> Answer:
    """Show the newest pictures that the words and filters find, to the asker alone."""
    return await _found(call, studio, _search(call), Page())


async def page(call: Call, studio: Studio) -> Answer:
    """Show another page of what was found. Raise NotFound where the search is forgotten, or was somebody else's."""
    found = _TARGET.fullmatch(call.text("target"))
    if found is None:
        raise NotFound("search_old")
    trail, mark, rest = found.groups()
    if mark == _NOTED:
        async with studio.database.read() as tx:
            wanted = await notes.read(tx, notes.key_of(call.person.id, f"library:{rest}"))
        if wanted is None:
            raise NotFound("search_old")
    else:
        wanted = unquote(rest)
    cursors = tuple(int(each, 36) for each in trail.split(".") if each)
    return await _found(call, studio, search_of(wanted), Page(cursors))


async def one(call: Call, studio: Studio) -> Answer:
    """Show one picture of the library, with all that is known of it."""
    say = saying(call.locale)
    async with studio.database.read() as tx:
        entry = await seen(tx, call, call.text("target"))
        fields = await about(tx, call, say, entry)
        team = await people.team_settings(tx, call.person.team.id)
    return Answer(gallery.one(say, entry, fields, approval_buttons(say, entry, call.person, team)))


async def similar(call: Call, studio: Studio) -> Answer:
    """Show the pictures that look most like one."""
    return await _alike(call, studio, call.text("target"))


async def seen(tx: Tx, call: Call, picture_id: str) -> Entry:
    """Return a picture of the library, a linked team's too, as the caller sees it. Raise NotFound where they do not."""
    entry = await search.entry(tx, call.viewer, picture_id) if picture_id else None
    if entry is None:
        raise NotFound("entry_unknown")
    return entry


async def about(tx: Tx, call: Call, say: Say, entry: Entry) -> list[Field]:
    """Return what the library knows of a picture, as rows: its state, names, tags, collections, decisions and lineage."""
    picture_id = entry.picture.id
    own = not entry.lender
    return [
        *(await history_fields(tx, say, picture_id) if own else ()),
        *gallery.known(
            say,
            entry,
            await names.of_picture(tx, call.viewer, picture_id) if own else (),
            await collections.holding(tx, call.viewer, picture_id) if own else (),
        ),
        *gallery.lineage(say, await lineage.family(tx, call.viewer, picture_id), picture_id),
    ]


async def open_(call: Call, studio: Studio) -> Answer:
    """Give the asker a link of their own to the library's pages, that works once."""
    say = saying(call.locale)
    # Who is narrow sees the channel they speak in alone, on a page too.
    channels = (call.place.channel_id,) if call.person.narrow and not call.place.private else ()
    door = studio.library_door
    link = None if door is None else await door.invite(call.person, channels)
    if link is None:
        return Answer(cards.answer(say("library.no_pages")))
    # In the browser everybody is in already.
    here = call.person.team.platform is Platform.BROWSER
    return Answer(cards.answer(say("library.here", link=link) if here else say("library.open", link=link)))


async def close(call: Call, studio: Studio) -> Answer:
    """End every visit of the asker's to the library's pages, and their links."""
    if studio.library_door is not None:
        await studio.library_door.end_all(call.person)
    return Answer(cards.answer(saying(call.locale)("library.closed")))


ACTIONS: Mapping[str, Handler] = {"find": find, "open": open_, "close": close}
"""What answers each action of the library."""


def written(wanted: Search) -> str:
    """Return a search in the words that look for the same."""
    filters = (
        ("by", wanted.person),
        ("in", wanted.channel),
        ("model", wanted.model),
        ("tag", wanted.tag),
        ("collection", wanted.collection),
        ("is", "" if wanted.state is None else wanted.state.value),
        ("ratio", wanted.ratio),
        ("colour", wanted.colour),
        ("since", "" if wanted.since is None else wanted.since.isoformat()),
        ("before", "" if wanted.before is None else wanted.before.isoformat()),
        *(("is", flag) for flag in _FLAGS if getattr(wanted, flag)),
        ("like", wanted.like),
    )
    values = ((name, value.replace('"', " ").strip()[:_MOST_VALUE]) for name, value in filters)
    said = [f'{name}:"{value}"' if re.search(r"\s", value) else f"{name}:{value}" for name, value in values if value]
    return " ".join([*wanted.terms, *said])


def _search(call: Call) -> Search:
    wanted = search_of(_PICKED.sub(r"\1", call.text("words")))
    for name, filter_ in _FILTERS.items():
        value = _PICKED.sub(r"\1", call.text(name)).strip()
        if value:
            wanted = narrowed(wanted, filter_, value)
    for flag in _FLAGS:
        wanted = narrowed(wanted, "is", flag) if call.flag(flag) else wanted
    return wanted


async def _found(call: Call, studio: Studio, wanted: Search, at: Page) -> Answer:
    if wanted.like:
        return await _alike(call, studio, wanted.like)
    say = saying(call.locale)
    async with studio.database.read() as tx:
        found = await search.find(tx, call.viewer, wanted, after=at.after, limit=gallery.A_PAGE + 1)
    if not found:
        return Answer(_nothing(say, wanted, at))
    shown = found[: gallery.A_PAGE]
    older = newer = None
    if len(found) > len(shown) or at.trail:
        key = await _key(call, studio, wanted)
        if len(found) > len(shown):
            older = _target((*at.trail, shown[-1].seq), key)
        if at.trail:
            newer = _target(at.trail[:-1], key)
    text = say("library.newest") if wanted.everything else say("library.found", what=cards.quoted(written(wanted)))
    return Answer(gallery.gallery(say, shown, text=text, title=say("library.title"), older=older, newer=newer))


async def _alike(call: Call, studio: Studio, picture_id: str) -> Answer:
    say = saying(call.locale)
    async with studio.database.read() as tx:
        entry = await seen(tx, call, picture_id)
        found = await search.like(tx, call.viewer, entry.picture.id, limit=gallery.A_PAGE)
    words = cards.quoted(entry.picture.words, _MOST_VALUE)
    if not found:
        return Answer(cards.answer(say("library.none_alike", words=words), title=say("library.title")))
    return Answer(gallery.gallery(say, found, text=say("library.alike", words=words), title=say("library.title")))


def _nothing(say: Say, wanted: Search, at: Page) -> Card:
    if at.trail:
        return cards.answer(say("library.no_more"), title=say("library.title"))
    if wanted.everything:
        return cards.answer(say("library.empty"), title=say("library.title"))
    fields = (Field(say("library.filters"), _EXAMPLES),)
    text = say("library.none", what=cards.quoted(written(wanted)))
    return cards.answer(text, title=say("library.title"), fields=fields)


async def _key(call: Call, studio: Studio, wanted: Search) -> str:
    """Return what stands for a search in a button: itself where it is short, else a note of the asker's own."""
    text = written(wanted)
    inline = quote(text, safe=":,@-_.")
    if len(inline) <= _MOST_INLINE:
        return f"{_INLINE}{inline}"
    name = sha256(text.encode()).hexdigest()[:16]
    async with studio.database.begin() as tx:
        await notes.write(tx, notes.key_of(call.person.id, f"library:{name}"), text, studio.clock())
    return f"{_NOTED}{name}"


def _target(trail: Sequence[int], key: str) -> str:
    return ".".join(_base36(each) for each in trail[-_TRAIL:]) + key


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"
