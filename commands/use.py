"""What is done with a picture of the library: ``use`` it in a thread of its own, or show it here."""

from __future__ import annotations

from dataclasses import replace

from commands import cards
from commands.aim import Aim
from commands.history import move, show_card
from commands.library import seen
from commands.spec import spec
from commands.studio import Answer, Studio
from commands.submit import in_thread, is_home, new_thread
from commands.words import saying
from domain.call import Call
from domain.card import Card
from domain.errors import NotFound
from domain.library import Entry
from domain.picture import Picture, Thread
from domain.text import title_of
from storage import people, pictures, threads
from storage.database import Tx

USE = spec("use", listed=False)
SHOW = spec("library_show", listed=False)


async def use(call: Call, studio: Studio) -> Answer:
    """Start a thread here with a copy of the picture as its first version; in a thread, go on with it there.

    One of a linked team's is copied too, and then this team's own.
    """
    say = saying(call.locale)
    async with studio.database.read() as tx:
        entry = await seen(tx, call, call.text("target"))
        home = None if entry.lender else await threads.get(tx, entry.picture.thread_id)
        versions = [] if home is None else await pictures.of_thread(tx, home.id)
    if home is not None and is_home(call, home):
        aimed = Aim(home, versions, entry.picture)
        return await move(call, studio, aimed, entry.picture, say("pick.done", version=entry.picture.version))
    async with studio.database.begin() as tx:
        # It may have been deleted, or its link cut, since it was looked at.
        entry = await seen(tx, call, entry.picture.id)
        await people.remember(tx, call.person, studio.clock())
        added, thread = await _copy(tx, call, studio, entry)
        now = await threads.get(tx, thread.id)
        if now is not None and now.head_id != added.id:
            await threads.move_head(tx, now, added.id, call_id=call.id, now=studio.clock())
    text = say("use.done", words=cards.quoted(added.words) or f"v{added.version}")
    return Answer(cards.one(say, added, None, text=text, label=_label(studio, added)))


async def show(call: Call, studio: Studio) -> Answer:
    """Show a picture of the library here, for everyone who reads here."""
    say = saying(call.locale)
    async with studio.database.read() as tx:
        entry = await seen(tx, call, call.text("target"))
        home = None if entry.lender else await threads.get(tx, entry.picture.thread_id)
        versions = [] if home is None else await pictures.of_thread(tx, home.id)
    if home is not None:
        text = say("show.done", version=entry.picture.version)
        return Answer(show_card(studio, call, Aim(home, versions, entry.picture), text))
    return Answer(_lent(call, studio, entry))


async def _copy(tx: Tx, call: Call, studio: Studio, entry: Entry) -> tuple[Picture, Thread]:
    """Return a picture as a version of the thread that the call was made in, or begins; the same again is one version."""
    thread = await threads.ensure(tx, new_thread(call, studio, title_of(entry.picture.words)))
    copy = replace(
        entry.picture, id=studio.new_id(), parent_id=None, job_id=None, operation="copy", created_at=studio.clock()
    )
    added = (await pictures.add(tx, [in_thread(copy, thread)], upload_id=f"copy:{entry.picture.id}"))[0]
    if added.deleted:
        raise NotFound("picture_deleted", version=added.version)
    return added, thread


def _lent(call: Call, studio: Studio, entry: Entry) -> Card:
    """Show a linked team's picture: what may be done with it here is to use it."""
    say = saying(call.locale)
    card = cards.one(
        say, entry.picture, None, text=say("library.lent", team=entry.lender), label=_label(studio, entry.picture)
    )
    button = replace(card.buttons[0], command="use", label=say("button.use"), asks=None)
    return replace(card, buttons=(button,))


def _label(studio: Studio, picture: Picture) -> str:
    model = studio.catalog.get(picture.model)
    return "" if model is None else model.label
