import asyncio
import io

import aiohttp
import pytest
from aiohttp import web
from PIL import Image
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack_clock import Timing
from tests.fakes.slack_people import Drop
from tests.fakes.slack_script import Ack, Fault, NotAcknowledged
from tests.fakes.slack_server import FakeSlack
from tests.fakes.slack_tiny_app import tiny


def picture() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (40, 30), (9, 120, 30)).save(kept, "PNG")
    return kept.getvalue()


@pytest.fixture
async def fake():
    async with FakeSlack(timing=Timing(speed=0)) as server:
        yield server


@pytest.fixture
async def client(fake):
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(fake.bot_token, base_url=fake.api_url, session=session, retry_handlers=[])


@pytest.fixture
async def app(fake):
    async with tiny(fake) as running:
        yield running


class Endpoint:
    """A request URL that answers what it is told to, and keeps what came."""

    def __init__(self, *answers: web.Response | None) -> None:
        self.answers = list(answers)
        self.arrived = asyncio.Event()
        self.seen: list[tuple[dict[str, str], str]] = []

    async def handle(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.seen.append((headers, await request.text()))
        answer = self.answers.pop(0)
        self.arrived.set()
        if answer is None:
            await asyncio.Event().wait()
        return answer

    async def __aenter__(self) -> str:
        app = web.Application()
        app.router.add_post("/slack/events", self.handle)
        self.runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{self.runner.addresses[0][1]}/slack/events"

    async def __aexit__(self, *_: object) -> None:
        await self.runner.cleanup()


async def test_calls_meet_the_faults_that_were_asked_for(fake, client):
    general = fake.channel("general")
    fake.fault("chat.postMessage", Fault("ratelimited", retry_after=9), n=2)
    fake.fault("chat.postMessage", Fault("status", status=503))
    fake.fault("chat.postMessage", Fault("error", error="fatal_error"))
    found = []
    for _ in range(4):
        with pytest.raises((SlackApiError, aiohttp.ClientError)) as error:
            await client.chat_postMessage(channel=general.id, text="x")
        found.append(error.value.response.status_code if isinstance(error.value, SlackApiError) else None)
    assert found == [429, 429, 503, 200]
    assert general.live == []
    await client.chat_postMessage(channel=general.id, text="x")
    assert [each.error for each in fake.calls] == ["ratelimited", "ratelimited", "status", "fatal_error", None]


async def test_a_lost_answer_leaves_its_effect_and_a_closed_connection_leaves_none(fake, client):
    general = fake.channel("general")
    for kind in ("lost", "close"):
        fake.fault("chat.postMessage", Fault(kind))
        with pytest.raises(aiohttp.ClientError):
            await client.chat_postMessage(channel=general.id, text=kind)
    assert [each.text for each in general.live] == ["lost"]
    assert [each.status for each in fake.calls] == [0, 0]


async def test_a_token_can_die_in_the_middle(fake, client):
    fake.fault("auth.test", Fault("revoke"))
    with pytest.raises(SlackApiError, match="token_revoked"):
        await client.auth_test()


async def test_a_file_may_never_be_ready_and_a_download_may_be_a_page(fake, client):
    fake.never_process(1)
    ids = [(await client.files_upload_v2(file=picture(), filename="a.png"))["file"]["id"] for _ in range(2)]
    fake.clock.advance(60)
    await fake.until(lambda: fake.files[ids[1]].ready)
    assert not fake.files[ids[0]].ready
    assert (await client.files_info(file=ids[0]))["file"]["mimetype"] == ""
    fake.fault("download", Fault("html"))
    url, headers = fake.files[ids[1]].url, {"authorization": f"Bearer {fake.bot_token}"}
    kinds = []
    for _ in range(2):
        async with client.session.get(url, headers=headers) as answer:
            kinds.append((answer.status, answer.content_type))
    assert kinds == [(200, "text/html"), (200, "image/png")]


async def test_a_shared_upload_appears_when_it_is_processed(fake, client):
    general = fake.channel("general")
    await client.files_upload_v2(file=picture(), filename="a.png", channel=general.id, initial_comment="Here")
    assert general.live == []
    fake.clock.advance(1)
    message = await fake.message_in(general)
    assert (message.text, len(message.files)) == ("Here", 1)


async def test_what_is_not_acknowledged_comes_again(fake, app):
    fake.socket.ignore_acks(1)
    (delivery,) = fake.person("ada").say(fake.channel("general"), "hello").deliveries
    await fake.until(lambda: app.heard)
    fake.clock.advance(3)
    ack = await delivery.acked()
    await fake.until(lambda: len(app.heard) == 2)
    assert ack.attempt == 1
    assert [(each.number, each.reason) for each in delivery.attempts] == [(0, None), (1, "timeout")]
    assert app.retries == ["0", "1"]
    assert app.heard[0] == app.heard[1]


async def test_a_command_that_is_not_acknowledged_is_not_sent_again(fake, app):
    fake.socket.ignore_acks(1)
    delivery = fake.person("ada").command("/imagine", "a fox", fake.channel("general"))
    await fake.call_of("chat.postMessage")
    fake.clock.advance(3)
    with pytest.raises(NotAcknowledged, match="timeout"):
        await delivery.acked()
    assert len(delivery.attempts) == 1
    assert fake.shown[-1].text == '/imagine failed with the error "operation_timeout"'


async def test_what_was_acknowledged_can_come_again_or_twice(fake, app):
    general, ada = fake.channel("general"), fake.person("ada")
    (delivery,) = ada.say(general, "one").deliveries
    await delivery.acked()
    again = await fake.redeliver(delivery, reason="timeout")
    assert isinstance(again, Ack)
    fake.socket.duplicate(1)
    ada.say(general, "two")
    heard = await fake.until(lambda: len(app.heard) == 4 and [each["text"] for each in app.heard])
    assert heard == ["one", "one", "two", "two"]
    assert fake.refused == []


async def test_deliveries_can_be_held_and_reordered(fake, app):
    general, ada = fake.channel("general"), fake.person("ada")
    fake.hold()
    said = [ada.say(general, each) for each in ("one", "two", "three")]
    fake.release("reversed")
    for each in said:
        await each.acked()
    assert [each.payload["event"]["text"] for each in fake.socket.sent] == ["three", "two", "one"]


@pytest.mark.parametrize("way", ["drop", "refresh", "refresh without overlap", "warn"])
async def test_a_cut_or_refreshed_socket_is_opened_anew(way):
    # What a stall makes the client lose comes again, in Slack's real time.
    async with FakeSlack(timing=Timing(retries=(0.0,) * 20)) as fake, tiny(fake, ping=1) as app:
        opened = fake.socket.opened
        if way == "drop":
            fake.socket.drop()
        elif way == "warn":
            await fake.socket.warn()
        else:
            await fake.socket.refresh(overlap="without" not in way)
        await fake.until(lambda: fake.socket.opened > opened)
        (delivery,) = fake.person("ada").say(fake.channel("general"), "still there?").deliveries
        await delivery.acked()
        await fake.until(lambda: app.heard)
        assert fake.refused == []


async def test_in_a_gap_events_wait_and_commands_fail(fake):
    general, ada = fake.channel("general"), fake.person("ada")
    command = ada.command("/imagine", "a fox", general)
    (event,) = ada.say(general, "hello").deliveries
    with pytest.raises(NotAcknowledged, match="connection_failed"):
        await command.acked()
    await fake.until(lambda: event.rests == 60)
    async with tiny(fake, sockets=2) as app:
        fake.clock.advance(60)
        ack = await event.acked()
        assert ack.attempt == 2
        await fake.until(lambda: app.heard)
        assert len(fake.socket.connections) == 2


async def test_envelopes_are_shared_out_among_connections(fake):
    async with tiny(fake, sockets=3):
        said = [fake.person("ada").say(fake.channel("general"), str(each)) for each in range(6)]
        for each in said:
            await each.acked()
        assert sorted(len(each.envelopes) for each in fake.socket.connections) == [2, 2, 2]


async def test_acknowledgements_must_be_well_formed(fake):
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(fake.app_token, base_url=fake.api_url, session=session)
        url = (await client.apps_connections_open(app_token=fake.app_token))["url"]
        async with session.ws_connect(url) as socket:
            hello = await socket.receive_json()
            assert (hello["type"], hello["num_connections"]) == ("hello", 1)
            (delivery,) = fake.person("ada").say(fake.channel("general"), "hi").deliveries
            envelope = await socket.receive_json()
            assert envelope.keys() == {
                "envelope_id",
                "type",
                "payload",
                "accepts_response_payload",
                "retry_attempt",
                "retry_reason",
            }
            await socket.send_str("hello")
            await socket.send_json({"envelope_id": "unknown"})
            await socket.send_json({"envelope_id": envelope["envelope_id"], "ok": True})
            await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "x"}})
            await fake.until(lambda: len(fake.refused) == 4)
            await socket.send_json({"envelope_id": envelope["envelope_id"]})
            await delivery.acked()
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(url)


async def test_an_eleventh_socket_is_turned_away(fake):
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(fake.app_token, base_url=fake.api_url, session=session)
        sockets = []
        for _ in range(11):
            url = (await client.apps_connections_open(app_token=fake.app_token))["url"]
            sockets.append(await session.ws_connect(url))
        for socket in sockets[:10]:
            assert (await socket.receive_json())["type"] == "hello"
        assert (await sockets[10].receive_json())["reason"] == "too_many_websockets"
        for socket in sockets:
            await socket.close()


@pytest.mark.parametrize(
    ("signature", "status"),
    [("good", 200), ("wrong", 401), ("stale", 401), ("future", 401), ("not_a_number", 500), ("missing", 401)],
)
async def test_signatures_are_made_well_or_badly(fake, signature, status):
    async with tiny(fake, http=True):
        event = {"type": "message", "user": fake.person("ada").id, "text": "hi", "channel": "C1", "ts": "1.1"}
        delivery = fake.send_event(fake.team, event)
        await delivery.acked()
        answer = await fake.forge(delivery.payload, signature=signature)
        assert answer.status == status
        assert await fake.verify_url()


async def test_a_failing_request_url_is_asked_again_until_it_says_stop(fake):
    failing = [web.Response(status=500), web.Response(status=404), web.Response(status=200)]
    endpoint = Endpoint(*failing, web.Response(status=500, headers={"x-slack-no-retry": "1"}), web.Response(status=302))
    async with endpoint as url:
        fake.request_url = url
        (event,) = fake.person("ada").say(fake.channel("general"), "hello").deliveries
        await fake.until(lambda: event.rests == 60)
        fake.clock.advance(60)
        ack = await event.acked()
        assert (ack.attempt, ack.status) == (2, 200)
        headers = [each for each, _ in endpoint.seen]
        assert [each.get("x-slack-retry-num") for each in headers] == [None, "1", "2"]
        assert headers[1]["x-slack-retry-reason"] == "http_error"
        stopped = fake.send_event(fake.team, {"type": "app_uninstalled"})
        with pytest.raises(NotAcknowledged, match="http_error"):
            await stopped.acked()
        assert len(stopped.attempts) == 1
        moved = fake.person("ada").command("/imagine", "a fox", fake.channel("general"))
        with pytest.raises(NotAcknowledged, match="http_error"):
            await moved.acked()
        assert fake.shown[-1].text == '/imagine failed with the error "dispatch_failed"'


async def test_a_request_url_that_does_not_answer_is_asked_again(fake):
    endpoint = Endpoint(None, web.Response(status=200))
    async with endpoint as url:
        fake.request_url = url
        (event,) = fake.person("ada").say(fake.channel("general"), "hello").deliveries
        await endpoint.arrived.wait()
        fake.clock.advance(3)
        ack = await event.acked()
        assert ack.attempt == 1
        assert endpoint.seen[1][0]["x-slack-retry-reason"] == "http_timeout"
    fake.request_url = "http://127.0.0.1:9/slack/events"
    command = fake.person("ada").command("/imagine", "a fox", fake.channel("general"))
    with pytest.raises(NotAcknowledged, match="connection_failed"):
        await command.acked()


async def test_a_download_may_lead_elsewhere_and_a_call_may_be_slow(fake, client):
    said = fake.person("ada").say(fake.channel("general"), "look", files=[Drop("a.png", picture())])
    fake.fault("download", Fault("redirect", url="http://127.0.0.1:9/elsewhere"))
    headers = {"authorization": f"Bearer {fake.bot_token}"}
    async with client.session.get(said.message.files[0].url, headers=headers, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["location"]) == (302, "http://127.0.0.1:9/elsewhere")
    fake.fault("*", Fault("slow", seconds=5))
    call = asyncio.create_task(client.api_test())
    await fake.until(lambda: fake.slowed == 1)
    assert not call.done()
    fake.clock.advance(5)
    assert (await call)["ok"]


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # as slack_sdk sends it
async def test_an_installation_is_approved_exchanged_rotated_and_revoked(fake, client):
    other = fake.add_team("Elsewhere", installed=False)
    eve = other.add_person("eve", owner=True)
    fake.rotation = True
    asked = f"{fake.authorize_url}?client_id={fake.client_id}&scope=chat:write,commands&state=s1&redirect_uri=http://127.0.0.1/back"
    back = fake.approve(asked, eve)
    assert back.startswith("http://127.0.0.1/back?code=")
    assert back.endswith("state=s1")
    code = back.partition("code=")[2].partition("&")[0]
    known = {"client_id": fake.client_id, "client_secret": fake.client_secret}
    once = {"code": code, "redirect_uri": "http://127.0.0.1/back"}
    with pytest.raises(SlackApiError, match="bad_client_secret"):
        await client.oauth_v2_access(client_id=fake.client_id, client_secret="no", **once)
    with pytest.raises(SlackApiError, match="bad_redirect_uri"):
        await client.oauth_v2_access(**known, code=code, redirect_uri="http://127.0.0.1/other")
    given = await client.oauth_v2_access(**known, **once)
    assert (given["team"]["id"], given["scope"]) == (other.id, "chat:write,commands")
    with pytest.raises(SlackApiError, match="code_already_used"):
        await client.oauth_v2_access(**known, **once)
    theirs = AsyncWebClient(given["access_token"], base_url=fake.api_url, session=client.session, retry_handlers=[])
    assert (await theirs.auth_test())["team_id"] == other.id
    fake.clock.advance(43_201)
    with pytest.raises(SlackApiError, match="token_expired"):
        await theirs.auth_test()
    refreshed = await client.oauth_v2_access(**known, grant_type="refresh_token", refresh_token=given["refresh_token"])
    theirs.token = refreshed["access_token"]
    assert (await theirs.auth_revoke())["revoked"]
    with pytest.raises(SlackApiError, match="token_revoked"):
        await theirs.auth_test()
    fake.approver = eve
    async with client.session.get(asked, allow_redirects=False) as answer:
        assert (answer.status, "code=" in answer.headers["location"]) == (302, True)


async def test_a_photo_may_still_be_in_the_making_when_it_is_told(fake, app):
    said = fake.person("ada").say(fake.channel("general"), "look", files=[Drop("a.png", picture(), ready=False)])
    await said.acked()
    assert said.deliveries[0].payload["event"]["files"][0]["mimetype"] == ""
    fake.clock.advance(1)
    await fake.until(lambda: said.message.files[0].ready)
    assert (await app.client.files_info(file=said.message.files[0].id))["file"]["mimetype"] == "image/png"
