"""The shelf: an entry of the library for each picture, with what it is found by.

What a picture is found by is one text of single words: ``words_of``. On SQLite each of them is a row of ``found``, on
Postgres an index reads the text itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from hashlib import md5
from typing import Any

import sqlalchemy as sa

from domain.library import State
from domain.picture import Picture
from domain.search import Look, entry_words
from storage.database import Tx, insert
from storage.library_schema import (
    collected,
    collections,
    decisions,
    entries,
    found,
    named,
    names,
    shares,
    showcased,
    stars,
    tags,
)
from storage.paging import READ, Row, batches
from storage.schema import pictures, threads

_BAND = 16
_MASK = (1 << _BAND) - 1


async def enter(tx: Tx, added: Sequence[Picture], *, title: str) -> None:
    """Put new pictures of one thread, called ``title``, into the library; each once."""
    if not added:
        return
    where = sa.select(threads.c.channel_id, threads.c.private).where(threads.c.id == added[0].thread_id)
    channel_id, private = (await tx.execute(where)).one()
    for picture in added:
        said = (title, picture.words, picture.alt)
        words = entry_words(said, model=picture.model, width=picture.width, height=picture.height)
        row = insert(tx, entries).values(
            picture_id=picture.id,
            team_id=picture.team_id,
            person_id=picture.person_id,
            channel_id=channel_id,
            private=private,
            words=words,
            created_at=picture.created_at,
        )
        kept = await tx.execute(row.on_conflict_do_nothing().returning(entries.c.seq))
        seq = kept.scalar_one_or_none()
        if seq is not None:
            await _find_by(tx, seq, tokens(picture.team_id, words.split()))


async def leave(tx: Tx, picture_id: str) -> None:
    """Take a picture out of the library, with its stars, tags, decisions and shares.

    A name that it was the last version of goes too, and it is no collection's cover any more.
    """
    entry = await _entry(tx, picture_id)
    if entry is not None:
        await _lose(tx, entry.seq, tokens(entry.team_id, entry.words.split()))
        await tx.execute(sa.delete(entries).where(entries.c.seq == entry.seq))
    for table in (stars, tags, collected, decisions, shares, showcased):
        await tx.execute(sa.delete(table).where(table.c.picture_id == picture_id))
    gone = sa.delete(named).where(named.c.picture_id == picture_id).returning(named.c.name_id)
    name_ids = (await tx.execute(gone)).scalars().all()
    if name_ids:
        left = sa.exists().where(named.c.name_id == names.c.id)
        await tx.execute(sa.delete(names).where(names.c.id.in_(name_ids), sa.not_(left)))
    covers = sa.update(collections).where(collections.c.cover_id == picture_id)
    await tx.execute(covers.values(cover_id=None))


async def reword(tx: Tx, picture_ids: Collection[str]) -> None:
    """Find pictures by what they are called now: after their names, tags, words or title changed."""
    for some in batches(sorted(picture_ids), READ):
        rows = (await tx.execute(_as_they_are().where(entries.c.picture_id.in_(some)))).all()
        called = await _called(tx, some)
        for row in rows:
            await _say(tx, row, called.get(row.picture_id, ()))


async def reword_threads(tx: Tx, thread_ids: Collection[str]) -> None:
    """Find the pictures of threads by what they are called now, where the threads' titles changed."""
    for some in batches(sorted(thread_ids), READ):
        query = sa.select(pictures.c.id).where(pictures.c.thread_id.in_(some), sa.not_(pictures.c.deleted))
        await reword(tx, (await tx.execute(query)).scalars().all())


async def close(tx: Tx, thread_id: str) -> None:
    """Note that a thread has become private."""
    inside = sa.select(pictures.c.id).where(pictures.c.thread_id == thread_id)
    await tx.execute(sa.update(entries).where(entries.c.picture_id.in_(inside)).values(private=True))


async def unexamined(tx: Tx, *, limit: int) -> list[tuple[str, str]]:
    """Return (picture id, digest) of pictures that nobody has looked at, oldest first."""
    query = (
        sa.select(entries.c.picture_id, pictures.c.digest)
        .join(pictures, pictures.c.id == entries.c.picture_id)
        .where(sa.not_(entries.c.examined))
        .order_by(entries.c.seq)
        .limit(limit)
    )
    return [(row.picture_id, row.digest) for row in await tx.execute(query)]


async def examined(tx: Tx, picture_id: str, seen: Look) -> None:
    """Keep what was seen in a picture. Again overwrites; of one that has left the library nothing is kept."""
    values: dict[str, Any] = {"examined": True, "bytes": seen.bytes, "colours": " ".join(seen.colours)}
    values |= dict(zip(("print_a", "print_b", "print_c", "print_d"), bands(seen.print), strict=True))
    await tx.execute(sa.update(entries).where(entries.c.picture_id == picture_id).values(values))
    await reword(tx, [picture_id])


async def state_of(tx: Tx, picture_id: str) -> State | None:
    """Return how far the team has agreed on a picture, None where it is not in the library."""
    query = sa.select(entries.c.state).where(entries.c.picture_id == picture_id)
    state = (await tx.execute(query)).scalar_one_or_none()
    return None if state is None else State(state)


async def set_state(tx: Tx, picture_id: str, state: State) -> None:
    """Keep how far the team has agreed on a picture."""
    await tx.execute(sa.update(entries).where(entries.c.picture_id == picture_id).values(state=state.value))


async def bytes_of(tx: Tx, team_id: str) -> int:
    """Return how many bytes the originals of a team's pictures take, the same ones counted once."""
    each = (
        sa.select(sa.func.max(entries.c.bytes).label("bytes"))
        .join(pictures, pictures.c.id == entries.c.picture_id)
        .where(entries.c.team_id == team_id)
        .group_by(pictures.c.digest)
        .subquery()
    )
    return int((await tx.execute(sa.select(sa.func.coalesce(sa.func.sum(each.c.bytes), 0)))).scalar_one())


def tokens(team_id: str, words: Iterable[str]) -> list[str]:
    """Return words as a team's: those of another are others, so that nobody's search reads past another team's."""
    # The index on Postgres says the same.
    key = md5(team_id.encode(), usedforsecurity=False).hexdigest()[:8]
    return [key + word for word in words]


def bands(print_: int | None) -> tuple[int | None, ...]:
    """Return the four parts of a print: what is alike has one nearly the same."""
    if print_ is None:
        return (None,) * 4
    return tuple(print_ >> (_BAND * number) & _MASK for number in range(4))


def _as_they_are() -> sa.Select[Any]:
    return (
        sa.select(
            entries.c.seq,
            entries.c.picture_id,
            entries.c.team_id,
            entries.c.colours,
            entries.c.words.label("before"),
            threads.c.title,
            *(pictures.c[name] for name in ("words", "alt", "model", "width", "height")),
        )
        .join(pictures, pictures.c.id == entries.c.picture_id)
        .join(threads, threads.c.id == pictures.c.thread_id)
    )


async def _say(tx: Tx, row: Row, called: Collection[str]) -> None:
    said, colours = (*called, row.title, row.words, row.alt), row.colours.split()
    words = entry_words(said, model=row.model, width=row.width, height=row.height, colours=colours)
    if words == row.before:
        return
    await tx.execute(sa.update(entries).where(entries.c.seq == row.seq).values(words=words))
    old, new = set(row.before.split()), set(words.split())
    await _lose(tx, row.seq, tokens(row.team_id, old - new))
    await _find_by(tx, row.seq, tokens(row.team_id, new - old))


async def _called(tx: Tx, picture_ids: Collection[str]) -> dict[str, list[str]]:
    """Return the names and tags of pictures, without what a private channel alone calls one that others see."""
    called: dict[str, list[str]] = {}
    own = sa.and_(threads.c.private, threads.c.channel_id == names.c.channel_id)
    for query in (
        sa.select(named.c.picture_id, names.c.handle)
        .join(names, names.c.id == named.c.name_id)
        .join(pictures, pictures.c.id == named.c.picture_id)
        .join(threads, threads.c.id == pictures.c.thread_id)
        .where(named.c.picture_id.in_(picture_ids), sa.or_(names.c.channel_id == "", own))
        .order_by(names.c.handle),
        sa.select(tags.c.picture_id, tags.c.tag).where(tags.c.picture_id.in_(picture_ids)).order_by(tags.c.tag),
    ):
        for picture_id, name in await tx.execute(query):
            called.setdefault(picture_id, []).append(name)
    return called


async def _entry(tx: Tx, picture_id: str) -> Row | None:
    query = sa.select(entries.c.seq, entries.c.team_id, entries.c.words).where(entries.c.picture_id == picture_id)
    return (await tx.execute(query)).one_or_none()


async def _find_by(tx: Tx, seq: int, words: Collection[str]) -> None:
    if words and tx.dialect.name == "sqlite":
        await tx.execute(insert(tx, found), [{"word": word, "seq": seq} for word in words])


async def _lose(tx: Tx, seq: int, words: Collection[str]) -> None:
    if words and tx.dialect.name == "sqlite":
        gone = sa.delete(found).where(found.c.word == sa.bindparam("lost"), found.c.seq == seq)
        await tx.execute(gone, [{"lost": word} for word in words])
