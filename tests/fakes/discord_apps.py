"""REST: who the bot is, its commands, and guilds as it sees them."""

from __future__ import annotations

from typing import Any

from tests.fakes import discord_wire as wire
from tests.fakes.discord_commands import CHAT, COMMAND, MOST, check_command, check_commands, registered
from tests.fakes.discord_errors import Wrong, form, unknown
from tests.fakes.discord_forms import fields, query, switch
from tests.fakes.discord_rest import Ask, route
from tests.fakes.discord_world import Guild, guild_permissions

CREATES_A_DAY = 200


@route("GET /gateway", token=False)
def gateway(ask: Ask) -> Any:
    return {"url": ask.fake.gateway_url}


@route("GET /gateway/bot")
def gateway_bot(ask: Ask) -> Any:
    left = 1000 - len(ask.fake.gateway.identifies)
    start = {"total": 1000, "remaining": left, "reset_after": 86_400_000, "max_concurrency": 1}
    return {"url": ask.fake.gateway_url, "shards": ask.fake.shards, "session_start_limit": start}


@route("GET /users/@me")
def me(ask: Ask) -> Any:
    return wire.user(ask.app.user) | {"verified": True, "mfa_enabled": False, "flags": 0, "email": None}


@route("GET /users/{user}")
def user(ask: Ask) -> Any:
    found = ask.fake.users.get(ask.id("user"))
    if found is None:
        raise unknown(10013)
    return wire.user(found)


@route("GET /applications/@me")
def application(ask: Ask) -> Any:
    return wire.application(ask.app)


@route("GET /oauth2/applications/@me")
def oauth_application(ask: Ask) -> Any:
    return wire.application(ask.app)


def _place(ask: Ask) -> int | None:
    """Return the guild whose commands are meant, None for the global ones; 403 for another's commands."""
    if ask.id("app") != ask.app.id:
        raise Wrong(403, 20012, "You are not authorized to perform this action on this application", broke=True)
    if "guild" not in ask.params:
        return None
    return _guild(ask, 50001).id


def _guild(ask: Ask, code: int = 10004) -> Guild:
    guild = ask.fake.guilds.get(ask.id("guild"))
    if guild is None or ask.app.user.id not in guild.members:
        raise unknown(code) if code == 10004 else Wrong(403, code)
    return guild  # type: ignore[no-any-return]


def _keep(ask: Ask, place: int | None, commands: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Register commands: the id of one of the same type and name stays, a changed one has a new version."""
    before = {(each["type"], each["name"]): each for each in ask.app.commands.get(place, [])}
    kept = []
    for command in commands:
        old = before.get((command.get("type", CHAT), command["name"]))
        if old is None:
            ask.app.created_today += 1
            if ask.app.created_today > CREATES_A_DAY:
                raise Wrong(400, 30034, broke=True)
        id_ = int(old["id"]) if old else ask.fake.ids.new()
        version = int(old["version"]) if old else ask.fake.ids.new()
        made = registered(command, id_, version, ask.app.id, place)
        if made != old:
            made["version"] = str(ask.fake.ids.new())
        kept.append(made)
    return kept


def _all(*suffixes: str) -> list[str]:
    return [f"/applications/{{app}}{place}/commands{end}" for place in ("", "/guilds/{guild}") for end in suffixes]


def _put(ask: Ask) -> Any:
    query(ask.query, {})
    place = _place(ask)
    check_commands(ask.body)
    ask.app.commands[place] = _keep(ask, place, ask.body)
    return ask.app.commands[place]


def _list(ask: Ask) -> Any:
    query(ask.query, {"with_localizations": switch})
    return ask.app.commands.get(_place(ask), [])


def _post(ask: Ask) -> Any:
    place = _place(ask)
    check_command(ask.body)
    there = ask.app.commands.setdefault(place, [])
    made = _keep(ask, place, [ask.body])[0]
    others = [each for each in there if each["id"] != made["id"]]
    if sum(each["type"] == made["type"] for each in others) >= MOST[made["type"]]:
        raise Wrong(400, 30032, "Maximum number of application commands reached", broke=True)
    ask.app.commands[place] = [*others, made]
    return (200 if len(others) < len(there) else 201), made


def _one(ask: Ask) -> dict[str, Any]:
    there = ask.app.commands.get(_place(ask), [])
    found = next((each for each in there if each["id"] == ask.params["command"]), None)
    if found is None:
        raise unknown(10063)
    return found


def _patch(ask: Ask) -> Any:
    found = _one(ask)
    fields(ask.body, "", {name: check for name, check in COMMAND.items() if name not in {"type", "id"}})
    known = {name: found[name] for name in COMMAND if name in found and name != "id"}
    check_command(known | ask.body)
    found |= ask.body | {"version": str(ask.fake.ids.new())}
    return found


def _delete(ask: Ask) -> Any:
    ask.app.commands[_place(ask)].remove(_one(ask))


for _path in _all(""):
    route(f"PUT {_path}")(_put)
    route(f"GET {_path}")(_list)
    route(f"POST {_path}")(_post)
for _path in _all("/{command}"):
    route(f"GET {_path}")(_one)
    route(f"PATCH {_path}")(_patch)
    route(f"DELETE {_path}")(_delete)


@route("GET /guilds/{guild}")
def guild(ask: Ask) -> Any:
    query(ask.query, {"with_counts": switch})
    return wire.guild(_guild(ask))


@route("GET /guilds/{guild}/channels")
def channels(ask: Ask) -> Any:
    # All of them: those that the bot does not see too.
    return [wire.channel(each) for each in _guild(ask).channels if not each.is_thread]


@route("GET /guilds/{guild}/roles")
def roles(ask: Ask) -> Any:
    return [wire.role(each) for each in _guild(ask).roles]


@route("GET /guilds/{guild}/members/{user}")
def member(ask: Ask) -> Any:
    found = _guild(ask).members.get(ask.id("user"))
    if found is None:
        raise unknown(10007)
    return wire.member(found)


@route("GET /users/@me/guilds")
def my_guilds(ask: Ask) -> Any:
    asked = query(ask.query, {"before": int, "after": int, "limit": int, "with_counts": switch})
    if not 1 <= asked.get("limit", 200) <= 200:
        raise form("limit", "int value should be between 1 and 200.")
    mine = sorted(g.id for g in ask.fake.guilds.values() if ask.app.user.id in g.members)
    found = [id_ for id_ in mine if asked.get("after", 0) < id_ < asked.get("before", 2**63)]
    return [_partial(ask, ask.fake.guilds[id_]) for id_ in found[: asked.get("limit", 200)]]


def _partial(ask: Ask, guild: Guild) -> dict[str, Any]:
    """Tell of a guild as a bot's own list does: little, and what the bot may do there."""
    granted = guild_permissions(guild.members[ask.app.user.id], guild)
    told = {"id": str(guild.id), "name": guild.name, "icon": None, "banner": None, "owner": False}
    return told | {"permissions": str(granted), "features": list(guild.features)}


@route("DELETE /users/@me/guilds/{guild}")
def leave_guild(ask: Ask) -> Any:
    ask.fake.leave(_guild(ask), ask.app)
