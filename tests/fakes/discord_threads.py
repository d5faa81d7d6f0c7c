"""REST: channels, threads and forum posts."""

from __future__ import annotations

from typing import Any

from tests.fakes import discord_wire as wire
from tests.fakes.discord_errors import Wrong, form, unknown
from tests.fakes.discord_forms import fields, query, switch
from tests.fakes.discord_messages import create, told
from tests.fakes.discord_rest import Ask, route
from tests.fakes.discord_rules import CHANNEL_EDIT, POST, THREAD, THREAD_EDIT, THREAD_FROM, check_message
from tests.fakes.discord_world import (
    ANNOUNCEMENT_THREAD,
    KINDS,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    Channel,
    may,
    permissions,
)

_PARENTS = {KINDS["text"]: PUBLIC_THREAD, KINDS["announcement"]: ANNOUNCEMENT_THREAD}


def _seen(ask: Ask, thread: Channel) -> dict[str, Any]:
    told_ = wire.channel(thread)
    if ask.app.user.id in thread.joined:
        told_["member"] = wire.thread_member(thread, ask.app.user.id)
    return told_


@route("GET /channels/{channel}")
def get_channel(ask: Ask) -> Any:
    query(ask.query, {})
    channel = ask.channel()
    return _seen(ask, channel) if channel.is_thread else wire.channel(channel)


@route("PATCH /channels/{channel}")
def edit_channel(ask: Ask) -> Any:
    channel, body = ask.channel(), ask.body
    if not channel.is_thread:
        ask.need(channel, "MANAGE_CHANNELS")
        fields(body, "", CHANNEL_EDIT)
        names = {"name": "name", "nsfw": "nsfw", "rate_limit_per_user": "slowmode"}
        ask.fake.update_thread(channel, **{names[name]: body[name] or 0 for name in body if name in names})
        return wire.channel(channel)
    fields(body, "", THREAD_EDIT)
    _check_thread_edit(ask, channel, body)
    names = {"name": "name", "archived": "archived", "locked": "locked", "invitable": "invitable"}
    names |= {"auto_archive_duration": "auto_archive", "rate_limit_per_user": "slowmode"}
    if channel.archived and body.get("archived") is False:
        _check_room(channel)
    ask.fake.update_thread(channel, **{names[name]: body[name] for name in body if name in names})
    return _seen(ask, channel)


def _check_thread_edit(ask: Ask, thread: Channel, body: dict[str, Any]) -> None:
    manages = may(ask.app.user, thread, "MANAGE_THREADS")
    owns = thread.owner is ask.app.user
    if thread.archived and body.get("archived") is not False:
        raise Wrong(400, 50083)
    if thread.archived and not manages:
        ask.need(thread, "SEND_MESSAGES_IN_THREADS")
        if thread.locked or set(body) - {"archived"}:
            raise Wrong(403, 50013)
        return
    mine = {"name", "archived", "auto_archive_duration", "invitable"}
    if not manages and not (owns and set(body) <= mine and not thread.locked):
        raise Wrong(403, 50013)


@route("DELETE /channels/{channel}")
def delete_channel(ask: Ask) -> Any:
    channel = ask.channel()
    if channel.is_dm:
        return wire.channel(channel)
    ask.need(channel, "MANAGE_THREADS" if channel.is_thread else "MANAGE_CHANNELS")
    ask.fake.delete_channel(channel)
    return wire.channel(channel)


def _check_room(channel: Channel) -> None:
    guild = channel.guild
    if guild is not None and "INCREASED_THREAD_LIMIT" not in guild.features:
        active = sum(each.is_thread and not each.archived for each in guild.channels)
        if active >= guild.most_threads:
            raise Wrong(400, 160006)


@route("POST /channels/{channel}/messages/{message}/threads")
def thread_on_message(ask: Ask) -> Any:
    channel, body = ask.channel(), ask.body
    fields(body, "", THREAD_FROM, required=("name",))
    message = ask.message(channel)
    kind = _PARENTS.get(channel.kind)
    if kind is None:
        raise Wrong(400, 50024, broke=True)
    ask.need(channel, "CREATE_PUBLIC_THREADS")
    if message.thread is not None or message.flags & 32:
        raise Wrong(400, 160004)
    _check_room(channel)
    about = {
        "auto_archive": body.get("auto_archive_duration") or 1440,
        "slowmode": body.get("rate_limit_per_user") or 0,
    }
    thread = ask.fake.open_thread(channel, ask.app.user, body["name"], kind, id_=message.id, **about)
    message.flags |= 32
    ask.fake.tell_message("MESSAGE_UPDATE", message)
    ask.fake.post(thread, ask.app.user, type=21, reply_to=message, ping=False)
    return 201, _seen(ask, thread)


@route("POST /channels/{channel}/threads")
def thread_alone(ask: Ask) -> Any:
    channel, body = ask.channel(), ask.body
    if channel.kind == KINDS["forum"]:
        return _forum_post(ask, channel)
    fields(body, "", THREAD, required=("name",))
    kind = body.get("type", PRIVATE_THREAD)
    if channel.kind not in _PARENTS or kind not in {_PARENTS[channel.kind], PRIVATE_THREAD}:
        raise Wrong(400, 50024, broke=True)
    ask.need(channel, "CREATE_PRIVATE_THREADS" if kind == PRIVATE_THREAD else "CREATE_PUBLIC_THREADS")
    _check_room(channel)
    about = {"auto_archive": body.get("auto_archive_duration") or 1440, "invitable": body.get("invitable", True)}
    thread = ask.fake.open_thread(channel, ask.app.user, body["name"], kind, **about)
    if kind != PRIVATE_THREAD:
        ask.fake.post(channel, ask.app.user, body["name"], type=18)
    return 201, _seen(ask, thread)


def _forum_post(ask: Ask, forum: Channel) -> Any:
    body = ask.body
    query(ask.query, {"use_nested_fields": switch})
    fields(body, "", POST, required=("name", "message"))
    check_message(body["message"], "create", "message")
    ask.need(forum, "SEND_MESSAGES")
    _check_room(forum)
    about = {"auto_archive": body.get("auto_archive_duration") or 1440}
    thread = ask.fake.open_thread(forum, ask.app.user, body["name"], PUBLIC_THREAD, **about)
    try:
        message = create(ask, thread, body["message"])
    except Wrong:
        ask.fake.delete_channel(thread)
        raise
    # A post's first message has the post's own id.
    del thread.everything[message.id]
    message.id = thread.id
    thread.everything[thread.id] = message
    return 201, _seen(ask, thread) | {"message": told(ask, message)}


def _thread(ask: Ask) -> Channel:
    thread = ask.channel()
    if not thread.is_thread:
        raise Wrong(400, 50024, broke=True)
    return thread


@route("PUT /channels/{channel}/thread-members/@me")
def join(ask: Ask) -> Any:
    thread = _thread(ask)
    if thread.archived:
        raise Wrong(400, 50083)
    thread.joined.setdefault(ask.app.user.id, ask.fake.clock.now())


@route("DELETE /channels/{channel}/thread-members/@me")
def leave(ask: Ask) -> Any:
    thread = _thread(ask)
    if thread.archived:
        raise Wrong(400, 50083)
    thread.joined.pop(ask.app.user.id, None)


@route("PUT /channels/{channel}/thread-members/{user}")
def add_member(ask: Ask) -> Any:
    thread = _thread(ask)
    if thread.archived:
        raise Wrong(400, 50083)
    ask.need(thread, "SEND_MESSAGES_IN_THREADS")
    if thread.guild is None or ask.id("user") not in thread.guild.members:
        raise unknown(10013)
    if len(thread.joined) >= 1000:
        raise Wrong(400, 30033)
    thread.joined.setdefault(ask.id("user"), ask.fake.clock.now())


@route("DELETE /channels/{channel}/thread-members/{user}")
def remove_member(ask: Ask) -> Any:
    thread = _thread(ask)
    if not (thread.kind == PRIVATE_THREAD and thread.owner is ask.app.user):
        ask.need(thread, "MANAGE_THREADS")
    thread.joined.pop(ask.id("user"), None)


@route("GET /channels/{channel}/thread-members")
def members(ask: Ask) -> Any:
    thread = _thread(ask)
    return [wire.thread_member(thread, id_) for id_ in thread.joined]


@route("GET /channels/{channel}/threads/archived/public")
def archived(ask: Ask) -> Any:
    channel = ask.channel("READ_MESSAGE_HISTORY")
    asked = query(ask.query, {"before": str, "limit": int})
    if not 2 <= asked.get("limit", 50) <= 100:
        raise form("limit", "int value should be between 2 and 100.")
    found = [each for each in channel.threads if each.archived and each.kind != PRIVATE_THREAD]
    return {"threads": [_seen(ask, each) for each in found], "members": [], "has_more": False}


@route("GET /guilds/{guild}/threads/active")
def active(ask: Ask) -> Any:
    guild = ask.fake.guilds.get(ask.id("guild"))
    if guild is None or ask.app.user.id not in guild.members:
        raise unknown(10004)
    found = [each for each in guild.channels if each.is_thread and not each.archived]
    seen = [each for each in found if permissions(ask.app.user, each)]
    return {"threads": [_seen(ask, each) for each in seen], "members": []}
