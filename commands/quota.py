"""``/quota`` and ``/models``: what is left today, and what there is to draw with."""

from __future__ import annotations

from commands import cards
from commands.spec import spec
from commands.studio import Answer, Studio
from commands.words import saying
from domain.call import Call
from domain.card import Field
from domain.ledger import renews_at
from domain.model import Model
from domain.operation import Quality
from domain.people import Person
from domain.pricing import estimate
from storage import ledger, people
from storage.database import Tx

QUOTA = spec("quota", private=True)
MODELS = spec("models", private=True)

_MICRO = 1_000_000


async def quota(call: Call, studio: Studio) -> Answer:
    """Say how many pictures are left today, when more come, and what today's cost."""
    say = saying(call.locale)
    now = studio.clock()
    async with studio.database.read() as tx:
        left, limit = await left_today(tx, studio, call.person)
        spent = await ledger.spent_on(tx, person_id=call.person.id, now=now)
    fields = (
        Field(say("quota.left"), say("quota.of", left=left, limit=limit)),
        Field(say("quota.renews"), cards.renewal(say, renews_at(now), now)),
        Field(say("quota.spent"), f"${spent / _MICRO:.2f}"),
    )
    text = say("quota.text", n=left) if left else say("quota.none")
    return Answer(cards.answer(text, title=say("quota.title"), fields=fields))


async def left_today(tx: Tx, studio: Studio, person: Person) -> tuple[int, int]:
    """Return how many pictures a person has left today, and how many a day has."""
    limit = studio.daily_images(await people.team_settings(tx, person.team.id))
    return await ledger.left_of(tx, person_id=person.id, limit=limit, now=studio.clock()), limit


async def models(call: Call, studio: Studio) -> Answer:
    """List the models that work here: what each is good for, its price and its time."""
    say = saying(call.locale)
    today = studio.clock().date()
    rows: list[Field] = []
    for model in studio.catalog.available(studio.engines, today):
        name = say("models.default", model=model.id) if model.id == studio.defaults.model else model.id
        about = say("models.row", good_for=model.good_for or model.title, price=price_of(model), seconds=model.seconds)
        rows.append(Field(name, about))
    text = say("models.text") if len(studio.engines) > 1 else say("models.text_offline")
    return Answer(cards.answer(text, title=say("models.title"), fields=rows))


def price_of(model: Model) -> str:
    """Return what a picture of a model costs, from the cheapest quality to the dearest."""
    size = model.usual[0]
    cheapest, dearest = (estimate(model, size, quality) for quality in _ends(model))
    if not dearest:
        return "$0"
    return f"${cheapest / _MICRO:.3f}" if cheapest == dearest else f"${cheapest / _MICRO:.3f}-{dearest / _MICRO:.2f}"


def _ends(model: Model) -> tuple[Quality, Quality]:
    order = list(Quality)
    known = sorted(model.qualities, key=order.index)
    return known[0], known[-1]
