"""Being uninstalled: what was kept of a workspace goes, once it is certain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog

from bot.platforms.slack.core import Core
from bot.platforms.slack.errors import Revoked, SlackError
from bot.platforms.slack.installations import OneInstallation
from bot.platforms.slack.reception import Taken

log = structlog.get_logger()


class Leaving:
    """Takes in that a workspace has removed Easel, or taken its token away."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def take(self, context: Mapping[str, Any]) -> Taken:
        """Forget the installation, if its token does not work: the event may be old, and Easel be installed again."""
        enterprise, team = str(context.get("enterprise_id") or ""), str(context.get("team_id") or "")
        whole = bool(context.get("is_enterprise_install"))
        return Taken(after=lambda: self._leave(enterprise, team, whole=whole))

    async def _leave(self, enterprise: str, team: str, *, whole: bool) -> None:
        found = await self._core.installed.find(enterprise, team, whole=whole)
        if found is None:
            return
        try:
            await self._core.api.call(found.id, "auth.test")
        except Revoked:
            await self._core.installed.gone(found)
            if isinstance(self._core.installed, OneInstallation):
                self._core.operator("slack_token", {})
        except SlackError as error:
            # The first call that its token refuses finds out.
            log.info("slack_leaving_unsure", team=found.id, error=error.code)
