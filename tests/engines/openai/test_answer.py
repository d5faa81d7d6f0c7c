import io

import pytest
from PIL import Image

from domain.errors import Broken
from domain.pricing import Usage
from engines.openai.answer import Measured, decoded, measure, usage_of
from tests.engines.openai.conftest import png
from tests.fakes.openai_pictures import bomb


def noisy(kind: str) -> bytes:
    kept = io.BytesIO()
    Image.effect_noise((300, 200), 50).convert("RGB").save(kept, kind)
    return kept.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_whole_picture_is_measured_and_a_broken_one_is_none(kind):
    data = noisy(kind)
    assert measure(data, 60_000) == Measured(f"image/{kind.lower()}", 300, 200, alpha=False)
    for cut in (10, 1000, len(data) // 2, len(data) - 30):
        assert measure(data[:-cut], 60_000) is None


def test_more_pixels_than_allowed_are_not_decoded():
    assert measure(noisy("PNG"), 59_999) is None
    assert measure(bomb(50_000, 50_000), 10**12) is None


@pytest.mark.parametrize("data", [b"", b"GIF89a", png(kind="GIF"), png(kind="BMP"), b"RIFF\0\0\0\0WAVEfmt ", b"<svg/>"])
def test_other_things_are_none(data):
    assert measure(data, 10**9) is None


@pytest.mark.parametrize(
    ("picture", "alpha"),
    [(png(mode="RGBA"), True), (png(mode="LA"), True), (png(mode="P"), False), (png(mode="RGBA", kind="WEBP"), True)],
)
def test_an_alpha_channel_is_seen(picture, alpha):
    found = measure(picture, 10**6)
    assert found is not None
    assert found.alpha == alpha


async def test_base64_is_decoded_whole_or_not_at_all():
    assert await decoded("aGk=") == b"hi"
    assert await decoded("AAAA" * 100_000) == bytes(300_000)
    for text in ("", None, 7, "aGk", "a Gk=", "aGk=" * 100_000 + "*"):
        with pytest.raises(Broken) as caught:
            await decoded(text)
        assert (caught.value.code, caught.value.billed) == ("engine_garbage", True)


GIVEN = {"input_tokens": 30, "input_tokens_details": {"text_tokens": 10, "image_tokens": 20}, "output_tokens": 200}


@pytest.mark.parametrize(
    ("raw", "usage"),
    [
        (GIVEN, Usage(10, 20, 200)),
        (GIVEN | {"output_tokens_details": {"image_tokens": 196, "text_tokens": 4}}, Usage(10, 20, 200, 196)),
        (GIVEN | {"output_tokens_details": None}, Usage(10, 20, 200)),
        ({"input_tokens": 30, "output_tokens": 200}, Usage(0, 30, 200)),
        (GIVEN | {"output_tokens": 0}, None),
        (GIVEN | {"output_tokens": -5}, None),
        (GIVEN | {"output_tokens": "200"}, None),
        (GIVEN | {"output_tokens": True}, None),
        (GIVEN | {"output_tokens": 10**12}, None),
        (None, None),
        ([GIVEN], None),
    ],
)
def test_usage_is_read_where_it_counts_something_made(raw, usage):
    assert usage_of({"usage": raw}) == usage
