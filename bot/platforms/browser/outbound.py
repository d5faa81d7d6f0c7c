"""From Easel's cards to messages of the browser workspace."""

from __future__ import annotations

from collections.abc import Mapping

import structlog

from bot.platforms.browser.inbound import answer_id
from bot.platforms.browser.session import EASEL
from bot.ports import Cards, Message, News, Target
from domain.call import Call
from domain.card import Card
from domain.clock import Clock
from domain.people import Place

_log = structlog.get_logger()


class BrowserOutbound:
    """Keeps cards where pages see them: one message for each call, whose card changes as its job goes on."""

    def __init__(self, cards: Cards, clock: Clock) -> None:
        self._cards = cards
        self._clock = clock

    async def answer(self, call: Call, card: Card) -> None:
        """Answer a call, to the asker alone where the card is private; a job that has spoken since is left alone."""
        private_to = call.person.id if card.private else None
        await self._cards.show(self._message(call.place, call.answer_to, card, private_to), final=False, first=True)

    async def progress(self, target: Target, card: Card) -> None:
        """Show how far a job is; a card that cannot be kept is let go, since the next one comes soon."""
        try:
            await self._cards.show(self._message(target.place, target.answer_to, card), final=False, first=False)
        except Exception as error:  # noqa: BLE001 -- promised to raise nothing
            _log.warning("progress_not_shown", job=target.job_id, error=type(error).__name__)

    async def deliver(self, target: Target, card: Card) -> None:
        """Show the end of a job in the message of its answer, to everyone who saw it begin."""
        await self._cards.show(self._message(target.place, target.answer_to, card), final=True, first=False)

    async def announce(self, news: News) -> None:
        """Say something in a channel or thread, in one message by its key; once said it stays as it is."""
        message = answer_id(f"news:{news.key}")
        answer_to = {"message": message, "thread": news.thread or message}
        place = Place(news.channel_id, thread_id=news.thread)
        await self._cards.show(self._message(place, answer_to, news.card), final=True, first=True)

    async def remove(self, team_id: str, pictures: tuple[str, ...]) -> None:
        """Take deleted pictures out of every message that shows them, on pages that are open too."""
        await self._cards.remove(team_id, pictures)

    def _message(
        self, place: Place, answer_to: Mapping[str, str], card: Card, private_to: str | None = None
    ) -> Message:
        message, thread = answer_to["message"], answer_to["thread"]
        return Message(
            id=message,
            channel_id=place.channel_id,
            thread_id=None if thread == message else thread,
            author_id=EASEL,
            author_name="Easel",
            text="",
            created_at=self._clock(),
            card=card,
            private_to=private_to,
        )
