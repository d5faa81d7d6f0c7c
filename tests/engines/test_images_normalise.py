from __future__ import annotations

import io
import pickle
import struct
import time
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from domain.errors import BadInput
from engines.images import Normalised, normalise
from engines.images.normalise import clean_name
from tests.fakes.pictures import GPS_MARK, chunk, encoded, exif, png, scene, segment, with_chunk, with_segment

HEIC = (Path(__file__).parents[1] / "data" / "quadrants-turned.heic").read_bytes()
PNG, JPEG = "image/png", "image/jpeg"
SCENE = scene()
NOISE = Image.fromarray(np.random.default_rng(7).integers(0, 255, (80, 120, 3), dtype=np.uint8))
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + GPS_MARK + b"</x:xmpmeta>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'


def opened(kept: Normalised) -> Image.Image:
    image = Image.open(io.BytesIO(kept.data))
    image.load()
    assert image.get_format_mimetype() == kept.media_type
    assert image.size == (kept.width, kept.height)
    assert image.mode in {"RGB", "RGBA"}
    return image


def apart(one: Image.Image, other: Image.Image) -> float:
    """Return how far two pictures are from each other, as the mean of all samples."""
    assert one.size == other.size
    samples = [np.asarray(each.convert("RGBA"), dtype=int) for each in (one, other)]
    return float(np.abs(samples[0] - samples[1]).mean())


def webp_header(width: int, height: int) -> bytes:
    body = b"WEBPVP8L" + struct.pack("<IBI", 13, 0x2F, (width - 1) | (height - 1) << 14) + bytes(8)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def scans(count: int) -> bytes:
    data = encoded(SCENE, "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * count + b"\xff\xd9"


HUGE_PNG = png(50_000, 50_000, 8, 2, [])
BAD = [
    ("empty", b"", "image_empty"),
    ("text.png", b"this is no picture, whatever it is called", "image_unreadable"),
    ("page.png", b"<!doctype html><html></html>", "image_unreadable"),
    ("drawing.svg", SVG, "image_unreadable"),
    ("drawing.png", SVG, "image_unreadable"),
    ("paper.pdf", b"%PDF-1.7\n" + bytes(100), "image_unreadable"),
    ("scan.tiff", encoded(SCENE, "TIFF"), "image_unreadable"),
    ("icon.ico", encoded(SCENE, "ICO"), "image_unreadable"),
    ("movie.mp4", b"\0\0\0\x18ftypisom\0\0\0\0isommp41" + bytes(100), "image_unreadable"),
    ("signature.png", HUGE_PNG[:8] + b"and then nothing of the kind at all, only words", "image_unreadable"),
    ("signature.jpg", b"\xff\xd8\xff\xd9" + bytes(50), "image_unreadable"),
    ("riff.webp", b"RIFF\x50\0\0\0WEBPVP8Z" + bytes(100), "image_unreadable"),
    ("flat.png", png(0, 10, 8, 2, []), "image_unreadable"),
    ("odd.png", png(4, 4, 7, 5, [bytes(12)] * 4), "image_unreadable"),
    ("rot.png", encoded(NOISE, "PNG").replace(b"IDAT", b"IDAT\xff", 1), "image_unreadable"),
    ("scans.jpg", scans(200), "image_unreadable"),
    ("chunks.png", with_chunk(encoded(SCENE, "PNG"), chunk(b"teSt", b"") * 60_000), "image_unreadable"),
    ("huge.png", HUGE_PNG, "image_too_large_pixels"),
    ("long.png", png(20_001, 1, 8, 2, []), "image_too_large_pixels"),
    ("huge.webp", webp_header(16_000, 16_000), "image_too_large_pixels"),
    ("huge.gif", b"GIF89a" + struct.pack("<HH", 50_000, 50_000) + encoded(SCENE, "GIF")[10:], "image_too_large_pixels"),
    ("type.heic", HEIC.replace(b"Exif", b"Ex\xfff", 1), "image_unreadable"),
    ("entry.heic", HEIC.replace(b"\x15infe", b"\xffinfe"), "image_unreadable"),
    (
        "huge.bmp",
        (b := encoded(SCENE, "BMP"))[:18] + struct.pack("<ii", 50_000, 50_000) + b[26:],
        "image_too_large_pixels",
    ),
    (
        "huge.jpg",
        encoded(SCENE, "JPEG").replace(struct.pack(">BHH", 8, 160, 240), struct.pack(">BHH", 8, 50_000, 50_000)),
        "image_too_large_pixels",
    ),
    (
        "huge.avif",
        encoded(SCENE, "AVIF").replace(struct.pack(">II", 240, 160), struct.pack(">II", 10_000, 10_000)),
        "image_too_large_pixels",
    ),
    (
        "huge.heic",
        HEIC.replace(struct.pack(">II", 96, 64), struct.pack(">II", 9_999, 9_999)),
        "image_too_large_pixels",
    ),
]


@pytest.mark.parametrize(("name", "data", "code"), BAD, ids=[each[0] for each in BAD])
def test_bad_uploads_are_refused_in_words_and_at_once(name: str, data: bytes, code: str) -> None:
    began = time.process_time()
    with pytest.raises(BadInput) as raised:
        normalise(data, name)
    took = time.process_time() - began
    assert raised.value.code == code
    assert raised.value.params["name"] == name
    # Of the processor's time, which other processes do not use up.
    assert took < 2


def test_a_picture_of_too_many_pixels_says_how_many_and_the_limit() -> None:
    with pytest.raises(BadInput) as raised:
        normalise(HUGE_PNG, "a.png")
    assert raised.value.params == {
        "name": "a.png",
        "width": 50_000,
        "height": 50_000,
        "limit_mp": 50,
        "limit_edge": 20_000,
    }


def test_a_file_of_too_many_bytes_says_the_limit() -> None:
    with pytest.raises(BadInput) as raised:
        normalise(bytes(26 * 1024 * 1024), "a.png")
    told = {"name": "a.png", "size_mb": "26", "limit_mb": 25}
    assert (raised.value.code, raised.value.params) == ("image_too_large_bytes", told)
    with pytest.raises(BadInput, match="image_unreadable"):
        normalise(bytes(25 * 1024 * 1024), "a.png")


FORMATS = {
    "png": encoded(NOISE, "PNG"),
    "palette": encoded(NOISE.quantize(64), "PNG"),
    "jpeg": encoded(NOISE, "JPEG"),
    "progressive": encoded(NOISE, "JPEG", progressive=True),
    "webp": encoded(NOISE, "WEBP"),
    "lossless webp": encoded(NOISE, "WEBP", lossless=True),
    "gif": encoded(NOISE, "GIF"),
    "avif": encoded(NOISE, "AVIF"),
    "bmp": encoded(NOISE, "BMP"),
    "heic": HEIC,
}


@pytest.mark.parametrize("part", [0.1, 0.3, 0.7, 0.97])
@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_that_is_cut_is_called_so(kind: str, part: float) -> None:
    data = FORMATS[kind]
    with pytest.raises(BadInput, match="image_truncated"):
        normalise(data[: int(len(data) * part)], "cut")


@pytest.mark.parametrize("kind", FORMATS)
def test_every_kind_is_kept_as_png_or_jpeg(kind: str) -> None:
    kept = normalise(FORMATS[kind], "whole")
    lossy = kind in {"jpeg", "progressive", "webp", "avif", "heic"}
    assert kept.media_type == (JPEG if lossy else PNG)
    image = opened(kept)
    if kind != "heic":
        assert apart(image, Image.open(io.BytesIO(FORMATS[kind]))) < (4 if kind in {"webp", "avif"} else 0.001)


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}, {"restart_marker_blocks": 2}])
def test_a_usual_jpeg_keeps_its_pixels_bit_for_bit_and_nothing_else(options: dict[str, object]) -> None:
    data = encoded(NOISE, "JPEG", quality=80, exif=exif(), comment=GPS_MARK, xmp=XMP, dpi=(300, 300), **options)
    data = with_segment(data, segment(0xED, b"Photoshop 3.0\0" + GPS_MARK) + segment(0xEB, b"JP" + GPS_MARK))
    data += b"a film after the picture " + GPS_MARK
    kept = normalise(data, "a.jpg")
    assert GPS_MARK in data
    assert GPS_MARK not in kept.data
    assert kept.data.endswith(b"\xff\xd9")
    assert kept.media_type == JPEG
    image = opened(kept)
    assert np.array_equal(np.asarray(image), np.asarray(Image.open(io.BytesIO(data))))
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "progressive", "progression"}


def test_the_thumbnail_in_a_jfif_header_goes() -> None:
    data = encoded(NOISE, "JPEG")
    assert data[6:11] == b"JFIF\0"
    thumbnail = GPS_MARK + b"!"
    data = with_segment(data[:2] + data[20:], segment(0xE0, data[6:18] + bytes([2, 2]) + thumbnail))
    kept = normalise(data, "a.jpg")
    assert GPS_MARK not in kept.data
    assert apart(opened(kept), Image.open(io.BytesIO(data))) == 0


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_usual_png_keeps_its_pixels_bit_for_bit_and_nothing_else(mode: str) -> None:
    image = SCENE.convert(mode)
    if mode == "RGBA":
        image.putalpha(Image.linear_gradient("L").resize(image.size))
    data = encoded(image, "PNG", exif=exif())
    words = b"".join(
        [
            chunk(b"tEXt", b"Comment\0" + GPS_MARK),
            chunk(b"zTXt", b"Comment\0\0" + zlib.compress(GPS_MARK)),
            chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP),
            chunk(b"caBX", GPS_MARK),
        ]
    )
    data = with_chunk(data, words) + GPS_MARK
    kept = normalise(data, "a.png")
    assert GPS_MARK not in kept.data
    assert kept.media_type == PNG
    assert apart(opened(kept), image) == 0
    assert opened(kept).mode == mode
    assert b"eXIf" not in kept.data


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_applied_and_gps_is_gone(kind: str, orientation: int) -> None:
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = SCENE.transpose(undo[orientation]) if orientation in undo else SCENE
    data = encoded(stored, kind, exif=exif(orientation), **({} if kind == "PNG" else {"quality": 95}))
    kept = normalise(data, "turned")
    assert GPS_MARK in data
    assert GPS_MARK not in kept.data
    assert not opened(kept).getexif()
    assert apart(opened(kept), SCENE) < (0.001 if kind == "PNG" else 4)


def test_a_heic_is_turned_as_its_container_says_and_gps_is_gone() -> None:
    """Made with x265 from four quadrants; its Exif holds a place, and an orientation that must not count too."""
    assert GPS_MARK in HEIC
    kept = normalise(HEIC, "IMG_0001.HEIC")
    assert GPS_MARK not in kept.data
    assert (kept.media_type, kept.width, kept.height, kept.notes) == (JPEG, 64, 96, ())
    corners = [opened(kept).getpixel(at) for at in ((8, 8), (56, 8), (8, 88), (56, 88))]
    blue, red, yellow, green = (40, 60, 200), (200, 30, 30), (240, 200, 40), (30, 160, 60)
    for seen, meant in zip(corners, (blue, red, yellow, green), strict=True):
        assert isinstance(seen, tuple)
        assert max(abs(a - b) for a, b in zip(seen, meant, strict=True)) < 6


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "AVIF"])
def test_the_first_frame_of_an_animation_is_kept_and_said(kind: str) -> None:
    frames = [scene(), Image.new("RGB", (240, 160), "black"), Image.new("RGB", (240, 160), "white")]
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
    kept = normalise(data, "moves")
    assert kept.notes == (("image_first_frame", {}),)
    assert apart(opened(kept), frames[0]) < 12
    assert b"fdAT" not in kept.data
    assert normalise(encoded(scene(), kind), "still").notes == ()


@pytest.mark.parametrize(
    ("size", "kept_size"),
    [((4096, 30), (4096, 30)), ((4097, 40), (4096, 40)), ((8192, 100), (4096, 50)), ((90, 9000), (41, 4096))],
)
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_long_picture_is_reduced_and_said(kind: str, size: tuple[int, int], kept_size: tuple[int, int]) -> None:
    data = encoded(scene(*size), kind)
    kept = normalise(data, "long")
    assert (kept.width, kept.height) == kept_size
    assert opened(kept).size == kept_size
    sizes = {"from": f"{size[0]}x{size[1]}", "to": f"{kept_size[0]}x{kept_size[1]}"}
    assert kept.notes == ((("image_reduced", sizes),) if size != kept_size else ())
    assert apart(opened(kept), Image.open(io.BytesIO(data)).resize(kept_size, Image.Resampling.LANCZOS)) < 4


def test_a_turned_picture_is_reduced_in_the_sizes_that_are_seen() -> None:
    kept = normalise(encoded(scene(5000, 1000), "JPEG", exif=exif(6)), "long")
    assert (kept.width, kept.height) == (819, 4096)
    assert kept.notes == (("image_reduced", {"from": "1000x5000", "to": "819x4096"}),)


@pytest.mark.parametrize(
    ("kind", "prefix"), [(b"zTXt", b"Comment\0\0"), (b"iTXt", b"key\0\1\0\0\0"), (b"iCCP", b"icc\0\0")]
)
def test_bombs_in_the_words_of_a_png_are_never_unpacked(kind: bytes, prefix: bytes) -> None:
    data = with_chunk(encoded(SCENE, "PNG"), chunk(kind, prefix + zlib.compress(bytes(80_000_000))) * 20)
    began = time.process_time()
    kept = normalise(data, "bomb.png")
    assert time.process_time() - began < 1
    assert apart(opened(kept), SCENE) == 0
    assert len(kept.data) < 100_000


def test_a_jpeg_with_many_scans_within_reason_is_read() -> None:
    assert apart(opened(normalise(scans(20), "a.jpg")), SCENE) < 4


def test_exif_that_makes_no_sense_does_no_harm() -> None:
    for nonsense in (
        b"Exif\0\0" + b"\xff" * 40,
        b"Exif\0\0II*\0\xff\xff\xff\xff",
        b"Exif\0\0",
        b"Exif\0\0MM\0*\0\0\0\x08\xff\xff",
    ):
        kept = normalise(with_segment(encoded(SCENE, "JPEG"), segment(0xE1, nonsense)), "a.jpg")
        assert apart(opened(kept), SCENE) < 4
    for value in (0, 9, 65535):
        assert apart(opened(normalise(encoded(SCENE, "JPEG", exif=exif(value)), "a.jpg")), SCENE) < 4


def test_a_great_picture_without_loss_becomes_jpeg() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (2100, 2100, 3), dtype=np.uint8)
    kept = normalise(encoded(Image.fromarray(noise), "BMP"), "a.bmp")
    assert (kept.media_type, kept.notes) == (JPEG, ())
    assert len(kept.data) < 12 * 1024 * 1024


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("cat.png", "cat.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\cat.png", "cat.png"),
        ("", "image"),
        ("\0\n\u202e\u200b", "image"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("<@U123> @everyone `x` *b*.png", "U123 everyone x b .png"),
        ("line\r\nbreak.png", "linebreak.png"),
        ("Ångström 狐.png", "Ångström 狐.png"),
        ("x" * 300 + ".jpeg", "x" * 51 + "…xxx.jpeg"),
    ],
)
def test_names_are_cleaned(name: str, shown: str) -> None:
    assert clean_name(name) == shown
    with pytest.raises(BadInput) as raised:
        normalise(b"no picture", name)
    assert raised.value.params["name"] == shown


def test_results_and_errors_travel_between_processes() -> None:
    kept = normalise(encoded(scene(5000, 10), "PNG"), "a.png")
    assert pickle.loads(pickle.dumps(kept)) == kept
    assert pickle.loads(pickle.dumps(normalise)) is normalise
    with pytest.raises(BadInput) as raised:
        normalise(HUGE_PNG, "a.png")
    again = pickle.loads(pickle.dumps(raised.value))
    assert (type(again), again.code, again.params) == (BadInput, "image_too_large_pixels", raised.value.params)
