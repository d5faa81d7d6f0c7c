import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.fakes.slack_clock import Timing
from tests.fakes.slack_people import Drop
from tests.fakes.slack_script import NotPossible
from tests.fakes.slack_server import FakeSlack
from tests.fakes.slack_tiny_app import FIELD, MODAL, said


def plain(words: str) -> dict:
    return {"type": "plain_text", "text": words}


def field(block_id: str, **element) -> dict:
    return {"type": "input", "block_id": block_id, "label": plain(block_id), "element": element}


CHOICES = [{"text": plain(each.title()), "value": each} for each in ("ink", "oil", "chalk")]
FORM = MODAL | {
    "notify_on_close": True,
    "blocks": [
        FIELD,
        field("style", type="static_select", action_id="style", options=CHOICES, initial_option=CHOICES[1]),
        field("extras", type="checkboxes", action_id="extras", options=CHOICES) | {"optional": True},
        field("photo", type="file_input", action_id="photo", filetypes=["png"], max_files=1) | {"optional": True},
        field("where", type="conversations_select", action_id="where", response_url_enabled=True) | {"optional": True},
    ],
}


@pytest.fixture
async def fake():
    async with FakeSlack(timing=Timing(speed=0)) as server:
        yield server


@pytest.fixture
async def client(fake):
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(fake.bot_token, base_url=fake.api_url, session=session)


class Desk:
    """An app played by hand: it takes envelopes from a socket and answers each as told."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def answer(self, payload=None) -> dict:
        envelope = await self.socket.receive_json()
        reply = {"envelope_id": envelope["envelope_id"]} | ({} if payload is None else {"payload": payload})
        await self.socket.send_json(reply)
        return envelope["payload"]


@pytest.fixture
async def desk(fake, client):
    opened = await client.apps_connections_open(app_token=fake.app_token)
    async with client.session.ws_connect(opened["url"]) as socket:
        assert (await socket.receive_json())["type"] == "hello"
        yield Desk(socket)


async def open_form(fake, client, desk, view=FORM):
    ada = fake.person("ada")
    delivery = ada.shortcut("create_image")
    payload = await desk.answer()
    await delivery.acked()
    await client.views_open(trigger_id=payload["trigger_id"], view=view)
    return ada


async def test_what_is_filled_in_arrives_as_the_state_of_the_view(fake, client, desk):
    ada = await open_form(fake, client, desk)
    general = fake.channel("general")
    values = {"prompt": "a fox", "extras": ["ink", "chalk"], "photo": [Drop("a.png", b"x" * 30)], "where": general.id}
    delivery = ada.submit(values=values)
    payload = await desk.answer()
    await delivery.applied()
    state = payload["view"]["state"]["values"]
    assert state["words"]["prompt"] == {"type": "plain_text_input", "value": "a fox"}
    assert state["style"]["style"]["selected_option"]["value"] == "oil"
    assert [each["value"] for each in state["extras"]["extras"]["selected_options"]] == ["ink", "chalk"]
    file = state["photo"]["photo"]["files"][0]
    assert (await client.files_info(file=file["id"]))["file"]["size"] == 30
    assert payload["response_urls"][0]["channel_id"] == general.id
    hook = AsyncWebhookClient(delivery.response_url, session=client.session)
    assert (await hook.send(text="For all", response_type="in_channel")).body == "ok"
    assert (await fake.message_in(general)).text == "For all"
    assert ada.modal is None


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({}, "required field: Words"),
        ({"prompt": "x", "style": "water"}, "no option 'water'"),
        ({"prompt": "x" * 3001}, "3001 characters"),
        ({"prompt": "x", "size": "large"}, "no input size"),
        ({"prompt": "x", "photo": [Drop("a.gif", b"x")]}, "only"),
        ({"prompt": "x", "photo": [Drop("a.png", b"x"), Drop("b.png", b"x")]}, "too many files"),
        ({"prompt": "x", "photo": [Drop("a.png", b"x" * 10_000_001)]}, "10 MB"),
    ],
)
async def test_the_client_lets_nothing_wrong_through(fake, client, desk, values, reason):
    ada = await open_form(fake, client, desk)
    with pytest.raises(NotPossible, match=reason):
        ada.submit(values=values)
    assert [each.type for each in fake.deliveries] == ["shortcut"]


async def test_answers_to_a_submission_update_push_and_clear(fake, client, desk):
    ada = await open_form(fake, client, desk)
    first = ada.modal
    for action, title in (("update", "Updated"), ("push", "Pushed")):
        delivery = ada.submit(values={"prompt": "x"})
        await desk.answer({"response_action": action, "view": FORM | {"title": plain(title)}})
        await delivery.applied()
        assert ada.modal.title == title
    assert ada.modal.previous_id == first.id
    delivery = ada.close()
    assert (await desk.answer())["is_cleared"] is False
    await delivery.acked()
    assert ada.modal is first
    delivery = ada.submit(values={"prompt": "x"})
    await desk.answer({"response_action": "clear"})
    await delivery.applied()
    assert ada.modal is None
    assert fake.refused == []


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "shout"},
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update"},
        {"response_action": "update", "view": {"type": "modal"}},
        {"text": "x"},
    ],
)
async def test_a_wrong_answer_to_a_submission_is_an_error_for_the_person(fake, client, desk, answer):
    ada = await open_form(fake, client, desk)
    delivery = ada.submit(values={"prompt": "x"})
    await desk.answer(answer)
    await delivery.applied()
    assert len(fake.refused) == 1
    assert fake.shown
    assert ada.modal.title == "A picture"


async def test_typed_words_survive_an_update_that_keeps_their_ids(fake, client, desk):
    ada = await open_form(fake, client, desk)
    ada.modal.fill("prompt", "a fox", list)
    await client.views_update(view_id=ada.modal.id, hash=ada.modal.stamp, view=FORM | {"title": plain("Later")})
    delivery = ada.submit()
    assert (await desk.answer())["view"]["state"]["values"]["words"]["prompt"]["value"] == "a fox"
    await delivery.applied()


@pytest.mark.parametrize("answer", [{"options": CHOICES * 34}, {"options": [{"text": "Ink"}]}, {"text": "x"}, None])
async def test_wrong_options_are_refused(fake, client, desk, answer):
    menu = {"type": "external_select", "action_id": "style"}
    ada = await open_form(fake, client, desk, FORM | {"blocks": [field("style", **menu)]})
    delivery = ada.options(ada.modal, "style", "in")
    await desk.answer(answer)
    await delivery.applied()
    assert len(fake.refused) == 1


async def test_a_choice_in_a_message_carries_the_state_of_the_others(fake, client, desk):
    general, ada = fake.channel("general"), fake.person("ada")
    fake.echo = False
    menus = [{"type": "static_select", "action_id": each, "options": CHOICES} for each in ("one", "two")]
    menus[1]["initial_option"] = CHOICES[0]
    blocks = [{"type": "actions", "block_id": "menus", "elements": menus}]
    await client.chat_postMessage(channel=general.id, text="x", blocks=blocks)
    delivery = ada.choose(await fake.message_in(general), "one", "chalk")
    payload = await desk.answer()
    await delivery.acked()
    state = payload["state"]["values"]["menus"]
    assert (state["one"]["selected_option"]["value"], state["two"]["selected_option"]["value"]) == ("chalk", "ink")
    assert payload["actions"][0]["selected_option"]["value"] == "chalk"


async def test_a_button_for_some_is_for_nobody_else(fake, client, desk):
    general, ada = fake.channel("general"), fake.person("ada")
    fake.echo = False
    button = {"type": "button", "action_id": "delete", "text": plain("Delete"), "visible_to_user_ids": [ada.id]}
    await client.chat_postMessage(channel=general.id, text="x", blocks=[{"type": "actions", "elements": [button]}])
    message = await fake.message_in(general)
    with pytest.raises(NotPossible, match="no button delete"):
        fake.person("ben").press(message, "delete")
    delivery = ada.press(message, "Delete")
    await desk.answer()
    await delivery.acked()
    hook = AsyncWebhookClient(delivery.response_url, session=client.session)
    await hook.send(text="Gone soon", replace_original=True)
    assert message.text == "Gone soon"
    await hook.send(delete_original=True)
    assert message.deleted
    with pytest.raises(NotPossible, match="deleted"):
        ada.press(message, "Delete")


async def test_ephemerals_cannot_be_edited_and_are_unseen_in_a_quiet_thread(fake, client):
    general, ada = fake.channel("general"), fake.person("ada")
    root = ada.say(general, "quiet")
    first = await client.chat_postEphemeral(channel=general.id, user=ada.id, text="psst", thread_ts=root.ts)
    ada.say(general, "not quiet now", thread=root.ts)
    await client.chat_postEphemeral(channel=general.id, user=ada.id, text="psst", thread_ts=root.ts)
    assert [each.seen for each in fake.ephemerals] == [False, True]
    with pytest.raises(SlackApiError, match="message_not_found"):
        await client.chat_update(channel=general.id, ts=first["message_ts"], text="x")


async def test_text_can_be_streamed_but_pictures_in_a_stream_are_broken(fake, client):
    general, ada = fake.channel("general"), fake.person("ada")
    root = ada.say(general, "go")
    who = {"recipient_user_id": ada.id, "recipient_team_id": fake.team.id}
    with pytest.raises(SlackApiError, match="missing_recipient"):
        await client.chat_startStream(channel=general.id, thread_ts=root.ts)
    ts = (await client.chat_startStream(channel=general.id, thread_ts=root.ts, markdown_text="One", **who))["ts"]
    await client.chat_appendStream(channel=general.id, ts=ts, markdown_text=" two")
    with pytest.raises(SlackApiError, match="streaming_state_conflict"):
        await client.chat_update(channel=general.id, ts=ts, text="x")
    await client.chat_stopStream(channel=general.id, ts=ts, blocks=[said("Done")])
    assert general.messages[ts].text == "One two"
    with pytest.raises(SlackApiError, match="message_not_in_streaming_state"):
        await client.chat_appendStream(channel=general.id, ts=ts, markdown_text="late")


async def test_a_stranger_in_a_shared_channel_may_press_but_not_command(fake, client, desk):
    other = fake.add_team("Elsewhere", installed=False)
    eve = other.add_person("eve")
    shared = fake.team.add_channel("shared", shared_with=[other])
    shared.members.add(eve.id)
    fake.echo = False
    button = {"type": "button", "action_id": "again", "text": plain("Again")}
    await client.chat_postMessage(channel=shared.id, text="x", blocks=[{"type": "actions", "elements": [button]}])
    delivery = eve.press(await fake.message_in(shared), "Again")
    payload = await desk.answer()
    await delivery.acked()
    assert (payload["user"]["team_id"], payload["team"]["id"]) == (other.id, fake.team.id)
    with pytest.raises(NotPossible):
        eve.command("/imagine", "a fox", shared)
