"""Memory once everything is imported and open: what stays for ever is not looked at again, what was freed goes back."""

from __future__ import annotations

import ctypes
import gc


def settle() -> None:
    """Give freed memory back to the system, and spare the collector what stays until the end; at the end of start-up.

    Without it a full collection stops the event loop for as long as it takes to look at every module.
    """
    gc.collect()
    gc.freeze()
    # Only glibc has it: elsewhere the allocator gives back by itself, or not at all.
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
