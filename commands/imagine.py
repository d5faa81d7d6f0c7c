"""``/imagine``: a picture from words."""

from __future__ import annotations

from commands.choose import choose
from commands.coaching import hint, offer
from commands.handles import references
from commands.spec import MAKING, option, spec
from commands.studio import Answer, Studio
from commands.submit import Draft, submit
from commands.uploads import all_said, left_out, source, take, usable
from commands.words import saying
from domain.call import Call
from domain.command import OptionKind
from domain.operation import Generate, Settings
from domain.plan import MOST_COUNT, MOST_REFERENCES, Note, plan
from domain.text import require_prompt

SPEC = spec(
    "imagine",
    option("imagine", "prompt", required=True),
    *MAKING,
    option("imagine", "count", OptionKind.NUMBER, least=1, most=MOST_COUNT),
    option("imagine", "transparent", OptionKind.FLAG),
    option("imagine", "improve", OptionKind.FLAG),
    *(option("imagine", f"image{number}", OptionKind.IMAGE) for number in range(1, MOST_REFERENCES + 1)),
    words="prompt",
    costs=True,
)


async def imagine(call: Call, studio: Studio) -> Answer:
    """Make pictures from words; pictures that they call by name are references, and uploads after them."""
    chosen = await choose(call, studio, require_prompt(call.text("prompt")))
    if call.flag("improve"):
        return offer(call, require_prompt(call.text("prompt")))
    named = await references(call, studio, require_prompt(chosen.words))
    planned = plan(
        chosen.model,
        "generate",
        size=chosen.size,
        quality=chosen.quality,
        count=chosen.count,
        transparent=chosen.transparent,
        references=len(named.sent) + len(usable(call)),
    )
    say, room = saying(call.locale), planned.references
    kept = (await take(call, studio))[: max(0, room - len(named.sent))]
    said = all_said(kept, say)
    operation = Generate(
        named.words,
        Settings(chosen.model.id, planned.size, planned.quality, planned.transparent, chosen.seed, planned.target),
        (*named.sources(room), *(source(upload) for upload in kept)),
        brief=named.brief(room, chosen.model.engine),
    )
    about = (
        *chosen.notes,
        *named.told(room, say),
        *planned.notes,
        *left_out(call),
        *await hint(call, studio, named.words),
    )
    notes = (*about, *(Note("plain", {"text": text}) for text in said))
    return await submit(call, studio, Draft(operation, chosen.model, planned.count, notes))
