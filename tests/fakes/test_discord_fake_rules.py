"""What the fake Discord refuses, asked plainly."""

import asyncio
import sys
from pathlib import Path

import aiohttp
import pytest

from tests.fakes.discord_errors import UiRefused
from tests.fakes.discord_http import BUTTON, COMMAND, asked, bare, channel, member, row, studio, unhurried
from tests.fakes.discord_world import File

OPTION = {"type": 3, "name": "prompt", "description": "What it shows"}
MEBIBYTE = 2**20


fake, http = pytest.fixture(unhurried), pytest.fixture(bare)
home, art, mira = pytest.fixture(studio), pytest.fixture(channel), pytest.fixture(member)


async def test_the_door_is_kept(fake, http, art):
    path = f"/channels/{art.id}/messages"
    assert await http.code("GET", "/users/@me", token="wrong") == (401, 0)
    assert await http.code("GET", "/no/such/route") == (404, 0)
    assert await http.code("PUT", path) == (405, 0)
    assert await http.code("GET", f"{path}?limit=101") == (400, 50035)
    assert await http.code("GET", f"{path}?colour=red") == (400, 50035)
    assert await http.code("GET", "/channels/words/messages") == (400, 50035)
    assert await http.code("GET", "/channels/1/messages") == (404, 10003)
    assert await http.code("GET", f"{path}/1") == (404, 10008)
    assert await http.code("POST", path, raw=b"{", headers={"Content-Type": "application/json"}) == (400, 50109)
    assert await http.code("POST", path, raw="content=x", headers={"Content-Type": "text/plain"}) == (400, 50035)
    other = fake.application("Other")
    assert await http.code("PUT", f"/applications/{other.id}/commands", []) == (403, 20012)
    assert fake.invalid_requests == 2


async def test_files_have_their_limits(fake, http, art):
    path = f"/channels/{art.id}/messages"
    assert await http.code("POST", path, files={"files[0]": b"x" * (10 * MEBIBYTE + 1)}) == (413, 40005)
    assert (await http("POST", path, files={"files[0]": b"x" * (10 * MEBIBYTE)}))[0] == 200
    art.guild.tier = 2
    assert (await http("POST", path, files={"files[0]": b"x" * (20 * MEBIBYTE)}))[0] == 200
    assert await http.code("POST", path, files={"files[0]": b"x" * (26 * MEBIBYTE)}) == (413, 40005)
    assert await http.code("POST", path, files={"picture": b"x"}) == (400, 50035)
    listed = {"attachments": [{"id": 1, "filename": "a.png"}]}
    assert await http.code("POST", path, listed, files={"files[0]": b"x"}) == (400, 50035)
    described = {"attachments": [{"id": 0, "filename": "a b(1).png", "description": "x" * 1025}]}
    assert await http.code("POST", path, described, files={"files[0]": b"x"}) == (400, 50035)
    described["attachments"][0]["description"] = "A fox"
    _, told = await http("POST", path, described, files={"files[0]": b"x"})
    assert (told["attachments"][0]["filename"], told["attachments"][0]["description"]) == ("a_b1.png", "A fox")


async def test_what_a_bot_may_not_do(fake, http, home, art, mira):
    path = f"/channels/{art.id}/messages"
    hers = fake.say(mira, art, "hello")
    assert await http.code("PATCH", f"{path}/{hers.id}", {"content": "x"}) == (403, 50005)
    assert await http.code("DELETE", f"{path}/{hers.id}") == (403, 50013)
    bot = fake.app
    for name in ("SEND_MESSAGES", "ATTACH_FILES", "EMBED_LINKS", "READ_MESSAGE_HISTORY", "CREATE_PUBLIC_THREADS"):
        fake.deny(art, bot, name)
    assert await http.code("POST", path, {"content": "x"}) == (403, 50013)
    fake.allow(art, bot, "SEND_MESSAGES")
    assert await http.code("POST", path, files={"files[0]": b"x"}) == (403, 50013)
    assert await http.code("POST", path, {"embeds": [{"title": "x"}]}) == (403, 50013)
    reply = {"content": "x", "message_reference": {"message_id": hers.id}}
    assert await http.code("POST", path, reply) == (400, 160002)
    assert await http.code("POST", f"{path}/{hers.id}/threads", {"name": "x"}) == (403, 50013)
    assert await http("GET", path) == (200, [])
    fake.deny(art, bot, "VIEW_CHANNEL")
    assert await http.code("POST", path, {"content": "x"}) == (403, 50001)
    fake.delete_channel(art)
    assert await http.code("POST", path, {"content": "x"}) == (404, 10003)
    assert fake.refused == []


async def test_threads_have_their_rules(fake, http, home, art, mira):
    path = f"/channels/{art.id}/messages"
    hers = fake.say(mira, art, "hello")
    threads = f"{path}/{hers.id}/threads"
    assert await http.code("POST", threads, {"name": "x" * 101}) == (400, 50035)
    assert await http.code("POST", threads, {"name": "x", "auto_archive_duration": 61}) == (400, 50035)
    status, told = await http("POST", threads, {"name": "x"})
    assert (status, told["id"], told["type"]) == (201, str(hers.id), 11)
    assert await http.code("POST", threads, {"name": "x"}) == (400, 160004)
    thread = art.threads[0]
    inside = f"/channels/{thread.id}/messages"
    _, mine = await http("POST", inside, {"content": "mine"})
    assert await http.code("POST", f"{inside}/{mine['id']}/threads", {"name": "x"}) == (400, 50024)
    fake.archive(thread)
    assert await http.code("PATCH", f"{inside}/{mine['id']}", {"content": "x"}) == (400, 50083)
    assert await http.code("PUT", f"/channels/{thread.id}/thread-members/@me") == (400, 50083)
    assert (await http("POST", inside, {"content": "back"}))[0] == 200
    assert not thread.archived
    fake.lock(thread)
    assert await http.code("POST", inside, {"content": "x"}) == (403, 160005)
    assert await http.code("PATCH", f"/channels/{thread.id}", {"archived": False}) == (403, 50013)
    home.most_threads = 0
    assert await http.code("POST", f"/channels/{art.id}/threads", {"name": "x", "type": 11}) == (400, 160006)
    forum = fake.channel(home, "posts", kind="forum")
    assert await http.code("POST", f"/channels/{forum.id}/messages", {"content": "x"}) == (400, 50024)
    home.most_threads = 9
    status, post = await http("POST", f"/channels/{forum.id}/threads", {"name": "x", "message": {"content": "y"}})
    assert (status, post["message"]["id"]) == (201, post["id"])
    secret = fake.private_thread(mira, art, "secret")
    assert await http.code("POST", f"/channels/{secret.id}/messages", {"content": "x"}) == (403, 50001)


async def test_an_interaction_is_answered_once_and_in_time(fake, http, art, mira):
    made, callback, hook = await asked(fake, http, art, mira)
    assert await http.code("PATCH", f"{hook}/messages/@original", {"content": "x"}) == (404, 10015)
    assert await http.code("POST", callback[:-9] + "x/callback", {"type": 5}) == (404, 10062)
    for wrong in ({"type": 1}, {"type": 6}, {"type": 8, "data": {"choices": []}}, {"type": 5, "data": {"flags": 4}}):
        assert await http.code("POST", callback, wrong) == (400, 50035)
    assert await http.code("POST", callback, {"type": 4, "data": {}}) == (400, 50006)
    assert await http("POST", callback, {"type": 5}) == (204, None)
    assert await http.code("POST", callback, {"type": 5}) == (400, 40060)
    assert made.response().loading
    assert await http.code("PATCH", f"{hook}/messages/@original", {"nonce": "1"}) == (400, 50035)
    assert (await http("PATCH", f"{hook}/messages/@original", {"content": "done"}))[0] == 200
    assert await http.code("PATCH", f"{hook}/messages/@original", {"content": ""}) == (400, 50006)
    assert (await http("POST", hook, {"content": "more"}))[0] == 200
    assert [each.content for each in made.followups] == ["more"]
    fake.clock.advance(901)
    assert await http.code("PATCH", f"{hook}/messages/@original", {"content": "late"}) == (401, 50027)
    path = f"/channels/{art.id}/messages/{made.original.id}"
    assert (await http("PATCH", path, {"content": "by the bot"}))[0] == 200
    fake.delete_message(made.original)
    assert await http.code("PATCH", path, {"content": "gone"}) == (404, 10008)
    _, callback, _ = await asked(fake, http, art, mira)
    fake.clock.advance(61)
    assert await http.code("POST", callback, {"type": 5}) == (404, 10062)


async def test_a_secret_answer_is_for_one_person(fake, http, art, mira, home):
    made, callback, hook = await asked(fake, http, art, mira)
    data = {"flags": 64, "content": "psst"} | {"components": row(BUTTON)["components"]}
    status, told = await http("POST", f"{callback}?with_response=1", {"type": 4, "data": data})
    assert (status, told["interaction"]["response_message_ephemeral"]) == (200, True)
    path = f"/channels/{art.id}/messages/{told['resource']['message']['id']}"
    assert await http.code("PATCH", path, {"content": "x"}) == (404, 10008)
    assert await http.code("POST", f"{path}/threads", {"name": "x"}) == (404, 10008)
    assert (await http("PATCH", f"{hook}/messages/@original", {"content": "psst!"}))[0] == 200
    with pytest.raises(UiRefused):
        fake.press(fake.user("leo", guilds=[home]), made.original, "Again")
    pressed = fake.press(mira, made.original, "Again")
    assert await http.code("POST", f"/interactions/{pressed.id}/{pressed.token}/callback", {"type": 6}) == (204, None)


async def test_where_only_the_person_installed_it_five_followups_are_the_most(fake, http, mira):
    away = fake.guild("Away", app=False)
    there = fake.channel(away, "there")
    fake.join(away, mira)
    fake.install_for(fake.app, mira)
    made, callback, hook = await asked(fake, http, there, mira)
    assert (made.owners, made.context) == ({"1": str(mira.id)}, 0)
    await http("POST", callback, {"type": 4, "data": {"content": "x"}})
    for _ in range(5):
        assert (await http("POST", hook, {"content": "x"}))[0] == 200
    assert await http.code("POST", hook, {"content": "x"}) == (400, 40094)
    assert await http.code("POST", f"/channels/{there.id}/messages", {"content": "x"}) == (403, 50001)
    fake.deny(there, away, "USE_EXTERNAL_APPS")
    made, callback, _ = await asked(fake, http, there, mira)
    await http("POST", callback, {"type": 5})
    assert made.original.ephemeral


async def test_a_person_can_do_only_what_their_client_lets_them(fake, http, home, art, mira):
    options = [
        OPTION | {"required": True, "max_length": 5},
        {"type": 4, "name": "count", "description": "x", "min_value": 1, "max_value": 4},
        OPTION | {"name": "size", "choices": [{"name": "Big", "value": "big"}]},
    ]
    with pytest.raises(UiRefused, match="registered"):
        fake.slash(mira, art, "imagine", {"prompt": "x"})
    await http("PUT", f"/applications/{fake.app.id}/commands", [COMMAND | {"options": options, "contexts": [0]}])
    good = {"prompt": "fox", "count": 2, "size": "big"}
    assert fake.slash(mira, art, "imagine", good).data["options"][1] == {"name": "count", "type": 4, "value": 2}
    for wrong in ({}, {"prompt": "x" * 6}, {"prompt": 7}, {"prompt": "x", "colour": "red"}):
        with pytest.raises(UiRefused):
            fake.slash(mira, art, "imagine", wrong)
    for wrong in ({"count": 5}, {"count": True}, {"count": 1.5}, {"size": "small"}):
        with pytest.raises(UiRefused):
            fake.slash(mira, art, "imagine", good | wrong)
    with pytest.raises(UiRefused, match="offered"):
        fake.slash(mira, fake.dm(mira), "imagine", good)
    fake.deny(art, home, "USE_APPLICATION_COMMANDS", "SEND_MESSAGES")
    with pytest.raises(UiRefused):
        fake.slash(mira, art, "imagine", good)
    with pytest.raises(UiRefused):
        fake.say(mira, art, "hello")


async def test_rates_are_kept_per_bucket_and_old_messages_have_their_own(fake, http, home, art):
    fake.rest.rates.on, fake.rest.rates.pace = True, 100
    path = f"/channels/{art.id}/messages"
    sent = []
    for left in range(4, -1, -1):
        status, told = await http("POST", path, {"content": "x"})
        sent.append(told["id"])
        assert (status, http.headers["X-RateLimit-Remaining"]) == (200, str(left))
    status, told = await http("POST", path, {"content": "x"})
    assert (status, told["global"], http.headers["Via"] != "") == (429, False, True)
    assert 0 < told["retry_after"] <= 501
    other = fake.channel(home, "other")
    assert (await http("POST", f"/channels/{other.id}/messages", {"content": "x"}))[0] == 200
    fake.clock.advance(3700)
    for _ in range(3):
        assert (await http("PATCH", f"{path}/{sent[0]}", {"content": "y"}))[0] == 200
    assert await http.code("PATCH", f"{path}/{sent[1]}", {"content": "y"}) == (429, 30046)
    assert len(fake.limited) == 2


async def test_links_expire_and_files_misbehave(fake, http, art, mira):
    said = fake.say(mira, art, "look", files=[File("a.png", b"one"), File("b.png", b"two")])
    first, second = said.attachments

    async def get(url):
        async with http.session.get(url) as got:
            return got.status, got.content_type, await got.read()

    old = fake.cdn.link(first)["url"]
    assert await get(old) == (200, "image/png", b"one")
    assert (await get(fake.cdn.link(first)["proxy_url"]))[0] == 200
    assert (await get(old.replace("&hm=", "&hm=0")))[0] == 404
    assert (await get(old.split("?")[0]))[0] == 404
    fake.clock.advance(86_402)
    assert (await get(old))[0] == 404
    _, told = await http("GET", f"/channels/{art.id}/messages/{said.id}")
    assert (await get(told["attachments"][0]["url"]))[0] == 200
    fake.cdn.vanish(first)
    fake.cdn.html(second)
    assert (await get(fake.cdn.link(first)["url"]))[0] == 404
    assert (await get(fake.cdn.link(second)["url"]))[1] == "text/html"


async def test_a_held_call_goes_on_when_it_is_released(fake, http, art):
    gate = fake.hold("POST /channels/{channel}/messages")
    sending = asyncio.create_task(http("POST", f"/channels/{art.id}/messages", {"content": "x"}))
    await gate.arrived()
    assert art.messages == []
    gate.release()
    assert (await sending)[0] == 200


async def test_wrong_frames_close_the_gateway(fake):
    frames = {
        4001: {"op": 99, "d": None},
        4003: {"op": 8, "d": {}},
        4004: {"op": 2, "d": {"token": "wrong"}},
        4010: {"op": 2, "d": {"token": fake.token, "intents": 1, "shard": [2, 2]}},
        4013: {"op": 2, "d": {"token": fake.token, "intents": 1 << 30}},
        4014: {"op": 2, "d": {"token": fake.token, "intents": 1 << 1}},
    }
    async with aiohttp.ClientSession() as http:
        for code, frame in frames.items():
            async with http.ws_connect(f"{fake.gateway_url}/?v=10&encoding=json") as socket:
                await socket.receive_json()
                await socket.send_json(frame)
                assert (await socket.receive()).data == code
    assert len(fake.refused) == len(frames)


async def test_it_is_played_in_a_process_of_its_own():
    root = Path(__file__).parents[2]
    command = (sys.executable, "-m", "tests.fakes.discord_server", "--port", "0")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, cwd=root)
    try:
        control = f"http://127.0.0.1:{int(await process.stdout.readline())}/_control"
        steps = [
            {"call": "guild", "args": ["Studio"], "as": "home"},
            {"call": "channel", "args": ["$home", "art"], "as": "art"},
            {"call": "user", "args": ["mira"], "kwargs": {"guilds": ["$home"]}, "as": "mira"},
            {"call": "say", "args": ["$mira", "$art", "hello"], "as": "said"},
        ]
        async with aiohttp.ClientSession() as http:
            async with http.post(control, json={"do": steps}) as got:
                told = await got.json()
            headers = {"Authorization": f"Bot {told['token']}"}
            address = f"{told['api_url']}/channels/{told['made']['art']}/messages"
            async with http.get(address, headers=headers) as got:
                assert [each["content"] for each in await got.json()] == ["hello"]
            async with http.get(control) as got:
                seen = await got.json()
            assert (seen["messages"], seen["refused"], seen["interactions"]) == (1, [], [])
            async with http.post(control, json={"do": [{"call": "__init__"}]}) as got:
                assert got.status == 400
    finally:
        process.terminate()
        await process.wait()
