"""Watching, as the wiring has it: who is told, who looks, and who may read what they saw."""

from __future__ import annotations

import asyncio
import platform
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import PackageNotFoundError, version

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.chats import Line
from bot.jobs.kit import Pace
from bot.jobs.runner import Jobs
from bot.listening import not_listening
from bot.platforms.browser.doorman import Doorman
from bot.platforms.browser.session import Session, Sessions
from bot.ports import BrowserOptions, Workspace
from bot.settings import Settings, SetupError
from bot.watch.lag import watch_lag
from bot.watch.lookout import Lookout, Sources
from bot.watch.metrics import Metrics
from bot.watch.traces import Collector, headers_of, traces_for
from bot.watch.watcher import Watcher
from bot.watch.web import MetricsPage, Readers
from bot.web.app import Part
from bot.web.hosts import allowed_hosts, is_loopback
from bot.web.operator import Guard, OperatorPage, Versions
from bot.web.serve import serving
from commands.studio import Studio
from domain.errors import NotAllowed
from engines.base import Engine
from storage.migrate import revision


def easel_version() -> str:
    """Return which Easel this is."""
    try:
        return version("easel-bot")
    except PackageNotFoundError:
        # Run from its folder, it is installed nowhere.
        return "development"


def watcher_of(settings: Settings, mode: str, instance: str) -> Watcher:
    """Return who is told of all that happens in this process. Raise SetupError where that cannot be."""
    try:
        headers = headers_of(settings.otlp_headers.get_secret_value())
    except ValueError as error:
        raise SetupError("OTEL_EXPORTER_OTLP_HEADERS is written name=value,name=value.") from error
    collector = Collector(
        endpoint=settings.otlp_endpoint,
        headers=headers,
        service=settings.otlp_service,
        version=easel_version(),
        instance=instance,
    )
    return Watcher(Metrics(version=easel_version(), mode=mode), traces_for(collector))


def lookout_of(
    settings: Settings,
    studio: Studio,
    engines: Mapping[str, Engine],
    chats: Sequence[Line],
    watcher: Watcher,
    *,
    faults: Callable[[], Mapping[str, str | None]] = dict,
) -> Lookout:
    """Return who looks at what is not told; ``faults`` are of the platforms that are listened to here."""
    sources = Sources(
        studio=studio,
        engines=engines,
        budgets=lambda: {each.platform.value: each.budgets() for each in chats},
        folder=settings.data_dir,
        silence=Pace().silence,
        sole=studio.database.is_sqlite,
        faults=faults,
    )
    return Lookout(sources, watcher)


def workspace_readers(settings: Settings) -> Readers:
    """Return who may read metrics where the workspace is served: strangers only with the token."""
    return Readers(settings.metrics_token.get_secret_value(), settings.is_loopback and settings.is_public_loopback)


def metrics_of(watcher: Watcher, lookout: Lookout, readers: Readers) -> MetricsPage:
    """Return the page of metrics."""
    return MetricsPage(watcher.metrics, readers, lookout.look)


@asynccontextmanager
async def measured(
    settings: Settings,
    watcher: Watcher,
    lookout: Lookout,
    app_of: Callable[[Part, frozenset[str] | None], web.Application],
) -> AsyncIterator[None]:
    """Serve metrics and health at a listener of their own inside the block, where a port is set for that.

    ``app_of`` makes an application of a part that answers to these hosts. Raise SetupError where it cannot be.
    """
    if not settings.metrics_port:
        yield
        return
    token, alone = settings.metrics_token.get_secret_value(), is_loopback(settings.metrics_host)
    if not token and not alone:
        raise SetupError(f"EASEL_METRICS_HOST={settings.metrics_host} lets others read: set EASEL_METRICS_TOKEN too.")
    page = metrics_of(watcher, lookout, Readers(token, alone))
    async with AsyncExitStack() as stack:
        try:
            app = app_of(page.attach, allowed_hosts(settings.metrics_host, ""))
            await stack.enter_async_context(serving(app, settings.metrics_host, settings.metrics_port))
        except OSError as error:
            raise not_listening(settings.metrics_host, settings.metrics_port, "EASEL_METRICS", error) from error
        yield


def operator_page(
    options: BrowserOptions, workspace: Workspace, studio: Studio, lookout: Lookout, jobs: Jobs
) -> OperatorPage:
    """Return the operator's page, open to who entered the browser workspace with the administrator's password."""
    doorman = Doorman(options, Sessions(options, studio.clock), workspace)
    versions = Versions(easel_version(), platform.python_version(), studio.database.url.get_backend_name())

    async def of_database() -> str:
        return await revision(studio.database) or ""

    return OperatorPage(
        lookout, jobs, _guard(doorman), versions, of_database, open_=bool(options.admin_password), clock=studio.clock
    )


def _guard(doorman: Doorman) -> Guard:
    def guard(handler: Handler) -> Handler:
        async def guarded(request: web.Request, session: Session) -> web.StreamResponse:
            if not session.person.administrator:
                raise NotAllowed("administrators_only")
            return await handler(request)

        return doorman.entered(guarded)

    return guard


@asynccontextmanager
async def looking(lookout: Lookout, watcher: Watcher) -> AsyncIterator[None]:
    """Look, and measure how late the loop is, inside the block."""
    loop = asyncio.get_running_loop()
    tasks = [loop.create_task(lookout.keep_looking()), loop.create_task(watch_lag(watcher.lagged))]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
