"""What is needed to complete a call that was claimed and never completed: kept with it as text until it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.platforms.slack.calls import Origin
from bot.platforms.slack.installations import Installation
from bot.platforms.slack.limits import Json
from bot.platforms.slack.people import Raw, Seat
from bot.platforms.slack.where import Where, unsealed
from bot.ports import Vault
from domain.call import Call

_EVENT = ("type", "subtype", "user", "text", "ts", "thread_ts", "channel", "channel_type")
_FILE = (
    ["id", "name", "mimetype", "size", "mode", "is_external", "file_access", "url_private", "url_private_download"]
)  # fmt: skip
_MOST_FILES = 20


@dataclass(frozen=True, slots=True)
class Pending:
    """A call's beginning: ``loud`` where its asker spoke to us, ``message`` what they said and ``me`` as whom to."""

    stranger: bool | None
    public: bool | None
    loud: bool = True
    message: Raw | None = None
    me: str = ""

    @classmethod
    def of(cls, origin: Origin, *, loud: bool = True, message: Raw | None = None, me: str = "") -> Pending:
        """Return what is kept of something that arrived."""
        said = None if message is None else said_of(message)
        return cls(origin.seat.stranger, origin.public, loud, said, me)

    def text(self) -> str:
        """Return it as text."""
        return json.dumps(
            {
                "stranger": self.stranger,
                "public": self.public,
                "loud": self.loud,
                "message": self.message,
                "me": self.me,
            }
        )

    @classmethod
    def read(cls, text: str) -> Pending:
        """Read what was kept. Raise ValueError where it is unreadable."""
        found = json.loads(text)
        if not isinstance(found, dict):
            raise ValueError("nothing that is pending")  # noqa: TRY004 -- it is text that is wrong
        return cls(
            found.get("stranger"),
            found.get("public"),
            bool(found.get("loud", True)),
            found.get("message"),
            str(found.get("me", "")),
        )

    def origin(self, call: Call, home: Installation, vault: Vault) -> Origin:
        """Return where a call came from, as it was known when it was claimed."""
        where = Where.of(call.answer_to)
        return Origin(
            Seat(home, where.workspace or home.id, call.person, self.stranger),
            where.how,
            where.channel,
            root=where.root,
            reply=call.answer_to.get("reply", ""),
            url=unsealed(vault, where.url),
            until=where.until,
            execution=where.execution,
            public=self.public,
            fresh=where.fresh,
        )


def said_of(message: Raw) -> Json:
    """Return a message with what is read of it alone."""
    kept: Json = {name: message[name] for name in _EVENT if name in message}
    files = [each for each in message.get("files") or () if isinstance(each, Mapping)]
    if files:
        kept["files"] = [_named(each) for each in files[:_MOST_FILES]]
    return kept


def _named(file: Mapping[str, Any]) -> Json:
    return {name: file[name] for name in _FILE if name in file}
