"""What the buttons of an improved prompt do: make a picture of it, of one's own words, or of what one edits first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from commands import cards, imagine
from commands.coached import coached
from commands.offers import already
from commands.spec import spec
from commands.studio import Answer, Studio
from commands.words import saying
from domain.call import Call
from domain.enrich import enrich, unmarked
from domain.text import require_prompt

USE = spec("improve_use", listed=False, costs=True)
KEEP = spec("improve_keep", listed=False, costs=True)
EDIT = spec("improve_edit", listed=False, asks="improve", costs=True)


async def use(call: Call, studio: Studio) -> Answer:
    """Make a picture of the improved prompt."""
    return await _make(call, studio, lambda prompt: enrich(prompt).text)


async def keep(call: Call, studio: Studio) -> Answer:
    """Make a picture of the prompt as it was written."""
    return await _make(call, studio, lambda prompt: prompt)


async def edit(call: Call, studio: Studio) -> Answer:
    """Make a picture of the words that the button asked for; marks that were copied with them are left out."""
    return await _make(call, studio, lambda _: unmarked(call.words))


async def _make(call: Call, studio: Studio, worded: Callable[[str], str]) -> Answer:
    """Make a picture of these words, with everything else that was asked for beside the prompt."""
    found = await coached(call, studio, imagine.SPEC)
    words = require_prompt(worded(require_prompt(found.prompt)))
    asked = found.asked
    given = {} if asked is None else {name: value for name, value in asked.options.items() if name != "improve"}
    once = replace(
        call,
        # Whoever edits again wishes something else; the other two are done once for each person.
        id=call.id if call.command == EDIT.name else f"{call.command}:{call.text('target')}:{call.person.id}",
        words=words,
        options={**given, "prompt": words},
        uploads=() if asked is None else asked.uploads,
    )
    if await already(once, studio):
        return Answer(cards.answer(saying(call.locale)("offer.taken")))
    return await imagine.imagine(once, studio)
