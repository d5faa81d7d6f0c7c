"""What time it is elsewhere: the Date of every answer that a vendor gave while a set-up was examined."""

from __future__ import annotations

from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from types import SimpleNamespace

import aiohttp

from bot.ports import Finding
from domain.clock import Clock

MOST_OFF = timedelta(seconds=60)
"""How far this machine's clock may be off. Slack's signatures are refused at five minutes."""

_PART = "clock"


class Dates:
    """Hears the Date header of answers and compares it with this machine's clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ahead: dict[str, timedelta] = {}

    def heard(self, vendor: str, date: str | None) -> None:
        """Take a header as it came from a vendor just now."""
        try:
            there = parsedate_to_datetime(date or "")
        except ValueError:
            return
        there = there if there.tzinfo else there.replace(tzinfo=UTC)
        self._ahead[vendor] = self._clock() - there

    def trace(self, vendor: str) -> aiohttp.TraceConfig:
        """Return what listens to a session's answers."""

        async def ended(
            _session: aiohttp.ClientSession, _context: SimpleNamespace, params: aiohttp.TraceRequestEndParams
        ) -> None:
            self.heard(vendor, params.response.headers.get("date"))

        trace = aiohttp.TraceConfig()
        trace.on_request_end.append(ended)
        return trace

    def findings(self) -> tuple[Finding, ...]:
        """Return what is found of the clock; nothing where no vendor answered, since then nobody knows."""
        if not self._ahead:
            return ()
        # Whoever agrees best with us: a vendor's own clock, or a proxy's, can be off too.
        vendor, ahead = min(self._ahead.items(), key=lambda each: abs(each[1]))
        if abs(ahead) <= MOST_OFF:
            return (Finding(_PART, "clock_ok", good=True, params={"vendor": vendor}),)
        way = "ahead" if ahead > timedelta() else "behind"
        params = {"seconds": f"{abs(ahead).total_seconds():.0f}", "way": way, "vendor": vendor}
        return (Finding(_PART, "clock_off", good=False, params=params),)
