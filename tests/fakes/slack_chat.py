"""What the app says: messages, ephemerals, edits, reactions, statuses, streams."""

from __future__ import annotations

from typing import Any

from tests.fakes.slack_asked import Asked
from tests.fakes.slack_blocks import as_sent, check_blocks, check_view, with_ids
from tests.fakes.slack_script import Ephemeral, Wrong
from tests.fakes.slack_world import Channel, Message

MOST_TEXT, MOST_EDITED, MOST_MARKDOWN = 40_000, 4_000, 12_000


def may_write(asked: Asked, channel: Channel, thread_ts: str | None) -> None:
    """Raise Wrong where the channel or the thread takes nothing from the bot."""
    if channel.read_only:
        raise Wrong("restricted_action_read_only_channel")
    if thread_ts is not None:
        if not channel.threads:
            raise Wrong("restricted_action_non_threadable_channel")
        if thread_ts in channel.locked:
            raise Wrong("restricted_action_thread_locked")
        asked.root(channel, thread_ts)


def message_sent(message: Message, *, metadata: bool = False) -> dict[str, Any]:
    """Return a message as the API and interactions show it."""
    world = message.channel.team.world
    sent: dict[str, Any] = {
        "type": "message",
        "user": message.user_id,
        "ts": message.ts,
        "text": message.text,
        "team": message.channel.team.id,
    }
    if message.bot_id is not None:
        team = world.team_of_bot(message.user_id)
        sent |= {"bot_id": message.bot_id, "app_id": team.app_id if team else "A0OTHER0001"}
    if message.blocks:
        sent["blocks"] = as_sent(message.blocks, world.files)
    if message.files:
        sent["files"] = [each.as_sent() for each in message.files]
    if message.edited:
        sent["edited"] = {"user": message.user_id, "ts": message.edited}
    replies = [each for each in message.channel.thread(message.ts) if each.ts != message.ts]
    if message.thread_ts and message.thread_ts != message.ts:
        sent["thread_ts"] = message.thread_ts
        if message.thread_ts in message.channel.messages:
            sent["parent_user_id"] = message.channel.messages[message.thread_ts].user_id
    elif replies:
        sent |= {"thread_ts": message.ts, "reply_count": len(replies), "latest_reply": replies[-1].ts}
    if metadata and message.metadata:
        sent["metadata"] = message.metadata
    if message.reactions:
        found = message.reactions.items()
        sent["reactions"] = [{"name": name, "users": users, "count": len(users)} for name, users in found]
    return sent


def content(asked: Asked, *, most: int = MOST_TEXT) -> tuple[str, list[dict[str, Any]], list[Any]]:
    """Return the text, blocks and pictures of a call that speaks. Raise Wrong."""
    blocks = asked.get("blocks")
    text = asked.get("text", "")
    if asked.args.keys() & {"username", "icon_emoji", "icon_url"}:
        asked.need("chat:write.customize")
    if asked.get("attachments"):
        raise Wrong("invalid_attachments", "attachments are legacy; say it in blocks", rule=True)
    if "markdown_text" in asked.args:
        if text or blocks:
            raise Wrong("markdown_text_conflict", rule=True)
        if len(asked["markdown_text"]) > MOST_MARKDOWN:
            raise Wrong("msg_too_long", rule=True)
        text = asked["markdown_text"]
    if len(text) > most:
        if most == MOST_EDITED:
            raise Wrong("msg_too_long", rule=True)
        text = text[:most]
    if blocks is not None:
        check_blocks(blocks)
    metadata = asked.get("metadata")
    if metadata is not None and (
        not isinstance(metadata, dict)
        or metadata.keys() - {"event_type", "event_payload", "entities"}
        or not isinstance(metadata.get("event_type"), str)
        or not isinstance(metadata.get("event_payload"), dict)
    ):
        raise Wrong("invalid_metadata_format", rule=True)
    return text, with_ids(blocks or [], asked.fake.world.ids.number), asked.pictures(blocks or [])


def _channel(asked: Asked) -> Channel:
    id_ = asked["channel"]
    person = asked.fake.world.people.get(id_)
    if person is not None:
        id_ = asked.team.dm(person).id
    channel = asked.channel(id_, write=True)
    may_write(asked, channel, asked.get("thread_ts"))
    return channel


def _post(asked: Asked) -> dict[str, Any]:
    channel = _channel(asked)
    text, blocks, pictures = content(asked)
    if not text.strip() and not blocks:
        raise Wrong("no_text", rule=True)
    if asked.get("reply_broadcast") and not asked.get("thread_ts"):
        raise Wrong("invalid_arguments", "reply_broadcast needs a thread_ts", rule=True)
    message = Message(channel, asked.fake.world.ids.ts(), asked.team.bot_user_id, text, blocks, asked.get("thread_ts"))
    message.bot_id, message.metadata = asked.team.bot_id, asked.get("metadata")
    message.broadcast, message.args = bool(asked.get("reply_broadcast")), asked.args
    for file in pictures:
        file.share(channel, message.ts)
    asked.fake.put(message)
    return {"channel": channel.id, "ts": message.ts, "message": message_sent(message)}


def _ephemeral(asked: Asked) -> dict[str, Any]:
    channel = asked.channel(asked["channel"], write=True)
    if not channel.has_bot(asked.team):
        raise Wrong("not_in_channel")
    if asked["user"] not in channel.members:
        raise Wrong("user_not_in_channel")
    thread_ts = asked.get("thread_ts")
    may_write(asked, channel, thread_ts)
    text, blocks, pictures = content(asked)
    if not text.strip() and not blocks:
        raise Wrong("no_text", rule=True)
    if any(not each.shares for each in pictures):
        raise Wrong("invalid_blocks", "invalid slack file [json-pointer:/blocks]")
    seen = channel.speaks(thread_ts)
    ts = asked.fake.world.ids.ts()
    asked.fake.say_ephemeral(Ephemeral(channel.id, asked["user"], text, blocks, thread_ts, ts, "api", seen))
    return {"message_ts": ts}


def _update(asked: Asked) -> dict[str, Any]:
    channel = asked.channel(asked["channel"])
    message = asked.message(channel, asked["ts"], own="cant_update_message")
    if channel.archived:
        raise Wrong("is_archived")
    if message.streaming:
        raise Wrong("streaming_state_conflict")
    text, blocks, pictures = content(asked, most=MOST_EDITED)
    if not asked.args.keys() & {"text", "blocks", "markdown_text", "file_ids"}:
        raise Wrong("no_text", rule=True)
    new_text = text if asked.args.keys() & {"text", "markdown_text"} else message.text
    new_blocks = blocks if "blocks" in asked.args else message.blocks
    if not new_text.strip() and not new_blocks and not message.files:
        raise Wrong("no_text", rule=True)
    message.broken = {each.id for each in pictures if not each.shares}
    asked.fake.amend(message, text=new_text, blocks=new_blocks, metadata=asked.get("metadata", message.metadata))
    return {"channel": channel.id, "ts": message.ts, "text": new_text, "message": message_sent(message)}


def _remove(asked: Asked) -> dict[str, Any]:
    channel = asked.channel(asked["channel"])
    message = asked.message(channel, asked["ts"], own="cant_delete_message")
    asked.fake.erase(message)
    return {"channel": channel.id, "ts": message.ts}


def _permalink(asked: Asked) -> dict[str, Any]:
    channel = asked.channel(asked["channel"])
    message = asked.message(channel, asked["message_ts"])
    link = f"https://{channel.team.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def _status(asked: Asked) -> dict[str, Any]:
    if not isinstance(asked.get("loading_messages", []), list) or len(asked.get("loading_messages", [])) > 10:
        raise Wrong("invalid_arguments", "loading_messages must be a list of at most 10", rule=True)
    if asked.args.keys() & {"username", "icon_emoji", "icon_url"}:
        asked.need("chat:write.customize")
    channel = asked.channel(asked["channel_id"], write=True)
    if not channel.has_bot(asked.team):
        raise Wrong("not_in_channel")
    asked.root(channel, asked["thread_ts"], error="invalid_thread_ts")
    asked.fake.set_status(channel, asked["thread_ts"], asked["status"])
    return {}


def _thread(asked: Asked) -> dict[str, Any]:
    channel = asked.channel(asked["channel_id"])
    if "thread_ts" in asked.args:
        asked.root(channel, asked["thread_ts"], error="invalid_thread_ts")
    for each in asked.get("prompts", []):
        if not isinstance(each, dict) or each.keys() != {"title", "message"}:
            raise Wrong("invalid_arguments", "a prompt has a title and a message", rule=True)
    return {}


def _react(asked: Asked) -> dict[str, Any]:
    message = asked.message(asked.channel(asked["channel"]), asked["timestamp"])
    users = message.reactions.setdefault(asked["name"].strip(":"), [])
    if asked.team.bot_user_id in users:
        raise Wrong("already_reacted")
    users.append(asked.team.bot_user_id)
    return {}


def _unreact(asked: Asked) -> dict[str, Any]:
    if not asked.get("channel") or not asked.get("timestamp"):
        raise Wrong("no_item_specified", rule=True)
    message = asked.message(asked.channel(asked["channel"]), asked["timestamp"])
    users = message.reactions.get(asked["name"].strip(":"), [])
    if asked.team.bot_user_id not in users:
        raise Wrong("no_reaction")
    users.remove(asked.team.bot_user_id)
    return {}


def _reactions(asked: Asked) -> dict[str, Any]:
    message = asked.message(asked.channel(asked["channel"]), asked["timestamp"])
    return {"type": "message", "channel": message.channel.id, "message": message_sent(message)}


def _start(asked: Asked) -> dict[str, Any]:
    channel = asked.channel(asked["channel"], write=True)
    if channel.kind != "im" and not {"recipient_user_id", "recipient_team_id"} <= asked.args.keys():
        raise Wrong("missing_recipient_user_id", rule=True)
    asked.root(channel, asked["thread_ts"], error="invalid_thread_ts")
    message = Message(channel, asked.fake.world.ids.ts(), asked.team.bot_user_id, thread_ts=asked["thread_ts"])
    message.bot_id, message.streaming = asked.team.bot_id, True
    message.text = _chunks(asked, message)
    asked.fake.put(message)
    return {"channel": channel.id, "ts": message.ts}


def _append(asked: Asked) -> dict[str, Any]:
    message = _streaming(asked)
    asked.fake.amend(message, text=message.text + _chunks(asked, message), blocks=message.blocks, metadata=None)
    return {"channel": message.channel.id, "ts": message.ts}


def _stop(asked: Asked) -> dict[str, Any]:
    message = _streaming(asked)
    _, blocks, pictures = content(Asked(asked.fake, asked.team, asked.token, {"blocks": asked.get("blocks") or []}))
    message.streaming = False
    message.broken |= {each.id for each in pictures}
    asked.fake.amend(
        message, text=message.text + _chunks(asked, message), blocks=message.blocks + blocks, metadata=None
    )
    return {"channel": message.channel.id, "ts": message.ts, "message": message_sent(message)}


def _streaming(asked: Asked) -> Message:
    message = asked.message(asked.channel(asked["channel"]), asked["ts"], own="message_not_owned_by_app")
    if not message.streaming:
        raise Wrong("message_not_in_streaming_state")
    return message


def _chunks(asked: Asked, message: Message) -> str:
    text = asked.get("markdown_text", "")
    if text and asked.get("chunks"):
        raise Wrong("invalid_arguments", "markdown_text or chunks", rule=True)
    for chunk in asked.get("chunks", []):
        match chunk:
            case {"type": "markdown_text", "text": str(more)}:
                text += more
            case {"type": "task_update", "id": str(), "title": str(title)} | {
                "type": "plan_update",
                "title": str(title),
            }:
                text += f"\n{title}"
            case {"type": "blocks", "blocks": list(blocks)}:
                check_blocks(blocks)
                message.broken |= {each.id for each in asked.pictures(blocks)}
                message.blocks = message.blocks + with_ids(blocks, asked.fake.world.ids.number)
            case _:
                raise Wrong("invalid_chunks", rule=True)
    if len(text) > MOST_MARKDOWN:
        raise Wrong("msg_too_long", rule=True)
    return text


def _validate(asked: Asked) -> dict[str, Any]:
    given = asked.args.keys() & {"blocks", "message", "view"}
    if len(given) != 1:
        raise Wrong("invalid_arguments", "one of blocks, message, view", rule=True)
    if "view" in given:
        check_view(asked["view"], types=("modal", "home"))
    else:
        check_blocks(asked["blocks"] if "blocks" in given else asked["message"].get("blocks"))
    return {}


HANDLERS = {
    "chat.postMessage": _post,
    "chat.postEphemeral": _ephemeral,
    "chat.update": _update,
    "chat.delete": _remove,
    "chat.getPermalink": _permalink,
    "chat.startStream": _start,
    "chat.appendStream": _append,
    "chat.stopStream": _stop,
    "assistant.threads.setStatus": _status,
    "assistant.threads.setTitle": _thread,
    "assistant.threads.setSuggestedPrompts": _thread,
    "reactions.add": _react,
    "reactions.remove": _unreact,
    "reactions.get": _reactions,
    "blocks.validate": _validate,
}
