"""What one person has: pictures left today, and the newest ones they made."""

from __future__ import annotations

from collections.abc import Mapping

from bot.ports import Made, Overview
from commands import cards
from commands.quota import left_today
from commands.studio import Studio
from commands.words import saying
from domain.errors import QuotaSpent
from domain.ledger import renews_at
from domain.people import Person, Viewer
from domain.picture import Picture, Thread
from storage import people, pictures, threads

_NEWEST = 10


async def overview(studio: Studio, person: Person, viewer: Viewer) -> Overview:
    """Return it, the pictures only as far as ``viewer`` may see them."""
    async with studio.database.read() as tx:
        left, limit = await left_today(tx, studio, person)
        newest = await pictures.recent(tx, viewer, limit=_NEWEST, person_id=person.id)
        bound = {each.thread_id: await threads.get(tx, each.thread_id) for each in newest}
    return Overview(
        left, limit, renews_at(studio.clock()), tuple(_made(each, bound[each.thread_id]) for each in newest)
    )


async def preferred(studio: Studio, person: Person) -> Mapping[str, str]:
    """Return the model, size and quality that hold for a person where they say nothing, as far as there are such."""
    async with studio.database.read() as tx:
        own = await people.person_settings(tx, person.id)
        team = await people.team_settings(tx, person.team.id)
    found = {"model": own.model or team.model or studio.defaults.model, "size": own.size, "quality": own.quality}
    return {name: value for name, value in found.items() if value}


async def unaffordable(studio: Studio, person: Person, count: int, locale: str) -> str | None:
    """Say why a person cannot have so many pictures now, None where they can."""
    async with studio.database.read() as tx:
        left, limit = await left_today(tx, studio, person)
    if left >= count:
        return None
    now = studio.clock()
    spent = QuotaSpent(limit=limit, left=left, asked=count, renews_at=renews_at(now))
    return cards.refusal(saying(locale), spent, now).text


def _made(picture: Picture, thread: Thread | None) -> Made:
    return Made(picture.id, picture.version, picture.words, None if thread is None else thread.platform_thread_id)
