"""The things of a fake Discord: guilds, channels, people, messages, and who may do what."""

from __future__ import annotations

import io
import mimetypes
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

BITS = {
    "ADMINISTRATOR": 3,
    "MANAGE_CHANNELS": 4,
    "MANAGE_GUILD": 5,
    "ADD_REACTIONS": 6,
    "VIEW_CHANNEL": 10,
    "SEND_MESSAGES": 11,
    "MANAGE_MESSAGES": 13,
    "EMBED_LINKS": 14,
    "ATTACH_FILES": 15,
    "READ_MESSAGE_HISTORY": 16,
    "MENTION_EVERYONE": 17,
    "USE_APPLICATION_COMMANDS": 31,
    "MANAGE_THREADS": 34,
    "CREATE_PUBLIC_THREADS": 35,
    "CREATE_PRIVATE_THREADS": 36,
    "SEND_MESSAGES_IN_THREADS": 38,
    "USE_EXTERNAL_APPS": 50,
    "PIN_MESSAGES": 51,
}
KINDS = {"text": 0, "dm": 1, "voice": 2, "group": 3, "announcement": 5, "forum": 15}
ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD = 10, 11, 12
THREADS = {ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD}
SYSTEM = {18, 21}
EPHEMERAL, LOADING, V2 = 64, 128, 1 << 15
MEBIBYTE = 2**20
TIERS = {0: 10 * MEBIBYTE, 1: 10 * MEBIBYTE, 2: 50 * MEBIBYTE, 3: 100 * MEBIBYTE}


def bits(*names: str) -> int:
    """Return the permissions of these names as one number."""
    return sum(1 << BITS[name] for name in names)


ALL = (1 << 53) - 1
BOT_PERMISSIONS = bits(
    *("VIEW_CHANNEL", "SEND_MESSAGES", "SEND_MESSAGES_IN_THREADS", "CREATE_PUBLIC_THREADS"),
    *("ATTACH_FILES", "EMBED_LINKS", "READ_MESSAGE_HISTORY"),
)
EVERYONE = BOT_PERMISSIONS | bits(
    *("ADD_REACTIONS", "CREATE_PRIVATE_THREADS", "USE_APPLICATION_COMMANDS", "USE_EXTERNAL_APPS")
)


@dataclass(frozen=True)
class File:
    """A file that someone sends; without a ``content_type`` its name tells."""

    name: str
    data: bytes
    content_type: str | None = None
    description: str | None = None
    title: str | None = None


@dataclass(frozen=True)
class Attachment:
    """A file of a message, or of an interaction."""

    id: int
    filename: str
    data: bytes = field(repr=False)
    channel_id: int
    content_type: str | None
    description: str | None = None
    width: int | None = None
    height: int | None = None
    ephemeral: bool = False

    @classmethod
    def of(cls, id_: int, file: File, channel_id: int, *, ephemeral: bool = False) -> Attachment:
        """Keep a file as Discord does: a plain name, a type by the name, a size in pixels by the bytes."""
        name = re.sub(r"[^\w.\-]", "", file.name.replace(" ", "_"), flags=re.ASCII) or "unknown"
        kind = file.content_type or mimetypes.guess_type(name)[0]
        width, height = _pixels(file.data) if (kind or "").startswith("image/") else (None, None)
        return cls(id_, name, file.data, channel_id, kind, file.description, width, height, ephemeral)


def _pixels(data: bytes) -> tuple[int | None, int | None]:
    try:
        with Image.open(io.BytesIO(data)) as picture:
            return picture.size
    except (OSError, SyntaxError, Image.DecompressionBombError):
        return None, None


@dataclass(eq=False)
class User:
    id: int
    name: str
    display: str | None = None
    bot: bool = False
    nitro: bool = False
    dms_open: bool = True

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"


@dataclass(eq=False)
class App:
    """A bot's application. ``message_content`` is the portal's toggle of the privileged intent.

    ``endpoint`` is the portal's Interactions Endpoint URL; the world only tells of it.
    """

    id: int
    user: User
    token: str
    message_content: bool = True
    privileged: int = 0
    public: bool = True
    commands: dict[int | None, list[dict[str, Any]]] = field(default_factory=dict)
    installed_for: set[int] = field(default_factory=set)
    created_today: int = 0
    endpoint: str | None = None

    @property
    def mention(self) -> str:
        return self.user.mention

    @property
    def flags(self) -> int:
        return (1 << 19 if self.message_content else 0) | 1 << 23


@dataclass(eq=False)
class Role:
    id: int
    name: str
    permissions: int
    guild: Guild = field(repr=False)


@dataclass(eq=False)
class Member:
    user: User
    joined: float
    roles: list[Role] = field(default_factory=list)
    nick: str | None = None


@dataclass(eq=False)
class Guild:
    id: int
    name: str
    tier: int = 0
    locale: str = "en-US"
    features: tuple[str, ...] = ()
    owner: User | None = None
    roles: list[Role] = field(default_factory=list)
    members: dict[int, Member] = field(default_factory=dict)
    channels: list[Channel] = field(default_factory=list)
    banned: set[int] = field(default_factory=set)
    most_threads: int = 1000

    @property
    def everyone(self) -> Role:
        return self.roles[0]

    @property
    def file_limit(self) -> int:
        return TIERS[self.tier]

    def shard(self, count: int) -> int:
        return (self.id >> 22) % count


@dataclass(eq=False)
class Channel:
    """A channel, thread or direct message. ``overwrites`` is allow and deny by the id of a role or user."""

    id: int
    kind: int
    name: str = ""
    guild: Guild | None = field(default=None, repr=False)
    parent: Channel | None = field(default=None, repr=False)
    nsfw: bool = False
    overwrites: dict[int, tuple[int, int]] = field(default_factory=dict)
    everything: dict[int, Message] = field(default_factory=dict, repr=False)
    recipients: list[User] = field(default_factory=list)
    owner: User | None = None
    archived: bool = False
    archived_at: float = 0.0
    locked: bool = False
    auto_archive: int = 1440
    invitable: bool = True
    joined: dict[int, float] = field(default_factory=dict)
    deleted: bool = False
    slowmode: int = 0
    children: dict[int, Channel] = field(default_factory=dict, repr=False)

    @property
    def is_thread(self) -> bool:
        return self.kind in THREADS

    @property
    def is_dm(self) -> bool:
        return self.kind in {1, 3}

    @property
    def mention(self) -> str:
        return f"<#{self.id}>"

    @property
    def base(self) -> Channel:
        """Return what its permissions and rating come from: the parent of a thread."""
        return self.parent or self

    @property
    def messages(self) -> list[Message]:
        """Return the living messages, oldest first, without those that Discord itself writes about threads."""
        return [each for each in self.everything.values() if not each.deleted and each.type not in SYSTEM]

    @property
    def threads(self) -> list[Channel]:
        """Return its living threads, archived ones too."""
        return list(self.children.values())

    @property
    def file_limit(self) -> int:
        return self.guild.file_limit if self.guild else TIERS[0]


@dataclass(frozen=True)
class Version:
    """How a message looked after one change."""

    content: str
    embeds: tuple[dict[str, Any], ...]
    components: tuple[dict[str, Any], ...]
    attachments: tuple[Attachment, ...]
    flags: int
    at: float


@dataclass(eq=False)
class Message:
    """A message and everything it ever was. ``only_for`` is who sees an ephemeral one."""

    id: int
    channel: Channel = field(repr=False)
    author: User
    content: str = ""
    embeds: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    embedded: list[Attachment] = field(default_factory=list)
    flags: int = 0
    type: int = 0
    at: float = 0.0
    edited: float | None = None
    deleted: bool = False
    app: App | None = field(default=None, repr=False)
    interaction: Any = field(default=None, repr=False)
    only_for: User | None = None
    mentions: list[User] = field(default_factory=list)
    everyone: bool = False
    reply_to: Message | None = field(default=None, repr=False)
    forwarded: Message | None = field(default=None, repr=False)
    snapshot: dict[str, Any] | None = None
    nonce: str | int | None = None
    versions: list[Version] = field(default_factory=list, repr=False)
    reactions: list[tuple[User, str]] = field(default_factory=list)

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        return bool(self.flags & LOADING)

    @property
    def text(self) -> str:
        """Return all that a person can read in it, line by line."""
        said = [self.content]
        for embed in self.embeds:
            said += [embed.get(name) or "" for name in ("title", "description")]
            said += [f"{each['name']}: {each['value']}" for each in embed.get("fields") or []]
            said.append((embed.get("footer") or {}).get("text") or "")
        return "\n".join(line for line in said if line)

    @property
    def pictures(self) -> list[bytes]:
        return [each.data for each in (*self.attachments, *self.embedded)]

    @property
    def items(self) -> list[dict[str, Any]]:
        """Return its buttons and selects in order."""
        return [item for row in self.components for item in row["components"]]

    @property
    def buttons(self) -> list[dict[str, Any]]:
        return [item for item in self.items if item["type"] == 2]

    def button(self, name: str) -> dict[str, Any] | None:
        """Return the button or select of that custom id or label."""
        found = (item for item in self.items if name in {item.get("custom_id"), item.get("label")})
        return next(found, None)

    @property
    def thread(self) -> Channel | None:
        return self.channel.children.get(self.id)

    def remember(self, at: float) -> None:
        """Keep how it looks now."""
        attached = (*self.attachments, *self.embedded)
        looks = (self.content, tuple(self.embeds), tuple(self.components), attached, self.flags, at)
        self.versions.append(Version(*looks))


@dataclass(frozen=True)
class Reaction:
    """Somebody's emoji on a message, as it was added or taken back."""

    message: Message
    user: User
    emoji: str
    added: bool

    def told(self, data: dict[str, Any]) -> bool:
        """Tell whether an event's data is about it."""
        about = (data["message_id"], data["user_id"], data["emoji"]["name"])
        return about == (str(self.message.id), str(self.user.id), self.emoji)


def permissions(user: User, channel: Channel) -> int:
    """Return what a user may do in a channel, 0 where they are not in its guild."""
    if channel.guild is None:
        return ALL if user in channel.recipients else 0
    guild = channel.guild
    member = guild.members.get(user.id)
    if member is None:
        return 0
    granted = guild_permissions(member, guild)
    if granted & bits("ADMINISTRATOR"):
        return ALL
    overwrites = channel.base.overwrites
    allow, deny = overwrites.get(guild.id, (0, 0))
    granted = granted & ~deny | allow
    allow = deny = 0
    for role in member.roles:
        more, less = overwrites.get(role.id, (0, 0))
        allow, deny = allow | more, deny | less
    granted = granted & ~deny | allow
    allow, deny = overwrites.get(user.id, (0, 0))
    granted = granted & ~deny | allow
    if not granted & bits("VIEW_CHANNEL"):
        return 0
    if channel.kind == PRIVATE_THREAD and user.id not in channel.joined and not granted & bits("MANAGE_THREADS"):
        return 0
    return granted


def guild_permissions(member: Member, guild: Guild) -> int:
    """Return what a member may do anywhere in a guild."""
    if member.user is guild.owner:
        return ALL
    granted = guild.everyone.permissions
    for role in member.roles:
        granted |= role.permissions
    return ALL if granted & bits("ADMINISTRATOR") else granted


def may(user: User, channel: Channel, *names: str) -> bool:
    """Tell whether a user has all these permissions in a channel."""
    wanted = bits(*names)
    return permissions(user, channel) & wanted == wanted


def mentioned(content: str, users: Iterable[User]) -> list[User]:
    """Return the users whom a text mentions."""
    ids = {int(each) for each in re.findall(r"<@!?(\d+)>", content)}
    return [user for user in users if user.id in ids]
