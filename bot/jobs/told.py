"""What a job says: to whom, and which card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.jobs.kit import Kit
from bot.ports import Target
from commands import cards
from commands.submit import base_of
from commands.words import Say, knows, saying
from domain.card import Card
from domain.job import Job, JobState, OutputState
from domain.people import Viewer
from domain.picture import Picture
from storage import outputs, pictures
from storage.database import Tx


def target_of(job: Job) -> Target:
    """Return where a job speaks."""
    return Target(job.id, job.thread_id, job.person, job.place, job.answer_to, job.locale)


def viewer_of(job: Job) -> Viewer:
    """Return who asked for a job, where they asked."""
    return job.person.at(job.place.channel_id)


def making_card(
    kit: Kit, job: Job, base: Picture | None, *, stage: str, preview: str | None = None, done: int = 0
) -> Card:
    """Return the card of a running job."""
    label = _label(kit, job)
    return cards.making(saying(job.locale), job, base, stage=stage, preview=preview, done=done, label=label)


async def end_card(kit: Kit, tx: Tx, job: Job) -> Card:
    """Return the card that a job ends with; the same rows make the same card."""
    say = saying(job.locale)
    if job.state is not JobState.MADE:
        return cards.ended(say, job)
    made = await pictures.of_job(tx, job.id)
    left = [picture for picture in made if not picture.deleted]
    if not left:
        gone = replace(job, state=JobState.REFUSED, reason="picture_deleted", charged=True)
        return cards.ended(say, replace(gone, reason_params={"version": made[0].version if made else 1}))
    missing = await _missing(tx, job, say, len(made))
    return cards.result(say, job, left, await base_of(tx, job), label=_label(kit, job), missing=missing)


def noted(say: Say, code: str, params: Mapping[str, object]) -> str | None:
    """Return a note in words, None where the catalogue has none: a note is not worth a picture."""
    key = f"notes.{code}"
    return say(key, **params) if knows(key) or knows(f"{key}.other") else None


def explained(say: Say, code: str, params: Mapping[str, object]) -> str:
    """Return an error's code in words."""
    key = f"errors.{code}"
    return say(key if knows(key) or knows(f"{key}.other") else "errors.unexpected", **params)


async def _missing(tx: Tx, job: Job, say: Say, made: int) -> list[str]:
    if made >= job.count:
        return []
    failed = [each for each in (await outputs.of_job(tx, job.id)).values() if each.state is OutputState.FAILED]
    reasons = dict.fromkeys(explained(say, each.code, each.params or {}) for each in failed)
    charge = "missing_charged" if any(each.billed for each in failed) else "missing_free"
    notes = [noted(say, "missing", {"n": job.count - made}), *reasons, noted(say, charge, {})]
    return [note for note in notes if note is not None]


def _label(kit: Kit, job: Job) -> str:
    model = kit.studio.catalog.get(job.model)
    return "" if model is None else model.label
