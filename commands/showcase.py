"""The showcase: a channel where a team's starred and approved pictures are posted, each once, credited."""

from __future__ import annotations

from commands import cards
from commands.studio import Studio
from commands.words import Say, saying
from domain.card import Ask, Button, Card, CardKind, Style
from domain.library import Entry, State
from domain.people import Team, Viewer
from storage import people, search, shares
from storage.database import Tx
from storage.people import TeamSettings
from storage.shares import Share

SHOWCASE = "showcase:"
"""Starts the key of a post in the showcase."""


async def showcase_if_due(tx: Tx, studio: Studio, team: Team, picture_id: str, locale: str) -> bool:
    """Put a picture of the team's up for its showcase where it has come so far; True only the first time.

    Where it is True, the answer of the call has to say that there is ``news``.
    """
    settings = await people.team_settings(tx, team.id)
    if not settings.showcase:
        return False
    # As nobody in particular, outside of any channel: what is private is not for a showcase.
    entry = await search.entry(tx, Viewer(team.id, "", ""), picture_id)
    if entry is None or entry.lender or not _due(entry, settings):
        return False
    if not await shares.showcase(tx, picture_id, studio.clock()):
        return False
    return await shares.put(
        tx,
        Share(
            id=f"{SHOWCASE}{picture_id}",
            picture_id=picture_id,
            team=team,
            channel_id=settings.showcase,
            person_id=entry.picture.person_id,
            note="",
            card=_card(saying(locale), entry),
            locale=locale,
            told=False,
            tries=0,
            shared_at=studio.clock(),
        ),
    )


def _due(entry: Entry, settings: TeamSettings) -> bool:
    if entry.state is State.RETIRED:
        return False
    starred = settings.showcase_stars is not None and entry.stars >= settings.showcase_stars
    return starred or (settings.showcase_approved and entry.state is State.APPROVED)


def _card(say: Say, entry: Entry) -> Card:
    picture = entry.picture
    why = say("showcase.approved") if entry.state is State.APPROVED else say("showcase.stars", n=entry.stars)
    return Card(
        CardKind.RESULT,
        cards.quoted(picture.words),
        title=say("showcase.title", person=picture.person_name),
        notes=(why,),
        pictures=(cards.shown(picture),),
        buttons=shown_buttons(say, picture.id),
    )


def shown_buttons(say: Say, picture_id: str, *, lent: bool = False) -> tuple[Button, ...]:
    """Return what can be done with a picture that is shown away from its thread: refining it begins one there.

    Of a linked team's nothing is told but what its library card tells.
    """
    ask = Ask(say("ask.refine"), say("ask.refine_example"))
    return (
        Button("edit", picture_id, say("button.refine"), Style.PRIMARY, asks=ask),
        Button("library_one" if lent else "details", picture_id, say("button.details"), Style.QUIET),
    )
