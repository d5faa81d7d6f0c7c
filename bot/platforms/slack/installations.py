"""Where Easel is installed: one workspace by its token, or many by OAuth, their tokens renewed before they end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from weakref import WeakValueDictionary

import structlog

from bot.platforms.slack.errors import Revoked, SlackError
from bot.platforms.slack.remembered import Remembered
from bot.ports import Installations
from domain.clock import Clock

log = structlog.get_logger()

_KEPT_SECONDS, _MISSING_SECONDS = 3600.0, 5.0
_MOST = 10_000
_SOON = timedelta(minutes=10)
"""How long before its end a token is renewed before it is used."""
_AHEAD = timedelta(hours=3)
"""How long before its end a token is renewed though nobody uses it."""
_PAUSES = (0.5, 2.0)


@dataclass(frozen=True, slots=True)
class Installation:
    """Easel in one workspace (``T…``), or in a whole organisation (``E…``).

    ``bot_user`` is who it is there, ``enterprise`` the organisation of the workspace, ``url`` the workspace's address.
    ``refresh`` renews a token that ends at ``expires_at`` (unix seconds, 0 for never).
    """

    id: str
    token: str
    name: str = ""
    bot_user: str = ""
    bot: str = ""
    enterprise: str = ""
    url: str = ""
    scopes: tuple[str, ...] = ()
    refresh: str = ""
    expires_at: float = 0.0
    installed_at: float = 0.0

    @property
    def whole(self) -> bool:
        """Return whether it is an organisation's."""
        return self.id.startswith("E")

    def text(self) -> str:
        """Return it as text, for the port that keeps it sealed."""
        return json.dumps(asdict(self))

    @classmethod
    def of(cls, text: str) -> Installation | None:
        """Read what was kept; None where it is unreadable."""
        try:
            found = json.loads(text)
            return cls(**{**found, "scopes": tuple(found.get("scopes", ()))})
        except (ValueError, TypeError):
            log.warning("slack_installation_unreadable")
            return None


class NotYet(Exception):
    """It is not known yet where Easel is installed: Slack could not be asked."""


class Installed(Protocol):
    """Knows where Easel is installed, without asking Slack."""

    async def find(self, enterprise: str, team: str, *, whole: bool) -> Installation | None:
        """Return the installation that an event of a workspace is for; None where there is none.

        ``whole`` says that it is the organisation's. Raise NotYet where that is not known yet.
        """
        ...

    async def gone(self, found: Installation) -> None:
        """Forget an installation whose token does not work any more."""
        ...

    async def renew(self) -> None:
        """Renew what ends soon."""
        ...


class OneInstallation:
    """The one installation of a deployment that was given a token; it is known once ``identify`` was called."""

    def __init__(self) -> None:
        self._it: Installation | None = None

    def identify(self, token: str, said: Mapping[str, Any]) -> None:
        """Take what ``auth.test`` says of the token."""
        self._it = identified(token, said)

    async def find(self, enterprise: str, team: str, *, whole: bool) -> Installation | None:
        """Return the one installation where the event is for it."""
        del whole
        if self._it is None:
            raise NotYet
        return self._it if self._it.id in {enterprise, team} else None

    async def gone(self, found: Installation) -> None:
        """Keep it: whoever set the token must set another."""
        log.warning("slack_token_revoked", team=found.id)

    async def renew(self) -> None:
        """Do nothing: a token that was set does not change."""


Exchange = Callable[[str], Awaitable[Mapping[str, Any]]]
"""Renews a token by its refresh token: what ``oauth.v2.access`` says. Raises SlackError."""


class ManyInstallations:
    """The installations of a deployment that anyone can install; implements the port Tokens too.

    ``exchange`` renews a token. Several processes may do so at once: who comes second takes what the first has kept.
    """

    def __init__(self, kept: Installations, clock: Clock, exchange: Exchange) -> None:
        self._kept = kept
        self._clock = clock
        self._exchange = exchange
        self._known: Remembered[str, tuple[Installation | None]] = Remembered(
            lambda: clock().timestamp(), seconds=_lasting, most=_MOST
        )
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def find(self, enterprise: str, team: str, *, whole: bool) -> Installation | None:
        """Return the organisation's installation where it is one, else the workspace's."""
        for id_ in (enterprise, team) if whole else (team, enterprise):
            if id_ and (found := await self._of(id_)) is not None:
                return found
        return None

    async def token(self, team: str, *, refused: str = "") -> str:
        """Return the token that works, renewed where it ends soon. Raise Revoked where there is none."""
        if refused:
            self._known.forget(team)
        found = await self._of(team)
        if found is not None and self._ends(found, _SOON):
            found = await self._renewed(found)
        if found is None or found.token == refused:
            raise Revoked("token", "no_token")
        return found.token

    async def save(self, found: Installation) -> None:
        """Keep an installation, in place of what was there."""
        ends = datetime.fromtimestamp(found.expires_at, UTC) if found.expires_at else None
        await self._kept.write(found.id, found.text(), expires_at=ends)
        self._known.keep(found.id, (found,))

    async def gone(self, found: Installation) -> None:
        """Forget an installation whose token does not work any more, but not one that has come in its place."""
        self._known.forget(found.id)
        now = await self._of(found.id)
        if now is not None and now.token == found.token:
            await self._kept.drop(found.id)
            self._known.forget(found.id)
            log.info("slack_uninstalled", team=found.id)

    async def renew(self) -> None:
        """Renew what ends within some hours; what cannot be renewed now is tried again the next time."""
        for team in await self._kept.expiring(self._clock() + _AHEAD):
            self._known.forget(team)
            found = await self._of(team)
            if found is not None and self._ends(found, _AHEAD):
                try:
                    await self._renewed(found)
                except SlackError as error:
                    log.warning("slack_token_not_renewed", team=team, error=error.code)

    async def _of(self, team: str) -> Installation | None:
        (found,) = await self._known.of(team, lambda: self._read(team))
        return found

    async def _read(self, team: str) -> tuple[Installation | None]:
        text = await self._kept.read(team)
        found = None if text is None else Installation.of(text)
        if found is not None and found.id != team:
            log.error("slack_installation_of_another", team=team)
            found = None
        return (found,)

    def _ends(self, found: Installation, within: timedelta) -> bool:
        return bool(found.refresh) and found.expires_at < (self._clock() + within).timestamp()

    async def _renewed(self, found: Installation) -> Installation | None:
        turn = self._turns.setdefault(found.id, asyncio.Lock())
        async with turn:
            for pause in (*_PAUSES, None):
                self._known.forget(found.id)
                now = await self._of(found.id)
                if now is None or (now.token != found.token and not self._ends(now, _SOON)):
                    return now
                try:
                    said = await self._exchange(now.refresh)
                except Revoked:
                    raise
                except SlackError as error:
                    log.info("slack_token_not_renewed", team=found.id, error=error.code)
                    if pause is None:
                        # It may be good for a while yet.
                        return now
                    await asyncio.sleep(pause)
                    continue
                renewed = replace(now, **_token_of(said, self._clock()))
                await self.save(renewed)
                log.info("slack_token_renewed", team=found.id)
                return renewed
        raise AssertionError("unreachable")


def _lasting(known: tuple[Installation | None]) -> float:
    """Return for how long that is known: what is not there may be installed by another process at any moment."""
    return _MISSING_SECONDS if known == (None,) else _KEPT_SECONDS


def installation(said: Mapping[str, Any], now: datetime) -> Installation:
    """Return what ``oauth.v2.access`` granted. Raise ValueError where that is no bot's token."""
    enterprise, team = said.get("enterprise") or {}, said.get("team") or {}
    whole = bool(said.get("is_enterprise_install"))
    about = enterprise if whole else team
    id_, token = str(about.get("id") or ""), str(said.get("access_token") or "")
    if not id_ or not token or said.get("token_type", "bot") != "bot":
        raise ValueError("no bot token")
    return Installation(
        id=id_,
        name=str(about.get("name") or ""),
        bot_user=str(said.get("bot_user_id") or ""),
        enterprise=str(enterprise.get("id") or ""),
        scopes=tuple(each for each in str(said.get("scope") or "").split(",") if each),
        installed_at=now.timestamp(),
        **_token_of(said, now),
    )


def identified(token: str, said: Mapping[str, Any]) -> Installation:
    """Return whose token it is, from what ``auth.test`` says of it."""
    enterprise = str(said.get("enterprise_id") or "")
    whole = bool(said.get("is_enterprise_install")) and bool(enterprise)
    return Installation(
        id=enterprise if whole else str(said.get("team_id") or ""),
        token=token,
        name=str(said.get("team") or ""),
        bot_user=str(said.get("user_id") or ""),
        bot=str(said.get("bot_id") or ""),
        enterprise=enterprise,
        url=str(said.get("url") or ""),
    )


def _token_of(said: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    seconds = said.get("expires_in")
    return {
        "token": str(said.get("access_token") or ""),
        "refresh": str(said.get("refresh_token") or ""),
        "expires_at": now.timestamp() + float(seconds) if seconds else 0.0,
    }
