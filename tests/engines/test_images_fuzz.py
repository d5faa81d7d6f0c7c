"""Hostile bytes: whatever comes in, only errors of Easel come out, and soon."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from domain.errors import BadInput, Broken
from engines.images import normalise, preview, probe, rendition
from tests.fakes.pictures import encoded, exif, rgb_profile, scene

SMALL = scene(48, 32)
CLEAR = SMALL.convert("RGBA")
CLEAR.putalpha(Image.linear_gradient("L").resize(CLEAR.size))
MOVES = {"save_all": True, "append_images": [SMALL.rotate(180)], "duration": 50}
ICC = rgb_profile(gamma=1.8)
SEEDS = {
    "png": encoded(SMALL, "PNG", exif=exif(6), icc_profile=ICC),
    "clear png": encoded(CLEAR, "PNG"),
    "palette": encoded(SMALL.quantize(16), "PNG"),
    "apng": encoded(SMALL, "PNG", **MOVES),
    "jpeg": encoded(SMALL, "JPEG", exif=exif(6), icc_profile=ICC),
    "progressive": encoded(SMALL, "JPEG", progressive=True, exif=exif(3)),
    "cmyk": encoded(SMALL.convert("CMYK"), "JPEG"),
    "webp": encoded(SMALL, "WEBP", exif=exif(6), icc_profile=ICC),
    "lossless": encoded(CLEAR, "WEBP", lossless=True),
    "moving webp": encoded(SMALL, "WEBP", **MOVES),
    "gif": encoded(SMALL, "GIF", **MOVES),
    "avif": encoded(SMALL, "AVIF", exif=exif(6)),
    "bmp": encoded(SMALL, "BMP"),
    "heic": (Path(__file__).parents[1] / "data" / "quadrants-turned.heic").read_bytes(),
}
SECONDS = 5.0
"""Of the processor's time, which other processes do not use up."""

place = st.floats(0, 1, exclude_max=True)
change = st.one_of(
    st.tuples(st.just("set"), place, st.binary(min_size=1, max_size=8)),
    st.tuples(st.just("insert"), place, st.binary(min_size=1, max_size=64)),
    st.tuples(st.just("cut"), place, st.integers(1, 64)),
    st.tuples(st.just("end"), place, st.none()),
    st.tuples(st.just("repeat"), place, st.integers(1, 200)),
)


def mutated(data: bytes, changes: list[tuple[str, float, bytes | int | None]]) -> bytes:
    for what, where, value in changes:
        at = int(where * len(data))
        match what, value:
            case "set", bytes():
                data = data[:at] + value + data[at + len(value) :]
            case "insert", bytes():
                data = data[:at] + value + data[at:]
            case "cut", int():
                data = data[:at] + data[at + value :]
            case "repeat", int():
                data = data[: at + value] + data[at:]
            case _:
                data = data[:at]
    return data


def survives(data: bytes) -> None:
    began = time.process_time()
    try:
        kept = normalise(data, "fuzz")
    except BadInput as error:
        assert error.code.startswith("image_")  # noqa: PT017 -- refusing is one of two good ends
    else:
        image = Image.open(io.BytesIO(kept.data))
        image.load()
        assert image.size == (kept.width, kept.height)
        assert image.mode in {"RGB", "RGBA"}
    for work in (probe, preview, lambda data: rendition(data, 32)):
        try:
            work(data)
        except Broken as error:
            assert error.code == "engine_garbage"  # noqa: PT017 -- as above
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize("kind", SEEDS)
@settings(max_examples=120)
@given(changes=st.lists(change, min_size=1, max_size=4))
def test_changed_pictures_are_kept_or_refused(kind: str, changes: list[tuple[str, float, bytes | int | None]]) -> None:
    survives(mutated(SEEDS[kind], changes))


@settings(max_examples=100)
@given(st.sampled_from([b"", *(seed[:16] for seed in SEEDS.values())]), st.binary(max_size=400))
def test_nonsense_after_any_beginning_is_kept_or_refused(start: bytes, rest: bytes) -> None:
    survives(start + rest)
