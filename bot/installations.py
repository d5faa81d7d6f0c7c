"""Where Easel is installed on one platform, kept in Easel's storage, sealed."""

from __future__ import annotations

from datetime import datetime

import structlog

from bot.ports import Vault
from domain.clock import Clock
from domain.people import Platform
from storage import installations
from storage.database import Database

log = structlog.get_logger()


class KeptInstallations:
    """Implements the port Installations."""

    def __init__(self, database: Database, platform: Platform, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._platform = platform
        self._vault = vault
        self._clock = clock

    async def read(self, team: str) -> str | None:
        """Return what was kept; None too where it was sealed with another secret."""
        async with self._database.read() as tx:
            sealed = await installations.read(tx, self._platform, team)
        try:
            return None if sealed is None else self._vault.unseal(sealed)
        except ValueError:
            log.warning("installation_unreadable", platform=self._platform, team=team)
            return None

    async def write(self, team: str, text: str, *, expires_at: datetime | None = None) -> None:
        """Keep it, in place of what was there."""
        sealed = self._vault.seal(text)
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
