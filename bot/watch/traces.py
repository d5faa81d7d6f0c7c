"""Which traces a process writes: none, unless somebody collects them."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote

from bot.watch.watcher import Traces


@dataclass(frozen=True, slots=True)
class Collector:
    """Where traces are sent, and who says it sends them. ``headers`` may hold a secret."""

    endpoint: str
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    service: str = "easel"
    version: str = ""
    instance: str = ""


def traces_for(collector: Collector) -> Traces | None:
    """Return what writes traces, None where there is no endpoint."""
    if not collector.endpoint:
        return None
    # The library takes ten megabytes, which nobody pays for who does not collect traces.
    from bot.watch.otlp import OtlpTraces  # noqa: PLC0415

    return OtlpTraces(collector)


def headers_of(text: str) -> dict[str, str]:
    """Return the headers of ``name=value,name=value``, values as in an address. Raise ValueError for anything else."""
    found: dict[str, str] = {}
    for part in filter(None, (each.strip() for each in text.split(","))):
        name, equals, value = part.partition("=")
        if not equals or not name.strip():
            raise ValueError("name=value, with a comma between two")
        found[name.strip().lower()] = unquote(value.strip())
    return found
