"""One spawned process for heavy pure functions: one job at a time, bounded, and killed when it is cancelled."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import signal
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import structlog

from domain.errors import Broken, EaselError
from engines import worker_child, worker_wire
from engines.worker_sandbox import shield
from engines.worker_types import fit, returned
from engines.worker_wire import CRASH, DONE, FRAME, HEADER, JOB, MEMORY, TOLD, Garbled

__all__ = ["Worker", "shield"]

T = TypeVar("T")
log = structlog.get_logger()

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT")
_WATCH_SECONDS = 0.1
_KINDS = (FRAME, DONE, TOLD, MEMORY, CRASH)
_MOST_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class _Child:
    process: subprocess.Popen[bytes]
    life: int
    channel: socket.socket


@dataclass(frozen=True, slots=True)
class _Job:
    pickled: bytes
    returns: Any
    on_frame: Callable[[bytes], Awaitable[None]] | None


class Worker:
    """Runs module-level functions in one child process, in the order they were asked for.

    ``memory`` is the child's budget in bytes, ``idle`` the seconds after which an unused child is let go.
    A child starts with the first job, carries none of the parent's environment but paths and locale, is confined as
    ``worker_sandbox`` says, and dies with its parent. It is not trusted: what it answers is plain data, held against
    the type that the function says it returns. Belongs to one event loop.
    """

    def __init__(self, *, memory: int = 1 << 30, idle: float = 120.0) -> None:
        self._memory = memory
        self._idle = idle
        self._turn = asyncio.Lock()
        self._child: _Child | None = None
        self._retiring: asyncio.TimerHandle | None = None
        self._reaping: set[asyncio.Task[int]] = set()

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

        Its return annotation is what comes back; see ``worker_types.fit`` for what can. With ``on_frame`` the function
        is called with one more argument, ``emit(bytes)``; each frame is awaited in order. BadInput, Busy, Refused,
        BadRequest and Broken raised there are raised here. Raise Broken with worker_timeout after ``seconds`` of
        running, worker_memory over the budget, worker_crashed where the child died, raised anything else or answered
        with anything else. Cancelling a running job kills the child; the next job gets a new one.
        """
        parts, returns = (function, args, on_frame is not None), returned(function)
        async with self._turn:
            # Not before: threads do not end in the order in which they were begun.
            pickled = await asyncio.to_thread(pickle.dumps, parts, pickle.HIGHEST_PROTOCOL)
            job = _Job(pickled, returns, on_frame)
            if self._retiring is not None:
                self._retiring.cancel()
                self._retiring = None
            if self._child is not None and not _silent(self._child.channel):
                self._let_go()
            watch: asyncio.Task[None] | None = None
            over = asyncio.Event()
            whole = False
            try:
                async with asyncio.timeout(seconds):
                    current = self._child or await self._start()
                    watch = asyncio.create_task(self._watch(current.process.pid, over))
                    kind, answer = await self._converse(current, job)
                whole = kind in (DONE, TOLD) and not over.is_set()
            except TimeoutError:
                raise Broken("worker_timeout", detail=f"over {seconds:g} s") from None
            finally:
                if watch is not None:
                    watch.cancel()
                if whole:
                    self._retiring = asyncio.get_running_loop().call_later(self._idle, self._let_go)
                else:
                    self._let_go()
        if kind == DONE:
            result: T = answer
            return result
        raise self._error(kind, answer, over=over.is_set())

    async def close(self) -> None:
        """Kill the child, if there is one, and wait until it is gone. A later job would start another."""
        self._let_go()
        while self._reaping:
            await asyncio.gather(*self._reaping)

    def _error(self, kind: bytes, answer: Any, *, over: bool) -> EaselError:
        if kind == TOLD:
            error: EaselError = answer
            return error
        if over or kind == MEMORY:
            log.warning("worker_memory", budget=self._memory)
            return Broken("worker_memory", detail=f"over {self._memory} bytes")
        log.warning("worker_crashed", reason=answer)
        return Broken("worker_crashed", detail=answer)

    async def _converse(self, current: _Child, job: _Job) -> tuple[bytes, Any]:
        """Return the last message's kind and what it says; an empty kind where the child died or made no sense."""
        loop, channel = asyncio.get_running_loop(), current.channel
        try:
            await loop.sock_sendall(channel, HEADER.pack(JOB, len(job.pickled)))
            await loop.sock_sendall(channel, job.pickled)
            return await _answer(channel, job)
        except Garbled as error:
            return b"", f"garbled: {worker_wire.line(str(error))}"
        except (EOFError, ConnectionError):
            return b"", "the child died"

    async def _start(self) -> _Child:
        ours, theirs = socket.socketpair()
        life_read, life_write = os.pipe()
        command = [sys.executable, "-P", "-m", worker_child.__name__]
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
        self._child = _Child(process, life_write, ours)
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
        if gone.process.returncode is None:
            # Its group: whatever it has started goes with it.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(gone.process.pid, signal.SIGKILL)
        gone.channel.close()
        os.close(gone.life)
        reaping = asyncio.get_running_loop().create_task(asyncio.to_thread(gone.process.wait))
        self._reaping.add(reaping)
        reaping.add_done_callback(self._reaping.discard)


def _silent(channel: socket.socket) -> bool:
    """Return whether the child lives and has said nothing that it was not asked for."""
    try:
        channel.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


async def _answer(channel: socket.socket, job: _Job) -> tuple[bytes, Any]:
    """Hand on the frames of a job; return the kind of what follows them and what it says. Raise as ``_message`` does."""
    for _ in range(worker_wire.MOST_FRAMES + 1):
        kind, value, blobs = await _message(channel)
        if kind != FRAME:
            return kind, _read(kind, value, blobs, job.returns)
        if job.on_frame is None or len(blobs) != 1:
            raise Garbled("a frame")
        await job.on_frame(blobs[0])
    raise Garbled("too many frames")


async def _message(channel: socket.socket) -> tuple[bytes, Any, list[bytes]]:
    """Receive one message: its kind, its value and its byte strings. Raise Garbled, or EOFError where it ends early."""
    kind, size = HEADER.unpack_from(await _receive(channel, HEADER.size))
    if kind not in _KINDS or size > worker_wire.MOST_TEXT:
        raise Garbled("header")
    sizes, value = worker_wire.unpack(await _receive(channel, size))
    return kind, value, [bytes(await _receive(channel, size)) for size in sizes]


async def _receive(channel: socket.socket, size: int) -> bytearray:
    loop, data = asyncio.get_running_loop(), bytearray(size)
    at, view = 0, memoryview(data)
    while at < size:
        got = await loop.sock_recv_into(channel, view[at : at + _MOST_AT_ONCE])
        if not got:
            raise EOFError
        at += got
        # What is there already is taken without a pause: a child that never stops must not stop the loop.
        await asyncio.sleep(0)
    return data


def _read(kind: bytes, value: Any, blobs: list[bytes], returns: Any) -> Any:
    """Return what an answer says: the result, the error told, or for the log why there is none."""
    if kind == DONE:
        return fit(value, blobs, returns)
    if kind == TOLD:
        return worker_wire.unpack_error(value)
    return worker_wire.line(value) if isinstance(value, str) else ""


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
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _resident(pid: int) -> int:
    """Return a process's resident bytes; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0
