"""Names in words: ``@logo``, or a plain name in quotes, sends the picture that the team calls so as a reference."""

from __future__ import annotations

from dataclasses import dataclass, replace

from commands.studio import Studio
from commands.words import Say
from domain.call import Call
from domain.errors import NotFound
from domain.handles import Called, Calling, callings, marked, spoken
from domain.library import Named, State
from domain.operation import Source
from domain.picture import Picture
from domain.plan import Note
from domain.text import require_prompt
from storage import names, people, shelf
from storage.database import Tx

_BLIND = frozenset({"sketch"})
"""Engines that look at no references: a number would tell them nothing."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What a place in a text calls by its name, and which of the name's versions, from 1, the picture is."""

    start: int
    end: int
    named: Named
    picture: Picture
    version: int
    state: State


@dataclass(frozen=True, slots=True)
class References:
    """What ``words`` call by name, in their order; ``unknown`` are handles that nothing has.

    ``base`` is the digest of the picture that is worked on, which is no reference of itself.
    """

    words: str
    meant: tuple[Meant, ...] = ()
    unknown: tuple[str, ...] = ()
    base: str = ""

    @property
    def sent(self) -> tuple[Meant, ...]:
        """Return what would be sent, each picture once."""
        once: dict[str, Meant] = {}
        for each in self.meant:
            if each.picture.digest != self.base:
                once.setdefault(each.picture.digest, each)
        return tuple(once.values())

    def sources(self, room: int) -> tuple[Source, ...]:
        """Return the first of them as references, so many as there is ``room`` for."""
        return tuple(Source(each.picture.digest, each.picture.media_type, each.picture.id) for each in self.sent[:room])

    def spoken(self, room: int, engine: str) -> str:
        """Return the words as that engine is told them: each name in plain words, with the number of its reference."""
        sent = () if engine in _BLIND else self.sent[:room]
        numbers = {each.picture.digest: number for number, each in enumerate(sent, start=1)}
        return spoken(self.words, [_called(each, numbers.get(each.picture.digest)) for each in self.meant])

    def brief(self, room: int, engine: str) -> str:
        """Return what that engine is told in place of the words; nothing where it is the words. Raise BadInput where too long."""
        told = self.spoken(room, engine)
        return "" if told == self.words else require_prompt(told)

    def told(self, room: int, say: Say) -> tuple[Note, ...]:
        """Return what the card says of them: which is which reference, what was left out, what nobody knows."""
        notes: list[Note] = []
        for number, each in enumerate(self.sent, start=1):
            params = {"handle": each.named.handle, "version": str(each.version)}
            if number <= room:
                state = say(f"library.as_{each.state.value}")
                notes.append(Note("named_reference", {**params, "state": state, "number": str(number)}))
            else:
                notes.append(Note("named_left_out", params))
        notes.extend(Note("name_unknown", {"handle": handle}) for handle in self.unknown)
        return tuple(notes)


async def references(call: Call, studio: Studio, words: str, base: Picture | None = None) -> References:
    """Return what the words call by name, as far as the caller may see it; people who are spoken to are left alone.

    Raise NotFound where all the versions of a name are retired.
    """
    found = callings(words)
    if not found:
        return References(words)
    meant: list[Meant] = []
    unknown: list[str] = []
    async with studio.database.read() as tx:
        sure = any(each.sure for each in found)
        members = await people.members(tx, call.person.team.id) if sure else {}
        for each in found:
            person = _person(words, each, members)
            if person is not None and person in call.addressed:
                continue
            hit = await _hit(tx, call, each)
            if hit is not None:
                meant.extend(await _meant(tx, call, each, *hit))
            elif each.sure and person is None and not call.addressed:
                unknown.append(each.handle)
    return References(words, tuple(meant), tuple(dict.fromkeys(unknown)), "" if base is None else base.digest)


async def addressing_nobody(call: Call, studio: Studio) -> Call:
    """Return the call with the names of pictures marked in its words, which would otherwise speak to somebody."""
    if "@" not in call.words or call.addressed:
        return call
    called: list[Called] = []
    async with studio.database.read() as tx:
        for each in callings(call.words):
            hit = await _hit(tx, call, each) if each.sure else None
            if hit is not None:
                named, end = hit
                called.append(Called(each.start, end, named.handle, named.kind))
    return replace(call, words=marked(call.words, called)) if called else call


async def _hit(tx: Tx, call: Call, calling: Calling) -> tuple[Named, int] | None:
    """Return the name with the longest of the handles that may be meant, and where it ends in the text."""
    for handle, end in calling.handles:
        named = await names.find(tx, call.viewer, handle)
        if named is not None:
            return named, end
    return None


async def _meant(tx: Tx, call: Call, calling: Calling, named: Named, end: int) -> list[Meant]:
    """Return the picture that a name means; none for a quoted name without one, which are words then."""
    picture = await names.meant(tx, call.viewer, named.handle)
    if picture is None:
        if calling.sure:
            raise NotFound("asset_retired", handle=named.handle)
        return []
    state = await shelf.state_of(tx, picture.id) or State.DRAFT
    version = named.pictures.index(picture.id) + 1 if picture.id in named.pictures else len(named.pictures)
    return [Meant(calling.start, end, named, picture, version, state)]


def _called(meant: Meant, number: int | None) -> Called:
    return Called(meant.start, meant.end, meant.named.handle, meant.named.kind, number)


def _person(words: str, calling: Calling, members: dict[str, str]) -> str | None:
    """Return the user id of whom the words name after an at-sign, None where it is nobody."""
    if not calling.sure:
        return None
    said = words[calling.start :].lstrip("\"“„«「\u2018'").removeprefix("@").casefold()
    longest = sorted(members.items(), key=lambda each: len(each[1]), reverse=True)
    return next(
        (
            user_id
            for user_id, name in longest
            for known in (name.casefold(), user_id.casefold(), name.casefold().partition(" ")[0])
            if known and said.startswith(known) and not said[len(known) : len(known) + 1].isalnum()
        ),
        None,
    )
