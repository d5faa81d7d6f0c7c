"""How far the team has agreed on a picture: to review, changes asked, approved, retired. Every step is kept and told."""

from __future__ import annotations

from collections.abc import Sequence

from commands import cards, showcase
from commands.aim import Aim, aim
from commands.pings import harmless
from commands.spec import option, spec
from commands.studio import Answer, Studio
from commands.words import Say, saying
from domain.call import Call
from domain.card import Ask, Button, Card, CardKind, Field, Style
from domain.errors import BadInput, EaselError
from domain.library import Decision, Entry, State, may_approve, require_move
from domain.people import Person
from storage import decisions, people, shares, shelf
from storage.database import Tx
from storage.people import TeamSettings
from storage.shares import Share

TO_REVIEW = spec("to_review", listed=False, private=True)
TO_DRAFT = spec("to_draft", listed=False, private=True)
APPROVE = spec("approve", listed=False, private=True)
ASK_CHANGES = spec(
    "ask_changes", option("ask_changes", "comment"), words="comment", asks="ask_changes", listed=False, private=True
)
RETIRE = spec("retire", listed=False, private=True)

MOST_COMMENT = 1_000
DECIDED = "decided:"
"""Starts the key of what is said in a picture's thread of a decision."""

_COMMANDS = {
    State.APPROVED: "approve",
    State.REVIEW: "to_review",
    State.CHANGES: "ask_changes",
    State.DRAFT: "to_draft",
    State.RETIRED: "retire",
}
_STYLES = {State.APPROVED: Style.PRIMARY, State.REVIEW: Style.PLAIN, State.CHANGES: Style.PLAIN}
_TOLD = frozenset({State.REVIEW, State.CHANGES, State.APPROVED})
_SHOWN = 8
"""Decisions that are shown of a picture: the last ones."""


async def to_review(call: Call, studio: Studio) -> Answer:
    """Ask those who may approve to look at a picture."""
    return await _decide(call, studio, State.REVIEW)


async def to_draft(call: Call, studio: Studio) -> Answer:
    """Take a picture back: out of review, or out of retirement."""
    return await _decide(call, studio, State.DRAFT)


async def approve(call: Call, studio: Studio) -> Answer:
    """Approve a picture."""
    return await _decide(call, studio, State.APPROVED)


async def ask_changes(call: Call, studio: Studio) -> Answer:
    """Ask for changes, in words that its maker hears in the picture's thread."""
    return await _decide(call, studio, State.CHANGES)


async def retire(call: Call, studio: Studio) -> Answer:
    """Retire a picture: it stays, and is no longer offered."""
    return await _decide(call, studio, State.RETIRED)


def approval_buttons(say: Say, entry: Entry, person: Person, team: TeamSettings) -> tuple[Button, ...]:
    """Return the steps that this person may take with a picture of their own team's; none with a linked team's."""
    if entry.lender or entry.picture.deleted:
        return ()
    return _buttons(say, entry.picture.id, entry.state, approver=may_approve(person, team.approvers))


async def history_fields(tx: Tx, say: Say, picture_id: str) -> tuple[Field, ...]:
    """Return the rows that tell a picture's state and how it came to it; none for a draft that never was anything else."""
    state = await shelf.state_of(tx, picture_id)
    made = await decisions.history(tx, picture_id)
    if state is None or (state is State.DRAFT and not made):
        return ()
    rows = [Field(say("details.state"), say(f"state.{state.value}"))]
    rows.extend(_row(say, each) for each in made[-_SHOWN:])
    return tuple(rows)


async def _decide(call: Call, studio: Studio, then: State) -> Answer:
    say, now = saying(call.locale), studio.clock()
    comment = call.text("comment")
    if then is State.CHANGES and not comment:
        raise BadInput("comment_missing")
    if len(comment) > MOST_COMMENT:
        raise BadInput("comment_long", most=MOST_COMMENT)
    async with studio.database.begin() as tx:
        aimed = await aim(tx, call)
        await people.remember(tx, call.person, now)
        team = await people.team_settings(tx, call.person.team.id)
        approver = may_approve(call.person, team.approvers)
        decided = await decisions.decide(
            tx, call.id, aimed.picture.id, then, call.person, comment, now, approver=approver
        )
        told = then in _TOLD and await shares.put(tx, _news(call, studio, aimed, decided))
        shown = then is State.APPROVED and await showcase.showcase_if_due(
            tx, studio, call.person.team, aimed.picture.id, call.locale
        )
    text = say(f"approval.done_{then.value}", version=aimed.picture.version)
    buttons = _buttons(say, aimed.picture.id, then, approver=approver)
    card = Card(CardKind.ANSWER, text, buttons=buttons, private=True)
    return Answer(card, news=told or shown)


def _news(call: Call, studio: Studio, aimed: Aim, decided: Decision) -> Share:
    """Return what is said of a decision in the picture's thread."""
    say, picture = saying(call.locale), aimed.picture
    text = say(
        f"approval.news_{decided.now.value}",
        version=picture.version,
        person=decided.person_name,
        maker=picture.person_name,
    )
    said = say("approval.comment", words=cards.quoted(harmless(decided.comment), MOST_COMMENT))
    buttons: Sequence[Button] = ()
    if decided.now is State.REVIEW:
        buttons = _buttons(say, picture.id, State.REVIEW, approver=True)[:2]
    elif decided.now is State.CHANGES:
        ask = Ask(say("ask.refine"), say("ask.refine_example"))
        buttons = (Button("edit", picture.id, say("button.refine"), Style.PRIMARY, asks=ask),)
    card = Card(CardKind.ANSWER, f"{text} {said}" if decided.comment else text, buttons=tuple(buttons))
    return Share(
        id=f"{DECIDED}{call.id}",
        picture_id=picture.id,
        team=call.person.team,
        channel_id=aimed.thread.channel_id,
        person_id=call.person.id,
        note=decided.comment,
        card=card,
        locale=call.locale,
        told=False,
        tries=0,
        shared_at=studio.clock(),
    )


def _buttons(say: Say, picture_id: str, state: State, *, approver: bool) -> tuple[Button, ...]:
    buttons = []
    for then, command in _COMMANDS.items():
        try:
            require_move(state, then, approver=approver)
        except EaselError:
            continue
        asks = Ask(say("ask.ask_changes"), say("ask.ask_changes_example")) if then is State.CHANGES else None
        style = _STYLES.get(then, Style.QUIET)
        buttons.append(Button(command, picture_id, say(f"button.{command}"), style, asks=asks))
    return tuple(buttons)


def _row(say: Say, decision: Decision) -> Field:
    value = say("approval.row", state=say(f"state.{decision.now.value}"), person=decision.person_name)
    said = cards.quoted(decision.comment)
    day = decision.at.strftime("%Y-%m-%d %H:%M UTC")
    return Field(day, f"{value}: {said}" if said else value)
