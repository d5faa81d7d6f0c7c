"""The cards people read: on it, forming, made, failed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from commands.words import Say, knows
from domain.card import CAPTION, Ask, Button, Card, CardKind, Field, Progress, Shown, Style, Version
from domain.errors import EaselError, QuotaSpent
from domain.job import Job, JobState, Standing
from domain.operation import Edit, Generate, Vary, sources_of, words_of
from domain.picture import Picture

_QUOTED = 240
_CAPTION = 80
_KEPT = 1_500
_FREE = frozenset({"nothing_to_cancel", "cancel_not_yours", "nothing_before"})
"""Errors of what costs nothing, though it is said where other words would cost: charging is not spoken of."""


def waiting(say: Say, job: Job, standing: Standing | None, base: Picture | None) -> Card:
    """Say that a job was accepted: where it stands, about how long, how to stop it."""
    ahead = 0 if standing is None else standing.ahead
    text = say("waiting.behind", n=ahead) if ahead else say("waiting.next")
    seconds = None if standing is None else standing.seconds
    return Card(
        CardKind.PROGRESS,
        text,
        title=doing(say, job, base),
        notes=job.notes,
        buttons=(_cancel(say, job), *_tips(say, job)),
        progress=Progress(job.id, "waiting", position=None if standing is None else standing.ahead, seconds=seconds),
    )


def making(
    say: Say, job: Job, base: Picture | None, *, stage: str, preview: str | None = None, done: int = 0, label: str = ""
) -> Card:
    """Say how far a running job is, with its latest partial frame."""
    text = say(f"stage.{stage}", done=done, count=job.count)
    return Card(
        CardKind.PROGRESS,
        text,
        title=doing(say, job, base),
        notes=job.notes,
        buttons=(_cancel(say, job), *_tips(say, job)),
        progress=Progress(job.id, stage, preview=preview),
        label=label,
    )


def doing(say: Say, job: Job, base: Picture | None) -> str:
    """Say in a few words what a job does, naming the picture it works on."""
    words = quoted(words_of(job.operation))
    match job.operation:
        case Generate():
            return say("doing.generate", words=words)
        case Edit():
            version = base.version if base is not None else 1
            return say("doing.edit", words=words, version=version)
        case Vary(strong=strong):
            version = base.version if base is not None else 1
            return say("doing.vary_strong" if strong else "doing.vary", version=version)


def result(
    say: Say,
    job: Job,
    made: Sequence[Picture],
    parent: Picture | None,
    *,
    label: str = "",
    missing: Sequence[str] = (),
) -> Card:
    """Show what a job made: which versions, from which, by whom; ``missing`` says what of it did not come."""
    notes = _lasting(say, job)
    for picture in made:
        notes.extend(note for note in picture.notes if note not in notes)
    notes.extend(missing)
    upload = next((source for source in sources_of(job.operation)[1:] if source.picture_id is None), None)
    buttons = list(picture_buttons(say, made[0])) if len(made) == 1 else _set_buttons(say, job, made)
    if isinstance(job.operation, Edit) and upload is not None:
        buttons.append(Button("rebase", job.id, say("button.rebase"), Style.QUIET))
    buttons.extend(_tips(say, job))
    return Card(
        CardKind.RESULT,
        quoted(words_of(job.operation)),
        title=origin(say, made, parent),
        notes=tuple(notes),
        pictures=tuple(shown(picture) for picture in made),
        buttons=tuple(buttons),
        label=label,
    )


def _tips(say: Say, job: Job) -> tuple[Button, ...]:
    """Return the one quiet button of a job whose prompt was hinted at: the note says so, and nothing else remembers it."""
    hinted = say("notes.coach") in job.notes
    return (Button("coach_job", job.id, say("button.coach"), Style.QUIET),) if hinted else ()


def _lasting(say: Say, job: Job) -> list[str]:
    """Return a job's notes without the hint, which is said while its asker waits and stays on no picture."""
    return [note for note in job.notes if note != say("notes.coach")]


def one(
    say: Say, picture: Picture, parent: Picture | None, *, text: str, label: str = "", notes: Sequence[str] = ()
) -> Card:
    """Show one picture of a thread with its buttons."""
    return Card(
        CardKind.RESULT,
        text,
        title=origin(say, [picture], parent),
        notes=tuple(notes),
        pictures=(shown(picture, words=True),),
        buttons=picture_buttons(say, picture),
        label=label,
    )


def origin(say: Say, made: Sequence[Picture], parent: Picture | None) -> str:
    """Say which versions these are, from which, and by whom: "v4, from v2, by @ada"."""
    first, last = made[0], made[-1]
    which = f"v{first.version}" if first is last else f"v{first.version}-v{last.version}"
    if first.operation == "upload":
        return say("result.upload", which=which, person=first.person_name)
    if first.operation == "copy":
        return say("result.copy", which=which, person=first.person_name)
    if parent is None:
        return say("result.first", which=which, person=first.person_name)
    return say("result.from", which=which, version=parent.version, person=first.person_name)


def shown(picture: Picture, *, words: bool = False, thread: str = "") -> Shown:
    """Return a picture as a card carries it; with its ``words`` in the caption where it is shown again."""
    asked = quoted(picture.words, _CAPTION) if words else ""
    return Shown(
        picture.id,
        picture.version,
        picture.digest,
        picture.media_type,
        picture.width,
        picture.height,
        picture.alt,
        caption=f"v{picture.version}{CAPTION}{asked}" if asked else f"v{picture.version}",
        thread=thread,
    )


def picture_buttons(say: Say, picture: Picture) -> tuple[Button, ...]:
    """Return what can be done with a picture."""
    ask = Ask(say("ask.refine"), say("ask.refine_example"))
    buttons = [
        Button("edit", picture.id, say("button.refine"), Style.PRIMARY, asks=ask),
        Button("vary", picture.id, say("button.vary")),
    ]
    if picture.operation not in {"upload", "copy"}:
        buttons.append(Button("again", picture.id, say("button.again")))
    if picture.parent_id is not None:
        buttons.append(Button("back", picture.id, say("button.back")))
    return (
        *buttons,
        Button("details", picture.id, say("button.details"), Style.QUIET),
        Button("original", picture.id, say("button.original"), Style.QUIET),
        Button("star", picture.id, say("button.star"), Style.QUIET),
        Button("delete", picture.id, say("button.delete"), Style.DANGER, hint=say("button.delete_hint")),
    )


def ended(say: Say, job: Job) -> Card:
    """Say that a job was refused or cancelled, why, and whether it was charged."""
    params = dict(job.reason_params or {})
    known = job.reason if knows(f"errors.{job.reason}") else "unexpected"
    text = say(f"errors.{known}", **params)
    cancelled = job.state is JobState.CANCELLED
    if cancelled and known == "cancelled":
        # The title has said it.
        text = ""
    buttons = () if cancelled else (Button("retry", job.id, say("button.retry")),)
    words = quoted(words_of(job.operation))
    asked = (say("refusal.asked", words=words),) if words and not cancelled else ()
    return Card(
        CardKind.REFUSAL,
        f"{text} {charge(say, charged=job.charged)}".strip(),
        title=say("refusal.cancelled" if cancelled else "refusal.title"),
        notes=(*asked, *_lasting(say, job)),
        buttons=buttons,
        incident=job.incident,
    )


def refusal(say: Say, error: EaselError, now: datetime, *, incident: str = "", asked: bool = True) -> Card:
    """Say why a call cannot be done; nothing was charged, since nothing was accepted.

    Where nothing was ``asked`` for that could cost, charging is not spoken of.
    """
    params = dict(error.params)
    if isinstance(error, QuotaSpent):
        params["renews"] = renewal(say, error.renews_at, now)
        params["n"] = int(params["left"] or params["limit"])
    known = error.code if knows(f"errors.{error.code}") or knows(f"errors.{error.code}.other") else "unexpected"
    text = say(f"errors.{known}", **params)
    if isinstance(error, QuotaSpent) and error.words:
        text = f"{text} {say('refusal.yours', words=quoted(error.words, _KEPT))}"
    return Card(
        CardKind.REFUSAL,
        f"{text} {charge(say, charged=False)}" if asked and error.code not in _FREE else text,
        title=say("refusal.title"),
        private=True,
        incident=incident,
    )


def unexpected(say: Say, incident: str) -> Card:
    """Say that something of ours broke, with the id that finds it in the log."""
    text = f"{say('errors.unexpected')} {charge(say, charged=False)}"
    return Card(CardKind.REFUSAL, text, title=say("refusal.title"), private=True, incident=incident)


def charge(say: Say, *, charged: bool) -> str:
    """Say whether something was charged."""
    return say("charge.yes" if charged else "charge.no")


def renewal(say: Say, renews_at: datetime, now: datetime) -> str:
    """Say in how long the quota renews."""
    minutes = max(1, round((renews_at - now).total_seconds() / 60))
    if minutes < 60:  # noqa: PLR2004 -- minutes an hour
        return say("quota.minutes", n=minutes)
    return say("quota.hours", n=round(minutes / 60))


def tree(pictures: Sequence[Picture], head_id: str | None) -> tuple[Version, ...]:
    """Return a thread's versions as a tree that a card carries; deleted ones keep their place."""
    numbers = {picture.id: picture.version for picture in pictures}
    return tuple(
        Version(
            picture.id,
            picture.version,
            numbers.get(picture.parent_id) if picture.parent_id else None,
            "" if picture.deleted else quoted(picture.words, 80),
            picture.person_name,
            head=picture.id == head_id,
            deleted=picture.deleted,
        )
        for picture in pictures
    )


def answer(text: str, *, title: str = "", fields: Sequence[Field] = (), private: bool = True) -> Card:
    """Return a plain answer, with rows of names and values."""
    return Card(CardKind.ANSWER, text, title=title, fields=tuple(fields), private=private)


def quoted(words: str, limit: int = _QUOTED) -> str:
    """Return words short enough for a card, on one line."""
    line = " ".join(words.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _cancel(say: Say, job: Job) -> Button:
    return Button("cancel", job.id, say("button.cancel"), Style.QUIET)


def _set_buttons(say: Say, job: Job, made: Sequence[Picture]) -> list[Button]:
    """Return what can be done with several pictures of one job."""
    return [*(_pick(say, picture) for picture in made), Button("again_all", job.id, say("button.again"))]


def _pick(say: Say, picture: Picture) -> Button:
    return Button("pick", picture.id, say("button.pick", version=picture.version))
