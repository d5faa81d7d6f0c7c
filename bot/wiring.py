"""The wiring: from settings to a running Easel. Everything is made here once and handed down."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial

import structlog

from bot.archive import Archives, ArchiveTokens
from bot.chats import Connector, Line, Listener, Tools, lines
from bot.dispatch import Dispatcher
from bot.explain import Explainer
from bot.housekeeping import keep_house
from bot.identity import derived, new_id, vault_of
from bot.jobs.kit import Kit
from bot.jobs.runner import Jobs, Mode
from bot.listening import not_listening
from bot.makers import engines_of, moderator_of, tell_operator
from bot.news import Newsroom
from bot.notes import ChatNotes
from bot.opening import (
    alone,
    assets_of,
    browser_options,
    catalog_of,
    check_password,
    database_of,
    default_model,
    jobs_url,
    secret_in,
)
from bot.pictures import ChatPictures
from bot.platforms.browser import draw
from bot.platforms.browser.outbound import BrowserOutbound
from bot.platforms.browser.routes import Browser
from bot.platforms.browser.session import TEAM
from bot.ports import Outbound
from bot.posts import ChatPosts
from bot.retention import tend
from bot.settings import Settings, SetupError
from bot.shelving import shelve
from bot.watch.engines import WatchedEngine
from bot.watch.lookout import Lookout
from bot.watch.outbounds import WatchedOutbound
from bot.watch.watcher import Watcher
from bot.watch.web import watch_acknowledgements
from bot.watching import looking, lookout_of, measured, metrics_of, operator_page, watcher_of, workspace_readers
from bot.web.app import allowed_hosts, make_app
from bot.web.frames import Frames
from bot.web.library.routes import LibraryPages
from bot.web.library.visitors import Visitors
from bot.web.originals import Originals
from bot.web.serve import serving
from bot.workspace import BrowserWorkspace
from commands.studio import Defaults, Room, Studio
from commands.suggest import suggest
from commands.table import SPECS
from domain.clock import system_clock
from domain.errors import EaselError, StorageError
from domain.people import Platform
from engines.base import Engine, Moderator
from engines.worker import Worker
from storage.changes import Changes
from storage.migrate import migrate
from storage.queue import Caps

log = structlog.get_logger()

_SKETCHES_AT_ONCE = 4
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Parts:
    """What every process has, whatever it does with it."""

    settings: Settings
    studio: Studio
    engines: Mapping[str, Engine]
    moderator: Moderator | None
    workspace: BrowserWorkspace
    originals: Originals
    frames: Frames
    door: Visitors
    lines: Sequence[Line]
    tools: Tools
    outbounds: Mapping[Platform, Outbound]
    newsroom: Newsroom
    archives: Archives
    secret: str
    watcher: Watcher


@asynccontextmanager
async def parts(settings: Settings, *, connector: Connector | None = None, mode: str = "run") -> AsyncIterator[Parts]:
    """Open everything that all processes need, and close it at the end. Raise SetupError where it cannot be.

    ``connector`` returns what Discord is reached by, in place of a plain connection. ``mode`` is what metrics say.
    """
    async with AsyncExitStack() as stack:
        check_password(settings)
        watcher = watcher_of(settings, mode, new_id())
        stack.push_async_callback(watcher.close)
        secret = secret_in(settings)
        database = database_of(settings)
        stack.push_async_callback(database.close)
        if database.is_sqlite:
            await stack.enter_async_context(alone(settings.data_dir))
        await migrate(database)
        changes = Changes(database)
        changes.start()
        stack.push_async_callback(changes.close)
        worker = Worker(memory=settings.worker_memory_mb * _MIB)
        stack.push_async_callback(worker.close)
        catalog = catalog_of(settings.catalog)
        bare = engines_of(settings, catalog, worker, system_clock, tell_operator)
        engines = {name: WatchedEngine(engine, watcher) for name, engine in bare.items()}
        for engine in engines.values():
            stack.push_async_callback(engine.close)
        vault = vault_of(settings, secret)
        chats = lines(settings, database, vault, clock=system_clock, operator=tell_operator, connector=connector)
        for line in chats:
            stack.push_async_callback(line.close)
            await line.open()
        rooms: dict[Platform, Room] = {}
        archive_tokens = ArchiveTokens(derived(secret, "archives"), system_clock)
        studio = Studio(
            database=database,
            assets=assets_of(settings),
            catalog=catalog,
            worker=worker,
            engines=frozenset(engines),
            caps=Caps(settings.person_concurrency, settings.engine_concurrency, {"sketch": _SKETCHES_AT_ONCE}),
            defaults=Defaults(default_model(settings, catalog, engines), settings.daily_images, settings.moderation),
            clock=system_clock,
            new_id=new_id,
            fetchers={line.platform: line.fetch for line in chats},
            rooms=rooms,
            archive_token=archive_tokens.sign,
            public_url=settings.public_url,
        )
        named = (settings.default_model,) if settings.default_model else ()
        for code, params in catalog.warnings(system_clock().date(), named):
            tell_operator(code, params)
        workspace = BrowserWorkspace(studio, TEAM, changes)
        rooms[Platform.BROWSER] = workspace.room
        rooms.update({line.platform: line.room for line in chats})
        door = Visitors(studio, derived(secret, "library"), browser_options(settings, secret), workspace)
        studio = replace(studio, library_door=door)
        originals = Originals(studio, derived(secret, "originals"), settings.public_url, system_clock)
        shown = ChatPictures(studio, originals)
        frames = Frames(shown, derived(secret, "frames"), settings.public_url, system_clock)
        tools = Tools(
            studio=studio,
            posts=ChatPosts(database, system_clock),
            notes=ChatNotes(database, system_clock),
            vault=vault,
            pictures=shown,
            frame_link=frames.link,
            operator=tell_operator,
            watch=watcher,
        )
        outbounds: dict[Platform, Outbound] = {Platform.BROWSER: BrowserOutbound(workspace, system_clock)}
        outbounds |= {line.platform: line.outbound(tools) for line in chats}
        watched = {name: WatchedOutbound(name, each, watcher) for name, each in outbounds.items()}
        moderator = moderator_of(settings, system_clock, tell_operator)
        if moderator is not None:
            stack.push_async_callback(moderator.close)
        yield Parts(
            settings=settings,
            studio=studio,
            engines=engines,
            moderator=moderator,
            workspace=workspace,
            originals=originals,
            frames=frames,
            door=door,
            lines=chats,
            tools=tools,
            outbounds=watched,
            newsroom=Newsroom(studio, watched, f"{os.getpid()}-{new_id()}"),
            archives=Archives(studio, archive_tokens),
            secret=secret,
            watcher=watcher,
        )


@asynccontextmanager
async def working(parts_: Parts, mode: Mode) -> AsyncIterator[Jobs]:
    """Run jobs, or hand them to workers, as ``mode`` says."""
    worker_id = f"{os.getpid()}-{new_id()}"
    kit = Kit(
        studio=parts_.studio,
        engines=parts_.engines,
        moderator=parts_.moderator,
        outbounds=parts_.outbounds,
        salt=derived(parts_.secret, "people"),
        worker_id=worker_id,
        watch=parts_.watcher,
    )
    try:
        jobs = Jobs(kit, mode=mode, url=jobs_url(parts_.settings, parts_.studio.database))
    except StorageError as error:
        raise SetupError(
            "easel serve and easel work need Postgres: set EASEL_DATABASE_URL, or use easel run."
        ) from error
    await jobs.start()
    parts_.newsroom.start()
    tending = partial(tend, parts_.studio, parts_.outbounds, parts_.newsroom.kick)
    beside = () if mode is Mode.SERVE else (keep_house(parts_.studio, tending), shelve(parts_.studio))
    house = [asyncio.get_running_loop().create_task(each) for each in beside]
    try:
        yield jobs
    finally:
        for each in house:
            each.cancel()
        await asyncio.gather(*house, return_exceptions=True)
        await parts_.newsroom.close()
        await jobs.close()


@asynccontextmanager
async def facing(parts_: Parts, jobs: Jobs) -> AsyncIterator[str]:
    """Serve the browser workspace and answer calls; yield the address to open."""
    settings, studio = parts_.settings, parts_.studio
    dispatcher = Dispatcher(studio, jobs, parts_.outbounds, parts_.watcher, news=parts_.newsroom.kick)
    listeners = {line.platform: line.listener(parts_.tools, dispatcher) for line in parts_.lines}
    await dispatcher.recover()
    options = browser_options(settings, parts_.secret)
    browser = Browser(options, parts_.workspace, dispatcher, SPECS, studio.clock, suggest=partial(suggest, studio))
    hosts = allowed_hosts(settings.http_host, settings.public_url)
    lookout = _lookout(parts_, listeners)
    metrics = metrics_of(parts_.watcher, lookout, workspace_readers(settings))
    operator = operator_page(options, parts_.workspace, studio, lookout, jobs)
    library = LibraryPages(studio, parts_.door, draw=draw.card_json, told=parts_.newsroom.kick)
    own = [
        parts_.archives.attach,
        browser.attach,
        library.attach,
        parts_.originals.attach,
        parts_.frames.attach,
        metrics.attach,
        operator.attach,
    ]
    app = make_app(
        [*own, *(each.attach for each in listeners.values())],
        checks=lambda: _wrong(parts_, listeners),
        explain=Explainer(studio.clock),
        draw=draw.card_json,
        hosts=hosts,
    )
    watch_acknowledgements(app, parts_.watcher)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(looking(lookout, parts_.watcher))
        await stack.enter_async_context(_measured(parts_, lookout, listeners))
        try:
            port = await stack.enter_async_context(serving(app, settings.http_host, settings.http_port))
        except OSError as error:
            raise not_listening(settings.http_host, settings.http_port, "EASEL_HTTP", error) from error
        stack.push_async_callback(dispatcher.close)
        for each in listeners.values():
            await each.start()
            stack.push_async_callback(each.close)
        yield settings.public_url or f"http://{settings.http_host}:{port}"


@asynccontextmanager
async def unseen(parts_: Parts) -> AsyncIterator[None]:
    """Serve what watches a process that faces nobody, where a port is set for that."""
    if not parts_.settings.metrics_port:
        yield
        return
    lookout = _lookout(parts_, {})
    async with looking(lookout, parts_.watcher), _measured(parts_, lookout, {}):
        yield


def _measured(
    parts_: Parts, lookout: Lookout, listeners: Mapping[Platform, Listener]
) -> AbstractAsyncContextManager[None]:
    return measured(
        parts_.settings,
        parts_.watcher,
        lookout,
        lambda page, hosts: make_app(
            [page],
            checks=lambda: _wrong(parts_, listeners),
            explain=Explainer(parts_.studio.clock),
            draw=draw.card_json,
            hosts=hosts,
        ),
    )


def _lookout(parts_: Parts, listeners: Mapping[Platform, Listener]) -> Lookout:
    return lookout_of(
        parts_.settings,
        parts_.studio,
        parts_.engines,
        parts_.lines,
        parts_.watcher,
        faults=lambda: {name.value: each.healthy() for name, each in listeners.items()},
    )


async def _wrong(parts_: Parts, listeners: Mapping[Platform, Listener]) -> dict[str, str]:
    wrong = {name.value: fault for name, each in listeners.items() if (fault := each.healthy())}
    try:
        await parts_.workspace.latest()
    except StorageError as error:
        wrong["database"] = error.code
    try:
        await parts_.studio.assets.check()
    except EaselError as error:
        wrong["assets"] = error.code
    return wrong
