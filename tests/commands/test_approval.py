"""Which steps a person may take with a picture, and how they are offered."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from commands.approval import approval_buttons
from commands.words import saying
from domain.library import Entry, State
from domain.people import Person, Platform, Team
from domain.picture import Picture
from storage.people import TeamSettings

TEAM = Team(Platform.DISCORD, "1", "Acme")
NOW = datetime(2026, 11, 1, tzinfo=UTC)
SAY = saying("en")


def picture() -> Picture:
    return Picture(
        id="p1", team_id=TEAM.id, thread_id="t1", version=1, parent_id=None, operation="generate", words="a fox",
        model="sketch", engine="sketch", quality="", digest="d", media_type="image/png", width=10, height=10, alt="",
        person_id="discord:1/ada", person_name="Ada", cost=0, created_at=NOW,
    )  # fmt: skip


def entry(state: State, lender: str = "") -> Entry:
    return Entry(
        1, picture(), state, 0, starred=False, channel_id="c", platform_thread_id="x", private=False, lender=lender
    )


def offered(state: State, person: Person, lender: str = "", approvers: tuple[str, ...] = ()) -> list[str]:
    settings = TeamSettings(approvers=approvers)
    return [each.command for each in approval_buttons(SAY, entry(state, lender), person, settings)]


ADA = Person(TEAM, "ada", "Ada")
LEAD = Person(TEAM, "lea", "Lea", groups=("r9",))
BOSS = Person(TEAM, "bo", "Bo", administrator=True)


@pytest.mark.parametrize(
    ("state", "everybody", "approver"),
    [
        (State.DRAFT, ["to_review"], ["approve", "to_review", "retire"]),
        (State.REVIEW, ["to_draft"], ["approve", "ask_changes", "to_draft", "retire"]),
        (State.CHANGES, ["to_review"], ["approve", "to_review", "to_draft", "retire"]),
        (State.APPROVED, [], ["ask_changes", "retire"]),
        (State.RETIRED, [], ["approve", "to_draft"]),
    ],
)
def test_steps_are_offered_to_who_may_take_them(state: State, everybody: list[str], approver: list[str]):
    assert offered(state, ADA) == everybody
    assert offered(state, BOSS) == approver
    assert offered(state, LEAD, approvers=("r9",)) == approver
    assert offered(state, ADA, approvers=("ada",)) == approver
    assert offered(state, LEAD, approvers=("r1", "ada")) == everybody


@pytest.mark.parametrize("state", list(State))
def test_a_linked_teams_picture_is_not_ours_to_judge(state: State):
    assert offered(state, BOSS, lender="Others") == []


def test_changes_are_asked_for_in_words():
    buttons = approval_buttons(SAY, entry(State.REVIEW), BOSS, TeamSettings())
    asking = next(each for each in buttons if each.command == "ask_changes")
    assert asking.asks is not None
    assert asking.asks.required
    assert all(each.asks is None for each in buttons if each is not asking)
