"""Which token answers for which workspace."""

from __future__ import annotations

from typing import Protocol

from bot.platforms.slack.errors import Revoked


class Tokens(Protocol):
    """Knows the bot's token of each workspace, or organisation, that Easel is installed in."""

    async def token(self, team: str, *, refused: str = "") -> str:
        """Return the token that works for ``team``, the latest one where tokens change.

        ``refused`` is one that Slack has just not accepted: another is returned, or Revoked raised.
        Raise Revoked where Easel is not installed there.
        """
        ...


class OneToken:
    """The one token of a deployment that serves one workspace."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def token(self, team: str, *, refused: str = "") -> str:
        """Return the token, whatever the workspace."""
        del team
        if refused == self._token:
            raise Revoked("token", "no_token")
        return self._token
