"""What is known of a picture: ``details``, ``original``; and ``delete``."""

from __future__ import annotations

from dataclasses import replace

from commands import cards
from commands.aim import Aim, aim
from commands.spec import PICTURE, spec
from commands.studio import Answer, Studio
from commands.words import Say, saying
from domain.call import Call
from domain.card import Button, Card, CardKind, Field, Style
from domain.errors import NotAllowed, NotFound
from domain.job import JobState
from domain.picture import Picture
from storage import jobs, pictures, privacy

DETAILS = spec("details", PICTURE, words="picture", private=True, in_thread=True)
ORIGINAL = spec("original", PICTURE, words="picture", private=True, in_thread=True)
DELETE = spec("delete", PICTURE, words="picture", private=True, in_thread=True)
DELETE_SURE = spec("delete_sure", listed=False, private=True)

_MICRO = 1_000_000
_SMALL = 0.1


async def details(call: Call, studio: Studio) -> Answer:
    """Tell how a picture was made, from what, by whom, when, and what it cost."""
    say = saying(call.locale)
    async with studio.database.read() as tx:
        aimed = await aim(tx, call)
    text = say("details.alt", alt=aimed.picture.alt)
    card = cards.answer(text, title=say("details.title", version=aimed.picture.version), fields=_fields(say, aimed))
    return Answer(replace(card, versions=cards.tree(aimed.pictures, aimed.thread.head_id)))


async def original(call: Call, studio: Studio) -> Answer:
    """Offer the bytes as the engine returned them, unchanged."""
    say = saying(call.locale)
    async with studio.database.read() as tx:
        aimed = await aim(tx, call)
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
    return Answer(Card(CardKind.ANSWER, text, pictures=(cards.shown(picture),), private=True, file=picture.id))


async def delete(call: Call, studio: Studio) -> Answer:
    """Ask whether a picture is to be deleted; its maker and administrators may."""
    say = saying(call.locale)
    async with studio.database.read() as tx:
        picture = (await aim(tx, call)).picture
    _require(call, picture)
    button = Button("delete_sure", picture.id, say("button.delete_sure", version=picture.version), Style.DANGER)
    return Answer(Card(CardKind.OFFER, say("delete.sure", version=picture.version), buttons=(button,), private=True))


async def delete_sure(call: Call, studio: Studio) -> Answer:
    """Delete the picture that the pressed button names, and its bytes; doing it again answers the same.

    Nobody is shown the picture from the moment its row is gone. Its bytes go right after, but where a job runs in its
    thread: such a job may be about to record the same bytes, so they are left to the sweep.
    """
    async with studio.database.read() as tx:
        picture = await pictures.seen(tx, call.viewer, call.text("target"))
    if picture is None:
        raise NotFound("picture_unknown")
    _require(call, picture)
    async with studio.database.begin() as tx:
        freed = await pictures.delete(tx, picture.thread_id, picture.id)
        runs = any(job.state is JobState.RUNNING for job in await jobs.open_of_thread(tx, picture.thread_id))
    if freed is not None and not runs:
        await privacy.drop(studio.database, studio.assets, [freed])
    card = cards.answer(saying(call.locale)("delete.done", version=picture.version))
    return Answer(card, gone=(picture.id,))


def _weight(say: Say, size: int) -> str:
    """Return a number of bytes in the unit that says something of it."""
    megabytes = size / 1024 / 1024
    if megabytes < _SMALL:
        return say("original.kilobytes", size=max(1, round(size / 1024)))
    return say("original.megabytes", size=f"{megabytes:.1f}")


def _require(call: Call, picture: Picture) -> None:
    if picture.person_id != call.person.id and not call.person.administrator:
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
