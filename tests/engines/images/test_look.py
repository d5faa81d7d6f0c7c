"""A look at a picture: its colours as a person would say them, and a print that stays when it is recoded."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw

from domain.errors import Broken
from domain.search import COLOURS
from domain.size import Size
from engines.images.look import look
from engines.sketch.compose import compose
from engines.sketch.draw import draw
from engines.worker import Worker


def encoded(image: Image.Image, kind: str = "PNG", **options: int) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def solid(colour: str) -> bytes:
    return encoded(Image.new("RGB", (40, 30), colour))


def sketch(words: str) -> Image.Image:
    scene, _ = compose(words, 7, 1.0)
    return Image.open(io.BytesIO(draw(scene, Size(512, 512)))).convert("RGB")


def apart(one: bytes, other: bytes) -> int:
    first, second = look(one).print, look(other).print
    assert first is not None
    assert second is not None
    return (first ^ second).bit_count()


@pytest.mark.parametrize(
    ("painted", "called"),
    [
        *((each, each) for each in COLOURS if each != "brown"),
        ("#8b5a2b", "brown"),
        ("navy", "blue"),
        ("maroon", "red"),
        ("gold", "yellow"),
        ("darkgreen", "green"),
        ("olive", "green"),
        ("turquoise", "teal"),
        ("indigo", "purple"),
        ("hotpink", "pink"),
        ("magenta", "pink"),
        ("silver", "grey"),
        ("ivory", "white"),
        ("#111111", "black"),
    ],
)
def test_a_colour_is_called_what_people_call_it(painted: str, called: str) -> None:
    assert look(solid(painted)).colours == (called,)


@pytest.mark.parametrize(
    ("words", "colours"),
    [
        ("a red fox in a green meadow", {"green", "blue", "orange"}),
        ("a night sky with stars over the sea", {"blue", "purple"}),
        ("a pink balloon over the city", {"blue", "grey", "pink"}),
        ("a red sports car in the rain", {"red", "blue", "grey"}),
        ("a mountain lake", {"blue", "green"}),
    ],
)
def test_a_sketch_has_the_colours_that_are_seen(words: str, colours: set[str]) -> None:
    found = look(encoded(sketch(words))).colours
    assert len(found) <= 3
    assert colours & set(found)
    assert set(found) - colours == set()


def test_what_is_transparent_has_no_colour() -> None:
    image = Image.new("RGBA", (40, 40), (255, 0, 0, 0))
    assert look(encoded(image)).colours == ()
    ImageDraw.Draw(image).rectangle((10, 10, 20, 20), fill=(0, 0, 255, 255))
    assert look(encoded(image)).colours == ("blue",)


def test_the_print_stays_when_a_picture_is_scaled_recoded_or_touched() -> None:
    image = sketch("a red fox in a green meadow")
    touched = image.copy()
    ImageDraw.Draw(touched).ellipse((20, 20, 70, 70), fill="yellow")
    for same in (
        encoded(image.resize((200, 200))),
        encoded(image, "JPEG", quality=40),
        encoded(image, "WEBP", quality=60),
        encoded(image.resize((700, 640))),
        encoded(touched),
    ):
        assert apart(encoded(image), same) <= 8


def test_the_prints_of_other_pictures_are_far_apart() -> None:
    pictures = [encoded(sketch(words)) for words in ("a red fox in a meadow", "a sofa in a room", "a city at night")]
    assert min(apart(one, other) for one in pictures for other in pictures if one is not other) > 11


def test_what_has_no_structure_has_no_print() -> None:
    assert look(solid("teal")).print is None
    assert look(encoded(Image.new("L", (1, 1)))).print is None


def test_how_many_bytes_it_takes_is_what_was_given() -> None:
    data = solid("red")
    assert look(data).bytes == len(data)


@pytest.mark.parametrize("data", [b"", b"no picture", solid("red")[:60]])
def test_what_is_no_picture_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(Broken):
        look(data)


async def test_it_crosses_from_the_worker_whole() -> None:
    worker = Worker()
    try:
        data = encoded(sketch("a mountain lake"))
        assert await worker.run(look, data) == look(data)
    finally:
        await worker.close()
