"""What the asker alone is told: through the event's own address, as an ephemeral message, or in a direct message."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import replace
from weakref import WeakValueDictionary

import structlog

from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.draw import Drawn
from bot.platforms.slack.errors import Denied, Gone, Misfit, Outside, SlackError
from bot.platforms.slack.journal import Journal, Slot
from bot.platforms.slack.limits import Json
from bot.platforms.slack.where import Where, unsealed
from bot.ports import Notes, Vault
from domain.clock import Clock

log = structlog.get_logger()

_MARGIN = 5.0
_MOST = 4096


class Whispers:
    """Tells the asker something that nobody else sees."""

    def __init__(self, api: SlackApi, journal: Journal, notes: Notes, vault: Vault, clock: Clock) -> None:
        self._api = api
        self._journal = journal
        self._notes = notes
        self._vault = vault
        self._clock = clock
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._told: OrderedDict[str, None] = OrderedDict()

    async def say(
        self,
        where: Where,
        team_id: str,
        drawn: Drawn,
        *,
        part: str,
        ephemeral: bool = True,
        pictures: tuple[str, ...] = (),
    ) -> bool:
        """Tell the asker; return whether there was a way to. ``part`` tells the things apart that one event says.

        Without ``ephemeral`` in a direct message at once: what is to be kept, with the ``pictures`` it shows; that
        comes once. An ephemeral message comes at least once: after a crash at just that moment, or where Slack's reply
        to it is lost, it may come again.
        """
        key = _key(where, part)
        turn = self._turns.setdefault(key, asyncio.Lock())
        async with turn:
            if await self._notes.read(key) is not None:
                return True
            if key not in self._told:
                if not await self._said(where, team_id, drawn, part, ephemeral=ephemeral, pictures=pictures):
                    return False
                self._remember(key)
            # After it was said, not before. Slack tells nobody which ephemeral messages there are, so whoever finds
            # out after a crash that it began to say something can only guess. Two of them side by side, which their
            # reader alone sees and which go by themselves, are better than a question that is never answered.
            await self._notes.write(key, "1")
            return True

    async def said(self, where: Where, part: str) -> bool:
        """Return whether the asker was told that part."""
        key = _key(where, part)
        return key in self._told or await self._notes.read(key) is not None

    def _remember(self, key: str) -> None:
        """Remember what this process has said, so that a note which cannot be written now makes it say nothing twice."""
        self._told[key] = None
        while len(self._told) > _MOST:
            self._told.popitem(last=False)

    def alive(self, where: Where) -> bool:
        """Return whether the event's own address may still be used."""
        return bool(where.url) and self._clock().timestamp() < where.until - _MARGIN

    async def placed(self, where: Where) -> Where:
        """Return where to answer: what was asked in no channel is answered in a direct message to the asker."""
        return where if where.channel else replace(where, channel=await self.direct(where) or "", root="")

    async def direct(self, where: Where) -> str | None:
        """Return the channel in which Easel speaks with the asker alone, None where there is none."""
        if where.direct:
            return where.channel
        if not where.user:
            return None
        try:
            answer = await self._api.call(
                where.team, "conversations.open", users=where.user, team_id=where.workspace or None
            )
        except (Denied, Gone, Misfit) as error:
            log.info("slack_no_direct_message", event_id=where.event, error=error.code)
            return None
        return str((answer.get("channel") or {}).get("id", "")) or None

    async def _said(
        self, where: Where, team_id: str, drawn: Drawn, part: str, *, ephemeral: bool, pictures: tuple[str, ...]
    ) -> bool:
        if ephemeral and not where.direct:
            if await self._responded(where, drawn):
                return True
            if await self._shown(where, drawn):
                return True
        elif ephemeral and where.how != "message" and await self._responded(where, drawn):
            return True
        channel = await self.direct(where)
        if channel is None:
            return False
        root = where.root if channel == where.channel else ""
        slot = Slot(where.event, f"whisper:{part}", where.team, team_id, channel, root)
        try:
            await self._posted(slot, drawn, pictures)
        except (Denied, Gone, Outside) as error:
            log.info("slack_not_told", event_id=where.event, error=error.code)
            return False
        return True

    async def _posted(self, slot: Slot, drawn: Drawn, pictures: tuple[str, ...]) -> None:
        try:
            await self._journal.post(slot, drawn.payload, final=True, pictures=pictures)
        except Misfit:
            await self._journal.post(slot, drawn.bare, final=True)

    async def _responded(self, where: Where, drawn: Drawn) -> bool:
        """Use the event's own address; it works where Easel is no member."""
        if not self.alive(where):
            return False
        url = unsealed(self._vault, where.url)
        if not url:
            return False
        about: Json = {"response_type": "ephemeral", "replace_original": False}
        if where.spoken:
            about["thread_ts"] = where.spoken
        for payload in (drawn.payload, drawn.bare):
            try:
                await self._api.respond(url, {**about, **payload})
            except Misfit:
                continue
            except SlackError as error:
                log.info("slack_response_url", event_id=where.event, error=error.code)
                return False
            return True
        return False

    async def _shown(self, where: Where, drawn: Drawn) -> bool:
        if not where.channel or not where.user:
            return False
        for payload in (drawn.payload, drawn.bare):
            try:
                await self._api.call(
                    where.team,
                    "chat.postEphemeral",
                    channel=where.channel,
                    user=where.user,
                    thread_ts=where.spoken or None,
                    **payload,
                )
            except Misfit:
                continue
            except (Outside, Denied, Gone) as error:
                log.info("slack_not_ephemeral", event_id=where.event, error=error.code)
                return False
            return True
        return False


def _key(where: Where, part: str) -> str:
    return f"slack:said:{part}:{where.event}"
