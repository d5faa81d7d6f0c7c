"""DBOS: the one place that knows it. It tells stories durably; caps, money and what a job's state is are ours."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import structlog
from dbos import (
    DBOS,
    DBOSClient,
    DBOSConfig,
    DBOSPortableJSONSerializer,
    SetWorkflowID,
    StepOptions,
    _workflow_commands,
)

from bot.jobs.deliver import deliver
from bot.jobs.faults import point
from bot.jobs.kit import Kit, Pace, running
from bot.jobs.make import make
from bot.jobs.story import tell
from bot.jobs.traces import Known, Trace
from domain.errors import EaselError

log = structlog.get_logger()

NAME = "easel"
QUEUE = "jobs"
WORKFLOW = "story"
# A story is tied to the version it began under. Raise it only where steps change incompatibly, after draining.
VERSION = "jobs-1"
_THREADS = 32
_CONNECTIONS = 10
_SEPARATOR = "~"
_ASKED_AT_ONCE = 100
_MOST_FORGOTTEN = 500
_SELDOM = 20.0
_SUBSECONDS = (3, 42)
"""The SQLite from which on ``unixepoch('subsec')`` is known; Debian 12 has an older one, whatever Python runs there."""


_KNOWN = {"ENQUEUED": Known.QUEUED, "DELAYED": Known.QUEUED, "PENDING": Known.BEGUN}
"""Every other status is an end to DBOS: SUCCESS, ERROR, CANCELLED, MAX_RECOVERY_ATTEMPTS_EXCEEDED."""


class StepBrokeError(Exception):
    """A step failed in a way that must not be written down: its text may hold what a person wrote."""


@DBOS.workflow(name=WORKFLOW)
async def story(job_id: str) -> None:
    """Tell the story of a job with each step kept."""
    kit = running()
    await tell(kit, _durably(kit), job_id)


class App:
    """A process that tells stories. One at a time in a process, on the loop that launches it."""

    def __init__(self, url: str, pace: Pace, worker_id: str, *, queued: bool) -> None:
        self._url = url
        self._queued = queued
        self._pace = pace
        self._worker_id = worker_id

    async def launch(self) -> None:
        """Bring DBOS's tables up to date and begin to take stories from the queue."""
        if self._url.startswith("sqlite"):
            await asyncio.to_thread(_write_ahead, self._url)
        _quiet()
        self._launch()
        await DBOS.register_queue_async(QUEUE, polling_interval_sec=self._polling, on_conflict="always_update")

    @property
    def _polling(self) -> float:
        # Who begins its own stories finds in the queue only those that a crash left, and asks the less often: this is
        # most of what an idle process does.
        return self._pace.queue if self._queued else 4 * self._pace.queue

    def _launch(self) -> None:
        config: DBOSConfig = {
            "name": NAME,
            "system_database_url": self._url,
            "application_version": VERSION,
            "executor_id": self._worker_id,
            "serializer": DBOSPortableJSONSerializer(),
            "max_executor_threads": _THREADS,
            "sys_db_pool_size": _CONNECTIONS,
            "log_level": "WARNING",
            # Closing waits for it.
            "notification_listener_polling_interval_sec": 2 * self._pace.queue,
        }
        if self._url.startswith("sqlite") and sqlite3.sqlite_version_info < _SUBSECONDS:
            config["db_engine_kwargs"] = {"connect_args": {"factory": _OldSQLite}}
        _calm(DBOS(config=config))
        # On this thread and not another: DBOS runs stories on the loop it is launched on.
        DBOS.launch()

    async def begin(self, job_id: str, tellings: int = 0) -> None:
        """Begin a story here and now, or put it on the queue for any worker; where it is known, do nothing."""
        point("before:begin_story")
        with SetWorkflowID(workflow_id(job_id, tellings)):
            if self._queued:
                await DBOS.enqueue_workflow_async(QUEUE, story, job_id)
            else:
                await DBOS.start_workflow_async(story, job_id)
        point("after:begin_story")

    async def resume(self, workflow_ids: list[str]) -> None:
        """Put begun stories back on our queue: whoever told them is dead, or writes nothing from here on."""
        # By the queue's name: DBOS's own queue for resumed stories is polled once a second.
        await DBOS.resume_workflows_async(workflow_ids, queue_name=QUEUE)

    async def traces(self, job_ids: Collection[str]) -> Mapping[str, Trace]:
        """Return the latest telling of each of these jobs that DBOS knows."""
        return await _traces(DBOS.list_workflows_async, job_ids)

    async def forget(self, before: datetime) -> int:
        """Delete what DBOS kept of stories that were over by then; return how many they were."""
        old = await DBOS.list_workflows_async(
            status="SUCCESS",
            completed_before=before.isoformat(),
            limit=_MOST_FORGOTTEN,
            load_input=False,
            load_output=False,
        )
        if old:
            await DBOS.delete_workflows_async([each.workflow_id for each in old])
        return len(old)

    async def close(self) -> None:
        """Take no more stories and let go of the database; what is not finished is resumed by another process."""
        # DBOS has made its threads the loop's own, and ends them here.
        own = ThreadPoolExecutor(thread_name_prefix="easel")
        loop = asyncio.get_running_loop()
        loop.set_default_executor(own)
        await loop.run_in_executor(own, lambda: DBOS.destroy(workflow_completion_timeout_sec=0))


class Client:
    """A process that only puts stories on the queue."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._client: DBOSClient | None = None

    async def launch(self) -> None:
        """Bring DBOS's tables up to date, since a face may come up before any worker."""
        _quiet()
        await asyncio.to_thread(DBOS.migrate, self._url)
        self._client = await asyncio.to_thread(
            lambda: DBOSClient(
                system_database_url=self._url,
                serializer=DBOSPortableJSONSerializer(),
                application_name=NAME,
                # A kick comes again soon; a thread that waits for the database would not come back for minutes.
                retry_connection_errors=False,
            )
        )

    async def begin(self, job_id: str, tellings: int = 0) -> None:
        """Put a story on the queue for any worker; where it is known, do nothing."""
        known = workflow_id(job_id, tellings)
        await self._launched().enqueue_async(
            {"workflow_name": WORKFLOW, "queue_name": QUEUE, "workflow_id": known, "app_version": VERSION}, job_id
        )

    async def traces(self, job_ids: Collection[str]) -> Mapping[str, Trace]:
        """Return the latest telling of each of these jobs that DBOS knows."""
        return await _traces(self._launched().list_workflows_async, job_ids)

    async def close(self) -> None:
        """Let go of the database."""
        if self._client is not None:
            await asyncio.to_thread(self._client.destroy)

    def _launched(self) -> DBOSClient:
        if self._client is None:
            raise RuntimeError("not launched")
        return self._client


async def _traces(list_workflows: Callable[..., Awaitable[Any]], job_ids: Collection[str]) -> dict[str, Trace]:
    found: dict[str, Trace] = {}
    ids = list(job_ids)
    for start in range(0, len(ids), _ASKED_AT_ONCE):
        some = ids[start : start + _ASKED_AT_ONCE]
        for each in await list_workflows(workflow_id_prefix=some, load_input=False, load_output=False):
            job_id, _, number = each.workflow_id.partition(_SEPARATOR)
            trace = Trace(
                each.workflow_id, _KNOWN.get(each.status, Known.OVER), each.executor_id or "", int(number or 0)
            )
            if job_id not in found or found[job_id].tellings < trace.tellings:
                found[job_id] = trace
    return found


def workflow_id(job_id: str, tellings: int) -> str:
    """Return the id of a job's nth telling; the first is the job's own."""
    return f"{job_id}{_SEPARATOR}{tellings}" if tellings else job_id


def _durably(kit: Kit) -> Callable[..., Awaitable[None]]:
    pace = kit.pace

    async def step(function: Callable[..., Awaitable[None]], job_id: str, *more: str) -> None:
        tries = 0

        async def run() -> None:
            nonlocal tries
            tries += 1
            began, outcome = perf_counter(), "failed"
            try:
                await function(kit, job_id, *more)
                outcome = "ok"
            except EaselError:
                raise
            except Exception as error:
                if function is deliver and tries < pace.tell_tries:
                    # A platform that is not ready yet, or away: it mostly passes.
                    log.warning("step_tried_again", step=function.__name__, job=job_id, error=type(error).__name__)
                else:
                    log.exception("step_broke", step=function.__name__, job=job_id)
                raise StepBrokeError(type(error).__name__) from None
            finally:
                kit.watch.staged(job_id, function.__name__, outcome, perf_counter() - began)

        # It waits for the storage and for its engine by itself.
        options: StepOptions = {"name": function.__name__}
        if function is deliver:
            options |= {
                "retries_allowed": True,
                "interval_seconds": pace.tell_first,
                "backoff_rate": 2.0,
                "max_attempts": pace.tell_tries,
            }
        elif function is not make:
            options |= {
                "retries_allowed": True,
                "interval_seconds": 0.5,
                "backoff_rate": 1.5,
                "max_attempts": 24,
                "should_retry": _passes,
            }
        await DBOS.run_step_async(options, run)
        point(f"kept:{function.__name__}")

    return step


def _passes(error: BaseException) -> bool:
    return isinstance(error, EaselError) and error.retried


class _OldSQLite(sqlite3.Connection):
    """A connection to an SQLite that cannot tell fractions of seconds, which DBOS asks of it from Python 3.12 on."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.create_function("unixepoch", -1, lambda *_: time.time())


def _write_ahead(url: str) -> None:
    """Put the file into write-ahead mode, which stays: DBOS does not, and is half as fast under load."""
    path = Path(url.removeprefix("sqlite:///"))
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


class _Handler(logging.Handler):
    """Passes DBOS's warnings on by what they are about: it prints a whole traceback for each cancelled story."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log a record without the values in it."""
        error = record.exc_info[0] if record.exc_info else None
        if error is StepBrokeError and record.levelno == logging.WARNING:
            # The step has said so itself, and what broke it.
            return
        level: Any = log.warning if record.levelno >= logging.WARNING else log.debug
        message = record.getMessage().partition("\n")[0].partition("[SQL")[0][:200]
        level("dbos", message=message, error=None if error is None else error.__name__)


def _calm(app: DBOS) -> None:
    """Have DBOS look seldom for what we never give it: delays, deadlines, and work on its own queue.

    It has no settings for these, and they are most of what an idle process does.
    """
    _workflow_commands._BACKGROUND_JOBS_INTERVAL_SEC = _SELDOM  # noqa: SLF001 -- see above
    app._registry.get_internal_queue()._polling_interval_sec = _SELDOM  # noqa: SLF001 -- see above


def _quiet() -> None:
    logger = logging.getLogger("dbos")
    # DBOS adds a handler of its own where it finds none.
    logger.handlers[:] = [_Handler()]
    logger.propagate = False
    logger.setLevel(logging.WARNING)
