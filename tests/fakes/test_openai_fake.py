import asyncio
import base64
import io
import json
import sys
from pathlib import Path

import aiohttp
import pytest
from PIL import Image

from tests.fakes.openai import EDITS, GENERATIONS, KEY, MODERATIONS, FakeOpenAI
from tests.fakes.openai_script import Step

FLARE = "gpt-image-2.6-flare"
GOOD = {"model": FLARE, "prompt": "a red fox", "size": "1024x1024", "quality": "low"}


@pytest.fixture
async def fake():
    async with FakeOpenAI() as server:
        yield server


@pytest.fixture
async def http(fake):
    headers = {"authorization": f"Bearer {KEY}"}
    async with aiohttp.ClientSession(f"http://127.0.0.1:{fake.port}", headers=headers) as session:
        yield session


def png(width: int = 64, height: int = 64, mode: str = "RGB", kind: str = "PNG") -> bytes:
    kept = io.BytesIO()
    Image.new(mode, (width, height)).save(kept, kind)
    return kept.getvalue()


BODIES = [
    ({}, 400, "prompt"),
    (GOOD | {"prompt": "   "}, 400, "prompt"),
    (GOOD | {"prompt": "x" * 32_001}, 400, "prompt"),
    (GOOD | {"prompt": 7}, 400, "prompt"),
    ({"prompt": "a fox"}, 400, "model"),
    (GOOD | {"model": "dall-e-3"}, 404, "model"),
    (GOOD | {"model": "gpt-image-9"}, 404, "model"),
    (GOOD | {"response_format": "b64_json"}, 400, "response_format"),
    (GOOD | {"style": "vivid"}, 400, "style"),
    (GOOD | {"seed": 7}, 400, "seed"),
    (GOOD | {"size": "1920x1080"}, 400, "size"),
    (GOOD | {"size": "1024"}, 400, "size"),
    (GOOD | {"size": "512x512"}, 400, "size"),
    (GOOD | {"size": "3856x1024"}, 400, "size"),
    (GOOD | {"size": "1536x496"}, 400, "size"),
    (GOOD | {"size": "3840x2176"}, 400, "size"),
    (GOOD | {"quality": "hd"}, 400, "quality"),
    (GOOD | {"model": "gpt-image-2", "quality": "max"}, 400, "quality"),
    (GOOD | {"model": "gpt-image-2.5-flare", "complexity": "low"}, 400, "complexity"),
    (GOOD | {"n": 0}, 400, "n"),
    (GOOD | {"n": 11}, 400, "n"),
    (GOOD | {"n": "2"}, 400, "n"),
    (GOOD | {"n": True}, 400, "n"),
    (GOOD | {"stream": True, "n": 2}, 400, "n"),
    (GOOD | {"stream": "true"}, 400, "stream"),
    (GOOD | {"stream": True, "partial_images": 4}, 400, "partial_images"),
    (GOOD | {"partial_images": 2}, 400, "partial_images"),
    (GOOD | {"background": "clear"}, 400, "background"),
    (GOOD | {"background": "transparent", "output_format": "jpeg"}, 400, "background"),
    (GOOD | {"background": "transparent", "model": "gpt-image-2"}, 400, "background"),
    (GOOD | {"output_format": "bmp"}, 400, "output_format"),
    (GOOD | {"output_format": "gif"}, 400, "output_format"),
    (GOOD | {"frame_count": 9}, 400, "frame_count"),
    (GOOD | {"output_compression": 50}, 400, "output_compression"),
    (GOOD | {"output_compression": 101, "output_format": "jpeg"}, 400, "output_compression"),
    (GOOD | {"moderation": "off"}, 400, "moderation"),
    (GOOD | {"safety_identifier": "h" * 65}, 400, "safety_identifier"),
    ([GOOD], 400, None),
]


@pytest.mark.parametrize(("body", "status", "param"), BODIES)
async def test_a_wrong_generation_is_refused(fake, http, body, status, param):
    async with http.post(GENERATIONS, json=body) as answer:
        error = (await answer.json())["error"]
        assert (answer.status, error["param"]) == (status, param)
        assert error.keys() == {"message", "type", "param", "code"}
    assert fake.count() == 0
    assert len(fake.refused) == 1


A, B, MASK = ("a.png", png(), "image/png"), ("b.png", png(), "image/png"), ("mask.png", png(mode="RGBA"), "image/png")
EDITS_WRONG = [
    ({}, {}, 400, "image"),
    ({}, {"images": [A]}, 400, "images"),
    ({}, {"image": [A, B]}, 400, "image"),
    ({}, {"image": [A], "image[]": [B]}, 400, "image"),
    ({}, {"image[]": [A] * 17}, 400, "image"),
    ({}, {"image[]": [("upload", png(), "application/octet-stream")]}, 400, "image[]"),
    ({}, {"image[]": [("a.gif", png(kind="GIF"), "image/gif")]}, 400, "image[]"),
    ({}, {"image[]": [("a.png", b"no picture", "image/png")]}, 400, "image[]"),
    ({}, {"image[]": [("a.png", png(kind="JPEG"), "image/png")]}, 400, "image[]"),
    ({}, {"image[]": [A], "mask": [("mask.png", png(), "image/png")]}, 400, "mask"),
    ({}, {"image[]": [A], "mask": [("mask.png", png(32, 64, "RGBA"), "image/png")]}, 400, "mask"),
    ({}, {"image[]": [A], "mask": [("mask.webp", png(mode="RGBA", kind="WEBP"), "image/webp")]}, 400, "mask"),
    ({}, {"image[]": [A], "mask": [MASK], "markup": [MASK]}, 400, "markup"),
    ({"input_fidelity": "high"}, {"image[]": [A]}, 400, "input_fidelity"),
    ({"response_format": "url"}, {"image[]": [A]}, 400, "response_format"),
    ({"svg[model]": "gpt-6"}, {"image[]": [A]}, 400, "svg[model]"),
    ({"n": "two"}, {"image[]": [A]}, 400, "n"),
    ({"stream": "True"}, {"image[]": [A]}, 400, "stream"),
    ({"image": "https://example.org/a.png"}, {"image[]": [A]}, 400, "image"),
]


def form(fields: dict[str, str], files: dict[str, list[tuple[str, bytes, str]]]) -> aiohttp.FormData:
    data = aiohttp.FormData()
    for name, value in fields.items():
        data.add_field(name, value)
    for name, parts in files.items():
        for filename, content, kind in parts:
            data.add_field(name, io.BytesIO(content), filename=filename, content_type=kind)
    return data


@pytest.mark.parametrize(("fields", "files", "status", "param"), EDITS_WRONG)
async def test_a_wrong_edit_is_refused(fake, http, fields, files, status, param):  # noqa: PLR0917 -- the table's columns
    data = form({"model": FLARE, "prompt": "make it night"} | fields, files)
    if not files:
        data.add_field("unused", b"", filename="unused", content_type="image/png")
        param = "unused"
    async with http.post(EDITS, data=data) as answer:
        assert (answer.status, (await answer.json())["error"]["param"]) == (status, param)
    assert fake.count() == 0


@pytest.mark.parametrize(("name", "length"), [("image[]", 50_000_000), ("mask", 4_000_000)])
async def test_a_file_at_the_limit_is_refused(http, name, length):
    data = form(
        {"model": FLARE, "prompt": "make it night"}, {"image[]": [A], name: [("b.png", bytes(length), "image/png")]}
    )
    async with http.post(EDITS, data=data) as answer:
        assert (answer.status, (await answer.json())["error"]["param"]) == (413, name)


async def test_an_edit_without_a_picture_or_form_is_refused(fake, http):
    async with http.post(EDITS, json=GOOD) as answer:
        assert answer.status == 415
    with aiohttp.MultipartWriter("form-data") as writer:
        for name, value in GOOD.items():
            writer.append(value).set_content_disposition("form-data", name=name)
        async with http.post(EDITS, data=writer) as answer:
            assert (answer.status, (await answer.json())["error"]["param"]) == (400, "image")


MODERATIONS_WRONG = [
    {"model": "omni-moderation-latest"},
    {"input": "x", "user": "me"},
    {"input": "x", "model": "text-moderation-007"},
    {"input": []},
    {"input": [{"type": "text", "text": "x", "more": 1}]},
    {"input": [{"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}]},
    {"input": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}]},
    {
        "input": [
            {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{base64.b64encode(png()).decode()}"}}
        ]
        * 2
    },
]


@pytest.mark.parametrize("body", MODERATIONS_WRONG)
async def test_a_wrong_moderation_is_refused(fake, http, body):
    async with http.post(MODERATIONS, json=body) as answer:
        assert answer.status in {400, 404}


async def test_missing_or_wrong_keys_and_unknown_routes_are_refused(fake, http):
    async with http.post(GENERATIONS, json=GOOD, headers={"authorization": "Bearer sk-other"}) as answer:
        assert (answer.status, (await answer.json())["error"]["code"]) == (401, "invalid_api_key")
    async with aiohttp.ClientSession() as bare, bare.post(f"{fake.base_url}/images/generations", json=GOOD) as answer:
        assert answer.status == 401
    for method, path in [("POST", "/v1/images/variations"), ("GET", GENERATIONS), ("POST", "/images/generations")]:
        async with http.request(method, path) as answer:
            assert answer.status == 404
    async with http.post(GENERATIONS, data="{", headers={"content-type": "application/json"}) as answer:
        assert answer.status == 400
    async with http.get("/v1/models") as answer:
        assert FLARE in {row["id"] for row in (await answer.json())["data"]}


async def test_a_right_request_draws_the_size_with_provenance_and_a_bill(fake, http):
    body = GOOD | {"model": "gpt-image-2.5-flare", "size": "1536x1024", "quality": "medium", "n": 2}
    async with http.post(GENERATIONS, json=body) as answer:
        told = await answer.json()
    first, second = (base64.b64decode(each["b64_json"]) for each in told["data"])
    assert first == second
    assert b"caBX" in first
    with Image.open(io.BytesIO(first)) as picture:
        picture.load()
        assert picture.size == (1536, 1024)
    assert told["usage"]["output_tokens"] == 2 * 343
    assert (told["size"], told["quality"]) == ("1536x1024", "medium")
    assert fake.seen[0].fields == body


async def test_an_edit_counts_its_inputs(fake, http):
    big = ("b.png", png(2048, 2048), "image/png")
    data = form({"model": "gpt-image-2.5-flare", "prompt": "night", "size": "1024x1024"}, {"image[]": [A, big]})
    async with http.post(EDITS, data=data) as answer:
        told = await answer.json()
    assert told["usage"]["input_tokens_details"]["image_tokens"] == 4 + 1536
    assert [part[:3] for part in fake.seen[0].files] == [
        ("image[]", "a.png", "image/png"),
        ("image[]", "b.png", "image/png"),
    ]


async def test_a_stream_sends_partials_then_the_whole(fake, http):
    async with http.post(GENERATIONS, json=GOOD | {"stream": True, "partial_images": 2}) as answer:
        lines = (await answer.text()).splitlines()
    events = [json.loads(line[6:]) for line in lines if line.startswith("data: ")]
    kinds = ["image_generation.partial_image"] * 2 + ["image_generation.completed"]
    assert [event["type"] for event in events] == kinds
    assert [event["partial_image_index"] for event in events[:2]] == [0, 1]


async def test_it_runs_in_a_process_of_its_own_and_is_scripted_over_http():
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.fakes.openai", "--port", "0"),
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    try:
        assert process.stdout is not None
        port = int(await process.stdout.readline())
        headers = {"authorization": f"Bearer {KEY}"}
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", headers=headers) as http:
            steps = [{"kind": "rate_limit", "retry_after": "3"}, {"held": True}]
            async with http.post("/_control", json={"script": steps}) as answer:
                assert answer.status == 200
            async with http.post(GENERATIONS, json=GOOD) as answer:
                assert (answer.status, answer.headers["retry-after"]) == (429, "3")

            async def ask() -> int:
                async with http.post(GENERATIONS, json=GOOD) as answer:
                    return answer.status

            held = asyncio.create_task(ask())
            async with http.get("/_control", params={"arrived": "2"}) as answer:
                assert (await answer.json())["at_once"] == 1
            async with http.post("/_control", json={"release": True}) as answer:
                stats = await answer.json()
            assert await held == 200
            assert (stats["images"], stats["most_at_once"], stats["refused"]) == (2, 1, [])
            async with http.post("/_control", json={"reset": True}) as answer:
                assert (await answer.json())["images"] == 0
    finally:
        process.terminate()
        await process.wait()


async def test_a_script_is_used_one_step_a_call(fake, http):
    fake.script(Step("server_error"), Step("moderation_blocked", stage="input", categories=("sexual",)))
    async with http.post(GENERATIONS, json=GOOD) as answer:
        assert answer.status == 500
    async with http.post(GENERATIONS, json=GOOD) as answer:
        error = (await answer.json())["error"]
        assert error["code"] == "moderation_blocked"
        assert error["moderation_details"] == {"moderation_stage": "input", "categories": ["sexual"]}
    async with http.post(GENERATIONS, json=GOOD) as answer:
        assert answer.status == 200
    assert fake.count() == 3
