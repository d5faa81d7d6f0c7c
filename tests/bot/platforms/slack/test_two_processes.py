"""One message, two processes: what Slack sends of it to one is not lost to the other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.platforms.slack.reception import NOTHING
from tests.bot.platforms.slack.inward import PHOTO, Ear, face_on, listening


@pytest.fixture
async def ear(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Ear]:
    monkeypatch.setattr("bot.platforms.slack.events._TWIN_SECONDS", 0.2)
    async with listening() as running:
        send = running.fake.events.send

        def without_files(team: Any, event: dict[str, Any], **wrapper: Any) -> Any:
            if event.get("type") == "app_mention":
                event = {key: value for key, value in event.items() if key != "files"}
            return send(team, event, **wrapper)

        monkeypatch.setattr(running.fake.events, "send", without_files)
        running.fake.mention_with_files = True
        yield running


async def test_a_photo_that_comes_to_one_process_is_used_by_the_other(ear: Ear) -> None:
    first = ear.face
    async with face_on(ear) as second:
        await ear.fake.connected(4)
        general, ada = ear.fake.channel("general"), ear.fake.person("ada")
        # Each takes one half in turn, whatever the sockets do: the mention first.
        bodies: list[Any] = []
        for face in (first, second):
            face._door._events = dict(face._door._events) | {
                "message": _keeping(bodies),
                "app_mention": _keeping(bodies),
            }
        said = ada.say(general, "make it blue", files=[PHOTO], mention=True)
        await said.acked()
        halves = {body["event"]["type"]: (body, context, home) for body, context, home in bodies}
        assert "files" not in halves["app_mention"][0]["event"]
        mention = await first._door._messages.take(*halves["app_mention"])
        message = await second._door._messages.take(*halves["message"])
        for face, taken in ((second, message), (first, mention)):
            face._door.begin(taken)
        call = await ear.call_of(said)
        assert [each.name for each in call.uploads] == ["cat.png"]
        assert len(ear.dispatch.ran) == 1


def _keeping(bodies: list[Any]) -> Any:
    async def take(body: Any, context: Any, home: Any) -> Any:
        bodies.append((body, context, home))
        return NOTHING

    return take
