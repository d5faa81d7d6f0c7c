"""Who asks, and where, as Slack knows it: from what came with the event, and later from what Slack is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog

from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.errors import Denied, SlackError
from bot.platforms.slack.installations import Installation
from bot.platforms.slack.remembered import Remembered
from domain.people import Person, Place, Platform, Team

log = structlog.get_logger()

Raw = Mapping[str, Any]
"""A piece of JSON as Slack sent it."""

Groups = Mapping[str, tuple[str, ...]]
"""The user groups of a workspace that each person is in, by their ids."""

DIRECT = "directmessage"
"""What Slack calls a direct message where it names a channel."""

_PRIVATE = "privategroup"
_GROUP = "mpdm-"
_MOST_GROUPED = 256
"""Workspaces whose groups are remembered."""
_SECONDS = 600.0
_MOST = 8192
_GROUPS_SECONDS = 3.0
"""How long Slack may take to tell who is in which group: whoever asks waits for it."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Who asks, and by which installation they reached us.

    ``workspace`` is the one in which it was said, also where the installation is an organisation's. ``stranger`` is
    whether they are of another organisation, None where the event alone does not tell.
    """

    home: Installation
    workspace: str
    person: Person
    stranger: bool | None

    @property
    def scope(self) -> dict[str, str]:
        """Return the argument that calls with an organisation's token need."""
        return {"team_id": self.workspace} if self.home.whole and self.workspace else {}


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack says of a person; ``visitor`` is whether their workspace is another than the one where they speak."""

    name: str
    locale: str
    administrator: bool = False
    guest: bool = False
    stranger: bool = False
    visitor: bool = False
    bot: bool = False

    @property
    def narrow(self) -> bool:
        """Return whether they see what is made in the channel where they speak alone."""
        return self.guest or self.stranger or self.visitor


@dataclass(frozen=True, slots=True)
class Room:
    """What Slack says of a channel."""

    name: str
    private: bool


def seat_of(body: Raw, context: Mapping[str, Any], home: Installation, *, user: str = "", name: str = "") -> Seat:
    """Return who an event is from; ``name`` is what it calls them. Until Slack has said more they are a guest.

    Everything belongs to the workspace, also where an organisation's token serves it.
    """
    id_ = user or str(context.get("user_id") or "")
    stranger = _foreign(body, home)
    workspace = _workspace(body, context, ours=stranger is not True)
    if home.whole:
        # What says no workspace is said in none: such a person is by themselves.
        team = Team(Platform.SLACK, workspace or f"dm:{home.id}:{id_}")
    else:
        team = Team(Platform.SLACK, home.id, home.name)
    return Seat(home, workspace, Person(team, id_, name or id_, narrow=True), stranger)


def called(body: Raw) -> str:
    """Return what a press, a form or a shortcut calls whoever it is from."""
    user: Raw = body.get("user") or {}
    return str(user.get("username") or user.get("name") or "")


def place_of(channel: str, name: str) -> Place:
    """Return a channel as a command or a press names it. What is not known is private."""
    public = channel.startswith("C") and bool(name) and name not in {_PRIVATE, DIRECT} and not name.startswith(_GROUP)
    return Place(channel, name, private=not public)


def met(person: Person, profile: Profile | None, groups: tuple[str, ...] = ()) -> Person:
    """Return a person with what Slack says of them; of whom it says nothing, nothing is believed."""
    if profile is None:
        return replace(person, administrator=False, narrow=True, groups=())
    rights = profile.administrator
    return replace(person, name=profile.name, administrator=rights, narrow=profile.narrow, groups=groups)


class People:
    """Asks Slack about people and channels, and remembers the answers for some minutes."""

    def __init__(self, api: SlackApi) -> None:
        self._api = api
        now = api.watch.now
        self._profiles: Remembered[tuple[str, str, str], Profile] = Remembered(now, seconds=_SECONDS, most=_MOST)
        self._rooms: Remembered[tuple[str, str], Room] = Remembered(now, seconds=_SECONDS, most=_MOST)
        self._groups: Remembered[tuple[str, str], Groups] = Remembered(now, seconds=_SECONDS, most=_MOST_GROUPED)

    def known(self, seat: Seat) -> Profile | None:
        """Return what is remembered of a person, without asking."""
        return self._profiles.get(_who(seat))

    async def profile(self, seat: Seat) -> Profile | None:
        """Return what Slack says of a person; None where it cannot be asked."""
        try:
            return await self._profiles.of(_who(seat), lambda: self._profile(seat))
        except SlackError as error:
            log.info("slack_person_unknown", team=seat.home.id, error=error.code)
            return None

    async def room(self, seat: Seat, channel: str) -> Room | None:
        """Return what Slack says of a channel; None where it cannot be asked, or does not show it to us."""
        try:
            return await self._rooms.of((seat.home.id, channel), lambda: self._room(seat, channel))
        except SlackError as error:
            log.info("slack_channel_unknown", team=seat.home.id, error=error.code)
            return None

    async def groups(self, seat: Seat) -> tuple[str, ...]:
        """Return the ids of the user groups that a person is in; none where Slack does not tell, or not soon."""
        try:
            async with asyncio.timeout(_GROUPS_SECONDS):
                found = await self._groups.of(_where(seat), lambda: self._grouped(seat))
        except (SlackError, TimeoutError) as error:
            log.info("slack_groups_unknown", team=seat.home.id, error=type(error).__name__)
            return ()
        return found.get(seat.person.user_id, ())

    def regrouped(self, seat: Seat) -> None:
        """Forget who is in which user group of a workspace: others are now."""
        self._groups.forget(_where(seat))

    async def close(self) -> None:
        """Give up asking."""
        await self._profiles.close()
        await self._rooms.close()
        await self._groups.close()

    async def _grouped(self, seat: Seat) -> Groups:
        try:
            answer = await self._api.call(seat.home.id, "usergroups.list", include_users=True, **seat.scope)
        except Denied as error:
            # Not allowed to know: nobody is in any, and it need not be asked each time.
            log.warning("slack_groups_denied", team=seat.home.id, error=error.code)
            return {}
        found: dict[str, list[str]] = {}
        for group in answer.get("usergroups") or ():
            for user in group.get("users") or ():
                found.setdefault(str(user), []).append(str(group.get("id") or ""))
        return {user: tuple(groups) for user, groups in found.items()}

    async def _profile(self, seat: Seat) -> Profile:
        user = seat.person.user_id
        try:
            answer = await self._api.call(seat.home.id, "users.info", user=user, include_locale=True, **seat.scope)
        except SlackError as error:
            if error.code != "user_not_visible":
                raise
            return Profile(seat.person.name, "en", stranger=True)
        about: Raw = answer.get("user") or {}
        profile: Raw = about.get("profile") or {}
        names = (profile.get("display_name"), profile.get("real_name"), about.get("real_name"), about.get("name"))
        stranger, visitor = _of_others(about, seat.home), _visits(about, seat)
        rules = any(about.get(each) for each in ("is_admin", "is_owner", "is_primary_owner"))
        return Profile(
            name=str(next((each for each in names if each), seat.person.name)),
            locale=str(about.get("locale") or "en"),
            # Of their own workspace, which may be another one.
            administrator=rules and not (stranger or visitor),
            guest=bool(about.get("is_restricted") or about.get("is_ultra_restricted")),
            stranger=stranger,
            visitor=visitor,
            bot=bool(about.get("is_bot")),
        )

    async def _room(self, seat: Seat, channel: str) -> Room:
        answer = await self._api.call(seat.home.id, "conversations.info", channel=channel, **seat.scope)
        about: Raw = answer.get("channel") or {}
        direct = bool(about.get("is_im"))
        private = direct or bool(about.get("is_private", True)) or bool(about.get("is_mpim"))
        return Room(DIRECT if direct else str(about.get("name") or ""), private)


def _who(seat: Seat) -> tuple[str, str, str]:
    """Return what a profile is remembered by: one person is another in each workspace of an organisation."""
    return seat.home.id, seat.workspace, seat.person.user_id


def _where(seat: Seat) -> tuple[str, str]:
    return seat.home.id, seat.workspace


def _workspace(body: Raw, context: Mapping[str, Any], *, ours: bool) -> str:
    """Return the workspace in which something was said; empty where nothing tells.

    Events of an organisation's installation name it in their wrapper alone, presses perhaps with the person alone.
    """
    said = [context.get("team_id"), body.get("context_team_id"), body.get("team_id")]
    if ours:
        said += [each.get("team_id") for each in (body.get("user"), body.get("view")) if isinstance(each, Mapping)]
    return next((each for each in said if isinstance(each, str) and each.startswith("T")), "")


def _foreign(body: Raw, home: Installation) -> bool | None:
    """Return whether whoever sent this is of another organisation, as far as it tells."""
    event = body.get("event")
    if isinstance(event, Mapping):
        theirs = event.get("user_team") or event.get("source_team") or event.get("team")
        outside = body.get("is_ext_shared_channel")
    else:
        user = body.get("user")
        theirs = user.get("team_id") if isinstance(user, Mapping) else body.get("team_id")
        outside = None
    if not theirs:
        return None if outside else False
    if theirs in {home.id, home.enterprise}:
        return False
    if str(theirs).startswith("E"):
        return True
    if not home.enterprise:
        return True
    # Another workspace of the same organisation, perhaps.
    return False if outside is False else None


def _of_others(about: Raw, home: Installation) -> bool:
    organisation = (about.get("enterprise_user") or {}).get("enterprise_id")
    if home.enterprise and organisation:
        return bool(organisation != home.enterprise)
    if home.whole:
        return bool(about.get("is_stranger"))
    return about.get("team_id") != home.id


def _visits(about: Raw, seat: Seat) -> bool:
    """Return whether a person is at home in another workspace than the one where they speak."""
    home = seat.workspace if seat.home.whole else seat.home.id
    theirs = (about.get("enterprise_user") or {}).get("teams") or ()
    return about.get("team_id") != home and home not in theirs
