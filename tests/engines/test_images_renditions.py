from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from domain.errors import Broken
from engines.images import preview, probe, rendition
from tests.fakes.pictures import GPS_MARK, chunk, encoded, exif, png, scene, with_chunk

HEIC = (Path(__file__).parents[1] / "data" / "quadrants-turned.heic").read_bytes()
CLEAR = scene().convert("RGBA")
CLEAR.putalpha(Image.linear_gradient("L").resize(CLEAR.size))
KEY = chunk(b"tRNS", b"\0\0\0\0\0\0")

PROBED = [
    (encoded(scene(), "PNG"), "image/png", False),
    (encoded(CLEAR, "PNG"), "image/png", True),
    (encoded(CLEAR.convert("LA"), "PNG"), "image/png", True),
    (with_chunk(encoded(scene(), "PNG"), KEY), "image/png", True),
    (encoded(scene(), "JPEG"), "image/jpeg", False),
    (encoded(scene(), "JPEG", progressive=True), "image/jpeg", False),
    (encoded(scene(), "WEBP"), "image/webp", False),
    (encoded(scene(), "WEBP", lossless=True), "image/webp", False),
    (encoded(CLEAR, "WEBP"), "image/webp", True),
    (encoded(CLEAR, "WEBP", lossless=True), "image/webp", True),
    (encoded(scene(), "WEBP", exif=exif()), "image/webp", False),
    (encoded(scene(), "AVIF"), "image/avif", False),
    (encoded(scene(), "GIF"), "image/gif", False),
]
GARBAGE = [
    b"",
    b"{}",
    b"<html>502 Bad Gateway</html>",
    bytes(5000),
    encoded(scene(), "PNG")[:-20],
    encoded(scene(), "JPEG")[:-20],
    encoded(scene(), "JPEG")[:-2],
    encoded(scene(), "WEBP")[:-20],
    encoded(scene(), "PNG")[:30],
    png(100_000, 100_000, 8, 2, []),
]
HALVES = [*GARBAGE[:4], *(each[:-200] for each in GARBAGE[4:6]), *GARBAGE[7:]]


# The bytes themselves are no names for tests: not every encoder gives the same twice.
@pytest.mark.parametrize(("data", "media_type", "alpha"), PROBED, ids=range(len(PROBED)))
def test_the_header_says_what_a_picture_is(data: bytes, media_type: str, alpha: bool) -> None:
    assert probe(data) == (media_type, 240, 160, alpha)


def test_probing_decodes_nothing() -> None:
    assert probe(png(9_000, 9_000, 8, 6, [])) == ("image/png", 9_000, 9_000, True)


@pytest.mark.parametrize("data", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_and_halves_are_broken(data: bytes) -> None:
    with pytest.raises(Broken, match="engine_garbage"):
        probe(data)


@pytest.mark.parametrize("data", HALVES, ids=range(len(HALVES)))
def test_no_copy_is_made_of_garbage(data: bytes) -> None:
    for make in (preview, lambda data: rendition(data, 100)):
        with pytest.raises(Broken, match="engine_garbage"):
            make(data)


@pytest.mark.parametrize("media_type", ["image/webp", "image/jpeg", "image/png"])
@pytest.mark.parametrize(("data", "size"), [(scene(1000, 400), (100, 40)), (scene(50, 80), (50, 80))])
def test_a_rendition_fits_and_never_grows(media_type: str, data: Image.Image, size: tuple[int, int]) -> None:
    for kind in ("PNG", "JPEG", "WEBP"):
        small = Image.open(io.BytesIO(rendition(encoded(data, kind), 100, media_type)))
        assert small.get_format_mimetype() == media_type
        assert small.size == size
        assert small.getpixel((5, size[1] - 5)) != small.getpixel((size[0] - 5, 5))


def test_a_rendition_keeps_transparency_where_its_kind_can() -> None:
    clear = Image.new("RGBA", (40, 40), (255, 0, 0, 0))
    assert Image.open(io.BytesIO(rendition(encoded(clear, "PNG"), 20))).getpixel((9, 9))[3] == 0
    assert Image.open(io.BytesIO(rendition(encoded(clear, "PNG"), 20, "image/png"))).getpixel((9, 9))[3] == 0
    assert Image.open(io.BytesIO(rendition(encoded(clear, "PNG"), 20, "image/jpeg"))).getpixel((9, 9)) == (255,) * 3


def test_a_rendition_carries_no_metadata_and_stands_upright() -> None:
    data = encoded(scene(), "JPEG", exif=exif(6), comment=GPS_MARK, xmp=GPS_MARK)
    for media_type in ("image/webp", "image/jpeg", "image/png"):
        small = rendition(data, 100, media_type)
        assert GPS_MARK not in small
        assert Image.open(io.BytesIO(small)).size == (67, 100)


def test_a_preview_is_a_small_jpeg() -> None:
    for kind in ("PNG", "JPEG", "WEBP"):
        small = Image.open(io.BytesIO(preview(encoded(scene(1024, 1536), kind))))
        assert (small.get_format_mimetype(), small.size) == ("image/jpeg", (341, 512))


def test_heic_and_avif_have_renditions_too() -> None:
    assert Image.open(io.BytesIO(rendition(HEIC, 48))).size == (32, 48)
    assert Image.open(io.BytesIO(rendition(encoded(scene(), "AVIF"), 48))).size == (48, 32)
