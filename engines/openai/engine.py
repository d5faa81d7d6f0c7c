"""The engine itself: one request, one picture, never asked for twice where the first may have been billed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, cast

import httpx2
import structlog

from domain.errors import Broken, EngineError
from domain.operation import Quality
from domain.pricing import cost, estimate
from engines.base import EngineState, Made, Partial, Request
from engines.openai.answer import decoded, is_picture, measured, usage_of
from engines.openai.bodies import whole
from engines.openai.breaker import Breaker
from engines.openai.bucket import Bucket
from engines.openai.events import reading
from engines.openai.faults import Circumstances, Fault, fault_of
from engines.openai.sdk import (
    RAW_RESPONSE_HEADER,
    APIError,
    AsyncAPIResponse,
    AsyncResponseContextManager,
    ImagesResponse,
)
from engines.openai.settings import OpenAISettings, client_of, same_origin
from engines.openai.wire import Outgoing, outgoing

SLOW_QUALITIES = frozenset({Quality.XHIGH, Quality.MAX})
LARGE_PIXELS = 3_686_400
"""Above this the vendor calls a size experimental, and it takes longer."""

MOST_URL_BYTES = 64 * 1024 * 1024

_log = structlog.get_logger()


@dataclass(slots=True)
class _Progress:
    """How far a call's answer has come."""

    began: bool = False
    request_id: str = ""


class OpenAIEngine:
    """Makes pictures with GPT Image, or with a server that speaks its API."""

    def __init__(self, settings: OpenAISettings) -> None:
        self._settings = settings
        self._server = settings.server
        self._client, self._http = client_of(settings)
        per_minute = settings.images_per_minute or settings.server.images_per_minute
        self._bucket = Bucket(per_minute, settings.monotonic, settings.sleep)
        self._breaker = Breaker(self.name, settings.clock, settings.operator)

    @property
    def name(self) -> str:
        """Return the name that models are filed under in the catalogue."""
        return self._server.name

    async def make(self, request: Request, partial: Partial) -> Made:
        """Make one picture, waiting for a place within the pictures a minute.

        A call is sent again only where the vendor can have made nothing: it was over its rate, its fault came at
        once, or the request never left. Raise Busy with the vendor's ``retry_after`` where the tries are used up.
        """
        call = await asyncio.to_thread(outgoing, request, self._server)
        attempt = 0
        while True:
            attempt += 1
            outcome = await self._attempt(request, call, partial)
            if isinstance(outcome, Made):
                return outcome
            wait = outcome.wait if outcome.wait is not None else 2.0 ** (attempt - 1)
            last = attempt >= self._settings.tries or wait > self._settings.most_wait
            _log.info(
                "openai_call_failed",
                job_id=request.job_id,
                index=request.index,
                model=request.model.id,
                attempt=attempt,
                code=outcome.error.code,
                billed=outcome.error.billed,
                detail=outcome.error.detail,
                again=outcome.again and not last,
            )
            if last or not outcome.again:
                raise outcome.error
            await self._settings.sleep(wait)

    def state(self) -> EngineState:
        """Return the open breakers, and what is left of the pictures a minute."""
        return EngineState(self._breaker.trips, self._bucket.left)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.close()

    async def _attempt(self, request: Request, call: Outgoing, partial: Partial) -> Made | Fault:
        self._breaker.check(request.model.id)
        await self._bucket.take()
        with self._breaker.admit(request.model.id) as admission:
            outcome = await self._once(request, call, partial)
            admission.proven = isinstance(outcome, Made) or outcome.proven
            if isinstance(outcome, Fault) and outcome.scope is not None:
                params = {name: str(value) for name, value in outcome.error.params.items()}
                self._breaker.trip(outcome.scope, outcome.error.code, params)
        return outcome

    async def _once(self, request: Request, call: Outgoing, partial: Partial) -> Made | Fault:
        seconds, progress, began_at = self._patience(request), _Progress(), self._settings.monotonic()
        try:
            async with asyncio.timeout(seconds):
                told = await self._told(call, partial, progress, seconds)
                return await self._made(request, told, progress)
        except TimeoutError:
            return Fault(Broken("engine_timeout", billed=True, detail=f"no answer in {seconds} s"))
        except EngineError as error:
            return Fault(error)
        except Exception as error:  # noqa: BLE001 -- a hostile answer makes the SDK raise nearly anything
            about = Circumstances(
                model=request.model.id,
                quick=self._settings.monotonic() - began_at <= self._settings.quick,
                began=progress.began,
                words=request.words,
                key=self._settings.api_key,
                now=self._settings.clock(),
            )
            return fault_of(error, about)

    async def _told(self, call: Outgoing, partial: Partial, progress: _Progress, seconds: float) -> dict[str, object]:
        patience = httpx2.Timeout(seconds, connect=self._settings.connect_timeout)
        async with self._sent(call, patience) as response:
            progress.request_id = response.headers.get("x-request-id", "")
            if "text/event-stream" in response.headers.get("content-type", ""):
                return await _last_event(response, partial, progress)
            return _first(await whole(response))

    def _sent(
        self, call: Outgoing, patience: httpx2.Timeout
    ) -> AbstractAsyncContextManager[AsyncAPIResponse[ImagesResponse]]:
        """Return the answer with its body unread, also where it comes in one: the SDK would read it without end."""
        if call.route:
            headers = {"Content-Type": "multipart/form-data", RAW_RESPONSE_HEADER: "stream"}
            answer: Any = self._client.post(
                call.route,
                cast_to=ImagesResponse,
                body={**call.fields, **call.extra},
                files=cast("Any", [("image", call.images[0]), ("mask", call.mask)]),
                options={"headers": headers, "timeout": patience},
            )
            return AsyncResponseContextManager(answer)
        images: Any = self._client.images.with_streaming_response
        send = images.generate if call.kind == "generate" else images.edit
        return cast(
            "AbstractAsyncContextManager[AsyncAPIResponse[ImagesResponse]]", send(**_arguments(call), timeout=patience)
        )

    async def _made(self, request: Request, told: dict[str, object], progress: _Progress) -> Made:
        model = request.model
        url = told.get("url")
        data = await self._fetched(url) if isinstance(url, str) and url else await decoded(told.pop("b64_json", None))
        seen = await measured(data, 2 * model.sizes.most_pixels)
        notes: list[tuple[str, Mapping[str, str]]] = []
        if request.transparent and not seen.alpha:
            notes.append(("alpha_missing", {}))
        if (seen.width, seen.height) != (request.size.width, request.size.height):
            notes.append(("size_differs", {"asked": str(request.size), "made": f"{seen.width}x{seen.height}"}))
        usage = usage_of(told) if model.usage else None
        if usage is not None and model.price.factors:
            spent = cost(model.price, usage)
        else:
            letters = len(request.words)
            spent = estimate(model, request.size, request.quality, inputs=len(request.inputs), letters=letters)
        facts: dict[str, str | int] = {"request_id": progress.request_id, "counted": int(usage is not None)}
        if usage is not None:
            facts |= {"text_in": usage.text_in, "image_in": usage.image_in, "output": usage.output}
        return Made(data, seen.media_type, seen.width, seen.height, spent, tuple(notes), facts=facts)

    async def _fetched(self, url: str) -> bytes:
        if not same_origin(url, self._settings.url):
            raise Broken("engine_garbage", billed=True, detail="a picture kept at another host")
        headers = {"Authorization": f"Bearer {self._settings.api_key}"} if self._settings.api_key else {}
        kept = bytearray()
        async with self._http.stream("GET", url, headers=headers) as response:
            if response.status_code != httpx2.codes.OK:
                raise Broken("engine_garbage", billed=True, detail=f"its picture answers {response.status_code}")
            async for chunk in response.aiter_bytes():
                kept += chunk
                if len(kept) > MOST_URL_BYTES:
                    raise Broken("engine_garbage", billed=True, detail="its picture is too large")
        return bytes(kept)

    def _patience(self, request: Request) -> float:
        slow = request.quality in SLOW_QUALITIES or request.size.pixels > LARGE_PIXELS
        return self._settings.long_timeout if slow else self._settings.timeout


def _arguments(call: Outgoing) -> dict[str, Any]:
    """Return what the SDK's own methods are given."""
    inputs: dict[str, Any] = {"image": list(call.images)} if call.kind == "edit" else {}
    if call.mask is not None:
        inputs["mask"] = call.mask
    return {**call.fields, **inputs, "extra_body": call.extra or None}


async def _last_event(response: AsyncAPIResponse[Any], partial: Partial, progress: _Progress) -> dict[str, object]:
    """Return the completed event, handing on the partial frames before it, of either family of events."""
    async with reading(response) as events:
        async for told in events:
            progress.began = True
            kind = str(told.get("type", ""))
            if kind.endswith(".partial_image"):
                # Taken out, so that nothing holds the base64 while the frame is shown.
                frame = await _frame(told.pop("b64_json", None))
                if frame is not None:
                    await partial(frame)
            elif kind.endswith(".completed"):
                return told
            elif kind == "error":
                raise APIError(str(told.get("message", "")), response.http_request, body=told)
    raise Broken("engine_broken", billed=True, detail="the stream ended without a picture")


async def _frame(text: object) -> bytes | None:
    try:
        frame = await decoded(text)
    except Broken:
        return None
    return frame if is_picture(frame) else None


def _first(told: object) -> dict[str, object]:
    """Return the first picture of an answer with the answer's own usage."""
    if not isinstance(told, Mapping):
        return {}
    data = told.get("data")
    first = data[0] if isinstance(data, list) and data else {}
    return {**(first if isinstance(first, Mapping) else {}), "usage": told.get("usage")}
