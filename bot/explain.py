"""An error outside any call, as a card: what a page shows."""

from __future__ import annotations

from commands import cards
from commands.words import saying
from domain.card import Card
from domain.clock import Clock
from domain.errors import EaselError


class Explainer:
    """Turns an error into the card a person reads. Implements the port Explain."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, error: Exception, locale: str) -> Card:
        """Return the card; an error that is not ours gets the words for the unexpected."""
        say = saying(locale)
        if isinstance(error, EaselError):
            return cards.refusal(say, error, self._clock(), asked=False)
        return cards.unexpected(say, "")
