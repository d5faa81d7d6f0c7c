"""What is known of a picture: ``details``, ``original``; and ``delete``."""

from __future__ import annotations

from dataclasses import replace

from commands import cards
from commands.aim import Aim, aim
from commands.spec import PICTURE, spec
from commands.studio import Answer, Studio
from commands.words import Say, saying
from domain.call import Call
from domain.card import Button, Card, CardKind, Style
from domain.errors import NotAllowed
from storage import pictures

DETAILS = spec("details", PICTURE, words="picture")
ORIGINAL = spec("original", PICTURE, words="picture")
DELETE = spec("delete", PICTURE, words="picture")
DELETE_SURE = spec("delete_sure", listed=False)

_MICRO = 1_000_000


async def details(call: Call, studio: Studio) -> Answer:
    """Tell how a picture was made, from what, by whom, when, and what it cost."""
    say = saying(call.locale)
    async with studio.database.read() as tx:
        aimed = await aim(tx, call)
    card = cards.answer("", title=say("details.title", version=aimed.picture.version), fields=_fields(say, aimed))
    tree = cards.tree(aimed.pictures, aimed.thread.head_id)
    return Answer(replace(card, text=say("details.alt", alt=aimed.picture.alt), versions=tree))


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
        size=f"{size / 1024 / 1024:.1f}",
        type=picture.media_type.removeprefix("image/").upper(),
    )
    return Answer(Card(CardKind.ANSWER, text, pictures=(cards.shown(picture),), private=True, file=picture.id))


async def delete(call: Call, studio: Studio) -> Answer:
    """Delete a picture and its bytes, once it is confirmed; its maker and administrators may."""
    say = saying(call.locale)
    async with studio.database.read() as tx:
        aimed = await aim(tx, call)
    picture = aimed.picture
    if picture.person_id != call.person.id and not call.person.administrator:
        raise NotAllowed("delete_not_yours", person=picture.person_name)
    if not call.flag("sure"):
        button = Button("delete_sure", picture.id, say("button.delete_sure", version=picture.version), Style.DANGER)
        text = say("delete.sure", version=picture.version)
        return Answer(Card(CardKind.OFFER, text, buttons=(button,), private=True))
    async with studio.database.begin() as tx:
        freed = await pictures.delete(tx, aimed.thread.id, picture.id)
    if freed is not None:
        await studio.assets.delete(freed)
    return Answer(cards.answer(say("delete.done", version=picture.version)))


async def delete_sure(call: Call, studio: Studio) -> Answer:
    """Delete a picture: it was confirmed."""
    return await delete(replace(call, options={**call.options, "sure": True}), studio)


def _fields(say: Say, aimed: Aim) -> dict[str, str]:
    picture, parent = aimed.picture, aimed.parent
    rows = {
        say("details.words"): picture.words,
        say("details.from"): f"v{parent.version}" if parent is not None else "",
        say("details.by"): picture.person_name,
        say("details.when"): picture.created_at.strftime("%Y-%m-%d %H:%M UTC"),
        say("details.model"): picture.model,
        say("details.quality"): picture.quality if picture.engine != "sketch" else "",
        say("details.size"): say("details.pixels", width=picture.width, height=picture.height),
        say("details.cost"): f"${picture.cost / _MICRO:.4f}" if picture.cost else say("details.free"),
        say("details.references"): str(len(picture.references)) if picture.references else "",
    }
    return {name: value for name, value in rows.items() if value}
