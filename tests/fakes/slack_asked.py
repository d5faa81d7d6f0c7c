"""A call that passed the door: who calls for which workspace with what, and what it may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.fakes.slack_script import Wrong
from tests.fakes.slack_world import Channel, Message, Team, Token, walk

PICTURES = {"image/png", "image/jpeg", "image/gif"}


@dataclass(frozen=True)
class Asked:
    """One call; ``args`` are of their types and known."""

    fake: Any
    team: Team
    token: Token
    args: dict[str, Any]
    method: str = ""

    def __getitem__(self, name: str) -> Any:
        return self.args[name]

    def get(self, name: str, otherwise: Any = None) -> Any:
        return self.args.get(name, otherwise)

    def need(self, *scopes: str) -> None:
        """Raise Wrong where the token has none of the scopes."""
        if scopes and not self.token.scopes & set(scopes):
            provided = ",".join(sorted(self.token.scopes))
            raise Wrong("missing_scope", rule=True, needed=scopes[0], provided=provided)

    def channel(self, id_: str, *, write: bool = False, error: str = "channel_not_found") -> Channel:
        """Return a channel that the bot may see; to write in, with ``write``. Raise Wrong."""
        channel: Channel | None = self.fake.world.channels.get(id_)
        if channel is None or self.team not in (channel.team, *channel.shared):
            raise Wrong(error)
        inside = channel.has_bot(self.team)
        if channel.kind != "public" and not inside:
            raise Wrong(error)
        if write and channel.archived:
            raise Wrong("is_archived")
        if write and not inside and "chat:write.public" not in self.token.scopes:
            raise Wrong("not_in_channel")
        return channel

    def message(self, channel: Channel, ts: str, *, own: str | None = None) -> Message:
        """Return a message of the channel; ``own`` is the error where it must be the bot's and is not."""
        message = channel.messages.get(ts)
        if message is None or message.deleted:
            raise Wrong("message_not_found")
        if own is not None and message.bot_id != self.team.bot_id:
            raise Wrong(own)
        return message

    def root(self, channel: Channel, ts: str, *, error: str = "thread_not_found") -> Message:
        """Return the message that a thread hangs on. A reply is none, nor is what is not there."""
        message = channel.messages.get(ts)
        if message is None or (message.deleted and not channel.thread(ts)):
            raise Wrong(error)
        if message.thread_ts is not None and message.thread_ts != ts:
            raise Wrong("invalid_thread_ts", "this is a reply; a thread is named by its root", rule=True)
        return message

    def sees(self, file: Any) -> bool:
        """Whether the token may see a file: its own, or one shared where the bot is."""
        if file is None or not file.completed:
            return False
        if file.owner_id == self.team.bot_user_id:
            return True
        channels = [self.fake.world.channels[id_] for id_ in file.shares]
        in_view = file.team is self.team and file.in_view
        return in_view or any(each.has_bot(self.team) for each in channels)

    def pictures(self, blocks: list[dict[str, Any]]) -> list[Any]:
        """Return the files that blocks show. Raise Wrong where one of them cannot be shown yet, or ever."""
        return [
            self._picture(each["slack_file"], f"/blocks/{index}/slack_file")
            for index, block in enumerate(blocks)
            for each in walk(block)
            if isinstance(each.get("slack_file"), dict)
        ]

    def _picture(self, named: dict[str, Any], path: str) -> Any:
        files = self.fake.world.files
        file = files.get(named.get("id"))
        if "url" in named:
            urls = {each.url: each for each in files.values()} | {each.permalink: each for each in files.values()}
            file = urls.get(named["url"])
        known = self.sees(file) and not file.deleted
        if not known or file.mimetype not in PICTURES:
            wrong_kind = known and file.ready
            raise Wrong("invalid_blocks", f"invalid slack file [json-pointer:{path}]", rule=wrong_kind or file is None)
        return file
