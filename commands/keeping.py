"""Drafts that go by themselves after some days: the warning before, and the button that keeps them."""

from __future__ import annotations

from datetime import datetime

from commands import cards
from commands.spec import spec
from commands.studio import Answer, Studio
from commands.words import saying
from domain.call import Call
from domain.card import Button, Card, CardKind, Style
from domain.errors import NotFound
from domain.people import Team
from storage import pictures, retention, threads
from storage.retention import Due
from storage.shares import Share

KEEP_DRAFTS = spec("keep_drafts", listed=False, private=True)

WARNING = "warning:"
"""Starts the key of a warning: the thread's id follows, and the moment before which the drafts it means were made."""


async def keep_drafts(call: Call, studio: Studio) -> Answer:
    """Keep what there is in the thread of a warning from going by itself; whoever sees the thread may."""
    async with studio.database.begin() as tx:
        thread = await threads.seen(tx, call.viewer, call.text("target"))
        if thread is None:
            raise NotFound("no_thread")
        kept = [each.id for each in await pictures.of_thread(tx, thread.id) if not each.deleted]
        await retention.keep(tx, kept)
    return Answer(cards.answer(saying(call.locale)("keeping.kept", n=len(kept))))


def warning(team: Team, due: list[Due], before: datetime, *, days: int, locale: str, now: datetime) -> Share:
    """Return what warns, in their thread, of drafts that are about to go; all of one thread, made before then."""
    say = saying(locale)
    first = due[0]
    button = Button("keep_drafts", first.thread_id, say("button.keep_drafts"), Style.PRIMARY)
    text = say("keeping.warning", n=len(due), days=days)
    return Share(
        id=f"{WARNING}{first.thread_id}:{int(before.timestamp())}",
        picture_id=first.picture_id,
        team=team,
        channel_id=first.channel_id,
        person_id=first.person_id,
        note="",
        card=Card(CardKind.ANSWER, text, title=say("keeping.title"), buttons=(button,)),
        locale=locale,
        told=False,
        tries=0,
        shared_at=now,
    )


def warned_of(key: str) -> tuple[str, int] | None:
    """Return whose drafts a warning's key means: the thread, and the Unix time before which they were made."""
    thread_id, _, before = key.removeprefix(WARNING).rpartition(":")
    return (thread_id, int(before)) if key.startswith(WARNING) and before.isdecimal() else None
