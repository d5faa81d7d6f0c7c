"""The prompt that a button of the coach is about: its target is the id of a job, or of the call that asked."""

from __future__ import annotations

from dataclasses import dataclass

from commands.studio import Studio
from domain.call import Call
from domain.command import CommandSpec
from domain.errors import NotFound
from domain.operation import Generate
from domain.spoken import spoken
from domain.typed import to_easel
from storage import inbox, jobs, threads


@dataclass(frozen=True, slots=True)
class Coached:
    """A prompt, and the call that it was written in where that is there: a picture of it keeps the rest that it asks."""

    prompt: str
    asked: Call | None = None


async def coached(call: Call, studio: Studio, command: CommandSpec) -> Coached:
    """Return what the target holds, as far as the caller may see it. Raise NotFound where it is gone or not for them."""
    target = call.text("target")
    async with studio.database.read() as tx:
        job = await jobs.get(tx, target)
        if job is not None and await threads.seen(tx, call.viewer, job.thread_id) is None:
            job = None
        asked = await inbox.get(tx, target)
    if job is not None and isinstance(job.operation, Generate):
        return Coached(job.operation.prompt)
    if asked is None or asked.person.team.id != call.person.team.id or not _is_theirs(call, asked, command):
        raise NotFound("offer_old")
    prompt = _written(asked, command)
    if not prompt:
        raise NotFound("offer_old")
    return Coached(prompt, asked)


def _is_theirs(call: Call, asked: Call, command: CommandSpec) -> bool:
    """Return whether the caller may see what was asked: what was answered in private is for its asker alone."""
    here = asked.place.channel_id == call.place.channel_id
    return asked.person.id == call.person.id or (here and not command.private)


def _written(asked: Call, command: CommandSpec) -> str:
    """Return the prompt of a call as it was claimed, also where it was said in words."""
    if asked.text("prompt"):
        return asked.text("prompt")
    said = spoken(to_easel(asked.words) or asked.words, (command,))
    return said.words if said is not None else asked.words
