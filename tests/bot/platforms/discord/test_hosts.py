"""Where Discord is."""

from __future__ import annotations

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.platforms.discord import hosts
from tests.fakes.discord_client import discord_hosts


def test_the_api_and_the_gateway_are_moved():
    with discord_hosts():
        hosts.move("http://proxy:8080/api/v10/", "ws://proxy:8081")
        assert Route("GET", "/users/@me").url == "http://proxy:8080/api/v10/users/@me"
        assert yarl.URL("ws://proxy:8081") == DiscordWebSocket.DEFAULT_GATEWAY
        assert discord.Asset.BASE == "http://proxy:8080"


def test_what_is_not_set_stays():
    with discord_hosts():
        before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
        hosts.move("", "")
        after = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    assert after == before


def test_files_are_read_from_discord_and_a_moved_api_alone():
    assert hosts.of_files("") == {"cdn.discordapp.com", "media.discordapp.net"}
    assert hosts.of_files("http://127.0.0.1:8080/api/v10") - hosts.CDN == {"127.0.0.1:8080"}
    assert hosts.of_files("https://proxy.example/api/v10") - hosts.CDN == {"proxy.example:443"}
