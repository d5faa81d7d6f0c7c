"""What one person has: pictures left today, and the newest ones they made."""

from __future__ import annotations

from bot.ports import Made, Overview
from commands.quota import left_today
from commands.studio import Studio
from domain.ledger import renews_at
from domain.people import Person, Viewer
from domain.picture import Picture, Thread
from storage import pictures, threads

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


def _made(picture: Picture, thread: Thread | None) -> Made:
    return Made(picture.id, picture.version, picture.words, None if thread is None else thread.platform_thread_id)
