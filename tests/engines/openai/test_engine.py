import contextlib
import gc
import io
import sys
from dataclasses import replace

import pytest
from PIL import Image

from domain.errors import BadRequest, Broken
from domain.operation import Quality
from domain.pricing import Usage, cost, estimate
from domain.size import Size
from engines.base import Input
from tests.engines.openai.conftest import CATALOG, Frames, edit, png, request
from tests.fakes.openai import EDITS, GENERATIONS
from tests.fakes.openai_script import Step


async def test_a_picture_comes_from_words_with_every_field_in_place(fake, engine):
    made = await engine.make(request(model="gpt-image-2.6-flare", size=Size(1536, 1024)), Frames())
    assert (made.media_type, made.width, made.height) == ("image/png", 1536, 1024)
    assert fake.seen[0].route == GENERATIONS
    assert fake.seen[0].fields == {
        "model": "gpt-image-2.6-flare",
        "prompt": "a red fox at sunset",
        "n": 1,
        "size": "1536x1024",
        "quality": "low",
        "output_format": "png",
        "moderation": "auto",
        "safety_identifier": "a" * 64,
        "stream": True,
        "partial_images": 2,
    }
    assert not fake.refused


async def test_the_bytes_are_kept_as_they_came_with_their_provenance(engine):
    made = await engine.make(request(), Frames())
    assert b"caBX manifest: c2pa.created by gpt-image-2.5-flare" in made.data
    with Image.open(io.BytesIO(made.data)) as picture:
        picture.load()
    assert made.facts["request_id"] == "req_00000001"


@pytest.mark.parametrize("streams", [True, False])
async def test_the_cost_is_what_the_vendor_counted(fake, engine, streams):
    asked = request(quality=Quality.HIGH)
    model = replace(asked.model, partials=2 if streams else 0)
    made = await engine.make(replace(asked, model=model), Frames())
    assert ("stream" in fake.seen[0].fields) == streams
    output = 1756 + (200 if streams else 0)
    assert made.cost == cost(model.price, Usage(text_in=5 + 6, image_in=0, output=output))
    assert made.cost == 5 * 11 + 30 * output


@pytest.mark.parametrize("streams", [True, False])
async def test_without_usage_the_cost_is_the_estimate(fake, engine, streams):
    fake.script(Step("no_usage"))
    asked = request()
    asked = replace(asked, model=replace(asked.model, partials=2 if streams else 0))
    made = await engine.make(asked, Frames())
    assert made.cost == estimate(asked.model, asked.size, asked.quality, letters=len(asked.words))


async def test_partials_come_in_order_before_the_picture(fake, engine):
    frames = Frames()
    asked = request(model="gpt-image-2")
    asked = replace(asked, model=replace(asked.model, partials=3))
    made = await engine.make(asked, frames)
    blues = []
    for frame in frames:
        with Image.open(io.BytesIO(frame)) as picture:
            blues.append(picture.getpixel((0, 0))[2])
    assert blues == [0, 80, 160]
    assert made.data not in frames


async def test_more_partials_than_the_vendor_has_are_not_asked_for(fake, engine):
    asked = request()
    await engine.make(replace(asked, model=replace(asked.model, partials=9)), Frames())
    assert fake.seen[0].fields["partial_images"] == 3


@pytest.mark.parametrize("streams", [True, False])
async def test_an_edit_sends_the_base_first_then_references(fake, engine, streams):
    inputs = (
        Input(png(64, 48), "image/png"),
        Input(png(32, 32, kind="JPEG"), "image/jpeg"),
        Input(png(16, 16, kind="WEBP"), "image/webp"),
    )
    asked = edit(inputs=inputs)
    frames = Frames()
    made = await engine.make(replace(asked, model=replace(asked.model, partials=2 if streams else 0)), frames)
    seen = fake.seen[0]
    assert seen.route == EDITS
    assert [part[:3] for part in seen.files] == [
        ("image[]", "image-1.png", "image/png"),
        ("image[]", "image-2.jpg", "image/jpeg"),
        ("image[]", "image-3.webp", "image/webp"),
    ]
    assert [part.data for part in seen.parts] == [each.data for each in inputs]
    assert (seen.fields["moderation"], seen.fields["quality"], seen.fields["n"]) == ("auto", "low", 1)
    assert "make it night" in seen.fields["prompt"]
    assert len(frames) == (2 if streams else 0)
    assert (made.width, made.height) == (1024, 1024)
    assert made.facts["image_in"] == 4 + 1 + 1


async def test_references_of_a_new_picture_and_variations_go_by_the_edit_route(fake, engine):
    reference = (Input(png(), "image/png"),)
    await engine.make(request(inputs=reference), Frames())
    await engine.make(request(operation="vary", inputs=reference), Frames())
    assert [each.route for each in fake.seen] == [EDITS, EDITS]
    assert "reference" in fake.seen[0].fields["prompt"]
    assert "another take" in fake.seen[1].fields["prompt"]
    assert [part[0] for part in fake.seen[0].files] == ["image[]"]


async def test_a_mask_goes_with_its_picture(fake, engine):
    mask = png(mode="RGBA", color=(0, 0, 0, 0))
    await engine.make(edit(mask=mask), Frames())
    assert fake.seen[0].files[-1][:3] == ("mask", "mask.png", "image/png")
    assert fake.seen[0].parts[-1].data == mask
    assert not fake.refused


@pytest.mark.parametrize(
    "mask",
    [
        png(),
        png(32, 64, "RGBA"),
        png(mode="RGBA", kind="WEBP"),
        b"no picture",
        png(mode="RGBA")[:-20],
        bytes(4_000_000),
    ],
    ids=["no alpha", "other size", "no png", "no picture", "broken off", "too large"],
)
async def test_a_mask_that_cannot_be_used_is_not_sent(fake, engine, mask):
    with pytest.raises(BadRequest) as caught:
        await engine.make(edit(mask=mask), Frames())
    assert (caught.value.code, caught.value.billed) == ("engine_bad_mask", False)
    assert (fake.count(), fake.refused) == (0, [])


async def test_a_transparent_picture_is_asked_for_and_has_alpha(fake, engine):
    made = await engine.make(request(transparent=True), Frames())
    assert (fake.seen[0].fields["background"], fake.seen[0].fields["output_format"]) == ("transparent", "png")
    assert not made.notes
    with Image.open(io.BytesIO(made.data)) as picture:
        assert picture.mode == "RGBA"
    fake.script(Step("opaque"))
    made = await engine.make(request(transparent=True), Frames())
    assert made.notes == (("alpha_missing", {}),)


async def test_the_real_size_is_read_from_the_file(fake, engine):
    fake.script(Step("other_size"))
    made = await engine.make(request(), Frames())
    assert (made.width, made.height) == (1024, 768)
    assert made.notes == (("size_differs", {"asked": "1024x1024", "made": "1024x768"}),)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (request(words="  "), "prompt_empty"),
        (request(words="x" * 32_001), "prompt_too_long"),
        (request(model="gpt-image-2", transparent=True), "engine_no_transparency"),
        (request(operation="upscale"), "engine_cannot"),
        (edit(inputs=()), "engine_bad_image"),
        (edit(inputs=(Input(b"", "image/png"),)), "engine_bad_image"),
        (edit(inputs=(Input(png(kind="GIF"), "image/gif"),)), "engine_bad_image"),
        (edit(inputs=(Input(png(), "image/png"),) * 17), "engine_too_many_images"),
        (request(mask=png(mode="RGBA")), "engine_no_mask"),
    ],
)
async def test_what_the_vendor_would_refuse_is_not_sent(fake, engine, asked, code):
    with pytest.raises(BadRequest) as caught:
        await engine.make(asked, Frames())
    assert (caught.value.code, caught.value.billed) == (code, False)
    assert fake.count() == 0
    assert not fake.refused


async def test_every_offered_model_size_and_quality_is_accepted(fake, engine_with):
    engine = engine_with(images_per_minute=10_000)
    for model in CATALOG.models.values():
        if model.engine != "openai":
            continue
        for quality in model.qualities:
            await engine.make(request(model=model.id, quality=quality), Frames())
    for size in CATALOG.models["gpt-image-2.5-flare"].usual:
        if size.pixels < 2_000_000:
            made = await engine.make(request(size=size), Frames())
            assert (made.width, made.height) == (size.width, size.height)
    assert not fake.refused
    assert all(each.fields["quality"] in {"low", "medium", "high", "xhigh", "max"} for each in fake.seen)


@pytest.mark.parametrize("step", [Step(), Step("garbage")], ids=lambda step: step.kind)
async def test_a_stream_leaves_no_generator_half_way(fake, engine, step):
    left: list[str] = []
    hooks = sys.get_asyncgen_hooks()

    def finalizer(generator) -> None:
        left.append(generator.__qualname__)
        hooks.finalizer(generator)

    fake.script(step)
    sys.set_asyncgen_hooks(finalizer=finalizer)
    try:
        with contextlib.suppress(Broken):
            await engine.make(request(), Frames())
        gc.collect()
    finally:
        sys.set_asyncgen_hooks(finalizer=hooks.finalizer)
    assert left == []
