"""Sixty people at once on Slack, at its real rates; the time between is made short."""

from __future__ import annotations

import asyncio
from collections import Counter

from tests.conversation.slack_guest import (
    scene_on,
    timing,
)
from tests.conversation.slack_seen import everything
from tests.fakes.slack_server import FakeSlack

PEOPLE, CHANNELS, MOST_CALLS = 60, 6, 8


async def test_sixty_people_are_all_served_within_slacks_limits(tmp_path, openai, monkeypatch):
    async with scene_on(FakeSlack(timing=timing(60.0)), tmp_path, openai, monkeypatch) as scene:
        await scene.start()
        fake, team = scene.fake, scene.fake.team
        people = [team.add_person(f"person{number}") for number in range(PEOPLE)]
        places = [team.add_channel(f"place{number}", members=people) for number in range(CHANNELS)]
        before = len(fake.calls)
        asked = [
            scene.ask(f"a lighthouse, number {number}", who=who, where=places[number % CHANNELS])
            for number, who in enumerate(people)
        ]
        acks = await asyncio.gather(*(each.acked() for each in asked))
        assert not any(each.late for each in acks)
        made = [await scene.result(each) for each in asked]
        for number, result in enumerate(made):
            assert f"v1, by @person{number}" in everything(result)
            assert not result.broken
        calls = fake.calls[before:]
        about = Counter(each.method for each in calls)
        # Progress takes what the budgets have to spare, and here a job's seconds are minutes: it is counted by itself.
        progress = about["assistant.threads.setStatus"] + max(0, about["chat.update"] - PEOPLE)
        assert (len(calls) - progress) / PEOPLE <= MOST_CALLS, about
        assert progress / PEOPLE <= MOST_CALLS, about
        assert len({each.thread_ts for each in made}) == PEOPLE
        assert scene.openai.count() == PEOPLE
