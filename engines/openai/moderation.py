"""Moderation before anything is made: the vendor's free endpoint judges the words and every input picture."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import httpx2
import pybase64
import structlog
from PIL import Image

from domain.errors import BadRequest, Busy, NoAccess, Refused
from engines.base import Input
from engines.openai.faults import named, retry_after
from engines.openai.sdk import APIStatusError
from engines.openai.settings import MOST_TALK, OpenAISettings, client_of

MODEL = "omni-moderation-latest"
SECONDS = 15.0
TRIES = 2
EDGE = 1024
"""Pictures are judged at this edge at most."""

_DENIED = frozenset({401, 403})

_log = structlog.get_logger()


class OpenAIModerator:
    """Asks the moderation endpoint, the words with the first picture, then each other picture alone."""

    def __init__(self, settings: OpenAISettings) -> None:
        self._settings = settings
        self._client, _ = client_of(settings, most_answer=MOST_TALK)
        self._told = False

    async def check(self, words: str, inputs: tuple[Input, ...]) -> None:
        """Raise Refused where anything is flagged, NoAccess or Busy where the vendor cannot be asked.

        Asking again is free, so a fault of any kind is tried once more. The operator is told once of missing access.
        """
        parts: list[list[dict[str, Any]]] = [[await _picture(each)] for each in inputs]
        if words.strip():
            text = {"type": "text", "text": words}
            parts[:1] = [[text, *(parts[0] if parts else [])]]
        for content in parts:
            flagged = await self._flagged(content)
            if flagged:
                raise Refused("moderation_flagged", categories=", ".join(flagged))

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.close()

    async def _flagged(self, content: list[dict[str, Any]]) -> list[str]:
        wait: float | None = None
        detail = ""
        for attempt in range(TRIES):
            if attempt:
                await self._settings.sleep(min(wait or 0.5, 5.0))
            try:
                told = await self._client.moderations.create(
                    model=MODEL,
                    input=content,  # type: ignore[arg-type]  # built as the SDK's typed dictionaries
                    timeout=httpx2.Timeout(SECONDS, connect=self._settings.connect_timeout),
                )
                found = _categories(told.to_dict(warnings=False))
            except APIStatusError as error:
                detail = f"{error.status_code} {named(error.code)} {error.request_id or ''}"
                if error.status_code in _DENIED or error.code == "insufficient_quota":
                    raise self._denied(detail) from None
                wait = retry_after(error.response.headers, self._settings.clock())
            except Exception as error:  # noqa: BLE001 -- a hostile answer makes the SDK raise nearly anything
                detail = type(error).__name__
            else:
                self._told = False
                return found
        _log.warning("moderation_unanswered", detail=detail)
        raise Busy("moderation_busy", retry_after=wait, detail=detail)

    def _denied(self, detail: str) -> NoAccess:
        if not self._told:
            self._told = True
            self._settings.operator("moderation_denied", {"engine": self._settings.server.name})
        return NoAccess("moderation_denied", detail=detail)


def _categories(told: Any) -> list[str]:
    """Return the names of what is flagged; raise ValueError where the answer is none."""
    results = told.get("results")
    if not isinstance(results, list) or not results:
        raise ValueError("no results")
    found: set[str] = set()
    for result in results:
        if not isinstance(result, dict) or not isinstance(result.get("flagged"), bool):
            raise ValueError("no verdict")  # noqa: TRY004 -- what the vendor said is wrong, not its type here
        if result["flagged"]:
            categories = result.get("categories")
            named = [str(name) for name, on in categories.items() if on is True] if isinstance(categories, dict) else []
            found.update(named or ["other"])
    return sorted(found)


async def _picture(given: Input) -> dict[str, Any]:
    small = await asyncio.to_thread(_small, given.data)
    url = "data:image/jpeg;base64," + pybase64.b64encode(small).decode("ascii")
    return {"type": "image_url", "image_url": {"url": url}}


def _small(data: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(data), formats=["PNG", "JPEG", "WEBP"]) as picture:
            picture.draft("RGB", (EDGE, EDGE))
            picture.thumbnail((EDGE, EDGE))
            shown = picture.convert("RGBA")
    except Exception:  # noqa: BLE001 -- Pillow raises many kinds on hostile bytes, and each means the same here
        raise BadRequest("engine_bad_image", detail="not to be read for moderation") from None
    flat = Image.new("RGB", shown.size, "white")
    flat.paste(shown, mask=shown.getchannel("A"))
    kept = io.BytesIO()
    flat.save(kept, "JPEG", quality=85)
    return kept.getvalue()
