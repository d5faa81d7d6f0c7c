"""The steps of a message in a thread, one after the other: what is free is done, one job is made, the rest is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from commands import cards, help, waiting  # noqa: A004 -- the command's name
from commands.aim import Aim
from commands.edit import draft_edit
from commands.forward import go_forward
from commands.history import go_back, nth_of_newest, pick_picture, show_card
from commands.quota import quota
from commands.star import save
from commands.studio import Answer, Studio
from commands.submit import Draft, submit
from commands.vary import again_picture, vary_picture
from commands.words import saying
from domain.call import Call
from domain.picture import before, meant
from domain.plan import Note
from domain.wish import Naming, Wish, WishKind
from domain.wish_pictures import picture_named
from storage.uploads import KeptUpload

EDITS = frozenset(
    {
        *(WishKind.REFINE, WishKind.CUT_OUT, WishKind.NEW_BACKGROUND, WishKind.EXTEND),
        *(WishKind.RESTORE, WishKind.ADJUST),
    }
)
"""What an image model does as an edit, by the person's own words."""
CANNOT = frozenset({WishKind.UPSCALE, WishKind.EXPORT, WishKind.ANIMATE, WishKind.COMPARE, WishKind.DESCRIBE})
"""What Easel says plainly that it cannot do here."""
_PAID = EDITS | {WishKind.AGAIN, WishKind.VARY}
_MOVES = frozenset({WishKind.BACK, WishKind.PICK, WishKind.SHOW})
_QUOTED = 60


async def take_steps(
    call: Call, studio: Studio, chain: Sequence[Wish], aimed: Aim, kept: Sequence[KeptUpload] = ()
) -> Answer:
    """Do the steps in their order and return one answer; a call makes one job, so what follows it is named on it.

    A move before a job is where the job starts from and does not move the thread by itself.
    """
    at, answer = aimed, Answer(None)
    for index, wish in enumerate(chain):
        rest = chain[index + 1 :]
        follows = any(each.kind in _PAID for each in takewhile(_is_done, rest))
        if wish.kind is WishKind.BACK and not follows and wish.version is None and wish.picture is None:
            answer = await go_back(call, studio, at, steps=wish.number or 1)
            at = _base(wish, at) if rest else at
            continue
        at = _base(wish, at, aimed=index == 0)
        if wish.kind in EDITS:
            edits = [wish, *takewhile(lambda each: each.kind in EDITS and each.picture is None, rest)]
            later = _later(call, rest[len(edits) - 1 :])
            return _with_notes(await _edit(call, studio, at, edits, kept, later=later), _said(answer))
        if wish.kind in _PAID:
            return _with_notes(await _once_more(call, studio, wish, at), [*_said(answer), *_later(call, rest)])
        if wish.kind in CANNOT:
            return _with_notes(answer, _later(call, [wish, *rest])) if answer.card else _plain(call, [wish, *rest])
        if wish.kind in _MOVES and follows:
            continue
        done = await _free(call, studio, wish, at)
        answer = done if answer.card is None else _with_notes(answer, _said(done))
    return answer


def _is_done(wish: Wish) -> bool:
    return wish.kind not in CANNOT


def _base(wish: Wish, at: Aim, *, aimed: bool = False) -> Aim:
    """Return the picture that a step is about, seen from the one before it; ``aimed`` where its version was looked for."""
    if wish.picture is not None:
        if wish.picture.how is Naming.PLACE:
            return nth_of_newest(at, wish.picture.number)
        return Aim(at.thread, at.pictures, picture_named(wish.picture, at.thread, at.pictures, at.picture))
    if wish.kind is WishKind.PICK and wish.number is not None:
        return nth_of_newest(at, wish.number)
    picture = at.picture
    if wish.version is not None and not aimed:
        picture = meant(at.thread, at.pictures, version=wish.version)
    if wish.kind in (WishKind.BACK, WishKind.REFINE) and wish.number:
        picture = before(picture, at.pictures, wish.number)
    return Aim(at.thread, at.pictures, picture)


async def _free(call: Call, studio: Studio, wish: Wish, at: Aim) -> Answer:
    """Do one step that costs nothing."""
    say = saying(call.locale)
    match wish.kind:
        case WishKind.SHOW:
            return Answer(show_card(studio, call, at, say("show.done", version=at.picture.version)))
        case WishKind.SAVE:
            return await save(replace(call, uploads=(), options={**call.options, "target": at.picture.id}), studio)
        case WishKind.QUOTA:
            return await quota(call, studio)
        case WishKind.HELP:
            return helped(call)
        case _:
            return await pick_picture(call, studio, at)


def helped(call: Call) -> Answer:
    """Return the help card over every command."""
    from commands.table import SPECS  # noqa: PLC0415 -- the table names this file's callers

    return help.answering(SPECS, call)


async def _once_more(call: Call, studio: Studio, wish: Wish, at: Aim) -> Answer:
    if wish.kind is WishKind.VARY:
        return await vary_picture(call, studio, at, strong=wish.strong, count=wish.number)
    return await go_forward(call, studio, at) or await again_picture(call, studio, at)


async def _edit(
    call: Call, studio: Studio, at: Aim, edits: Sequence[Wish], kept: Sequence[KeptUpload], *, later: Sequence[str]
) -> Answer:
    """Edit the picture by the words of all the edits; a photo that waited here is what they speak of."""
    waits = [] if kept else await waiting.find(call, studio, at.thread)
    words = ", ".join(each.words for each in edits if each.words) or call.words
    clear = any(each.kind is WishKind.CUT_OUT for each in edits)
    asked = replace(call, options={**call.options, "transparent": True}) if clear else call
    draft = await draft_edit(asked, studio, at.picture, words, kept or waits)
    notes = (*draft.notes, *(Note("plain", {"text": text}) for text in later))
    answer = await submit(call, studio, Draft(draft.operation, draft.model, 1, notes, at.thread, at.picture))
    if waits:
        await waiting.drop(call, studio, at.thread)
    return answer


def _later(call: Call, left: Sequence[Wish]) -> list[str]:
    """Say of each step that is left why it is: Easel cannot, or the new picture has to be there first."""
    say = saying(call.locale)
    told: list[str] = []
    for wish in left:
        if wish.kind in CANNOT:
            told.append(say(f"cannot.{wish.kind}"))
        elif wish.kind is not WishKind.SHOW:
            told.append(say("cannot.later", words=cards.quoted(wish.words or wish.kind.value, _QUOTED)))
    return list(dict.fromkeys(told))


def _plain(call: Call, left: Sequence[Wish]) -> Answer:
    """Answer with what cannot be done, where nothing was."""
    first, *others = _later(call, left)
    return _with_notes(Answer(cards.answer(first)), others)


def _said(answer: Answer) -> list[str]:
    return [answer.card.text] if answer.card is not None and answer.card.text else []


def _with_notes(answer: Answer, notes: Sequence[str]) -> Answer:
    """Return the answer with more notes on its card."""
    if answer.card is None or not notes:
        return answer
    return replace(answer, card=replace(answer.card, notes=(*answer.card.notes, *notes)))
