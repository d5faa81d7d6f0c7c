import pytest
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.fakes.slack_asking import answering, call, connected, still
from tests.fakes.slack_tiny_app import MODAL, said

fake, http, client = pytest.fixture(still), pytest.fixture(connected), pytest.fixture(answering)


GENERAL, RANDOM = "general", "random"
# method, arguments, how they are sent, the error, whether a rule was broken
WRONG = [
    ("chat.post", {}, "json", "unknown_method", True),
    ("files.upload", {"filename": "a"}, "form", "unknown_method", True),
    ("chat.postMessage", {"text": "x"}, "json", "invalid_arguments", True),
    ("chat.postMessage", {"channel": GENERAL, "text": "x", "nonce": "1"}, "json", "invalid_arguments", True),
    ("chat.postMessage", {"channel": GENERAL, "text": 7}, "json", "invalid_arguments", True),
    ("chat.postMessage", {"channel": GENERAL, "text": None}, "json", "invalid_arguments", True),
    ("chat.postMessage", {"channel": GENERAL}, "json", "no_text", True),
    ("chat.postMessage", {"channel": GENERAL, "text": "x", "username": "Fox"}, "json", "missing_scope", True),
    (
        "chat.postMessage",
        {"channel": GENERAL, "text": "x", "metadata": {"a": 1}},
        "json",
        "invalid_metadata_format",
        True,
    ),
    ("chat.postMessage", {"channel": GENERAL, "text": "x", "reply_broadcast": True}, "json", "invalid_arguments", True),
    ("chat.postMessage", {"channel": GENERAL, "text": "x", "thread_ts": "1.1"}, "json", "thread_not_found", False),
    ("chat.postMessage", {"channel": RANDOM, "text": "x"}, "json", "not_in_channel", False),
    ("chat.postMessage", {"channel": "C0NOWHERE1", "text": "x"}, "json", "channel_not_found", False),
    ("chat.postMessage", {"channel": "#general", "text": "x"}, "json", "channel_not_found", False),
    ("chat.update", {"channel": GENERAL, "ts": "1.1", "text": "x"}, "json", "message_not_found", False),
    ("chat.update", {"channel": GENERAL, "ts": "ada's", "text": "x"}, "json", "cant_update_message", False),
    ("chat.delete", {"channel": GENERAL, "ts": "ada's"}, "json", "cant_delete_message", False),
    (
        "chat.postEphemeral",
        {"channel": GENERAL, "user": "U0NOBODY01", "text": "x"},
        "json",
        "user_not_in_channel",
        False,
    ),
    ("chat.getPermalink", {"channel": GENERAL, "message_ts": "1.1"}, "get", "message_not_found", False),
    (
        "assistant.threads.setStatus",
        {"channel_id": GENERAL, "thread_ts": "1.1", "status": "x"},
        "json",
        "invalid_thread_ts",
        False,
    ),
    ("assistant.threads.setStatus", {"channel_id": GENERAL, "thread_ts": "1.1"}, "json", "invalid_arguments", True),
    (
        "assistant.threads.setStatus",
        {"channel_id": GENERAL, "thread_ts": "1.1", "status": "x", "loading_messages": ["y"] * 11},
        "json",
        "invalid_arguments",
        True,
    ),
    ("reactions.remove", {"channel": GENERAL, "timestamp": "ada's", "name": "eyes"}, "json", "no_reaction", False),
    ("files.getUploadURLExternal", {"filename": "a.png", "length": 0}, "query", "missing_argument", True),
    ("files.getUploadURLExternal", {"filename": "a.png"}, "query", "missing_argument", True),
    (
        "files.getUploadURLExternal",
        {"filename": "a.png", "length": "9", "alt_txt": "a" * 1001},
        "query",
        "alt_txt_too_large",
        True,
    ),
    ("files.getUploadURLExternal", {"filename": "a.png", "length": 9}, "json", "invalid_arguments", True),
    ("files.completeUploadExternal", {"files": '[{"id": "F0NOTHING1"}]'}, "query", "file_not_found", False),
    ("files.completeUploadExternal", {"files": "[{}]"}, "query", "invalid_arguments", True),
    ("files.completeUploadExternal", {"files": "[]", "channel_id": "U0PERSON01"}, "query", "invalid_arguments", True),
    ("files.completeUploadExternal", {"files": "[]", "channel_id": RANDOM}, "query", "not_in_channel", False),
    ("files.info", {"file": "F0NOTHING1"}, "get", "file_not_found", False),
    ("views.open", {"trigger_id": "1.2.3", "view": MODAL}, "json", "invalid_trigger_id", True),
    ("views.update", {"view": MODAL, "view_id": "V0NOTHING1"}, "json", "not_found", False),
    ("views.update", {"view": MODAL}, "json", "invalid_arguments", True),
    (
        "views.publish",
        {"user_id": "U0NOBODY01", "view": {"type": "home", "blocks": [said("x")]}},
        "json",
        "user_not_found",
        False,
    ),
    ("views.publish", {"user_id": "U0NOBODY01", "view": MODAL}, "json", "invalid_arguments", True),
    ("users.info", {"user": "U0NOBODY01"}, "get", "user_not_found", False),
    ("users.info", {"user": "U0NOBODY01"}, "json", "invalid_arguments", True),
    ("conversations.open", {"users": "U0NOBODY01"}, "form", "user_not_found", False),
    ("conversations.info", {"channel": "D0NOTOURS1"}, "get", "channel_not_found", False),
    ("conversations.replies", {"channel": GENERAL, "ts": "1.1"}, "get", "thread_not_found", False),
    ("conversations.history", {"channel": RANDOM}, "get", "not_in_channel", False),
    (
        "functions.completeSuccess",
        {"function_execution_id": "Fx1", "outputs": "{}"},
        "query",
        "function_execution_not_found",
        False,
    ),
    ("apps.connections.open", {}, "query", "not_allowed_token_type", True),
    ("oauth.v2.access", {"code": "1"}, "form", "bad_client_secret", True),
]


@pytest.mark.parametrize("wrong", WRONG)
async def test_a_wrong_call_is_refused(fake, http, wrong):
    method, args, how, error, rule = wrong
    hers = fake.person("ada").say(fake.channel(GENERAL), "mine").ts
    names = {GENERAL: fake.channel(GENERAL).id, RANDOM: fake.channel(RANDOM).id, "ada's": hers}
    args = {name: names.get(value, value) if isinstance(value, str) else value for name, value in args.items()}
    answer = await call(fake, http, method, args, how=how)
    assert (answer["ok"], answer["error"]) == (False, error), answer
    assert bool(fake.refused) is rule
    assert fake.calls[-1].error == error


async def test_tokens_are_checked(fake, http):
    assert (await call(fake, http, "auth.test", {}, token=""))["error"] == "not_authed"
    assert (await call(fake, http, "auth.test", {}, token="xoxb-no"))["error"] == "invalid_auth"
    in_query = await call(fake, http, "auth.test", {"token": fake.bot_token}, how="query")
    assert in_query["error"] == "not_authed"
    opened = await call(fake, http, "apps.connections.open", {}, token=fake.app_token)
    assert opened["url"].startswith("ws://127.0.0.1:")
    assert (await call(fake, http, "team.info", {}, token=fake.app_token, how="get"))[
        "error"
    ] == "not_allowed_token_type"
    fake.team.token_row.scopes.discard("team:read")
    missing = await call(fake, http, "team.info", {}, how="get")
    assert (missing["error"], missing["needed"]) == ("missing_scope", "team:read")
    assert "chat:write" in missing["provided"]
    for state, error in {
        "revoked": "token_revoked",
        "expired": "token_expired",
        "inactive": "account_inactive",
    }.items():
        fake.team.token_row.state = state
        assert (await call(fake, http, "auth.test", {}))["error"] == error


async def test_channels_that_take_nothing_say_why(fake, http):
    team = fake.team
    archived = team.add_channel("old", archived=True)
    read_only = team.add_channel("news", read_only=True)
    flat = team.add_channel("flat", threads=False)
    secret = team.add_channel("secret", kind="private", bot=False)
    general = fake.channel(GENERAL)
    root = fake.person("ada").say(general, "root")
    reply = fake.person("ada").say(general, "reply", thread=root.ts)
    in_flat = fake.person("ada").say(flat, "root")
    expected = [
        (archived, None, "is_archived"),
        (read_only, None, "restricted_action_read_only_channel"),
        (flat, in_flat.ts, "restricted_action_non_threadable_channel"),
        (secret, None, "channel_not_found"),
        (general, reply.ts, "invalid_thread_ts"),
    ]
    for channel, thread, error in expected:
        args = {"channel": channel.id, "text": "x"} | ({"thread_ts": thread} if thread else {})
        assert (await call(fake, http, "chat.postMessage", args))["error"] == error
    general.locked.add(root.ts)
    args = {"channel": general.id, "text": "x", "thread_ts": root.ts}
    assert (await call(fake, http, "chat.postMessage", args))["error"] == "restricted_action_thread_locked"


async def test_rates_are_kept_by_method_and_by_channel(fake, client):
    general, studio = fake.channel(GENERAL).id, fake.channel("studio").id
    for number in range(4):
        await client.chat_postMessage(channel=general, text=str(number))
    with pytest.raises(Exception, match="ratelimited") as limited:
        await client.chat_postMessage(channel=general, text="one too many")
    assert limited.value.response.headers["retry-after"] == "1"
    posted = await client.chat_postMessage(channel=studio, text="elsewhere")
    fake.clock.advance(1)
    await client.chat_postMessage(channel=general, text="a second later")
    for number in range(50):
        await client.chat_update(channel=studio, ts=posted["ts"], text=str(number))
    with pytest.raises(Exception, match="ratelimited") as limited:
        await client.chat_update(channel=studio, ts=posted["ts"], text="the 51st")
    assert limited.value.response.headers["retry-after"] == "2"
    assert len(fake.limited) == 2
    assert fake.refused == []


async def test_triggers_live_three_seconds_and_once(fake, http):
    async def opened(trigger: str) -> str:
        return (await call(fake, http, "views.open", {"trigger_id": trigger, "view": MODAL})).get("error", "opened")

    ada = fake.person("ada")
    first, second = (fake.triggers.new(ada.id, fake.team) for _ in range(2))
    assert await opened(first) == "opened"
    assert await opened(first) == "exchanged_trigger_id"
    fake.clock.advance(4)
    assert await opened(second) == "expired_trigger_id"


async def test_modals_stack_three_high_and_hashes_must_be_fresh(fake, http):
    ada = fake.person("ada")
    first = await call(fake, http, "views.open", {"trigger_id": fake.triggers.new(ada.id, fake.team), "view": MODAL})
    for expected in (None, None, "push_limit_reached"):
        trigger = fake.triggers.new(ada.id, fake.team, ada.modal)
        pushed = await call(fake, http, "views.push", {"trigger_id": trigger, "view": MODAL})
        assert pushed.get("error") == expected
    args = {"view": MODAL, "view_id": first["view"]["id"], "hash": first["view"]["hash"]}
    assert (await call(fake, http, "views.update", args))["ok"]
    assert (await call(fake, http, "views.update", args))["error"] == "hash_conflict"


async def test_a_response_url_is_good_for_five_uses_and_half_an_hour(fake, http):
    general, ada = fake.channel(GENERAL), fake.person("ada")
    hook = AsyncWebhookClient(fake.hooks.new(ada, general), session=http)
    unread = AsyncWebhookClient(fake.hooks.new(ada, general), session=http)
    wrong = await hook.send_dict({"text": "x", "channel": "elsewhere"})
    assert (wrong.status_code, wrong.body) == (400, "invalid_payload")
    for _ in range(5):
        assert (await hook.send(text="x")).body == "ok"
    assert (await hook.send(text="x")).body == "used_url"
    fake.clock.advance(1801)
    assert (await unread.send(text="x")).body == "expired_url"
    assert len(fake.ephemerals) == 5
