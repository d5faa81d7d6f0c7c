"""What a search comes to: where the pictures stand that may be meant, and what must hold of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from domain.errors import BadInput
from domain.library import Flow, State, collection_name, tag_of
from domain.people import Viewer
from domain.search import NEAR, SHAPES, Search, mark, model_mark, ratio_marks
from storage import alike, places
from storage.database import Tx
from storage.library_schema import INDEXED, collected, collections, entries, found, links, named, names, stars, tags
from storage.schema import pictures
from storage.shelf import tokens
from storage.visibility import collection_in_sight, name_in_sight

Columns = sa.ColumnCollection[str, Any]
Holds = Callable[[Columns], sa.ColumnElement[bool]]

_FEW_CHANNELS = 4
_FEW = 2_000
_LATE = timedelta(days=30)
"""How long after a picture was made it may have come into the library."""
_LAST = "\U0010ffff"
_ASKED = ("seq", "picture_id", "team_id", "person_id", "channel_id", "private", "state", "words", "created_at")


@dataclass(frozen=True, slots=True)
class Stream:
    """A part of one team's library that an index has in order, and that may hold what is looked for."""

    team_id: str
    parts: tuple[Holds, ...]

    def of(self, columns: Columns) -> list[sa.ColumnElement[bool]]:
        """Return the conditions of being in it."""
        return [columns.team_id == self.team_id, *(part(columns) for part in self.parts)]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A search with all that it names looked up. ``shape`` is what must hold of the row of ``pictures``.

    ``groups`` are words of which one each must stand in a picture's, whole or as a beginning.
    """

    streams: tuple[Stream, ...]
    sqlite: bool
    groups: tuple[tuple[str, ...], ...] = ()
    conditions: tuple[Holds, ...] = ()
    sets: tuple[sa.Select[Any], ...] = ()
    alike: tuple[int, ...] | None = None
    shape: tuple[sa.ColumnElement[bool], ...] = ()
    plain: bool = field(default=True)
    few_in_set: bool = False

    @property
    def in_parts(self) -> bool:
        """Return whether the index is better asked for a part first: of words it may have many entries."""
        return bool(self.groups) and not self.sets

    @property
    def dear(self) -> int:
        """Return how many times as many may be gone through before an index is asked, for what it takes to ask it."""
        return 4 if self.sets and not self.groups else 1

    def holds(self, columns: Columns) -> list[sa.ColumnElement[bool]]:
        """Return what must hold of an entry."""
        conditions = [part(columns) for part in self.conditions]
        if self.alike is not None:
            conditions.append(columns.seq.in_(self.alike))
        conditions += [columns.picture_id.in_(each) for each in self.sets]
        return conditions + [sa.or_(*(self._stands(columns, word) for word in group)) for group in self.groups]

    def few_anywhere(self) -> sa.CTE | None:
        """Return a table of the few entries that can be meant, whosever they are, None where they may be many."""
        if self.alike is not None:
            return _table(_whole().where(entries.c.seq.in_(self.alike)))
        if self.few_in_set:
            return _table(_whole().where(entries.c.picture_id.in_(self.sets[0])))
        return None

    async def few(self, tx: Tx, stream: Stream) -> sa.CTE | None:
        """Return a table of the few entries of a stream that can be meant, None where they may be many."""
        if self.groups and self.sqlite:
            rarest, count = await self._rarest(tx, stream.team_id)
            if count < _FEW:
                return _table(_whole().where(_by_word(rarest)))
        return None

    def hits(self, stream: Stream, first: int, end: int) -> sa.CTE | None:
        """Return a table of entries that narrows the whole as far as an index can, None where none can.

        It may leave out what is not from ``first`` to just before ``end``.
        """
        if self.sets:
            return _table(_whole().where(entries.c.picture_id.in_(self.sets[0])))
        if not self.groups:
            return None
        within = (entries.c.seq >= first, entries.c.seq < end)
        if self.sqlite:
            ranges = [_ranges(tokens(stream.team_id, group)) for group in self.groups]
            return _table(_whole().where(*within, *map(_by_word, ranges)))
        return _table(_whole().where(*within, _by_lexemes(stream.team_id, self.groups)))

    def _stands(self, columns: Columns, word: str) -> sa.ColumnElement[bool]:
        at = sa.func.instr if self.sqlite else sa.func.strpos
        return at(sa.literal(" ").concat(columns.words), f" {word}") > 0

    async def _rarest(self, tx: Tx, team_id: str) -> tuple[sa.ColumnElement[bool], int]:
        """Return where the words stand that are in the fewest pictures, and in how many, counted no further than few."""
        ranges = [_ranges(tokens(team_id, group)) for group in self.groups]
        counts = (
            sa.select(sa.func.count()).select_from(sa.select(found.c.seq).where(each).limit(_FEW).subquery())
            for each in ranges
        )
        many = (await tx.execute(sa.select(*(each.scalar_subquery() for each in counts)))).one()
        rarest = min(range(len(ranges)), key=lambda number: many[number])
        return ranges[rarest], many[rarest]


async def narrow(tx: Tx, viewer: Viewer, search: Search) -> Narrowed | None:
    """Return what a search comes to for ``viewer``, None where nothing can be meant by it."""
    flowing = await _lent(tx, viewer)
    reach = list(dict.fromkeys([viewer.team_id, *(stream.team_id for stream in flowing)]))
    people = await _people(tx, viewer, search, reach)
    channels = None if not search.channel else await places.channels(tx, viewer.team_id, search.channel)
    sets = await _sets(tx, viewer, search, reach)
    if sets is None or people == [] or channels == []:
        return None
    near = None if not search.like else tuple(await alike.near(tx, reach, search.like))
    conditions: list[Holds] = []
    if people is not None:
        conditions.append(lambda columns: columns.person_id.in_(people))
    if channels is not None:
        conditions.append(lambda columns: columns.channel_id.in_(channels))
    if search.state is not None:
        state = search.state.value
        conditions.append(lambda columns: columns.state == state)
    days = _days(search)
    streams = []
    for stream in [*_own(viewer, search, people, channels), *flowing]:
        bounds = await _bounds(tx, stream.team_id, search)
        streams.append(Stream(stream.team_id, (*stream.parts, *bounds)))
    groups, shape = _groups(search)
    return Narrowed(
        streams=tuple(streams),
        sqlite=tx.dialect.name == "sqlite",
        groups=groups,
        conditions=(*conditions, *days),
        sets=sets,
        alike=near,
        shape=shape,
        plain=not groups and not sets and not days and near is None,
        few_in_set=bool(sets) and await _are_few(tx, sets[0]),
    )


async def in_reach(tx: Tx, viewer: Viewer) -> list[str]:
    """Return the teams of which ``viewer`` may see anything at all: their own, then those that let something flow."""
    return list(dict.fromkeys([viewer.team_id, *(stream.team_id for stream in await _lent(tx, viewer))]))


def _own(viewer: Viewer, search: Search, people: Sequence[str] | None, channels: Sequence[str] | None) -> list[Stream]:
    """Return the parts of the viewer's own team's library that together hold whatever they may see."""
    team, readable = viewer.team_id, sorted({viewer.channel_id, *viewer.theirs} - {""})
    if people is not None:
        return [Stream(team, (_equals("person_id", each),)) for each in people]
    if channels is not None or viewer.narrow:
        return [
            each for channel in (channels or readable) for each in (_inside(team, channel), _outside(team, channel))
        ]
    if search.state not in {None, State.DRAFT}:
        return [Stream(team, (_equals("state", search.state.value if search.state else ""),))]
    public = Stream(team, (lambda columns: sa.not_(columns.private),))
    if len(readable) <= _FEW_CHANNELS:
        return [public, *(_inside(team, channel) for channel in readable)]
    return [public, Stream(team, (lambda columns: columns.private, lambda columns: columns.channel_id.in_(readable)))]


def _inside(team_id: str, channel_id: str) -> Stream:
    return Stream(team_id, (_equals("channel_id", channel_id), lambda columns: columns.private))


def _outside(team_id: str, channel_id: str) -> Stream:
    return Stream(team_id, (_equals("channel_id", channel_id), lambda columns: sa.not_(columns.private)))


async def _lent(tx: Tx, viewer: Viewer) -> list[Stream]:
    """Return the parts of others' libraries that flow to the viewer's team; whether they do, visibility decides."""
    if viewer.narrow:
        return []
    query = sa.select(links).where(links.c.to_team == viewer.team_id, links.c.flow != Flow.NOTHING)
    streams = []
    for row in await tx.execute(query):
        if row.flow == Flow.APPROVED:
            part = _equals("state", State.APPROVED.value)
        else:
            part = _within(sa.select(collected.c.picture_id).where(collected.c.collection_id == row.collection_id))
        streams.append(Stream(row.from_team, (part,)))
    return streams


async def _people(tx: Tx, viewer: Viewer, search: Search, reach: Sequence[str]) -> list[str] | None:
    """Return who is meant, None where it is all the same."""
    people = None if not search.person else await places.people(tx, reach, search.person)
    if search.mine:
        people = [viewer.person_id] if people is None or viewer.person_id in people else []
    return people


async def _sets(tx: Tx, viewer: Viewer, search: Search, reach: Sequence[str]) -> tuple[sa.Select[Any], ...] | None:
    """Return queries for the ids of pictures that are meant, the one that narrows most first; None for no picture."""
    sets: list[sa.Select[Any]] = []
    if search.named:
        sets.append(
            sa.select(named.c.picture_id).join(names, names.c.id == named.c.name_id).where(name_in_sight(viewer))
        )
    if search.collection:
        asked = search.collection.strip()
        query = sa.select(collections.c.id).where(
            sa.or_(collections.c.id == asked, collections.c.name == collection_name(asked)),
            collection_in_sight(viewer),
        )
        ids = (await tx.execute(query)).scalars().all()
        if not ids:
            return None
        sets.append(sa.select(collected.c.picture_id).where(collected.c.collection_id.in_(ids)))
    if search.starred:
        sets.append(sa.select(stars.c.picture_id).where(stars.c.person_id == viewer.person_id))
    if search.tag:
        try:
            tag = tag_of(search.tag)
        except BadInput:
            return None
        sets.append(sa.select(tags.c.picture_id).where(tags.c.team_id.in_(reach), tags.c.tag == tag))
    return tuple(sets)


async def _are_few(tx: Tx, chosen: sa.Select[Any]) -> bool:
    counted = sa.select(sa.func.count()).select_from(chosen.limit(_FEW).subquery())
    return bool((await tx.execute(counted)).scalar_one() < _FEW)


def _groups(search: Search) -> tuple[tuple[tuple[str, ...], ...], tuple[sa.ColumnElement[bool], ...]]:
    """Return the words that must stand in a picture's, and what its width and height must be."""
    groups: list[tuple[str, ...]] = [(term,) for term in search.terms]
    shape: tuple[sa.ColumnElement[bool], ...] = ()
    if search.model:
        groups.append((model_mark(search.model),))
    if search.colour:
        groups.append((mark("colour", search.colour),))
    if search.ratio in SHAPES:
        groups.append((mark("shape", search.ratio),))
    elif search.ratio:
        across, down = (int(part) for part in search.ratio.split(":"))
        groups.append(ratio_marks(across, down))
        percent = 100 + round(100 * NEAR)
        wide, high = pictures.c.width * down, pictures.c.height * across
        shape = (100 * wide <= percent * high, 100 * high <= percent * wide)
    return tuple(groups), shape


def _days(search: Search) -> list[Holds]:
    days: list[Holds] = []
    if search.since is not None:
        since = _start(search.since)
        days.append(lambda columns: columns.created_at >= since)
    if search.before is not None:
        before = _start(search.before)
        days.append(lambda columns: columns.created_at < before)
    return days


async def _bounds(tx: Tx, team_id: str, search: Search) -> list[Holds]:
    """Return between which entries of a team the days lie, so that the others need not be gone through."""
    bounds: list[Holds] = []
    of_team = sa.select(entries.c.seq).where(entries.c.team_id == team_id).limit(1)
    if search.before is not None and search.before < date.max - _LATE:
        query = of_team.where(entries.c.created_at >= _start(search.before) + _LATE).order_by(entries.c.created_at)
        last = (await tx.execute(query)).scalar_one_or_none()
        if last is not None:
            bounds.append(lambda columns: columns.seq < last)
    if search.since is not None and search.since > date.min + _LATE:
        query = of_team.where(entries.c.created_at < _start(search.since) - _LATE)
        first = (await tx.execute(query.order_by(entries.c.created_at.desc()))).scalar_one_or_none()
        if first is not None:
            bounds.append(lambda columns: columns.seq > first)
    return bounds


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _equals(name: str, value: str) -> Holds:
    return lambda columns: columns[name] == value


def _within(chosen: sa.Select[Any]) -> Holds:
    return lambda columns: columns.picture_id.in_(chosen)


def _lexeme(word: str) -> str:
    """Return a word as Postgres takes it in a query: a beginning, unless it is a mark that is whole."""
    quoted = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'" if word.startswith("=") and word.endswith("=") else f"'{quoted}':*"


def _ranges(words: Sequence[str]) -> sa.ColumnElement[bool]:
    return sa.or_(*(sa.and_(found.c.word >= word, found.c.word < word + _LAST) for word in words))


def _by_word(range_: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return entries.c.seq.in_(sa.select(found.c.seq).where(range_))


def _by_lexemes(team_id: str, groups: Sequence[Sequence[str]]) -> sa.ColumnElement[bool]:
    query = " & ".join(f"({' | '.join(map(_lexeme, tokens(team_id, group)))})" for group in groups)
    # As the index on it is written.
    indexed: sa.ColumnElement[Any] = sa.literal_column(INDEXED)
    return indexed.bool_op("@@")(sa.cast(query, TSQUERY))


def _whole() -> sa.Select[Any]:
    """Return a query for what is asked of entries."""
    return sa.select(*(entries.c[name] for name in _ASKED))


def _table(query: sa.Select[Any]) -> sa.CTE:
    # First of all: otherwise the database may go through everything in order, and ask all of it whether it is among these.
    return query.cte("hits").prefix_with("MATERIALIZED")
