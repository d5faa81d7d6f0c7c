"""The browser workspace's channels and messages: rows with a sequence that its pages resume by."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.card import Card
from storage.changes import announce
from storage.codec import dump, load, load_any
from storage.database import Tx, insert
from storage.schema import channels, counters, messages

_COUNTER = "messages"


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message row; see ``bot.ports.Message`` for what its fields mean."""

    id: str
    team_id: str
    channel_id: str
    thread_id: str | None
    author_id: str
    author_name: str
    text: str
    created_at: datetime
    card: Card | None = None
    uploads: tuple[str, ...] = ()
    replies_to: str | None = None
    private_to: str | None = None
    deleted: bool = False
    position: int = 0
    seq: int = 0
    replies: int = 0


@dataclass(frozen=True, slots=True)
class KeptChannel:
    """A channel row; one with an owner is private to them."""

    id: str
    team_id: str
    name: str
    topic: str
    owner_id: str | None
    created_at: datetime


async def add_channel(tx: Tx, channel: KeptChannel) -> None:
    """Keep a channel; repeating it changes nothing."""
    row = insert(tx, channels).values(
        id=channel.id,
        team_id=channel.team_id,
        name=channel.name,
        topic=channel.topic,
        owner_id=channel.owner_id,
        created_at=channel.created_at,
    )
    await tx.execute(row.on_conflict_do_nothing())


async def channels_of(tx: Tx, team_id: str, person_id: str) -> list[KeptChannel]:
    """Return the channels that a person sees: the public ones in the order they were made, then their own."""
    query = (
        sa.select(channels)
        .where(
            channels.c.team_id == team_id,
            sa.or_(channels.c.owner_id.is_(None), channels.c.owner_id == person_id),
        )
        .order_by(channels.c.owner_id.is_not(None), channels.c.created_at, channels.c.id)
    )
    return [KeptChannel(**row._mapping) for row in await tx.execute(query)]  # noqa: SLF001 -- SQLAlchemy's public name


async def put(tx: Tx, message: KeptMessage, *, only_new: bool, final: bool) -> int | None:
    """Write a message and return its new ``seq``; None where nothing changed.

    ``only_new`` leaves an existing one alone. A ``final`` one is not overwritten by one that is not, a deleted
    one by none.
    """
    await _lock(tx)
    known = (await tx.execute(sa.select(messages).where(messages.c.id == message.id))).one_or_none()
    if known is not None and (only_new or known.deleted or (known.final and not final)):
        return None
    card = None if message.card is None else dump(message.card)
    shown = (card, message.text, message.private_to, final)
    if known is not None and (known.card, known.text, known.private_to, known.final) == shown:
        return None
    seq = await _next(tx)
    if known is None:
        await tx.execute(insert(tx, messages).values(**_row(message, card, final), position=seq, seq=seq))
    else:
        await tx.execute(
            sa.update(messages)
            .where(messages.c.id == message.id)
            .values(card=card, text=message.text, private_to=message.private_to, final=final, seq=seq)
        )
    if known is None or known.private_to is not None:
        seq = await _count_reply(tx, message) or seq
    await announce(tx, seq)
    return seq


async def change(tx: Tx, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Change columns of messages by their ids, each with a new ``seq``."""
    for message_id, values in changes.items():
        seq = await _next(tx)
        await tx.execute(sa.update(messages).where(messages.c.id == message_id).values(**values, seq=seq))
        await announce(tx, seq)


async def remove(tx: Tx, team_id: str, pictures: Collection[str], said: str) -> None:
    """Take pictures that are gone out of the team's cards; one that showed nothing else says ``said``."""
    await _lock(tx)
    shown: dict[str, KeptMessage] = {}
    for picture_id in pictures:
        named = messages.c.card.contains(dump(picture_id), autoescape=True)
        query = sa.select(messages).where(messages.c.team_id == team_id, sa.not_(messages.c.deleted), named)
        shown |= {row.id: _message(row) for row in await tx.execute(query)}
    left = {each.id: each.card.without(pictures, said) for each in shown.values() if each.card is not None}
    await change(tx, {id_: {"card": dump(card)} for id_, card in left.items() if card != shown[id_].card})


async def page(
    tx: Tx, team_id: str, person_id: str, channel_id: str, *, thread_id: str | None, before: int | None, limit: int
) -> list[KeptMessage]:
    """Return the newest messages of a channel's roots, or of a thread with its root, oldest first."""
    where = [_readable(team_id, person_id), messages.c.channel_id == channel_id]
    if thread_id is None:
        where.append(messages.c.thread_id.is_(None))
    else:
        where.append(sa.or_(messages.c.thread_id == thread_id, messages.c.id == thread_id))
    if before is not None:
        where.append(messages.c.position < before)
    query = sa.select(messages).where(*where).order_by(messages.c.position.desc()).limit(limit)
    return [_message(row) for row in reversed((await tx.execute(query)).all())]


async def since(
    tx: Tx, team_id: str, person_id: str, channel_ids: Collection[str], *, after: int, limit: int
) -> list[KeptMessage]:
    """Return what changed after ``after`` in these channels, in the order of ``seq``."""
    query = (
        sa.select(messages)
        .where(_readable(team_id, person_id), messages.c.channel_id.in_(channel_ids), messages.c.seq > after)
        .order_by(messages.c.seq)
        .limit(limit)
    )
    return [_message(row) for row in await tx.execute(query)]


async def tail(tx: Tx, team_id: str, *, after: int, limit: int) -> list[KeptMessage]:
    """Return what changed after ``after`` for anybody, in the order of ``seq``; see ``readable``."""
    query = (
        sa.select(messages)
        .where(messages.c.team_id == team_id, messages.c.seq > after)
        .order_by(messages.c.seq)
        .limit(limit)
    )
    return [_message(row) for row in await tx.execute(query)]


def readable(message: KeptMessage, team_id: str, person_id: str, channel_ids: Collection[str]) -> bool:
    """Return whether a person may read a message: the rule of ``since`` for one that was read already."""
    return message.team_id == team_id and message.channel_id in channel_ids and message.private_to in {None, person_id}


async def latest(tx: Tx) -> int:
    """Return the newest ``seq``."""
    query = sa.select(counters.c.value).where(counters.c.name == _COUNTER)
    return (await tx.execute(query)).scalar_one_or_none() or 0


async def of_person(tx: Tx, team_id: str, person_id: str) -> list[KeptMessage]:
    """Return what a person wrote and what was said to them alone, oldest first."""
    query = (
        sa.select(messages)
        .where(messages.c.team_id == team_id)
        .where(sa.or_(messages.c.author_id == person_id, messages.c.private_to == person_id))
        .order_by(messages.c.position)
    )
    return [_message(row) for row in await tx.execute(query)]


async def get(tx: Tx, message_id: str) -> KeptMessage | None:
    """Return a message by its id."""
    row = (await tx.execute(sa.select(messages).where(messages.c.id == message_id))).one_or_none()
    return None if row is None else _message(row)


def _readable(team_id: str, person_id: str) -> sa.ColumnElement[bool]:
    return sa.and_(
        messages.c.team_id == team_id,
        sa.or_(messages.c.private_to.is_(None), messages.c.private_to == person_id),
    )


async def _lock(tx: Tx) -> None:
    # What a message is now decides what it may become.
    await tx.execute(sa.select(counters.c.value).where(counters.c.name == _COUNTER).with_for_update())


async def _next(tx: Tx) -> int:
    # A row, not a database sequence: its lock makes numbers visible in their order, so a tail skips none.
    raised = sa.update(counters).where(counters.c.name == _COUNTER).values(value=counters.c.value + 1)
    return int((await tx.execute(raised.returning(counters.c.value))).scalar_one())


async def _count_reply(tx: Tx, message: KeptMessage) -> int | None:
    """Raise the number of replies that the root shows; return its ``seq``, of its own, so that no page parts equals."""
    if message.thread_id is None or message.private_to is not None:
        return None
    seq = await _next(tx)
    await tx.execute(
        sa.update(messages).where(messages.c.id == message.thread_id).values(replies=messages.c.replies + 1, seq=seq)
    )
    return seq


def _row(message: KeptMessage, card: str | None, final: bool) -> dict[str, Any]:
    return {
        "id": message.id,
        "team_id": message.team_id,
        "channel_id": message.channel_id,
        "thread_id": message.thread_id,
        "author_id": message.author_id,
        "author_name": message.author_name,
        "text": message.text,
        "card": card,
        "uploads": dump(message.uploads, tuple[str, ...]),
        "replies_to": message.replies_to,
        "private_to": message.private_to,
        "deleted": message.deleted,
        "final": final,
        "created_at": message.created_at,
    }


def _message(row: sa.Row[Any]) -> KeptMessage:
    values = dict(row._mapping)  # noqa: SLF001 -- SQLAlchemy's public name for a row's columns
    del values["final"]
    values["card"] = load(Card, values["card"]) if values["card"] else None
    values["uploads"] = load_any(tuple[str, ...], values["uploads"])
    return KeptMessage(**values)
