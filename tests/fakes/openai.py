"""OpenAI's image and moderation routes on loopback, as strict as their documentation.

In a test: ``async with FakeOpenAI() as fake`` and ``fake.base_url``. In a process of its own:
``python -m tests.fakes.openai --port 0`` prints its port on a line; POST and GET ``/_control`` script and read it.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import contextlib
import json
from collections import deque
from collections.abc import Callable
from typing import Any, Self

from aiohttp import web

from tests.fakes import openai_pictures as pictures
from tests.fakes.openai_rules import QUALITIES, Asked, Part, Wrong, check_edit, check_generation, check_moderation
from tests.fakes.openai_script import CATEGORIES, FAULTS, Seen, Step

KEY = "sk-fake-0123456789abcdef"
GENERATIONS, EDITS, MODERATIONS, MODELS = (
    "/v1/images/generations",
    "/v1/images/edits",
    "/v1/moderations",
    "/v1/models",
)


class FakeOpenAI:
    """The server, its script, and what it saw. ``refused`` are the requests that broke a rule."""

    def __init__(self, *, key: str = KEY, port: int = 0, seconds: float = 0) -> None:
        self.key = key
        self.port = port
        self.seconds = seconds
        self.seen: list[Seen] = []
        self.refused: list[str] = []
        self.at_once = self.most_at_once = self.dropped = 0
        self.dropped_one = asyncio.Event()
        self._arrived = asyncio.Event()
        self._gate = asyncio.Event()
        self._script: dict[str, deque[Step]] = {"images": deque(), "moderations": deque(), "models": deque()}
        self.models = list(QUALITIES)
        self._runner: web.AppRunner | None = None
        self._stored: dict[str, bytes] = {}

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def script(self, *steps: Step, route: str = "images") -> None:
        """Give the next calls their behaviour, one step a call; then all is well again."""
        self._script[route].extend(steps)

    def release(self) -> None:
        """Let every call go on that has arrived, be it held already or on its way to where it will be."""
        self._gate.set()
        self._gate = asyncio.Event()

    def count(self, route: str | None = None) -> int:
        """Return how many requests kept the rules, of one route or of both image routes."""
        routes = {GENERATIONS, EDITS} if route is None else {route}
        return sum(each.route in routes for each in self.seen)

    async def until(self, count: int) -> None:
        """Wait until ``count`` image requests have arrived."""
        while self.count() < count:
            self._arrived.clear()
            await self._arrived.wait()

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=2**30)
        app.router.add_post(GENERATIONS, self._generations)
        app.router.add_post(EDITS, self._edits)
        app.router.add_post(MODERATIONS, self._moderations)
        app.router.add_get(MODELS, self._models)
        app.router.add_get(MODELS + "/{id}", self._model)
        app.router.add_get("/v1/_files/{name}", self._file)
        app.router.add_route("*", "/_control", self._control)
        app.router.add_route("*", "/{anything:.*}", self._unknown)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = int(self._runner.addresses[0][1])
        return self

    async def __aexit__(self, *_: object) -> None:
        self.release()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _generations(self, request: web.Request) -> web.StreamResponse:
        async def read() -> tuple[Asked, Seen]:
            asked = check_generation(await _json(request))
            return asked, Seen(GENERATIONS, asked.fields)

        return await self._image(request, "image_generation", read)

    async def _edits(self, request: web.Request) -> web.StreamResponse:
        async def read() -> tuple[Asked, Seen]:
            form, parts = await _form(request)
            asked = await asyncio.to_thread(check_edit, form, parts)
            files = tuple((part.name, part.filename, part.content_type, len(part.data)) for part in parts)
            return asked, Seen(EDITS, asked.fields, files, tuple(parts))

        return await self._image(request, "image_edit", read)

    async def _image(self, request: web.Request, family: str, read: Callable[[], Any]) -> web.StreamResponse:
        try:
            self._authorize(request)
            asked, seen = await read()
        except Wrong as wrong:
            return self._refuse(wrong)
        self.seen.append(seen)
        self._arrived.set()
        step = self._script["images"].popleft() if self._script["images"] else Step()
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        gate = self._gate
        try:
            await self._wait(step, gate)
            return await self._perform(request, asked, step, family, gate)
        except (asyncio.CancelledError, ConnectionResetError):
            self.dropped += 1
            self.dropped_one.set()
            raise
        finally:
            self.at_once -= 1

    async def _wait(self, step: Step, gate: asyncio.Event) -> None:
        if step.held:
            await gate.wait()
        await asyncio.sleep(step.seconds or self.seconds)

    async def _instead(self, request: web.Request, step: Step) -> web.StreamResponse | None:
        """Return what comes instead of an answer, None where the answer comes."""
        if step.kind in FAULTS:
            return self._fault(step)
        if step.kind == "hang":
            await asyncio.Event().wait()
        if step.kind == "close":
            return _gone(request)
        if step.kind == "html":
            return web.Response(text="<html>Bad gateway</html>", content_type="text/html")
        if step.kind == "redirect":
            return web.Response(status=307, headers={"location": f"http://localhost:{self.port}{request.path}"})
        return None

    async def _perform(
        self, request: web.Request, asked: Asked, step: Step, family: str, gate: asyncio.Event
    ) -> web.StreamResponse:
        unanswered = await self._instead(request, step)
        if unanswered is not None:
            return unanswered
        if asked["stream"]:
            return await self._stream(request, asked, step, family, gate)
        answer = self._about(asked) | {"data": await self._data(asked, step), "created": 1_790_000_000}
        if step.kind != "no_usage":
            answer["usage"] = pictures.usage(asked)
        if step.kind == "cut":
            return await _half(request, json.dumps(answer).encode())
        return web.json_response(answer, headers=self._headers())

    async def _stream(
        self, request: web.Request, asked: Asked, step: Step, family: str, gate: asyncio.Event
    ) -> web.StreamResponse:
        headers = self._headers() | {"content-type": "text/event-stream; charset=utf-8"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)

        async def send(event: dict[str, Any]) -> None:
            await response.write(f"event: {event.get('type', 'error')}\ndata: {json.dumps(event)}\n\n".encode())

        frames = 0 if step.kind == "stream_error" and step.early else int(asked["partial_images"] or 0)
        for index in range(frames):
            frame = base64.b64encode(await asyncio.to_thread(pictures.draw, asked, frame=index)).decode()
            about = self._about(asked) | {"created_at": 1_790_000_000, "partial_image_index": index, "b64_json": frame}
            await send({"type": f"{family}.partial_image"} | about)
        if step.kind == "stall":
            await gate.wait()
        if step.kind == "cut":
            return _gone(request)
        if step.kind == "stream_error":
            error = {"code": step.code, "type": "image_generation_user_error", "message": "It failed.", "param": None}
            await send({"error": error})
        elif step.kind != "no_completed":
            data = (await self._data(asked, step))[:1] or [{}]
            about = self._about(asked) | {"created_at": 1_790_000_000}
            done = {"type": f"{family}.completed"} | about | data[0]
            if step.kind != "no_usage":
                done["usage"] = pictures.usage(asked, frames)
            await send(done)
        await response.write_eof()
        return response

    async def _data(self, asked: Asked, step: Step) -> list[dict[str, str]]:
        if step.kind == "no_data":
            return []
        if step.kind == "bad_base64":
            return [{"b64_json": "not*base64!"}]
        if step.kind == "garbage":
            return [{"b64_json": base64.b64encode(b"This is no picture at all." * 20).decode()}]
        if step.kind == "bomb":
            return [{"b64_json": base64.b64encode(pictures.bomb(50_000, 50_000)).decode()}]
        if step.kind == "other_size":
            asked = Asked(asked.fields | {"size": "1024x768"}, asked.images)
        drawn = await asyncio.to_thread(pictures.draw, asked, opaque=step.kind == "opaque")
        if step.kind == "truncated":
            drawn = drawn[: len(drawn) // 2]
        if step.kind == "url":
            self._stored["one.png"] = drawn
            return [{"url": step.url or f"http://127.0.0.1:{self.port}/v1/_files/one.png"}]
        return [{"b64_json": base64.b64encode(drawn).decode()} for _ in range(int(asked["n"]))]

    def _about(self, asked: Asked) -> dict[str, Any]:
        width, height = asked.pixels
        return {
            "background": "transparent" if asked["background"] == "transparent" else "opaque",
            "output_format": asked["output_format"],
            "quality": asked.resolved_quality,
            "size": f"{width}x{height}",
        }

    async def _moderations(self, request: web.Request) -> web.StreamResponse:
        try:
            self._authorize(request)
            body = await _json(request)
            check_moderation(body)
        except Wrong as wrong:
            return self._refuse(wrong)
        self.seen.append(Seen(MODERATIONS, body))
        step = self._script["moderations"].popleft() if self._script["moderations"] else Step()
        await self._wait(step, self._gate)
        unanswered = await self._instead(request, step)
        if unanswered is not None:
            return unanswered
        flagged = step.categories if step.kind == "flagged" else ()
        result = {
            "flagged": bool(flagged),
            "categories": {name: name in flagged for name in CATEGORIES},
            "category_scores": {name: 0.9 if name in flagged else 0.001 for name in CATEGORIES},
            "category_applied_input_types": {name: ["text"] for name in CATEGORIES},
        }
        return web.json_response({"id": "modr-1", "model": "omni-moderation-latest", "results": [result]})

    async def _models(self, request: web.Request) -> web.StreamResponse:
        try:
            self._authorize(request)
        except Wrong as wrong:
            return self._refuse(wrong)
        step = self._script["models"].popleft() if self._script["models"] else Step()
        await self._wait(step, self._gate)
        unanswered = await self._instead(request, step)
        if unanswered is not None:
            return unanswered
        return web.json_response({"object": "list", "data": [_row(id_) for id_ in self.models]})

    async def _model(self, request: web.Request) -> web.StreamResponse:
        id_ = request.match_info["id"]
        try:
            self._authorize(request)
        except Wrong as wrong:
            return self._refuse(wrong)
        if id_ not in self.models:
            message = f"The model '{id_}' does not exist or you do not have access to it."
            return self._refuse(Wrong(message, status=404, code="model_not_found"))
        return web.json_response(_row(id_))

    async def _file(self, request: web.Request) -> web.StreamResponse:
        stored = self._stored.get(request.match_info["name"])
        if stored is None:
            return await self._unknown(request)
        return web.Response(body=stored, content_type="image/png")

    async def _unknown(self, request: web.Request) -> web.StreamResponse:
        return self._refuse(Wrong(f"Invalid URL ({request.method} {request.path})", status=404, code=None))

    async def _control(self, request: web.Request) -> web.StreamResponse:
        if request.remote not in {"127.0.0.1", "::1"}:
            return web.Response(status=403)
        if request.method == "POST":
            asked = await request.json()
            steps = [Step(**step) for step in asked.get("script", [])]
            self.script(*steps, route=asked.get("route", "images"))
            if asked.get("reset"):
                self.seen.clear()
                self.refused.clear()
                self.most_at_once = self.at_once
            if asked.get("release"):
                self.release()
        await self.until(int(request.query.get("arrived", 0)))
        seen = [{"route": each.route, "fields": each.fields, "files": each.files} for each in self.seen]
        stats = {"most_at_once": self.most_at_once, "at_once": self.at_once, "dropped": self.dropped}
        return web.json_response(stats | {"images": self.count(), "seen": seen, "refused": self.refused})

    def _authorize(self, request: web.Request) -> None:
        given = request.headers.get("authorization", "")
        if not given.startswith("Bearer "):
            raise Wrong("You didn't provide an API key.", status=401, code=None)
        if given != f"Bearer {self.key}":
            raise Wrong(f"Incorrect API key provided: {given[7:]}.", status=401, code="invalid_api_key")

    def _refuse(self, wrong: Wrong) -> web.Response:
        self.refused.append(str(wrong))
        error = {"message": str(wrong), "type": "invalid_request_error", "param": wrong.param, "code": wrong.code}
        return web.json_response({"error": error}, status=wrong.status, headers=self._headers())

    def _fault(self, step: Step) -> web.Response:
        status, code, kind, message = FAULTS[step.kind]
        error: dict[str, Any] = {"message": message, "type": kind, "param": None, "code": code}
        if step.kind == "moderation_blocked":
            error["moderation_details"] = {"moderation_stage": step.stage, "categories": list(step.categories)}
        headers = self._headers()
        if step.retry_after is not None:
            headers["retry-after"] = step.retry_after
        if step.retry_after_ms is not None:
            headers["retry-after-ms"] = step.retry_after_ms
        return web.json_response({"error": error}, status=status, headers=headers)

    def _headers(self) -> dict[str, str]:
        return {"x-request-id": f"req_{len(self.seen):08d}", "openai-processing-ms": "1"}


def _row(id_: str) -> dict[str, Any]:
    return {"id": id_, "object": "model", "created": 1, "owned_by": "openai"}


def _gone(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _half(request: web.Request, body: bytes) -> web.StreamResponse:
    response = web.StreamResponse(headers={"content-type": "application/json", "content-length": str(len(body))})
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    _gone(request)
    return response


async def _json(request: web.Request) -> Any:
    if request.content_type != "application/json":
        raise Wrong("The body must be application/json.", status=415, code="unsupported_media_type")
    try:
        return await request.json()
    except ValueError as error:
        raise Wrong("We could not parse the JSON body of your request.", code=None) from error


async def _form(request: web.Request) -> tuple[list[tuple[str, str]], list[Part]]:
    if request.content_type != "multipart/form-data":
        raise Wrong("The body must be multipart/form-data.", status=415, code="unsupported_media_type")
    form: list[tuple[str, str]] = []
    parts: list[Part] = []
    async for part in await request.multipart():
        name = part.name or ""
        data = bytes(await part.read())
        if part.filename is None:
            form.append((name, data.decode()))
        else:
            parts.append(Part(name, part.filename, part.headers.get("content-type", ""), data))
    return form, parts


async def _serve(port: int, seconds: float) -> None:
    async with FakeOpenAI(port=port, seconds=seconds) as fake:
        print(fake.port, flush=True)  # noqa: T201 -- how a parent learns the port
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=0)
    given = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(given.port, given.seconds))
