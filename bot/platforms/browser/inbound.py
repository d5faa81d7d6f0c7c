"""From what a browser sends to a Call."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, ValidationError

from bot.platforms.browser.session import EASEL
from bot.ports import Channel
from domain.call import Call, OptionValue, Upload
from domain.command import CommandSpec
from domain.errors import BadInput, NotFound
from domain.openings import aims, begin
from domain.people import Person, Place
from domain.spoken import Spoken
from domain.typed import addressed, command_of, to_easel, written

MOST_TEXT = 50_000
"""Characters of a message; how long a prompt may be is for the commands to say."""

MOST_UPLOADS = 8
_ANSWERS = uuid.UUID("6f0f3d0e-6f4b-5a0e-9a53-5f4c6f0f2b1d")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

# Counted by max_length, not by the pattern: compiled, each count of a class of Unicode takes megabytes.
Id = Annotated[str, Field(pattern=r"^[\w.:-]+$", max_length=128)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


BodyT = TypeVar("BodyT", bound=_Body)


class Enter(_Body):
    """Someone enters."""

    name: str = Field(max_length=400)
    password: str = Field("", max_length=1024)
    admin_password: str = Field("", max_length=1024)


class NewChannel(_Body):
    """Someone adds a channel."""

    name: str = Field(max_length=400)
    private: bool = False


class Post(_Body):
    """Someone says something; ``id`` is made in the browser, so that sending again changes nothing."""

    id: uuid.UUID
    channel: Id
    thread: Id | None = None
    text: str = ""
    uploads: tuple[Id, ...] = ()
    replies_to: Id | None = None


class Press(_Body):
    """Someone presses a button."""

    id: uuid.UUID
    channel: Id
    thread: Id | None = None
    command: Id
    target: str = Field("", pattern=r"^[^\x00-\x1f]*$", max_length=200)
    words: str = ""
    options: dict[str, StrictBool | StrictInt | StrictStr] = Field(default_factory=dict, max_length=20)


class Window(_Body):
    """Which messages are asked for."""

    thread: Id | None = None
    before: int | None = Field(None, ge=0, lt=2**63)
    after: int | None = Field(None, ge=0, lt=2**63)


class Typed(_Body):
    """What is typed of an option's value, and which suggestions complete it."""

    what: Id
    typed: str = Field("", max_length=200)


def read(kind: type[BodyT], data: bytes) -> BodyT:
    """Return a request's JSON as its type. Raise BadInput where it is another."""
    try:
        return kind.model_validate_json(data)
    except ValidationError as error:
        raise _unreadable(error) from None


def query(kind: type[BodyT], given: Mapping[str, str], *names: str) -> BodyT:
    """Return the named parts of a query string as their type. Raise BadInput where one is another."""
    try:
        return kind.model_validate({name: given[name] for name in names if name in given})
    except ValidationError as error:
        raise _unreadable(error) from None


def _unreadable(error: ValidationError) -> BadInput:
    return BadInput("request_unreadable", detail=str(error.errors(include_input=False, include_url=False)))


def clean(text: str) -> str:
    """Return the text without control characters but newline and tab. Raise BadInput where it is too long."""
    if len(text) > MOST_TEXT:
        raise BadInput("message_too_long", most=MOST_TEXT)
    return _CONTROLS.sub("", text.replace("\r\n", "\n")).strip()


def place_of(channel: Channel, thread_id: str | None) -> Place:
    """Return where something is said: the thread's id is that of its root message."""
    return Place(channel.id, channel.name, channel.private, thread_id)


def answer_id(call_id: str) -> str:
    """Return the id of Easel's answer: the same call is answered in the same message.

    People's messages have bare UUIDs for ids, so nobody can take it before Easel does.
    """
    return f"easel-{uuid.uuid5(_ANSWERS, call_id)}"


def call_of_post(
    post: Post,
    text: str,
    person: Person,
    place: Place,
    *,
    uploads: tuple[Upload, ...],
    specs: Sequence[CommandSpec],
    people: Sequence[Person],
    newest: str = "",
    now: datetime,
    locale: str,
) -> Call | None:
    """Return what a message asks of Easel, None where people are talking among themselves.

    A slash begins a command. In a thread everything else is a reply. Outside of one ``@easel`` asks for a picture, and
    a file for its change, unless it is shown to somebody by name. In a private channel nobody else listens: all words
    speak to Easel, and may be about the picture of ``newest``, the thread of the newest one there.
    """
    spoken_to = addressed(text, [each for each in people if each.id != person.id and each.user_id != EASEL])
    command = command_of(text, specs)
    options: dict[str, OptionValue] = {}
    if command is not None:
        name, words, options = command
    elif place.thread_id is not None:
        name, words = "reply", _or(to_easel(text), text)
    elif (asked := to_easel(text)) is not None or place.private or (uploads and not spoken_to):
        # What is given stands at the beginning: it is what the words change.
        said = Spoken("edit", _or(asked, text)) if uploads else begin(_or(asked, text), specs, newest=newest)
        name, words, options = said.command, said.words, dict(said.options)
        if newest and not uploads and aims(said, specs):
            place = replace(place, thread_id=newest)
        spoken_to = () if place.private else spoken_to
    else:
        return None
    return _call(
        str(post.id), person, place, name, now=now, locale=locale,
        words=words, options=options, uploads=uploads, replies_to=post.replies_to, addressed=spoken_to,
    )  # fmt: skip


def call_of_press(
    press: Press, person: Person, place: Place, *, specs: Sequence[CommandSpec], now: datetime, locale: str
) -> Call:
    """Return what a button asks. Raise NotFound where there is no such command."""
    spec = next((each for each in specs if each.name == press.command), None)
    if spec is None:
        raise NotFound("button_unknown")
    options = written(press.options, spec)
    if press.target:
        options["target"] = press.target
    return _call(
        str(press.id), person, place, spec.name, now=now, locale=locale, words=clean(press.words), options=options
    )  # fmt: skip


def _call(
    sent: str,
    person: Person,
    place: Place,
    command: str,
    *,
    now: datetime,
    locale: str,
    words: str,
    options: dict[str, OptionValue],
    uploads: tuple[Upload, ...] = (),
    replies_to: str | None = None,
    addressed: tuple[str, ...] = (),
) -> Call:
    # With the person: ids are seen by others, and must not be taken by them first.
    call_id = f"browser:{person.user_id}:{sent}"
    answer = answer_id(call_id)
    return Call(
        id=call_id,
        person=person,
        place=place,
        command=command,
        received_at=now,
        words=words,
        options=options,
        uploads=uploads,
        replies_to=replies_to,
        addressed=addressed,
        locale=locale,
        answer_to={"message": answer, "thread": place.thread_id or answer},
    )


def _or(first: str | None, second: str) -> str:
    return second if first is None else first
