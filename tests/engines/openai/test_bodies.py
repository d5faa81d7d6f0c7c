"""Bodies of answers: what is large is taken apart without being copied over and over."""

from __future__ import annotations

import json
import tracemalloc

import pybase64
import pytest

from domain.errors import Broken
from engines.openai.bodies import LARGE, MOST_VALUES, parsed

PICTURE = bytes(range(256)) * 1024
TEXT = pybase64.b64encode(PICTURE).decode()


@pytest.mark.parametrize("between", [":", " : ", ":\n\t"], ids=["tight", "wide", "lines"])
@pytest.mark.parametrize(
    "wrap",
    [lambda told: told, lambda told: {"data": [told, {"b64_json": "AAAA"}], "usage": {}}],
    ids=["event", "answer"],
)
def test_a_large_picture_comes_as_bytes_and_all_else_as_it_is(between: str, wrap):
    told = wrap({"type": "image_generation.completed", "b64_json": TEXT, "size": "1024x1024", "words": 'a "b64_json"'})
    found = parsed(json.dumps(told, separators=(",", between)).encode())
    inner = found["data"][0] if "data" in found else found
    assert inner.pop("b64_json") == PICTURE
    del (told["data"][0] if "data" in told else told)["b64_json"]
    assert found == told


@pytest.mark.parametrize(
    "text", [TEXT[:-1] + "!", TEXT.replace("/", "\\/", 1), TEXT + "="], ids=["sign", "slash", "end"]
)
def test_what_is_no_plain_base64_is_left_as_it_is(text: str):
    raw = b'{"b64_json":"' + text.encode() + b'"}'
    assert parsed(raw) == json.loads(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b'{"b64_json":"' + b"A" * LARGE,
        b'{"b64_json":' + b" " * LARGE,
        b'"b64_json"' + b":" * LARGE,
        b'{"b64_json":"' + TEXT.encode() + b'"',
    ],
    ids=["no quote", "no value", "no object", "no end"],
)
def test_what_is_no_json_is_told_as_such(raw: bytes):
    with pytest.raises(ValueError, match=r"."):
        parsed(raw)


def test_values_beside_a_picture_are_counted_too():
    with pytest.raises(Broken):
        parsed(b'{"b64_json":"' + TEXT.encode() + b'","more":[' + b"0," * MOST_VALUES + b"0]}")


def test_a_picture_is_never_held_as_text():
    raw = json.dumps({"b64_json": pybase64.b64encode(PICTURE * 8).decode()}).encode()
    tracemalloc.start()
    try:
        parsed(raw)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < len(raw)
