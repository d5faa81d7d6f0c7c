"""One thing that a person asked of a bot: the interaction, and what the bot made of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from tests.fakes import discord_wire as wire
from tests.fakes.discord_errors import Wrong
from tests.fakes.discord_world import App, Channel, Message, User

PING, COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 1, 2, 3, 4, 5
TOKEN_SECONDS = 900


@dataclass(frozen=True)
class Ack:
    """The first answer: its callback type, how long after the event it came, and its data."""

    type: int
    ms: float
    ephemeral: bool
    data: dict[str, Any]


@dataclass(eq=False)
class Invocation:
    """An interaction. ``refusals`` are the errors that its callback met."""

    fake: Any = field(repr=False)
    id: int
    token: str = field(repr=False)
    type: int
    app: App
    user: User
    channel: Channel
    data: dict[str, Any]
    owners: dict[str, str]
    limit: int
    locale: str
    source: Message | None = None
    from_modal_of: Invocation | None = None
    target: Message | None = None
    created: float = 0.0
    sent: float = field(default_factory=time.perf_counter)
    ack: Ack | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    refusals: list[Wrong] = field(default_factory=list)

    @property
    def expired(self) -> bool:
        return bool(self.fake.clock.now() > self.created + TOKEN_SECONDS)

    @property
    def context(self) -> int:
        """Return where it happened: 0 guild, 1 the bot's direct messages, 2 another private channel."""
        if self.channel.guild is not None:
            return 0
        return 1 if self.app.user in self.channel.recipients else 2

    @property
    def user_only(self) -> bool:
        """Tell whether only the person's own installation allows it."""
        return "0" not in self.owners

    async def acknowledged(self, seconds: float = 30) -> Ack:
        """Wait for the first answer."""
        return await self.fake.until(lambda: self.ack, seconds)  # type: ignore[no-any-return]

    async def modal(self, seconds: float = 30) -> dict[str, Any]:
        """Wait for the first answer, which must be a modal, and return that."""
        ack = await self.acknowledged(seconds)
        assert ack.type == 9, f"the answer is of type {ack.type}, not a modal"
        return ack.data

    async def choices(self, seconds: float = 30) -> list[dict[str, Any]]:
        """Wait for the suggestions of an autocomplete."""
        ack = await self.acknowledged(seconds)
        assert ack.type == 8, f"the answer is of type {ack.type}, no suggestions"
        return ack.data["choices"]  # type: ignore[no-any-return]

    async def answered(self, seconds: float = 30) -> Message:
        """Wait until the answer says something, no longer just "thinking", and return its message."""

        def said() -> Message | None:
            original = self.response()
            return original if original is not None and not original.loading else None

        return await self.fake.until(said, seconds)  # type: ignore[no-any-return]

    def response(self) -> Message | None:
        """Return the message of the first answer, None before it comes and after it is deleted."""
        return None if self.original is None or self.original.deleted else self.original

    def metadata(self) -> dict[str, Any]:
        """Tell of it as messages do that came of it."""
        told = {
            "id": str(self.id),
            "type": self.type,
            "user": wire.user(self.user),
            "authorizing_integration_owners": self.owners,
        }
        if self.type == COMMAND:
            told |= {"name": self.data["name"], "command_type": self.data["type"]}
        if self.type == COMPONENT and self.source is not None:
            told["interacted_message_id"] = str(self.source.id)
        if self.type == MODAL and self.from_modal_of is not None:
            told["triggering_interaction_metadata"] = self.from_modal_of.metadata()
        return told

    def payload(self) -> dict[str, Any]:
        """Tell of it as INTERACTION_CREATE does."""
        fake, guild, app = self.fake, self.channel.guild, self.app
        told: dict[str, Any] = {
            "id": str(self.id),
            "application_id": str(app.id),
            "type": self.type,
            "data": self.data,
            "channel_id": str(self.channel.id),
            "channel": wire.partial_channel(self.channel, self.user),
            "token": self.token,
            "version": 1,
            "locale": self.locale,
            "app_permissions": str(fake.app_permissions(app, self.channel)),
            "entitlements": [],
            "entitlement_sku_ids": [],
            "authorizing_integration_owners": self.owners,
            "context": self.context,
            "attachment_size_limit": self.limit,
        }
        if guild is None:
            told["user"] = wire.user(self.user)
        else:
            told |= {
                "guild_id": str(guild.id),
                "guild": {"id": str(guild.id), "locale": guild.locale, "features": list(guild.features)},
                "guild_locale": guild.locale,
                "member": wire.interaction_member(guild.members[self.user.id], self.channel),
            }
        if self.source is not None:
            told["message"] = wire.message(self.source, app, fake.cdn.link, content=True)
        return told
