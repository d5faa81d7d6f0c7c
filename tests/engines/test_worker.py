import asyncio
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from domain.errors import Broken, Busy, Refused
from engines.worker import Worker
from tests.engines import worker_jobs as jobs
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def worker():
    worker = Worker(memory=300 << 20)
    yield worker
    await worker.close()


async def gone(pid: int) -> None:
    """Return when that process has ended."""
    try:
        fd = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        ready = await asyncio.to_thread(select.select, [fd], [], [], PATIENCE)
        assert ready[0], f"process {pid} lives on"
    finally:
        os.close(fd)


class Frames:
    def __init__(self) -> None:
        self.seen: list[bytes] = []
        self.first = asyncio.Event()

    async def __call__(self, frame: bytes) -> None:
        self.seen.append(frame)
        self.first.set()


async def test_runs_in_one_other_process_that_stays(worker):
    assert worker.pid is None
    assert await worker.run(jobs.add, 2, 3) == 5
    first = await worker.run(jobs.pid)
    assert first == worker.pid != os.getpid()
    assert await worker.run(jobs.pid) == first


async def test_large_values_cross_whole(worker):
    data = os.urandom(3 << 20)
    assert await worker.run(jobs.join, data, b"!") == data + b"!"


async def test_plain_data_crosses_as_what_the_function_says(worker):
    pairs = [jobs.Pair("a", jobs.Point(1, 2.5)), jobs.Pair("b", None)]
    result = await worker.run(jobs.everything)
    assert result == (pairs, {"two": (b"", b"\x00\xff"), "none": ()}, {"yes": True}, "é\n", [1.0, 2.5])
    assert [type(part) for part in (result[0][0], result[0][0].point, result[4][0])] == [jobs.Pair, jobs.Point, float]


async def test_what_a_function_does_not_say_it_returns_does_not_cross(worker):
    with pytest.raises(TypeError, match="names_nothing"):
        await worker.run(jobs.names_nothing)
    for job in (jobs.another_type, jobs.too_much):
        with pytest.raises(Broken, match="worker_crashed"):
            await worker.run(job)
    assert await worker.run(jobs.add, 1, 1) == 2


async def test_frames_come_in_order_before_the_result(worker):
    frames = Frames()
    assert await worker.run(jobs.count, 20, on_frame=frames) == 20
    assert frames.seen == [str(number).encode() for number in range(20)]


async def test_one_at_a_time_first_come_first_served(worker):
    frames, order = Frames(), []

    async def ask(name: int) -> None:
        # The first takes longest to be written down, and is the first all the same.
        await worker.run(jobs.length, b"" if name else bytes(32 << 20))
        order.append(name)

    running = asyncio.create_task(worker.run(jobs.hang, on_frame=frames))
    await frames.first.wait()
    async with asyncio.TaskGroup() as group:
        for name in range(4):
            group.create_task(ask(name))
        await asyncio.sleep(0)
        assert order == []
        running.cancel()
    assert order == [0, 1, 2, 3]
    with pytest.raises(asyncio.CancelledError):
        await running


@pytest.mark.parametrize("job", [jobs.hang, jobs.hang_in_native_code])
async def test_cancel_kills_the_child_and_the_next_job_gets_another(worker, job):
    frames = Frames()
    running = asyncio.create_task(worker.run(job, on_frame=frames))
    await frames.first.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await gone(int(frames.seen[0]))
    assert await worker.run(jobs.pid) != int(frames.seen[0])


async def test_cancel_of_a_waiting_job_leaves_the_running_one_alone(worker):
    frames = Frames()
    async with asyncio.timeout(PATIENCE):
        running = asyncio.create_task(worker.run(jobs.hang, on_frame=frames))
        await frames.first.wait()
        waiting = asyncio.create_task(worker.run(jobs.add, 1, 1))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    assert worker.pid == int(frames.seen[0])
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_time_limit_kills(worker):
    frames = Frames()
    with pytest.raises(Broken, match="worker_timeout"):
        await worker.run(jobs.hang, seconds=0.5, on_frame=frames)
    assert worker.pid is None
    assert await worker.run(jobs.add, 1, 1) == 2


@pytest.mark.parametrize("job", [jobs.take, jobs.take_shared])
async def test_memory_over_budget_is_told_and_the_next_job_works(worker, job):
    with pytest.raises(Broken, match="worker_memory"):
        await worker.run(job, 700 << 20)
    assert await worker.run(jobs.take, 10 << 20) == 10 << 20


async def test_a_dead_child_is_a_crash_and_the_next_job_works(worker):
    with pytest.raises(Broken, match="worker_crashed"):
        await worker.run(jobs.crash)
    assert await worker.run(jobs.add, 1, 1) == 2


async def test_a_child_killed_between_jobs_is_replaced(worker):
    first = await worker.run(jobs.pid)
    os.kill(first, signal.SIGKILL)
    await gone(first)
    assert await worker.run(jobs.pid) != first


async def test_a_bug_is_a_crash_that_tells_the_log_where_and_no_words(worker):
    with pytest.raises(Broken, match="worker_crashed") as caught:
        await worker.run(jobs.bug, "a person's words")
    assert caught.value.detail.startswith("ValueError at ")
    assert f"{jobs.__file__}:" in caught.value.detail
    assert "words" not in caught.value.detail
    assert await worker.run(jobs.add, 1, 1) == 2


async def test_errors_of_ours_cross_as_themselves(worker):
    with pytest.raises(Refused) as refused:
        await worker.run(jobs.refuse)
    assert (refused.value.code, refused.value.params) == ("sketch_nothing", {"words": "xyzzy"})
    assert (refused.value.detail, refused.value.billed) == ("for the log", False)
    with pytest.raises(Busy) as busy:
        await worker.run(jobs.refuse_oddly, "busy")
    assert busy.value.retry_after == 3.5
    with pytest.raises(Broken, match="worker_crashed"):
        await worker.run(jobs.refuse_oddly, "spent")


async def test_no_secret_and_no_interrupt_reach_the_child(worker, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setenv("EASEL_SECRET_KEY", "secret")
    inside = await worker.run(jobs.environment)
    assert not [name for name in inside if "KEY" in name or "TOKEN" in name or name.startswith("EASEL")]
    assert await worker.run(jobs.ignores_interrupt)
    assert await worker.run(jobs.add, 1, 1) == 2


async def test_an_idle_child_is_let_go():
    worker = Worker(idle=0.01)
    pid = await worker.run(jobs.pid)
    await gone(pid)
    assert worker.pid is None
    assert await worker.run(jobs.pid) != pid
    await worker.close()


async def test_close_ends_the_child_and_can_be_repeated():
    worker = Worker()
    pid = await worker.run(jobs.pid)
    await worker.close()
    await worker.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_the_child_is_light(worker):
    assert not {"asyncio", "PIL", "numpy", "openai"} & set(await worker.run(jobs.modules))


PARENT = """
import asyncio
from engines.worker import Worker
from tests.engines import worker_jobs

async def show(frame):
    print(frame.decode(), flush=True)

if __name__ == "__main__":
    asyncio.run(Worker().run(worker_jobs.%s, on_frame=show))
"""


@pytest.mark.parametrize("job", ["hang", "hang_in_native_code"])
async def test_no_orphan_after_the_parent_is_killed(job, tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(PARENT % job)
    parent = await asyncio.create_subprocess_exec(
        sys.executable, str(script), env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE
    )
    child = int(await asyncio.wait_for(parent.stdout.readline(), PATIENCE))
    ending = asyncio.create_task(gone(child))
    parent.kill()
    await parent.wait()
    await ending
