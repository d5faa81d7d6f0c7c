from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.chaos.scene import Say, Scene, Server


@pytest.fixture(scope="session")
def nursery() -> Iterator[subprocess.Popen[bytes]]:
    """The process that forks the children."""
    command = [sys.executable, "-m", "tests.chaos.child"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield process
        assert process.stdin
        process.stdin.close()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """The vendor and the platform."""
    opened = Server()
    await opened.start()
    yield opened
    await opened.close()


@pytest.fixture
async def scene(
    database_url: str, tmp_path: Path, server: Server, nursery: subprocess.Popen[bytes]
) -> AsyncIterator[Scene]:
    """A place for children on a fresh database of either kind."""
    opened = Scene(database_url, tmp_path, server, nursery)
    yield opened
    await opened.close()


@pytest.fixture
async def postgres_scene(
    postgres_url: str, tmp_path: Path, server: Server, nursery: subprocess.Popen[bytes]
) -> AsyncIterator[Scene]:
    """A place for children on a fresh Postgres database."""
    opened = Scene(postgres_url, tmp_path, server, nursery)
    yield opened
    await opened.close()


@pytest.fixture
def say(capfd: pytest.CaptureFixture[str]) -> Say:
    """Print counts where a person sees them, whatever captures the output."""

    def print_counts(what: str, url: str, counts: Counter[str]) -> None:
        line = ", ".join(f"{name} {number}" for name, number in counts.items())
        with capfd.disabled():
            sys.stderr.write(f"\n{what} ({url.partition(':')[0]}) {line}\n")
            sys.stderr.flush()

    return print_counts
