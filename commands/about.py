"""What is known of a picture: ``details``, ``original``; and ``delete``."""

from __future__ import annotations

from dataclasses import replace

from commands import cards, library
from commands.aim import Aim, aim
from commands.spec import PICTURE, spec
from commands.studio import Answer, Studio
from commands.words import Say, saying
from domain.call import Call
from domain.card import Button, Card, CardKind, Field, Style
from domain.errors import NotAllowed, NotFound
from domain.job import JobState
from domain.library import State, may_approve, require_deletable
from domain.picture import Picture
from storage import jobs, originals, people, pictures, privacy, search, shelf
from storage.database import Tx

DETAILS = spec("details", PICTURE, words="picture", private=True, in_thread=True)
ORIGINAL = spec("original", PICTURE, words="picture", private=True, in_thread=True)
DELETE = spec("delete", PICTURE, words="picture", private=True, in_thread=True)
DELETE_SURE = spec("delete_sure", listed=False, private=True)
KEEP = spec("keep", listed=False, private=True)

_MICRO = 1_000_000
_SMALL = 0.1


async def details(call: Call, studio: Studio) -> Answer:
    """Tell how a picture was made, from what, by whom, when, and what it cost."""
    say = saying(call.locale)
    async with studio.database.read() as tx:
        aimed = await aim(tx, call)
        entry = await search.entry(tx, call.viewer, aimed.picture.id)
        shelved = [] if entry is None else await library.about(tx, call, say, entry)
    text = say("details.alt", alt=aimed.picture.alt)
    fields = [*_fields(say, aimed), *shelved]
    card = cards.answer(text, title=say("details.title", version=aimed.picture.version), fields=fields)
    return Answer(replace(card, versions=cards.tree(aimed.pictures, aimed.thread.head_id)))


async def original(call: Call, studio: Studio) -> Answer:
    """Offer the bytes as the engine returned them, unchanged."""
    say = saying(call.locale)
    async with studio.database.read() as tx:
        aimed = await aim(tx, call)
        found = await originals.of_picture(tx, aimed.picture.id)
    size = await studio.assets.size(aimed.picture.digest)
    picture = aimed.picture
    text = say(
        "original.ready",
        version=picture.version,
        width=picture.width,
        height=picture.height,
        size=_weight(say, size),
        type=picture.media_type.removeprefix("image/").upper(),
    )
    if found is not None and found.target is not None:
        text = f"{text} {say('original.fitted', version=picture.version, exact=str(found.target.size))}"
    return Answer(Card(CardKind.ANSWER, text, pictures=(cards.shown(picture),), private=True, file=picture.id))


async def delete(call: Call, studio: Studio) -> Answer:
    """Ask whether a picture is to be deleted; its maker and administrators may, who approves where it is approved."""
    say = saying(call.locale)
    async with studio.database.read() as tx:
        picture = (await aim(tx, call)).picture
        await _require(tx, call, picture)
    buttons = (
        Button("delete_sure", picture.id, say("button.delete_sure", version=picture.version), Style.DANGER),
        Button("keep", picture.id, say("button.keep"), Style.QUIET),
    )
    return Answer(Card(CardKind.OFFER, say("delete.sure", version=picture.version), buttons=buttons, private=True))


async def keep(call: Call, studio: Studio) -> Answer:
    """Say that the picture of a question whether to delete it stays."""
    async with studio.database.read() as tx:
        picture = (await aim(tx, call)).picture
    return Answer(cards.answer(saying(call.locale)("delete.kept", version=picture.version)))


async def delete_sure(call: Call, studio: Studio) -> Answer:
    """Delete the picture that the pressed button names, and its bytes; doing it again answers the same.

    Nobody is shown the picture from the moment its row is gone. Its bytes go right after, but where a job runs in its
    thread: such a job may be about to record the same bytes, so they are left to the sweep.
    """
    async with studio.database.read() as tx:
        picture = await pictures.seen(tx, call.viewer, call.text("target"))
    if picture is None:
        raise NotFound("picture_unknown")
    async with studio.database.begin() as tx:
        # It may have been approved since it was asked about.
        await _require(tx, call, picture)
        freed = await remove(tx, picture.thread_id, picture.id)
    await privacy.drop(studio.database, studio.assets, freed)
    card = cards.answer(saying(call.locale)("delete.done", version=picture.version))
    return Answer(card, gone=(picture.id,))


async def remove(tx: Tx, thread_id: str, picture_id: str) -> list[str]:
    """Delete a picture of a thread; return the digests whose bytes are to be dropped once that is committed."""
    freed = await pictures.delete(tx, thread_id, picture_id)
    runs = any(job.state is JobState.RUNNING for job in await jobs.open_of_thread(tx, thread_id))
    return [] if freed is None or runs else [freed]


def _weight(say: Say, size: int) -> str:
    """Return a number of bytes in the unit that says something of it."""
    megabytes = size / 1024 / 1024
    if megabytes < _SMALL:
        return say("original.kilobytes", size=max(1, round(size / 1024)))
    return say("original.megabytes", size=f"{megabytes:.1f}")


async def _require(tx: Tx, call: Call, picture: Picture) -> None:
    """Raise where this person may not delete the picture: an approved one is for who may approve."""
    state = await shelf.state_of(tx, picture.id)
    team = await people.team_settings(tx, call.person.team.id)
    maker, approver = picture.person_id == call.person.id, may_approve(call.person, team.approvers)
    if state is State.APPROVED:
        require_deletable(state, maker=maker, approver=approver)
    elif not maker and not call.person.administrator:
        if picture.deleted:
            raise NotFound("picture_deleted", version=picture.version)
        raise NotAllowed("delete_not_yours", person=picture.person_name)


def _fields(say: Say, aimed: Aim) -> list[Field]:
    picture, parent = aimed.picture, aimed.parent
    made = picture.created_at
    rows = (
        Field(say("details.words"), picture.words),
        Field(say("details.from"), f"v{parent.version}" if parent is not None else ""),
        Field(say("details.by"), picture.person_name),
        Field(say("details.when"), made.strftime("%Y-%m-%d %H:%M UTC"), at=int(made.timestamp())),
        Field(say("details.model"), picture.model),
        Field(say("details.quality"), picture.quality if picture.engine != "sketch" else ""),
        Field(say("details.size"), say("details.pixels", width=picture.width, height=picture.height)),
        Field(say("details.cost"), f"${picture.cost / _MICRO:.4f}" if picture.cost else say("details.free")),
        Field(say("details.references"), str(len(picture.references)) if picture.references else ""),
    )
    return [each for each in rows if each.value]
