"""Logging in, over and over, until it works or never will."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

import pytest

from bot.platforms.discord.connection import Connection, NotReady, TokenRefused
from bot.ports import DiscordOptions
from tests.fakes.discord_client import discord_hosts
from tests.fakes.discord_server import FakeDiscord

ME = "GET /users/@me"


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as fake:
        with discord_hosts():
            yield fake


class Told:
    def __init__(self) -> None:
        self.codes: list[str] = []

    def __call__(self, code: str, params: Mapping[str, str]) -> None:
        self.codes.append(code)


def connection(fake: FakeDiscord, told: Told, *, token: str = "", patience: float = 60) -> Connection:
    options = DiscordOptions(token or fake.token, fake.api_url, fake.gateway_url)
    return Connection(options, told, patience=patience, pause=0.01)


async def test_it_logs_in_where_it_was_told_to_and_opens_no_gateway(fake: FakeDiscord):
    told = Told()
    made = connection(fake, told)
    await made.login_soon()
    client = await made.ready()
    assert client.user.id == fake.app.user.id
    assert client.allowed_mentions.to_dict()["parse"] == []
    assert fake.gateway.identifies == []
    await made.close()
    assert told.codes == []


async def test_it_keeps_trying_while_discord_is_out_of_order(fake: FakeDiscord):
    fake.fail(ME, status=503, times=3)
    fake.fail("GET /oauth2/applications/@me", status=503)
    made = connection(fake, Told())
    await made.login_soon()
    await made.ready()
    assert fake.count(ME) == 5
    await made.close()


async def test_a_refused_token_is_told_once_and_not_tried_again(fake: FakeDiscord):
    told = Told()
    made = connection(fake, told, token="wrong")
    await made.login_soon()
    for _ in range(3):
        with pytest.raises(TokenRefused):
            await made.ready()
    assert told.codes == ["discord_token"]
    assert fake.count(ME) == 1
    await made.close()
    fake.refused.clear()


async def test_who_needs_it_waits_for_a_while_and_no_longer(fake: FakeDiscord):
    gate = fake.hold(ME)
    made = connection(fake, Told(), patience=0.05)
    await made.login_soon()
    await gate.arrived()
    with pytest.raises(NotReady):
        await made.ready()
    gate.release()
    await made.close()


async def test_a_client_that_was_closed_is_not_handed_out(fake: FakeDiscord):
    made = connection(fake, Told())
    await made.login_soon()
    await (await made.ready()).close()
    with pytest.raises(NotReady):
        await made.ready()
    await made.close()


async def test_closing_while_logging_in_leaves_nothing_open(fake: FakeDiscord):
    gate = fake.hold(ME)
    made = connection(fake, Told())
    await made.login_soon()
    await gate.arrived()
    await made.close()
    gate.release()


async def test_with_discords_own_hosts_nothing_is_moved():
    async with FakeDiscord(tls=True) as fake:
        made = Connection(DiscordOptions(fake.token), Told(), connector=fake.connector, patience=60)
        await made.login_soon()
        assert (await made.ready()).user.id == fake.app.user.id
        await made.close()
        assert [each.route for each in fake.calls].count(ME) == 1
