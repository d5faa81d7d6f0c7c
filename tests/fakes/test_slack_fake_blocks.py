import pytest

from tests.fakes.slack_asking import actions, answering, button, call, connected, form, option, still, text
from tests.fakes.slack_tiny_app import MODAL, said

fake, http, client = pytest.fixture(still), pytest.fixture(connected), pytest.fixture(answering)


GENERAL = "general"
BLOCKS = [
    [said("x")] * 51,
    [said("")],
    [said("x" * 3001)],
    [{"type": "sektion"}],
    [{"type": "section"}],
    [{"type": "section", "fields": [text("f")] * 11}],
    [said("x") | {"colour": "red"}],
    [said("x") | {"block_id": "b" * 256}],
    [said("x") | {"block_id": "same"}, said("y") | {"block_id": "same"}],
    [{"type": "header", "text": text("h" * 151)}],
    [{"type": "header", "text": text("h", "mrkdwn")}],
    [{"type": "image", "image_url": "https://example.com/a.png"}],
    [{"type": "image", "alt_text": "a"}],
    [{"type": "image", "alt_text": "a" * 2001, "image_url": "https://example.com/a.png"}],
    [{"type": "image", "alt_text": "a", "image_url": "https://example.com/a.png", "slack_file": {"id": "F0123456789"}}],
    [{"type": "image", "alt_text": "a", "image_url": "data:image/png;base64,AAAA"}],
    [{"type": "image", "alt_text": "a", "slack_file": {"id": "file-1"}}],
    [{"type": "image", "alt_text": "a", "slack_file": {"id": "F0123456789", "url": "https://x.slack.com/a"}}],
    [{"type": "image", "alt_text": "a", "image_url": "https://example.com/a.png", "image_width": 40}],
    [actions()],
    [actions(*[button(action_id=f"a{number}") for number in range(26)])],
    [actions(button(), button())],
    [actions(button(text=text("t" * 76)))],
    [actions(button(text=text("t", "mrkdwn")))],
    [actions(button(value="v" * 2001))],
    [actions(button(action_id="a" * 256))],
    [actions(button(style="green"))],
    [actions({"type": "static_select", "action_id": "s", "options": [option()] * 101})],
    [actions({"type": "static_select", "action_id": "s"})],
    [actions({"type": "overflow", "action_id": "o", "options": [option()] * 6})],
    [{"type": "context", "elements": [text("c")] * 11}],
    [{"type": "context", "elements": [button()]}],
    [{"type": "input", "label": text("F"), "element": {"type": "file_input", "action_id": "f"}}],
    [{"type": "markdown", "text": "m" * 12_001}],
    "not blocks",
]


@pytest.mark.parametrize("blocks", BLOCKS)
async def test_wrong_blocks_are_refused(fake, http, blocks):
    args = {"channel": fake.channel(GENERAL).id, "text": "x", "blocks": blocks}
    answer = await call(fake, http, "chat.postMessage", args)
    assert answer["error"] in {"invalid_blocks", "invalid_arguments"}, answer
    assert len(fake.refused) == 1
    assert fake.channel(GENERAL).live == []


async def test_more_text_in_blocks_than_a_message_holds_is_refused(fake, http):
    args = {"channel": fake.channel(GENERAL).id, "text": "x", "blocks": [said("x" * 2800)] * 5}
    assert (await call(fake, http, "chat.postMessage", args))["error"] == "msg_blocks_too_long"


VIEWS = [
    {"type": "modal"},
    form(title=text("t" * 25)),
    form(title=text("t", "mrkdwn")),
    form(submit=text("s" * 25)),
    form(private_metadata="m" * 3001),
    form(callback_id="c" * 256),
    form(said("x"), colour="red"),
    form(*[said("x")] * 101),
    form({"type": "markdown", "text": "m"}),
    {name: value for name, value in MODAL.items() if name != "submit"},
    {"type": "home", "blocks": [said("x")]},
    form() | {"blocks": []},
]


@pytest.mark.parametrize("view", VIEWS)
async def test_a_wrong_modal_is_refused(fake, http, view):
    trigger = fake.triggers.new(fake.person("ada").id, fake.team)
    answer = await call(fake, http, "views.open", {"trigger_id": trigger, "view": view})
    assert answer["error"] == "invalid_arguments"
    assert len(fake.refused) == 1
    assert fake.person("ada").modal is None


async def test_a_view_that_is_too_large_is_refused(fake, http):
    view = form(*[said("x" * 3000)] * 90)
    trigger = fake.triggers.new(fake.person("ada").id, fake.team)
    answer = await call(fake, http, "views.open", {"trigger_id": trigger, "view": view})
    assert answer["error"] == "view_too_large"
