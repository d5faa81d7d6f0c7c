"""Easel's Bolt app: everything is taken in by one middleware before Bolt acknowledges it, and nothing lacks a listener."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import uuid4

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack.calls import Origin
from bot.platforms.slack.commands import Commands
from bot.platforms.slack.core import Core
from bot.platforms.slack.events import Messages
from bot.platforms.slack.home import Home
from bot.platforms.slack.installations import Installation, NotYet
from bot.platforms.slack.interactions import Interactions
from bot.platforms.slack.leaving import Leaving
from bot.platforms.slack.manifest import EVENTS
from bot.platforms.slack.pending import Pending
from bot.platforms.slack.people import Raw, seat_of
from bot.platforms.slack.reactions import REACTION, Reactions
from bot.platforms.slack.reception import NOTHING, Reception, Taken
from bot.platforms.slack.shortcuts import SAVING, Shortcuts
from bot.platforms.slack.steps import Steps
from bot.platforms.slack.where import Where
from bot.platforms.slack.windows import Windows
from domain.call import Call

log = structlog.get_logger()

_TAKEN = "easel_taken"
_ANYTHING = re.compile(".*", re.DOTALL)
_LEAVING = frozenset({"app_uninstalled", "tokens_revoked"})

Take = Callable[[Raw, Mapping[str, Any], Installation], Awaitable[Taken]]


Resume = Callable[[Call, Pending, Origin], Awaitable[Call | None]]


class Door:
    """Where everything from Slack comes in. Nothing it does raises: what goes wrong is logged, and the asker told."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._reception = Reception(core)
        windows = Windows(core, self._reception)
        self._messages = messages = Messages(core, self._reception)
        interactions = Interactions(core, self._reception, windows)
        shortcuts = Shortcuts(core, self._reception, windows)
        self._leaving = Leaving(core)
        self._command = Commands(core, self._reception, windows).take
        steps = Steps(core, self._reception)
        reactions = Reactions(core, self._reception)
        self._resumes: Mapping[str, Resume] = {
            "message": messages.resume,
            "step": steps.resume,
            REACTION: reactions.resume,
            SAVING: shortcuts.resume,
        }
        self._resume: Resume = interactions.resume
        self._events: Mapping[str, Take] = {
            "message": messages.take,
            "app_mention": messages.take,
            "app_home_opened": Home(core, self._reception).take,
            "function_executed": steps.take,
            "reaction_added": reactions.take,
            "reaction_removed": reactions.take,
            "subteam_updated": self._regrouped,
            "subteam_members_changed": self._regrouped,
        }
        self._interactions: Mapping[str, Take] = {
            "block_actions": interactions.press,
            "view_submission": interactions.submit,
            "block_suggestion": interactions.complete,
            "shortcut": shortcuts.take,
            "message_action": shortcuts.take,
        }

    async def take(self, body: Raw, context: Mapping[str, Any]) -> Taken:
        """Take in whatever has arrived; what it returns is how it is acknowledged."""
        event = body.get("event")
        try:
            if isinstance(event, Mapping) and event.get("type") in _LEAVING:
                return self._leaving.take(context)
            home = await self._home(context)
            if home is None:
                return self._told(body, "slack.not_installed")
            return await self._take(event, body)(body, context, home)
        except NotYet:
            return Taken(again=True) if event is not None else self._told(body, "slack.busy")
        except Exception as error:  # noqa: BLE001 -- a person waits, and other events must not suffer
            return self._broken(body, error)

    async def resume(self, call: Call) -> Call | None:
        """Complete a call that was claimed by a process that has gone; None where it is not to be answered.

        Raise NotYet where it is not known yet where Easel is installed.
        """
        where = Where.of(call.answer_to)
        home = await self._core.installed.find(where.team, where.team, whole=where.team.startswith("E"))
        if home is None:
            return None
        pending = Pending.read(call.pending)
        resume = self._resumes.get(where.how, self._resume)
        return await resume(call, pending, pending.origin(call, home, self._core.vault))

    async def finish(self, seconds: float) -> None:
        """Finish what was taken in."""
        await self._reception.finish(seconds)
        await self._core.people.close()

    def begin(self, taken: Taken) -> None:
        """Do what comes after the acknowledgement."""
        if taken.after is not None:
            self._reception.later(_done(taken.after))

    async def _regrouped(self, body: Raw, context: Mapping[str, Any], home: Installation) -> Taken:
        """Ask anew who is in which user group, when somebody wants to know."""
        self._core.people.regrouped(seat_of(body, context, home))
        return NOTHING

    def _take(self, event: object, body: Raw) -> Take:
        if isinstance(event, Mapping):
            return self._events.get(str(event.get("type")), _nothing)
        if "command" in body:
            return self._command
        return self._interactions.get(str(body.get("type")), _nothing)

    async def _home(self, context: Mapping[str, Any]) -> Installation | None:
        return await self._core.installed.find(
            str(context.get("enterprise_id") or ""),
            str(context.get("team_id") or ""),
            whole=bool(context.get("is_enterprise_install")),
        )

    def _broken(self, body: Raw, error: Exception) -> Taken:
        incident = uuid4().hex
        log.error("slack_event_failed", incident=incident, exc_info=error)
        if "event" in body:
            return Taken(again=True)
        return self._told(body, "slack.unexpected", incident=incident)

    def _told(self, body: Raw, key: str, **params: object) -> Taken:
        """Return the acknowledgement that says why nothing happens, as far as one can say anything."""
        text = self._core.saying("en")(key, **params)
        if "command" in body:
            return Taken(ack={"text": text})
        if body.get("type") == "view_submission":
            blocks = (body.get("view") or {}).get("blocks") or ()
            field = next((each.get("block_id") for each in blocks if each.get("type") == "input"), None)
            return Taken(ack={"response_action": "errors", "errors": {field: text}}) if field else NOTHING
        return Taken(ack={"options": []}) if body.get("type") == "block_suggestion" else NOTHING


def make_app(core: Core, client: AsyncWebClient, signing_secret: str) -> tuple[AsyncApp, Door]:
    """Return the app, and the door behind it."""
    door = Door(core)
    app = AsyncApp(
        name="easel",
        logger=_quiet_logger(),
        client=client,
        authorize=_authorize,
        signing_secret=signing_secret,
        # What is posted to us is verified before it gets here.
        request_verification_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )

    async def take(
        body: dict[str, Any],
        context: AsyncBoltContext,
        next: Callable[[], Awaitable[None]],  # noqa: A002 -- Bolt's name
    ) -> BoltResponse | None:
        taken = await door.take(body, context)
        if taken.again:
            return BoltResponse(status=503, body="")
        context[_TAKEN] = taken
        await next()
        return None

    async def heard(context: AsyncBoltContext) -> None:
        door.begin(context[_TAKEN])

    async def answer(context: AsyncBoltContext) -> None:
        taken: Taken = context[_TAKEN]
        await context.ack(**taken.ack)
        door.begin(taken)

    app.use(take)
    for name in sorted(set(EVENTS.values())):
        app.event(name)(heard)
    # Whatever else somebody lets Slack send us is acknowledged, too.
    app.event(_ANYTHING)(heard)
    app.command(_ANYTHING)(answer)
    app.action(_ANYTHING)(answer)
    app.view(_ANYTHING)(answer)
    app.options(_ANYTHING)(answer)
    app.shortcut(_ANYTHING)(answer)
    return app, door


async def _authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    """Return what Bolt wants to have: who is installed is looked up by the door, which needs no token."""
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)


async def _nothing(body: Raw, context: Mapping[str, Any], home: Installation) -> Taken:
    del body, context, home
    return NOTHING


async def _done(after: Callable[[], Awaitable[None]]) -> None:
    await after()


def _quiet_logger() -> logging.Logger:
    """Return a logger for Bolt that lets errors through, and nothing of what people say."""
    logger = logging.getLogger("easel.slack")
    logger.setLevel(logging.ERROR)
    return logger
