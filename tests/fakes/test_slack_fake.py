import asyncio
import io
import json
import sys
from pathlib import Path

import aiohttp
import pytest
from PIL import Image
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack_clock import Timing
from tests.fakes.slack_people import Drop
from tests.fakes.slack_script import NotPossible
from tests.fakes.slack_server import FakeSlack
from tests.fakes.slack_tiny_app import tiny


def png(width: int = 64, height: int = 48, kind: str = "PNG") -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(kept, kind)
    return kept.getvalue()


@pytest.fixture
async def fake():
    # Slack's time stands still, so that a stalled machine misses no deadline.
    async with FakeSlack(timing=Timing(speed=0)) as server:
        yield server


@pytest.fixture(params=["socket", "http"])
async def app(request, fake):
    async with tiny(fake, http=request.param == "http") as running:
        yield running


async def test_a_command_is_acknowledged_answered_and_edited(fake, app):
    general, ada = fake.channel("general"), fake.person("ada")
    delivery = ada.command("/imagine", "a fox for @ben & <me>", general)
    ack = await delivery.acked()
    assert ack.payload is None
    assert ack.ms > 0
    assert delivery.payload["text"] == f"a fox for <@{fake.person('ben').id}|ben> &amp; &lt;me&gt;"
    message = await fake.message_in(general, lambda each: len(each.versions) == 2)
    assert [each.text for each in message.versions] == ["Working on it", "Half way"]
    await fake.until(lambda: fake.ephemerals)
    assert (fake.ephemerals[0].text, fake.ephemerals[0].via) == ("Done", "response_url")
    await ada.press(message, "Again").acked()
    again = await fake.message_in(general, thread=message)
    assert again.text == "Again it is"
    assert fake.refused == []


async def test_an_answer_inside_the_acknowledgement_is_shown_to_one_person(fake, app):
    delivery = fake.person("ada").command("/imagine", "", fake.channel("random"))
    ack = await delivery.applied()
    assert ack.payload["text"] == "Say what to draw."
    assert (fake.ephemerals[0].text, fake.ephemerals[0].via) == ("Say what to draw.", "ack")


async def test_a_photo_in_a_thread_goes_there_and_back(fake, app):
    general, ada = fake.channel("general"), fake.person("ada")
    root = ada.say(general, "look")
    assert len(root.deliveries) == 1
    said = ada.say(general, "make it night", thread=root.ts, files=[Drop("a.png", png(), stub=True)])
    await said.acked()
    assert said.deliveries[0].payload["event"]["subtype"] == "file_share"
    assert said.deliveries[0].payload["event"]["files"][0]["file_access"] == "check_file_info"
    await fake.until(lambda: [each for each in app.heard if each["type"] == "uploaded"])
    file = fake.files[next(each["id"] for each in app.heard if each["type"] == "uploaded")]
    assert file.data == png()
    assert not file.ready
    image = {"type": "image", "slack_file": {"id": file.id}, "alt_text": "a red field"}
    post = {"channel": general.id, "thread_ts": root.ts, "text": "Here", "blocks": [image]}
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        await app.client.chat_postMessage(**post)
    fake.clock.advance(1)
    await fake.until(lambda: file.ready)
    await app.client.chat_postMessage(**post)
    shown = await fake.message_in(general, lambda each: each.text == "Here", thread=root.ts)
    assert shown.pictures == [file]
    info = await app.client.files_info(file=file.id)
    assert info["file"]["shares"]["public"][general.id][0]["ts"] == shown.ts
    assert (info["file"]["mimetype"], info["file"]["original_w"]) == ("image/png", 64)
    assert fake.refused == []


async def test_a_modal_is_opened_corrected_and_sent(fake, app):
    ada = fake.person("ada")
    await ada.shortcut("create_image").acked()
    view = await fake.until(lambda: ada.modal)
    assert view.title == "A picture"
    with pytest.raises(NotPossible, match="required field: Words"):
        ada.submit()
    ack = await ada.submit(values={"prompt": "no"}).applied()
    assert ack.payload["response_action"] == "errors"
    assert view.errors == {"words": "Say more."}
    await ada.submit(values={"prompt": "a red fox"}).applied()
    assert ada.modal is None
    message = await fake.message_in(fake.team.dm(ada))
    assert message.text == "You said a red fox"
    said = await ada.message_shortcut("edit_image", message).acked()
    assert said.payload is None
    await fake.until(lambda: ada.modal)
    assert fake.refused == []


async def test_the_home_tab_is_published(fake, app):
    ada = fake.person("ada")
    await ada.open_home().acked()
    view = await fake.until(lambda: fake.home(ada))
    assert "Your pictures" in view.words


async def test_a_mention_comes_twice_and_own_messages_come_back_unheard(fake, app):
    general, ada = fake.channel("general"), fake.person("ada")
    said = ada.say(general, "draw a fox", mention=True)
    await said.acked()
    first, second = (each.payload for each in said.deliveries)
    assert [first["event"]["type"], second["event"]["type"]] == ["message", "app_mention"]
    assert first["event_id"] != second["event_id"]
    assert first["event"]["ts"] == second["event"]["ts"]
    await app.client.chat_postMessage(channel=general.id, text="mine")
    echo = next(each for each in fake.deliveries if each.payload["event"].get("bot_id"))
    await echo.acked()
    assert {each["type"] for each in app.heard} == {"message", "app_mention"}
    with_file = ada.say(general, "and this", mention=True, files=[Drop("a.png", png())])
    assert [each.type for each in with_file.deliveries] == ["message"]
    fake.mention_with_files = True
    with_file = ada.say(general, "and this", mention=True, files=[Drop("a.png", png())])
    assert [each.type for each in with_file.deliveries] == ["message", "app_mention"]
    assert all("bot_id" not in each for each in app.heard)


async def test_edits_deletions_and_files_that_go_are_told(fake, app):
    general, ada = fake.channel("general"), fake.person("ada")
    said = ada.say(general, "one", files=[Drop("a.png", png())])
    await ada.edit(said.message, "two").acked()
    await ada.delete(said.message).acked()
    await ada.delete_file(said.message.files[0]).acked()
    kinds = await fake.until(lambda: len(app.heard) >= 4 and [each.get("subtype", each["type"]) for each in app.heard])
    assert sorted(kinds) == ["file_deleted", "file_share", "message_changed", "message_deleted"]
    with pytest.raises(NotPossible, match="someone else"):
        fake.person("ben").edit(ada.say(general, "mine").message, "no")


async def test_a_step_of_a_workflow_is_run_and_completed(fake, app):
    delivery = fake.person("ada").run_step("imagine_generate", {"prompt": "fox"})
    await delivery.acked()
    (execution,) = fake.executions.values()
    await fake.until(lambda: execution.done)
    assert execution.outputs == {"file_id": "F-fox"}
    assert fake.calls_of("functions.completeSuccess")[0].token.startswith("xwfp-")


async def test_options_are_loaded_from_the_app(fake, app):
    menu = {"type": "external_select", "action_id": "style", "min_query_length": 0}
    menu["placeholder"] = {"type": "plain_text", "text": "Style"}
    block = {"type": "actions", "elements": [menu]}
    general = fake.channel("general")
    await app.client.chat_postMessage(channel=general.id, text="Choose", blocks=[block])
    message = await fake.message_in(general)
    ack = await fake.person("ada").options(message, "style", "in").applied()
    assert ack.payload["options"][0]["value"] == "ink"
    assert fake.refused == []


async def test_uninstalling_takes_the_token_away_and_tells(fake, app):
    await fake.person("olga").uninstall().acked()
    with pytest.raises(SlackApiError, match="token_revoked"):
        await app.client.auth_test()
    await fake.until(lambda: {each["type"] for each in app.heard} == {"tokens_revoked", "app_uninstalled"})
    with pytest.raises(NotPossible):
        fake.person("ada").command("/imagine", "a fox", fake.channel("general"))


async def test_a_command_in_a_thread_is_refused_by_the_client(fake, app):
    general, ada = fake.channel("general"), fake.person("ada")
    root = ada.say(general, "look")
    with pytest.raises(NotPossible, match="not supported in threads"):
        ada.command("/imagine", "a fox", general, thread=root.ts)
    assert fake.shown[-1].text == "/imagine is not supported in threads. Sorry!"
    assert not any(each.kind == "slash_commands" for each in fake.deliveries)


async def test_another_process_scripts_and_reads_it():
    arguments = [sys.executable, "-m", "tests.fakes.slack_server", "--port", "0"]
    root = Path(__file__).parents[2]
    process = await asyncio.create_subprocess_exec(*arguments, cwd=root, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        base = f"http://127.0.0.1:{int(await process.stdout.readline())}"
        async with aiohttp.ClientSession() as session:
            client = AsyncWebClient("xoxb-none", base_url=f"{base}/api/", session=session)
            with pytest.raises(SlackApiError, match="invalid_auth"):
                await client.auth_test()
            fault = {"name": "api.test", "kind": "ratelimited", "retry_after": 7}
            act = {"person": "ada", "do": "say", "text": "hello", "channel": "general"}
            async with session.post(f"{base}/_control", json={"fault": [fault], "act": [act]}) as answer:
                assert "ts" in (await answer.json())["acts"][0]
            with pytest.raises(SlackApiError) as limited:
                await client.api_test()
            assert limited.value.response.headers["retry-after"] == "7"
            async with session.get(f"{base}/_control") as answer:
                seen = json.loads(await answer.text())
            assert seen["messages"][0]["text"] == "hello"
            assert seen["refused"] == ["auth.test: invalid_auth"]
    finally:
        process.terminate()
        await process.wait()
