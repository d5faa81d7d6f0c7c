"""Undoing an undo: a step forward again, along the way that was gone back. Free."""

from __future__ import annotations

from commands.aim import Aim
from commands.history import move
from commands.studio import Answer, Studio
from commands.words import saying
from domain.call import Call
from domain.picture import undone
from domain.wish_clauses import key
from storage import threads

_REDO = frozenset({"redo", "redo it", "redo that", "redo this", "redo the last change", "redo the last edit"})


async def go_forward(call: Call, studio: Studio, aimed: Aim) -> Answer | None:
    """Move the head to where it was before the last step back; None where nothing was undone, or not that is meant."""
    if key(call.words) not in _REDO or call.replies_to is not None:
        return None
    async with studio.database.read() as tx:
        already = await threads.moved_to(tx, call.id)
        moves = await threads.moves(tx, aimed.thread.id)
    known = next((each for each in aimed.pictures if each.id == already), None)
    to = known or undone(aimed.picture, aimed.pictures, moves)
    if to is None:
        return None
    return await move(call, studio, aimed, to, saying(call.locale)("pick.done", version=to.version))
