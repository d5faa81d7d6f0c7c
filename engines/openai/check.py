"""Whether the vendor accepts the key: asked once, at no cost, for a set-up that is being examined."""

from __future__ import annotations

from domain.errors import EngineError
from engines.openai.faults import Circumstances, fault_of
from engines.openai.settings import OpenAISettings, client_of


async def check(settings: OpenAISettings) -> None:
    """Ask which models there are. Raise EngineError where the key is refused or the vendor is not reached."""
    client, _ = client_of(settings)
    try:
        await client.models.list(timeout=settings.connect_timeout)
    except EngineError:
        raise
    except Exception as error:
        about = Circumstances(model="", quick=True, began=False, words="", key=settings.api_key, now=settings.clock())
        raise fault_of(error, about).error from error
    finally:
        await client.close()
