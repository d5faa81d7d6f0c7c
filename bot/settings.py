"""The settings: read once from the environment and ``.env``, frozen, passed down."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from dotenv import dotenv_values
from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.web.hosts import is_loopback

ENV_FILE = ".env"
LOCK_FILE = "easel.lock"
"""What a process on SQLite holds in the data folder."""


def _named(name: str) -> AliasChoices:
    return AliasChoices(name, name.lower())


class SetupError(Exception):
    """Easel cannot start as it is set up; the message says how to mend it."""


class Settings(BaseSettings):
    """Everything an operator decides. Each field's name in the environment is its alias; ``.env.example`` lists all."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        # The example file leaves empty what is not set, and a copy of it means the defaults.
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    openai_api_key: SecretStr = Field(SecretStr(""), validation_alias=_named("OPENAI_API_KEY"))
    openai_base_url: str = Field("", validation_alias=_named("OPENAI_BASE_URL"))
    images_per_minute: int = Field(20, ge=1, validation_alias=_named("EASEL_IMAGES_PER_MINUTE"))
    default_model: str = Field("", validation_alias=_named("EASEL_DEFAULT_MODEL"))
    catalog: Path | None = Field(None, validation_alias=_named("EASEL_CATALOG"))
    moderation: bool = Field(default=True, validation_alias=_named("EASEL_MODERATION"))

    daily_images: int = Field(50, ge=0, validation_alias=_named("EASEL_DAILY_IMAGES"))
    person_concurrency: int = Field(4, ge=1, validation_alias=_named("EASEL_PERSON_CONCURRENCY"))
    engine_concurrency: int = Field(32, ge=1, validation_alias=_named("EASEL_ENGINE_CONCURRENCY"))
    worker_memory_mb: int = Field(1024, ge=256, validation_alias=_named("EASEL_WORKER_MEMORY_MB"))

    data_dir: Path = Field(Path(".data"), validation_alias=_named("EASEL_DATA_DIR"))
    database_url: SecretStr = Field(SecretStr(""), validation_alias=_named("EASEL_DATABASE_URL"))
    assets_url: str = Field("", validation_alias=_named("EASEL_ASSETS_URL"))
    s3_endpoint: str = Field("", validation_alias=_named("EASEL_S3_ENDPOINT"))
    s3_region: str = Field("us-east-1", validation_alias=_named("AWS_REGION"))
    s3_key_id: str = Field("", validation_alias=_named("AWS_ACCESS_KEY_ID"))
    s3_secret: SecretStr = Field(SecretStr(""), validation_alias=_named("AWS_SECRET_ACCESS_KEY"))

    http_host: str = Field("127.0.0.1", validation_alias=_named("EASEL_HTTP_HOST"))
    http_port: int = Field(8080, ge=0, le=65535, validation_alias=_named("EASEL_HTTP_PORT"))
    public_url: str = Field("", validation_alias=_named("EASEL_PUBLIC_URL"))
    secret_key: SecretStr = Field(SecretStr(""), validation_alias=_named("EASEL_SECRET_KEY"))
    secret_keys_old: SecretStr = Field(SecretStr(""), validation_alias=_named("EASEL_SECRET_KEYS_OLD"))
    browser_password: SecretStr = Field(SecretStr(""), validation_alias=_named("EASEL_BROWSER_PASSWORD"))
    admin_password: SecretStr = Field(SecretStr(""), validation_alias=_named("EASEL_ADMIN_PASSWORD"))

    discord_token: SecretStr = Field(SecretStr(""), validation_alias=_named("DISCORD_TOKEN"))
    discord_api_url: str = Field("", validation_alias=_named("EASEL_DISCORD_API_URL"))
    discord_gateway_url: str = Field("", validation_alias=_named("EASEL_DISCORD_GATEWAY_URL"))

    slack_bot_token: SecretStr = Field(SecretStr(""), validation_alias=_named("SLACK_BOT_TOKEN"))
    slack_app_token: SecretStr = Field(SecretStr(""), validation_alias=_named("SLACK_APP_TOKEN"))
    slack_signing_secret: SecretStr = Field(SecretStr(""), validation_alias=_named("SLACK_SIGNING_SECRET"))
    slack_client_id: str = Field("", validation_alias=_named("SLACK_CLIENT_ID"))
    slack_client_secret: SecretStr = Field(SecretStr(""), validation_alias=_named("SLACK_CLIENT_SECRET"))
    slack_api_url: str = Field("", validation_alias=_named("EASEL_SLACK_API_URL"))
    slack_strangers: bool = Field(default=False, validation_alias=_named("EASEL_SLACK_STRANGERS"))
    slack_guests: bool = Field(default=True, validation_alias=_named("EASEL_SLACK_GUESTS"))

    metrics_token: SecretStr = Field(SecretStr(""), validation_alias=_named("EASEL_METRICS_TOKEN"))
    metrics_host: str = Field("127.0.0.1", validation_alias=_named("EASEL_METRICS_HOST"))
    metrics_port: int = Field(0, ge=0, le=65535, validation_alias=_named("EASEL_METRICS_PORT"))
    otlp_endpoint: str = Field("", validation_alias=_named("OTEL_EXPORTER_OTLP_ENDPOINT"))
    otlp_headers: SecretStr = Field(SecretStr(""), validation_alias=_named("OTEL_EXPORTER_OTLP_HEADERS"))
    otlp_service: str = Field("easel", validation_alias=_named("OTEL_SERVICE_NAME"))

    log_level: Literal["debug", "info", "warning", "error"] = Field("info", validation_alias=_named("EASEL_LOG_LEVEL"))
    log_format: Literal["auto", "console", "json"] = Field("auto", validation_alias=_named("EASEL_LOG_FORMAT"))

    @cached_property
    def database(self) -> str:
        """Return the database's URL: a SQLite file in the data folder by default."""
        given = self.database_url.get_secret_value()
        if given.startswith("postgres://"):
            return "postgresql" + given.removeprefix("postgres")
        return given or f"sqlite:///{self.data_dir.resolve() / 'easel.db'}"

    @cached_property
    def assets(self) -> str:
        """Return where bytes are kept: a folder in the data folder by default."""
        return self.assets_url or str(self.data_dir.resolve() / "assets")

    @cached_property
    def is_sqlite(self) -> bool:
        """Return whether the database is a SQLite file, which one process alone may use."""
        return self.database.startswith("sqlite:")

    @cached_property
    def is_loopback(self) -> bool:
        """Return whether the workspace listens to this machine only."""
        return is_loopback(self.http_host)

    @cached_property
    def is_public_loopback(self) -> bool:
        """Return whether the address that people open is of this machine, too: else a proxy lets others in."""
        return not self.public_url or is_loopback(urlsplit(self.public_url).hostname or "")

    @cached_property
    def lets_strangers_in(self) -> bool:
        """Return whether others can reach the workspace and nothing keeps them out."""
        return not self.browser_password.get_secret_value() and not (self.is_loopback and self.is_public_loopback)

    def secrets(self) -> frozenset[str]:
        """Return every secret that is set, and the database's password, to be kept out of what is said."""
        values = {each.get_secret_value() for _, each in self if isinstance(each, SecretStr)}
        with suppress(ValueError):
            password = urlsplit(self.database).password or ""
            values |= {password, unquote(password)}
        return frozenset(values - {""})


def given() -> dict[str, str]:
    """Return every variable that is set, in the environment or in ``.env``, as it stands there. Raise as Settings()."""
    return {name: value or "" for name, value in dotenv_values(ENV_FILE).items()} | dict(os.environ)


def variable(name: str) -> str:
    """Return a variable of the environment that a file of the operator's names; empty where it is not set."""
    return os.environ.get(name, "") if name else ""


def names() -> dict[str, str]:
    """Return every setting's name in the environment, by its field."""
    return {
        name: str(field.validation_alias.choices[0])
        for name, field in Settings.model_fields.items()
        if isinstance(field.validation_alias, AliasChoices)
    }
