"""The one error tree. Each class answers: who hears of it, is it retried, is it charged.

::

    EaselError
    ├── AskError            what was asked cannot be done      person     no     never
    │   ├── BadInput        the words, options or files        person     no     never
    │   ├── NotFound        what is meant is not there         person     no     never
    │   ├── NotAllowed      this person may not                person     no     never
    │   └── QuotaSpent      nothing left today                 person     no     never
    ├── EngineError         what performs operations failed    person     -      -
    │   ├── Busy            try later                          person     yes    never
    │   ├── Refused         the engine will not draw this      person     no     maybe
    │   ├── BadRequest      the engine did not understand      person     no     never
    │   ├── NoAccess        key, billing or permission         operator   no     never
    │   └── Broken          anything else on its side          person     no     maybe
    └── StorageError        what remembers failed              operator   -      never
        ├── StorageFull     no room on the disk or the bucket  operator   no     maybe
        └── StorageBusy     locked or gone for a moment        operator   yes    never

Engines raise only ``EngineError``. An error carries a ``code``, the key of its words in the
catalogue, and ``params`` that fill them; ``detail`` is for the log and never shown.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import ClassVar

_MIB = 1024 * 1024


class Hears(Enum):
    """Who is told of an error in words."""

    PERSON = "person"
    OPERATOR = "operator"


class Charge(Enum):
    """Whether an error can leave a charge behind."""

    NEVER = "never"
    MAYBE = "maybe"


class EaselError(Exception):
    """Something that Easel can explain to a person."""

    hears: ClassVar[Hears] = Hears.PERSON
    retried: ClassVar[bool] = False
    charge: ClassVar[Charge] = Charge.NEVER

    def __init__(self, code: str, *, detail: str = "", **params: str | float) -> None:
        super().__init__(f"{code} {params}" if params else code)
        self.code = code
        self.detail = detail
        self.params = params


class AskError(EaselError):
    """What was asked cannot be done; the person is told how to ask instead."""


class BadInput(AskError):
    """The words, an option or a file cannot be used."""


def too_many_bytes(name: str, size: int, most: int) -> BadInput:
    """Return the refusal of a file that has more bytes than are taken, with both in megabytes."""
    tenths = -(-size * 10 // _MIB)
    said = str(tenths // 10) if tenths % 10 == 0 else f"{tenths / 10:.1f}"
    return BadInput("image_too_large_bytes", name=name, size_mb=said, limit_mb=most // _MIB)


class NotFound(AskError):
    """What is meant is not there, or this person may not see it."""


class NotAllowed(AskError):
    """The person may not do this here."""


class QuotaSpent(AskError):
    """Not enough is left of today's quota; ``renews_at`` is UTC, ``words`` are what was asked for, not to be lost."""

    def __init__(self, *, limit: int, left: int, asked: int, renews_at: datetime, words: str = "") -> None:
        code = "quota_spent" if left else "quota_none"
        super().__init__(code, limit=limit, left=left, asked=asked, renews_at=renews_at.isoformat())
        self.renews_at = renews_at
        self.words = words


class EngineError(EaselError):
    """An engine failed. ``billed`` says that the vendor may have billed the call."""

    def __init__(self, code: str, *, detail: str = "", billed: bool = False, **params: str | float) -> None:
        super().__init__(code, detail=detail, **params)
        self.billed = billed


class Busy(EngineError):
    """The engine asks to be tried again, ``retry_after`` seconds from now if it said so."""

    retried = True

    def __init__(self, code: str = "engine_busy", *, retry_after: float | None = None, detail: str = "") -> None:
        super().__init__(code, detail=detail)
        self.retry_after = retry_after


class Refused(EngineError):
    """The engine will not draw this: its safety system, or nothing in the words it can draw."""

    charge = Charge.MAYBE


class BadRequest(EngineError):
    """The engine did not accept the request as it was put."""


class NoAccess(EngineError):
    """The engine's key, billing or permission does not allow this; the operator must act."""

    hears = Hears.OPERATOR


class Broken(EngineError):
    """The engine answered with a fault, nonsense, or not at all."""

    charge = Charge.MAYBE


class StorageError(EaselError):
    """What remembers failed."""

    hears = Hears.OPERATOR


class StorageFull(StorageError):
    """There is no room left for bytes."""

    charge = Charge.MAYBE

    def __init__(self, detail: str = "") -> None:
        super().__init__("storage_full", detail=detail)


class StorageBusy(StorageError):
    """The database is locked or gone for a moment."""

    retried = True

    def __init__(self, detail: str = "") -> None:
        super().__init__("storage_busy", detail=detail)
