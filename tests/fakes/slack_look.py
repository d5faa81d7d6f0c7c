"""What the app may look up: itself, workspaces, people, conversations; and the doors it may go through."""

from __future__ import annotations

from typing import Any

from tests.fakes.slack_asked import Asked
from tests.fakes.slack_chat import message_sent
from tests.fakes.slack_script import Wrong
from tests.fakes.slack_world import HISTORY, Channel

READ = {"public": "channels:read", "private": "groups:read", "im": "im:read", "mpim": "mpim:read"}


def channel_sent(channel: Channel, asked: Asked, *, count: bool = False) -> dict[str, Any]:
    """Return the conversation object."""
    sent: dict[str, Any] = {
        "id": channel.id,
        "created": 1_790_000_000,
        "is_archived": channel.archived,
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_private": channel.kind != "public",
        "is_ext_shared": bool(channel.shared),
        "is_shared": bool(channel.shared),
        "is_org_shared": False,
        "context_team_id": asked.team.id,
        "shared_team_ids": [channel.team.id, *(each.id for each in channel.shared)],
    }
    if channel.kind == "im":
        sent["user"] = next(iter(channel.members - {asked.team.bot_user_id}), asked.team.bot_user_id)
    else:
        sent |= {"name": channel.name, "name_normalized": channel.name, "is_member": channel.has_bot(asked.team)}
    if count:
        sent["num_members"] = len(channel.members)
    return sent


def _auth(asked: Asked) -> dict[str, Any]:
    team = asked.team
    if asked.token.kind == "app":
        return {"app_name": "Easel", "app_id": team.app_id}
    org = asked.token.team is None
    return {
        "url": f"https://{'grid.enterprise' if org else team.domain}.slack.com/",
        "team": "Easel Grid" if org else team.name,
        "user": "easel",
        "team_id": asked.token.enterprise if org else team.id,
        "user_id": team.bot_user_id,
        "bot_id": team.bot_id,
        "is_enterprise_install": org,
    } | ({"enterprise_id": team.enterprise} if team.enterprise else {})


def _team(asked: Asked) -> dict[str, Any]:
    team = asked.team
    if asked.get("team", team.id) != team.id:
        raise Wrong("team_not_found")
    icon = {"image_132": "https://avatars.example.com/team.png", "image_default": True}
    found = {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": "", "icon": icon}
    if team.enterprise:
        found |= {"enterprise_id": team.enterprise, "enterprise_name": team.enterprise}
    return {"team": found}


def _bot(asked: Asked) -> dict[str, Any]:
    if asked.get("bot", asked.team.bot_id) != asked.team.bot_id:
        raise Wrong("bot_not_found")
    team = asked.team
    return {
        "bot": {
            "id": team.bot_id,
            "deleted": False,
            "name": "easel",
            "app_id": team.app_id,
            "user_id": team.bot_user_id,
        }
    }


def _user(asked: Asked) -> dict[str, Any]:
    if asked["user"] == asked.team.bot_user_id:
        return {"user": {"id": asked["user"], "team_id": asked.team.id, "name": "easel", "is_bot": True, "profile": {}}}
    person = asked.fake.world.people.get(asked["user"])
    if person is None:
        raise Wrong("user_not_found")
    if person.team is not asked.team:
        shared = [
            each for each in asked.team.channels.values() if person.id in each.members and each.has_bot(asked.team)
        ]
        if not shared:
            raise Wrong("user_not_visible")
    return {"user": person.as_sent(asked.team, locale=bool(asked.get("include_locale")))}


def _users(asked: Asked) -> dict[str, Any]:
    people = [each.as_sent(asked.team, locale=False) for each in asked.team.people.values()]
    found, cursor = _page(asked, people)
    return {"members": found, "cache_ts": 1_790_000_000, "response_metadata": {"next_cursor": cursor}}


def _groups(asked: Asked) -> dict[str, Any]:
    rows = [each for each in asked.team.groups.values() if asked.get("include_disabled") or not each.disabled]
    return {"usergroups": [each.as_sent(users=bool(asked.get("include_users"))) for each in rows]}


def _page(asked: Asked, rows: list[Any]) -> tuple[list[Any], str]:
    start, limit = int(asked.get("cursor") or 0), asked.get("limit", 100)
    if not 1 <= limit <= 1000:
        raise Wrong("invalid_limit", rule=True)
    more = start + limit
    return rows[start:more], str(more) if more < len(rows) else ""


def _conversations(asked: Asked) -> dict[str, Any]:
    kinds = {each.strip() for each in asked.get("types", "public_channel").split(",")}
    wanted = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}
    if kinds - wanted.keys():
        raise Wrong("invalid_types", rule=True)
    for kind in kinds:
        asked.need(READ[wanted[kind]])
    whose = asked.get("user", asked.team.bot_user_id)
    rows = []
    for channel in asked.team.channels.values():
        listed = channel.kind == "public" and asked.method == "conversations.list"
        if channel.kind not in {wanted[each] for each in kinds} or (asked.get("exclude_archived") and channel.archived):
            continue
        if listed or (whose in channel.members and (channel.kind == "public" or channel.has_bot(asked.team))):
            rows.append(channel_sent(channel, asked))
    found, cursor = _page(asked, rows)
    return {"channels": found, "response_metadata": {"next_cursor": cursor}}


def _info(asked: Asked) -> dict[str, Any]:
    channel = asked.channel(asked["channel"])
    asked.need(READ[channel.kind])
    return {"channel": channel_sent(channel, asked, count=bool(asked.get("include_num_members")))}


def _members(asked: Asked) -> dict[str, Any]:
    channel = asked.channel(asked["channel"])
    asked.need(READ[channel.kind])
    found, cursor = _page(asked, sorted(channel.members))
    return {"members": found, "response_metadata": {"next_cursor": cursor}}


def _read(asked: Asked) -> Channel:
    channel = asked.channel(asked["channel"])
    asked.need(HISTORY[channel.kind])
    if not channel.has_bot(asked.team):
        raise Wrong("not_in_channel")
    return channel


def _messages(asked: Asked, rows: list[Any]) -> dict[str, Any]:
    latest, oldest, inclusive = asked.get("latest"), asked.get("oldest"), asked.get("inclusive")

    def inside(ts: str) -> bool:
        after = oldest is None or float(ts) > float(oldest) or (bool(inclusive) and ts == oldest)
        return after and (latest is None or float(ts) < float(latest) or (bool(inclusive) and ts == latest))

    rows = [each for each in rows if inside(each.ts)]
    limit = min(asked.get("limit", 100), 15 if asked.fake.rates.limited_history else 999)
    start = int(asked.get("cursor") or 0)
    more = start + limit
    found = [message_sent(each, metadata=bool(asked.get("include_all_metadata"))) for each in rows[start:more]]
    cursor = str(more) if more < len(rows) else ""
    return {"messages": found, "has_more": bool(cursor), "response_metadata": {"next_cursor": cursor}}


def _history(asked: Asked) -> dict[str, Any]:
    rows = [each for each in _read(asked).live if each.thread_ts is None or each.thread_ts == each.ts or each.broadcast]
    return _messages(asked, rows[::-1]) | {"pin_count": 0}


def _replies(asked: Asked) -> dict[str, Any]:
    channel = _read(asked)
    found = channel.messages.get(asked["ts"])
    if found is None or (found.deleted and not channel.thread(asked["ts"])):
        raise Wrong("thread_not_found")
    return _messages(asked, channel.thread(found.root_ts))


def _open(asked: Asked) -> dict[str, Any]:
    users = asked.get("users") or []
    if bool(users) == ("channel" in asked.args):
        raise Wrong("users_list_not_supplied", rule=True)
    if not users:
        channel = asked.channel(asked["channel"])
    else:
        people = [asked.fake.world.people.get(each) for each in users]
        if None in people:
            raise Wrong("user_not_found")
        if any(each.deleted for each in people):
            raise Wrong("user_disabled")
        if any(each.bot for each in people):
            raise Wrong("cannot_dm_bot")
        channel = asked.team.dm(people[0]) if len(people) == 1 else asked.team.mpim(*people)
    return {"channel": channel_sent(channel, asked) if asked.get("return_im") else {"id": channel.id}}


def _join(asked: Asked) -> dict[str, Any]:
    channel = asked.channel(asked["channel"])
    if channel.kind != "public":
        raise Wrong("method_not_supported_for_channel_type")
    if channel.archived:
        raise Wrong("is_archived")
    joined = channel.has_bot(asked.team)
    if not joined:
        asked.fake.enter(channel, asked.team.bot_user_id)
    return {"channel": channel_sent(channel, asked)} | ({"warning": "already_in_channel"} if joined else {})


def _leave(asked: Asked) -> dict[str, Any]:
    channel = asked.channel(asked["channel"])
    channel.members.discard(asked.team.bot_user_id)
    return {}


HANDLERS = {
    "api.test": lambda asked: {"args": asked.args},
    "auth.test": _auth,
    "team.info": _team,
    "bots.info": _bot,
    "users.info": _user,
    "usergroups.list": _groups,
    "users.list": _users,
    "users.conversations": _conversations,
    "conversations.list": _conversations,
    "conversations.info": _info,
    "conversations.members": _members,
    "conversations.history": _history,
    "conversations.replies": _replies,
    "conversations.open": _open,
    "conversations.join": _join,
    "conversations.leave": _leave,
}
