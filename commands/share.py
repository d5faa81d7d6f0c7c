"""``/share``: a picture shown in another channel of the team, with a note, credited to who made it."""

from __future__ import annotations

import re
from dataclasses import replace

from commands import cards
from commands.aim import aim
from commands.pings import harmless
from commands.showcase import shown_buttons
from commands.spec import PICTURE, option, spec
from commands.studio import Answer, Studio
from commands.words import Say, saying
from domain.call import Call
from domain.card import Ask, Button, Card, CardKind
from domain.errors import BadInput, NotAllowed, NotFound
from domain.library import Entry, State
from domain.people import Place
from domain.typed import is_version
from storage import people, pictures, search, shares
from storage.database import Tx
from storage.shares import Share

SHARE = spec(
    "share",
    PICTURE,
    option("share", "to"),
    option("share", "note"),
    words="note",
    private=True,
    in_thread=True,
)
SHARE_TO = spec("share_to", option("share_to", "to"), words="to", asks="share", listed=False, private=True)

SHARED = "share:"
"""Starts the key of a share: the call's id follows."""
MOST_NOTE = 500

_CHANNEL = re.compile(r"(?:to\s+|in\s+|with\s+)?(<#[0-9A-Za-z]+(?:\|[^<>]*)?>|#[^\s#<>]+)", re.IGNORECASE)
_FILLING = re.compile(r"(?:this|it|that)\b", re.IGNORECASE)


def share_button(say: Say, picture_id: str) -> Button:
    """Return the button that asks for a channel and shares the picture there."""
    return Button("share_to", picture_id, say("button.share"), asks=Ask(say("ask.share"), say("ask.share_example")))


async def share(call: Call, studio: Studio) -> Answer:
    """Share the picture that is meant: ``/share v2 to:#general note:look``, or ``/share v2 #general look``."""
    return await _share(_read(call), studio)


async def share_to(call: Call, studio: Studio) -> Answer:
    """Share the picture whose button was pressed to the channel that was typed, with the words after it as the note."""
    given = call.text("to") or call.words.strip()
    found = _CHANNEL.match(given)
    if found is None:
        # A bare name, since the question was for nothing else.
        where, _, note = given.partition(" ")
    else:
        where, note = found[1], given[found.end() :]
    options = {**call.options, "to": where, "note": call.text("note") or note.strip()}
    return await _share(replace(call, options=options), studio)


async def _share(call: Call, studio: Studio) -> Answer:
    say = saying(call.locale)
    where, note = call.text("to"), harmless(call.text("note"))
    if not where and call.text("target"):
        # A button that had no room for the question.
        button = share_button(say, call.text("target"))
        return Answer(Card(CardKind.OFFER, say("share.ask"), buttons=(button,), private=True))
    if not where:
        raise BadInput("share_where")
    if len(note) > MOST_NOTE:
        raise BadInput("share_note_long", most=MOST_NOTE)
    async with studio.database.read() as tx:
        entry = await _meant(tx, call)
    if entry.state is State.RETIRED:
        raise BadInput("share_retired", version=entry.picture.version)
    place = await _room(call, studio, where)
    if entry.private and place.channel_id != entry.channel_id:
        raise NotAllowed("share_private")
    async with studio.database.begin() as tx:
        await people.remember(tx, call.person, studio.clock())
        parent = await _parent(tx, entry)
        card = _card(say, call, entry, parent, note)
        await shares.put(
            tx,
            Share(
                id=f"{SHARED}{call.id}",
                picture_id=entry.picture.id,
                team=call.person.team,
                channel_id=place.channel_id,
                person_id=call.person.id,
                note=note,
                card=card,
                locale=call.locale,
                told=False,
                tries=0,
                shared_at=studio.clock(),
            ),
        )
    text = say("share.done", version=entry.picture.version, channel=place.channel_name or where.lstrip("#"))
    return Answer(cards.answer(text), news=True)


async def _room(call: Call, studio: Studio, where: str) -> Place:
    find = studio.rooms.get(call.person.team.platform)
    if find is None:
        raise NotFound("share_nowhere")
    return await find(call.person, where)


async def _meant(tx: Tx, call: Call) -> Entry:
    """Return the library's entry of what is meant: a linked team's picture too, as far as it flows here."""
    target = call.text("target")
    picture_id = target or (await aim(tx, call)).picture.id
    entry = await search.entry(tx, call.viewer, picture_id)
    if entry is None:
        raise NotFound("picture_unknown")
    return entry


async def _parent(tx: Tx, entry: Entry) -> int | None:
    if entry.lender or entry.picture.parent_id is None:
        return None
    versions = await pictures.of_thread(tx, entry.picture.thread_id)
    return next((each.version for each in versions if each.id == entry.picture.parent_id), None)


def _card(say: Say, call: Call, entry: Entry, parent: int | None, note: str) -> Card:
    picture = entry.picture
    which = f"v{picture.version}"
    if entry.lender:
        made = say("share.lent", which=which, person=picture.person_name, team=entry.lender)
    elif parent is not None:
        made = say("share.from", which=which, version=parent, person=picture.person_name)
    else:
        made = say("share.first", which=which, person=picture.person_name)
    state = (say("share.approved"),) if entry.state is State.APPROVED else ()
    words = cards.quoted(picture.words)
    asked = (say("share.asked", words=words),) if words and note else ()
    return Card(
        CardKind.RESULT,
        note or words,
        title=say("share.title", person=call.person.name),
        notes=(made, *asked, *state),
        pictures=(cards.shown(picture),),
        buttons=shown_buttons(say, picture.id, lent=bool(entry.lender)),
    )


def _read(call: Call) -> Call:
    """Return the call with picture, channel and note as options, where they were typed one after the other."""
    rest = call.text("note")
    options = dict(call.options)
    if not call.text("picture") and not call.text("target"):
        first, _, after = rest.partition(" ")
        if is_version(first):
            options["picture"], rest = first, after.strip()
        elif (filling := _FILLING.match(rest)) is not None:
            rest = rest[filling.end() :].strip()
    if not call.text("to") and (found := _CHANNEL.match(rest)) is not None:
        options["to"], rest = found[1], rest[found.end() :].strip()
    return replace(call, options={**options, "note": rest})
