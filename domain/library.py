"""The library: the state of what was made, who may change it, and the names by which a team calls its pictures."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection as Some
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import BadInput, NotAllowed
from domain.people import Person
from domain.picture import Picture
from domain.text import clean


class State(StrEnum):
    """How far the team has agreed on a picture. CHANGES: somebody who may approve asked for changes."""

    DRAFT = "draft"
    REVIEW = "review"
    CHANGES = "changes"
    APPROVED = "approved"
    RETIRED = "retired"


MOVES: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.REVIEW, State.APPROVED, State.RETIRED}),
    State.REVIEW: frozenset({State.DRAFT, State.CHANGES, State.APPROVED, State.RETIRED}),
    State.CHANGES: frozenset({State.DRAFT, State.REVIEW, State.APPROVED, State.RETIRED}),
    State.APPROVED: frozenset({State.CHANGES, State.RETIRED}),
    State.RETIRED: frozenset({State.DRAFT, State.APPROVED}),
}

_OPEN_TO_ALL = frozenset({(State.DRAFT, State.REVIEW), (State.CHANGES, State.REVIEW), (State.REVIEW, State.DRAFT)})
"""Moves that anybody of the team may make; all others are an approver's."""


def require_move(now: State, then: State, *, approver: bool) -> None:
    """Raise NotAllowed where this person may not make the move, BadInput where nobody can."""
    if then not in MOVES[now]:
        raise BadInput("state_move", now=now.value, then=then.value)
    if not approver and (now, then) not in _OPEN_TO_ALL:
        raise NotAllowed("approvers_only")


def require_deletable(state: State, *, maker: bool, approver: bool) -> None:
    """Raise NotAllowed where this person may not delete a picture: an approved one is an approver's to delete.

    Of others it is the ``maker`` who may, and an approver.
    """
    if approver:
        return
    if state is State.APPROVED:
        raise NotAllowed("delete_approved")
    if not maker:
        raise NotAllowed("approvers_only")


def may_approve(person: Person, approvers: Some[str]) -> bool:
    """Return whether a person is one of a team's approvers: by their user id, a role or group; administrators always."""
    return person.administrator or person.user_id in approvers or not set(person.groups).isdisjoint(approvers)


class Kind(StrEnum):
    """What a named picture is to the team."""

    LOGO = "logo"
    PRODUCT = "product"
    CHARACTER = "character"
    STYLE = "style"
    BACKGROUND = "background"


@dataclass(frozen=True, slots=True)
class Named:
    """A name of the team's for a picture. ``channel_id`` is empty for the whole team, else the private channel whose it is.

    ``pictures`` are its versions, oldest first, by their ids.
    """

    id: str
    team_id: str
    channel_id: str
    handle: str
    kind: Kind
    pictures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A picture as the library shows it to somebody.

    ``seq`` rises with what is added. ``stars`` counts people, ``starred`` says whether the viewer is one of them.
    ``handles`` are the team's names for it, ``tags`` sorted. ``channel_id`` and ``platform_thread_id`` say where it was
    made, ``lender`` names the linked team whose it is, empty where it is the viewer's own.
    """

    seq: int
    picture: Picture
    state: State
    stars: int
    starred: bool
    channel_id: str
    platform_thread_id: str
    private: bool
    handles: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    lender: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """A set of pictures that the team put together; ``count`` and ``cover_id`` are of what the viewer may see."""

    id: str
    team_id: str
    channel_id: str
    name: str
    title: str
    cover_id: str | None
    person_id: str
    created_at: datetime
    count: int = 0


class Flow(StrEnum):
    """What of a team's library a linked team may see."""

    NOTHING = "nothing"
    APPROVED = "approved"
    COLLECTION = "collection"


@dataclass(frozen=True, slots=True)
class Link:
    """One direction of a link between two teams: what ``from_team`` lets ``to_team`` see."""

    id: str
    from_team: str
    to_team: str
    flow: Flow
    collection_id: str | None
    person_id: str
    linked_at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """One change of a picture's state: who made it, when, and what they said."""

    picture_id: str
    was: State
    now: State
    person_id: str
    person_name: str
    comment: str
    at: datetime


LEAST_HANDLE, MOST_HANDLE = 2, 40
MOST_TAG = 40
"""Characters of a tag."""
MOST_TAGS = 20
"""Tags of one picture."""
MOST_TITLE = 60
"""Characters of a collection's title."""
_MOST_READ = 8
"""How many times longer than its limit something may be written, and still be read."""
_JOINS = frozenset("-_.")
_RESERVED = frozenset(
    {
        "everyone",
        "here",
        "channel",
        "all",
        "easel",
        "me",
        "you",
        "none",
        "default",
        "team",
        "original",
        "last",
        "newest",
    }
)


def handle_of(words: str) -> str:
    """Return the handle that somebody means, as it is kept: NFKC, folded, without an at-sign, joined by hyphens.

    Letters and digits of any script, joined by ``-``, ``_`` or ``.``. Raise BadInput where it has too few or too many,
    is reserved, names a version, or looks like a platform's mention.
    """
    text = words.strip()
    if text.startswith("<") or text.casefold().lstrip("@") in {"everyone", "here", "channel"}:
        raise BadInput("handle_mention")
    joined = _joined(text.removeprefix("@"))
    if len(joined) > MOST_HANDLE or len(joined) < LEAST_HANDLE:
        raise BadInput("handle_length", least=LEAST_HANDLE, most=MOST_HANDLE)
    if not all(_in_handle(letter) for letter in joined) or joined[0] in _JOINS or joined[-1] in _JOINS:
        raise BadInput("handle_letters", asked=joined)
    if joined in _RESERVED or (joined[0] == "v" and joined[1:].isdecimal()) or joined.isdecimal():
        raise BadInput("handle_reserved", asked=joined)
    return joined


def tag_of(words: str) -> str:
    """Return the tag that somebody means, as it is kept: as a handle is, without a hash; digits alone will do.

    Raise BadInput where it has too few or too many characters or others than a handle's, or is a platform's mention.
    """
    text = words.strip()
    if text.startswith(("<", "@")):
        raise BadInput("handle_mention")
    joined = _joined(text.removeprefix("#"))
    if not 0 < len(joined) <= MOST_TAG:
        raise BadInput("tag_length", most=MOST_TAG)
    if not all(_in_handle(letter) for letter in joined) or joined[0] in _JOINS or joined[-1] in _JOINS:
        raise BadInput("tag_letters", asked=joined)
    return joined


def collection_title(words: str) -> str:
    """Return what a collection is called, in one line. Raise BadInput where nothing is left of it or it is too long."""
    title = " ".join(clean(words[: _MOST_READ * MOST_TITLE]).split())
    if not 0 < len(title) <= MOST_TITLE or not collection_name(title):
        raise BadInput("collection_title", most=MOST_TITLE)
    return title


def collection_name(title: str) -> str:
    """Return a collection's title as it is looked for: NFKC, folded, with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", title).casefold()).split())


def _joined(words: str) -> str:
    seen = clean(words[: _MOST_READ * MOST_HANDLE]).strip("\"'“”„«» ")
    return "-".join(collection_name(seen).split())


def _in_handle(letter: str) -> bool:
    return letter in _JOINS or unicodedata.category(letter)[0] in "LMN"


def newest_approved(pictures: Sequence[str], states: Mapping[str, State]) -> str | None:
    """Return the version of a name that is meant: the newest approved one, else the newest that is not retired.

    ``pictures`` come oldest first; those without a state are gone.
    """
    alive = [each for each in pictures if each in states and states[each] is not State.RETIRED]
    approved = [each for each in alive if states[each] is State.APPROVED]
    return next(reversed(approved or alive), None)
