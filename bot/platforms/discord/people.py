"""Who asks, and where, as Discord knows it: Team, Person and Place, read from what is cached and never fetched."""

from __future__ import annotations

from dataclasses import dataclass

import discord

from domain.people import Person, Place, Platform, Team

DEFAULT_LIMIT = 10 * 1024 * 1024
"""Bytes of a file that a bot may send where no server's boosts allow more."""

_WITH_THREADS = (discord.ChannelType.text, discord.ChannelType.news)
_THREADS = (discord.ChannelType.public_thread, discord.ChannelType.private_thread, discord.ChannelType.news_thread)


@dataclass(frozen=True, slots=True)
class Seat:
    """Who asks and from where.

    ``channel`` is the channel or Discord thread in which an answer stands, ``thread`` that Discord thread or None.
    ``member`` is whether the bot itself is there; where it is not, only an interaction's own webhook reaches the
    person. ``limit`` is in bytes. ``attach_ok`` and ``thread_ok`` are "1", "0", or "" where it is not known.
    """

    person: Person
    place: Place
    channel: str
    thread: str | None
    guild: str = ""
    limit: int = DEFAULT_LIMIT
    member: bool = True
    thread_ok: str = "0"
    attach_ok: str = "1"


def seat_of_interaction(interaction: discord.Interaction) -> Seat | None:
    """Return who asks by an interaction; None where the app is installed for another person than that one.

    None as well for a channel of a kind that the library does not know: nothing could be said there.
    """
    if interaction.channel is None:
        return None
    if interaction.guild_id is None:
        return _private_seat(interaction)
    guild = interaction.client.get_guild(interaction.guild_id)
    if guild is None and not interaction.is_guild_integration():
        return _guest_seat(interaction) if interaction.is_user_integration() else None
    allowed = interaction.permissions
    name = guild.name if guild is not None else ""
    person = _person(
        Team(Platform.DISCORD, str(interaction.guild_id), name),
        interaction.user,
        administrator=allowed.manage_guild or allowed.administrator,
    )
    channel = interaction.channel
    own = interaction.app_permissions
    return Seat(
        person,
        place_of(channel),
        str(interaction.channel_id or ""),
        thread_of(channel),
        guild=str(interaction.guild_id),
        limit=interaction.filesize_limit if guild is None else guild.filesize_limit,
        member=guild is not None,
        thread_ok=_bit(guild is not None and may_open_threads(channel, own)),
        attach_ok=_bit(own.attach_files),
    )


def seat_of_message(message: discord.Message) -> Seat:
    """Return who says a message that reached the bot itself: in a guild that it is in, or to it alone."""
    channel, author = message.channel, message.author
    guild = message.guild
    guild_id = guild.id if guild is not None else getattr(channel, "guild_id", None)
    if guild_id is None:
        return Seat(_person(_own_team(author), author), _own_place(channel.id), str(channel.id), None)
    name = guild.name if guild is not None else ""
    member = isinstance(author, discord.Member)
    allowed = author.guild_permissions if isinstance(author, discord.Member) else discord.Permissions.none()
    own = _own_permissions(guild, channel)
    return Seat(
        _person(
            Team(Platform.DISCORD, str(guild_id), name),
            author,
            administrator=member and (allowed.manage_guild or allowed.administrator),
        ),
        place_of(channel),
        str(channel.id),
        thread_of(channel),
        guild=str(guild_id),
        limit=DEFAULT_LIMIT if guild is None else guild.filesize_limit,
        # Where it is not known it is tried: Discord's refusal is told then.
        thread_ok=_bit(may_open_threads(channel, own if own is not None else discord.Permissions.all())),
        attach_ok="" if own is None else _bit(own.attach_files),
    )


def seat_of_reaction(client: discord.Client, event: discord.RawReactionActionEvent) -> Seat | None:
    """Return who reacted to a message where the bot reads; None where it is not known to do so, or no person did.

    Discord tells who a person is only as they react: of who takes a reaction back, nothing but the id is known.
    """
    if event.guild_id is None:
        user = client.get_user(event.user_id)
        name = "" if user is None else user.display_name
        team = Team(Platform.DISCORD, f"dm:{event.user_id}", name)
        channel_id = str(event.channel_id)
        return Seat(Person(team, str(event.user_id), name), _own_place(event.channel_id), channel_id, None)
    guild = client.get_guild(event.guild_id)
    channel = None if guild is None else guild.get_channel_or_thread(event.channel_id)
    own = _own_permissions(guild, channel)
    if guild is None or channel is None or own is None or not (own.view_channel and own.read_message_history):
        return None
    team, member = Team(Platform.DISCORD, str(guild.id), guild.name), event.member
    if member is None:
        person = Person(team, str(event.user_id), "")
    elif member.bot:
        return None
    else:
        allowed = member.guild_permissions
        person = _person(team, member, administrator=allowed.manage_guild or allowed.administrator)
    return Seat(
        person, place_of(channel), str(channel.id), thread_of(channel), guild=str(guild.id), limit=guild.filesize_limit
    )


def place_of(channel: object) -> Place:
    """Return where a guild's channel is: a thread is in its parent's place, but a private one is a place of its own.

    ``thread_id`` is left to who knows which thread is meant. What is not known is private.
    """
    if isinstance(channel, discord.Thread):
        if channel.type is discord.ChannelType.private_thread:
            return Place(str(channel.id), channel.name, private=True)
        parent = channel.parent
        return Place(str(channel.parent_id), "" if parent is None else parent.name, private=is_private(parent))
    if isinstance(channel, discord.abc.GuildChannel):
        return Place(str(channel.id), channel.name, private=is_private(channel))
    return Place(str(getattr(channel, "id", "")), "", private=True)


def is_private(channel: object) -> bool:
    """Return whether somebody of the guild cannot see a channel: True unless it is known that everyone can."""
    # Only the guild's own copy of a channel has its overwrites; what comes with an interaction has none.
    if not isinstance(channel, discord.abc.GuildChannel) or channel.guild.get_channel(channel.id) is None:
        return True
    everyone = channel.guild.get_role(channel.guild.id)
    return everyone is None or not channel.permissions_for(everyone).view_channel


def thread_of(channel: object) -> str | None:
    """Return the id of a Discord thread, None for any other channel."""
    kind = getattr(channel, "type", None)
    return str(getattr(channel, "id", "")) if kind in _THREADS else None


def may_open_threads(channel: object, own: discord.Permissions) -> bool:
    """Return whether a public thread can be opened on a message of a channel, and be spoken in."""
    kind = getattr(channel, "type", None)
    return kind in _WITH_THREADS and own.create_public_threads and own.send_messages_in_threads


def _private_seat(interaction: discord.Interaction) -> Seat | None:
    """Return a seat outside of guilds: the bot's own direct messages, or those of other people."""
    ours = not interaction.context.private_channel
    if not ours and not interaction.is_user_integration():
        return None
    user = interaction.user
    return Seat(
        _person(_own_team(user), user),
        _own_place(interaction.channel_id),
        str(interaction.channel_id or ""),
        None,
        limit=DEFAULT_LIMIT if ours else interaction.filesize_limit,
        member=ours,
        attach_ok="1" if ours else _bit(interaction.app_permissions.attach_files),
    )


def _guest_seat(interaction: discord.Interaction) -> Seat:
    """Return a seat in a guild where the app is only because a person brought it."""
    return Seat(
        _person(_own_team(interaction.user), interaction.user),
        _own_place(interaction.channel_id),
        str(interaction.channel_id or ""),
        None,
        limit=interaction.filesize_limit,
        member=False,
        attach_ok=_bit(interaction.app_permissions.attach_files),
    )


def _own_team(user: discord.abc.User) -> Team:
    return Team(Platform.DISCORD, f"dm:{user.id}", user.display_name)


def _own_place(channel_id: int | None) -> Place:
    return Place(str(channel_id or ""), "", private=True)


def _person(team: Team, user: discord.abc.User, *, administrator: bool = False) -> Person:
    return Person(team, str(user.id), user.display_name, administrator, groups=_groups(user))


def _groups(user: discord.abc.User) -> tuple[str, ...]:
    """Return the ids of a member's roles, as far as the guild's roles are known."""
    roles = user.roles if isinstance(user, discord.Member) else ()
    return tuple(str(role.id) for role in roles if not role.is_default())


def _own_permissions(guild: discord.Guild | None, channel: object) -> discord.Permissions | None:
    """Return what the bot may do in a channel, from the roles that are cached; None where that is not known."""
    me = None if guild is None else guild.me
    if isinstance(channel, discord.Thread):
        channel = channel.parent
    if me is None or not isinstance(channel, discord.abc.GuildChannel):
        return None
    return channel.permissions_for(me)


def _bit(known: bool) -> str:
    return "1" if known else "0"
