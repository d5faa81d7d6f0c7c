"""Stars that people put under messages: each is a wish that nothing is said about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import structlog

from bot.platforms.slack.calls import Origin, event_id, files_of, made, uploads_of
from bot.platforms.slack.core import Core
from bot.platforms.slack.installations import Installation
from bot.platforms.slack.pending import Pending
from bot.platforms.slack.people import DIRECT, Raw, Seat, seat_of
from bot.platforms.slack.pictured import listed, pictured
from bot.platforms.slack.reception import NOTHING, Reception, Taken, Unwelcome
from bot.platforms.slack.where import thread_key
from domain.call import Call, OptionValue, Upload
from domain.people import Place

log = structlog.get_logger()

STARS = frozenset({"star", "star2", "glowing_star"})
"""The emoji that star a picture."""
REACTION = "reaction"
"""How what they ask is asked."""

_COMMANDS = {"reaction_added": "star", "reaction_removed": "unstar"}
_SYSTEM = "USLACKBOT"
_MOST_UPLOADS = 4
_PAGE = 15


class Reactions:
    """Takes stars in: of a picture of Easel's, or of a person's picture, which is saved by that."""

    def __init__(self, core: Core, reception: Reception) -> None:
        self._core = core
        self._reception = reception

    async def take(self, body: Raw, context: Mapping[str, Any], home: Installation) -> Taken:
        """Have a star counted, or taken back; whatever else people put under messages is their own business."""
        event: Raw = body["event"]
        item: Raw = event.get("item") or {}
        user, channel, ts = (str(each or "") for each in (event.get("user"), item.get("channel"), item.get("ts")))
        starred = event.get("reaction") in STARS and item.get("type") == "message"
        if not starred or not channel or not ts or user in {"", home.bot_user, _SYSTEM}:
            return NOTHING
        origin = Origin(seat_of(body, context, home, user=user), REACTION, channel, reply=ts)
        if self._reception.refusal(origin.seat) is not None:
            return NOTHING
        here = thread_key(channel, ts)
        call = made(
            origin,
            self._core.vault,
            id=_id(body),
            command=_COMMANDS[str(event["type"])],
            # Those of one message in the order in which they came.
            place=Place(channel, DIRECT if channel.startswith("D") else "", private=True, thread_id=here),
            received_at=self._core.clock(),
            locale=self._reception.locale(origin.seat),
            # Until it is known which picture that is, it is none.
            options={"reaction": True, "target": here},
        )
        complete = partial(self._completed, origin=origin)
        pending = Pending.of(origin, loud=False)
        return await self._reception.accept(call, origin, complete, busy=None, pending=pending)

    async def resume(self, call: Call, pending: Pending, origin: Origin) -> Call | None:
        """Complete a star that was claimed by a process that has gone; None where it is of no picture."""
        complete = partial(self._completed, origin=origin)
        return await self._reception.resume(call, origin, complete, loud=pending.loud)

    async def _completed(self, call: Call, origin: Origin) -> Call:
        """Return the call with who it is and what the message shows. Raise Unwelcome where that is nothing of theirs."""
        call = await self._reception.look(call, origin)
        profile = self._core.people.known(origin.seat)
        if profile is not None and profile.bot:
            raise Unwelcome
        post = await pictured(self._core.posts, call.person.team.id, origin.channel, origin.reply)
        if post is not None:
            if listed(post):
                raise Unwelcome
            first, *others = (_of(call, each, post.thread) for each in post.pictures)
            for number, each in enumerate(others, start=1):
                await self._also(replace(each, id=f"{call.id}:{number}"))
            return first
        if call.command != "star":
            raise Unwelcome
        return await self._saving(call, origin)

    async def _also(self, call: Call) -> None:
        """Have another picture of the same message starred; the same one again changes nothing."""
        if await self._core.dispatch.claim(call):
            self._core.dispatch.run(call)

    async def _saving(self, call: Call, origin: Origin) -> Call:
        """Return the call that saves the pictures of a person's message."""
        message = await self._message(origin)
        uploads = uploads_of(files_of(message)[:_MOST_UPLOADS], origin.seat) if is_human(message) else ()
        if not uploads:
            raise Unwelcome
        options = {"reaction": True, **await author(self._core, origin.seat, message)}
        return saving(replace(call, command="save", options=options), uploads)

    async def _message(self, origin: Origin) -> Raw:
        """Return the message as Slack has it; the event tells which one it is alone."""
        page = await self._core.api.call(
            origin.seat.home.id,
            "conversations.replies",
            channel=origin.channel,
            ts=origin.reply,
            oldest=origin.reply,
            latest=origin.reply,
            inclusive=True,
            limit=_PAGE,
            **origin.seat.scope,
        )
        found: Raw = next((each for each in page.get("messages") or () if each.get("ts") == origin.reply), {})
        return found


def is_human(message: Raw) -> bool:
    """Return whether a message is a person's own."""
    return bool(message.get("user")) and not message.get("bot_id") and message.get("user") != _SYSTEM


async def author(core: Core, seat: Seat, message: Raw) -> dict[str, OptionValue]:
    """Return who sent a message, where that is not who asks, as the options of what saves its pictures."""
    user = str(message.get("user") or "")
    if user in {"", seat.person.user_id}:
        return {}
    profile = await core.people.profile(replace(seat, person=replace(seat.person, user_id=user, name=user)))
    return {"author": user, "author_name": user if profile is None else profile.name}


def saving(call: Call, uploads: tuple[Upload, ...]) -> Call:
    """Return the call about pictures of a person's: they are the channel's, whatever thread they stand in."""
    return replace(call, uploads=uploads, place=replace(call.place, thread_id=None))


def _of(call: Call, picture_id: str, thread: str | None) -> Call:
    options = {**call.options, "target": picture_id}
    return replace(call, options=options, place=replace(call.place, thread_id=thread))


def _id(body: Raw) -> str:
    event, item = body["event"], body["event"]["item"]
    if body.get("event_id"):
        return f"slack:{body['event_id']}"
    marks = (event["type"], event["user"], event["reaction"], item["channel"], item["ts"], event.get("event_ts"))
    return event_id(":".join(str(each) for each in marks))
