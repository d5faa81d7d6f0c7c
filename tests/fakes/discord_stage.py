"""Building the world of a test: guilds, channels, people, roles, applications."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from tests.fakes import discord_wire as wire
from tests.fakes.discord_gateway import GUILD_MEMBERS, GUILD_MODERATION
from tests.fakes.discord_state import State
from tests.fakes.discord_world import (
    BOT_PERMISSIONS,
    EVERYONE,
    KINDS,
    App,
    Channel,
    Guild,
    Member,
    Role,
    User,
    bits,
)

Who = User | App | Role | Guild


class Stage(State):
    """The world's furniture. ``app`` is the bot that is meant where none is named."""

    app: App

    def application(self, name: str = "Easel", *, message_content: bool = True, privileged: int = 0) -> App:
        """Make a bot's application."""
        id_ = self.ids.new()
        user = User(id_, name, bot=True)
        self.users[id_] = user
        app = App(id_, user, f"{id_}.{secrets.token_urlsafe(8)}", message_content, privileged)
        self.apps.append(app)
        return app

    def user(
        self,
        name: str,
        *,
        display: str | None = None,
        guilds: Iterable[Guild] = (),
        bot: bool = False,
        nitro: bool = False,
    ) -> User:
        """Make a person, a member of these guilds."""
        user = User(self.ids.new(), name, display or name.title(), bot, nitro)
        self.users[user.id] = user
        for guild in guilds:
            self.join(guild, user)
        return user

    def guild(
        self,
        name: str = "Studio",
        *,
        tier: int = 0,
        locale: str = "en-US",
        features: tuple[str, ...] = (),
        app: bool = True,
        id_: int | None = None,
    ) -> Guild:
        """Make a guild with an owner; with ``app`` the default bot is in it."""
        guild = Guild(id_ or self.ids.new(), name, tier, locale, features)
        guild.roles.append(Role(guild.id, "@everyone", EVERYONE, guild))
        self.guilds[guild.id] = guild
        guild.owner = self.user(f"owner-of-{name.lower()}")
        guild.members[guild.owner.id] = Member(guild.owner, self.clock.now())
        if app:
            self.install(self.app, guild)
        return guild

    def install(self, app: App, guild: Guild, permissions: int | None = None) -> None:
        """Put a bot into a guild with a role of these permissions."""
        granted = BOT_PERMISSIONS if permissions is None else permissions
        role = Role(self.ids.new(), app.user.name, granted, guild)
        guild.roles.append(role)
        guild.members[app.user.id] = Member(app.user, self.clock.now(), [role])
        self.gateway.tell("GUILD_CREATE", lambda s: wire.guild_create(guild, s.app), guild=guild, app=app)

    def install_for(self, app: App, user: User) -> None:
        """Install an application for a person, wherever they go."""
        app.installed_for.add(user.id)

    def join(self, guild: Guild, user: User, roles: Iterable[Role] = ()) -> Member:
        """Make someone a member."""
        member = guild.members[user.id] = Member(user, self.clock.now(), list(roles))
        told = wire.member(member) | {"guild_id": str(guild.id)}
        self.gateway.tell(
            "GUILD_MEMBER_ADD", lambda _: told, guild=guild, only=lambda s: bool(s.intents & GUILD_MEMBERS)
        )
        return member

    def leave(self, guild: Guild, who: User | App) -> None:
        """Take someone out of a guild; a bot is told that the guild is gone."""
        user = who.user if isinstance(who, App) else who
        if isinstance(who, App):
            self.gateway.tell("GUILD_DELETE", lambda _: {"id": str(guild.id)}, guild=guild, app=who)
        told = {"guild_id": str(guild.id), "user": wire.user(user)}
        del guild.members[user.id]
        self.gateway.tell(
            "GUILD_MEMBER_REMOVE", lambda _: told, guild=guild, only=lambda s: bool(s.intents & GUILD_MEMBERS)
        )
        self.changed()

    def ban(self, guild: Guild, who: User | App) -> None:
        """Ban someone."""
        user = who.user if isinstance(who, App) else who
        guild.banned.add(user.id)
        self.leave(guild, who)
        told = {"guild_id": str(guild.id), "user": wire.user(user)}
        self.gateway.tell(
            "GUILD_BAN_ADD", lambda _: told, guild=guild, only=lambda s: bool(s.intents & GUILD_MODERATION)
        )

    def role(self, guild: Guild, name: str, *names: str) -> Role:
        """Make a role of these permissions."""
        role = Role(self.ids.new(), name, bits(*names), guild)
        guild.roles.append(role)
        told = {"guild_id": str(guild.id), "role": wire.role(role)}
        self.gateway.tell("GUILD_ROLE_CREATE", lambda _: told, guild=guild)
        return role

    def give(self, who: User | App, role: Role) -> None:
        """Give someone a role; a bot is told of its own."""
        user = who.user if isinstance(who, App) else who
        member = role.guild.members[user.id]
        member.roles.append(role)
        told = wire.member(member) | {"guild_id": str(role.guild.id)}
        self.gateway.tell(
            "GUILD_MEMBER_UPDATE",
            lambda _: told,
            guild=role.guild,
            only=lambda s: s.app.user is user or bool(s.intents & GUILD_MEMBERS),
        )

    def channel(
        self,
        guild: Guild,
        name: str = "general",
        *,
        kind: str = "text",
        nsfw: bool = False,
        private: bool = False,
        members: Iterable[Who] = (),
    ) -> Channel:
        """Make a channel; a private one is for its members, and for whom it is allowed later."""
        channel = Channel(self.ids.new(), KINDS[kind], name, guild, nsfw=nsfw)
        if private:
            channel.overwrites[guild.id] = (0, bits("VIEW_CHANNEL"))
            for who in members:
                channel.overwrites[who.user.id if isinstance(who, App) else who.id] = (bits("VIEW_CHANNEL"), 0)
        return self.add_channel(channel)

    def dm(self, user: User, app: App | None = None) -> Channel:
        """Return the direct messages of a person with a bot."""
        return self.dm_of(app or self.app, user)

    def group_dm(self, *users: User) -> Channel:
        """Make a private channel of several people; no bot is in it."""
        return self.add_channel(Channel(self.ids.new(), KINDS["group"], "group", recipients=list(users)))

    def deny(self, channel: Channel, who: Who, *names: str) -> None:
        """Take permissions in a channel from a user, bot, role, or with the guild from everyone."""
        self._overwrite(channel, who, 0, bits(*names))

    def allow(self, channel: Channel, who: Who, *names: str) -> None:
        """Give permissions in a channel to a user, bot, role, or with the guild to everyone."""
        self._overwrite(channel, who, bits(*names), 0)

    def _overwrite(self, channel: Channel, who: Who, more: int, less: int) -> None:
        channel = channel.base
        id_ = who.user.id if isinstance(who, App) else who.id
        allow, deny = channel.overwrites.get(id_, (0, 0))
        channel.overwrites[id_] = (allow & ~less | more, deny & ~more | less)
        self.update_thread(channel)
