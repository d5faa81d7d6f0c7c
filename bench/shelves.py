"""A library of any size, written at once: pictures in threads, with the words that people would use, most of them rare.

The same number gives the same library.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

import psycopg

from domain.people import Person, Platform, Team
from domain.picture import Picture
from domain.search import COLOURS, entry_words
from storage.codec import dump
from storage.library_schema import entries, found, links, stars, tags
from storage.schema import people, pictures, teams, threads
from storage.shelf import bands, tokens

NOW = datetime(2026, 6, 1, tzinfo=UTC)
OURS, LINKED, NOISE = (Team(Platform.SLACK, each, each) for each in ("OURS", "LINKED", "NOISE"))
PEOPLE = 60
CHANNELS = 24
"""Of them every sixth is private."""
MODELS = ("gpt-image-2.6-flare", "gpt-image-2.6", "sketch", "gpt-image-1.5", "local-diffusion")
TAGS = ("logo", "banner", "draft-one", "mascot", "campaign", "autumn", "internal", "poster")
SIZES = ((1024, 1024), (1536, 1024), (1024, 1536), (1792, 1024), (2048, 878))
_WORDS = 20_000
_SYLLABLES = ("ba", "cor", "dal", "en", "fir", "gu", "hal", "is", "jor", "kel", "lam", "mo", "nar", "ol", "pra", "qui")
_BATCH = 5_000

Write = Callable[[Any, Sequence[str], Iterable[Sequence[Any]]], None]


@dataclass(frozen=True, slots=True)
class Words:
    """A vocabulary whose words are the rarer the later they stand."""

    words: tuple[str, ...]
    weights: tuple[float, ...]

    @classmethod
    def make(cls, chance: random.Random) -> Words:
        words: dict[str, None] = {}
        while len(words) < _WORDS:
            words["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 5)))] = None
        return cls(tuple(words), tuple(accumulate(1 / (place + 3) for place in range(_WORDS))))

    def say(self, chance: random.Random, count: int) -> list[str]:
        return chance.choices(self.words, cum_weights=self.weights, k=count)


def person(team: Team, number: int) -> Person:
    return Person(team, f"U{number}", f"Person {number}")


def fill(write: Write, team: Team, count: int, words: Words, *, seq: int = 0, sqlite: bool) -> int:
    """Write a team's library of ``count`` pictures, its entries from ``seq`` on; return the seq of the last."""
    chance = random.Random(f"{team.id} {count}")
    write(
        teams,
        ("id", "platform", "external_id", "name", "created_at"),
        [(team.id, team.platform.value, team.name, team.name, NOW)],
    )
    makers = [person(team, number) for number in range(PEOPLE)]
    write(
        people,
        ("id", "team_id", "user_id", "name", "created_at"),
        [(p.id, team.id, p.user_id, p.name, NOW) for p in makers],
    )
    for first in range(0, count, _BATCH):
        made = [_made(team, number, makers, words, chance) for number in range(first, min(count, first + _BATCH))]
        _write_batch(write, made, chance, seq + first, sqlite=sqlite)
    return seq + count


def _made(team: Team, number: int, makers: Sequence[Person], words: Words, chance: random.Random) -> Picture:
    maker, said = chance.choice(makers), " ".join(words.say(chance, chance.randint(5, 24)))
    width, height = chance.choices(SIZES, (50, 20, 20, 9, 1))[0]
    return Picture(
        id=f"{team.external_id}-{number:08}",
        team_id=team.id,
        thread_id=f"{team.external_id}-{number // 3:08}",
        version=number % 3 + 1,
        parent_id=None,
        operation="generate",
        words=said,
        model=chance.choices(MODELS, (60, 20, 15, 4, 1))[0],
        engine="bench",
        quality="low",
        digest=f"{team.external_id}{number:040}",
        media_type="image/png",
        width=width,
        height=height,
        alt=f"AI-generated image: {said}",
        person_id=maker.id,
        person_name=maker.name,
        cost=900,
        created_at=NOW - timedelta(minutes=2_000_000 - number),
    )


def _write_batch(write: Write, made: Sequence[Picture], chance: random.Random, seq: int, *, sqlite: bool) -> None:
    homes = {}
    for each in made:
        channel = int(each.thread_id.rpartition("-")[2]) % CHANNELS
        homes[each.thread_id] = (f"C{channel}", channel % 6 == 5)
    thread_columns = (
        "id",
        "team_id",
        "channel_id",
        "private",
        "platform_thread_id",
        "title",
        "head_id",
        "versions",
        "created_at",
    )
    begun = {each.thread_id: each for each in made if each.version == 1}
    write(threads, thread_columns, [
        (key, each.team_id, *homes[key], f"p-{key}", each.words[:40], each.id, 3, each.created_at)
        for key, each in begun.items()
    ])  # fmt: skip
    columns = tuple(name for name in Picture.__dataclass_fields__)
    write(pictures, columns, [_row(each) for each in made])
    rows, said, base = [], [], chance.getrandbits(64)
    for offset, each in enumerate(made, 1):
        colours = chance.sample(COLOURS, 2)
        text = entry_words(
            (each.words, each.alt), model=each.model, width=each.width, height=each.height, colours=colours
        )
        state = chance.choices(("draft", "review", "approved", "retired"), (90, 4, 5, 1))[0]
        print_ = chance.getrandbits(64) if offset % 20 else base ^ 1 << chance.randrange(64)
        rows.append(
            (seq + offset, each.id, each.team_id, each.person_id, *homes[each.thread_id], state, text, True, 1_000_000,
             " ".join(colours), *bands(print_), 0, False, each.created_at)
        )  # fmt: skip
        said += [(word, seq + offset) for word in tokens(each.team_id, text.split())] if sqlite else []
    write(entries, (
        "seq", "picture_id", "team_id", "person_id", "channel_id", "private", "state", "words", "examined", "bytes",
        "colours", "print_a", "print_b", "print_c", "print_d", "stars", "kept", "created_at",
    ), rows)  # fmt: skip
    if said:
        write(found, ("word", "seq"), sorted(said))
    chosen = [each for each in made if chance.random() < 0.05]
    write(tags, ("picture_id", "tag", "team_id", "person_id", "tagged_at"), [
        (each.id, chance.choice(TAGS), each.team_id, each.person_id, NOW) for each in chosen
    ])  # fmt: skip
    write(stars, ("picture_id", "person_id", "starred_at"), [
        (each.id, f"{each.team_id}/U{chance.randrange(PEOPLE)}", NOW) for each in made if chance.random() < 0.03
    ])  # fmt: skip


def link(write: Write) -> None:
    """Let what the one team approved flow to the other."""
    row = ("link", LINKED.id, OURS.id, "approved", person(LINKED, 0).id, NOW)
    write(links, ("id", "from_team", "to_team", "flow", "person_id", "linked_at"), [row])


def _row(picture: Picture) -> tuple[Any, ...]:
    values = {name: getattr(picture, name) for name in Picture.__dataclass_fields__}
    values |= {name: dump(values[name], tuple[str, ...]) for name in ("references", "notes")}
    return tuple(values.values())


def into_sqlite(path: Path) -> tuple[sqlite3.Connection, Write]:
    """Return what writes into a migrated file, and the connection to commit and close."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA cache_size=-200000")

    def write(table: Any, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        names, marks = ", ".join(f'"{each}"' for each in columns), ", ".join("?" * len(columns))
        plain = (
            [v.replace(tzinfo=None).isoformat(" ", "microseconds") if isinstance(v, datetime) else v for v in row]
            for row in rows
        )
        connection.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", plain)

    return connection, write


def into_postgres(url: str) -> tuple[psycopg.Connection[Any], Write]:
    """Return what writes into a migrated database, and the connection to commit and close."""
    connection = psycopg.connect(url)

    def write(table: Any, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        names = ", ".join(f'"{each}"' for each in columns)
        with connection.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN".encode()) as copy:
            for row in rows:
                copy.write_row(row)

    return connection, write
