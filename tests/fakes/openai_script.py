"""What a test may have the fake OpenAI do, and what it remembers of a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.fakes.openai_rules import Part

FAULTS: dict[str, tuple[int, str | None, str, str]] = {
    "rate_limit": (429, "rate_limit_exceeded", "requests", "Rate limit reached for images per minute."),
    "insufficient_quota": (429, "insufficient_quota", "insufficient_quota", "You exceeded your current quota."),
    "billing_limit": (
        400,
        "billing_hard_limit_reached",
        "invalid_request_error",
        "Billing hard limit has been reached.",
    ),
    "unauthorized": (401, "invalid_api_key", "invalid_request_error", "Incorrect API key provided."),
    "unverified": (403, None, "invalid_request_error", "Your organization must be verified to use the model."),
    "denied": (403, "unsupported_country_region_territory", "request_forbidden", "Country not supported."),
    "too_slow": (408, None, "invalid_request_error", "Request timeout."),
    "conflict": (409, None, "invalid_request_error", "Conflict."),
    "model_gone": (404, "model_not_found", "invalid_request_error", "The model does not exist."),
    "too_large": (413, None, "invalid_request_error", "Request entity too large."),
    "unprocessable": (422, None, "invalid_request_error", "Unprocessable entity."),
    "moderation_blocked": (
        400,
        "moderation_blocked",
        "image_generation_user_error",
        "Your request was rejected by the safety system.",
    ),
    "user_error": (400, "invalid_value", "image_generation_user_error", "Invalid value."),
    "server_error": (500, "server_error", "server_error", "The server had an error."),
    "overloaded": (503, "server_error", "server_error", "The engine is overloaded."),
}


@dataclass(frozen=True)
class Step:
    """What the next call meets.

    ``kind`` is ``ok``, a key of FAULTS, or one of: hang, close, cut, stall (after the partials, until ``release``),
    no_completed, stream_error (``early``: before any partial), garbage,
    bad_base64, truncated, bomb, other_size, opaque, no_usage, no_data, html, redirect, url, flagged.
    ``seconds`` and ``held`` (until ``release``) come before it; ``code`` is that of a stream_error,
    ``stage`` and ``categories`` of moderation, ``url`` where the picture is said to be.
    """

    kind: str = "ok"
    seconds: float = 0
    held: bool = False
    retry_after: str | None = None
    retry_after_ms: str | None = None
    code: str = "server_error"
    early: bool = False
    stage: str = "output"
    categories: tuple[str, ...] = ("violence",)
    url: str = ""


@dataclass(frozen=True)
class Seen:
    """A request as it arrived."""

    route: str
    fields: dict[str, Any]
    files: tuple[tuple[str, str, str, int], ...] = ()
    parts: tuple[Part, ...] = ()


CATEGORIES = (
    *("harassment", "harassment/threatening", "hate", "hate/threatening", "illicit", "illicit/violent"),
    *("self-harm", "self-harm/instructions", "self-harm/intent"),
    *("sexual", "sexual/minors", "violence", "violence/graphic"),
)
