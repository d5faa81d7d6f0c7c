"""Each message once: what was begun is noted before it is done, and what may have been done is looked for."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

import structlog

from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.errors import Denied, Gone, Misfit, Outside, SlackError, Unsure
from bot.platforms.slack.limits import check
from bot.platforms.slack.where import thread_key
from bot.ports import Notes, Post, Posts
from domain.clock import Clock

log = structlog.get_logger()

METADATA = "easel"
_SETTLED = 10.0
"""Seconds after which what another process began to post is there, or never will be."""
_REFUSED = "-"
"""Starts the note of what was begun and certainly not posted."""
_EARLIER = 300.0
"""How far Slack's clock may be behind ours, in seconds."""
_WINDOWS = (30.0, 900.0)
"""How long after it was begun a post may have been made, in seconds, where it had to wait for its turn: likely, at most."""
_PAGES, _PAGE = 10, 200
_TRIES = 3


class Unsettled(SlackError):
    """Another process may be posting this just now: to be tried again soon."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What a message is to be: for which event, in which role, in which channel and thread, of whose team.

    ``team`` is whose token speaks; ``thread`` is the thread's root, empty for a message of the channel itself.
    """

    event: str
    role: str
    team: str
    team_id: str
    channel: str
    thread: str = ""


class Journal:
    """Posts messages, each slot once, whoever else tries to."""

    def __init__(self, api: SlackApi, posts: Posts, notes: Notes, clock: Clock) -> None:
        self._api = api
        self._posts = posts
        self._notes = notes
        self._clock = clock
        self._turns: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()
        self._begun: set[str] = set()

    async def post(
        self,
        slot: Slot,
        message: Mapping[str, Any],
        *,
        final: bool,
        pictures: tuple[str, ...] = (),
        thread: str | None = None,
    ) -> Post:
        """Return the slot's message, posted now if it was not before; ``thread`` is kept with it, its own by default.

        One that was only promised (it has no id, and is not final) is posted now.

        Raise Misfit where the message is refused as it is, Unsettled where somebody else may be at it, and what else
        Slack answers.
        """
        turn = self._turns.setdefault((slot.event, slot.role), asyncio.Lock())
        async with turn:
            found = await self._posts.find(slot.event, slot.role)
            if found is not None and (found.message_id or found.final):
                return found
            ts = await self._before(slot, await self._notes.read(_key(slot)) or "") or await self._now(slot, message)
            own = thread_key(slot.channel, slot.thread or ts)
            post = Post(
                slot.team_id,
                slot.channel,
                ts,
                slot.event,
                slot.role,
                thread or own,
                pictures,
                final=final,
                owner=slot.team,
            )
            await self._posts.keep(post)
            self._begun.discard(_key(slot))
            return post

    async def _before(self, slot: Slot, begun: str) -> str:
        """Return the ts of what was posted and never kept, empty where there is none and this process may post it."""
        key = _key(slot)
        now = self._clock().timestamp()
        since = float(begun) if begun and not begun.startswith(_REFUSED) else None
        if since is not None and key not in self._begun and now - since < _SETTLED:
            raise Unsettled("chat.postMessage", "begun_elsewhere")
        # Of all who find it like this at this time, one goes on; whoever dies here leaves it to the next while.
        if not await self._notes.once(f"{key}@{begun}@{now // _SETTLED:.0f}"):
            raise Unsettled("chat.postMessage", "begun_elsewhere")
        return "" if since is None else await self._look(slot, since)

    async def _now(self, slot: Slot, message: Mapping[str, Any]) -> str:
        try:
            check(message)
        except ValueError as error:
            raise Misfit("chat.postMessage", "too_much", [str(error)]) from None
        key = _key(slot)
        since = self._clock().timestamp()
        self._begun.add(key)
        try:
            await self._notes.write(key, f"{since:.3f}")
            return await self._tried(slot, message, since)
        except Unsure:
            raise
        except SlackError:
            # It was refused, or never came there: nothing to look for.
            self._begun.discard(key)
            await self._notes.write(key, f"{_REFUSED}{since:.3f}")
            raise

    async def _tried(self, slot: Slot, message: Mapping[str, Any], since: float) -> str:
        about = {"event_type": METADATA, "event_payload": {"event": slot.event, "role": slot.role}}
        for tried in range(_TRIES):
            try:
                answer = await self._api.call(
                    slot.team,
                    "chat.postMessage",
                    channel=slot.channel,
                    thread_ts=slot.thread or None,
                    metadata=about,
                    unfurl_links=False,
                    unfurl_media=False,
                    **message,
                )
                return str(answer["ts"])
            except Unsure:
                await self._api.watch.sleep(1.0 + tried)
                if found := await self._look(slot, since):
                    return found
                if tried + 1 == _TRIES:
                    raise
        raise AssertionError("unreachable")

    async def _look(self, slot: Slot, since: float) -> str:
        """Return the ts of our message of this slot, as Slack has it; empty where there is none.

        Around the time when it was begun, whatever has been said since: first where it likely is.
        """
        oldest = since - _EARLIER
        try:
            for window in _WINDOWS:
                if found := await self._found(slot, oldest, since + window):
                    log.info("slack_post_adopted", event_id=slot.event, role=slot.role)
                    return found
                oldest = since + window
        except (Gone, Denied, Outside) as error:
            # Where nothing can be read a message twice is better than none.
            log.info("slack_look_refused", event_id=slot.event, error=error.code)
        return ""

    async def _found(self, slot: Slot, oldest: float, latest: float) -> str:
        method = "conversations.replies" if slot.thread else "conversations.history"
        cursor: str | None = None
        for _ in range(_PAGES):
            page = await self._api.call(
                slot.team,
                method,
                channel=slot.channel,
                ts=slot.thread or None,
                oldest=f"{oldest:.6f}",
                latest=f"{latest:.6f}",
                include_all_metadata=True,
                limit=_PAGE,
                cursor=cursor,
            )
            found = next((each for each in page.get("messages") or () if _is(each, slot)), None)
            if found is not None:
                return str(found["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
            if cursor is None:
                break
        return ""


def _key(slot: Slot) -> str:
    return f"slack:post:{slot.role}:{slot.event}"


def _is(message: Mapping[str, Any], slot: Slot) -> bool:
    about = message.get("metadata") or {}
    payload = about.get("event_payload") or {}
    ours = about.get("event_type") == METADATA and bool(message.get("bot_id"))
    return ours and payload.get("event") == slot.event and payload.get("role") == slot.role
