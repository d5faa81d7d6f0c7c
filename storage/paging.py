"""Reading and writing many rows a few at a time, so that neither the loop nor another writer waits for all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa

from storage.database import Tx

READ = 200
"""Rows that are read at once."""
WRITTEN = 50
"""Rows that are written in one transaction."""

Item = TypeVar("Item")
Row = sa.Row[*tuple[Any, ...]]


def batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Yield the items some at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


async def pages(tx: Tx, query: sa.Select[Any], key: sa.Column[str]) -> AsyncIterator[Sequence[Row]]:
    """Yield rows some at a time, in the order of ``key``, which is a column of theirs and unique."""
    last: str | None = None
    while True:
        after = query if last is None else query.where(key > last)
        page = (await tx.execute(after.order_by(key).limit(READ))).all()
        if page:
            yield page
        if len(page) < READ:
            return
        last = page[-1]._mapping[key]  # noqa: SLF001 -- SQLAlchemy's public name for a row's columns
