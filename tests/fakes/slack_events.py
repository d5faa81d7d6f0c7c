"""The payloads that Slack sends to an app, as it writes them."""

from __future__ import annotations

import time
from typing import Any

from tests.fakes.slack_chat import message_sent
from tests.fakes.slack_delivery import Delivery
from tests.fakes.slack_views import View, held, initial
from tests.fakes.slack_world import HISTORY, Channel, Message, Team

CHANNEL_TYPES = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}
SUBSCRIPTIONS = {"public": "message.channels", "private": "message.groups", "im": "message.im", "mpim": "message.mpim"}
NEEDS = {"app_mention": "app_mentions:read", "file_deleted": "files:read", "reaction": "reactions:read"}
GROUPS = "usergroups:read"


class Events:
    """Tells the app what happened, where it listens and may."""

    def __init__(self, fake: Any) -> None:
        self._fake = fake

    def send(self, team: Team, event: dict[str, Any], **wrapper: Any) -> Delivery:
        """Send any event."""
        number = self._fake.world.ids.number()
        event = {"event_ts": self._fake.world.ids.ts()} | event
        payload = {
            "token": "legacy-verification-token",
            "team_id": team.id,
            "context_team_id": team.id,
            "context_enterprise_id": team.enterprise,
            "api_app_id": team.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev0EASEL{number:06d}",
            "event_time": int(time.time()),
            "authorizations": [
                {
                    "enterprise_id": team.enterprise,
                    "team_id": None if self._fake.org_install else team.id,
                    "user_id": team.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": self._fake.org_install,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": f"4-context-{number}",
        }
        if team.enterprise:
            payload["enterprise_id"] = team.enterprise
        return self._fake.courier.send(Delivery(self._fake, team, "events_api", payload | wrapper))

    def hears(self, channel: Channel, name: str, *scopes: str) -> Team | None:
        """Return the installation that is told of an event in a channel."""
        for team in (channel.team, *channel.shared):
            heard = team.installed and team.token_row.state == "active" and channel.has_bot(team)
            if heard and name in self._fake.subscriptions and set(scopes) <= team.token_row.scopes:
                return team
        return None

    def message(self, message: Message, **more: Any) -> tuple[Delivery, ...]:
        """Tell of a new message, of a person or a bot: as a message, and as a mention where it is one."""
        channel = message.channel
        sent = []
        event = self._event(message) | more
        team = self.hears(channel, SUBSCRIPTIONS[channel.kind], HISTORY[channel.kind])
        wrapper = {"is_ext_shared_channel": bool(channel.shared)}
        if team is not None and (self._fake.echo or not message.by_bot):
            sent.append(self.send(team, event, **wrapper))
        team = self.hears(channel, "app_mention", NEEDS["app_mention"])
        mentioned = team is not None and f"<@{team.bot_user_id}>" in message.text and not message.by_bot
        if (
            mentioned
            and team is not None
            and channel.kind != "im"
            and (not message.files or self._fake.mention_with_files)
        ):
            mention = {name: value for name, value in event.items() if name not in {"channel_type", "subtype"}}
            sent.append(self.send(team, mention | {"type": "app_mention"}, **wrapper))
        return tuple(sent)

    def reacted(self, person: Any, message: Message, name: str, *, added: bool) -> Delivery | None:
        """Tell of a reaction that came or went, of a person or a bot: not what the message says."""
        kind = "reaction_added" if added else "reaction_removed"
        team = self.hears(message.channel, kind, NEEDS["reaction"])
        if team is None:
            return None
        event = {
            "type": kind,
            "user": person.id,
            "reaction": name,
            "item_user": message.user_id,
            "item": {"type": "message", "channel": message.channel.id, "ts": message.ts},
        }
        return self.send(team, event, is_ext_shared_channel=bool(message.channel.shared))

    def group_changed(self, group: Any, before: tuple[str, ...]) -> list[Delivery]:
        """Tell of a user group in which others are now: of the group, and of who came and went."""
        team = group.team
        if not team.installed or GROUPS not in team.token_row.scopes:
            return []
        added = [each for each in group.users if each not in before]
        removed = [each for each in before if each not in group.users]
        changed = {
            "type": "subteam_members_changed",
            "subteam_id": group.id,
            "team_id": team.id,
            "date_previous_update": 1_790_000_000,
            "date_update": 1_790_000_001,
            "added_users": added,
            "added_users_count": len(added),
            "removed_users": removed,
            "removed_users_count": len(removed),
        }
        events = [{"type": "subteam_updated", "subteam": group.as_sent(users=True)}, changed]
        return [self.send(team, each) for each in events if each["type"] in self._fake.subscriptions]

    def changed(self, message: Message, before: dict[str, Any]) -> Delivery | None:
        """Tell of an edit."""
        return self._hidden(
            message, {"subtype": "message_changed", "message": message_sent(message), "previous_message": before}
        )

    def gone(self, message: Message, before: dict[str, Any]) -> Delivery | None:
        """Tell of a deletion."""
        return self._hidden(
            message, {"subtype": "message_deleted", "previous_message": before, "deleted_ts": message.ts}
        )

    def _hidden(self, message: Message, event: dict[str, Any]) -> Delivery | None:
        channel = message.channel
        team = self.hears(channel, SUBSCRIPTIONS[channel.kind], HISTORY[channel.kind])
        if team is None or (message.by_bot and not self._fake.echo):
            return None
        ts = self._fake.world.ids.ts()
        about = {"type": "message", "channel": channel.id, "hidden": True, "ts": ts, "event_ts": ts}
        return self.send(team, about | {"channel_type": CHANNEL_TYPES[channel.kind]} | event)

    def _event(self, message: Message) -> dict[str, Any]:
        channel, author = message.channel, self._fake.world.people.get(message.user_id)
        event = message_sent(message) | {
            "channel": channel.id,
            "event_ts": message.ts,
            "channel_type": CHANNEL_TYPES[channel.kind],
            "client_msg_id": f"client-{message.ts}",
        }
        if not message.blocks and message.text:
            parts = [{"type": "rich_text_section", "elements": [{"type": "text", "text": message.text}]}]
            event["blocks"] = [{"type": "rich_text", "block_id": "typed", "elements": parts}]
        if author is not None:
            event["team"] = author.team.id
            if author.team is not channel.team or channel.shared:
                event |= {"user_team": author.team.id, "source_team": author.team.id}
        if message.files and not message.by_bot:
            event["subtype"] = "file_share"
            if self._fake.file_share_without_team:
                event.pop("team", None)
        if message.broadcast:
            event["subtype"] = "thread_broadcast"
            event["root"] = message_sent(channel.messages[message.root_ts])
        return event


class Interactions:
    """Commands, shortcuts, clicks, views, and the ids and addresses that come with them."""

    def __init__(self, fake: Any) -> None:
        self._fake = fake

    def about(self, person: Any, team: Team, kind: str) -> dict[str, Any]:
        """Return what every interaction has."""
        enterprise = {"id": team.enterprise, "name": team.enterprise} if team.enterprise else None
        of_team = {"id": team.id, "domain": team.domain}
        if team.enterprise:
            of_team |= {"enterprise_id": team.enterprise, "enterprise_name": team.enterprise}
        return {
            "type": kind,
            "token": "legacy-verification-token",
            "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": person.team.id},
            "api_app_id": team.app_id,
            "team": None if self._fake.org_install else of_team,
            "enterprise": enterprise,
            "is_enterprise_install": self._fake.org_install,
        }

    def command(self, person: Any, channel: Channel, command: str, text: str) -> dict[str, Any]:
        team = person.team
        fields = {
            "token": "legacy-verification-token",
            "team_id": team.id,
            "team_domain": team.domain,
            "channel_id": channel.id,
            "channel_name": _name(channel),
            "user_id": person.id,
            "user_name": person.name,
            "command": command,
            "text": text,
            "api_app_id": team.app_id,
            "is_enterprise_install": "true" if self._fake.org_install else "false",
            "response_url": self._fake.hooks.new(person, channel),
            "trigger_id": self._fake.triggers.new(person.id, team),
        }
        if team.enterprise:
            fields |= {"enterprise_id": team.enterprise, "enterprise_name": team.enterprise}
        return fields

    def shortcut(self, person: Any, callback_id: str) -> dict[str, Any]:
        return self.about(person, person.team, "shortcut") | {
            "action_ts": self._fake.world.ids.ts(),
            "callback_id": callback_id,
            "trigger_id": self._fake.triggers.new(person.id, person.team),
        }

    def message_shortcut(self, person: Any, callback_id: str, message: Message) -> dict[str, Any]:
        channel = message.channel
        return self.about(person, person.team, "message_action") | {
            "action_ts": self._fake.world.ids.ts(),
            "callback_id": callback_id,
            "trigger_id": self._fake.triggers.new(person.id, person.team),
            "response_url": self._fake.hooks.new(person, channel),
            "message_ts": message.ts,
            "channel": {"id": channel.id, "name": _name(channel)},
            "message": message_sent(message),
        }

    def press(self, person: Any, where: Message | View, action: dict[str, Any]) -> dict[str, Any]:
        """Return block_actions of a message or a view."""
        if isinstance(where, View):
            trigger = self._fake.triggers.new(person.id, where.team, where)
            return self.about(person, where.team, "block_actions") | {
                "container": {"type": "view", "view_id": where.id},
                "trigger_id": trigger,
                "view": where.as_sent(),
                "actions": [action],
            }
        channel = where.channel
        team = self._fake.world.team_of_bot(where.user_id) or person.team
        container = {
            "type": "message",
            "message_ts": where.ts,
            "channel_id": channel.id,
            "is_ephemeral": False,
        }
        if where.thread_ts:
            container["thread_ts"] = where.thread_ts
        return self.about(person, team, "block_actions") | {
            "container": container,
            "trigger_id": self._fake.triggers.new(person.id, team),
            "channel": {"id": channel.id, "name": _name(channel)},
            "message": message_sent(where),
            "state": {"values": _state(where, action)},
            "response_url": self._fake.hooks.new(person, channel, where),
            "actions": [action],
        }

    def suggestion(self, person: Any, where: Message | View, element: dict[str, Any], typed: str) -> dict[str, Any]:
        inside = {"view": where.as_sent()} if isinstance(where, View) else {"message": message_sent(where)}
        team = where.team if isinstance(where, View) else person.team
        block = next(each for each in where.blocks if element in held(each))
        return (
            self.about(person, team, "block_suggestion")
            | inside
            | {
                "container": {"type": "view" if isinstance(where, View) else "message"},
                "action_id": element["action_id"],
                "block_id": block["block_id"],
                "value": typed,
            }
        )

    def submission(self, person: Any, view: View) -> dict[str, Any]:
        urls = []
        for block in view.blocks:
            element = block.get("element", {})
            if element.get("response_url_enabled"):
                state = view.values[block["block_id"]][element["action_id"]]
                id_ = state.get("selected_conversation") or state.get("selected_channel")
                if id_ is not None:
                    channel = self._fake.world.channels[id_]
                    about = {"block_id": block["block_id"], "action_id": element["action_id"], "channel_id": id_}
                    urls.append(about | {"response_url": self._fake.hooks.new(person, channel)})
        return self.about(person, view.team, "view_submission") | {
            "trigger_id": self._fake.triggers.new(person.id, view.team, view),
            "view": view.as_sent(),
            "response_urls": urls,
        }

    def closed(self, person: Any, view: View, *, cleared: bool) -> dict[str, Any]:
        return self.about(person, view.team, "view_closed") | {"view": view.as_sent(), "is_cleared": cleared}


def _state(message: Message, action: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, dict[str, Any]] = {}
    for block in message.blocks:
        for each in held(block):
            if (state := initial(each) if "action_id" in each else None) is not None:
                values.setdefault(block["block_id"], {})[each["action_id"]] = state
    mine = values.get(action["block_id"], {})
    if action["action_id"] in mine:
        mine[action["action_id"]] = {name: value for name, value in action.items() if name in mine[action["action_id"]]}
    return values


def _name(channel: Channel) -> str:
    return {"im": "directmessage", "private": "privategroup"}.get(channel.kind, channel.name)
