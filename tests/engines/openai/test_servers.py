import asyncio
import base64
import gzip
import io
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from PIL import Image

from domain.errors import BadRequest, Broken
from domain.size import Size
from engines.base import Request
from engines.catalog import Catalog
from engines.openai.settings import MOST_FAULT, same_origin
from tests.engines.openai.conftest import Frames, edit, png, request
from tests.fakes.openai_script import Step

EXAMPLES = Catalog.load(None, (Path(__file__).parents[3] / "docs" / "servers.example.toml").read_text(encoding="utf-8"))


class Compatible:
    """A server with no rules of its own: it keeps what it is sent and answers with ``answer``."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, Any]]] = []
        self.answer: dict[str, Any] = {"data": [{"b64_json": base64.b64encode(png(512, 512)).decode()}]}
        self.base_url = ""
        self.status = 200
        self.raw: bytes | None = None
        self.headers: dict[str, str] = {}
        self.accepted: list[str] = []

    async def serve(self, request: web.Request) -> web.Response:
        if request.content_type == "multipart/form-data":
            form = await request.post()
            fields = {name: value.file.read() if hasattr(value, "file") else value for name, value in form.items()}
        else:
            fields = await request.json()
        self.got.append((request.path_qs, fields))
        self.accepted.append(request.headers.get("accept-encoding", ""))
        if self.raw is not None:
            headers = {"content-type": "application/json"} | self.headers
            return web.Response(body=self.raw, status=self.status, headers=headers)
        return web.json_response(self.answer, status=self.status)


@pytest.fixture
async def server() -> AsyncIterator[Compatible]:
    compatible = Compatible()
    app = web.Application(client_max_size=2**26)
    app.router.add_post("/{path:.*}", compatible.serve)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    compatible.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    yield compatible
    await runner.cleanup()


@pytest.fixture
def engine_of(server, engine_with):
    def make(name: str, **changes: Any) -> Any:
        row = replace(EXAMPLES.servers[name], **changes)
        return engine_with(server=row, base_url=server.base_url, api_key="")

    return make


async def test_what_a_server_does_not_know_is_not_sent(server, engine_of):
    engine = engine_of("sdcpp")
    assert engine.name == "sdcpp"
    made = await engine.make(replace(request(size=Size(512, 512)), model=EXAMPLES.models["sd-cpp"]), Frames())
    assert server.got == [
        (
            "/v1/images/generations",
            {"prompt": "a red fox at sunset", "n": 1, "size": "512x512", "output_format": "png"},
        )
    ]
    assert (made.width, made.cost, made.facts["counted"]) == (512, 0, 0)


async def test_a_servers_own_fields_and_flat_price(server, engine_of):
    engine = engine_of("vllm", query=(("api-version", "preview"),))
    model = EXAMPLES.models["qwen-image"]
    made = await engine.make(replace(request(size=Size(512, 512)), model=model), Frames())
    path, fields = server.got[0]
    assert path == "/v1/images/generations?api-version=preview"
    assert fields["num_inference_steps"] == 30
    assert fields["model"] == "Qwen/Qwen-Image"
    assert made.cost == 2500
    with pytest.raises(BadRequest) as caught:
        await engine.make(
            replace(edit(), model=replace(model, operations=frozenset({"edit"}), most_inputs=1)), Frames()
        )
    assert caught.value.code == "engine_cannot"


async def test_a_mask_is_turned_about_for_a_server_that_repaints_white(server, engine_of):
    engine, model = engine_of("localai"), EXAMPLES.models["localai-flux"]
    with pytest.raises(BadRequest) as caught:
        await engine.make(replace(edit(size=Size(512, 512)), model=model), Frames())
    assert caught.value.code == "engine_needs_mask"
    mask = Image.new("RGBA", (64, 64), (9, 9, 9, 255))
    mask.paste((0, 0, 0, 0), (0, 0, 32, 64))
    kept = io.BytesIO()
    mask.save(kept, "PNG")
    await engine.make(replace(edit(size=Size(512, 512), mask=kept.getvalue()), model=model), Frames())
    path, fields = server.got[0]
    assert path == "/v1/images/inpainting"
    assert fields["image"] == png()
    assert fields["response_format"] == "b64_json"
    assert fields["model"] == "flux.1-dev-ggml"
    with Image.open(io.BytesIO(fields["mask"])) as turned:
        assert (turned.mode, turned.size) == ("L", (64, 64))
        assert (turned.getpixel((0, 0)), turned.getpixel((63, 63))) == (255, 0)


async def test_a_usage_of_zeros_is_no_usage(server, engine_of):
    model = EXAMPLES.models["proxied-flare"]
    server.answer["usage"] = {"input_tokens": 0, "output_tokens": 0, "total_tokens": 0}
    asked = replace(request(), model=replace(model, partials=0))
    made = await engine_of("litellm").make(asked, Frames())
    assert made.facts["counted"] == 0
    assert made.cost > 196 * 30


async def test_a_whole_answer_in_place_of_a_stream_is_taken(server, engine_of):
    frames = Frames()
    made = await engine_of("litellm").make(replace(request(), model=EXAMPLES.models["proxied-flare"]), frames)
    assert server.got[0][1]["stream"] is True
    assert (made.width, frames) == (512, [])


@pytest.mark.parametrize(
    "data",
    [[], None, "x", [None], [{}], [{"b64_json": 7}], [{"b64_json": None, "url": None}], {"b64_json": "x"}],
)
async def test_an_answer_of_another_shape_is_garbage(server, engine_of, data):
    server.answer = {"data": data, "usage": ["x"]}
    with pytest.raises(Broken) as caught:
        await engine_of("vllm").make(replace(request(), model=EXAMPLES.models["qwen-image"]), Frames())
    assert (caught.value.code, caught.value.billed) == ("engine_garbage", True)


@pytest.mark.parametrize("status", [400, 413, 422, 500])
async def test_a_server_that_repeats_the_prompt_is_not_quoted(server, engine_of, status, capsys):
    words = "a zebra in secret words, and more of them"
    server.status = status
    server.answer = {"error": {"message": f"cannot draw {words}", "code": None}, "detail": [{"input": words}]}
    with pytest.raises((BadRequest, Broken)) as caught:
        await engine_of("vllm").make(replace(request(words=words), model=EXAMPLES.models["qwen-image"]), Frames())
    assert str(status) in caught.value.detail
    assert not any("zebra" in said for said in (caught.value.detail, str(caught.value), *capsys.readouterr()))


async def test_a_picture_is_fetched_from_the_servers_own_host_only(fake, engine_with):
    engine = engine_with()
    model = replace(request().model, partials=0)
    fake.script(Step("url"))
    made = await engine.make(replace(request(), model=model), Frames())
    assert (made.width, made.media_type) == (1024, "image/png")
    port = fake.port
    elsewhere = [
        f"http://localhost:{port}/v1/_files/one.png",
        f"http://127.0.0.1:{port + 1}/v1/_files/one.png",
        f"https://127.0.0.1:{port}/v1/_files/one.png",
        f"http://127.0.0.1:{port}@example.org/one.png",
        "file:///etc/passwd",
        "http://[::1",
    ]
    for url in elsewhere:
        fake.script(Step("url", url=url))
        with pytest.raises(Broken) as caught:
            await engine.make(replace(request(), model=model), Frames())
        assert (caught.value.code, caught.value.billed) == ("engine_garbage", True)
    fake.script(Step("url", url=f"http://127.0.0.1:{port}/v1/_files/none.png"))
    with pytest.raises(Broken) as caught:
        await engine.make(replace(request(), model=model), Frames())
    assert "404" in caught.value.detail


async def test_an_answer_without_end_is_broken_off(engine_with, monkeypatch, fake):
    monkeypatch.setattr("engines.openai.settings.MOST_ANSWER", 2000)
    for partials in (0, 2):
        asked = replace(request(), model=replace(request().model, partials=partials))
        with pytest.raises(Broken) as caught:
            await engine_with().make(asked, Frames())
        assert (caught.value.code, caught.value.billed) == ("engine_garbage", True)
    assert fake.count() == 2


def asked_of(kind: str) -> tuple[str, Request]:
    """Return a server and what it is asked for, so that the call goes by each way there is."""
    if kind == "route":
        mask = png(mode="RGBA", color=(0, 0, 0, 0))
        return "localai", replace(edit(size=Size(512, 512), mask=mask), model=EXAMPLES.models["localai-flux"])
    model = EXAMPLES.models["proxied-flare"]
    return "litellm", replace(request(), model=model if kind == "streamed" else replace(model, partials=0))


async def garbage(engine_of: Any, kind: str) -> Broken:
    name, asked = asked_of(kind)
    with pytest.raises(Broken) as caught:
        await engine_of(name).make(asked, Frames())
    assert (caught.value.code, caught.value.billed) == ("engine_garbage", True)
    return caught.value


WAYS = pytest.mark.parametrize("kind", ["streamed", "whole", "route"])


@WAYS
@pytest.mark.parametrize("content_type", ["application/json", "text/event-stream"])
@pytest.mark.parametrize("status", [200, 400])
async def test_a_compressed_answer_is_not_asked_for_nor_unpacked(server, engine_of, kind, content_type, status):
    server.raw, server.status = gzip.compress(b"\n\n" * 2**19), status
    server.headers = {"content-encoding": "gzip", "content-type": content_type}
    assert "compressed" in (await garbage(engine_of, kind)).detail
    assert server.accepted == ["identity"]


@WAYS
async def test_a_whole_answer_is_read_up_to_a_limit(server, engine_of, kind, monkeypatch):
    server.raw = json.dumps(server.answer).encode()
    monkeypatch.setattr("engines.openai.bodies.MOST_BYTES", len(server.raw))
    name, asked = asked_of(kind)
    assert (await engine_of(name).make(asked, Frames())).width == 512
    server.raw += b" "
    assert "too large" in (await garbage(engine_of, kind)).detail


@WAYS
@pytest.mark.parametrize("raw", [b'{"data": [' + b"[]," * 200_000 + b"0]}", b"[" * 100_000, b"{", b"", b"\xff\xfe\0"])
async def test_a_whole_answer_that_is_no_picture_is_garbage(server, engine_of, kind, raw):
    server.raw = raw
    await garbage(engine_of, kind)


async def test_a_faults_body_is_read_up_to_a_limit(server, engine_of):
    server.status = 400
    server.raw = json.dumps({"error": {"message": "x" * MOST_FAULT}}).encode()
    await garbage(engine_of, "whole")


def test_origins_are_scheme_host_and_port():
    assert same_origin("https://Host/a.png", "https://host:443/v1")
    assert not same_origin("http://host/a.png", "https://host/v1")
    assert not same_origin("https://host:444/a", "https://host/v1")


async def test_calls_at_once_do_not_mix(fake, engine):
    words = [f"picture number {number}" for number in range(5)]
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(engine.make(request(words=each), Frames())) for each in words]
    assert len({task.result().data for task in tasks}) == 5
    again = await engine.make(request(words=words[2], inputs=()), Frames())
    assert again.data == tasks[2].result().data
    assert fake.count() == 6
