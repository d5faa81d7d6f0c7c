"""REST: messages of channels and direct messages."""

from __future__ import annotations

from typing import Any

from tests.fakes import discord_wire as wire
from tests.fakes.discord_components import numbered
from tests.fakes.discord_errors import Wrong, form, unknown
from tests.fakes.discord_forms import fields, query, snowflake
from tests.fakes.discord_rest import Ask, route
from tests.fakes.discord_rules import check_message, check_not_empty
from tests.fakes.discord_state import arrange, described
from tests.fakes.discord_world import (
    EPHEMERAL,
    KINDS,
    LOADING,
    TIERS,
    Attachment,
    Channel,
    Message,
    may,
)

MESSAGES = "/channels/{channel}/messages"
NONCE_SECONDS = 300


def uploads(
    ask: Ask, body: dict[str, Any], channel: Channel, limit: int, before: list[Attachment], *, ephemeral: bool = False
) -> list[Attachment] | None:
    """Return the files that a message is to have, None where the body leaves them as they are.

    A list in the body is complete: kept ids and new files; files without a list are added.
    """
    files = ask.files
    for index, file in files.items():
        if len(file.data) > limit:
            raise Wrong(413, 40005, errors={f"files.{index}": f"Larger than {limit} bytes"})
    listed = body.get("attachments")
    if listed is None and not files:
        return None
    if listed is None:
        kept = [*before, *ask.fake.keep(files.values(), channel, ephemeral=ephemeral)]
    else:
        kept, known, used = [], {each.id: each for each in before}, set()
        for index, about in enumerate(listed):
            id_ = int(about["id"])
            if id_ in known:
                kept.append(described(known[id_], about))
            elif id_ in files and id_ not in used:
                used.add(id_)
                kept += ask.fake.keep([_renamed(files[id_], about)], channel, ephemeral=ephemeral)
            else:
                raise form(f"attachments.{index}.id", "There is no such attachment and no such file")
        if set(files) - used:
            raise form("attachments", f"files {sorted(set(files) - used)} are not in the list")
    if len(kept) > 10:
        raise form("attachments", "Must be 10 or fewer in length.")
    return kept


def _renamed(file: Any, about: dict[str, Any]) -> Any:
    name, words = about.get("filename") or file.name, about.get("description")
    return type(file)(name, file.data, file.content_type, words, about.get("title"))


def told(ask: Ask, message: Message) -> dict[str, Any]:
    """Tell of a message as a REST answer does."""
    return wire.message(message, ask.app, ask.fake.cdn.link, content=ask.app.message_content)


def check_contents(ask: Ask, channel: Channel, body: dict[str, Any]) -> None:
    """Raise 50013 where a bot may not send what the body has."""
    if ask.files:
        ask.need(channel, "ATTACH_FILES")
    if body.get("embeds"):
        ask.need(channel, "EMBED_LINKS")


def check_writable(ask: Ask, channel: Channel) -> None:
    """Raise where a bot cannot write in a channel."""
    if channel.kind == KINDS["forum"]:
        raise Wrong(400, 50024, broke=True)
    if channel.is_dm and not all(each.dms_open for each in channel.recipients):
        raise Wrong(403, 50007)
    ask.need(channel, "SEND_MESSAGES_IN_THREADS" if channel.is_thread else "SEND_MESSAGES")
    if channel.archived and channel.locked and not may(ask.app.user, channel, "MANAGE_THREADS"):
        raise Wrong(403, 160005)


def contents(body: dict[str, Any]) -> dict[str, Any]:
    """Return the parts of a body that a message keeps, those that it names only."""
    kept: dict[str, Any] = {}
    if "content" in body:
        kept["content"] = (body["content"] or "").strip()
    if "embeds" in body:
        kept["embeds"] = [{"type": "rich"} | each for each in body["embeds"] or []]
    if "components" in body:
        kept["components"] = numbered(body["components"] or [])
    return kept


def quiet(body: dict[str, Any]) -> bool:
    """Tell whether a reply's ping is switched off."""
    mentions = body.get("allowed_mentions")
    return mentions is not None and not mentions.get("replied_user", False)


def change(ask: Ask, message: Message, body: dict[str, Any], limit: int) -> Message:
    """Edit a message after a checked body."""
    before = [*message.attachments, *message.embedded]
    kept = uploads(ask, body, message.channel, limit, before, ephemeral=message.ephemeral)
    changes = contents(body)
    flags = message.flags & ~LOADING
    if body.get("flags") is not None:
        flags = flags & (EPHEMERAL | 32) | body["flags"]
    trial = Message(0, message.channel, message.author, message.content, message.embeds, message.components)
    for name, value in changes.items():
        setattr(trial, name, value)
    arrange(trial, before if kept is None else kept)
    check_not_empty(trial)
    ask.fake.edit(message, attachments=kept, flags=flags, **changes)
    return message


@route(f"POST {MESSAGES}")
def send(ask: Ask) -> Any:
    query(ask.query, {})
    channel = ask.channel()
    check_message(ask.body, "create")
    check_writable(ask, channel)
    message = create(ask, channel, ask.body)
    return told(ask, message) | wire.nonce(message, ask.app)


def create(ask: Ask, channel: Channel, body: dict[str, Any], **about: Any) -> Message:
    """Add a bot's message after a checked body; the same nonce soon after returns the first one."""
    check_contents(ask, channel, body)
    fake, nonce = ask.fake, body.get("nonce")
    if nonce is not None and body.get("enforce_nonce"):
        since = fake.clock.now() - NONCE_SECONDS
        for each in reversed(channel.everything.values()):
            if each.at < since:
                break
            if each.author is ask.app.user and str(each.nonce) == str(nonce):
                return each
    about |= _referenced(ask, channel, body)
    if body.get("sticker_ids"):
        raise form("sticker_ids", "There are no stickers here")
    kept = uploads(ask, body, channel, channel.file_limit, []) or []
    made = {"content": "", "embeds": [], "components": []} | contents(body)
    trial = Message(0, channel, ask.app.user, **made)
    arrange(trial, kept)
    if "forwarded" not in about:
        check_not_empty(trial)
    about |= {"flags": body.get("flags") or 0, "nonce": nonce, "app": ask.app}
    text = made.pop("content")
    return fake.post(
        channel,
        ask.app.user,
        text,
        attachments=kept,
        allowed=body.get("allowed_mentions"),
        ping=not quiet(body),
        **made,
        **about,
    )


def _referenced(ask: Ask, channel: Channel, body: dict[str, Any]) -> dict[str, Any]:
    reference = body.get("message_reference")
    if reference is None:
        return {}
    forward = reference.get("type", 0) == 1
    where = ask.fake.channels.get(int(reference.get("channel_id", channel.id)))
    found = where.everything.get(int(reference["message_id"])) if where else None
    if found is None or found.deleted or found.ephemeral or (not forward and where is not channel):
        if not forward and not reference.get("fail_if_not_exists", True):
            return {}
        raise form("message_reference", "Unknown message")
    if not may(ask.app.user, channel, "READ_MESSAGE_HISTORY"):
        raise Wrong(400, 160002)
    if found.type in {18, 21}:
        raise form("message_reference", "Cannot reply to a system message")
    if forward:
        kept = {"content": found.content, "embeds": found.embeds, "components": found.components}
        return {"forwarded": found, "snapshot": kept | {"attachments": found.attachments, "message": found}}
    return {"reply_to": found, "type": 19}


@route(f"GET {MESSAGES}")
def history(ask: Ask) -> Any:
    channel = ask.channel()
    asked = query(ask.query, {"limit": int, "before": int, "after": int, "around": int})
    limit = asked.pop("limit", 50)
    if not 1 <= limit <= 100:
        raise form("limit", "int value should be between 1 and 100.")
    if len(asked) > 1:
        raise form("before", "before, after and around exclude each other")
    if channel.kind == KINDS["forum"]:
        raise Wrong(400, 50024, broke=True)
    if not may(ask.app.user, channel, "READ_MESSAGE_HISTORY"):
        return []
    living = [each for each in channel.everything.values() if not each.deleted and not each.ephemeral]
    living.sort(key=lambda each: each.id)
    if "after" in asked:
        found = [each for each in living if each.id > asked["after"]][:limit]
    elif "around" in asked:
        near = sorted(living, key=lambda each: abs(each.id - asked["around"]))[:limit]
        found = sorted(near, key=lambda each: each.id)
    else:
        found = [each for each in living if each.id < asked.get("before", 2**63)][-limit:]
    return [told(ask, each) for each in reversed(found)]


@route(f"GET {MESSAGES}/{{message}}")
def get(ask: Ask) -> Any:
    query(ask.query, {})
    channel = ask.channel("READ_MESSAGE_HISTORY")
    return told(ask, ask.message(channel))


@route(f"PATCH {MESSAGES}/{{message}}")
def edit(ask: Ask) -> Any:
    query(ask.query, {})
    channel = ask.channel()
    check_message(ask.body, "edit")
    message = ask.message(channel)
    if message.author is not ask.app.user:
        raise Wrong(403, 50005)
    if channel.archived:
        raise Wrong(400, 50083)
    check_contents(ask, channel, ask.body)
    ask.fake.rest.rates.edit_of_old(message.id, channel.id)
    return told(ask, change(ask, message, ask.body, channel.file_limit))


@route(f"DELETE {MESSAGES}/{{message}}")
def delete(ask: Ask) -> Any:
    query(ask.query, {})
    channel = ask.channel()
    message = ask.message(channel)
    if message.author is not ask.app.user:
        ask.need(channel, "MANAGE_MESSAGES")
    if channel.archived:
        raise Wrong(400, 50083)
    ask.fake.delete_message(message)


@route("POST /channels/{channel}/typing")
def typing(ask: Ask) -> Any:
    check_writable(ask, ask.channel())


@route(f"PUT {MESSAGES}/{{message}}/reactions/{{emoji}}/@me")
def react(ask: Ask) -> Any:
    channel = ask.channel("READ_MESSAGE_HISTORY", "ADD_REACTIONS")
    message = ask.message(channel)
    if channel.archived:
        raise Wrong(400, 50083)
    message.reactions.append((ask.app.user, ask.params["emoji"]))


@route(f"DELETE {MESSAGES}/{{message}}/reactions/{{emoji}}/@me")
def take_back(ask: Ask) -> Any:
    message = ask.message(ask.channel())
    mine = (ask.app.user, ask.params["emoji"])
    if mine not in message.reactions:
        raise unknown(10014)
    message.reactions.remove(mine)


@route("POST /users/@me/channels")
def open_dm(ask: Ask) -> Any:
    fields(ask.body, "", {"recipient_id": snowflake}, required=("recipient_id",))
    user = ask.fake.users.get(int(ask.body["recipient_id"]))
    if user is None or user.bot:
        raise form("recipient_id", "Unknown User") if user is None else Wrong(403, 50007)
    return wire.channel(ask.fake.dm_of(ask.app, user))


@route("POST /attachments/refresh-urls")
def refresh(ask: Ask) -> Any:
    fields(ask.body, "", {"attachment_urls": lambda *_: None}, required=("attachment_urls",))
    renewed = []
    for url in ask.body["attachment_urls"]:
        held = ask.fake.cdn.find(url)
        renewed.append({"original": url, "refreshed": ask.fake.cdn.link(held)["url"] if held else None})
    return {"refreshed_urls": renewed}


def interaction_limit(limit: int, channel: Channel) -> int:
    """Return how large a file of an interaction's answer may be."""
    return max(limit, TIERS[0], channel.file_limit)
