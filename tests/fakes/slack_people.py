"""People, and what they can do in Slack's client; what the client does not let them do raises NotPossible."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack_blocks import check_blocks, check_options, with_ids
from tests.fakes.slack_delivery import Delivery
from tests.fakes.slack_files import File
from tests.fakes.slack_script import Ack, Ephemeral, NotPossible, Shown, Wrong
from tests.fakes.slack_views import View, chosen, held
from tests.fakes.slack_world import Channel, Message, Team

_ANSWER = {
    "text",
    "blocks",
    "response_type",
    "replace_original",
    "delete_original",
    "attachments",
    "thread_ts",
    "mrkdwn",
}


@dataclass(frozen=True)
class Drop:
    """A file that a person drops: not ``ready`` is still being processed, a ``stub`` must be asked for."""

    name: str
    data: bytes
    ready: bool = True
    stub: bool = False


@dataclass(frozen=True)
class Said:
    """What a person said, and what the app was told of it."""

    message: Message
    deliveries: tuple[Delivery, ...]

    @property
    def ts(self) -> str:
        return self.message.ts

    async def acked(self) -> list[Ack]:
        return [await each.acked() for each in self.deliveries]


@dataclass(eq=False)
class Person:
    """Someone in a workspace. ``guest``: restricted or ultra_restricted."""

    fake: Any
    team: Team
    id: str
    name: str
    locale: str = "en-US"
    admin: bool = False
    owner: bool = False
    guest: str | None = None
    bot: bool = False
    deleted: bool = False
    extra: dict[str, Any] = field(default_factory=dict)

    def as_sent(self, team: Team, *, locale: bool) -> dict[str, Any]:
        """Return the user object as the app in a workspace sees it."""
        stranger = self.team is not team
        sent = {
            "id": self.id,
            "team_id": self.team.id,
            "name": self.name,
            "real_name": self.name.title(),
            "deleted": self.deleted,
            "is_bot": self.bot,
            "is_app_user": False,
            "is_admin": self.admin,
            "is_owner": self.owner,
            "is_primary_owner": False,
            "is_restricted": self.guest is not None,
            "is_ultra_restricted": self.guest == "ultra_restricted",
            "is_stranger": stranger,
            "tz": "Europe/Berlin",
            "tz_offset": 3600,
            "profile": {"real_name": self.name.title(), "display_name": self.name, "team": self.team.id},
            "updated": 1_790_000_000,
        }
        if stranger:
            for name in ("is_admin", "is_owner", "is_primary_owner", "is_restricted", "is_ultra_restricted"):
                del sent[name]
        if locale:
            sent["locale"] = self.locale
        return sent | self.extra

    def say(
        self,
        channel: Channel,
        text: str = "",
        *,
        thread: Message | str | None = None,
        files: list[Drop] | tuple[Drop, ...] = (),
        mention: bool = False,
        broadcast: bool = False,
    ) -> Said:
        """Write a message; ``mention`` names the app first."""
        self._inside(channel)
        if channel.read_only and not self.admin:
            raise NotPossible("Only some people may post in this channel.")
        root = thread.root_ts if isinstance(thread, Message) else thread
        if root is not None and (root not in channel.messages or root in channel.locked):
            raise NotPossible("There is no such thread.")
        typed = html.escape(text, quote=False)
        if mention:
            typed = f"<@{self._app_in(channel).bot_user_id}> {typed}".strip()
        message = Message(channel, self.fake.world.ids.ts(), self.id, typed, thread_ts=root, broadcast=broadcast)
        message.bot_id = "B0OTHER0001" if self.bot else None
        message.files = self._drop(files, in_view=False)
        for file in message.files:
            file.share(channel, message.ts)
        return Said(message, self.fake.put(message))

    def command(self, command: str, text: str, channel: Channel, *, thread: Message | str | None = None) -> Delivery:
        """Type a slash command. In a thread there is none; the client says so."""
        self._inside(channel, writes=False)
        if thread is not None:
            self.fake.shown.append(Shown(self.id, channel.id, f"{command} is not supported in threads. Sorry!"))
            raise NotPossible(f"{command} is not supported in threads. Sorry!")
        if command not in self.fake.commands or not self._installed:
            self.fake.shown.append(Shown(self.id, channel.id, f"{command} is not a valid command."))
            raise NotPossible(f"{command} is not a valid command.")
        payload = self.fake.interactions.command(self, channel, command, self._escaped(text))
        delivery = Delivery(self.fake, self.team, "slash_commands", payload)
        delivery.on_ack = lambda answer: self._answered(channel, answer)
        return self.fake.courier.send(delivery)

    def shortcut(self, callback_id: str) -> Delivery:
        """Use a global shortcut."""
        return self._interact(self.fake.interactions.shortcut(self, callback_id))

    def message_shortcut(self, callback_id: str, message: Message) -> Delivery:
        """Use a shortcut of a message."""
        self._inside(message.channel, writes=False)
        return self._interact(self.fake.interactions.message_shortcut(self, callback_id, message))

    def press(self, where: Message | View, button: str, *, value: str | None = None) -> Delivery:
        """Press what is there now: a button by its action id, its text, or both its action id and value."""
        found = [each for each in self._elements(where) if each["type"] == "button"]
        found = [each for each in found if button in (each["action_id"], each["text"]["text"])]
        found = [each for each in found if value is None or each.get("value") == value]
        if not found:
            raise NotPossible(f"there is no button {button}: {[each['action_id'] for each in self._elements(where)]}")
        element = found[0]
        action = {"type": "button", "text": element["text"]} | {
            name: element[name] for name in ("value", "style") if name in element
        }
        return self._act(where, element, action)

    def choose(self, where: Message | View, action_id: str, value: Any) -> Delivery:
        """Choose in a menu, a picker, or radio buttons."""
        element = next((each for each in self._elements(where) if each["action_id"] == action_id), None)
        if element is None:
            raise NotPossible(f"there is no {action_id}")
        if isinstance(where, View):
            where.fill(action_id, value, self._drop)
        return self._act(where, element, chosen(element, value, self._drop))

    def options(self, where: Message | View, action_id: str, typed: str) -> Delivery:
        """Type into a menu whose options the app gives."""
        element = where.buttons.get(action_id)
        if element is None or element["type"] not in {"external_select", "multi_external_select"}:
            raise NotPossible(f"there is no menu {action_id}")

        def check(answer: Any) -> None:
            if problems := check_options(answer):
                raise Wrong("invalid options", *problems, rule=True)

        return self._interact(self.fake.interactions.suggestion(self, where, element, typed), check)

    @property
    def modal(self) -> View | None:
        """The modal on top, if any."""
        return next(iter(self.fake.surfaces.stacks.get(self.id, [])[::-1]), None)

    def submit(self, view: View | None = None, values: dict[str, Any] | None = None) -> Delivery:
        """Fill in a modal by action id and submit it."""
        view = self._top(view)
        for action_id, value in (values or {}).items():
            view.fill(action_id, value, self._drop)
        view.check_complete()
        view.errors = {}
        payload = self.fake.interactions.submission(self, view)
        return self._interact(payload, lambda answer: self.fake.surfaces.answer(view, answer))

    def close(self, view: View | None = None, *, all: bool = False) -> Delivery | None:  # noqa: A002 -- Slack's word
        """Close a modal, or all of them; the app hears of it where it asked to."""
        view = self._top(view)
        if all:
            self.fake.surfaces.clear(self.id)
        else:
            self.fake.surfaces.close(view)
        if not view.given.get("notify_on_close"):
            return None
        return self._interact(self.fake.interactions.closed(self, view, cleared=all))

    def open_home(self, tab: str = "home") -> Delivery:
        """Open the app's page at a tab: home or messages."""
        event = {"type": "app_home_opened", "user": self.id, "channel": self.team.dm(self).id, "tab": tab}
        home = self.fake.home(self)
        if tab == "home" and home is not None:
            event["view"] = home.as_sent()
        return self.fake.send_event(self.team, event)

    def edit(self, message: Message, text: str) -> Delivery | None:
        """Edit one's own message."""
        self._own(message)
        return self.fake.amend(message, text=html.escape(text, quote=False), blocks=[], metadata=None)

    def delete(self, message: Message) -> Delivery | None:
        """Delete a message: one's own, or any as an administrator."""
        if not self.admin:
            self._own(message)
        return self.fake.erase(message)

    def delete_file(self, file: File) -> Delivery:
        """Delete a file; messages keep a tombstone."""
        file.deleted = True
        return self.fake.send_event(self.team, {"type": "file_deleted", "file_id": file.id})

    def react(self, message: Message, name: str) -> Delivery | None:
        """Put an emoji under a message; the app hears of it where it listens and may."""
        self._inside(message.channel)
        if message.deleted or self.id in message.reactions.get(name, []):
            raise NotPossible(f"{self.name} has reacted with {name}, or there is no message")
        message.reactions.setdefault(name, []).append(self.id)
        return self.fake.events.reacted(self, message, name, added=True)

    def unreact(self, message: Message, name: str) -> Delivery | None:
        """Take one's emoji off a message again."""
        self._inside(message.channel)
        if self.id not in message.reactions.get(name, []):
            raise NotPossible(f"{self.name} has not reacted with {name}")
        message.reactions[name].remove(self.id)
        if not message.reactions[name]:
            del message.reactions[name]
        return self.fake.events.reacted(self, message, name, added=False)

    def run_step(self, callback_id: str, inputs: dict[str, Any]) -> Delivery:
        """Run a workflow that has the app's step in it."""
        return self.fake.run_step(self, callback_id, inputs)

    def join(self, channel: Channel) -> Delivery | None:
        return self.fake.enter(channel, self.id)

    def invite_bot(self, channel: Channel) -> Delivery | None:
        return self.fake.enter(channel, self.team.bot_user_id, inviter=self.id)

    def remove_bot(self, channel: Channel) -> Delivery:
        channel.members.discard(self.team.bot_user_id)
        kind = "channel_left" if channel.kind == "public" else "group_left"
        event = {"type": kind, "channel": channel.id, "actor_id": self.id}
        return self.fake.send_event(self.team, event)

    def archive(self, channel: Channel) -> Delivery:
        channel.archived = True
        return self.fake.send_event(self.team, {"type": "channel_archive", "channel": channel.id, "user": self.id})

    def uninstall(self) -> Delivery:
        """Remove the app from the workspace: its tokens die first, then it is told, once by each event."""
        self.team.installed = False
        self.team.revoke_tokens()
        return self.fake.send_event(self.team, {"type": "app_uninstalled"})

    @property
    def _installed(self) -> bool:
        return self.team.installed and "commands" in self.team.token_row.scopes

    def _interact(self, payload: dict[str, Any], on_ack: Any = None, team: Team | None = None) -> Delivery:
        team = team or self.team
        if not team.installed:
            raise NotPossible("The app is not installed here.")
        return self.fake.courier.send(Delivery(self.fake, team, "interactive", payload, on_ack))

    def _act(self, where: Message | View, element: dict[str, Any], action: dict[str, Any]) -> Delivery:
        block = next(each for each in where.blocks if element in held(each))
        action |= {"action_id": element["action_id"], "block_id": block["block_id"]}
        action["action_ts"] = self.fake.world.ids.ts()
        return self._interact(self.fake.interactions.press(self, where, action), team=self._owner(where))

    def _owner(self, where: Message | View) -> Team:
        if isinstance(where, View):
            return where.team
        return self.fake.world.team_of_bot(where.user_id) or self.team

    def _elements(self, where: Message | View) -> list[dict[str, Any]]:
        if isinstance(where, View) and not where.open:
            raise NotPossible("the view is closed")
        if isinstance(where, Message):
            self._inside(where.channel, writes=False)
            if where.deleted:
                raise NotPossible("the message is deleted")
        seen = [each for each in where.buttons.values() if self.id in each.get("visible_to_user_ids", [self.id])]
        return [each for each in seen if any(each in held(block) for block in where.blocks)]

    def _answered(self, channel: Channel, answer: Any) -> None:
        """Show what came with the acknowledgement of a command."""
        if answer in (None, "", {}):
            return
        if not isinstance(answer, dict) or answer.keys() - _ANSWER or answer.get("attachments"):
            raise Wrong("invalid_command_response", str(answer)[:200], rule=True)
        blocks, text = answer.get("blocks") or [], answer.get("text") or ""
        check_blocks(blocks)
        if not blocks and not text.strip():
            raise Wrong("no_text", rule=True)
        kept = with_ids(blocks, self.fake.world.ids.number)
        ts = self.fake.world.ids.ts()
        if answer.get("response_type", "ephemeral") == "in_channel":
            message = Message(channel, ts, self.team.bot_user_id, text, kept, bot_id=self.team.bot_id)
            self.fake.put(message)
        else:
            self.fake.say_ephemeral(Ephemeral(channel.id, self.id, text, kept, None, ts, "ack"))

    def _inside(self, channel: Channel, *, writes: bool = True) -> None:
        if self.id not in channel.members:
            raise NotPossible(f"{self.name} is not in {channel.name or channel.id}")
        if writes and channel.archived:
            raise NotPossible("The channel is archived.")

    def _own(self, message: Message) -> None:
        if message.user_id != self.id:
            raise NotPossible("It is someone else's message.")

    def _top(self, view: View | None) -> View:
        top = view or self.modal
        if top is None or not top.open or top is not self.modal:
            raise NotPossible("this modal is not on top")
        return top

    def _app_in(self, channel: Channel) -> Team:
        return self.team if self.team.installed else channel.team

    def _drop(self, drops: Any, *, in_view: bool = True) -> list[File]:
        made = []
        for drop in drops:
            file = self.fake.edge.new(self.team, self.id, drop.name, len(drop.data))
            file.data, file.uploaded, file.completed, file.stub = drop.data, True, True, drop.stub
            file.in_view = in_view
            if drop.ready:
                file.process()
            else:
                self.fake.edge.complete(file, lambda: None)
            made.append(file)
        return made

    def _escaped(self, text: str) -> str:
        """Escape what was typed into a command as ``should_escape`` does."""
        people = {each.name: each for each in self.team.people.values()}
        channels = {each.name: each for each in self.team.channels.values() if each.name}
        groups = {each.handle: each for each in self.team.groups.values()}
        typed = html.escape(text, quote=False)

        def person(found: re.Match[str]) -> str:
            one, many = people.get(found[1]), groups.get(found[1])
            if many is not None:
                return f"<!subteam^{many.id}|@{many.handle}>"
            return f"<@{one.id}|{one.name}>" if one else found[0]

        def channel(found: re.Match[str]) -> str:
            one = channels.get(found[1])
            return f"<#{one.id}|{one.name}>" if one else found[0]

        return re.sub(r"#([\w-]+)", channel, re.sub(r"@(\w+)", person, typed))
