"""What looks alike: prints of 64 bits that differ in few.

Two prints that differ in fewer than twelve bits have, of their four parts, one that differs in two at most: those are
found by an index, and then all bits are counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import combinations
from operator import add

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import BIT

from storage.database import Tx
from storage.library_schema import entries

FARTHEST = 11
"""Bits in which the prints of pictures may differ that look alike."""
AT_ONCE = 200

_BITS = 16
_WITHIN = tuple(sum(1 << bit for bit in bits) for apart in range(3) for bits in combinations(range(_BITS), apart))
_MOST = 2_000
_PARTS = ("print_a", "print_b", "print_c", "print_d")


async def near(tx: Tx, team_ids: Sequence[str], picture_id: str) -> list[int]:
    """Return the entries of these teams that look like a picture's, the nearest first, without its own."""
    columns = [entries.c[name] for name in _PARTS]
    own = (await tx.execute(sa.select(entries.c.seq, *columns).where(entries.c.picture_id == picture_id))).one_or_none()
    if own is None or own.print_a is None:
        return []
    found: dict[int, int] = {}
    for column, part in zip(columns, own[1:], strict=True):
        query = sa.select(entries.c.seq, *columns).where(
            entries.c.team_id.in_(team_ids), column.in_([part ^ mask for mask in _WITHIN])
        )
        if tx.dialect.name == "postgresql":
            # Of a large library these are thousands, and nearly all of them too far.
            query = query.where(_apart(columns, own[1:]) <= FARTHEST)
        for seq, *parts in await tx.execute(query.limit(_MOST)):
            found[seq] = sum((a ^ b).bit_count() for a, b in zip(parts, own[1:], strict=True))
    found.pop(own.seq, None)
    return sorted((seq for seq, apart in found.items() if apart <= FARTHEST), key=lambda seq: (found[seq], -seq))


def _apart(columns: Sequence[sa.Column[int]], parts: Sequence[int]) -> sa.ColumnElement[int]:
    """Return in how many bits a print differs from this one, counted by Postgres."""
    differ = [sa.cast(column.bitwise_xor(part), BIT(_BITS)) for column, part in zip(columns, parts, strict=True)]
    return reduce(add, (sa.func.bit_count(each, type_=sa.Integer()) for each in differ))
