"""Stars and what is saved: ``star``, ``unstar``, and ``save``, which puts anybody's picture into the library."""

from __future__ import annotations

from dataclasses import replace

from commands import cards
from commands.aim import aim
from commands.library import seen
from commands.showcase import showcase_if_due
from commands.spec import PICTURE, spec
from commands.studio import Answer, Studio
from commands.submit import allowed, in_thread, new_thread
from commands.uploads import as_picture, take, usable
from commands.words import saying
from domain.call import Call
from domain.card import Button, Card, CardKind, Style
from domain.errors import AskError, NotAllowed
from domain.library import Entry
from domain.picture import Picture
from domain.text import title_of
from storage import people, pictures, stars, threads
from storage.database import Tx
from storage.uploads import KeptUpload

STAR = spec("star", PICTURE, words="picture", listed=False, private=True, in_thread=True)
UNSTAR = spec("unstar", PICTURE, words="picture", listed=False, private=True, in_thread=True)
SAVE = spec("save", PICTURE, words="picture", listed=False, private=True, in_thread=True)

_DIGEST = 32


async def star(call: Call, studio: Studio) -> Answer:
    """Star the picture that is meant, for the asker; a reaction is answered by nothing."""
    return await _starring(call, studio, on=True)


async def unstar(call: Call, studio: Studio) -> Answer:
    """Take the asker's star off the picture that is meant; a reaction is answered by nothing."""
    return await _starring(call, studio, on=False)


async def save(call: Call, studio: Studio) -> Answer:
    """Put pictures that people sent into the library, and star them; of Easel's own say that they are in it.

    A reaction does so only where the team lets stars save, and is answered by nothing. ``author`` and ``author_name``
    are who sent them, where that is not the asker. The same picture of the same channel is one entry, however often.
    """
    quiet = call.flag("reaction")
    if quiet and not await _stars_save(call, studio):
        return Answer(None)
    try:
        return await (_save_uploads(call, studio) if call.uploads else _save_own(call, studio))
    except AskError:
        if quiet:
            return Answer(None)
        raise


async def meant(tx: Tx, call: Call) -> Entry:
    """Return the picture of the library that a button names, else the one that the call is about. Raise NotFound."""
    target = call.text("target")
    return await seen(tx, call, target or (await aim(tx, call)).picture.id)


async def _starring(call: Call, studio: Studio, *, on: bool) -> Answer:
    try:
        async with studio.database.begin() as tx:
            entry = await meant(tx, call)
            count = await _star(tx, call, studio, entry, on=on)
            news = on and await _showcase(tx, call, studio, entry)
    except AskError:
        if call.flag("reaction"):
            return Answer(None)
        raise
    if call.flag("reaction"):
        return Answer(None, news=news)
    say = saying(call.locale)
    other = Button(
        "unstar" if on else "star", entry.picture.id, say("button.unstar" if on else "button.star"), Style.QUIET
    )
    text = say("star.done" if on else "star.taken", n=count)
    return Answer(Card(CardKind.ANSWER, text, buttons=(other,), private=True), news=news)


async def _star(tx: Tx, call: Call, studio: Studio, entry: Entry, *, on: bool) -> int:
    if entry.lender:
        raise NotAllowed("lent", team=entry.lender)
    if not on:
        return await stars.unstar(tx, call.person.id, entry.picture.id)
    await people.remember(tx, call.person, studio.clock())
    return await stars.star(tx, call.person, entry.picture.id, studio.clock())


async def _showcase(tx: Tx, call: Call, studio: Studio, entry: Entry) -> bool:
    return await showcase_if_due(tx, studio, call.person.team, entry.picture.id, call.locale)


async def _save_own(call: Call, studio: Studio) -> Answer:
    """Star pictures of Easel's, which are in the library already."""
    async with studio.database.begin() as tx:
        shown = [await seen(tx, call, each) for each in call.shown] or [await meant(tx, call)]
        news = False
        for entry in shown:
            await _star(tx, call, studio, entry, on=True)
            news = await _showcase(tx, call, studio, entry) or news
    return Answer(_saved_card(call, [entry.picture for entry in shown], "save.there"), news=news)


async def _save_uploads(call: Call, studio: Studio) -> Answer:
    kept = await take(_as_author(call), studio)
    saved = [await _shelve(call, studio, each) for each in kept[: len(usable(call))]]
    return Answer(None if call.flag("reaction") else _saved_card(call, saved, "save.done"))


async def _shelve(call: Call, studio: Studio, upload: KeptUpload) -> Picture:
    """Return an upload as a picture of its channel, in no thread of the platform's, starred by the asker."""
    say = saying(call.locale)
    draft = await as_picture(upload, studio, say, picture_id=studio.new_id())
    async with studio.database.begin() as tx:
        await people.remember(tx, call.person, studio.clock())
        own = f"{threads.PENDING}save:{call.place.channel_id}:{upload.digest[:_DIGEST]}"
        title = title_of(upload.name)
        thread = await threads.ensure(tx, replace(new_thread(call, studio, title), platform_thread_id=own))
        there = (each for each in await pictures.of_thread(tx, thread.id) if not each.deleted)
        picture = next(there, None)
        if picture is None:
            picture = (await pictures.add(tx, [in_thread(draft, thread)], upload_id=upload.id))[0]
        await stars.star(tx, call.person, picture.id, studio.clock())
    return picture


def _as_author(call: Call) -> Call:
    """Return the call as made by who sent the files: they are theirs, whoever saves them."""
    author = call.text("author")
    if not author:
        return call
    return replace(call, person=replace(call.person, user_id=author, name=call.text("author_name") or author))


async def _stars_save(call: Call, studio: Studio) -> bool:
    async with studio.database.read() as tx:
        team = await people.team_settings(tx, call.person.team.id)
    return team.star_saves and allowed(call, team.channels)


def _saved_card(call: Call, saved: list[Picture], key: str) -> Card:
    say = saying(call.locale)
    buttons = tuple(Button("library_one", each.id, say("button.details"), Style.QUIET) for each in saved[:1])
    return replace(
        cards.answer(say(key, n=len(saved))), pictures=tuple(cards.shown(each) for each in saved), buttons=buttons
    )
