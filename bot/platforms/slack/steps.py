"""The workflow step: a prompt, a channel and a person become a job, whose end ends the step."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import structlog

from bot.platforms.slack.calls import Origin, made
from bot.platforms.slack.core import Core
from bot.platforms.slack.errors import PASSING, SlackError
from bot.platforms.slack.installations import Installation
from bot.platforms.slack.pending import Pending
from bot.platforms.slack.people import Raw, seat_of
from bot.platforms.slack.reception import NOTHING, Complete, Reception, Taken, Unwelcome
from bot.platforms.slack.words import plain
from domain.call import Call
from domain.people import Place

log = structlog.get_logger()

STEP = "imagine_generate"
"""The step's callback id."""

_PAGES, _PAGE = 10, 200
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
        seat = seat_of(body, context, home, user=user)
        # The event is from whoever runs the workflow; of the person whom it names it tells nothing.
        origin = Origin(replace(seat, stranger=None), "step", channel, execution=execution)
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

        return await self._reception.accept(call, origin, self._complete(origin), busy=None)

    async def resume(self, call: Call, pending: Pending, origin: Origin) -> Call | None:
        """Complete a run that was claimed by a process that has gone; None where it is refused."""
        return await self._reception.resume(call, origin, self._complete(origin), loud=pending.loud)

    def _complete(self, origin: Origin) -> Complete:
        async def complete(claimed: Call) -> Call:
            try:
                found = await self._reception.look(claimed, origin)
                await self._belongs(origin, private=found.place.private)
            except Unwelcome as error:
                await self._fail(origin, error.key)
                raise
            # Whoever made the workflow named them: they have not asked for anything themselves.
            return replace(found, person=replace(found.person, administrator=False))

        return complete

    async def _belongs(self, origin: Origin, *, private: bool) -> None:
        """Raise Unwelcome where the person is in no channel like that: of a private one only its members speak."""
        if not private:
            return
        seat, cursor = origin.seat, ""
        for _ in range(_PAGES):
            try:
                page = await self._core.api.call(
                    seat.home.id,
                    "conversations.members",
                    channel=origin.channel,
                    limit=_PAGE,
                    cursor=cursor or None,
                    **seat.scope,
                )
            except PASSING:
                raise
            except SlackError as error:
                log.info("slack_members_unknown", team=seat.home.id, error=error.code)
                break
            if seat.person.user_id in (page.get("members") or ()):
                return
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
        raise Unwelcome("slack.step_channel")

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
