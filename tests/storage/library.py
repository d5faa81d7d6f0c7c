"""Sample pictures of the library: each in a thread of its own, called by a plain name."""

from __future__ import annotations

from typing import Any

from domain.library import Collection, Kind, Named, collection_name
from domain.people import Person, Platform, Team, Viewer
from storage import decisions, people, pictures, threads
from storage.database import Database, Tx
from tests.storage.sample import ANN, BOB, NOW, TEAM, picture, someone, thread

GUILD = Team(Platform.DISCORD, "G1", "Guild")
GIL = Person(GUILD, "U1", "Gil")
EVERYWHERE = Viewer(TEAM.id, ANN.id, "C9")
HOME = Viewer(TEAM.id, ANN.id, "C1")


async def shelve(
    tx: Tx, picture_id: str, person: Person = ANN, channel: str = "C1", *, private: bool = False, **changed: Any
) -> str:
    """Let a person make a picture in a channel."""
    await people.remember(tx, person, NOW)
    where = thread(f"in-{picture_id}", team=person.team, channel=channel, private=private)
    await threads.ensure(tx, where)
    await pictures.add(tx, [picture(where.id, person, id=picture_id, **changed)])
    return picture_id


async def shelved(database: Database, *picture_ids: str, person: Person = ANN, **where: Any) -> None:
    """Let a person make pictures in a transaction of their own; the sample's people are known then."""
    async with database.begin() as tx:
        for known in (ANN, BOB, GIL):
            await people.remember(tx, known, NOW)
        for picture_id in picture_ids:
            await shelve(tx, picture_id, person, **where)


async def crowd(database: Database, many: int) -> list[Person]:
    """Let so many people be known; return them."""
    persons = [someone(number) for number in range(many)]
    async with database.begin() as tx:
        for person in persons:
            await people.remember(tx, person, NOW)
    return persons


async def remove(database: Database, picture_id: str) -> None:
    """Delete a picture."""
    async with database.begin() as tx:
        await pictures.delete(tx, f"in-{picture_id}", picture_id)


def handle(name: str, *, team: Team = TEAM, channel: str = "", kind: Kind = Kind.LOGO, name_id: str = "") -> Named:
    """Return the draft of a name."""
    return Named(name_id or f"{team.id}/{channel}/{name}", team.id, channel, name, kind, ())


def bundle(title: str, person: Person = ANN, *, channel: str = "", **changed: Any) -> Collection:
    """Return the draft of a collection."""
    values: dict[str, Any] = {
        "id": f"{person.team.id}/{channel}/{title}",
        "team_id": person.team.id,
        "channel_id": channel,
        "name": collection_name(title),
        "title": title,
        "cover_id": None,
        "person_id": person.id,
        "created_at": NOW,
    }
    return Collection(**values | changed)


async def decide(tx: Tx, picture_id: str, then: Any, person: Person = ANN) -> None:
    """Let a picture come to a state, by a call of its own."""
    await decisions.decide(tx, f"{picture_id}-{then}", picture_id, then, person, "", NOW)
