"""What the fake holds and how it changes: each change tells the gateway and wakes who waits for it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar, cast

from tests.fakes import discord_wire as wire
from tests.fakes.discord_cdn import Cdn
from tests.fakes.discord_clock import Clock, Ids
from tests.fakes.discord_errors import form
from tests.fakes.discord_gateway import (
    DIRECT_MESSAGES,
    DIRECT_REACTIONS,
    GUILD_MESSAGES,
    GUILD_REACTIONS,
    GUILDS,
    Gateway,
    Session,
)
from tests.fakes.discord_world import (
    EPHEMERAL,
    App,
    Attachment,
    Channel,
    File,
    Guild,
    Message,
    Reaction,
    User,
    may,
    mentioned,
    permissions,
)

T = TypeVar("T")


class State:
    """All there is, with the changes that keep it whole. No permission is asked here."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.ids = Ids(self.clock)
        self.apps: list[App] = []
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.invocations: dict[int, Any] = {}
        self.by_token: dict[str, Any] = {}
        self.gateway = Gateway(self)
        self.cdn = Cdn(self)
        self._changed = asyncio.Event()

    def changed(self) -> None:
        """Wake everyone who waits for a condition."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, predicate: Callable[[], T], seconds: float = 60) -> T:
        """Wait until the predicate returns something true, and return that.

        It is asked again at each change of the fake; who changes something else calls ``changed``.
        """
        try:
            async with asyncio.timeout(seconds):
                while not (found := predicate()):
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"this did not come about within {seconds} s; {self.summary()}") from None
        return found

    async def until_changed(self) -> None:
        """Wait for the next change, whatever it is."""
        await self._changed.wait()

    async def message_in(
        self, channel: Channel, predicate: Callable[[Message], Any] | None = None, seconds: float = 60
    ) -> Message:
        """Wait for a message of a bot in a channel that the predicate finds good, and return the newest."""

        def find() -> Message | None:
            found = (each for each in reversed(channel.messages) if predicate is None or predicate(each))
            return next((each for each in found if each.author.bot and not each.loading), None)

        return cast("Message", await self.until(find, seconds))

    def summary(self) -> str:
        """Say in a line what there is, for a test that failed."""
        return f"{len(self.invocations)} interactions"

    def message(self, id_: int) -> Message | None:
        """Return the message of that id, deleted ones too."""
        found = (each.everything.get(id_) for each in self.channels.values())
        return next((each for each in found if each is not None), None)

    def post(
        self,
        channel: Channel,
        author: User,
        content: str = "",
        *,
        embeds: Iterable[dict[str, Any]] = (),
        components: Iterable[dict[str, Any]] = (),
        attachments: Iterable[Attachment] = (),
        allowed: dict[str, Any] | None = None,
        ping: bool = True,
        **about: Any,
    ) -> Message:
        """Add a message; in an archived thread that brings the thread back first. ``allowed`` is whom it may ping."""
        id_ = self.ids.new()
        message = Message(id_, channel, author, content, list(embeds), list(components), at=self.clock.now(), **about)
        arrange(message, list(attachments))
        people = [each for each in mentioned(content, self.users.values()) if _pings(allowed, "users", each.id)]
        message.everyone = (
            re.search("@(everyone|here)", content) is not None
            and _pings(allowed, "everyone")
            and may(author, channel, "MENTION_EVERYONE")
        )
        replied = message.reply_to
        if replied is not None and ping and replied.interaction is None and replied.author is not author:
            people.append(replied.author)
        message.mentions = list(dict.fromkeys(people))
        message.remember(message.at)
        if channel.is_thread and channel.archived:
            self.update_thread(channel, archived=False)
        if channel.is_thread and not message.ephemeral:
            channel.joined.setdefault(author.id, self.clock.now())
            for user in message.mentions:
                if user.id in (channel.guild.members if channel.guild else {}):
                    channel.joined.setdefault(user.id, self.clock.now())
        channel.everything[id_] = message
        self.tell_message("MESSAGE_CREATE", message)
        self.changed()
        return message

    def edit(self, message: Message, *, attachments: list[Attachment] | None = None, **changes: Any) -> None:
        """Change a message and keep the version."""
        for name, value in changes.items():
            setattr(message, name, value)
        arrange(message, [*message.attachments, *message.embedded] if attachments is None else attachments)
        now = self.clock.now()
        message.edited = now
        message.remember(now)
        self.tell_message("MESSAGE_UPDATE", message)
        self.changed()

    def delete_message(self, message: Message) -> None:
        """Delete a message, by whoever may."""
        message.deleted = True
        told = {"id": str(message.id), "channel_id": str(message.channel.id)}
        if message.channel.guild:
            told["guild_id"] = str(message.channel.guild.id)
        if not message.ephemeral:
            self._tell("MESSAGE_DELETE", message.channel, lambda _: told, messages=True)
        self.changed()

    def delete_channel(self, channel: Channel) -> None:
        """Delete a channel with its threads, or a thread."""
        for thread in channel.threads:
            self.delete_channel(thread)
        told = wire.channel(channel)
        self._tell("THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE", channel, lambda _: told)
        channel.deleted = True
        self.channels.pop(channel.id, None)
        if channel.guild is not None:
            channel.guild.channels.remove(channel)
        if channel.parent is not None:
            channel.parent.children.pop(channel.id, None)
        self.changed()

    def add_channel(self, channel: Channel) -> Channel:
        """Put a channel or thread in its place and tell of it."""
        self.channels[channel.id] = channel
        if channel.guild is not None:
            channel.guild.channels.append(channel)
            if channel.parent is not None:
                channel.parent.children[channel.id] = channel
            event = "THREAD_CREATE" if channel.is_thread else "CHANNEL_CREATE"
            self._tell(event, channel, lambda _: wire.channel(channel) | {"newly_created": True})
        self.changed()
        return channel

    def open_thread(
        self, parent: Channel, owner: User, name: str, kind: int, *, id_: int | None = None, **about: Any
    ) -> Channel:
        """Make a thread with its owner in it."""
        thread = Channel(id_ or self.ids.new(), kind, name, parent.guild, parent, owner=owner, **about)
        thread.archived_at = self.clock.now()
        thread.joined[owner.id] = self.clock.now()
        return self.add_channel(thread)

    def update_thread(self, thread: Channel, **changes: Any) -> None:
        """Change a channel or thread and tell of it."""
        was = thread.archived
        for name, value in changes.items():
            setattr(thread, name, value)
        if was != thread.archived:
            thread.archived_at = self.clock.now()
        event = "THREAD_UPDATE" if thread.is_thread else "CHANNEL_UPDATE"
        self._tell(event, thread, lambda _: wire.channel(thread))
        self.changed()

    def dm_of(self, app: App, user: User) -> Channel:
        """Return the direct messages between a bot and a person; they are there from the first look."""
        for channel in self.channels.values():
            if channel.kind == 1 and channel.recipients == [user, app.user]:
                return channel
        return self.add_channel(Channel(self.ids.new(), 1, recipients=[user, app.user]))

    def app_of(self, user: User) -> App | None:
        """Return the application whose bot this is."""
        return next((each for each in self.apps if each.user is user), None)

    def keep(self, files: Iterable[File], channel: Channel, *, ephemeral: bool = False) -> list[Attachment]:
        """Upload files to a channel."""
        kept = [Attachment.of(self.ids.new(), file, channel.id, ephemeral=ephemeral) for file in files]
        for each in kept:
            self.cdn.add(each)
        return kept

    def tell_message(self, event: str, message: Message) -> None:
        """Tell every bot that sees it of a message; of an ephemeral one nobody."""
        if message.ephemeral:
            return

        def build(session: Session) -> dict[str, Any]:
            return wire.event(message, session.app, self.cdn.link, content=session.reads_content)

        self._tell(event, message.channel, build, messages=True)

    def tell_reaction(self, reaction: Reaction) -> None:
        """Tell every bot that sees it of a reaction; only of one that is added, who did so and whose message it is."""
        event = "MESSAGE_REACTION_ADD" if reaction.added else "MESSAGE_REACTION_REMOVE"
        told = wire.reaction(reaction)
        self._tell(event, reaction.message.channel, lambda _: told, reactions=True)
        self.changed()

    def _tell(
        self,
        event: str,
        channel: Channel,
        build: Callable[[Session], dict[str, Any]],
        *,
        messages: bool = False,
        reactions: bool = False,
    ) -> None:
        intent = GUILDS
        if channel.is_dm:
            intent = DIRECT_REACTIONS if reactions else DIRECT_MESSAGES
        elif reactions:
            intent = GUILD_REACTIONS
        elif messages:
            intent = GUILD_MESSAGES

        def sees(session: Session) -> bool:
            return bool(session.intents & intent and permissions(session.app.user, channel))

        self.gateway.tell(event, build, guild=channel.guild, only=sees)


def _pings(allowed: dict[str, Any] | None, kind: str, id_: int | None = None) -> bool:
    if allowed is None or kind in allowed.get("parse", ()):
        return True
    return str(id_) in map(str, allowed.get(kind, ()))


def arrange(message: Message, files: list[Attachment]) -> None:
    """Give a message its files: those that an embed shows stand apart, as Discord has it."""
    embeds, held = [], set()
    for index, embed in enumerate(message.embeds):
        told = dict(embed)
        for place in ("image", "thumbnail"):
            picture = told.get(place) or {}
            if picture.get("url", "").startswith("attachment://"):
                name = picture["url"].removeprefix("attachment://")
                found = next((each for each in files if each.filename == name), None)
                if found is None:
                    raise form(f"embeds.{index}.{place}.url", f"There is no attachment of the name {name!r}")
                told[place] = {"_held": str(found.id)}
            held.add((told.get(place) or {}).get("_held"))
        icons = [(told.get(place) or {}).get("icon_url") or "" for place in ("author", "footer")]
        if any(each.startswith("attachment://") for each in icons):
            raise form(f"embeds.{index}", "Attached icons are not played by this server")
        embeds.append(told)
    message.embeds = embeds
    message.embedded = [each for each in files if str(each.id) in held]
    message.attachments = [each for each in files if str(each.id) not in held]


def described(kept: Attachment, about: dict[str, Any]) -> Attachment:
    """Return an attachment that is kept through an edit, with its new description where one is given."""
    return replace(kept, description=about["description"]) if "description" in about else kept


def hidden(flags: int | None) -> bool:
    """Tell whether flags make a message ephemeral."""
    return bool((flags or 0) & EPHEMERAL)
