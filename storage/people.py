"""Teams, people and their settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from domain.people import Person, Platform, Team
from storage.codec import dump, load
from storage.database import Tx, insert
from storage.schema import people, teams


@dataclass(frozen=True, slots=True)
class TeamSettings:
    """What administrators decide for a team; None or empty means the deployment's default.

    ``approvers`` are ids of people, roles or groups. ``showcase`` is a channel's id, where pictures with
    ``showcase_stars`` are posted, and approved ones where ``showcase_approved``. ``draft_days`` is how long drafts stay
    that nobody has kept, None for ever. ``star_saves``: a star on anybody's picture adds it to the library.
    """

    model: str | None = None
    daily_images: int | None = None
    channels: tuple[str, ...] = ()
    moderation: bool | None = None
    approvers: tuple[str, ...] = ()
    showcase: str = ""
    showcase_stars: int | None = None
    showcase_approved: bool = False
    draft_days: int | None = None
    star_saves: bool = True


@dataclass(frozen=True, slots=True)
class PersonSettings:
    """What a person prefers; None means the team's default. ``hints``: a weak prompt of theirs may be hinted at."""

    model: str | None = None
    size: str | None = None
    quality: str | None = None
    hints: bool = True


async def remember(tx: Tx, person: Person, now: datetime) -> None:
    """Keep the team and the person, with their latest names; a team's name stays where none is given."""
    team = person.team
    adding = insert(tx, teams).values(
        id=team.id, platform=team.platform, external_id=team.external_id, name=team.name, created_at=now
    )
    await tx.execute(
        adding.on_conflict_do_update(
            index_elements=["id"],
            set_={"name": team.name},
            where=sa.and_(teams.c.name != team.name, sa.literal(team.name) != ""),
        )
    )
    arriving = insert(tx, people).values(
        id=person.id, team_id=team.id, user_id=person.user_id, name=person.name, created_at=now
    )
    await tx.execute(
        arriving.on_conflict_do_update(
            index_elements=["id"], set_={"name": person.name}, where=people.c.name != person.name
        )
    )


async def members(tx: Tx, team_id: str) -> dict[str, str]:
    """Return the names of a team's people by their user ids."""
    rows = await tx.execute(sa.select(people.c.user_id, people.c.name).where(people.c.team_id == team_id))
    return {row.user_id: row.name for row in rows}


async def name_of(tx: Tx, person_id: str) -> str:
    """Return a person's name, empty where they are not known."""
    return (await tx.execute(sa.select(people.c.name).where(people.c.id == person_id))).scalar_one_or_none() or ""


async def team_of(tx: Tx, team_id: str) -> Team | None:
    """Return a team by its key."""
    row = (await tx.execute(sa.select(teams).where(teams.c.id == team_id))).one_or_none()
    return None if row is None else Team(Platform(row.platform), row.external_id, row.name)


async def team_settings(tx: Tx, team_id: str) -> TeamSettings:
    """Return a team's settings, the defaults where it has none."""
    text = (await tx.execute(sa.select(teams.c.settings).where(teams.c.id == team_id))).scalar_one_or_none()
    return load(TeamSettings, text or "{}")


async def person_settings(tx: Tx, person_id: str) -> PersonSettings:
    """Return a person's settings, the defaults where they have none."""
    text = (await tx.execute(sa.select(people.c.settings).where(people.c.id == person_id))).scalar_one_or_none()
    return load(PersonSettings, text or "{}")


async def set_team(tx: Tx, team_id: str, settings: TeamSettings) -> None:
    """Replace a team's settings."""
    await tx.execute(sa.update(teams).where(teams.c.id == team_id).values(settings=dump(settings)))


async def set_person(tx: Tx, person_id: str, settings: PersonSettings) -> None:
    """Replace a person's settings."""
    await tx.execute(sa.update(people).where(people.c.id == person_id).values(settings=dump(settings)))
