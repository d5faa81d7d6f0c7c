"""The workflow step: a prompt, a channel and a person become a job, whose end ends the step."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import structlog

from bot.platforms.slack.calls import Origin, made
from bot.platforms.slack.core import Core
from bot.platforms.slack.errors import SlackError
from bot.platforms.slack.installations import Installation
from bot.platforms.slack.people import Raw, seat_of
from bot.platforms.slack.reception import NOTHING, Reception, Taken, Unwelcome
from bot.platforms.slack.words import plain
from domain.call import Call
from domain.people import Place

log = structlog.get_logger()

STEP = "imagine_generate"
"""The step's callback id."""

_CHANNEL, _USER = re.compile(r"[CDG][A-Z0-9]{2,}"), re.compile(r"[UW][A-Z0-9]{2,}")


class Steps:
    """Takes runs of the step in."""

    def __init__(self, core: Core, reception: Reception) -> None:
        self._core = core
        self._reception = reception

    async def take(self, body: Raw, context: Mapping[str, Any], home: Installation) -> Taken:
        """Have a step's picture made; a step that cannot be done fails in plain words."""
        event: Raw = body["event"]
        if (event.get("function") or {}).get("callback_id") != STEP:
            return NOTHING
        inputs: Raw = event.get("inputs") or {}
        execution = str(event.get("function_execution_id") or "")
        prompt, channel, user = (str(inputs.get(each) or "") for each in ("prompt", "channel_id", "user_id"))
        origin = Origin(seat_of(body, context, home, user=user), "step", channel, execution=execution)
        if not execution:
            return NOTHING
        if not (_CHANNEL.fullmatch(channel) and _USER.fullmatch(user)):
            return Taken(after=lambda: self._fail(origin, "slack.step_inputs"))
        call = made(
            origin,
            self._core.vault,
            id=f"slack:{execution}",
            command="imagine",
            place=Place(channel, private=True),
            received_at=self._core.clock(),
            locale=self._reception.locale(origin.seat),
            words=plain(prompt),
        )

        async def complete(claimed: Call) -> Call:
            try:
                return await self._reception.look(claimed, origin)
            except Unwelcome as error:
                await self._fail(origin, error.key)
                raise

        return await self._reception.accept(call, origin, complete, busy=None)

    async def _fail(self, origin: Origin, key: str) -> None:
        say = self._core.saying(self._reception.locale(origin.seat))
        try:
            await self._core.api.call(
                origin.seat.home.id,
                "functions.completeError",
                function_execution_id=origin.execution,
                error=say(key),
            )
        except SlackError as error:
            log.warning("slack_step_not_ended", team=origin.seat.home.id, error=error.code)
