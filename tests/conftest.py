"""What every test stands on: databases, an environment without settings, and a loop that nothing blocks."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from blockbuster import blockbuster_ctx
from hypothesis import HealthCheck, settings

from storage.database import Database
from tests.databases import TEMPLATE, Postgres, Run, stop
from tests.patience import PATIENCE

PRODUCT = ("domain", "engines", "storage", "commands", "bot")
_OURS = ("EASEL_", "OPENAI_", "DISCORD_", "SLACK_", "REPLICATE_", "FAL_", "AWS_", "PG")
_RUN = pytest.StashKey[Run]()

# A shared machine may stall: a deadline would fail tests that are right. No database: nothing is left in the tree, and
# a run depends on nothing before it. One profile for all: whatever is loaded last holds for the whole process.
settings.register_profile(
    "easel",
    deadline=None,
    database=None,
    max_examples=80,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("easel")
    config.addinivalue_line("markers", "may_block(reason): the loop may be blocked by our code in this test")
    for name in [name for name in os.environ if name.startswith(_OURS)]:
        del os.environ[name]
    shared = getattr(config, "workerinput", {}).get("easel_run")
    config.stash[_RUN] = Run.begin() if shared is None else Run(Path(shared))


def pytest_unconfigure(config: pytest.Config) -> None:
    if _RUN in config.stash:
        config.stash[_RUN].close()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    node.workerinput["easel_run"] = str(node.config.stash[_RUN].folder)  # type: ignore[attr-defined] # xdist has no types


@pytest.fixture(autouse=True)
def _nothing_blocks(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail where product code does blocking work on the loop."""
    if request.node.get_closest_marker("may_block") or not request.node.get_closest_marker("asyncio"):
        yield
        return
    with blockbuster_ctx(scanned_modules=list(PRODUCT)) as blockbuster:
        for function in blockbuster.functions.values():
            # These run before anything is served.
            function.can_block_in("bot/wiring.py", {"parts", "working", "facing"})
            function.can_block_in("storage/migrate.py", {"_upgrade", "newest"})
            function.can_block_in("storage/database.py", {"open"})
            # A type's adapter is built once, and a module imported late is read once.
            function.can_block_in("storage/codec.py", {"_adapter"})
            function.can_block_in("<frozen importlib._bootstrap>", {"_find_and_load"})
        yield


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> Postgres:
    """The run's Postgres server."""
    return request.config.stash[_RUN].postgres()


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The address of a fresh, migrated Postgres database; any process may connect to it."""
    name = postgres.create(template=TEMPLATE)
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture
def empty_postgres_url(postgres: Postgres) -> Iterator[str]:
    """The address of a Postgres database without tables."""
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture
def own_postgres(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Postgres]:
    """A server of the test's own, not started: to stop and start it while others use theirs."""
    folder = Path(request.config.stash[_RUN].folder) / f"own-{os.getpid()}-{request.node.name[:20]}"
    folder.mkdir(mode=0o700)
    yield Postgres.make(folder)
    shutil.rmtree(folder)


@pytest.fixture
def sqlite_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a fresh, migrated SQLite file; any process may open it."""
    path = tmp_path / "easel.sqlite"
    shutil.copyfile(request.config.stash[_RUN].sqlite(), path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh, migrated database of either kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh, migrated database of either kind."""
    # A hundred wait for it at once, on a machine that may be slow.
    opened = Database.open(database_url, patience=PATIENCE)
    yield opened
    await opened.close()


__all__ = ["stop"]
