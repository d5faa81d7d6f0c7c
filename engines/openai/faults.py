"""What went wrong with a call: which engine error it is, whether it may be tried again, what it trips."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx2

from domain.errors import BadRequest, Broken, Busy, EngineError, NoAccess, Refused
from engines.openai.breaker import ACCOUNT
from engines.openai.sdk import APIConnectionError, APIError, APIResponseValidationError, APIStatusError

UNSENT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
)
"""Faults that came before the request left this machine."""

_REFUSALS = frozenset({"moderation_blocked", "content_policy_violation", "image_content_policy_violation"})
_ACCOUNT = {
    "insufficient_quota": "engine_quota",
    "billing_hard_limit_reached": "engine_billing",
    "invalid_api_key": "engine_key",
}
_PARAMS = {
    "size": "engine_bad_size",
    "mask": "engine_bad_mask",
    "image": "engine_bad_image",
    "image[]": "engine_bad_image",
    "prompt": "engine_bad_prompt",
}
_NAME = re.compile(r"[\w.\[\]/-]{1,64}", re.ASCII)
_MOST_DETAIL = 300
_MOST_WAIT = 86_400.0
_CLIENT, _CONFLICT, _SERVER = 400, 409, 500
_TELLING = frozenset({401, 403, 404, 429, 500, 502, 503, 504})
"""Answers whose message speaks of the account or the server, not of what was asked."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of the call that failed.

    ``quick``: it failed before anything can have been made. ``began``: a part of the answer had come. ``words`` and
    ``key`` are kept out of what is said of it.
    """

    model: str
    quick: bool
    began: bool
    words: str
    key: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Fault:
    """An engine error, and what follows from it.

    ``wait`` is what the vendor asked for in seconds; ``scope`` what the breaker trips, if any; ``proven`` says that
    the vendor let the call in all the same.
    """

    error: EngineError
    again: bool = False
    wait: float | None = None
    scope: str | None = None
    proven: bool = False


def fault_of(error: Exception, about: Circumstances) -> Fault:
    """Return what an exception of the SDK means. A fault that may have been billed is never tried again."""
    try:
        return _fault(error, about)
    except Exception:  # noqa: BLE001 -- the vendor's JSON stands in the SDK's errors unchecked
        return Fault(Broken("engine_garbage", billed=True, detail=f"{type(error).__name__}, not to be read"))


def named(value: object) -> str:
    """Return a vendor's code or the like where it is one, and empty where it could be anything."""
    return value if isinstance(value, str) and _NAME.fullmatch(value) else ""


def _fault(error: Exception, about: Circumstances) -> Fault:
    detail = _detail(error, about)
    if isinstance(error, APIConnectionError):
        return _connection(error, about, detail)
    if isinstance(error, APIResponseValidationError) or not isinstance(error, APIError):
        return Fault(Broken("engine_garbage", billed=True, detail=detail))
    told = _by_code(error, about, detail)
    if told is not None:
        return told
    if isinstance(error, APIStatusError):
        return _by_status(error, about, detail)
    if error.code == "rate_limit_exceeded" and not about.began:
        return Fault(Busy(detail=detail), again=True)
    return Fault(Broken("engine_broken", billed=True, detail=detail))


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds a vendor asks to wait, by ``retry-after-ms`` or ``retry-after`` (seconds or a date).

    It is a day at most, None where nothing is asked that can be read.
    """
    given = headers.get("retry-after-ms", "")
    try:
        return _within_a_day(float(given) / 1000)
    except ValueError:
        given = headers.get("retry-after", "")
    try:
        return _within_a_day(float(given))
    except ValueError:
        pass
    try:
        return _within_a_day((parsedate_to_datetime(given) - now).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None


def _within_a_day(seconds: float) -> float:
    return max(0.0, min(seconds, _MOST_WAIT))


def _connection(error: APIConnectionError, about: Circumstances, detail: str) -> Fault:
    cause = error.__cause__
    if isinstance(cause, UNSENT) and not about.began:
        return Fault(Broken("engine_unreachable", detail=detail), again=True)
    if isinstance(cause, httpx2.TimeoutException):
        return Fault(Broken("engine_timeout", billed=True, detail=detail))
    return Fault(Broken("engine_lost", billed=True, detail=detail))


def _by_code(error: APIError, about: Circumstances, detail: str) -> Fault | None:
    code = named(error.code) or named(error.type)
    if code in _REFUSALS:
        return Fault(Refused("moderation_blocked", billed=True, detail=detail), proven=True)
    if code in _ACCOUNT:
        return Fault(NoAccess(_ACCOUNT[code], detail=detail), scope=ACCOUNT)
    if code == "model_not_found":
        return Fault(NoAccess("model_gone", detail=detail, model=about.model), scope=about.model)
    return None


def _by_status(error: APIStatusError, about: Circumstances, detail: str) -> Fault:
    status, headers = error.status_code, error.response.headers
    wait, again = retry_after(headers, about.now), headers.get("x-should-retry") != "false"
    unverified = "verif" in error.message.casefold()
    denied = NoAccess("engine_unverified" if unverified else "engine_denied", detail=detail, model=about.model)
    known = {
        401: Fault(NoAccess("engine_key", detail=detail), scope=ACCOUNT),
        403: Fault(denied, scope=about.model),
        408: Fault(Broken("engine_timeout", billed=True, detail=detail)),
        413: Fault(BadRequest("engine_too_large", detail=detail)),
        429: Fault(Busy(retry_after=wait, detail=detail), again=again, wait=wait),
    }
    if status in known:
        return known[status]
    if status < _CLIENT:
        return Fault(Broken("engine_broken", detail=detail))
    if status < _SERVER and status != _CONFLICT:
        return Fault(BadRequest(_PARAMS.get(named(error.param), "engine_bad_request"), detail=detail))
    if about.quick:
        return Fault(Broken("engine_down", detail=detail), again=again, wait=wait)
    return Fault(Broken("engine_broken", billed=True, detail=detail))


def _detail(error: Exception, about: Circumstances) -> str:
    """Return what the log may know: the vendor's words only where they hold neither key nor prompt."""
    ours: list[object] = [type(error).__name__, type(error.__cause__).__name__ if error.__cause__ else ""]
    theirs: list[str] = []
    if isinstance(error, APIStatusError):
        ours.append(error.status_code)
        theirs.append(named(error.request_id))
    if isinstance(error, APIError):
        theirs += [named(error.code), named(error.type), named(error.param), _moderated(error.body)]
    if isinstance(error, APIStatusError) and error.status_code in _TELLING:
        theirs.append(error.message)
    head = about.words.strip()[:24]
    parts = [*ours, *(part for part in theirs if not head or head not in part)]
    said = " ".join(str(part) for part in parts if part)
    return (said.replace(about.key, "[key]") if about.key else said)[:_MOST_DETAIL]


def _moderated(body: object) -> str:
    if not isinstance(body, Mapping):
        return ""
    details = body.get("moderation_details")
    held = details if isinstance(details, Mapping) else body
    stage, given = named(held.get("moderation_stage")), held.get("categories", held.get("safety_violations"))
    categories = ",".join(filter(None, map(named, given))) if isinstance(given, list) else named(given)
    return f"stage={stage} categories={categories}" if stage or categories else ""
