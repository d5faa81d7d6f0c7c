"""What people on the fake Slack see of Easel's, and what they do with it."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from bot.platforms.slack.calls import event_id
from tests.fakes.slack_delivery import Delivery
from tests.fakes.slack_people import Drop, Said
from tests.fakes.slack_script import Ephemeral
from tests.fakes.slack_server import FakeSlack
from tests.fakes.slack_views import View
from tests.fakes.slack_world import Message

Asked = Delivery | Said
"""What a person did that is to be answered."""


def photo(color: str = "teal", size: tuple[int, int] = (64, 48), name: str = "photo.png", **how: Any) -> Drop:
    """Return a picture as somebody would upload it."""
    kept = io.BytesIO()
    Image.new("RGB", size, color).save(kept, "PNG")
    return Drop(name, kept.getvalue(), **how)


def labels(shown: Message | View | Ephemeral) -> list[str]:
    """Return what stands on the buttons of what is shown."""
    found = [each for block in shown.blocks for each in [*block.get("elements", []), block.get("accessory") or {}]]
    return [each["text"]["text"] for each in found if each.get("type") == "button"]


def everything(shown: Message | View | Ephemeral) -> str:
    """Return all words of what is shown."""
    parts = [getattr(shown, "text", "")]

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            parts.extend(
                value for name, value in node.items() if name in {"text", "alt_text"} and isinstance(value, str)
            )
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(shown.blocks)
    return "\n".join(parts)


def alts(message: Message) -> list[str]:
    """Return the descriptions of the pictures of a message."""
    return [block["alt_text"] for block in message.blocks if block["type"] == "image"]


def forming(message: Message) -> bool:
    """Tell whether a message is about something that is being made."""
    return any(action.startswith("e:cancel:") for action in message.buttons)


def event_of(asked: Asked) -> str:
    """Return the id under which Easel knows what a person did."""
    if isinstance(asked, Delivery):
        execution = asked.payload.get("event", {}).get("function_execution_id")
        return f"slack:{execution}" if execution else event_id(asked.trigger_id)
    channel = asked.message.channel
    home = channel.team.enterprise if channel.team.world.fake.org_install else channel.team.id
    return f"slack:{home}:{channel.id}:{asked.ts}"


def press_whispered(fake: FakeSlack, whispered: Ephemeral, name: str) -> Delivery:
    """Press a button of a message that one person alone sees."""
    team = next(
        team for team in fake.world.teams.values() if any(p.id == whispered.user_id for p in team.people.values())
    )
    person = next(each for each in team.people.values() if each.id == whispered.user_id)
    channel = next(
        each for t in fake.world.teams.values() for each in t.channels.values() if each.id == whispered.channel_id
    )
    block, element = next(
        (block, each)
        for block in whispered.blocks
        for each in block.get("elements", [])
        if each.get("type") == "button" and each["text"]["text"] == name
    )
    trigger = fake.triggers.new(person.id, team)
    action = {
        "type": "button",
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "text": element["text"],
        "value": element.get("value"),
        "action_ts": fake.world.ids.ts(),
    }
    payload = {
        **fake.interactions.about(person, team, "block_actions"),
        "container": {
            "type": "message",
            "message_ts": whispered.ts,
            "channel_id": channel.id,
            "is_ephemeral": True,
            **({"thread_ts": whispered.thread_ts} if whispered.thread_ts else {}),
        },
        "trigger_id": trigger,
        "channel": {"id": channel.id, "name": channel.name or "directmessage"},
        "response_url": fake.hooks.new(person, channel),
        "actions": [action],
    }
    return fake.courier.send(Delivery(fake, team, "interactive", payload))
