"""An outbound that remembers what was said, and calls to be answered."""

from __future__ import annotations

from dataclasses import replace

from bot.ports import Target
from domain.call import Call
from domain.card import Card
from domain.clock import system_clock
from domain.people import Person, Place, Platform, Team

TEAM = Team(Platform.BROWSER, "workspace", "Workspace")
ADA = Person(TEAM, "ada", "Ada")


class Heard:
    """An outbound that remembers what was said; ``fails`` answers fail first."""

    def __init__(self) -> None:
        self.said: list[tuple[str, Card]] = []
        self.fails = 0
        self.removed: list[tuple[str, tuple[str, ...]]] = []
        self.sticks = 0

    async def remove(self, team_id: str, pictures: tuple[str, ...]) -> None:
        if self.sticks:
            self.sticks -= 1
            raise ConnectionError
        self.removed.append((team_id, pictures))

    async def answer(self, call: Call, card: Card) -> None:
        if self.fails:
            self.fails -= 1
            raise ConnectionError
        self.said.append((call.id, card))

    async def progress(self, target: Target, card: Card) -> None:
        raise AssertionError

    async def deliver(self, target: Target, card: Card) -> None:
        raise AssertionError


class NoJobs:
    def kick(self) -> None:
        raise AssertionError

    async def cancel(self, job_id: str) -> None:
        raise AssertionError


def call(number: int, command: str = "quota", **more: object) -> Call:
    place = Place("c", "general", thread_id="t")
    return replace(Call(f"call-{number:04}", ADA, place, command, system_clock()), **more)
