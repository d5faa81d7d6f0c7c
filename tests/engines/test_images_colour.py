from __future__ import annotations

import io
import struct

import numpy as np
import pytest
from PIL import Image, ImageCms

from engines.images import normalise
from engines.images.colour import is_srgb
from tests.fakes.pictures import SRGB_PRIMARIES, chunk, cmyk_profile, encoded, grey_profile, png, rgb_profile, scene

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
TURNED = rgb_profile(SRGB_PRIMARIES[1:] + SRGB_PRIMARIES[:1])
"""Its red is our green, its green our blue, its blue our red."""


def pixels(data: bytes) -> list[tuple[int, ...]]:
    image = Image.open(io.BytesIO(normalise(data, "a").data))
    assert image.mode in {"RGB", "RGBA"}
    assert not image.info.get("icc_profile")
    return [tuple(int(sample) for sample in each) for row in np.asarray(image) for each in row]


def near(one: tuple[int, ...], other: tuple[int, ...], far: int = 3) -> bool:
    return len(one) == len(other) and max(abs(a - b) for a, b in zip(one, other, strict=True)) <= far


def transparent(*values: int) -> bytes:
    return chunk(b"tRNS", struct.pack(f">{len(values)}H", *values))


def samples(*values: int) -> bytes:
    return struct.pack(f">{len(values)}H", *values)


UNUSUAL = [
    ("1 bit", png(2, 1, 1, 0, [b"\x80"]), [(255,) * 3, (0,) * 3]),
    ("2 bits", png(4, 1, 2, 0, [b"\x1b"]), [(0,) * 3, (85,) * 3, (170,) * 3, (255,) * 3]),
    ("4 bits", png(2, 1, 4, 0, [b"\x0f"]), [(0,) * 3, (255,) * 3]),
    ("grey", png(2, 1, 8, 0, [b"\x07\xf0"]), [(7,) * 3, (240,) * 3]),
    ("16 bits grey", png(3, 1, 16, 0, [samples(0, 0x1234, 0xFFFF)]), [(0,) * 3, (0x12,) * 3, (255,) * 3]),
    ("16 bits RGB", png(1, 1, 16, 2, [samples(0x1234, 0x8000, 0xFFFF)]), [(0x12, 0x80, 0xFF)]),
    ("16 bits RGBA", png(1, 1, 16, 6, [samples(0x1234, 0x8000, 0xFFFF, 0x4000)]), [(0x12, 0x80, 0xFF, 0x40)]),
    ("16 bits grey and alpha", png(1, 1, 16, 4, [samples(0x1234, 0x8000)]), [(0x12, 0x12, 0x12, 0x80)]),
    ("grey and alpha", png(1, 1, 8, 4, [b"\x12\x80"]), [(0x12, 0x12, 0x12, 0x80)]),
    ("grey and a key", png(2, 1, 8, 0, [b"\x07\xf0"], transparent(7)), [(7, 7, 7, 0), (240, 240, 240, 255)]),
    ("4 bits and a key", png(2, 1, 4, 0, [b"\x0f"], transparent(15)), [(0, 0, 0, 255), (255, 255, 255, 0)]),
    (
        "16 bits grey and a key",
        png(2, 1, 16, 0, [samples(0x1234, 0x1235)], transparent(0x1234)),
        [(0x12, 0x12, 0x12, 0), (0x12, 0x12, 0x12, 255)],
    ),
    ("RGB and a key", png(2, 1, 8, 2, [b"\1\2\3\4\5\6"], transparent(1, 2, 3)), [(1, 2, 3, 0), (4, 5, 6, 255)]),
    (
        "16 bits RGB and a key",
        png(2, 1, 16, 2, [samples(0x100, 0x200, 0x300, 0x400, 0x500, 0x600)], transparent(0x100, 0x200, 0x300)),
        [(1, 2, 3, 0), (4, 5, 6, 255)],
    ),
    ("palette", png(2, 1, 8, 3, [b"\0\1"], chunk(b"PLTE", b"\1\2\3\4\5\6")), [(1, 2, 3), (4, 5, 6)]),
    (
        "palette and alpha",
        png(2, 1, 8, 3, [b"\0\1"], chunk(b"PLTE", b"\1\2\3\4\5\6"), chunk(b"tRNS", b"\x80")),
        [(1, 2, 3, 0x80), (4, 5, 6, 255)],
    ),
]


@pytest.mark.parametrize(("data", "meant"), [each[1:] for each in UNUSUAL], ids=[each[0] for each in UNUSUAL])
def test_unusual_pngs_become_8_bits_of_rgb(data: bytes, meant: list[tuple[int, ...]]) -> None:
    assert pixels(data) == meant


def test_alpha_that_hides_nothing_is_dropped() -> None:
    image = Image.new("LA", (2, 2), (9, 255))
    assert pixels(encoded(image, "PNG")) == [(9, 9, 9)] * 4


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_transparency_is_kept(kind: str) -> None:
    image = scene().convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    kept = normalise(encoded(image, kind, lossless=True) if kind == "WEBP" else encoded(image, kind), "a")
    alpha = Image.open(io.BytesIO(kept.data)).getchannel("A")
    assert kept.media_type == "image/png"
    assert np.abs(np.asarray(alpha, int) - np.asarray(image.getchannel("A"), int)).mean() < 2


def test_transparency_of_a_gif_is_kept() -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([1, 2, 3, 4, 5, 6])
    image.putpixel((1, 0), 1)
    assert pixels(encoded(image, "GIF", transparency=1)) == [(1, 2, 3, 255), (4, 5, 6, 0)]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_a_profile_is_honoured(kind: str) -> None:
    options = {} if kind == "PNG" else {"quality": 100}
    data = encoded(Image.new("RGB", (16, 16), (255, 0, 0)), kind, icc_profile=TURNED, **options)
    assert near(pixels(data)[100], (0, 255, 0), 8)


def test_a_profile_is_honoured_under_transparency_and_palettes() -> None:
    image = Image.new("RGBA", (1, 1), (255, 0, 0, 77))
    assert near(pixels(encoded(image, "PNG", icc_profile=TURNED))[0], (0, 255, 0, 77))
    palette = Image.new("RGB", (1, 1), (255, 0, 0)).quantize(2)
    assert near(pixels(encoded(palette, "PNG", icc_profile=TURNED))[0], (0, 255, 0))


def test_the_profile_of_a_grey_picture_is_honoured() -> None:
    data = encoded(Image.new("L", (1, 1), 128), "PNG", icc_profile=grey_profile(1.0))
    assert near(pixels(data)[0], (188, 188, 188))


def test_srgb_is_known_by_what_it_does() -> None:
    assert is_srgb(SRGB)
    assert is_srgb(None)
    assert is_srgb(b"no profile")
    assert not is_srgb(TURNED)
    assert not is_srgb(rgb_profile(gamma=1.8))


def test_a_jpeg_in_srgb_is_not_encoded_anew_and_loses_the_profile() -> None:
    image = scene()
    kept = normalise(encoded(image, "JPEG", quality=70, icc_profile=SRGB), "a.jpg")
    assert kept.data == normalise(encoded(image, "JPEG", quality=70), "a.jpg").data
    assert b"ICC_PROFILE" not in kept.data


def test_cmyk_without_a_profile_looks_as_it_should() -> None:
    inks = [((0, 0, 0, 0), (255, 255, 255)), ((255, 0, 0, 0), (0, 255, 255)), ((0, 0, 0, 255), (0, 0, 0))]
    for ink, meant in inks:
        assert near(pixels(encoded(Image.new("CMYK", (16, 16), ink), "JPEG", quality=100))[100], meant, 4)


def test_the_profile_of_a_cmyk_picture_is_honoured() -> None:
    """A press on which cyan ink is a dark red, as none would have it without the profile."""
    lab = [(95.0, 0.0, 0.0)] * 8 + [(35.0, 60.0, 40.0)] * 8
    data = encoded(Image.new("CMYK", (16, 16), (255, 0, 0, 0)), "JPEG", quality=100, icc_profile=cmyk_profile(lab))
    red, green, blue = pixels(data)[100]
    assert red > 120
    assert green < 60
    assert blue < 60


USELESS = {
    "nonsense": b"nonsense",
    "a header cut": SRGB[:100],
    "tags cut": SRGB[:300],
    "zeros": bytes(500),
    "ones": b"\xff" * 128,
    "for another mode": cmyk_profile([(50.0, 0.0, 0.0)] * 16),
}


@pytest.mark.parametrize("profile", USELESS)
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_profile_of_no_use_is_left_aside(kind: str, profile: str) -> None:
    data = encoded(Image.new("RGB", (16, 16), (200, 30, 40)), kind, icc_profile=USELESS[profile])
    assert near(pixels(data)[100], (200, 30, 40), 4)
