"""``/coach``: what a prompt says, what it lacks, how it could be put better. It costs nothing and hinders nobody."""

from __future__ import annotations

from dataclasses import replace

from commands import cards
from commands.coached import coached
from commands.coaching import advice
from commands.imagine import imagine
from commands.offers import already
from commands.spec import option, spec
from commands.studio import Answer, Studio
from commands.words import saying
from domain import coach as rules
from domain.call import Call
from domain.text import clean, require_prompt
from storage import people

SPEC = spec("coach", option("coach", "prompt", required=True), words="prompt", private=True)
ABOUT_JOB = spec("coach_job", listed=False, private=True)
USE = spec("coach_use", listed=False, costs=True)
KEEP = spec("coach_keep", listed=False, private=True)
STOP = spec("coach_stop", listed=False, private=True)


async def coach(call: Call, studio: Studio) -> Answer:
    """Say what there is to say of a prompt, to its asker alone."""
    del studio
    say = saying(call.locale)
    if not clean(call.text("prompt")):
        return Answer(cards.answer(say("coach.ask"), title=say("coach.title")))
    return Answer(advice(say, require_prompt(call.text("prompt")), call.id))


async def about_job(call: Call, studio: Studio) -> Answer:
    """Say what there is to say of the prompt that a job was asked with."""
    found = await coached(call, studio, SPEC)
    return Answer(advice(saying(call.locale), found.prompt, call.text("target")))


async def use(call: Call, studio: Studio) -> Answer:
    """Make a picture of the rewritten prompt, on the quota of who presses; once."""
    found = await coached(call, studio, SPEC)
    words = rules.coach(require_prompt(found.prompt)).rewritten
    once = replace(call, id=f"coach:{call.text('target')}:{call.person.id}", words=words, options={"prompt": words})
    if await already(once, studio):
        return Answer(cards.answer(saying(call.locale)("offer.taken")))
    return await imagine(once, studio)


async def keep(call: Call, studio: Studio) -> Answer:
    """Leave the prompt as it is."""
    del studio
    return Answer(cards.answer(saying(call.locale)("coach.kept")))


async def stop(call: Call, studio: Studio) -> Answer:
    """Never hint to this person again, until they set it otherwise."""
    async with studio.database.begin() as tx:
        await people.remember(tx, call.person, studio.clock())
        own = await people.person_settings(tx, call.person.id)
        await people.set_person(tx, call.person.id, replace(own, hints=False))
    return Answer(cards.answer(saying(call.locale)("coach.stopped")))
