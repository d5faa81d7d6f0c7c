"""What looking through a library takes: a hundred thousand pictures of one team beside others', on both databases.

A million, on Postgres, when it is asked for: to write them takes minutes. The floor reads as many rows by their keys.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import sqlalchemy as sa

from bench import shelves
from bench.figures import Figure, Report, median, percentile
from bench.processes import Running
from bench.shelves import LINKED, NOISE, OURS, Words
from domain.people import Viewer
from domain.picture import Picture
from domain.search import Search, search_of
from storage import pictures, search
from storage.database import Database, Tx
from storage.library_schema import entries
from storage.schema import pictures as picture_rows
from tests.databases import TEMPLATE, Run

COUNT, MILLION, FEW = 100_000, 1_000_000, 1_000
BESIDE = 20_000
ASKED = 60
ADDED = 60
PAGE = 24

Ask = Callable[[Tx], Awaitable[object]]


async def measure(report: Report, _vendor: Running) -> None:
    """Take the figures of a hundred thousand pictures."""
    run = await asyncio.to_thread(Run.begin)
    try:
        for kind in ("SQLite", "Postgres"):
            async with _library(run, kind, FEW) as database:
                few = await _adding(database)
            async with _library(run, kind, COUNT) as database:
                await _searching(report, database, f"100,000 pictures, {kind}", 50.0)
                await _looking(report, database, f"100,000 pictures, {kind}")
                name = f"adding a picture to 100,000 (floor: to 1,000), {kind}"
                report.add(Figure(name, await _adding(database) * 1e3, max(10.0, 3e3 * few), "ms", few * 1e3))
    finally:
        await asyncio.to_thread(run.close)


async def measure_million(report: Report, _vendor: Running) -> None:
    """Take the figures of a million pictures."""
    run = await asyncio.to_thread(Run.begin)
    try:
        async with _library(run, "Postgres", MILLION) as database:
            await _searching(report, database, "1,000,000 pictures, Postgres", 100.0)
            await _looking(report, database, "1,000,000 pictures, Postgres")
    finally:
        await asyncio.to_thread(run.close)


async def _searching(report: Report, database: Database, where: str, aim: float) -> None:
    chance = random.Random(1)
    floor = await _floor(database, chance)
    vocabulary = _words().words
    common, usual, rare = vocabulary[:12], vocabulary[50:400], vocabulary[4_000:]
    tails = (
        f"by:U{chance.randrange(60)}",
        "model:local-diffusion",
        "is:approved",
        "tag:logo",
        "colour:teal",
        "ratio:21:9",
        "starred",
    )
    one: dict[str, Callable[[], str]] = {
        "a rare word": lambda: chance.choice(rare),
        "a usual word": lambda: chance.choice(usual),
        "a common word": lambda: chance.choice(common),
        "two words": lambda: " ".join(chance.choice(chance.choice((common, usual, rare))) for _ in range(2)),
        "a beginning": lambda: chance.choice(chance.choice((common, usual, rare)))[: chance.randint(1, 5)],
        "a word and a filter": lambda: f"{chance.choice(chance.choice((common, usual, rare)))} {chance.choice(tails)}",
        "a filter": lambda: chance.choice(tails),
        "words of nothing": lambda: f"{chance.choice(common)} {chance.choice(rare)} {chance.choice(rare)}",
    }
    for name, words in one.items():
        asks = [_find(search_of(words())) for _ in range(ASKED)]
        took = await _took(database, asks)
        report.add(Figure(f"search, {name}, {where}, p95", percentile(took, 0.95) * 1e3, aim, "ms", floor))


async def _looking(report: Report, database: Database, where: str) -> None:
    chance = random.Random(2)
    floor = await _floor(database, chance)
    async with database.read() as tx:
        last = (
            await tx.execute(sa.select(sa.func.max(entries.c.seq)).where(entries.c.team_id == OURS.id))
        ).scalar_one()
    pages = [_find(Search(), None if number % 2 else chance.randrange(1, last)) for number in range(ASKED)]
    report.add(
        Figure(
            f"a page of the gallery, {where}, p95",
            percentile(await _took(database, pages), 0.95) * 1e3,
            150.0,
            "ms",
            floor,
        )
    )
    guest = [
        _find(Search(), None, Viewer(OURS.id, f"{OURS.id}/U1", f"C{number % 24}", narrow=True))
        for number in range(ASKED)
    ]
    report.add(
        Figure(
            f"a guest's page, {where}, p95", percentile(await _took(database, guest), 0.95) * 1e3, 150.0, "ms", floor
        )
    )
    likes = [
        _like(f"OURS-{chance.randrange(last) if number % 2 else chance.randrange(last // 20) * 20 + 19:08}")
        for number in range(ASKED)
    ]
    report.add(
        Figure(f"like this one, {where}, p95", percentile(await _took(database, likes), 0.95) * 1e3, 100.0, "ms", floor)
    )


def _viewer() -> Viewer:
    return shelves.person(OURS, 1).at("C3")


def _find(asked: Search, after: int | None = None, viewer: Viewer | None = None) -> Ask:
    return lambda tx: search.find(tx, viewer or _viewer(), asked, after=after, limit=PAGE)


def _like(picture_id: str) -> Ask:
    return lambda tx: search.like(tx, _viewer(), picture_id)


async def _took(database: Database, asks: Sequence[Ask]) -> list[float]:
    """Return the seconds that each takes, in a transaction of its own, after a few that are not counted."""
    took = []
    for ask in [*asks[:8], *asks]:
        began = time.perf_counter()
        async with database.read() as tx:
            await ask(tx)
        took.append(time.perf_counter() - began)
    return took[8:]


async def _floor(database: Database, chance: random.Random) -> float:
    """Return the milliseconds in which most pages of rows are read by their keys."""

    def read() -> Ask:
        ids = [f"OURS-{chance.randrange(FEW):08}" for _ in range(PAGE)]
        return lambda tx: tx.execute(sa.select(picture_rows).where(picture_rows.c.id.in_(ids)))

    return percentile(await _took(database, [read() for _ in range(ASKED)]), 0.95) * 1e3


async def _adding(database: Database) -> float:
    """Return how long adding a picture takes, most of the time."""
    chance, words = random.Random(3), _words()
    took = []
    for number in range(ADDED):
        said = " ".join(words.say(chance, 12))
        base = shelves.person(OURS, number)
        began = time.perf_counter()
        async with database.begin() as tx:
            await pictures.add(tx, [_draft(f"added-{number}", said, base.id)])
        took.append(time.perf_counter() - began)
    return median(took)


def _draft(key: str, said: str, person_id: str) -> Picture:
    return Picture(
        key, OURS.id, "OURS-00000000", 0, None, "generate", said, "sketch", "sketch", "low", f"digest-{key}", "image/png",
        1024, 1024, said, person_id, "Person", 0, shelves.NOW,
    )  # fmt: skip


def _words() -> Words:
    return Words.make(random.Random(0))


@asynccontextmanager
async def _library(run: Run, kind: str, count: int) -> AsyncIterator[Database]:
    """Yield a database with a library of that many pictures of ours, and smaller ones of others."""
    sqlite = kind == "SQLite"
    with tempfile.TemporaryDirectory() as folder:
        if sqlite:
            path = Path(folder) / "library.sqlite"
            shutil.copyfile(await asyncio.to_thread(run.sqlite), path)
            await asyncio.to_thread(_fill_sqlite, path, count)
            url = f"sqlite:///{path}"
        else:
            server = await asyncio.to_thread(run.postgres)
            url = server.url(await asyncio.to_thread(server.create, template=TEMPLATE))
            await asyncio.to_thread(_fill_postgres, url, count)
        database = Database.open(url)
        yield database
        await database.close()


def _fill(write: shelves.Write, count: int, *, sqlite: bool) -> None:
    words, seq, beside = _words(), 0, min(count, BESIDE)
    seq = shelves.fill(write, NOISE, beside, words, seq=seq, sqlite=sqlite)
    seq = shelves.fill(write, LINKED, beside, words, seq=seq, sqlite=sqlite)
    shelves.fill(write, OURS, count, words, seq=seq, sqlite=sqlite)
    shelves.link(write)


def _fill_sqlite(path: Path, count: int) -> None:
    connection, write = shelves.into_sqlite(path)
    _fill(write, count, sqlite=True)
    connection.commit()
    connection.close()


def _fill_postgres(url: str, count: int) -> None:
    connection, write = shelves.into_postgres(url)
    # They are built sooner than they are kept.
    kept = connection.execute("SELECT indexdef FROM pg_indexes WHERE indexname LIKE 'ix_%'").fetchall()
    for (name,) in connection.execute("SELECT indexname FROM pg_indexes WHERE indexname LIKE 'ix_%'").fetchall():
        connection.execute(f"DROP INDEX {name}".encode())
    _fill(write, count, sqlite=False)
    connection.execute("SET maintenance_work_mem = '512MB'")
    for (definition,) in kept:
        connection.execute(definition.encode())
    connection.execute("SELECT setval('entries_seq_seq', (SELECT max(seq) FROM entries))")
    connection.commit()
    connection.autocommit = True
    connection.execute("VACUUM ANALYZE")
    connection.close()
