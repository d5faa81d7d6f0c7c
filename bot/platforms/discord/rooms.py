"""Which channel of their guild a person means, and whether both they and the bot may show pictures there."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import discord

from bot.platforms.discord.connection import Connection
from domain.errors import NotAllowed, NotFound
from domain.people import Person, Place

T = TypeVar("T")
Raw = Mapping[str, Any]

_SECONDS = 15.0
_KEPT_SECONDS = 20.0
_MOST_KEPT = 500
_PICKED = re.compile(r"<#(\d{1,20})>|(\d{15,20})")
_SPOKEN_IN = frozenset({0, 2, 5, 13})
"""Kinds of channels that take messages: text, voice, announcements, stages."""
_BOT = discord.Permissions(view_channel=True, send_messages=True, attach_files=True)
_PERSON = discord.Permissions(view_channel=True, send_messages=True)
_SEES = discord.Permissions(view_channel=True)
_TIMED_OUT = discord.Permissions(view_channel=True, read_message_history=True)


@dataclass(frozen=True, slots=True)
class _Member:
    """Who is asked about: their roles, and whether they are silenced just now."""

    id: str
    roles: frozenset[str]
    silenced: bool


class Rooms:
    """Finds channels over REST, so in any process; what Discord says of a guild holds for some seconds."""

    def __init__(self, connection: Connection, *, seconds: float = _KEPT_SECONDS) -> None:
        self._connection = connection
        self._seconds = seconds
        self._kept: OrderedDict[tuple[str, ...], tuple[float, Any]] = OrderedDict()

    async def find(self, person: Person, asked: str) -> Place:
        """Return the channel that is meant: ``<#id>``, an id, or a name with or without its ``#``.

        Raise NotFound where it is not there or not seen by the person, NotAllowed where they or Easel may not speak there.
        """
        guild_id = person.team.external_id
        if not guild_id.isdecimal():
            raise NotFound("share_nowhere")
        client = await self._connection.ready()
        http, me = client.http, "" if client.user is None else str(client.user.id)
        try:
            async with asyncio.timeout(_SECONDS):
                guild = await self._of(("guild", guild_id), lambda: http.get_guild(int(guild_id), with_counts=False))
                channels = await self._of(("channels", guild_id), lambda: http.get_all_guild_channels(int(guild_id)))
                asker = await self._member(http, guild_id, person.user_id)
                bot = await self._member(http, guild_id, me)
        except (discord.NotFound, discord.Forbidden):
            # The guild without the bot, or without the person.
            raise NotFound("channel_unknown") from None
        seen = [each for each in _meant(channels, asked) if allowed(guild, each, asker) >= _SEES]
        if not seen:
            raise NotFound("channel_unknown")
        channel = next((each for each in seen if allowed(guild, each, asker) >= _PERSON), seen[0])
        if not allowed(guild, channel, asker) >= _PERSON:
            raise NotAllowed("channel_closed", channel=str(channel["name"]))
        if not allowed(guild, channel, bot) >= _BOT:
            raise NotAllowed("channel_closed_easel", channel=str(channel["name"]))
        everyone = allowed(guild, channel, _Member("", frozenset(), silenced=False))
        return Place(str(channel["id"]), str(channel["name"]), private=not everyone.view_channel)

    async def _member(self, http: Any, guild_id: str, user_id: str) -> _Member:
        found = await self._of(("member", guild_id, user_id), lambda: http.get_member(int(guild_id), int(user_id)))
        until = found.get("communication_disabled_until")
        silenced = until is not None and discord.utils.parse_time(until) > discord.utils.utcnow()
        return _Member(user_id, frozenset(map(str, found["roles"])), silenced)

    async def _of(self, key: tuple[str, ...], ask: Callable[[], Awaitable[T]]) -> T:
        now = asyncio.get_running_loop().time()
        until, found = self._kept.get(key, (0.0, None))
        if now >= until:
            found = await ask()
            self._kept[key] = now + self._seconds, found
            self._kept.move_to_end(key)
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        answer: T = found
        return answer


def allowed(guild: Raw, channel: Raw, member: _Member) -> discord.Permissions:
    """Return what somebody may do in a channel, by the roles of the guild and the channel's overwrites."""
    if member.id and member.id == str(guild["owner_id"]):
        return discord.Permissions.all()
    everyone = str(guild["id"])
    held = {everyone, *member.roles}
    granted = 0
    for role in guild["roles"]:
        granted |= int(role["permissions"]) if str(role["id"]) in held else 0
    if discord.Permissions(granted).administrator:
        return discord.Permissions.all()
    overwrites = {str(each["id"]): each for each in channel.get("permission_overwrites") or ()}
    for ids in ({everyone}, member.roles, {member.id}):
        found = [overwrites[each] for each in ids if each in overwrites]
        allow = deny = 0
        for each in found:
            allow, deny = allow | int(each["allow"]), deny | int(each["deny"])
        granted = granted & ~deny | allow
    own = discord.Permissions(granted)
    if not own.view_channel:
        return discord.Permissions.none()
    return own & _TIMED_OUT if member.silenced else own


def _meant(channels: Sequence[Raw], asked: str) -> list[Raw]:
    """Return the channels that take messages and are meant: the one of an id, else those of a name."""
    said = asked.strip()
    spoken_in = [each for each in channels if each["type"] in _SPOKEN_IN]
    picked = _PICKED.fullmatch(said)
    if picked is not None:
        wanted = picked[1] or picked[2]
        return [each for each in spoken_in if str(each["id"]) == wanted]
    name = said.lstrip("#").casefold()
    return [each for each in spoken_in if str(each["name"]).casefold() == name]
