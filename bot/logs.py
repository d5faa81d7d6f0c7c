"""Structured logs: readable on a terminal, JSON elsewhere; never a secret, and no prompt at info level."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
import structlog.typing

_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}
_SECRET = ("key", "token", "password", "secret", "authorization", "cookie")
_WORDS = frozenset({"prompt", "words", "instruction", "text"})

Event = MutableMapping[str, Any]


def configure(level: str, form: str) -> None:
    """Set up logging for the process: ``form`` is console, json, or auto by whether a terminal reads."""
    console = form == "console" or (form == "auto" and sys.stderr.isatty())
    # Plain traces: the pretty ones print local variables, and with them what people wrote.
    pretty = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    last = pretty if console else structlog.processors.JSONRenderer()
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, last],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    # Libraries log by the standard module; their chatter below warnings helps nobody at night.
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                last,
            ],
            foreign_pre_chain=shared,
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING if level != "debug" else logging.DEBUG)
    for noisy in ("httpx2", "httpcore2", "openai", "aiosqlite", "discord", "PIL", "slack_bolt", "slack_sdk"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # That libraries for voice are missing is no news: Easel speaks to nobody.
    logging.getLogger("discord.client").addFilter(lambda record: "voice will NOT" not in record.getMessage())


def _redact(_logger: Any, _method: str, event: Event) -> Event:
    for name in event:
        lowered = name.casefold()
        if any(part in lowered for part in _SECRET):
            event[name] = "(secret)"
        elif lowered in _WORDS:
            event[name] = f"({len(str(event[name]))} characters)"
    return event
