"""What Slack sends, read as the parts of a Call: uploads, where it came from, how it is answered. No I/O."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.platforms.slack.fetch import is_external, source
from bot.platforms.slack.people import Raw, Seat
from bot.ports import Vault
from domain.call import Call, OptionValue, Upload
from domain.people import Place

URL_SECONDS = 30 * 60
"""How long an event's own address takes answers."""

_PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif", ".heic", ".heif", ".bmp")
_GONE = frozenset({"tombstone", "hidden_by_limit"})


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something was asked, and how whoever asked is reached.

    ``root`` is the Slack thread to answer in, empty where there is none yet, ``fresh`` where nobody has replied in it;
    ``reply`` is the message that it is about.
    ``url`` is the event's own address, a secret, good until ``until`` (unix seconds). ``public`` is whether everyone of
    the workspace may read the channel, None where that has to be asked.
    """

    seat: Seat
    how: str
    channel: str
    root: str = ""
    reply: str = ""
    url: str = ""
    until: float = 0.0
    execution: str = ""
    public: bool | None = None
    fresh: bool = False

    @property
    def spoken(self) -> str:
        """Return the root of a thread in which Slack shows what one person alone is to see: one that has replies."""
        return "" if self.fresh else self.root


def event_id(key: str) -> str:
    """Return the id of an event that Slack gives no short one: of what marks it, which is nobody's business."""
    return f"slack:{hashlib.sha256(key.encode()).hexdigest()[:32]}"


def made(
    origin: Origin,
    vault: Vault,
    *,
    id: str,  # noqa: A002 -- the field's name
    command: str,
    place: Place,
    received_at: Any,
    locale: str,
    words: str = "",
    options: Mapping[str, OptionValue] | None = None,
    uploads: tuple[Upload, ...] = (),
    addressed: tuple[str, ...] = (),
) -> Call:
    """Return a call that came from there."""
    return Call(
        id=id,
        person=origin.seat.person,
        place=place,
        command=command,
        received_at=received_at,
        words=words,
        options=dict(options or {}),
        uploads=uploads,
        addressed=addressed,
        locale=locale,
        answer_to=answer_to(origin, id, vault),
    )


def answer_to(origin: Origin, event: str, vault: Vault) -> dict[str, str]:
    """Return what is needed to answer an event; its own address is sealed."""
    seat = origin.seat
    return {
        "event": event,
        "how": origin.how,
        "team": seat.home.id,
        "workspace": seat.workspace if seat.home.whole else "",
        "channel": origin.channel,
        "root": origin.root,
        "reply": origin.reply,
        "url": vault.seal(origin.url) if origin.url else "",
        "until": str(int(origin.until)) if origin.url else "0",
        "user": seat.person.user_id,
        "execution": origin.execution,
        **({"fresh": "1"} if origin.fresh else {}),
    }


def files_of(message: Raw) -> tuple[Raw, ...]:
    """Return the files of a message that are pictures, or may be: of a stub only Slack knows what it is."""
    return tuple(file for file in message.get("files") or () if isinstance(file, Mapping) and _may_be_picture(file))


def given_of(message: Raw, seat: Seat) -> tuple[Upload, ...]:
    """Return all files of a message: those that are pictures, or may be, and after them those that cannot be used."""
    files = [file for file in message.get("files") or () if isinstance(file, Mapping) and not _may_be_picture(file)]
    others = (Upload(str(file.get("name") or file.get("id") or ""), _size(file), "", _fault(file)) for file in files)
    return (*uploads_of(files_of(message), seat), *others)


def is_stub(file: Raw) -> bool:
    """Return whether Slack has told a file's id alone."""
    return file.get("file_access") == "check_file_info"


def uploads_of(files: Iterable[Raw], seat: Seat) -> tuple[Upload, ...]:
    """Return files as uploads; the installation's own token opens them."""
    workspace = seat.scope.get("team_id", "")
    return tuple(
        Upload(str(file.get("name") or file.get("id") or ""), _size(file), source(seat.home.id, file, workspace))
        for file in files
    )


def _may_be_picture(file: Raw) -> bool:
    if file.get("mode") in _GONE or is_external(file) or not file.get("id"):
        return False
    if is_stub(file):
        return True
    return str(file.get("mimetype") or "").startswith("image/") or str(file.get("name") or "").lower().endswith(
        _PICTURES
    )


def _fault(file: Raw) -> str:
    return "gone" if file.get("mode") in _GONE else "no_picture"


def _size(file: Raw) -> int:
    size = file.get("size")
    return size if isinstance(size, int) else 0
