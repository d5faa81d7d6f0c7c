"""``cancel``: stop a job that waits or runs."""

from __future__ import annotations

from commands import cards
from commands.aim import thread_of
from commands.spec import spec
from commands.studio import Answer, Studio
from commands.words import Say, saying
from domain.call import Call
from domain.errors import NotAllowed, NotFound
from domain.job import OPEN, Job, JobState
from storage import jobs, threads

SPEC = spec("cancel", private=True, in_thread=True)


async def cancel(call: Call, studio: Studio) -> Answer:
    """Stop the job that is meant: the one named, else the caller's newest of this thread."""
    say = saying(call.locale)
    async with studio.database.begin() as tx:
        if call.text("target"):
            job = await jobs.get(tx, call.text("target"))
            if job is None or await threads.seen(tx, call.viewer, job.thread_id) is None:
                raise NotFound("job_unknown")
        else:
            thread = await thread_of(tx, call)
            forming = await jobs.open_of_thread(tx, thread.id)
            mine = [each for each in forming if each.person.id == call.person.id]
            if not mine and call.person.administrator:
                mine = forming
            if not mine:
                raise NotFound("nothing_to_cancel")
            job = mine[-1]
        if not _may(call, job):
            raise NotAllowed("cancel_not_yours", person=job.person.name)
        if job.state not in OPEN:
            return Answer(cards.answer(_late(say, job)))
        state = await jobs.ask_cancel(tx, job.id, now=studio.clock())
    if state is JobState.CANCELLED:
        return Answer(cards.answer(say("cancel.done")), stopped=job.id)
    if state is JobState.RUNNING:
        return Answer(cards.answer(say("cancel.asked")), stopped=job.id)
    return Answer(cards.answer(say("cancel.late")))


def _late(say: Say, job: Job) -> str:
    if job.state is JobState.CANCELLED:
        return f"{say('cancel.already')} {cards.charge(say, charged=job.charged)}"
    return say("cancel.late")


def _may(call: Call, job: Job) -> bool:
    return job.person.id == call.person.id or call.person.administrator
