"""Who asks: platforms, teams and people, and where they speak."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Platform(StrEnum):
    """A chat system."""

    DISCORD = "discord"
    SLACK = "slack"
    BROWSER = "browser"


@dataclass(frozen=True, slots=True)
class Team:
    """A guild, a workspace, the browser workspace, or ``dm:<owner>``; everything belongs to exactly one."""

    platform: Platform
    external_id: str
    name: str = ""

    @property
    def id(self) -> str:
        """Return the team's key in storage, unique over all platforms."""
        return f"{self.platform}:{self.external_id}"


@dataclass(frozen=True, slots=True)
class Person:
    """One member of one team; the same human in two teams is two people.

    A ``narrow`` one is a guest, who sees of the team's pictures only those of the channel where they speak. ``groups``
    are the ids of their roles or groups on the platform, as far as it told of them.
    """

    team: Team
    user_id: str
    name: str
    administrator: bool = False
    narrow: bool = False
    groups: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Return the person's key in storage: a quota belongs to it."""
        return f"{self.team.id}/{self.user_id}"

    def at(self, channel_id: str) -> Viewer:
        """Return them as who reads in a channel; with none, outside of any."""
        return Viewer(self.team.id, self.id, channel_id, narrow=self.narrow)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said: a channel, and a platform thread in it when there is one."""

    channel_id: str
    channel_name: str = ""
    private: bool = False
    thread_id: str | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who reads, and where: what the one visibility rule decides on.

    ``theirs`` are private channels of their own that may be read from outside of any, as a page does. Who is ``narrow``
    sees nothing but what was made in the channels named here, public or not.
    """

    team_id: str
    person_id: str
    channel_id: str
    theirs: tuple[str, ...] = ()
    narrow: bool = False
