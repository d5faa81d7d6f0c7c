"""The worker's child as somebody who has taken it over would use it: against the parent, and against the machine."""

import asyncio
import json
import os
import pickle
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from domain.errors import Broken
from engines.worker import Worker
from engines.worker_sandbox import landlock
from engines.worker_wire import HEADER, MOST_BYTES, MOST_TEXT
from tests.engines import worker_jobs as jobs
from tests.engines.worker_jobs import framed
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
ERROR = {"class": "Refused", "code": "no", "detail": "", "params": {}, "billed": False, "retry_after": None}


@pytest.fixture
async def worker():
    worker = Worker(memory=300 << 20)
    yield worker
    await worker.close()


class Opens:
    """Unpickled, it makes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


async def drop(frame: bytes) -> None:
    del frame


@pytest.mark.parametrize("kind", [b"D", b"E", b"F"])
async def test_a_pickle_is_not_unpickled(worker, tmp_path, kind):
    made = tmp_path / "made"
    with pytest.raises(Broken, match="worker_crashed"):
        await worker.run(jobs.sends, framed(kind, pickle.dumps(Opens(made))), seconds=PATIENCE)
    assert not made.exists()
    assert await worker.run(jobs.add, 1, 1) == 2


def message(kind: bytes, value: object, sizes: object = (), *blobs: bytes) -> bytes:
    return framed(kind, json.dumps([sizes, value]).encode(), *blobs)


def error(**other: object) -> bytes:
    return message(b"E", {**ERROR, **other})


HOSTILE = {
    "an unknown kind": framed(b"?", b"[[],1]"),
    "the parent's own kind": framed(b"J", b"[[],1]"),
    "garbage": bytes(range(256)) * 40,
    "a header that promises too much": HEADER.pack(b"D", 1 << 60),
    "a text just too long": HEADER.pack(b"D", MOST_TEXT + 1),
    "no JSON": framed(b"D", b"\xff\xfe"),
    "JSON of another shape": framed(b"D", b"{}"),
    "JSON too deep": framed(b"D", b"[" * MOST_TEXT),
    "a number that is none": framed(b"D", b"[[],NaN]"),
    "a number too long": framed(b"D", b"[[]," + b"9" * 1000 + b"]"),
    "a number beyond reading": framed(b"D", b"[[]," + b"9" * 10_000 + b"]"),
    "sizes too large": message(b"D", 1, [MOST_BYTES + 1]),
    "sizes too large together": message(b"D", 1, [MOST_BYTES // 2] * 3),
    "a size below nothing": message(b"D", 1, [-1]),
    "a size that is no number": message(b"D", 1, [True]),
    "too many sizes": message(b"D", 1, [0] * 1000),
    "another type": message(b"D", "1"),
    "true for a number": message(b"D", True),
    "a frame nobody asked for": message(b"F", None, [1], b"x"),
    "an unknown error": error(**{"class": "SystemExit"}),
    "an error that no job raises": error(**{"class": "NoAccess"}),
    "an error's class as a list": error(**{"class": ["Refused"]}),
    "a code that is no code": error(code="{0.__class__}"),
    "a parameter that is no plain value": error(params={"a": [1]}),
    "a parameter by a name of ours": error(params={"detail": "x"}),
    "too many parameters": error(params={f"a{n}": n for n in range(99)}),
    "too long a parameter": error(params={"a": "x" * 5000}),
    "half a character": error(params={"a": "\ud800"}),
    "a flag that is none": error(billed="yes"),
    "an error with more": error(more=1),
    "a crash with a book": message(b"C", "x" * 100_000 + "\n\x1b[2J"),
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
async def test_nonsense_is_a_crash_and_the_next_job_works(worker, raw):
    with pytest.raises(Broken, match="worker_crashed") as caught:
        await worker.run(jobs.sends, raw, seconds=PATIENCE)
    assert len(caught.value.detail) <= 320
    assert worker.pid is None
    assert caught.value.detail.isprintable()
    assert await worker.run(jobs.add, 1, 1) == 2


@pytest.mark.parametrize(
    ("raw", "endless"),
    [
        (message(b"F", None, [1000], b"x" * 1000), True),
        (message(b"F", None, [1 << 20], b"x" * (1 << 20)), True),
        (message(b"F", None, [1, 1], b"xx"), False),
        (message(b"F", None, []), False),
    ],
    ids=["endless small frames", "endless large frames", "two in one", "none in one"],
)
async def test_frames_without_end_or_sense_are_a_crash(worker, raw, endless):
    with pytest.raises(Broken, match="worker_crashed") as caught:
        await worker.run(jobs.sends, raw, endless, seconds=PATIENCE, on_frame=drop)
    assert caught.value.detail.startswith("garbled: ")
    assert await worker.run(jobs.add, 1, 1) == 2


async def test_one_that_never_stops_sending_does_not_hold_the_loop(worker):
    frames: list[int] = []
    turns = 0

    async def count(frame: bytes) -> None:
        frames.append(turns)

    raw = message(b"F", None, [1 << 20], b"x" * (1 << 20))
    running = asyncio.create_task(worker.run(jobs.sends, raw, True, seconds=PATIENCE, on_frame=count))
    while not running.done():
        await asyncio.sleep(0)
        turns += 1
    with pytest.raises(Broken, match="worker_crashed"):
        await running
    # Between any two frames the loop had its turn, however much there was to take.
    assert len(frames) > 100
    assert len(set(frames)) == len(frames)


async def test_promises_that_are_not_kept_cost_no_memory_and_end_in_time(worker):
    tracemalloc.start()
    try:
        with pytest.raises(Broken, match="worker_timeout"):
            await worker.run(jobs.sends, message(b"D", 0, [1, MOST_BYTES - 1], b"x"), seconds=0.5)
        with pytest.raises(Broken, match="worker_crashed") as caught:
            await worker.run(jobs.sends, message(b"F", None, [1 << 20], b"x" * (1 << 20)), True, on_frame=drop)
        assert caught.value.detail == "garbled: too many frames"
        assert tracemalloc.get_traced_memory()[1] < MOST_BYTES + (8 << 20)
    finally:
        tracemalloc.stop()
    assert await worker.run(jobs.add, 1, 1) == 2


async def test_an_answer_left_behind_is_nobodys(worker):
    assert await worker.run(jobs.sends, message(b"D", 1) + message(b"D", 2)) == 1
    assert await worker.run(jobs.add, 1, 2) == 3


async def test_a_child_has_nothing_to_lose_and_little_to_use(worker):
    holds = await worker.run(jobs.holds)
    # Standard input, output and error, the channel and the pipe by which it dies.
    assert holds["files"] == 5
    assert (holds["core"], holds["written"], holds["no new rights"]) == (0, 0, "1")
    assert holds["handles"] <= 128
    assert int(holds["rights"], 16) == 0


async def test_a_child_touches_nothing_on_the_machine(worker, tmp_path):
    """As far as the kernel can see to it: all of this needs Linux 6.12."""
    (tmp_path / "old").write_text("x")
    tries = await worker.run(jobs.tries, str(tmp_path))
    assert tries.pop("read code") == "done"
    # Names only: imports need them.
    assert tries.pop("list") == "done"
    if landlock() < 6:
        tries.pop("signal")
    if landlock() < 4:
        tries.pop("dial")
    if landlock() > 0:
        assert {name: came for name, came in tries.items() if came not in ("EACCES", "EPERM")} == {}
    assert (tmp_path / "old").read_text() == "x"


PARENT = """
import asyncio
from engines.worker import Worker, shield
from tests.engines import worker_jobs

async def main():
    worker = Worker()
    print(shield(), await worker.run(worker_jobs.parents_environment))
    await worker.close()

if __name__ == "__main__":
    asyncio.run(main())
"""


def told_by(tmp_path: Path, text: str, *arguments: str) -> list[str]:
    """Run a script with a secret in its environment; return the words it prints."""
    script = tmp_path / "script.py"
    script.write_text(text)
    told = subprocess.run(
        [sys.executable, str(script), *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), "OPENAI_API_KEY": "sk-secret"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    return told.stdout.split()


def test_a_child_does_not_see_the_environment_of_a_shielded_parent(tmp_path):
    assert told_by(tmp_path, PARENT) == ["True", "PermissionError"]


SHIELDED = """
import ctypes, os, sys
from engines import worker_sandbox
from engines.worker import shield

def seen():
    child = os.fork()
    if child == 0:
        if sys.argv[1] == "root":
            worker_sandbox._drop_rights(ctypes.CDLL(None))
        try:
            found = b"sk-secret" in open(f"/proc/{os.getppid()}/environ", "rb").read()
        except OSError:
            found = False
        os._exit(found)
    return bool(os.waitpid(child, 0)[1])

if sys.argv[1] == "user" and os.getuid() == 0:
    os.setgroups([])
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)
    # A change of user hides a process; so that it is shield which does it here, show it again.
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
before = seen()
print(os.getuid(), before, shield(), seen())
"""


@pytest.mark.parametrize("who", ["user", "root"])
def test_shield_alone_hides_the_environment_from_the_same_user(tmp_path, who):
    """``root`` has given up its rights, as the child does; where the tests are not root's, both are the same user."""
    told = told_by(tmp_path, SHIELDED, who)
    # A root without rights is kept from one with them, shielded or not.
    before = not (who == "root" and os.getuid() == 0)
    assert told[1:] == [str(before), "True", "False"]
