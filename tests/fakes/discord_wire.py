"""How Discord tells of its things in JSON, to whom, and what it leaves out without the message-content intent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from tests.fakes.discord_world import (
    EVERYONE,
    KINDS,
    App,
    Attachment,
    Channel,
    Guild,
    Member,
    Message,
    Reaction,
    Role,
    User,
    guild_permissions,
    permissions,
)

Link = Callable[[Attachment], dict[str, str]]
JSON = dict[str, Any]


def stamp(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()


def user(one: User) -> JSON:
    return {
        "id": str(one.id),
        "username": one.name,
        "global_name": one.display,
        "discriminator": "0001" if one.bot else "0",
        "avatar": None,
        "bot": one.bot,
        "public_flags": 0,
    }


def application(app: App) -> JSON:
    owner = {"id": "1", "username": "owner", "global_name": None, "discriminator": "0", "avatar": None}
    return {
        "id": str(app.id),
        "name": app.user.name,
        "icon": None,
        "description": "",
        "bot_public": app.public,
        "bot_require_code_grant": False,
        "owner": owner,
        "verify_key": "0" * 64,
        "flags": app.flags,
        "team": None,
        "interactions_endpoint_url": app.endpoint,
        "bot": user(app.user),
        "integration_types_config": {"0": {}, "1": {}},
    }


def role(one: Role) -> JSON:
    return {
        "id": str(one.id),
        "name": one.name,
        "permissions": str(one.permissions),
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "position": one.guild.roles.index(one) if one in one.guild.roles else 0,
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }


def member(one: Member, *, full: bool = True) -> JSON:
    told = {
        "roles": [str(each.id) for each in one.roles],
        "nick": one.nick,
        "avatar": None,
        "joined_at": stamp(one.joined),
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
        "communication_disabled_until": None,
    }
    return told | {"user": user(one.user)} if full else told


def channel(one: Channel) -> JSON:
    """Tell of a channel, thread or direct message."""
    last = next(reversed(one.everything), None)
    told: JSON = {"id": str(one.id), "type": one.kind, "last_message_id": str(last) if last else None, "flags": 0}
    if one.is_dm:
        told["recipients"] = [user(each) for each in one.recipients if not (one.kind == KINDS["dm"] and each.bot)]
        return told | ({"name": one.name, "icon": None, "owner_id": None} if one.kind == KINDS["group"] else {})
    assert one.guild is not None
    told |= {"guild_id": str(one.guild.id), "name": one.name, "rate_limit_per_user": one.slowmode}
    if one.is_thread:
        return told | _thread(one)
    told |= {"position": 0, "parent_id": None, "topic": None, "nsfw": one.nsfw, "permission_overwrites": _allowed(one)}
    if one.kind == KINDS["voice"]:
        told |= {"bitrate": 64_000, "user_limit": 0, "rtc_region": None}
    if one.kind == KINDS["forum"]:
        told |= {"available_tags": [], "default_reaction_emoji": None, "default_forum_layout": 0}
    return told


def _allowed(one: Channel) -> list[JSON]:
    assert one.guild is not None
    roles = {each.id for each in one.guild.roles}
    pairs = one.overwrites.items()
    return [
        {"id": str(id_), "type": 0 if id_ in roles else 1, "allow": str(allow), "deny": str(deny)}
        for id_, (allow, deny) in pairs
    ]


def _thread(one: Channel) -> JSON:
    assert one.parent is not None
    count = sum(each.id != one.id for each in one.messages)
    meta = {
        "archived": one.archived,
        "auto_archive_duration": one.auto_archive,
        "archive_timestamp": stamp(one.archived_at),
        "locked": one.locked,
        "create_timestamp": stamp(one.archived_at),
    }
    if one.kind == 12:
        meta["invitable"] = one.invitable
    return {
        "parent_id": str(one.parent.id),
        "owner_id": str(one.owner.id if one.owner else 0),
        "message_count": count,
        "member_count": min(len(one.joined), 50),
        "total_message_sent": count,
        "thread_metadata": meta,
    }


def thread_member(thread: Channel, user_id: int) -> JSON:
    joined = stamp(thread.joined.get(user_id, 0.0))
    return {"id": str(thread.id), "user_id": str(user_id), "join_timestamp": joined, "flags": 0}


def guild(one: Guild) -> JSON:
    """Tell of a guild without its channels and members."""
    return {
        "id": str(one.id),
        "name": one.name,
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "owner_id": str(one.owner.id if one.owner else 0),
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "roles": [role(each) for each in one.roles],
        "emojis": [],
        "stickers": [],
        "features": list(one.features),
        "mfa_level": 0,
        "application_id": None,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "vanity_url_code": None,
        "description": None,
        "banner": None,
        "premium_tier": one.tier,
        "premium_subscription_count": 0,
        "preferred_locale": one.locale,
        "public_updates_channel_id": None,
        "nsfw_level": 0,
        "nsfw": False,
        "premium_progress_bar_enabled": False,
    }


def guild_create(one: Guild, app: App) -> JSON:
    """Tell a bot of a guild as GUILD_CREATE does: what it sees, itself and the count of the others."""
    seen = [each for each in one.channels if permissions(app.user, each)]
    return guild(one) | {
        "joined_at": stamp(one.members[app.user.id].joined),
        "large": False,
        "unavailable": False,
        "member_count": len(one.members),
        "members": [member(one.members[app.user.id])],
        "channels": [channel(each) for each in seen if not each.is_thread],
        "threads": [channel(each) for each in seen if each.is_thread and not each.archived],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def attachment(one: Attachment, link: Link) -> JSON:
    told: JSON = {"id": str(one.id), "filename": one.filename, "size": len(one.data)} | link(one)
    if one.content_type:
        told["content_type"] = one.content_type
    if one.description is not None:
        told["description"] = one.description
    if one.width and one.height:
        told |= {"width": one.width, "height": one.height}
    if one.ephemeral:
        told["ephemeral"] = True
    return told


def readable(one: Message, app: App, *, content: bool) -> bool:
    """Tell whether an application reads a message's words: ``content`` is what its intent gives it."""
    if content or one.author is app.user or one.channel.is_dm:
        return True
    return app.user in one.mentions


def message(one: Message, app: App, link: Link, *, content: bool, depth: int = 1) -> JSON:
    """Tell an application of a message; with ``content`` false, of only what the intent's exceptions let through."""
    shown = readable(one, app, content=content)
    told: JSON = {
        "id": str(one.id),
        "channel_id": str(one.channel.id),
        "author": user(one.author),
        "content": one.content if shown else "",
        "timestamp": stamp(one.at),
        "edited_timestamp": stamp(one.edited) if one.edited else None,
        "tts": False,
        "mention_everyone": one.everyone,
        "mentions": [user(each) for each in one.mentions],
        "mention_roles": [],
        "attachments": [attachment(each, link) for each in one.attachments] if shown else [],
        "embeds": [fresh(each, one, link) for each in one.embeds] if shown else [],
        "components": one.components if shown else [],
        "pinned": False,
        "type": one.type,
        "flags": one.flags,
    }
    if one.app is not None:
        told |= {"application_id": str(one.app.id)}
    if one.interaction is not None:
        told |= {"webhook_id": str(one.interaction.app.id), "interaction_metadata": one.interaction.metadata()}
    if one.thread is not None:
        told["thread"] = channel(one.thread)
    if one.forwarded is not None:
        told["message_reference"] = _reference(one.forwarded, 1)
        told["message_snapshots"] = [{"message": _snapshot(one, link, shown=shown)}]
    elif one.reply_to is not None:
        told["message_reference"] = _reference(one.reply_to, 0)
        if depth and one.type in {19, 20, 21}:
            gone = one.reply_to.deleted
            before = None if gone else message(one.reply_to, app, link, content=content, depth=0)
            told["referenced_message"] = before
    return told


def nonce(one: Message, app: App) -> JSON:
    """Tell the author of a new message's nonce; nobody hears of it later."""
    return {"nonce": one.nonce} if one.nonce is not None and one.author is app.user and not one.edited else {}


def reaction(one: Reaction) -> JSON:
    """Tell of a reaction; of who takes one back no more than the id."""
    message = one.message
    told: JSON = {
        "user_id": str(one.user.id),
        "channel_id": str(message.channel.id),
        "message_id": str(message.id),
        "emoji": {"id": None, "name": one.emoji},
        "burst": False,
        "type": 0,
    }
    guild_ = message.channel.guild
    if guild_ is not None:
        told["guild_id"] = str(guild_.id)
    if one.added:
        told["message_author_id"] = str(message.author.id)
        if guild_ is not None:
            told["member"] = member(guild_.members[one.user.id])
    return told


def event(one: Message, app: App, link: Link, *, content: bool) -> JSON:
    """Tell of a message as the gateway does: with its guild and the author's membership."""
    told = message(one, app, link, content=content) | nonce(one, app)
    if one.channel.guild is not None:
        told["guild_id"] = str(one.channel.guild.id)
        whose = one.channel.guild.members.get(one.author.id)
        if whose is not None:
            told["member"] = member(whose, full=False)
    return told


def fresh(embed: JSON, one: Message, link: Link) -> JSON:
    """Return an embed whose pictures of ours have links of now."""
    told = dict(embed)
    for place in ("image", "thumbnail"):
        held = next((each for each in one.embedded if str(each.id) == (embed.get(place) or {}).get("_held")), None)
        if held is not None:
            told[place] = link(held) | {"width": held.width or 0, "height": held.height or 0}
    return told


def _reference(one: Message, kind: int) -> JSON:
    told = {"type": kind, "message_id": str(one.id), "channel_id": str(one.channel.id)}
    return told | ({"guild_id": str(one.channel.guild.id)} if one.channel.guild else {})


def _snapshot(one: Message, link: Link, *, shown: bool) -> JSON:
    kept: JSON = one.snapshot or {}
    before: Message = kept["message"]
    return {
        "content": kept["content"] if shown else "",
        "embeds": kept["embeds"] if shown else [],
        "attachments": [attachment(each, link) for each in kept["attachments"]] if shown else [],
        "components": kept["components"] if shown else [],
        "timestamp": stamp(before.at),
        "edited_timestamp": None,
        "flags": before.flags,
        "mentions": [],
        "mention_roles": [],
        "type": before.type,
    }


def partial_channel(one: Channel, who: User) -> JSON:
    """Tell of a channel as an interaction does, with what the person may do there."""
    told = channel(one) | {"permissions": str(permissions(who, one) or EVERYONE)}
    if one.is_thread:
        told["parent"] = channel(one.base)
    return told


def interaction_member(one: Member, where: Channel) -> JSON:
    """Tell of who acted in a guild, with their permissions there."""
    assert where.guild is not None
    granted = permissions(one.user, where) or guild_permissions(one, where.guild)
    return member(one) | {"permissions": str(granted)}
