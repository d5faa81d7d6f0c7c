from __future__ import annotations

from datetime import timedelta

import pytest

from bot.platforms.browser.pace import AT_ONCE, PEOPLE, Pace
from domain.errors import NotAllowed
from tests.bot.platforms.browser.studio import START, Studio, Visitor


class Time:
    def __init__(self) -> None:
        self.now = START

    def __call__(self):
        return self.now


def test_an_even_hundred_a_second_is_never_too_fast() -> None:
    time = Time()
    pace = Pace(time)
    for _ in range(3000):
        pace.check("ada")
        time.now += timedelta(milliseconds=10)


def test_a_flood_is_held_to_its_pace_and_others_are_not() -> None:
    time = Time()
    pace = Pace(time, a_second=10, at_once=5)
    for _ in range(5):
        pace.check("ada")
    with pytest.raises(NotAllowed, match="too_fast"):
        pace.check("ada")
    pace.check("ben")
    time.now += timedelta(seconds=0.2)
    pace.check("ada")
    pace.check("ada")
    with pytest.raises(NotAllowed, match="too_fast"):
        pace.check("ada")
    time.now -= timedelta(days=1)
    with pytest.raises(NotAllowed, match="too_fast"):
        pace.check("ada")
    time.now += timedelta(seconds=0.1)
    pace.check("ada")


def test_only_so_many_people_are_remembered() -> None:
    pace = Pace(Time(), a_second=1, at_once=1)
    for number in range(PEOPLE + 10):
        pace.check(f"p{number}")
    assert len(pace._left) == PEOPLE
    with pytest.raises(NotAllowed):
        pace.check(f"p{PEOPLE + 9}")


async def test_messages_and_presses_together_are_held_to_it(house: Studio, ada: Visitor, ben: Visitor) -> None:
    for _ in range(AT_ONCE - 1):
        assert (await ada.ask("POST", "/api/messages", b"{"))[0] == 400
    assert (await ada.ask("POST", "/api/press", b"{"))[0] == 400
    for path in ("/api/messages", "/api/press"):
        status, answer = await ada.ask("POST", path, b"{")
        assert (status, answer["code"], answer["card"]["kind"]) == (429, "too_fast", "refusal")
    assert (await ben.say("hello"))[0] == 202
    house.workspace.now += timedelta(seconds=1)
    assert (await ada.say("hello"))[0] == 202
