"""Memory once everything is imported and open: what stays for ever is not looked at again, what was freed goes back."""

from __future__ import annotations

import ctypes
import gc

_MMAP_THRESHOLD = -3
_LARGE = 1024 * 1024
"""Bytes from which on something has pages of its own, which go back as soon as it is freed.

By itself glibc raises this to the largest it has seen freed, 32 MB at most: pictures then lie among what lives longer,
in a heap for each thread, none of which shrinks.
"""


def settle() -> None:
    """Give freed memory back to the system, and spare the collector what stays until the end; at the end of start-up.

    Without it a full collection stops the event loop for as long as it takes to look at every module.
    """
    gc.collect()
    gc.freeze()
    # Only glibc has them: elsewhere the allocator gives back by itself, or not at all.
    libc = ctypes.CDLL(None)
    trim, option = getattr(libc, "malloc_trim", None), getattr(libc, "mallopt", None)
    if trim is not None:
        trim(0)
    if option is not None:
        option(_MMAP_THRESHOLD, _LARGE)
