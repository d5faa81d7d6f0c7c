"""Calls of Slack: errors sorted, tokens renewed, rates kept, nothing done twice, no secret said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from structlog.testing import capture_logs

from bot.platforms.slack.api import SlackApi, _sorted
from bot.platforms.slack.budgets import Budgets, Watch
from bot.platforms.slack.errors import Denied, Gone, Limited, Misfit, Outside, Revoked, SlackError, Unreached, Unsure
from bot.platforms.slack.tokens import OneToken
from tests.bot.platforms.slack.outward import Desk, opened
from tests.fakes.slack_clock import SlackClock
from tests.fakes.slack_script import Fault
from tests.patience import PATIENCE

AWAY = "xoxb-away"


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    async with opened(sqlite_url) as made:
        yield made


class Renewed:
    """Tokens that were renewed once."""

    def __init__(self, old: str, new: str) -> None:
        self.now, self.new = old, new
        self.refused: list[str] = []

    async def token(self, team: str, *, refused: str = "") -> str:
        if refused:
            self.refused.append(refused)
            self.now = self.new
        return self.now


def about(desk: Desk, **more: object) -> dict[str, object]:
    return {"channel": desk.fake.channel("general").id, "text": "hello"} | more


CODES = [
    ("channel_not_found", Gone),
    ("is_archived", Gone),
    ("thread_not_found", Gone),
    ("not_in_channel", Outside),
    ("missing_scope", Denied),
    ("restricted_action_read_only_channel", Denied),
    ("slack_connect_file_upload_sharing_blocked", Denied),
    ("token_revoked", Revoked),
    ("account_inactive", Revoked),
    ("invalid_blocks", Misfit),
    ("msg_too_long", Misfit),
    ("internal_error", Unsure),
    ("something_new", SlackError),
]


@pytest.mark.parametrize(("code", "kind"), CODES)
async def test_an_error_is_sorted_by_what_is_to_be_done(desk: Desk, code: str, kind: type[SlackError]) -> None:
    desk.fake.fault("chat.postMessage", Fault("error", error=code), n=4)
    with pytest.raises(kind) as caught:
        await desk.api().call(desk.fake.team.id, "chat.postMessage", **about(desk))
    assert type(caught.value) is kind
    assert caught.value.code in {code, "no_token"}


@pytest.mark.parametrize("kind", ["lost", "status", "html", "close"])
async def test_what_must_not_be_done_twice_is_not_repeated(desk: Desk, kind: str) -> None:
    desk.fake.fault("chat.postMessage", Fault(kind))
    with pytest.raises(Unsure):
        await desk.api().call(desk.fake.team.id, "chat.postMessage", **about(desk))
    assert len(desk.fake.calls) == 1


@pytest.mark.parametrize("kind", ["lost", "status", "html", "close"])
async def test_what_may_be_done_twice_is_repeated(desk: Desk, kind: str) -> None:
    api, team = desk.api(), desk.fake.team.id
    said = await api.call(team, "chat.postMessage", **about(desk))
    desk.fake.fault("chat.update", Fault(kind), n=2)
    await api.call(team, "chat.update", **about(desk, ts=said["ts"], text="bye"))
    assert desk.said()[0].text == "bye"
    assert len(desk.fake.calls_of("chat.update")) == 3


async def test_where_nobody_answers_it_is_known_that_nothing_was_done(desk: Desk) -> None:
    api = SlackApi(OneToken(AWAY), api_url="http://127.0.0.1:1/api/", watch=desk.watch)
    desk.apis.append(api)
    with capture_logs() as logs, pytest.raises(Unreached):
        await api.call("T1", "chat.postMessage", **about(desk))
    assert AWAY not in str(logs)


async def test_a_429_makes_everybody_wait_who_would_call_the_same(desk: Desk) -> None:
    api, team = desk.api(), desk.fake.team.id
    desk.fake.fault("files.info", Fault("ratelimited", retry_after=20))
    file = desk.fake.edge.new(desk.fake.team, desk.fake.team.bot_user_id, "a.png", 1)
    file.completed = True
    began = desk.fake.clock.now()
    first = asyncio.create_task(api.call(team, "files.info", file=file.id))
    while not api._budgets._bucket("files.info", team, "").blocked_until:  # noqa: ASYNC110 -- the product has no event for it
        await asyncio.sleep(0)
    calls = [first, *(asyncio.create_task(api.call(team, "files.info", file=file.id)) for _ in range(5))]
    done, _ = await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
    assert desk.fake.clock.now() - began >= 20
    await asyncio.gather(*done, *calls)
    assert len(desk.fake.limited) == 1
    assert len(desk.fake.calls) == 7


async def test_a_429_for_minutes_is_given_back(desk: Desk) -> None:
    desk.fake.fault("conversations.replies", Fault("ratelimited", retry_after=600))
    with pytest.raises(Limited) as caught:
        await desk.api().call(desk.fake.team.id, "conversations.replies", channel="C1", ts="1.1")
    assert caught.value.retry_after == 600
    assert len(desk.fake.calls) == 1


async def test_a_token_that_was_renewed_is_taken_up(desk: Desk) -> None:
    tokens = Renewed("xoxb-old", desk.fake.bot_token)
    api = SlackApi(tokens, api_url=desk.fake.api_url, watch=desk.watch)
    desk.apis.append(api)
    await api.call(desk.fake.team.id, "chat.postMessage", **about(desk))
    assert tokens.refused == ["xoxb-old"]
    assert len(desk.said()) == 1


async def test_each_workspace_is_called_with_its_own_token(desk: Desk) -> None:
    other = desk.fake.add_team("Other")
    channel = other.add_channel("lounge")

    class Two:
        async def token(self, team: str, *, refused: str = "") -> str:
            return {desk.fake.team.id: desk.fake.bot_token, other.id: other.token}[team]

    api = SlackApi(Two(), api_url=desk.fake.api_url, watch=desk.watch)
    desk.apis.append(api)
    for team, place in ((desk.fake.team, desk.fake.channel("general")), (other, channel)) * 2:
        await api.call(team.id, "chat.postMessage", channel=place.id, text="hello")
    assert [each.team_id for each in desk.fake.calls] == [desk.fake.team.id, other.id] * 2


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("https://files.slack.com/files-pri/T1-F1/a.png", True),
        ("https://slack.com/x", True),
        ("https://hooks.slack-gov.com/x", True),
        ("http://files.slack.com/x", False),
        ("https://files.slack.com.evil.example/x", False),
        ("https://evilslack.com/x", False),
        ("https://user:pw@files.slack.com/x", False),
        ("https://files.slack.com:8443/x", False),
        ("https://files.slack.com@evil.example/x", False),
        ("file:///etc/passwd", False),
        ("https://[::1", False),
        ("", False),
    ],
)
async def test_only_slacks_own_hosts_are_slacks(url: str, *, ours: bool) -> None:
    assert SlackApi(OneToken("xoxb-1")).slack_host(url) is ours
    moved = SlackApi(OneToken("xoxb-1"), api_url="http://127.0.0.1:8099/api/")
    assert moved.slack_host("http://127.0.0.1:8099/files-pri/T1-F1/a") is True
    assert moved.slack_host("http://127.0.0.1:8098/files-pri/T1-F1/a") is False


async def test_progress_takes_only_what_nobody_needs() -> None:
    clock = SlackClock(0)
    budgets = Budgets(Watch(clock.now, clock.sleep))
    taken = sum(budgets.take_spare("chat.update", "T1", keep=4) for _ in range(30))
    assert taken == 6
    for _ in range(4):
        await budgets.take("chat.update", "T1")
    waiting = asyncio.create_task(budgets.take("chat.update", "T1"))
    await asyncio.sleep(0)
    clock.advance(0.5)
    assert not budgets.take_spare("chat.update", "T1", keep=0)
    assert budgets.take_spare("chat.update", "T2", keep=4)
    clock.advance(60)
    await waiting


async def test_no_minute_holds_more_calls_than_slack_allows() -> None:
    clock = SlackClock(0)
    now = clock.now()

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    budgets = Budgets(Watch(lambda: now, sleep))
    times = []
    for _ in range(300):
        await budgets.take("chat.update", "T1")
        times.append(now)
    assert all(sum(start <= each < start + 60 for each in times) <= 50 for start in times)
    assert times[-1] <= 300 / 50 * 60 * 1.3


async def test_a_429_of_an_hour_is_given_back_to_everybody_at_once(desk: Desk) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    api = SlackApi(OneToken(desk.fake.bot_token), api_url=desk.fake.api_url, watch=Watch(lambda: 0.0, sleep))
    desk.apis.append(api)
    desk.fake.fault("chat.postMessage", Fault("ratelimited", retry_after=3600))
    for _ in range(2):
        with pytest.raises(Limited):
            await api.call(desk.fake.team.id, "chat.postMessage", **about(desk))
    assert slept == []
    assert desk.fake.count("chat.postMessage") <= 1


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("7", 7.0), ("0", 1.0), ("-5", 1.0), ("999999", 3600.0), ("inf", 3600.0), ("soon", 5.0), ("", 5.0), ("nan", 5.0)],
)
async def test_whatever_a_refusal_names_it_is_waited_for_within_reason(desk: Desk, said: str, seconds: float) -> None:
    class Naming(SlackApi):
        async def _once(self, team: str, method: str, args: object) -> Any:
            error = SlackApiError("no", SimpleNamespace(status_code=429, data={}, headers={"Retry-After": said}))
            raise _sorted(method, error)

    slept: list[float] = []

    async def sleep(asked: float) -> None:
        slept.append(asked)
        raise asyncio.CancelledError

    api = Naming(OneToken("xoxb"), watch=Watch(lambda: 0.0, sleep))
    if seconds > 60:
        with pytest.raises(Limited) as caught:
            await api.call("T1", "users.info", user="U1")
        assert caught.value.retry_after == seconds
        return
    with pytest.raises(asyncio.CancelledError):
        await api.call("T1", "users.info", user="U1")
    assert slept == [seconds]


async def test_a_refusal_that_nobody_knows_is_one_for_good_in_the_end(desk: Desk) -> None:
    api, team = desk.api(), desk.fake.team.id
    desk.fake.fault("chat.update", Fault("error", error="something_new"), n=9)
    wrong = about(desk, ts="1.000001")
    for _ in range(4):
        with pytest.raises(SlackError) as caught:
            await api.call(team, "chat.update", **wrong)
        assert type(caught.value) is SlackError
    with pytest.raises(Denied, match="something_new"):
        await api.call(team, "chat.update", **wrong)
    # In another channel it may be otherwise.
    with pytest.raises(SlackError) as caught:
        await api.call(team, "chat.update", **(wrong | {"channel": desk.fake.channel("studio").id}))
    assert type(caught.value) is SlackError


async def test_what_works_in_between_makes_a_refusal_pass(desk: Desk) -> None:
    api, team = desk.api(), desk.fake.team.id
    for _ in range(3):
        desk.fake.fault("chat.postMessage", Fault("error", error="something_new"), n=3)
        for _ in range(3):
            with pytest.raises(SlackError) as caught:
                await api.call(team, "chat.postMessage", **about(desk))
            assert type(caught.value) is SlackError
        assert (await api.call(team, "chat.postMessage", **about(desk)))["ok"]


@asynccontextmanager
async def taking(pause: float) -> AsyncIterator[tuple[str, list[int]]]:
    """Run what takes files, with a pause before each piece; yield its address, and how much came each time."""
    came: list[int] = []

    async def take(request: web.Request) -> web.Response:
        got = 0
        while chunk := await request.content.read(256 * 1024):
            got += len(chunk)
            await asyncio.sleep(pause)
        came.append(got)
        return web.Response(text="OK")

    app = web.Application(client_max_size=2**28)
    app.router.add_post("/up", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}", came
    finally:
        await runner.cleanup()


async def test_a_large_file_takes_its_time_on_a_slow_line(monkeypatch: pytest.MonkeyPatch) -> None:
    # All that other calls may take: far too little for this one. Warnings are errors: no body is sent at one go.
    monkeypatch.setattr("bot.platforms.slack.api._TIMEOUT", aiohttp.ClientTimeout(total=0.05, sock_read=0.05))
    monkeypatch.setattr("bot.platforms.slack.api._SEND_IDLE", PATIENCE)
    async with taking(0.005) as (address, came):
        api = SlackApi(OneToken("xoxb"), api_url=f"{address}/api/")
        try:
            await api.send(f"{address}/up", b"x" * (20 * 1024 * 1024))
            assert came == [20 * 1024 * 1024]
            monkeypatch.setattr("bot.platforms.slack.api._SEND_SECONDS", 0.01)
            monkeypatch.setattr("bot.platforms.slack.api._SLOWEST", 2**40)
            with pytest.raises(Unsure):
                await api.send(f"{address}/up", b"x" * (20 * 1024 * 1024))
        finally:
            await api.close()


async def test_nothing_goes_to_an_address_that_is_not_slacks() -> None:
    async with taking(0.0) as (address, came):
        api = SlackApi(OneToken("xoxb"))
        try:
            with pytest.raises(SlackError, match="foreign_host"):
                await api.send(f"{address}/up", b"x")
            with pytest.raises(Gone, match="foreign_host"):
                await api.respond(f"{address}/up", {"text": "hello"})
        finally:
            await api.close()
        assert came == []
