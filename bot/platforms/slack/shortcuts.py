"""Shortcuts: "Edit this image" on a message, and "Create an image" from anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog

from bot.platforms.slack.calls import URL_SECONDS, Origin, files_of, uploads_of
from bot.platforms.slack.core import Core
from bot.platforms.slack.installations import Installation
from bot.platforms.slack.people import Raw, called, place_of, seat_of
from bot.platforms.slack.reception import NOTHING, Reception, Taken
from bot.platforms.slack.views import About
from bot.platforms.slack.where import thread_key
from bot.platforms.slack.windows import Windows
from domain.people import Place

log = structlog.get_logger()

EDIT_IMAGE, CREATE_IMAGE = "edit_image", "create_image"

_MOST_UPLOADS = 4


class Shortcuts:
    """Takes shortcuts in: each opens a modal."""

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
            case _:
                return NOTHING

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
