"""What reading a message takes: every grammar that a reply in a thread passes, over the labelled utterances.

It is the processor's time of one thread, since reading waits for nothing.
"""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

from bench.figures import Figure, Report, percentile
from bench.processes import Running
from commands.table import SPECS
from domain.spoken import spoken
from domain.typed import to_easel
from domain.wish_chains import read_wishes
from domain.wish_places import read_place

TABLE = Path(__file__).parents[1] / "tests" / "domain" / "utterances_open.toml"
ROUNDS = 20
LONG = 10_000
OFFERED = 4


async def measure(report: Report, _vendor: Running) -> None:
    """Take the time of a message as people write them, and of one as long as a message can be."""
    said = [each["text"] for each in tomllib.loads(TABLE.read_text(encoding="utf-8"))["utterance"]]
    for words in said:
        _read(words)
    taken = [_seconds(words) for _ in range(ROUNDS) for words in said]
    report.add(Figure("reading a message with every grammar, p99", percentile(taken, 0.99) * 1e3, 2.0, "ms"))
    long = [_seconds((f"{words}, " * LONG)[:LONG]) for words in said]
    report.add(Figure(f"reading a message of {LONG:,} characters, p99", percentile(long, 0.99) * 1e3, 50.0, "ms"))


def _seconds(words: str) -> float:
    start = time.thread_time()
    _read(words)
    return time.thread_time() - start


def _read(words: str) -> None:
    spoken(to_easel(words) or words, SPECS)
    read_place(words, OFFERED)
    read_wishes(words, direct=True, picture_count=OFFERED)
