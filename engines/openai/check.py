"""Whether the vendor accepts the key: asked once, at no cost, for a set-up that is being examined."""

from __future__ import annotations

from collections.abc import Callable

import httpx2

from domain.errors import Broken, EngineError
from engines.openai.faults import Circumstances, fault_of
from engines.openai.sdk import AsyncOpenAI
from engines.openai.settings import MOST_TALK, OpenAISettings, client_of

Heard = Callable[[str | None], None]
"""Is told the Date header of every answer."""

_HARMLESS = "a tree"


async def check(
    settings: OpenAISettings, *, model: str = "", moderation: bool = False, heard: Heard = lambda _date: None
) -> None:
    """Ask which models there are, for ``model`` among them, and to have two words moderated, which is free.

    Raise EngineError where the key is refused or may not do it, where there is no credit, or where the vendor is not
    reached.
    """
    client, http = client_of(settings, most_answer=MOST_TALK)

    async def answered(response: httpx2.Response) -> None:
        heard(response.headers.get("date"))

    http.event_hooks = {**http.event_hooks, "response": [*http.event_hooks["response"], answered]}
    try:
        await _models(client, model, settings.connect_timeout)
        if moderation:
            await client.moderations.create(input=_HARMLESS, timeout=settings.connect_timeout)
    except EngineError:
        raise
    except Exception as error:
        about = Circumstances(
            model=model, quick=True, began=False, words="", key=settings.api_key, now=settings.clock()
        )
        raise fault_of(error, about).error from error
    finally:
        await client.close()


async def _models(client: AsyncOpenAI, model: str, seconds: float) -> None:
    page = await client.models.list(timeout=seconds)
    # A page of the web, or another service's answer, is no list of models, whatever its status.
    if not isinstance(getattr(page, "data", None), list):
        raise Broken("engine_garbage")
    if model and model not in {each.id for each in page.data}:
        await client.models.retrieve(model, timeout=seconds)
