"""Where Easel is installed on one platform, kept in Easel's storage, sealed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import structlog

from bot.ports import Operator, Vault
from domain.clock import Clock
from domain.errors import StorageError
from domain.people import Platform
from storage import installations
from storage.database import Database

log = structlog.get_logger()


def _nobody(code: str, params: Mapping[str, str]) -> None:
    del code, params


class KeptInstallations:
    """Implements the port Installations. What one team gave opens in that team's row alone."""

    def __init__(
        self, database: Database, platform: Platform, vault: Vault, clock: Clock, operator: Operator = _nobody
    ) -> None:
        self._database = database
        self._platform = platform
        self._vault = vault
        self._clock = clock
        self._operator = operator
        self._unreadable: set[str] = set()

    async def read(self, team: str) -> str | None:
        """Return what was kept; None too where it was sealed with a secret that is not known any more.

        What was sealed with an old secret is sealed anew.
        """
        async with self._database.read() as tx:
            sealed = await installations.read(tx, self._platform, team)
        if sealed is None:
            return None
        try:
            text = self._vault.unseal(sealed, self._about(team))
        except ValueError:
            log.warning("installation_unreadable", platform=self._platform, team=team)
            if team not in self._unreadable:
                self._unreadable.add(team)
                self._operator("installation_unreadable", {"platform": self._platform.capitalize(), "team": team})
            return None
        if self._vault.outdated(sealed):
            await self._renew(team, sealed, text)
        return text

    async def write(self, team: str, text: str, *, expires_at: datetime | None = None) -> None:
        """Keep it, in place of what was there."""
        sealed = self._vault.seal(text, self._about(team))
        async with self._database.begin() as tx:
            await installations.write(tx, self._platform, team, sealed, expires_at=expires_at, now=self._clock())

    async def drop(self, team: str) -> None:
        """Forget it."""
        async with self._database.begin() as tx:
            await installations.drop(tx, self._platform, team)

    async def expiring(self, before: datetime) -> tuple[str, ...]:
        """Return the teams whose installations end before then, the soonest first."""
        async with self._database.read() as tx:
            return tuple(await installations.expiring(tx, self._platform, before))

    async def _renew(self, team: str, sealed: str, text: str) -> None:
        """Seal anew what is still as it was read."""
        try:
            async with self._database.begin() as tx:
                await installations.reseal(tx, self._platform, team, sealed, self._vault.seal(text, self._about(team)))
        except StorageError as error:
            # The next who reads it does.
            log.warning("installation_not_sealed_anew", platform=self._platform, team=team, code=error.code)

    def _about(self, team: str) -> str:
        return f"{self._platform}:{team}:installation"
