"""``/imagine``: a picture from words."""

from __future__ import annotations

from commands.choose import choose
from commands.spec import MAKING, option, spec
from commands.studio import Answer, Studio
from commands.submit import Draft, seed_of, submit
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
    *(option("imagine", f"image{number}", OptionKind.IMAGE) for number in range(1, MOST_REFERENCES + 1)),
    words="prompt",
)


async def imagine(call: Call, studio: Studio) -> Answer:
    """Make pictures from words; uploads are references."""
    chosen = await choose(call, studio, require_prompt(call.text("prompt")))
    prompt = require_prompt(chosen.words)
    planned = plan(
        chosen.model,
        "generate",
        size=chosen.size,
        quality=chosen.quality,
        count=call.number("count"),
        transparent=call.flag("transparent"),
        references=len(usable(call)),
    )
    kept = (await take(call, studio))[: planned.references]
    said = all_said(kept, saying(call.locale))
    operation = Generate(
        prompt,
        Settings(chosen.model.id, planned.size, planned.quality, planned.transparent, seed_of(call)),
        tuple(source(upload) for upload in kept),
    )
    notes = (*chosen.notes, *planned.notes, *left_out(call), *(Note("plain", {"text": text}) for text in said))
    return await submit(call, studio, Draft(operation, chosen.model, planned.count, notes))
