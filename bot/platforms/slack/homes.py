"""Whose token speaks for a workspace: its own, or its organisation's, which what is said unasked does not tell."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.platforms.slack.people import Seat
from bot.platforms.slack.remembered import Remembered
from bot.ports import Notes, Posts
from domain.clock import Clock
from domain.people import Team

_SECONDS = 6 * 3600.0
"""How often a workspace is noted in which people speak: notes are forgotten after some days."""
_MOST = 8192


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks in a workspace: the installation, and the workspace where that is a whole organisation's."""

    team: str
    workspace: str = ""

    @property
    def scope(self) -> dict[str, str]:
        """Return the argument that calls with an organisation's token need."""
        return {"team_id": self.workspace} if self.workspace else {}


class Homes:
    """Knows which workspaces an organisation's installation serves: those in which somebody spoke to Easel lately."""

    def __init__(self, notes: Notes, posts: Posts, clock: Clock) -> None:
        self._notes = notes
        self._posts = posts
        self._kept: Remembered[str, str] = Remembered(lambda: clock().timestamp(), seconds=_SECONDS, most=_MOST)

    async def met(self, seat: Seat) -> None:
        """Take note of a workspace in which somebody spoke."""
        if not seat.home.whole or not seat.workspace or self._kept.get(seat.workspace) == seat.home.id:
            return
        await self._notes.write(_key(seat.workspace), seat.home.id)
        self._kept.keep(seat.workspace, seat.home.id)

    async def of(self, team: Team, pictures: Collection[str] = ()) -> Voice:
        """Return who speaks in a workspace; messages of Easel's that show one of the pictures may tell, too."""
        found = await self._notes.read(_key(team.external_id))
        if found is None and pictures:
            owners = {each.owner for each in await self._posts.showing(team.id, pictures)}
            found = next((each for each in owners if each.startswith("E")), None)
        return Voice(team.external_id) if not found else Voice(found, team.external_id)


def _key(workspace: str) -> str:
    return f"slack:home:{workspace}"
