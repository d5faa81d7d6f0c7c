"""A Call: what a person asked, free of any platform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.people import Person, Place, Viewer

OptionValue = str | int | bool


@dataclass(frozen=True, slots=True)
class Upload:
    """A file a person gave. ``source`` says where its platform keeps the bytes; nobody else fetches it.

    ``fault`` is empty where it may be a picture, else ``no_picture`` or ``gone``: it came, and cannot be used.
    """

    name: str
    size: int
    source: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One request of one person.

    ``id`` is the platform's event id: the same id is the same request, however often it arrives.
    ``words`` are free text (a prompt, a reply, an instruction). ``replies_to`` is the picture replied to; ``shown`` are
    the pictures of the message replied to where it shows several that belong to no thread of their own, in its order.
    ``addressed`` are the user ids the words speak to besides Easel, ``answer_to`` what the platform needs to answer.
    ``pending`` is what its platform needs to complete it: until then nothing is known of whether it may be answered.
    """

    id: str
    person: Person
    place: Place
    command: str
    received_at: datetime
    words: str = ""
    options: Mapping[str, OptionValue] = field(default_factory=dict)
    uploads: tuple[Upload, ...] = ()
    replies_to: str | None = None
    shown: tuple[str, ...] = ()
    addressed: tuple[str, ...] = ()
    locale: str = "en"
    answer_to: Mapping[str, str] = field(default_factory=dict)
    pending: str = ""

    @property
    def viewer(self) -> Viewer:
        """Return who reads the answer, and where."""
        return self.person.at(self.place.channel_id)

    def text(self, name: str) -> str:
        """Return a text option, empty when it is not given."""
        value = self.options.get(name, "")
        return str(value).strip()

    def number(self, name: str) -> int | None:
        """Return a whole-number option, None when it is not given or no number."""
        value = self.options.get(name)
        if isinstance(value, bool) or value is None:
            return None
        try:
            return int(value)
        except ValueError:
            return None

    def flag(self, name: str) -> bool:
        """Return a yes-or-no option, False when it is not given."""
        value = self.options.get(name, False)
        return value if isinstance(value, bool) else str(value).strip().casefold() in {"true", "yes", "on", "1"}
