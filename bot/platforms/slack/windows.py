"""Opening modals: a trigger is good for seconds and once, so they are opened before anything else is done."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping

import structlog

from bot.platforms.slack.calls import Origin
from bot.platforms.slack.core import Core
from bot.platforms.slack.draw import Drawn
from bot.platforms.slack.errors import SlackError
from bot.platforms.slack.limits import Json
from bot.platforms.slack.people import Seat
from bot.platforms.slack.reception import Reception
from bot.platforms.slack.views import About, ask, form, window
from bot.ports import Say

log = structlog.get_logger()

_MEET_SECONDS = 0.8
_PREFERRED_SECONDS = 0.3


class Windows:
    """Opens modals, and says so where Slack does not."""

    def __init__(self, core: Core, reception: Reception) -> None:
        self._core = core
        self._reception = reception

    async def form(self, trigger: str, origin: Origin, about: About) -> None:
        """Open the form of a command with every option."""
        spec = self._core.specs[about.command]
        preferred = await self._preferred(origin.seat)
        await self._open(trigger, origin, lambda say: form(spec, about, say, preferred))

    async def ask(self, trigger: str, origin: Origin, about: About) -> None:
        """Open the window that asks for the words that a command's button wants."""
        asks = self._core.specs[about.command].asks
        await self._open(trigger, origin, lambda say: ask(asks, about, say))

    async def wait(self, trigger: str, origin: Origin) -> str:
        """Open a window in which something is answered in a moment, and return its id; empty where that cannot be."""
        seat = origin.seat
        say = self._core.saying(self._reception.locale(seat))
        view = window("", Drawn(say("slack.wait")), say)
        try:
            opened = await self._core.api.call(seat.home.id, "views.open", trigger_id=trigger, view=view, **seat.scope)
        except SlackError as error:
            log.info("slack_window_not_opened", team=seat.home.id, error=error.code)
            return ""
        return str((opened.get("view") or {}).get("id") or "")

    async def _open(self, trigger: str, origin: Origin, draw: Callable[[Say], Json]) -> None:
        seat = origin.seat
        await self._meet(seat)
        refused = self._reception.refusal(seat)
        if refused is not None:
            await self._reception.teller.tell(origin, refused)
            return
        view = draw(self._core.saying(self._reception.locale(seat)))
        try:
            await self._core.api.call(seat.home.id, "views.open", trigger_id=trigger, view=view, **seat.scope)
        except SlackError as error:
            log.warning("slack_window_not_opened", team=seat.home.id, error=error.code, messages=error.messages)
            await self._reception.refuse(origin, "slack.window_late")

    async def _preferred(self, seat: Seat) -> Mapping[str, str]:
        """Return what holds for a person where they say nothing, if that is known quickly."""
        if self._core.preferred is None:
            return {}
        try:
            async with asyncio.timeout(_PREFERRED_SECONDS):
                return await self._core.preferred(seat.person)
        except Exception as error:  # noqa: BLE001 -- a form is as good without
            log.info("slack_preferences_unknown", error=type(error).__name__)
            return {}

    async def _meet(self, seat: Seat) -> None:
        """Learn who asks, if that is quick: the trigger does not wait."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_MEET_SECONDS):
                await self._core.people.profile(seat)
