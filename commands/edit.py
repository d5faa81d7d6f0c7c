"""``/edit``: a change to one picture, keeping the rest."""

from __future__ import annotations

from collections.abc import Sequence

from commands import cards
from commands.aim import Aim, aim_far, thread_of
from commands.choose import choose, parent_of
from commands.handles import references
from commands.spec import MAKING, PICTURE, option, spec
from commands.studio import Answer, Studio
from commands.submit import Draft, in_thread, new_thread, noted, submit
from commands.uploads import all_said, as_picture, left_out, source, take
from commands.words import saying
from domain.call import Call
from domain.command import OptionKind
from domain.errors import NotFound
from domain.operation import Edit, Settings, Source
from domain.picture import Picture
from domain.plan import Note, plan
from domain.text import require_prompt, title_of
from storage import jobs, people, pictures, threads
from storage.uploads import KeptUpload

SPEC = spec(
    "edit",
    option("edit", "instruction", required=True),
    PICTURE,
    option("edit", "image", OptionKind.IMAGE),
    *MAKING,
    words="instruction",
    asks="refine",
    in_thread=True,
    costs=True,
)


async def edit(call: Call, studio: Studio) -> Answer:
    """Edit the picture that is meant; outside a thread the first upload is the base and opens one."""
    aimed = await _aimed(call, studio)
    if aimed is not None:
        kept = await take(call, studio)
        return await edit_picture(call, studio, aimed, call.text("instruction"), kept)
    kept = await take(call, studio)
    return await edit_upload(call, studio, kept)


async def edit_picture(call: Call, studio: Studio, aimed: Aim, words: str, kept: Sequence[KeptUpload] = ()) -> Answer:
    """Edit a picture of a thread; uploads are references, and the card says so."""
    base = aimed.picture
    draft = await draft_edit(call, studio, base, words, kept)
    return await submit(call, studio, Draft(draft.operation, draft.model, 1, draft.notes, aimed.thread, base))


async def edit_upload(call: Call, studio: Studio, kept: Sequence[KeptUpload]) -> Answer:
    """Start a thread with the first upload as v1 and edit it; with no words, ask what to change."""
    say = saying(call.locale)
    base = await as_picture(kept[0], studio, say, picture_id=studio.new_id())
    words = call.text("instruction")
    if words.strip():
        draft = await draft_edit(call, studio, base, words, kept[1:], said_of=kept)
        return await submit(
            call,
            studio,
            Draft(draft.operation, draft.model, 1, draft.notes, None, base, upload=base, upload_id=kept[0].id),
        )
    now = studio.clock()
    async with studio.database.begin() as tx:
        await people.remember(tx, call.person, now)
        title = title_of(kept[0].name)
        thread = await threads.ensure(tx, new_thread(call, studio, title))
        added = await pictures.add(tx, [in_thread(base, thread)], upload_id=kept[0].id)
    notes = (*added[0].notes, *noted(say, left_out(call)))
    return Answer(cards.one(say, added[0], None, text=say("upload.started"), notes=notes))


async def _aimed(call: Call, studio: Studio) -> Aim | None:
    """Return what is meant, or None where only an upload can be."""
    try:
        async with studio.database.read() as tx:
            return await aim_far(tx, call)
    except NotFound as error:
        if not call.uploads or error.code not in {"no_thread", "thread_empty"}:
            raise
        if error.code == "thread_empty" and await _forming(call, studio):
            raise NotFound("still_forming") from error
        return None


async def _forming(call: Call, studio: Studio) -> bool:
    async with studio.database.read() as tx:
        thread = await thread_of(tx, call)
        return bool(await jobs.open_of_thread(tx, thread.id))


async def draft_edit(
    call: Call,
    studio: Studio,
    base: Picture,
    words: str,
    kept: Sequence[KeptUpload],
    *,
    said_of: Sequence[KeptUpload] | None = None,
) -> Draft:
    """Return the planned edit of ``base``; its references are what the words call by name, and uploads after these.

    What normalising did is told of the uploads, or of ``said_of``. Raise BadInput where it cannot be planned.
    """
    chosen = await choose(call, studio, require_prompt(words), base)
    named = await references(call, studio, chosen.words or words, base)
    planned = plan(
        chosen.model,
        "edit",
        size=chosen.size,
        quality=chosen.quality,
        transparent=chosen.transparent,
        references=len(named.sent) + len(kept),
        parent=parent_of(base, chosen.target),
    )
    say, room = saying(call.locale), planned.references
    given = kept[: max(0, room - len(named.sent))]
    operation = Edit(
        named.words,
        Source(base.digest, base.media_type, base.id),
        Settings(chosen.model.id, planned.size, planned.quality, planned.transparent, chosen.seed, planned.target),
        (*named.sources(room), *(source(upload) for upload in given)),
        brief=named.brief(room, chosen.model.engine),
    )
    said = all_said(kept if said_of is None else said_of, say)
    notes = [*chosen.notes, *named.told(room, say), *planned.notes, *left_out(call)]
    notes.extend(Note("plain", {"text": text}) for text in said)
    if given:
        notes.append(Note("as_reference", {"n": str(len(given)), "version": str(base.version or 1)}))
    return Draft(operation, chosen.model, 1, tuple(notes))
