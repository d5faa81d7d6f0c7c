"""Pages that read the latest messages together see what each would have read alone."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot import recent
from bot.recent import Recent
from storage.messages import KeptMessage

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def message(name: int, seq: int) -> KeptMessage:
    return KeptMessage(f"m{name}", "t", "c", None, "a", "Ada", str(seq), NOW, seq=seq)


class Rows:
    """Messages as storage has them: each once, under the seq of its last change."""

    def __init__(self) -> None:
        self.rows: dict[str, KeptMessage] = {}
        self.newest = 0
        self.reads = 0

    def change(self, name: int) -> None:
        self.newest += 1
        self.rows[f"m{name}"] = message(name, self.newest)

    async def read(self, after: int, limit: int) -> list[KeptMessage]:
        self.reads += 1
        await asyncio.sleep(0)
        return self.now(after)[:limit]

    def now(self, after: int) -> list[KeptMessage]:
        return sorted((row for row in self.rows.values() if row.seq > after), key=lambda row: row.seq)


@given(changes=st.lists(st.integers(0, 12), max_size=60), pages=st.lists(st.integers(0, 60), min_size=1, max_size=6))
async def test_a_page_sees_what_it_would_have_read_for_itself(changes: list[int], pages: list[int]):
    rows, before = Rows(), len(changes) // 3
    for name in changes[:before]:
        rows.change(name)
    latest = Recent(rows.read)
    await latest.since(rows.newest, rows.newest)
    for name in changes[before:]:
        rows.change(name)
    for after in pages:
        seen = await latest.since(after, rows.newest)
        if after < before:
            assert seen is None
        else:
            assert seen == rows.now(after)


async def test_many_pages_cost_one_read():
    rows = Rows()
    latest = Recent(rows.read)
    await latest.since(0, 0)
    rows.change(1)
    seen = await asyncio.gather(*(latest.since(0, 1) for _ in range(50)))
    assert all(each == rows.now(0) for each in seen)
    assert rows.reads == 1


async def test_a_page_far_behind_reads_for_itself(monkeypatch):
    monkeypatch.setattr(recent, "_KEPT", 3)
    rows = Rows()
    latest = Recent(rows.read)
    await latest.since(0, 0)
    for name in range(5):
        rows.change(name)
    assert await latest.since(1, 5) is None
    assert await latest.since(2, 5) == rows.now(2)
