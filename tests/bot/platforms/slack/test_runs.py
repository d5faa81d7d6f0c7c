"""How runs of the workflow step end: with what later steps can use, or with what went wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.platforms.slack.manifest import manifest
from domain.call import Call
from tests.bot.platforms.slack.outward import Desk, on_it, opened, private, refusal, target
from tests.fakes.slack_script import Fault


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    async with opened(sqlite_url) as made:
        yield made


def step_of(desk: Desk, channel: Any = None) -> tuple[Call, Any]:
    """Return the call that a run of the step makes, and the run."""
    delivery = desk.fake.person("ada").run_step("imagine_generate", {"prompt": "a fox"})
    id_ = delivery.payload["event"]["function_execution_id"]
    return desk.call("step", channel=channel, answer_to={"execution": id_, "url": ""}), desk.fake.executions[id_]


async def test_a_workflow_step_ends_with_the_file_or_with_what_went_wrong(desk: Desk) -> None:
    ids = []
    for _ in range(3):
        delivery = desk.fake.person("ada").run_step("imagine_generate", {"prompt": "a fox"})
        ids.append(delivery.payload["event"]["function_execution_id"])
    calls = [
        desk.call("step", number=number, answer_to={"execution": id_, "url": ""}) for number, id_ in enumerate(ids)
    ]
    out = desk.process()
    await out.answer(calls[0], on_it())
    for _ in range(2):
        await out.deliver(target(calls[0]), desk.paint(number=0))
    await out.answer(calls[1], on_it())
    await out.deliver(target(calls[1]), refusal())
    await out.answer(calls[2], private("You have none left today."))
    made, refused, spent = (desk.fake.executions[each] for each in ids)
    (shown,) = [each for each in desk.said() if each.pictures]
    (file,) = shown.pictures
    link = f"archives/{shown.channel.id}/p{shown.ts.replace('.', '')}?thread_ts={shown.thread_ts}"
    assert (made.outputs["file_id"], made.outputs["file_link"]) == (file.id, file.permalink)
    assert link in made.outputs["message_link"]
    declared = manifest(socket=True)["functions"]["imagine_generate"]["output_parameters"]
    assert set(made.outputs) == set(declared["properties"]) > set(declared["required"]) == {"file_id"}
    assert "Nothing was charged" in refused.error
    assert "none left" in spent.error


async def test_a_workflow_step_ends_without_the_links_that_slack_does_not_tell(desk: Desk) -> None:
    call, run = step_of(desk)
    out = desk.process()
    await out.answer(call, on_it())
    desk.fake.fault("chat.getPermalink", Fault("error", error="message_not_found"))
    await out.deliver(target(call), desk.paint())
    assert set(run.outputs) == {"file_id", "file_link"}


async def test_a_workflow_step_gives_the_file_that_people_can_see(desk: Desk) -> None:
    call, run = step_of(desk)
    out = desk.process()
    await out.answer(call, on_it())
    desk.fake.fault("chat.postMessage", Fault("error", error="invalid_blocks"))
    await out.deliver(target(call), desk.paint())
    (shared,) = [file for each in desk.said() for file in each.files]
    assert run.outputs["file_id"] == shared.id


async def test_a_workflow_step_whose_result_stands_nowhere_fails_in_plain_words(desk: Desk) -> None:
    attic = desk.fake.team.add_channel("attic", kind="private", members=[desk.fake.person("ada")], bot=True)
    call, run = step_of(desk, attic)
    out = desk.process()
    await out.answer(call, on_it())
    attic.members.discard(desk.fake.team.bot_user_id)
    await out.deliver(target(call), desk.paint())
    assert run.outputs is None
    assert "Type /invite @Easel there" in run.error


async def test_a_workflow_step_without_a_file_to_give_fails_in_plain_words(desk: Desk) -> None:
    call, run = step_of(desk)
    out = desk.process()
    desk.fake.file_error = "file_uploads_disabled"
    await out.answer(call, on_it())
    await out.deliver(target(call), desk.paint())
    assert run.outputs is None
    assert "takes no files from me" in run.error
