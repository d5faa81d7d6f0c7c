"""One spawned process for heavy pure functions: one job at a time, bounded, and killed when it is cancelled."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import structlog

from domain.errors import Broken
from engines import worker_child as child

T = TypeVar("T")
log = structlog.get_logger()

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT")
_WATCH_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class _Child:
    process: subprocess.Popen[bytes]
    life: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


class Worker:
    """Runs module-level functions in one child process, in the order they were asked for.

    ``memory`` is the child's budget in bytes, ``idle`` the seconds after which an unused child is let go.
    A child starts with the first job, carries none of the parent's environment but paths and locale, and dies with
    its parent. Belongs to one event loop.
    """

    def __init__(self, *, memory: int = 1 << 30, idle: float = 120.0) -> None:
        self._memory = memory
        self._idle = idle
        self._turn = asyncio.Lock()
        self._child: _Child | None = None
        self._retiring: asyncio.TimerHandle | None = None
        self._reaping: set[asyncio.Task[None]] = set()

    @property
    def pid(self) -> int | None:
        """Return the child's process id, None while there is no child."""
        return self._child.process.pid if self._child else None

    async def run(
        self,
        function: Callable[..., T],
        *args: object,
        seconds: float = 60.0,
        on_frame: Callable[[bytes], Awaitable[None]] | None = None,
    ) -> T:
        """Return ``function(*args)``, computed in the child.

        With ``on_frame`` the function is called with one more argument, ``emit(bytes)``; each frame is awaited in order.
        An EaselError raised there is raised here. Raise Broken with worker_timeout after ``seconds`` of running,
        worker_memory over the budget, worker_crashed where the child died or raised anything else.
        Cancelling a running job kills the child; the next job gets a new one.
        """
        job = await asyncio.to_thread(pickle.dumps, (function, args, on_frame is not None), pickle.HIGHEST_PROTOCOL)
        async with self._turn:
            if self._retiring is not None:
                self._retiring.cancel()
                self._retiring = None
            if self._child is not None and self._child.process.poll() is not None:
                self._let_go()
            watch: asyncio.Task[None] | None = None
            over = asyncio.Event()
            whole = False
            try:
                async with asyncio.timeout(seconds):
                    current = self._child or await self._start()
                    watch = asyncio.create_task(self._watch(current.process.pid, over))
                    kind, data = await self._converse(current, job, on_frame)
                whole = kind not in (child.MEMORY, b"") and not over.is_set()
            except TimeoutError:
                raise Broken("worker_timeout", detail=f"over {seconds:g} s") from None
            finally:
                if watch is not None:
                    watch.cancel()
                if whole:
                    self._retiring = asyncio.get_running_loop().call_later(self._idle, self._let_go)
                else:
                    self._let_go()
        result: T = await self._answer(kind, data, over=over.is_set())
        return result

    async def close(self) -> None:
        """Kill the child, if there is one, and wait until it is gone. A later job would start another."""
        self._let_go()
        while self._reaping:
            await asyncio.gather(*self._reaping)

    async def _answer(self, kind: bytes, data: bytes, *, over: bool) -> Any:
        if kind == child.DONE:
            return await asyncio.to_thread(pickle.loads, data)
        if kind == child.TOLD:
            raise child.unpack_error(data)
        if over or kind == child.MEMORY:
            log.warning("worker_memory", budget=self._memory)
            raise Broken("worker_memory", detail=f"over {self._memory} bytes")
        detail = data.decode(errors="replace") or "the child died"
        log.warning("worker_crashed", last_line=detail.strip().rpartition("\n")[2].partition(":")[0])
        raise Broken("worker_crashed", detail=detail)

    async def _converse(
        self, current: _Child, job: bytes, on_frame: Callable[[bytes], Awaitable[None]] | None
    ) -> tuple[bytes, bytes]:
        """Return the last message's kind and bytes; an empty kind where the child died."""
        try:
            current.writer.write(child.HEADER.pack(child.JOB, len(job)))
            current.writer.write(job)
            await current.writer.drain()
            while True:
                kind, size = child.HEADER.unpack(await current.reader.readexactly(child.HEADER.size))
                data = await current.reader.readexactly(size)
                if kind != child.FRAME:
                    return kind, data
                if on_frame is not None:
                    await on_frame(data)
        except (asyncio.IncompleteReadError, ConnectionError):
            return b"", b""

    async def _start(self) -> _Child:
        ours, theirs = socket.socketpair()
        life_read, life_write = os.pipe()
        command = [sys.executable, "-P", "-m", child.__name__]
        command += [str(theirs.fileno()), str(life_read), str(self._memory)]
        opening = asyncio.get_running_loop().run_in_executor(None, _spawn, command, (theirs.fileno(), life_read))
        try:
            process = await asyncio.shield(opening)
        except asyncio.CancelledError:
            process = await opening
            process.kill()
            await asyncio.to_thread(process.wait)
            os.close(life_write)
            ours.close()
            raise
        except OSError as error:
            os.close(life_write)
            ours.close()
            raise Broken("worker_crashed", detail=str(error)) from error
        finally:
            theirs.close()
            os.close(life_read)
        ours.setblocking(False)
        reader, writer = await asyncio.open_connection(sock=ours)
        self._child = _Child(process, life_write, reader, writer)
        return self._child

    async def _watch(self, pid: int, over: asyncio.Event) -> None:
        """Kill the child when its resident memory passes the budget: the kernel's limit leaves out some kinds."""
        while True:
            await asyncio.sleep(_WATCH_SECONDS)
            if await asyncio.to_thread(_resident, pid) > self._memory and self._child is not None:
                over.set()
                self._child.process.kill()
                return

    def _let_go(self) -> None:
        if self._retiring is not None:
            self._retiring.cancel()
            self._retiring = None
        gone, self._child = self._child, None
        if gone is None:
            return
        gone.process.kill()
        gone.writer.close()
        os.close(gone.life)
        reaping = asyncio.get_running_loop().create_task(_reap(gone))
        self._reaping.add(reaping)
        reaping.add_done_callback(self._reaping.discard)


def _spawn(command: list[str], fds: tuple[int, ...]) -> subprocess.Popen[bytes]:
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join(str(Path(path).absolute()) for path in sys.path)
    environment["PYTHONHASHSEED"] = "0"
    return subprocess.Popen(  # noqa: S603 -- our own interpreter and module
        command,
        env=environment,
        pass_fds=fds,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def _resident(pid: int) -> int:
    """Return a process's resident bytes; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


async def _reap(gone: _Child) -> None:
    with contextlib.suppress(OSError):
        await gone.writer.wait_closed()
    await asyncio.to_thread(gone.process.wait)
