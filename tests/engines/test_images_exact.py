"""Exact pixels: covered, cut evenly, never stretched, with all that the picture has beside its pixels."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageDraw

from domain.errors import Broken
from engines.images.exact import covered, exact, exact_reduced
from tests.fakes.pictures import encoded, scene


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def disc(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Return a white disc in the middle of black."""
    image = Image.new(mode, (width, height), "black")
    radius = min(width, height) // 4
    middle = (width // 2, height // 2)
    box = [middle[0] - radius, middle[1] - radius, middle[0] + radius, middle[1] + radius]
    ImageDraw.Draw(image).ellipse(box, fill="white")
    return image


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("size", [(150, 50), (50, 150), (240, 160), (480, 320), (16, 16), (301, 99)])
def test_a_picture_is_made_in_exactly_these_pixels_and_of_its_own_type(kind: str, size: tuple[int, int]) -> None:
    made = opened(exact(encoded(scene(), kind), *size))
    assert (made.format, made.size) == (kind, size)


@pytest.mark.parametrize("size", [(600, 200), (200, 600), (300, 300), (128, 48)])
def test_it_is_never_stretched_and_its_middle_is_kept(size: tuple[int, int]) -> None:
    made = opened(exact(encoded(disc(800, 600), "PNG"), *size)).convert("L").point(lambda level: 255 * (level > 127))
    left, top, right, bottom = made.getbbox() or (0, 0, 0, 0)
    if right - left < size[0] and bottom - top < size[1]:
        assert abs((right - left) - (bottom - top)) <= 2
    assert abs((left + right) / 2 - size[0] / 2) <= 1
    assert abs((top + bottom) / 2 - size[1] / 2) <= 1


@pytest.mark.parametrize(
    ("size", "wanted", "box"),
    [
        ((1536, 512), (1500, 500), (0, 0, 1536, 512)),
        ((1024, 1024), (200, 100), (0, 256, 1024, 768)),
        ((1024, 1024), (100, 200), (256, 0, 768, 1024)),
        ((1488, 496), (1128, 191), (0, 122.02, 1488, 373.98)),
    ],
)
def test_the_largest_part_of_the_shape_is_kept(
    size: tuple[int, int], wanted: tuple[int, int], box: tuple[float, ...]
) -> None:
    assert covered(size, wanted) == pytest.approx(box, abs=0.05)


def test_transparency_is_kept_and_does_not_bleed() -> None:
    clear = Image.new("RGBA", (400, 400), (255, 0, 0, 0))
    clear.paste((0, 0, 255, 255), (100, 100, 300, 300))
    made = opened(exact(encoded(clear, "PNG"), 100, 50))
    assert made.mode == "RGBA"
    assert made.getpixel((0, 25)) == (0, 0, 0, 0)
    assert made.getpixel((50, 25)) == (0, 0, 255, 255)
    # Where it is half transparent it is as blue as where it is not: no red comes in from what cannot be seen.
    assert all(pixel[0] < 40 for pixel in made.get_flattened_data() if pixel[3] > 100)  # type: ignore[index,operator]


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_colour_profile_is_kept_with_the_colours_that_it_is_for(kind: str) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB", -1)).tobytes()
    plain = opened(exact(encoded(scene(), kind), 60, 40))
    made = opened(exact(encoded(scene(), kind, icc_profile=lab), 60, 40))
    assert made.info["icc_profile"] == lab
    assert "icc_profile" not in plain.info
    assert made.tobytes() == plain.tobytes()


def test_it_is_the_same_every_time() -> None:
    data = encoded(scene(), "PNG")
    assert exact(data, 77, 55) == exact(data, 77, 55)


def test_what_is_too_many_bytes_is_reduced_after_it_was_cut() -> None:
    data = encoded(Image.effect_noise((300, 200), 90).convert("RGB"), "PNG")
    made = exact_reduced(data, 200, 200, 20_000, ("image/jpeg",))
    assert len(made) <= 20_000
    assert opened(made).size[0] == opened(made).size[1]


@pytest.mark.parametrize("data", [b"", b"nothing", encoded(scene(), "PNG")[:300]])
def test_nothing_is_made_of_garbage(data: Any) -> None:
    with pytest.raises(Broken, match="engine_garbage"):
        exact(data, 10, 10)
