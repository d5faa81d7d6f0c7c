"""A library for tests of commands: real parts, pictures put into it, and calls of people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import uuid4

from commands.studio import Answer, Studio
from commands.table import COMMANDS
from domain.call import Call, OptionValue, Upload
from domain.card import Card
from domain.people import Person, Place, Platform, Team
from domain.picture import Picture
from storage import people, pictures, threads
from tests.storage.sample import NOW, picture, thread

TEAM = Team(Platform.BROWSER, "workspace", "Workspace")
ADA, BOB = Person(TEAM, "ada", "Ada"), Person(TEAM, "bob", "Bob")
GUEST = Person(TEAM, "guest", "Guest", narrow=True)
OPEN, CLOSED, LOBBY = Place("C1", "general"), Place("C2", "secret", private=True), Place("C3", "lobby")


async def put(
    studio: Studio,
    words: str = "a red fox",
    *,
    person: Person = ADA,
    place: Place = OPEN,
    thread_id: str = "",
    parent: Picture | None = None,
) -> Picture:
    """Put a picture into the library, in a thread of its own unless one is named."""
    thread_id = thread_id or uuid4().hex
    home = thread(thread_id, team=person.team, channel=place.channel_id, private=place.private)
    async with studio.database.begin() as tx:
        await people.remember(tx, person, NOW)
        await threads.ensure(tx, home)
        draft = picture(
            thread_id,
            person,
            words=words,
            alt=f"AI-generated image: {words}",
            model="sketch",
            references=(),
            parent_id=None if parent is None else parent.id,
        )
        return (await pictures.add(tx, [draft]))[0]


def call(
    command: str,
    words: str = "",
    *,
    person: Person = ADA,
    place: Place = OPEN,
    options: Mapping[str, OptionValue] | None = None,
    target: str = "",
    uploads: tuple[Upload, ...] = (),
    shown: tuple[str, ...] = (),
    addressed: tuple[str, ...] = (),
    id_: str = "",
) -> Call:
    """Return what somebody asks."""
    given = dict(options or {}) | ({"target": target} if target else {})
    return Call(
        id_ or uuid4().hex,
        person,
        place,
        command,
        NOW,
        words,
        given,
        uploads,
        shown=shown,
        addressed=addressed,
    )


async def ask(studio: Studio, asked: Call) -> Answer:
    """Return what a command answers."""
    return await COMMANDS[asked.command](asked, studio)


async def card(studio: Studio, asked: Call) -> Card:
    """Return the card that a command answers with."""
    answer = await ask(studio, asked)
    assert answer.card is not None
    return answer.card


def spoken_to(asked: Call, *people_: Person) -> Call:
    """Return a call whose words speak to people."""
    return replace(asked, addressed=tuple(each.user_id for each in people_))
