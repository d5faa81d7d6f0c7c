import json

import pytest

from tests.fakes.slack_asking import actions, answering, button, call, connected, option, picture, still, text
from tests.fakes.slack_people import Drop
from tests.fakes.slack_script import NotPossible
from tests.fakes.slack_tiny_app import said

fake, http, client = pytest.fixture(still), pytest.fixture(connected), pytest.fixture(answering)


GENERAL, RANDOM = "general", "random"


async def test_an_upload_must_be_as_long_as_announced_and_come_once(fake, client, http):
    made = await client.files_getUploadURLExternal(filename="a.png", length=10)
    async with http.post(made["upload_url"], data=b"nine byte") as answer:
        assert answer.status == 400
    async with http.post(made["upload_url"], data=b"ten bytes!", headers={"authorization": "Bearer x"}) as answer:
        assert (answer.status, await answer.text()) == (200, "OK - 10")
    async with http.post(made["upload_url"], data=b"ten bytes!") as answer:
        assert answer.status == 404
    assert len(fake.refused) == 2


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
async def test_only_some_pictures_can_stand_in_blocks(fake, client, kind):
    uploaded = await client.files_upload_v2(file=picture(kind), filename=f"a.{kind.lower()}")
    file = fake.files[uploaded["file"]["id"]]
    assert uploaded["file"]["mimetype"] == ""
    fake.clock.advance(1)
    await fake.until(lambda: file.ready)
    image = {"type": "image", "slack_file": {"id": file.id}, "alt_text": "green"}
    post = client.chat_postMessage(channel=fake.channel(GENERAL).id, text="x", blocks=[image])
    if kind == "WEBP":
        with pytest.raises(Exception, match="invalid slack file"):
            await post
    else:
        sent = (await post)["message"]["blocks"][0]
        assert sent["image_width"] == 40
        with pytest.raises(Exception, match="invalid_blocks"):
            await client.chat_postMessage(channel=fake.channel(GENERAL).id, text="x", blocks=[sent])


async def test_a_file_that_was_never_shared_is_broken_when_an_edit_brings_it(fake, client):
    general = fake.channel(GENERAL)
    ids = [(await client.files_upload_v2(file=picture(), filename="a.png"))["file"]["id"] for _ in range(2)]
    fake.clock.advance(1)
    await fake.until(lambda: all(fake.files[each].ready for each in ids))
    images = [{"type": "image", "slack_file": {"id": each}, "alt_text": "green"} for each in ids]
    posted = await client.chat_postMessage(channel=general.id, text="x", blocks=images[:1])
    message = general.messages[posted["ts"]]
    await client.chat_update(channel=general.id, ts=message.ts, text="x", blocks=images)
    assert message.broken == {ids[1]}
    assert message.pictures == [fake.files[ids[0]]]


async def test_downloads_need_the_right_token_and_scope(fake, client, http):
    general, ada = fake.channel(GENERAL), fake.person("ada")
    other = fake.add_team("Elsewhere")
    said = ada.say(general, "look", files=[Drop("a.png", picture())])
    url = said.message.files[0].download_url

    async def fetched(token: str | None) -> tuple[str, bytes]:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        async with http.get(url, headers=headers) as answer:
            assert answer.status == 200
            return answer.content_type, await answer.read()

    assert await fetched(fake.bot_token) == ("image/png", picture())
    for token in (None, "xoxb-no", other.token):
        kind, page = await fetched(token)
        assert kind == "text/html"
        assert b"Sign in" in page
    fake.team.token_row.scopes.discard("files:read")
    assert (await fetched(fake.bot_token))[0] == "text/html"


async def test_workspaces_do_not_see_each_other(fake, http):
    other = fake.add_team("Elsewhere")
    eve = other.add_person("eve")
    theirs = other.add_channel("theirs")
    shared = fake.team.add_channel("shared", shared_with=[other])
    stranger = await call(fake, http, "users.info", {"user": eve.id}, how="get")
    assert stranger["error"] == "user_not_visible"
    assert (await call(fake, http, "chat.postMessage", {"channel": theirs.id, "text": "x"}))[
        "error"
    ] == "channel_not_found"
    shared.members.add(eve.id)
    visible = await call(fake, http, "users.info", {"user": eve.id}, how="get")
    assert visible["user"]["is_stranger"]
    (delivery,) = eve.say(shared, "hello").deliveries
    assert delivery.payload["team_id"] == fake.team.id
    assert delivery.payload["is_ext_shared_channel"]
    assert delivery.payload["event"]["user_team"] == other.id
    own = await call(fake, http, "auth.test", {}, token=other.token)
    assert own["team_id"] == other.id


async def test_an_organisations_token_names_its_workspace(fake, http):
    grid = fake.add_team("Grid", enterprise="E0EASEL0001")
    token = fake.add_org_token("E0EASEL0001")
    channel = grid.add_channel("general")
    assert (await call(fake, http, "team.info", {}, token=token, how="get"))["error"] == "missing_argument"
    assert (await call(fake, http, "team.info", {"team_id": grid.id}, token=token, how="get"))["team"]["id"] == grid.id
    args = {"channel": channel.id, "text": "x"}
    assert (await call(fake, http, "chat.postMessage", args, token=token))["ok"]
    whose = await call(fake, http, "auth.test", {}, token=token)
    assert (whose["is_enterprise_install"], whose["enterprise_id"], whose["team"]) == (
        True,
        "E0EASEL0001",
        "Easel Grid",
    )
    denied = await call(fake, http, "team.info", {"team_id": fake.team.id}, token=token, how="get")
    assert denied["error"] == "team_access_not_granted"


async def test_people_are_told_apart(fake, client):
    olga = (await client.users_info(user=fake.person("olga").id))["user"]
    gus = (await client.users_info(user=fake.person("gus").id))["user"]
    ben = (await client.users_info(user=fake.person("ben").id, include_locale=True))["user"]
    assert (olga["is_owner"], olga["is_admin"], gus["is_ultra_restricted"]) == (True, True, True)
    assert ben["locale"] == "de-DE"
    assert "locale" not in olga


async def test_a_status_goes_with_a_message_or_by_itself(fake, client):
    general = fake.channel(GENERAL)
    root = (await client.chat_postMessage(channel=general.id, text="root"))["ts"]
    await client.assistant_threads_setStatus(channel_id=general.id, thread_ts=root, status="is drawing")
    assert fake.statuses == {(general.id, root): "is drawing"}
    await client.chat_postMessage(channel=general.id, thread_ts=root, text="done")
    assert fake.statuses == {}
    await client.assistant_threads_setStatus(channel_id=general.id, thread_ts=root, status="is drawing")
    fake.clock.advance(121)
    await fake.until(lambda: not fake.statuses)
    assert [status for *_, status in fake.status_log] == ["is drawing", "is drawing"]


async def test_what_is_right_is_not_refused(fake, client, http):
    general = fake.channel(GENERAL)
    blocks = [
        said("*bold*"),
        {"type": "divider"},
        {"type": "context", "elements": [text("c", "mrkdwn")]},
        actions(button(value="v", style="primary"), button(action_id="link", url="https://example.com")),
        actions(
            {"type": "static_select", "action_id": "s", "options": [option(), option("b")], "placeholder": text("p")}
        ),
        {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"},
    ]
    posted = await client.chat_postMessage(channel=general.id, text="x", blocks=blocks, unfurl_links=False)
    meta = {"event_type": "picture", "event_payload": {"id": "1"}}
    await client.chat_postMessage(channel=general.id, thread_ts=posted["ts"], text="y", metadata=meta)
    replies = await client.conversations_replies(channel=general.id, ts=posted["ts"], include_all_metadata=True)
    assert [each["text"] for each in replies["messages"]] == ["x", "y"]
    assert replies["messages"][1]["metadata"] == meta
    permalink = await client.chat_getPermalink(channel=general.id, message_ts=posted["ts"])
    assert permalink["permalink"].endswith(posted["ts"].replace(".", ""))
    await client.reactions_add(channel=general.id, timestamp=posted["ts"], name="eyes")
    await client.chat_delete(channel=general.id, ts=posted["ts"])
    await client.conversations_join(channel=fake.channel(RANDOM).id)
    await client.users_conversations(types="public_channel,private_channel")
    await client.bots_info(bot=fake.team.bot_id)
    async with http.post(
        f"{fake.api_url}chat.postMessage",
        data={"channel": general.id, "text": "form", "blocks": json.dumps(blocks)},
        headers={"authorization": f"Bearer {fake.bot_token}"},
    ) as answer:
        assert (await answer.json())["ok"]
    assert fake.refused == []


async def test_direct_messages_are_told_and_name_nobody(fake):
    ada, ben = fake.person("ada"), fake.person("ben")
    (alone,) = ada.say(fake.team.dm(ada), "a fox", mention=True).deliveries
    assert (alone.payload["event"]["channel_type"], alone.type) == ("im", "message")
    group = fake.team.mpim(ada, ben)
    kinds = [each.payload["event"].get("channel_type") for each in ada.say(group, "a fox", mention=True).deliveries]
    assert kinds == ["mpim", None]
    assert fake.team.dm(ada) is fake.team.dm(ada)
    private = fake.team.add_channel("between", kind="private", members=[ada, ben], bot=False)
    assert ada.say(private, "psst").deliveries == ()


async def test_what_another_bot_says_is_told_as_a_bots(fake):
    robot = fake.team.add_person("robot", bot=True)
    general = fake.channel(GENERAL)
    general.members.add(robot.id)
    said = robot.say(general, "beep", mention=True)
    assert [each.payload["event"]["bot_id"] for each in said.deliveries] == ["B0OTHER0001"] * 2
    assert not said.message.by_bot


async def test_scopes_and_subscriptions_decide_what_is_told(fake):
    ada, general = fake.person("ada"), fake.channel(GENERAL)
    assert len(ada.say(general, "hi", mention=True).deliveries) == 2
    fake.subscriptions.discard("app_mention")
    assert len(ada.say(general, "hi", mention=True).deliveries) == 1
    fake.team.token_row.scopes.discard("channels:history")
    assert ada.say(general, "hi", mention=True).deliveries == ()


async def test_the_bot_comes_and_goes_and_channels_close(fake, client):
    olga, random = fake.person("olga"), fake.channel(RANDOM)
    delivery = olga.invite_bot(random)
    assert delivery.payload["event"] | {"user": fake.team.bot_user_id, "inviter": olga.id} == delivery.payload["event"]
    await client.chat_postMessage(channel=random.id, text="here")
    assert olga.remove_bot(random).type == "channel_left"
    with pytest.raises(Exception, match="not_in_channel"):
        await client.chat_postMessage(channel=random.id, text="gone")
    fake.team.token_row.scopes.add("chat:write.public")
    await client.chat_postMessage(channel=random.id, text="from outside")
    data = await client.files_upload_v2(file=picture(), filename="a.png")
    with pytest.raises(Exception, match="not_in_channel"):
        await client.files_upload_v2(file=picture(), filename="a.png", channel=random.id)
    assert not fake.files[data["file"]["id"]].shares
    assert olga.archive(random).type == "channel_archive"
    with pytest.raises(NotPossible, match="archived"):
        olga.say(random, "hello?")
    with pytest.raises(NotPossible, match="gus is not in random"):
        fake.person("gus").command("/imagine", "a fox", random)


async def test_a_deleted_file_leaves_a_tombstone(fake, client):
    general, ada = fake.channel(GENERAL), fake.person("ada")
    said = ada.say(general, "look", files=[Drop("a.png", picture())])
    (file,) = said.message.files
    with pytest.raises(Exception, match="cant_delete_file"):
        await client.files_delete(file=file.id)
    assert ada.delete_file(file).payload["event"]["file_id"] == file.id
    with pytest.raises(Exception, match="file_deleted"):
        await client.files_info(file=file.id)
    history = await client.conversations_history(channel=general.id)
    assert history["messages"][0]["files"] == [{"id": file.id, "mode": "tombstone"}]


async def test_an_organisations_installation_shows_in_what_is_told(fake):
    grid = fake.add_team("Grid", enterprise="E0EASEL0001")
    gia = grid.add_person("gia")
    channel = grid.add_channel("general")
    fake.org_install = True
    (event,) = gia.say(channel, "hi").deliveries
    assert event.payload["enterprise_id"] == "E0EASEL0001"
    assert (
        event.payload["authorizations"][0] | {"team_id": None, "is_enterprise_install": True}
        == event.payload["authorizations"][0]
    )
    assert gia.shortcut("create_image").payload["team"] is None
    command = gia.command("/imagine", "a fox", channel).payload
    assert (command["is_enterprise_install"], command["enterprise_id"]) == ("true", "E0EASEL0001")
    assert "thread_ts" not in command
