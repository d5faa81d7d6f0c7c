"""Acting as a person, as far as Discord's own client would let them: UiRefused where it would not."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.fakes import discord_fit as fit
from tests.fakes import discord_wire as wire
from tests.fakes.discord_commands import allowed_contexts
from tests.fakes.discord_errors import UiRefused
from tests.fakes.discord_invocation import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL, Invocation
from tests.fakes.discord_stage import Stage
from tests.fakes.discord_world import (
    ALL,
    EVERYONE,
    KINDS,
    MEBIBYTE,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    App,
    Channel,
    File,
    Message,
    Reaction,
    User,
    bits,
    may,
    permissions,
)

NITRO_LIMIT, USER_LIMIT = 500 * MEBIBYTE, 10 * MEBIBYTE


class People(Stage):
    """What people do: write, press, choose, fill in, delete."""

    def say(
        self,
        user: User,
        channel: Channel,
        text: str = "",
        *,
        files: Iterable[File] = (),
        reply_to: Message | None = None,
        ping: bool = True,
        mention: Iterable[User | App] = (),
        forward_of: Message | None = None,
    ) -> Message:
        """Send a message."""
        files = list(files)
        self._may_write(user, channel, files)
        for each in mention:
            text = f"{each.mention} {text}".strip()
        about: dict[str, Any] = {}
        if reply_to is not None:
            if reply_to.deleted or reply_to.channel is not channel or reply_to.only_for is not None:
                raise UiRefused("one replies to a living message of the same channel")
            about = {"reply_to": reply_to, "type": 19}
        if forward_of is not None:
            kept = {"content": forward_of.content, "embeds": [dict(each) for each in forward_of.embeds]}
            kept |= {"components": list(forward_of.components), "attachments": list(forward_of.attachments)}
            about = {"forwarded": forward_of, "snapshot": kept | {"message": forward_of}}
        elif not text.strip() and not files:
            raise UiRefused("there is nothing to send")
        return self.post(channel, user, text, attachments=self.keep(files, channel), ping=ping, **about)

    def _may_write(self, user: User, channel: Channel, files: list[File]) -> None:
        if channel.deleted or channel.kind == KINDS["forum"]:
            raise UiRefused("nobody can write there")
        needed = ["SEND_MESSAGES_IN_THREADS" if channel.is_thread else "SEND_MESSAGES"]
        needed += ["ATTACH_FILES"] if files else []
        if not may(user, channel, *needed):
            raise UiRefused(f"{user.name} may not write there")
        if channel.archived and channel.locked and not may(user, channel, "MANAGE_THREADS"):
            raise UiRefused("the thread is locked")
        most = NITRO_LIMIT if user.nitro else max(USER_LIMIT, channel.file_limit)
        if len(files) > 10 or any(len(file.data) > most for file in files):
            raise UiRefused("too many files, or too large")

    def react(self, user: User, message: Message, emoji: str = "\u2b50") -> Reaction:
        """Put an emoji on a message."""
        self._sees(user, message)
        if message.ephemeral or message.channel.archived:
            raise UiRefused("nobody can react to that")
        needed = ["READ_MESSAGE_HISTORY"] + ["ADD_REACTIONS"] * (emoji not in {each for _, each in message.reactions})
        if not may(user, message.channel, *needed):
            raise UiRefused(f"{user.name} may not react there")
        if (user, emoji) in message.reactions:
            raise UiRefused("it is there already")
        message.reactions.append((user, emoji))
        made = Reaction(message, user, emoji, added=True)
        self.tell_reaction(made)
        return made

    def unreact(self, user: User, message: Message, emoji: str = "\u2b50") -> Reaction:
        """Take one's emoji off a message."""
        self._sees(user, message)
        if (user, emoji) not in message.reactions or message.channel.archived:
            raise UiRefused("there is none to take back")
        message.reactions.remove((user, emoji))
        made = Reaction(message, user, emoji, added=False)
        self.tell_reaction(made)
        return made

    def edit_message(self, message: Message, text: str) -> None:
        """Have the author edit their words."""
        self.edit(message, content=text)

    def thread(self, user: User, channel: Channel, name: str, message: Message | None = None) -> Channel:
        """Open a public thread, on a message where one is given."""
        if not may(user, channel, "CREATE_PUBLIC_THREADS"):
            raise UiRefused(f"{user.name} may not open a thread")
        return self.open_thread(channel, user, name, PUBLIC_THREAD, id_=message.id if message else None)

    def private_thread(self, user: User, channel: Channel, name: str, members: Iterable[User | App] = ()) -> Channel:
        """Open a private thread with these members."""
        joined = [each.user if isinstance(each, App) else each for each in members]
        about = {"joined": {each.id: self.clock.now() for each in joined}}
        return self.open_thread(channel, user, name, PRIVATE_THREAD, **about)

    def archive(self, thread: Channel) -> None:
        """Archive a thread."""
        self.update_thread(thread, archived=True)

    def unarchive(self, thread: Channel) -> None:
        """Take a thread up again."""
        self.update_thread(thread, archived=False)

    def lock(self, thread: Channel) -> None:
        """Archive and lock a thread."""
        self.update_thread(thread, archived=True, locked=True)

    # Commands.

    def find_command(self, app: App, user: User, channel: Channel, name: str, kind: int = 1) -> dict[str, Any]:
        """Return the registered command that the person's client would show there."""
        guild = channel.guild
        listed = [*(app.commands.get(guild.id, []) if guild else []), *app.commands.get(None, [])]
        found = [each for each in listed if each["type"] == kind and each["name"] == name]
        if not found:
            raise UiRefused(f"no command {name!r} is registered; there are {sorted(each['name'] for each in listed)}")
        owners = self.owners(app, user, channel)
        context = 0 if guild else 1 if app.user in channel.recipients else 2
        for command in found:
            if context in allowed_contexts(command) and {int(each) for each in owners} & set(
                command["integration_types"]
            ):
                self._may_use(command, user, channel)
                return command
        raise UiRefused(f"{name!r} is not offered there: context {context}, installed for {owners}")

    def _may_use(self, command: dict[str, Any], user: User, channel: Channel) -> None:
        if channel.guild is None:
            return
        if not permissions(user, channel) & bits("USE_APPLICATION_COMMANDS"):
            raise UiRefused(f"{user.name} may use no commands there")
        wanted = command.get("default_member_permissions")
        granted = permissions(user, channel)
        if wanted is not None and granted & ALL != ALL and (int(wanted) == 0 or granted & int(wanted) != int(wanted)):
            raise UiRefused(f"{user.name} may not use {command['name']!r}")
        if command.get("nsfw") and not channel.base.nsfw:
            raise UiRefused(f"{command['name']!r} is for age-restricted channels")

    def slash(
        self,
        user: User,
        channel: Channel,
        name: str,
        options: Mapping[str, Any] | None = None,
        *,
        app: App | None = None,
        locale: str = "en-US",
    ) -> Invocation:
        """Use a slash command; ``name`` may have its sub-commands behind it. Files are ``File`` values of options."""
        return self._command(user, channel, name, options or {}, app=app or self.app, locale=locale)

    def autocomplete(
        self,
        user: User,
        channel: Channel,
        name: str,
        options: Mapping[str, Any],
        *,
        focused: str,
        app: App | None = None,
        locale: str = "en-US",
    ) -> Invocation:
        """Be in the middle of typing the option ``focused``."""
        return self._command(user, channel, name, options, app=app or self.app, locale=locale, focused=focused)

    def _command(
        self,
        user: User,
        channel: Channel,
        typed: str,
        options: Mapping[str, Any],
        *,
        app: App,
        locale: str,
        focused: str | None = None,
    ) -> Invocation:
        path = fit.command_path(typed)
        command = self.find_command(app, user, channel, path[0])
        resolved = self._resolved(channel, app)
        known = fit.find_options(command, path[1:])
        told = fit.fit_options(known, options, resolved, focused=focused)
        for depth, name in reversed(list(enumerate(path[1:], 2))):
            told = [{"name": name, "type": 1 if depth == len(path) else 2, "options": told}]
        data = {"id": command["id"], "name": command["name"], "type": 1, "options": told}
        if resolved.told:
            data["resolved"] = resolved.told
        if command.get("guild_id"):
            data["guild_id"] = command["guild_id"]
        kind = COMMAND if focused is None else AUTOCOMPLETE
        return self._send(kind, app, user, channel, data=data, locale=locale)

    def context_menu(
        self, user: User, message: Message, name: str, *, app: App | None = None, locale: str = "en-US"
    ) -> Invocation:
        """Use a command on a message: the bot is shown all of it."""
        app = app or self.app
        self._sees(user, message)
        command = self.find_command(app, user, message.channel, name, 3)
        shown = wire.message(message, app, self.cdn.link, content=True)
        resolved = {"messages": {str(message.id): shown}}
        data = {"id": command["id"], "name": name, "type": 3, "target_id": str(message.id), "resolved": resolved}
        return self._send(COMMAND, app, user, message.channel, data=data, locale=locale, target=message)

    def user_menu(
        self, user: User, channel: Channel, target: User, name: str, *, app: App | None = None, locale: str = "en-US"
    ) -> Invocation:
        """Use a command on a person."""
        app = app or self.app
        command = self.find_command(app, user, channel, name, 2)
        resolved = self._resolved(channel, app)
        id_ = resolved.user(target)
        data = {"id": command["id"], "name": name, "type": 2, "target_id": id_, "resolved": resolved.told}
        return self._send(COMMAND, app, user, channel, data=data, locale=locale)

    def press(
        self,
        user: User,
        message: Message,
        name: str,
        *,
        values: Sequence[Any] | None = None,
        locale: str = "en-US",
    ) -> Invocation:
        """Press a button by its custom id or label, or choose ``values`` in a select."""
        self._sees(user, message)
        item = message.button(name)
        if item is None or message.app is None:
            named = [(each.get("custom_id"), each.get("label")) for each in message.items]
            raise UiRefused(f"there is no {name!r} on the message; there are {named}")
        if item.get("disabled") or "custom_id" not in item:
            raise UiRefused(f"{name!r} is disabled, or a link")
        if (item["type"] == 2) != (values is None):
            raise UiRefused("values go with a select, and only with a select")
        data: dict[str, Any] = {"custom_id": item["custom_id"], "component_type": item["type"], "id": item["id"]}
        if values is not None:
            resolved = self._resolved(message.channel, message.app)
            data["values"] = fit.fit_values(item, list(values), resolved)
            if item["type"] != 3:
                data["resolved"] = resolved.told
        return self._send(COMPONENT, message.app, user, message.channel, data=data, locale=locale, source=message)

    def submit_modal(
        self,
        asked: Invocation,
        values: Mapping[str, Any] | None = None,
        files: Mapping[str, Sequence[File]] | None = None,
    ) -> Invocation:
        """Fill in the modal that an interaction was answered with, and send it off."""
        if asked.ack is None or asked.ack.type != 9:
            raise UiRefused("no modal is open")
        resolved = self._resolved(asked.channel, asked.app)
        given = {**(values or {}), **(files or {})}
        filled = fit.fit_modal(asked.ack.data, given, resolved)
        data: dict[str, Any] = {"custom_id": asked.ack.data["custom_id"], "components": filled}
        if resolved.told:
            data["resolved"] = resolved.told
        about = {"source": asked.source, "from_modal_of": asked}
        return self._send(MODAL, asked.app, asked.user, asked.channel, data=data, locale=asked.locale, **about)

    def _sees(self, user: User, message: Message) -> None:
        hidden = message.only_for is not None and message.only_for is not user
        if message.deleted or hidden or not may(user, message.channel, "VIEW_CHANNEL"):
            raise UiRefused(f"{user.name} does not see that message")

    def _resolved(self, channel: Channel, app: App) -> fit.Resolved:
        return fit.Resolved(lambda file: self.keep([file], channel, ephemeral=True)[0], self.cdn.link, channel.guild)

    def owners(self, app: App, user: User, channel: Channel) -> dict[str, str]:
        """Return which installations let the person use the application there."""
        told = {}
        if channel.guild is not None and app.user.id in channel.guild.members:
            told["0"] = str(channel.guild.id)
        elif channel.guild is None and app.user in channel.recipients:
            told["0"] = "0"
        if user.id in app.installed_for:
            told["1"] = str(user.id)
        return told

    def app_permissions(self, app: App, channel: Channel) -> int:
        """Return what an application may do where it was asked."""
        if channel.guild is None:
            return EVERYONE
        return permissions(app.user, channel) if app.user.id in channel.guild.members else EVERYONE

    def _send(
        self, kind: int, app: App, user: User, channel: Channel, *, data: dict[str, Any], locale: str, **about: Any
    ) -> Invocation:
        if channel.deleted or (channel.guild is not None and user.id not in channel.guild.members):
            raise UiRefused(f"{user.name} is not there")
        limit = max(NITRO_LIMIT if user.nitro else USER_LIMIT, channel.file_limit)
        owners = self.owners(app, user, channel)
        token, id_ = secrets.token_urlsafe(120), self.ids.new()
        made = Invocation(self, id_, token, kind, app, user, channel, data, owners, limit, locale, **about)
        made.created = self.clock.now()
        self.invocations[id_] = self.by_token[token] = made
        payload = made.payload()
        self.gateway.tell("INTERACTION_CREATE", lambda _: payload, guild=channel.guild, app=app)
        return made
