"""Shortcuts: "Edit this image" and "Save to library" on a message, "Create an image" from anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import structlog

from bot.platforms.slack.calls import URL_SECONDS, Origin, event_id, files_of, made, uploads_of
from bot.platforms.slack.core import Core
from bot.platforms.slack.installations import Installation
from bot.platforms.slack.pending import Pending
from bot.platforms.slack.people import Raw, called, place_of, seat_of
from bot.platforms.slack.pictured import pictured
from bot.platforms.slack.reactions import author, is_human, saving
from bot.platforms.slack.reception import NOTHING, Reception, Taken, Unwelcome
from bot.platforms.slack.views import About
from bot.platforms.slack.where import thread_key
from bot.platforms.slack.windows import Windows
from domain.call import Call
from domain.people import Place

log = structlog.get_logger()

EDIT_IMAGE, SAVE_IMAGE, CREATE_IMAGE = "edit_image", "save_image", "create_image"
SAVING = "saving"
"""How what "Save to library" asks is asked."""

_MOST_UPLOADS = 4


class Shortcuts:
    """Takes shortcuts in: saving is done at once, the others open a modal."""

    def __init__(self, core: Core, reception: Reception, windows: Windows) -> None:
        self._core = core
        self._reception = reception
        self._windows = windows

    async def take(self, body: Raw, context: Mapping[str, Any], home: Installation) -> Taken:
        """Open what a shortcut is for."""
        origin = self._origin(body, context, home)
        refused = self._reception.refusal(origin.seat)
        if refused is not None:
            return Taken(after=lambda: self._reception.teller.tell(origin, refused))
        trigger = str(body.get("trigger_id") or "")
        match body.get("callback_id"):
            case "create_image":
                about = About.of(origin, self._core.vault, "imagine")
                return Taken(after=lambda: self._windows.form(trigger, origin, about))
            case "edit_image":
                return Taken(after=lambda: self._edit(body, trigger, origin))
            case "save_image":
                return await self._save(body, replace(origin, how=SAVING))
            case _:
                return NOTHING

    async def resume(self, call: Call, pending: Pending, origin: Origin) -> Call | None:
        """Complete what is to be saved, claimed by a process that has gone; None where there is nothing."""
        complete = partial(self._saving, origin=origin)
        return await self._reception.resume(call, origin, complete, loud=pending.loud)

    async def _save(self, body: Raw, origin: Origin) -> Taken:
        """Put a message's pictures into the library: Easel's own, else those that a person sent."""
        channel: Raw = body.get("channel") or {}
        message: Raw = body.get("message") or {}
        uploads = uploads_of(files_of(message)[:_MOST_UPLOADS], origin.seat) if is_human(message) else ()
        sender = str(message.get("user") or "")
        call = made(
            origin,
            self._core.vault,
            id=event_id(str(body.get("trigger_id") or "")),
            command="save",
            place=place_of(origin.channel, str(channel.get("name") or "")),
            received_at=self._core.clock(),
            locale=self._reception.locale(origin.seat),
            options={"author": sender} if uploads and sender != origin.seat.person.user_id else {},
            uploads=uploads,
        )
        busy = Taken(after=lambda: self._reception.refuse(origin, "slack.busy"))
        return await self._reception.accept(call, origin, partial(self._saving, origin=origin), busy=busy)

    async def _saving(self, call: Call, origin: Origin) -> Call:
        """Return the call with who asks, and what is to be saved. Raise Unwelcome where there is no picture."""
        call = await self._reception.look(call, origin)
        if call.uploads:
            options = await author(self._core, origin.seat, {"user": call.text("author")})
            return saving(replace(call, options=options), call.uploads)
        post = await pictured(self._core.posts, call.person.team.id, origin.channel, origin.reply)
        if post is None:
            raise Unwelcome("slack.no_picture")
        return replace(call, shown=post.pictures, place=replace(call.place, thread_id=post.thread))

    async def _edit(self, body: Raw, trigger: str, origin: Origin) -> None:
        """Ask what is to change in a message's picture: Easel's own, else any that it has."""
        channel: Raw = body.get("channel") or {}
        place = place_of(origin.channel, str(channel.get("name") or ""))
        try:
            about = await self._about(body.get("message") or {}, origin, place)
        except Exception as error:  # noqa: BLE001 -- the trigger ends in seconds: there is no time to try again
            log.warning("slack_shortcut_failed", error=type(error).__name__)
            await self._reception.refuse(origin, "slack.busy")
            return
        if about is None:
            await self._reception.refuse(origin, "slack.no_picture")
            return
        await self._windows.ask(trigger, origin, about)

    async def _about(self, message: Raw, origin: Origin, place: Place) -> About | None:
        team, vault = origin.seat.person.team.id, self._core.vault
        thread = thread_key(origin.channel, origin.root)
        post = await self._core.posts.at(team, origin.channel, origin.reply)
        if post is not None and post.pictures:
            home = Place(place.channel_id, place.channel_name, place.private, post.thread or thread)
            return About.of(origin, vault, "edit", place=home, target=post.pictures[0])
        uploads = uploads_of(files_of(message)[:_MOST_UPLOADS], origin.seat)
        if not uploads:
            return None
        if await self._core.posts.thread(team, thread) is not None:
            # In a thread that has pictures an upload were a mere reference, and it can be bound only once.
            origin = _at_channel(origin)
        return About.of(origin, vault, "edit", place=place).with_files(uploads)

    def _origin(self, body: Raw, context: Mapping[str, Any], home: Installation) -> Origin:
        channel: Raw = body.get("channel") or {}
        message: Raw = body.get("message") or {}
        id_, ts = str(channel.get("id") or ""), str(body.get("message_ts") or message.get("ts") or "")
        return Origin(
            seat_of(body, context, home, name=called(body)),
            "modal",
            id_,
            root=str(message.get("thread_ts") or ts),
            reply=ts,
            url=str(body.get("response_url") or ""),
            until=self._core.clock().timestamp() + URL_SECONDS,
            public=None if not id_ else not place_of(id_, str(channel.get("name") or "")).private,
            fresh=bool(ts) and not message.get("thread_ts"),
        )


def _at_channel(origin: Origin) -> Origin:
    return Origin(origin.seat, origin.how, origin.channel, url=origin.url, until=origin.until, public=origin.public)
