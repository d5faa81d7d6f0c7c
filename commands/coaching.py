"""What the coach shows: the hint on a weak prompt, the card of advice, the offer of an improved prompt."""

from __future__ import annotations

from datetime import timedelta

from commands import cards
from commands.studio import Answer, Studio
from commands.words import Say, saying
from domain.call import Call
from domain.card import Ask, Button, Card, CardKind, Field, Style
from domain.coach import Advice, Suggestion, coach, is_weak
from domain.coach_changes import Fault
from domain.coach_words import Element
from domain.enrich import enrich
from domain.plan import Note
from storage import notes, people

_SHOWN = 900
"""How much of a prompt a row shows, within every platform's limit."""
_SAID = 80
_ANSWERING = frozenset({"coach_use", "improve_use", "improve_keep", "improve_edit"})
"""Commands whose words have been coached already."""


async def hint(call: Call, studio: Studio, words: str) -> tuple[Note, ...]:
    """Return a note where the words are weak and their asker is to hear of it: outside of threads, not twice within a day.

    The day before is looked at as well, so that two hints are a whole day apart whenever a day begins.
    """
    if call.place.thread_id is not None or call.command in _ANSWERING or not is_weak(words):
        return ()
    now = studio.clock()
    today, before = (_key(call, (now - timedelta(days=back)).date().isoformat()) for back in (0, 1))
    async with studio.database.read() as tx:
        if not (await people.person_settings(tx, call.person.id)).hints:
            return ()
        if await notes.read(tx, before) is not None:
            return ()
        said = await notes.read(tx, today)
    if said is None:
        async with studio.database.begin() as tx:
            if await notes.once(tx, today, now):
                await notes.write(tx, today, call.id, now)
                said = call.id
    # The same call again is answered the same.
    return (Note("coach", {}),) if said == call.id else ()


def _key(call: Call, day: str) -> str:
    return notes.key_of(call.person.id, f"coach:{day}")


def advice(say: Say, prompt: str, target: str) -> Card:
    """Show what a prompt says and lacks; the buttons carry ``target``, the id of a call or a job that holds the prompt."""
    told = coach(prompt)
    stop = Button("coach_stop", target, say("button.coach_stop"), Style.QUIET)
    if not told.english:
        return Card(CardKind.ANSWER, say("coach.foreign"), title=say("coach.title"), private=True)
    fields = _fields(say, told)
    if not told.suggestions:
        return Card(CardKind.ANSWER, say("coach.good"), title=say("coach.title"), fields=fields, private=True)
    keep = Button("coach_keep", target, say("button.coach_keep"))
    use = Button("coach_use", target, say("button.coach_use"), Style.PRIMARY)
    buttons = (use, keep, stop) if told.rewritten != prompt else (keep, stop)
    return Card(
        CardKind.ANSWER, say("coach.text"), title=say("coach.title"), fields=fields, buttons=buttons, private=True
    )


def offer(call: Call, prompt: str) -> Answer:
    """Offer a picture of an improved prompt beside the one that was written; nothing is spent."""
    say = saying(call.locale)
    better = enrich(prompt)
    if not better.additions:
        text = say("coach.good" if coach(prompt).english else "coach.foreign")
        keep = Button("improve_keep", call.id, say("button.coach_keep"), Style.PRIMARY)
        return Answer(Card(CardKind.OFFER, text, title=say("improve.title"), buttons=(keep,)))
    asks = Ask(say("ask.improve"), say("ask.improve_example"))
    buttons = (
        Button("improve_use", call.id, say("button.coach_use"), Style.PRIMARY),
        Button("improve_edit", call.id, say("button.improve"), asks=asks),
        Button("improve_keep", call.id, say("button.coach_keep")),
    )
    fields = (
        Field(say("improve.yours"), cards.quoted(prompt, _SHOWN)),
        Field(say("improve.better"), _ending(better.marked)),
    )
    return Answer(Card(CardKind.OFFER, say("improve.text"), title=say("improve.title"), fields=fields, buttons=buttons))


def _ending(text: str) -> str:
    """Return a text in one line; of a long one its end, where the additions are."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"…{line[-_SHOWN:]}"


def _fields(say: Say, told: Advice) -> tuple[Field, ...]:
    rows = (
        Field(say("coach.there"), _named(say, told.present)),
        Field(say("coach.missing"), _named(say, told.missing)),
        Field(say("coach.suggestions"), "\n".join(f"{_why(say, each)}" for each in told.suggestions)),
        Field(say("coach.rewritten"), _ending(told.rewritten) if told.suggestions else ""),
    )
    return tuple(each for each in rows if each.value)


def _named(say: Say, elements: tuple[Element, ...]) -> str:
    return ", ".join(say(f"coach.element_{each.value}") for each in elements)


def _why(say: Say, suggestion: Suggestion) -> str:
    if suggestion.code in set(Element):
        element = say(f"coach.element_{suggestion.code}")
        return say("coach.why_missing", element=element, instead=suggestion.instead)
    said = cards.quoted(suggestion.said, _SAID)
    if suggestion.code == Fault.NEGATIVE and not suggestion.instead:
        return say("coach.why_negative_open", said=said)
    return say(f"coach.why_{suggestion.code}", said=said, instead=cards.quoted(suggestion.instead, _SAID))
