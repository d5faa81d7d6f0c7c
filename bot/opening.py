"""What is opened from the settings before anything runs, and what an operator is told where that cannot be."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import structlog
from filelock import AsyncFileLock, Timeout

from bot.identity import derived, secret_of
from bot.ports import BrowserOptions
from bot.settings import LOCK_FILE, Settings, SetupError
from domain.clock import system_clock
from domain.errors import EaselError, StorageError
from engines.base import Engine
from engines.catalog import Catalog, CatalogError
from storage.assets import Assets
from storage.database import Database

log = structlog.get_logger()

_LOCK_SECONDS = 60.0


def check_password(settings: Settings) -> None:
    """Raise SetupError where others can reach the workspace and nothing keeps strangers out."""
    if not settings.lets_strangers_in:
        return
    name = "EASEL_PUBLIC_URL" if settings.is_loopback else "EASEL_HTTP_HOST"
    value = settings.public_url if settings.is_loopback else settings.http_host
    raise SetupError(f"{name}={value} lets others reach the workspace: set EASEL_BROWSER_PASSWORD too.")


def secret_in(settings: Settings) -> str:
    """Return the deployment's secret, made in the data folder where none is set. Raise SetupError where that cannot be."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        return secret_of(settings.secret_key.get_secret_value(), settings.data_dir)
    except OSError as error:
        raise SetupError(f"EASEL_DATA_DIR={settings.data_dir} cannot be used ({error.strerror}).") from error


def database_of(settings: Settings) -> Database:
    """Return the database. Raise SetupError where its address is none."""
    try:
        return Database.open(settings.database)
    except StorageError as error:
        raise SetupError(
            "EASEL_DATABASE_URL is written sqlite:///path or postgresql://user:password@host/name."
        ) from error


def assets_of(settings: Settings) -> Assets:
    """Open the store of pictures. Raise SetupError where its address cannot be used."""
    try:
        return Assets.open(
            settings.assets,
            endpoint=settings.s3_endpoint,
            region=settings.s3_region,
            key_id=settings.s3_key_id,
            secret=settings.s3_secret.get_secret_value(),
            allow_http=settings.s3_endpoint.startswith("http://"),
        )
    except StorageError as error:
        raise SetupError(f"EASEL_ASSETS_URL cannot be used: {error.detail or error.code}.") from error


def catalog_of(path: Path | None) -> Catalog:
    """Return the models, with the operator's own rows. Raise SetupError where these cannot be read."""
    try:
        return Catalog.load(extra_rows_toml=None if path is None else path.read_text("utf-8"))
    except OSError as error:
        raise SetupError(f"EASEL_CATALOG={path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise SetupError(f"EASEL_CATALOG={path} is not UTF-8 text.") from error
    except CatalogError as error:
        raise SetupError(f"EASEL_CATALOG={path}: {error}") from error


def default_model(settings: Settings, catalog: Catalog, engines: Mapping[str, Engine]) -> str:
    """Return the model where nobody says another. Raise SetupError where the one that is set cannot be used."""
    today = system_clock().date()
    available = catalog.available(frozenset(engines), today)
    if not settings.default_model:
        return available[0].id
    try:
        model, _ = catalog.resolve(settings.default_model, today, frozenset(engines))
    except EaselError as error:
        raise SetupError(f"EASEL_DEFAULT_MODEL={settings.default_model} is no model of the catalogue.") from error
    if model.engine not in engines:
        raise SetupError(f"EASEL_DEFAULT_MODEL={settings.default_model} needs the key of its engine ({model.engine}).")
    return model.id


def browser_options(settings: Settings, secret: str) -> BrowserOptions:
    """Return how the browser workspace lets people in."""
    return BrowserOptions(
        secret_key=derived(secret, "browser").hex(),
        password=settings.browser_password.get_secret_value(),
        admin_password=settings.admin_password.get_secret_value(),
        secure_cookies=settings.public_url.startswith("https://"),
        public_url=settings.public_url,
    )


def jobs_url(settings: Settings, database: Database) -> str:
    """Return where the durable engine keeps its tables: beside ours on Postgres, in a file of its own on SQLite."""
    if database.is_sqlite:
        return f"sqlite:///{settings.data_dir.resolve() / 'jobs.db'}"
    return settings.database


@asynccontextmanager
async def alone(data_dir: Path) -> AsyncIterator[None]:
    """Hold the data folder; who comes later waits, since SQLite is one process."""
    lock = AsyncFileLock(data_dir / LOCK_FILE)
    try:
        await lock.acquire(timeout=0)
    except Timeout:
        log.warning("waiting_for_the_data_folder", seconds=_LOCK_SECONDS)
        try:
            await lock.acquire(timeout=_LOCK_SECONDS, poll_interval=0.2)
        except Timeout as error:
            raise SetupError(
                f"Another Easel is running on {data_dir}. Stop it, or set EASEL_DATA_DIR to another folder."
            ) from error
    try:
        yield
    finally:
        await lock.release()
