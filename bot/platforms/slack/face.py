"""The Slack face: hears Slack by Socket Mode or HTTP, and whatever happens there, begins again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack.api import SlackApi, base_of
from bot.platforms.slack.app import make_app
from bot.platforms.slack.core import Core
from bot.platforms.slack.errors import Revoked, SlackError
from bot.platforms.slack.homes import Homes
from bot.platforms.slack.http import Requests
from bot.platforms.slack.installations import Installed, ManyInstallations, OneInstallation
from bot.platforms.slack.manifest import EVENTS_PATH
from bot.platforms.slack.oauth import Installer, OAuth
from bot.platforms.slack.people import People
from bot.platforms.slack.socket import Sockets
from bot.ports import (
    Dispatch,
    Notes,
    Operator,
    Overlook,
    Posts,
    Preferred,
    Saying,
    SlackOptions,
    Suggest,
    Unaffordable,
    Vault,
)
from bot.ports.watch import Acknowledged
from domain.clock import Clock
from domain.command import CommandSpec
from domain.people import Platform

log = structlog.get_logger()

_PAUSES = (1.0, 2.0, 5.0, 15.0, 30.0, 60.0)
_RENEW_EVERY = 600.0
_FINISH_SECONDS = 5.0


class SlackFace:
    """Hears what is said on Slack, for as long as it is started. It never raises, and never ends by itself.

    ``api`` and ``installed`` are what answers go out by. ``overview`` is what App Home shows; without it the tab has
    buttons alone. ``pauses`` are the seconds between tries. Make it on the loop that uses it.
    """

    def __init__(
        self,
        api: SlackApi,
        options: SlackOptions,
        installed: Installed,
        *,
        dispatch: Dispatch,
        posts: Posts,
        notes: Notes,
        vault: Vault,
        specs: Sequence[CommandSpec],
        suggest: Suggest,
        saying: Saying,
        operator: Operator,
        clock: Clock,
        overview: Overlook | None = None,
        unaffordable: Unaffordable | None = None,
        preferred: Preferred | None = None,
        acknowledged: Acknowledged = lambda _kind, _seconds: None,
        pauses: Sequence[float] = _PAUSES,
    ) -> None:
        core = Core(
            api=api,
            installed=installed,
            people=People(api),
            homes=Homes(notes, posts, clock),
            dispatch=dispatch,
            posts=posts,
            notes=notes,
            vault=vault,
            specs={spec.name: spec for spec in specs},
            suggest=suggest,
            saying=saying,
            operator=operator,
            clock=clock,
            strangers=options.strangers,
            guests=options.guests,
            overview=overview,
            unaffordable=unaffordable,
            preferred=preferred,
            pages=bool(options.public_url),
        )
        self._options = options
        self._installed = installed
        self._operator = operator
        self._pauses = tuple(pauses)
        self._oauth = OAuth(options, lambda: api.session)
        client = AsyncWebClient(base_url=base_of(options.api_url), session=api.session, retry_handlers=[])
        app, self._door = make_app(core, client, options.signing_secret)
        dispatch.completed_by(Platform.SLACK, self._door.resume)
        self._sockets = None
        if options.app_token:
            self._sockets = Sockets(
                app,
                client,
                options.app_token,
                session=api.session,
                operator=operator,
                acknowledged=acknowledged,
                pauses=pauses,
            )
        self._requests = None
        if options.signing_secret and not options.app_token:
            self._requests = Requests(app, options.signing_secret, clock)
        self._installer = None
        if isinstance(installed, ManyInstallations) and options.public_url:
            self._installer = Installer(
                options, self._oauth, installed, notes=notes, vault=vault, saying=saying, clock=clock
            )
        self._wrong: str | None = "Slack: connecting"
        self._tasks: list[asyncio.Task[None]] = []

    def attach(self, app: web.Application) -> None:
        """Add what Slack and browsers reach by HTTP."""
        if self._requests is not None:
            app.router.add_post(EVENTS_PATH, self._requests.handle)
        if self._installer is not None:
            self._installer.attach(app)

    async def start(self) -> None:
        """Begin to listen, in the background."""
        if not self._tasks:
            loop = asyncio.get_running_loop()
            self._tasks = [loop.create_task(_always(work)) for work in (self._listen, self._keep_tokens)]

    async def close(self) -> None:
        """Finish what is being taken in, and stop listening."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        if self._sockets is not None:
            await self._sockets.close(_FINISH_SECONDS)
        await self._door.finish(_FINISH_SECONDS)

    def healthy(self) -> str | None:
        """Return None while Slack is heard, else what is wrong."""
        if self._wrong is None and self._sockets is not None and not self._sockets.connected:
            return "Slack: connecting again"
        return self._wrong

    async def _listen(self) -> None:
        """Find out who we are, then listen."""
        if isinstance(self._installed, OneInstallation) and not await self._identified(self._installed):
            return
        self._wrong = None
        if self._sockets is not None:
            self._sockets.start()
        log.info("slack_listens", socket=self._sockets is not None)

    async def _identified(self, installed: OneInstallation) -> bool:
        token, failures = self._options.bot_token, 0
        while True:
            try:
                installed.identify(token, await self._oauth.identify(token))
            except Revoked:
                self._wrong = "Slack: the token is refused"
                self._operator("slack_token", {})
                return False
            except SlackError as error:
                log.warning("slack_not_reached", error=error.code)
            else:
                return True
            await asyncio.sleep(self._pauses[min(failures, len(self._pauses) - 1)])
            failures += 1

    async def _keep_tokens(self) -> None:
        """Renew tokens before they end, for ever."""
        while True:
            try:
                await self._installed.renew()
            except Exception as error:  # noqa: BLE001 -- the next round tries again
                log.warning("slack_tokens_not_renewed", error=type(error).__name__)
            await asyncio.sleep(_RENEW_EVERY)


async def _always(work: Callable[[], Awaitable[None]]) -> None:
    try:
        await work()
    except Exception:
        log.exception("slack_face_broken")
