"""Who and what is in the fake Slack: workspaces, people, channels, messages, tokens. It knows no app and no wire."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

BOT_SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "groups:history",
        "im:history",
        "mpim:history",
        "channels:read",
        "groups:read",
        "im:read",
        "mpim:read",
        "im:write",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "reactions:read",
        "reactions:write",
        "users:read",
        "team:read",
        "assistant:write",
        "channels:join",
        "usergroups:read",
    }
)
EVENTS = frozenset(
    {
        "app_mention",
        "message.channels",
        "message.groups",
        "message.im",
        "message.mpim",
        "file_deleted",
        "app_home_opened",
        "function_executed",
        "channel_archive",
        "channel_deleted",
        "channel_left",
        "group_left",
        "member_joined_channel",
        "app_uninstalled",
        "tokens_revoked",
        "reaction_added",
        "reaction_removed",
        "subteam_updated",
        "subteam_members_changed",
    }
)
HISTORY = {"public": "channels:history", "private": "groups:history", "im": "im:history", "mpim": "mpim:history"}


class Ids:
    """Ids as Slack shapes them, and message times that only rise."""

    def __init__(self) -> None:
        self._next = itertools.count(1)
        self._last = 0

    def new(self, letter: str) -> str:
        return f"{letter}0EASEL{next(self._next):05d}"

    def number(self) -> int:
        return next(self._next)

    def ts(self) -> str:
        self._last = max(self._last + 1, int(time.time() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"


@dataclass(eq=False)
class Token:
    """A token and what it may do. ``state``: active, revoked, expired, inactive. An org's token has no team."""

    value: str
    kind: str
    team: Team | None
    scopes: set[str] = field(default_factory=set)
    state: str = "active"
    expires: float | None = None
    enterprise: str | None = None


@dataclass(eq=False)
class Version:
    """A message as it was for a while."""

    text: str
    blocks: list[dict[str, Any]]
    metadata: dict[str, Any] | None = None


@dataclass(eq=False)
class Message:
    """A message; ``versions`` has every state it was in, ``broken`` the files that viewers see as broken pictures."""

    channel: Channel
    ts: str
    user_id: str
    text: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str | None = None
    files: list[Any] = field(default_factory=list)
    metadata: dict[str, Any] | None = None
    bot_id: str | None = None
    broadcast: bool = False
    deleted: bool = False
    edited: str | None = None
    streaming: bool = False
    args: dict[str, Any] = field(default_factory=dict)
    versions: list[Version] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    reactions: dict[str, list[str]] = field(default_factory=dict)

    @property
    def by_bot(self) -> bool:
        """Whether the app said it, in whichever workspace."""
        return self.channel.team.world.team_of_bot(self.user_id) is not None

    @property
    def root_ts(self) -> str:
        return self.thread_ts or self.ts

    @property
    def buttons(self) -> dict[str, dict[str, Any]]:
        """The interactive elements that it shows now, by action id."""
        return {each["action_id"]: each for each in walk(self.blocks) if "action_id" in each}

    @property
    def words(self) -> str:
        """All text that it shows now, its blocks' too."""
        shown = [each["text"] for each in walk(self.blocks) if isinstance(each.get("text"), str)]
        return "\n".join([self.text, *shown])

    @property
    def pictures(self) -> list[Any]:
        """The files that viewers see: shared with it, or in its blocks and not broken."""
        ids = [each["slack_file"].get("id") for each in walk(self.blocks) if isinstance(each.get("slack_file"), dict)]
        inside = [self.channel.team.world.files[id_] for id_ in ids if id_ and id_ not in self.broken]
        return [*inside, *(each for each in self.files if not each.deleted)]

    def keep(self) -> None:
        """Remember how it is now."""
        self.versions.append(Version(self.text, self.blocks, self.metadata))


@dataclass(eq=False)
class Channel:
    """A conversation. ``kind``: public, private, im, mpim; ``shared`` are other workspaces that are in it."""

    id: str
    name: str
    kind: str
    team: Team
    members: set[str] = field(default_factory=set)
    archived: bool = False
    read_only: bool = False
    threads: bool = True
    locked: set[str] = field(default_factory=set)
    shared: tuple[Team, ...] = ()
    messages: dict[str, Message] = field(default_factory=dict)

    def speaks(self, root: str | None) -> bool:
        """Return whether a message that one person sees is shown there: in the channel, or in a thread with replies."""
        return root is None or any(each.thread_ts == root and each.ts != root for each in self.live)

    def thread(self, ts: str) -> list[Message]:
        """Return the root and its replies that are not deleted, oldest first."""
        return [each for each in self.messages.values() if not each.deleted and (ts in {each.ts, each.thread_ts})]

    @property
    def live(self) -> list[Message]:
        return [each for each in self.messages.values() if not each.deleted]

    def has_bot(self, team: Team) -> bool:
        return team.bot_user_id in self.members


@dataclass(eq=False)
class Group:
    """A user group: people who are named together."""

    team: Team
    id: str
    handle: str
    users: tuple[str, ...] = ()
    disabled: bool = False

    def hold(self, *people: Any) -> list[Any]:
        """Put these people into it, and nobody else; tell the app, where it listens and may."""
        before, self.users = self.users, tuple(each.id for each in people)
        return self.team.world.fake.events.group_changed(self, before)

    def as_sent(self, *, users: bool) -> dict[str, Any]:
        """Return the user group object."""
        sent = {
            "id": self.id,
            "team_id": self.team.id,
            "is_usergroup": True,
            "is_subteam": True,
            "is_external": False,
            "name": self.handle.title(),
            "description": "",
            "handle": self.handle,
            "date_create": 1_790_000_000,
            "date_update": 1_790_000_000,
            "date_delete": 1_790_000_000 if self.disabled else 0,
            "auto_type": None,
            "prefs": {"channels": [], "groups": []},
            "user_count": len(self.users),
        }
        return sent | ({"users": list(self.users)} if users else {})


@dataclass(eq=False)
class Team:
    """A workspace, and the app's installation in it."""

    world: World
    id: str
    name: str
    domain: str
    enterprise: str | None
    app_id: str
    bot_user_id: str
    bot_id: str
    token_row: Token
    installed: bool = True
    people: dict[str, Any] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)

    @property
    def token(self) -> str:
        return self.token_row.value

    def person(self, name: str) -> Any:
        return next(each for each in self.people.values() if each.name == name)

    def channel(self, name: str) -> Channel:
        return next(each for each in self.channels.values() if each.name == name)

    def add_channel(
        self,
        name: str,
        *,
        kind: str = "public",
        members: Iterable[Any] | None = None,
        bot: bool = True,
        archived: bool = False,
        read_only: bool = False,
        threads: bool = True,
        shared_with: Iterable[Team] = (),
    ) -> Channel:
        """Add a channel; everyone of the workspace is in it where no members are named."""
        inside = {each.id for each in (self.people.values() if members is None else members)}
        ids = inside | ({self.bot_user_id} if bot else set())
        letter = {"im": "D", "mpim": "G"}.get(kind, "C")
        channel = Channel(self.world.ids.new(letter), name, kind, self, ids, archived, read_only, threads)
        channel.shared = tuple(shared_with)
        self.channels[channel.id] = self.world.channels[channel.id] = channel
        for other in channel.shared:
            other.channels[channel.id] = channel
        return channel

    def dm(self, person: Any) -> Channel:
        """Return the direct message of a person and the bot."""
        for channel in self.channels.values():
            if channel.kind == "im" and channel.members == {person.id, self.bot_user_id}:
                return channel
        return self.add_channel("", kind="im", members=[person])

    def mpim(self, *people: Any, bot: bool = True) -> Channel:
        return self.add_channel(f"mpdm-{self.world.ids.number()}", kind="mpim", members=people, bot=bot)

    def add_group(self, handle: str, *people: Any) -> Group:
        """Add a user group with these people in it; nobody is told."""
        group = Group(self, self.world.ids.new("S"), handle, tuple(each.id for each in people))
        self.groups[group.id] = group
        return group

    def revoke_tokens(self) -> Any:
        """Take the app's tokens away, and tell it."""
        self.token_row.state = "revoked"
        return self.world.fake.send_event(self, {"type": "tokens_revoked", "tokens": {"bot": [self.bot_user_id]}})

    def add_person(self, name: str, **about: Any) -> Any:
        """Add a person; ``about``: locale, admin, owner, guest (restricted, ultra_restricted), bot, deleted."""
        return self.world.fake.new_person(self, name, **about)


class World:
    """Everything there is, by id."""

    def __init__(self, fake: Any) -> None:
        self.fake = fake
        self.ids = Ids()
        self.teams: dict[str, Team] = {}
        self.people: dict[str, Any] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, Any] = {}
        self.tokens: dict[str, Token] = {}

    def add_team(
        self,
        name: str,
        *,
        id: str | None = None,  # noqa: A002 -- what it is
        enterprise: str | None = None,
        installed: bool = True,
        scopes: Any = None,
    ) -> Team:
        """Add a workspace; the app is installed in it unless said otherwise."""
        number = self.ids.number()
        token = Token(f"xoxb-{number}-fake0bot0token{number:06d}", "bot", None, set(scopes or BOT_SCOPES))
        team = Team(
            self,
            id or self.ids.new("T"),
            name,
            name.lower().replace(" ", "-"),
            enterprise,
            self.fake.app_id,
            self.ids.new("U"),
            self.ids.new("B"),
            token,
            installed,
        )
        token.team, token.enterprise = team, enterprise
        token.state = "active" if installed else "revoked"
        self.teams[team.id] = team
        self.tokens[token.value] = token
        return team

    def team_of_bot(self, user_id: str) -> Team | None:
        """Return the workspace in which this is the app's user."""
        return next((each for each in self.teams.values() if each.bot_user_id == user_id), None)


def walk(part: Any) -> Iterable[dict[str, Any]]:
    """Yield every object inside blocks, outermost first."""
    if isinstance(part, dict):
        yield part
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from walk(each)


def default_world(fake: Any) -> Team:
    """Build the workspace that every fake starts with."""
    team = fake.world.add_team("Easel Test", id="T0EASEL0001")
    team.add_person("ada")
    team.add_person("ben", locale="de-DE")
    team.add_person("olga", owner=True, admin=True)
    everyone = list(team.people.values())
    guest = team.add_person("gus", guest="ultra_restricted")
    team.add_channel("general", members=[*everyone, guest])
    team.add_channel("random", members=everyone, bot=False)
    team.add_channel("studio", kind="private", members=everyone)
    return team
