"""Cards with pictures as messages, with what is left to do where Slack refuses them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog

from bot.platforms.slack.albums import Album, Albums
from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.draw import Drawn, draw, title_for
from bot.platforms.slack.errors import Denied, Gone, Misfit, Outside
from bot.platforms.slack.files import NoFiles
from bot.platforms.slack.journal import Journal, Slot
from bot.platforms.slack.rooms import Rooms
from bot.platforms.slack.where import Where
from bot.ports import Post, Say
from domain.card import Card, Shown

log = structlog.get_logger()

_FRESH = (1.0, 2.0, 4.0)
"""Seconds to wait before a message is tried again whose file Slack does not know well enough yet."""

_NO_THREAD = frozenset({"thread_not_found", "invalid_thread_ts", "message_not_found", "cannot_reply_to_message"})
_CLOSED_THREAD = frozenset({"restricted_action_thread_locked", "restricted_action_non_threadable_channel"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """A card to be posted, with all that is drawn around it."""

    card: Card
    say: Say
    mention: str = ""
    notes: tuple[str, ...] = ()
    thread: str | None = None
    final: bool = True


class Poster:
    """Posts a card once: as it should be, else its pictures as plain files and the rest as a message."""

    def __init__(self, api: SlackApi, journal: Journal, albums: Albums, rooms: Rooms) -> None:
        self._api = api
        self._rooms = rooms
        self._journal = journal
        self._albums = albums

    async def reach(self, where: Where, slot: Slot, sheet: Sheet, *, public: bool) -> Post:
        """Return the card's message: in its thread, or in the channel where the thread takes nothing any more.

        A ``public`` channel is joined first where need be. Raise Outside where Easel may not speak.
        """
        return await self._rooms.enter(where, lambda: self._reached(where, slot, sheet), public=public)

    async def _reached(self, where: Where, slot: Slot, sheet: Sheet) -> Post:
        try:
            return await self.post(where, slot, sheet)
        except (Gone, Denied) as error:
            if error.code not in _NO_THREAD | _CLOSED_THREAD or not slot.thread:
                raise
            log.info("slack_thread_lost", event_id=where.event, error=error.code)
            return await self.post(where, replace(slot, thread=""), sheet)

    async def post(self, where: Where, slot: Slot, sheet: Sheet) -> Post:
        """Return the card's message. Raise what Slack answers where it takes no message there at all."""
        album = await self._albums.bring(where, sheet.card, sheet.say)
        apart = album.unready
        try:
            if apart and slot.thread:
                await self._share(where, slot.channel, slot.thread, apart, sheet)
            post = await self._whole(slot, sheet, album)
        except Misfit as error:
            log.warning("slack_blocks_refused", event_id=where.event, error=error.code, messages=error.messages)
            refused = tuple(each.shown for each in album.pictures)
            if slot.thread:
                await self._share(where, slot.channel, slot.thread, refused, sheet)
            apart = (*apart, *refused)
            post = await self._less(slot, sheet, album)
        if apart and not slot.thread:
            await self._share(where, post.channel_id, post.message_id, apart, sheet)
        return post

    async def _whole(self, slot: Slot, sheet: Sheet, album: Album) -> Post:
        drawn = self._drawn(sheet, album, pictures=True)
        for pause in (*_FRESH, None):
            try:
                return await self._journaled(slot, sheet, drawn.payload)
            except Misfit as error:
                if pause is None or not error.of_a_file:
                    raise
            await self._api.watch.sleep(pause)
        raise AssertionError("unreachable")

    async def _less(self, slot: Slot, sheet: Sheet, album: Album) -> Post:
        drawn = self._drawn(sheet, album, pictures=False)
        try:
            return await self._journaled(slot, sheet, drawn.payload)
        except Misfit:
            return await self._journaled(slot, sheet, drawn.bare)

    def _drawn(self, sheet: Sheet, album: Album, *, pictures: bool) -> Drawn:
        return draw(
            sheet.card,
            sheet.say,
            pictures=album.pictures if pictures else (),
            mention=sheet.mention,
            notes=(*sheet.notes, *album.notes),
            link=album.link,
        )

    async def _journaled(self, slot: Slot, sheet: Sheet, payload: Mapping[str, Any]) -> Post:
        shown = tuple(each.picture_id for each in sheet.card.pictures)
        return await self._journal.post(slot, payload, final=sheet.final, pictures=shown, thread=sheet.thread)

    async def _share(self, where: Where, channel: str, root: str, shown: tuple[Shown, ...], sheet: Sheet) -> None:
        """Share pictures as files of a thread; what cannot be shared stays in the library."""
        try:
            await self._albums.share(where, shown, channel, root, title_for(sheet.card))
        except (NoFiles, Denied, Gone, Outside) as error:
            log.warning("slack_file_not_shared", event_id=where.event, error=error.code)
