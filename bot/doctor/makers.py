"""Who makes pictures: the catalogue, the model that is used, and whether each vendor accepts its key."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.doctor.dates import Dates
from bot.ports import Finding
from bot.settings import Settings, variable
from domain.clock import Clock
from domain.errors import BadInput, EngineError
from domain.model import Model
from engines.catalog import Catalog, CatalogError
from engines.openai.check import check
from engines.openai.settings import OpenAISettings
from engines.rows import Server

_PART, _OPENAI = "models", "openai"

_REFUSED = {
    "engine_key": "openai_key",
    "engine_quota": "openai_credit",
    "engine_billing": "openai_credit",
    "engine_denied": "openai_denied",
    "engine_unverified": "openai_unverified",
    "model_gone": "openai_model",
    "engine_unreachable": "openai_silent",
    "engine_timeout": "openai_silent",
    "engine_lost": "openai_silent",
    "engine_bad_request": "openai_url",
    "engine_garbage": "openai_url",
    "engine_broken": "openai_url",
}


@dataclass(frozen=True, slots=True)
class Catalogued:
    """What was found of the catalogue, its servers, and OpenAI's model that is used, if one is."""

    findings: tuple[Finding, ...]
    servers: tuple[Server, ...] = ()
    models: tuple[Model, ...] = ()
    model: str = ""


def read_catalogue(settings: Settings, today: date) -> Catalogued:
    """Read the catalogue and the operator's own rows, and find the model that is used where nobody names one. Blocks."""
    path = settings.catalog
    named = {"path": str(path)}
    try:
        catalog = Catalog.load(extra_rows_toml=None if path is None else path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return Catalogued((_wrong("catalog_unreadable", error=type(error).__name__, **named),))
    except CatalogError as error:
        return Catalogued((_wrong("catalog_wrong", error=str(error), **named),))
    keyed = {"openai"} if settings.openai_api_key.get_secret_value() else set[str]()
    engines = frozenset({"sketch", *catalog.servers, *keyed})
    findings, model = _default(settings, catalog, engines, today)
    warned = catalog.warnings(today, (settings.default_model,) if settings.default_model else ())
    findings += [Finding(_PART, code, good=False, params=params, fatal=False) for code, params in warned]
    used = (model.vendor_id or model.id) if model is not None and model.engine == "openai" else ""
    return Catalogued(tuple(findings), tuple(catalog.servers.values()), tuple(catalog.models.values()), used)


async def openai(settings: Settings, model: str, dates: Dates, clock: Clock) -> tuple[Finding, ...]:
    """Return whether OpenAI accepts the key and offers the model."""
    key = settings.openai_api_key.get_secret_value()
    if not key:
        return (Finding(_OPENAI, "openai_none", good=False, fatal=False),)
    reached = OpenAISettings(api_key=key, base_url=settings.openai_base_url, clock=clock)
    try:
        await check(
            reached, model=model, moderation=settings.moderation, heard=lambda date_: dates.heard("OpenAI", date_)
        )
    except EngineError as error:
        code = _REFUSED.get(error.code, "openai_down")
        return (Finding(_OPENAI, code, good=False, params={"model": model, "code": error.code}),)
    return (Finding(_OPENAI, "openai_ok", good=True, params={"model": model}),)


async def servers(catalogued_: Catalogued, clock: Clock) -> Sequence[Finding]:
    """Return what is found of the operator's own servers, each asked at the same time."""
    found = await asyncio.gather(*(_server(each, catalogued_.models, clock) for each in catalogued_.servers))
    return [finding for each in found for finding in each]


async def _server(server: Server, models: Sequence[Model], clock: Clock) -> tuple[Finding, ...]:
    key = variable(server.key_env)
    if server.key_env and not key:
        return (Finding(server.name, "server_keyless", good=False, params={"name": server.key_env}),)
    reached = OpenAISettings(api_key=key or "none", server=server, clock=clock)
    wanted = next((each.vendor_id or each.id for each in models if each.engine == server.name), "")
    try:
        await check(reached, model=wanted)
    except EngineError as error:
        if error.code in {"engine_bad_request", "engine_garbage", "engine_broken"}:
            # Not every server lists its models.
            return (Finding(server.name, "server_mute", good=True),)
        params = {"url": server.base_url, "code": error.code, "model": wanted, "name": server.key_env or "api_key_env"}
        code = {"engine_key": "server_key", "model_gone": "server_model"}.get(error.code, "server_silent")
        return (Finding(server.name, code, good=False, params=params, fatal=False),)
    return (Finding(server.name, "server_ok", good=True),)


def _default(
    settings: Settings, catalog: Catalog, engines: frozenset[str], today: date
) -> tuple[list[Finding], Model | None]:
    if not settings.default_model:
        model = catalog.available(engines, today)[0]
        return [Finding(_PART, "model_ok", good=True, params={"model": model.id})], model
    asked = settings.default_model
    try:
        model, _ = catalog.resolve(asked, today, engines)
    except BadInput as error:
        close = str(error.params.get("close", ""))
        code = "model_unknown_close" if close else "model_unknown"
        known = str(error.params.get("known", ""))
        return [_wrong(code, asked=asked, close=close, known=known)], None
    if model.engine not in engines:
        return [_wrong("model_keyless", asked=asked, engine=model.engine)], None
    return [Finding(_PART, "model_ok", good=True, params={"model": model.id})], model


def _wrong(code: str, **params: str) -> Finding:
    return Finding(_PART, code, good=False, params=params)


async def catalogued(settings: Settings, clock: Clock) -> Catalogued:
    """Read the catalogue in a thread."""
    return await asyncio.to_thread(read_catalogue, settings, clock().date())
