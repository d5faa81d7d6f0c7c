"""Ending an examination in bounded time, whatever it has met."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

_THREADS = 32
_GRACE = 1.0


def finish(examination: Coroutine[Any, Any, bool]) -> int:
    """Run an examination and return the exit code.

    A thread that hangs, in a folder whose server is gone or in a look-up of a name, cannot be stopped and would keep
    the process from ending: where one is left, the process ends here.
    """
    loop = asyncio.new_event_loop()
    # More than the machine's cores would give: some of them may hang.
    loop.set_default_executor(ThreadPoolExecutor(_THREADS, thread_name_prefix="doctor"))
    code = 0 if loop.run_until_complete(examination) else 1
    until = time.monotonic() + _GRACE
    loop.close()
    for thread in threading.enumerate():
        if thread.name.startswith("doctor"):
            thread.join(max(0.0, until - time.monotonic()))
            if thread.is_alive():
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
    return code
