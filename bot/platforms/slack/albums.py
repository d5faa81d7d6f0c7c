"""A card's pictures, and its file, on their way into a message."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakValueDictionary

import structlog

from bot.platforms.slack.draw import Picture, gathers, title_for
from bot.platforms.slack.errors import Gone
from bot.platforms.slack.files import (
    MOST,
    MOST_SHARED,
    TYPES,
    Label,
    NoFiles,
    Share,
    SlackFiles,
    Unprocessed,
    file_key,
    offered_key,
    shared_key,
)
from bot.platforms.slack.where import Where
from bot.ports import Pictures, Say
from domain.card import Card, Shown
from domain.errors import Broken, NotFound

log = structlog.get_logger()

_MOST_PICTURES = 10
_MOST_SMALL = 256 * 1024
"""The most bytes of a picture of a gallery, which is only to be recognised."""
_ANEW = 2
_AT_ONCE = 8
"""Pictures whose bytes are in memory to be uploaded, of one workspace."""


@dataclass(frozen=True, slots=True)
class Album:
    """Pictures that Slack can show now; ``unready`` are those it can only be handed as files; notes, and a link."""

    pictures: tuple[Picture, ...] = ()
    unready: tuple[Shown, ...] = ()
    notes: tuple[str, ...] = ()
    link: tuple[str, str] | None = None


class Albums:
    """Brings pictures to Slack, each once for every event that shows it."""

    def __init__(self, files: SlackFiles, pictures: Pictures) -> None:
        self._files = files
        self._pictures = pictures
        self._rooms: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    async def bring(self, where: Where, card: Card, say: Say) -> Album:
        """Upload a card's pictures and return them once Slack can show them."""
        if not card.pictures:
            return Album()
        small = gathers(card)
        most = _MOST_SMALL if small else MOST
        coming = [self._bring(where, shown, title_for(card, shown), most) for shown in card.pictures[:_MOST_PICTURES]]
        found = await asyncio.gather(*coming, return_exceptions=True)
        for each in found:
            if isinstance(each, BaseException) and not isinstance(each, NoFiles):
                raise each
        if any(isinstance(each, NoFiles) for each in found):
            return Album(notes=(say("chat.no_files"),), link=self.link(card, say))
        ready: list[Picture] = []
        unready: list[Shown] = []
        gone = reduced = False
        for shown, come in zip(card.pictures, found, strict=False):
            match come:
                case (str(file), bool(less)):
                    ready.append(Picture(shown, file))
                    reduced = reduced or (less and not small)
                case False:
                    unready.append(shown)
                case _:
                    gone = True
        notes = [say("chat.picture_gone")] if gone else []
        several = len(card.pictures) > 1
        link = self.link(card, say) if reduced and not several else None
        if reduced:
            notes.append(say("chat.reduced_link" if link else "chat.reduced_several" if several else "chat.reduced"))
        return Album(tuple(ready), tuple(unready), tuple(notes), link)

    async def share(self, where: Where, shown: Sequence[Shown], channel: str, thread: str, title: str) -> None:
        """Show pictures as plain files of a thread: what is left where a message cannot show them. Raise NoFiles."""
        for each in shown:
            try:
                sent = await self._pictures.sendable(each, most=MOST, types=TYPES)
            except (NotFound, Broken):
                continue
            place = Share(channel, thread)
            key = shared_key(where.event, each.picture_id)
            await self._files.upload(where.team, key, sent, Label(each.alt, title, where.workspace), place)

    async def hand_over(self, where: Where, card: Card, place: Share, say: Say) -> str | None:
        """Share the file that a card offers at a place; return what to say instead where that cannot be.

        Raise NoFiles where the workspace takes none.
        """
        try:
            sent = await self._pictures.file(card, most=MOST_SHARED)
        except NotFound:
            return say("chat.picture_gone")
        if sent is None:
            return say("chat.too_big", most=MOST_SHARED // 1024 // 1024)
        alt = card.pictures[0].alt if card.pictures else ""
        key = offered_key(where.event, card.file)
        await self._files.upload(where.team, key, sent, Label(alt, "", where.workspace), place)
        return None

    def link(self, card: Card, say: Say) -> tuple[str, str] | None:
        """Return a label and an address of the original of a card's first picture, None where there is none."""
        url = self._pictures.link(card.pictures[0].picture_id) if card.pictures else None
        return None if url is None else (say("chat.open_original"), url)

    async def _bring(self, where: Where, shown: Shown, title: str, most: int) -> tuple[str, bool] | bool | None:
        """Return the file and whether it is less than the original; False where it stays unready, None where gone."""
        key = file_key(where.event, shown.picture_id)
        room = self._rooms.setdefault(where.team, asyncio.Semaphore(_AT_ONCE))
        for anew in range(_ANEW):
            try:
                # Who waits for Slack's rates holds no bytes.
                async with room:
                    sent = await self._pictures.sendable(shown, most=most, types=TYPES)
                    less = sent.reduced
                    file = await self._files.upload(where.team, key, sent, Label(shown.alt, title, where.workspace))
                    del sent
            except NotFound:
                return None
            except Broken as error:
                log.warning("slack_picture_unfit", event_id=where.event, code=error.code)
                return False
            try:
                await self._files.processed(where.team, file, where.workspace)
            except Unprocessed:
                return False
            except Gone:
                # Somebody deleted it in between.
                if anew + 1 == _ANEW:
                    return False
            else:
                return file, less
        return False
