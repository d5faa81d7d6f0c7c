"""What words outside of any thread may come to besides a picture: a greeting, or an offer of what they could mean."""

from __future__ import annotations

from dataclasses import replace

from commands import cards
from commands.imagine import imagine
from commands.offers import SEPARATOR, already
from commands.spec import spec
from commands.studio import Answer, Studio
from commands.words import saying
from domain.call import Call
from domain.card import Button, Card, CardKind, Style
from domain.errors import NotFound
from domain.picture import Picture, Thread
from storage import inbox, pictures, threads

TALK = spec("talk", listed=False, private=True)
EITHER = spec("either", listed=False, costs=True)
ANEW = spec("anew", listed=False, costs=True)

_QUOTED = 60
NAMED = 20
"""How many letters of a thread's title a button holds."""


async def talk(call: Call, studio: Studio) -> Answer:
    """Answer small talk in a line: what could be asked instead, and that nothing was charged."""
    del studio
    say = saying(call.locale)
    return Answer(cards.answer(say("talk.thanks" if call.flag("thanks") else "talk.hello")))


async def either(call: Call, studio: Studio) -> Answer:
    """Offer what words may mean: a change of the newest picture here, where there is one, or a new picture."""
    say = saying(call.locale)
    newest = await _newest(call, studio)
    words = cards.quoted(call.words, _QUOTED)
    anew = Button("anew", call.id, say("button.anew"), Style.QUIET)
    if newest is None:
        return Answer(Card(CardKind.OFFER, say("offer.new", words=words), buttons=(anew,)))
    thread, picture = newest
    label = say("button.change", title=cards.quoted(thread.title, NAMED))
    change = Button("confirm", f"{picture.id}{SEPARATOR}{call.id}", label, Style.QUIET)
    return Answer(Card(CardKind.OFFER, say("offer.either", words=words), buttons=(change, anew)))


async def anew(call: Call, studio: Studio) -> Answer:
    """Make a new picture of the words of an offer, on the quota of who presses."""
    async with studio.database.read() as tx:
        asked = await inbox.get(tx, call.text("target"))
    here = call.person.team.id, call.place.channel_id
    if asked is None or not asked.words or (asked.person.team.id, asked.place.channel_id) != here:
        raise NotFound("offer_old")
    once = replace(call, id=f"anew:{asked.id}:{call.person.id}", words=asked.words, options={"prompt": asked.words})
    if await already(once, studio):
        return Answer(cards.answer(saying(call.locale)("offer.taken")))
    return await imagine(once, studio)


async def _newest(call: Call, studio: Studio) -> tuple[Thread, Picture] | None:
    if not call.text("newest"):
        return None
    async with studio.database.read() as tx:
        bound = await threads.of_platform(tx, call.person.team.id, call.text("newest"))
        thread = None if bound is None else await threads.seen(tx, call.viewer, bound.id)
        if thread is None or thread.head_id is None:
            return None
        picture = await pictures.seen(tx, call.viewer, thread.head_id)
    return None if picture is None or picture.deleted else (thread, picture)
