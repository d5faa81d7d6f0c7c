"""Who makes pictures in this deployment, by the keys and servers that are set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import structlog

from bot.ports import Operator
from bot.settings import Settings, variable
from commands.words import FALLBACK, saying
from domain.clock import Clock
from engines.base import Engine
from engines.catalog import Catalog
from engines.sketch.engine import SketchEngine
from engines.worker import Worker

if TYPE_CHECKING:
    from engines.openai.moderation import OpenAIModerator
    from engines.openai.settings import OpenAISettings

log = structlog.get_logger()


def engines_of(
    settings: Settings, catalog: Catalog, worker: Worker, clock: Clock, operator: Operator
) -> dict[str, Engine]:
    """Return every engine that has what it needs, by its name. The SDK is imported only where there is a use for it."""
    engines: dict[str, Engine] = {"sketch": SketchEngine(worker)}
    if not settings.openai_api_key.get_secret_value() and not catalog.servers:
        return engines
    from engines.openai.engine import OpenAIEngine
    from engines.openai.settings import OpenAISettings

    if settings.openai_api_key.get_secret_value():
        engines["openai"] = OpenAIEngine(_openai(settings, clock, operator))
    for name, server in catalog.servers.items():
        engines[name] = OpenAIEngine(
            OpenAISettings(api_key=variable(server.key_env) or "none", server=server, operator=operator, clock=clock)
        )
    return engines


def _openai(settings: Settings, clock: Clock, operator: Operator) -> OpenAISettings:
    from engines.openai.settings import OpenAISettings

    return OpenAISettings(
        api_key=settings.openai_api_key.get_secret_value(),
        base_url=settings.openai_base_url,
        images_per_minute=settings.images_per_minute,
        operator=operator,
        clock=clock,
    )


def moderator_of(settings: Settings, clock: Clock, operator: Operator) -> OpenAIModerator | None:
    """Return what judges words, None where nothing can."""
    if not settings.openai_api_key.get_secret_value():
        return None
    from engines.openai.moderation import OpenAIModerator

    return OpenAIModerator(_openai(settings, clock, operator))


def tell_operator(code: str, params: Mapping[str, str]) -> None:
    """Tell the operator of something that only they can mend, and how."""
    log.error("operator_needed", code=code, advice=saying(FALLBACK)(f"operator.{code}", **params), **params)
