"""Misconfigurations that operators meet, each alone: what is changed, what is said of it, and with which mend."""

from __future__ import annotations

import fcntl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.platforms.slack.manifest import NEEDED_SCOPES, SCOPES
from tests.bot.doctoring import PASSWORD, World, free_port, register
from tests.fakes.discord_world import BOT_PERMISSIONS, bits
from tests.fakes.openai_script import Step
from tests.fakes.slack_script import Fault

Variables = dict[str, str]


@dataclass(frozen=True)
class Plant:
    """A misconfiguration: what is changed, of which part it is told, in which words, and with which mend.

    ``fatal`` is what ends with exit code 1.
    """

    name: str
    part: str
    says: str
    mend: str
    change: Variables | Callable[[World], Variables | Awaitable[Variables]]
    fatal: bool = True


def write(world: World, name: str, text: str) -> str:
    path = world.tmp / name
    path.write_text(text, "utf-8")
    return str(path)


def intent_off(world: World) -> Variables:
    world.discord.app.message_content = False
    return {}


def endpoint_set(world: World) -> Variables:
    world.discord.app.endpoint = "https://elsewhere.example/interactions"
    return {}


def permissions_lost(world: World) -> Variables:
    poor = world.discord.guild("Attic", app=False)
    poor.everyone.permissions = 0
    world.discord.install(world.discord.app, poor, BOT_PERMISSIONS & ~bits("ATTACH_FILES"))
    return {}


async def commands_drifted(world: World) -> Variables:
    await register(world.discord, lambda commands: commands.pop())
    return {}


def slack_scopes_lost(world: World, *scopes: str) -> Variables:
    assert set(scopes) <= set(SCOPES)
    world.slack.team.token_row.scopes -= set(scopes)
    return {}


def slack_without(world: World, error: str) -> Variables:
    world.slack.fault("apps.connections.open", Fault("error", error=error))
    return {}


async def slack_no_socket(world: World) -> Variables:
    port = await world.stranger()
    world.slack.courier.socket.ticket = lambda: f"ws://127.0.0.1:{port}/link"
    return {}


def openai_says(world: World, kind: str, route: str = "models") -> Variables:
    world.openai.script(Step(kind), route=route)
    return {}


def openai_without(world: World) -> Variables:
    world.openai.models.clear()
    return {}


async def openai_elsewhere(world: World) -> Variables:
    return {"OPENAI_BASE_URL": f"http://127.0.0.1:{await world.stranger()}/v1"}


async def port_taken(world: World) -> Variables:
    return {"EASEL_HTTP_PORT": str(await world.stranger())}


async def port_of_an_easel(world: World) -> Variables:
    return {"EASEL_HTTP_PORT": str(await world.easel())}


async def metrics_port_taken(world: World) -> Variables:
    return {"EASEL_METRICS_PORT": str(await world.stranger())}


async def public_stranger(world: World) -> Variables:
    running = await running_on_sqlite(world)
    return {**running, "EASEL_PUBLIC_URL": f"http://127.0.0.1:{await world.stranger()}"}


async def public_silent(world: World) -> Variables:
    return {**await running_on_sqlite(world), "EASEL_PUBLIC_URL": "http://127.0.0.1:9"}


async def running_on_sqlite(world: World) -> Variables:
    """Hold the folder and serve, as a running Easel does."""
    world.data.mkdir()
    lock = world.stack.enter_context((world.data / "easel.lock").open("w"))
    fcntl.flock(lock, fcntl.LOCK_EX)
    return {"EASEL_HTTP_PORT": str(await world.easel())}


def corrupt_file(world: World) -> Variables:
    return {"EASEL_DATABASE_URL": f"sqlite:///{write(world, 'bad.db', 'This is no database at all.' * 99)}"}


def file_for_a_folder(world: World) -> Variables:
    return {"EASEL_DATA_DIR": write(world, "file", ""), "EASEL_ASSETS_URL": str(world.tmp / "assets")}


def catalogue(world: World, text: str) -> Variables:
    return {"EASEL_CATALOG": write(world, "servers.toml", text)}


def secret_lost(world: World) -> Variables:
    world.data.mkdir()
    (world.data / "secret.key").write_text("")
    return {"EASEL_SECRET_KEY": ""}


SERVER = """
[servers.attic]
base_url = "{url}"
api_key_env = "ATTIC_KEY"
[servers.attic.models.attic-one]
title = "Attic"
"""

PLANTS = [
    Plant("discord token", "discord", "does not accept DISCORD_TOKEN", "Reset Token", {"DISCORD_TOKEN": "MTIz.x.y"}),
    Plant("discord intent", "discord", "content intent is off", "Privileged Gateway Intents", intent_off, fatal=False),
    Plant("discord endpoint", "discord", "posts commands and buttons to another address",
          "Delete the Interactions Endpoint URL", endpoint_set),
    Plant("discord permission", "discord", "In Attic Easel lacks: attach files", "invite it again", permissions_lost,
          fatal=False),
    Plant("discord commands", "discord", "Not registered yet", "Start Easel", commands_drifted, fatal=False),
    Plant("discord away", "discord", "Discord does not answer", "EASEL_DISCORD_API_URL",
          {"EASEL_DISCORD_API_URL": "http://127.0.0.1:9/api/v10"}),
    Plant("slack bot token", "slack", "refuses the bot token (invalid_auth)", "into SLACK_BOT_TOKEN",
          {"SLACK_BOT_TOKEN": "xoxb-1-wrong-token"}),
    Plant("slack app token for the bot's", "slack", "SLACK_BOT_TOKEN is no bot's token", "belongs in SLACK_APP_TOKEN",
          lambda w: {"SLACK_BOT_TOKEN": w.slack.app_token}),
    Plant("slack bot token for the app's", "slack", "SLACK_APP_TOKEN is no app-level", "belongs in SLACK_BOT_TOKEN",
          lambda w: {"SLACK_APP_TOKEN": w.slack.bot_token}),
    Plant("slack app token", "slack", "refuses the app-level token", "connections:write",
          {"SLACK_APP_TOKEN": "xapp-1-wrong-token"}),
    Plant("slack no connections:write", "slack", "may not open connections", "connections:write",
          lambda w: slack_without(w, "missing_scope")),
    Plant("slack scope", "slack", "Scopes are missing: chat:write", "easel manifest slack",
          lambda w: slack_scopes_lost(w, "chat:write")),
    Plant("slack lesser scope", "slack", "Scopes are missing: team:read", "install it again",
          lambda w: slack_scopes_lost(w, "team:read"), fatal="team:read" in NEEDED_SCOPES),
    Plant("slack socket", "slack", "opens no Socket Mode connection", "Turn Socket Mode on", slack_no_socket),
    Plant("slack signing secret", "slack", "Slack cannot reach Easel", "SLACK_SIGNING_SECRET",
          {"SLACK_APP_TOKEN": ""}),
    Plant("slack http without https", "slack", "HTTP mode needs an address", "https address",
          {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": "s" * 32}),
    Plant("slack half", "slack", "There is no workspace", "Set SLACK_BOT_TOKEN", {"SLACK_BOT_TOKEN": ""}),
    Plant("slack away", "slack", "Slack does not answer", "EASEL_SLACK_API_URL",
          {"EASEL_SLACK_API_URL": "http://127.0.0.1:9/api/"}),
    Plant("openai key", "openai", "does not accept OPENAI_API_KEY", "platform.openai.com/api-keys",
          {"OPENAI_API_KEY": "sk-wrong-key"}),
    Plant("openai model", "openai", "does not offer gpt-image", "EASEL_DEFAULT_MODEL", openai_without),
    Plant("openai unverified", "openai", "wants the organisation verified", "Verify it",
          lambda w: openai_says(w, "unverified")),
    Plant("openai denied", "openai", "may not do what Easel asks", "Give it Images",
          lambda w: openai_says(w, "denied", "moderations")),
    Plant("openai credit", "openai", "no credit left", "Add credit",
          lambda w: openai_says(w, "insufficient_quota", "moderations")),
    Plant("openai down", "openai", "cannot answer just now", "status.openai.com",
          lambda w: openai_says(w, "overloaded")),
    Plant("openai url", "openai", "What answers is no OpenAI", "ends with /v1",
          lambda w: {"OPENAI_BASE_URL": w.openai.base_url.removesuffix("/v1")}),
    Plant("openai page", "openai", "What answers is no OpenAI", "Correct OPENAI_BASE_URL", openai_elsewhere),
    Plant("openai away", "openai", "OpenAI does not answer", "OPENAI_BASE_URL",
          {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}),
    Plant("model unknown", "models", "EASEL_DEFAULT_MODEL=gpt-imge-2 is no model", "Did you mean gpt-image-2",
          {"EASEL_DEFAULT_MODEL": "gpt-imge-2"}),
    Plant("model nowhere near", "models", "EASEL_DEFAULT_MODEL=zzz is no model", "Set it to one of these: gpt-image",
          {"EASEL_DEFAULT_MODEL": "zzz"}),
    Plant("model without key", "models", "needs the key of its engine", "Set OPENAI_API_KEY",
          {"EASEL_DEFAULT_MODEL": "gpt-image-2", "OPENAI_API_KEY": ""}),
    Plant("catalogue missing", "models", "cannot be read (FileNotFoundError)", "Correct the path",
          {"EASEL_CATALOG": "/nowhere/servers.toml"}),
    Plant("catalogue no toml", "models", "no valid TOML", "docs/servers.example.toml", lambda w: catalogue(w, "[[")),
    Plant("catalogue row", "models", "servers.attic.colour", "Correct that row",
          lambda w: catalogue(w, SERVER.format(url="http://127.0.0.1:9/v1").replace("api_key_env", "colour"))),
    Plant("server key", "attic", "key of this server is missing", "Set ATTIC_KEY",
          lambda w: catalogue(w, SERVER.format(url=w.openai.base_url))),
    Plant("server key wrong", "attic", "does not accept its key", "right one in ATTIC_KEY",
          lambda w: {**catalogue(w, SERVER.format(url=w.openai.base_url)), "ATTIC_KEY": "wrong-of-attic"},
          fatal=False),
    Plant("server model", "attic", "does not offer attic-one", "Correct vendor_id",
          lambda w: {**catalogue(w, SERVER.format(url=w.openai.base_url)), "ATTIC_KEY": w.openai.key}, fatal=False),
    Plant("server away", "attic", "does not answer at http://127.0.0.1:9/v1", "correct base_url",
          lambda w: {**catalogue(w, SERVER.format(url="http://127.0.0.1:9/v1")), "ATTIC_KEY": "k" * 9}, fatal=False),
    Plant("data folder", "data", "cannot be written", "EASEL_DATA_DIR", file_for_a_folder),
    Plant("secret short", "data", "has 6 characters", "openssl rand -hex 32", {"EASEL_SECRET_KEY": "foobar"},
          fatal=False),
    Plant("secret lost", "data", "secret.key is damaged", "Restore it", secret_lost),
    Plant("database form", "database", "is not understood", "postgresql://user:password@host/name",
          {"EASEL_DATABASE_URL": f"postgresql://u:{PASSWORD}@host:port/x"}),
    Plant("database no url", "database", "is not understood", "sqlite:///path", {"EASEL_DATABASE_URL": "easel.db"}),
    Plant("database driver", "database", "names a database that Easel does not work with", "Write sqlite:///path",
          {"EASEL_DATABASE_URL": f"mysql://u:{PASSWORD}@127.0.0.1/x"}),
    Plant("database refused", "database", "No database listens", "Start Postgres",
          {"EASEL_DATABASE_URL": f"postgresql://u:{PASSWORD}@127.0.0.1:9/none"}),
    Plant("database corrupt", "database", "is damaged", "restore a backup", corrupt_file),
    Plant("assets folder", "pictures", "Pictures cannot be kept in", "EASEL_ASSETS_URL",
          lambda w: {"EASEL_ASSETS_URL": write(w, "assets", "")}),
    Plant("assets url", "pictures", "EASEL_ASSETS_URL is not understood", "s3://bucket/prefix",
          {"EASEL_ASSETS_URL": f"ftp://u:{PASSWORD}@somewhere"}),
    Plant("s3 endpoint", "pictures", "EASEL_S3_ENDPOINT is no address", "Write https://host",
          {"EASEL_ASSETS_URL": "s3://easel", "EASEL_S3_ENDPOINT": "nowhere at all"}),
    Plant("port taken", "address", "is taken by another program", "set EASEL_HTTP_PORT", port_taken),
    Plant("port of another easel", "address", "taken by an Easel on another data folder", "Stop that one",
          port_of_an_easel),
    Plant("metrics port taken", "address", "is taken by another program", "set EASEL_METRICS_PORT",
          metrics_port_taken),
    Plant("metrics open", "address", "EASEL_METRICS_HOST lets others read", "EASEL_METRICS_TOKEN",
          lambda _: {"EASEL_METRICS_HOST": "0.0.0.0", "EASEL_METRICS_PORT": str(free_port())}),
    Plant("host of another machine", "address", "192.0.2.1 is no address of this machine", "EASEL_HTTP_HOST",
          lambda _: {"EASEL_HTTP_HOST": "192.0.2.1", "EASEL_HTTP_PORT": "8089", "EASEL_BROWSER_PASSWORD": PASSWORD}),
    Plant("no password", "address", "EASEL_HTTP_HOST lets others reach", "EASEL_BROWSER_PASSWORD",
          {"EASEL_HTTP_HOST": "0.0.0.0"}),
    Plant("public malformed", "address", "EASEL_PUBLIC_URL is no address", "Write https://host",
          {"EASEL_PUBLIC_URL": "easel.example", "EASEL_BROWSER_PASSWORD": PASSWORD}),
    Plant("public path", "address", "more than a host", "Write http://127.0.0.1 alone",
          {"EASEL_PUBLIC_URL": "http://127.0.0.1/easel"}),
    Plant("public stranger", "address", "something else answers", "Have the proxy pass", public_stranger),
    Plant("public silent", "address", "does not answer", "the proxy runs", public_silent),
    Plant("public before the start", "address", "none runs here", "Start Easel",
          {"EASEL_PUBLIC_URL": "http://127.0.0.1:9"}, fatal=False),
    Plant("serve on sqlite", "processes", "easel serve needs Postgres", "use easel run", {}),
    Plant("setting slip", "settings", "EASEL_HTP_PORT is no setting", "Did you mean EASEL_HTTP_PORT",
          {"EASEL_HTP_PORT": "1"}, fatal=False),
    Plant("vendor's slip", "settings", "SLACK_BOT_TOKN is no setting", "Did you mean SLACK_BOT_TOKEN",
          {"SLACK_BOT_TOKN": "x"}, fatal=False),
    Plant("setting unknown", "settings", "EASEL_QQQQ is no setting", ".env.example", {"EASEL_QQQQ": "1"}, fatal=False),
    Plant("setting quoted", "settings", "SLACK_CLIENT_ID begins or ends with a quote", "bare value",
          {"SLACK_CLIENT_ID": '"123"'}, fatal=False),
]  # fmt: skip


async def planted(plant: Plant, world: World) -> Variables:
    if isinstance(plant.change, dict):
        return plant.change
    made = plant.change(world)
    return made if isinstance(made, dict) else await made
