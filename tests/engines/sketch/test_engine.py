"""The engine as the product meets it: through make, with a real worker process."""

import asyncio
import io

import numpy as np
import pytest
from PIL import Image

from domain.errors import BadRequest, Refused
from domain.model import Model, TokenPrice
from domain.operation import Quality
from domain.size import Size, SizeRule
from engines.base import Input, Request
from engines.sketch.engine import SketchEngine
from engines.sketch.scene import Scene
from engines.worker import Worker

MODEL = Model(
    "sketch", "sketch", "Sketch", frozenset({"generate", "edit", "vary"}), SizeRule(), (), (), Quality.LOW, TokenPrice()
)
WORDS = "a red fox and a cactus in the desert at sunset"
SMALL = Size(192, 128)


@pytest.fixture
async def engine():
    engine = SketchEngine(Worker())
    yield engine
    await engine.close()


def asked(operation="generate", words=WORDS, size=SMALL, **more):
    return Request(operation, words, MODEL, size, Quality.LOW, "job", **more)


class Frames(list):
    async def __call__(self, frame: bytes) -> None:
        self.append(frame)


def image(data):
    return Image.open(io.BytesIO(data))


async def test_generate_edit_branch_and_vary(engine):
    frames = Frames()
    one = await engine.make(asked(), frames)
    assert (one.media_type, one.width, one.height, one.cost, one.notes) == ("image/png", 192, 128, 0, ())
    assert image(one.data).size == (192, 128)
    assert image(one.data).text["generator"] == "sketch"
    assert [image(frame).format for frame in frames] == ["JPEG"] * 3
    base = Input(one.data, one.media_type, one.scene)
    two = await engine.make(asked("edit", "make it night and add a rocket", inputs=(base,)), frames)
    three = await engine.make(asked("edit", "but in snow", inputs=(base,)), frames)
    first, night, snow = (Scene.from_json(made.scene) for made in (one, two, three))
    assert (night.time, snow.setting, snow.time) == ("night", "snow", "sunset")
    assert [thing.noun for thing in night.things] == ["fox", "cactus", "rocket"]
    assert night.things[:2] == first.things == snow.things
    vary = await engine.make(asked("vary", WORDS, inputs=(base,), seed=5), frames)
    assert {thing.noun for thing in Scene.from_json(vary.scene).things} == {"fox", "cactus"}
    assert vary.data != one.data


async def test_the_same_request_gives_the_same_bytes_and_the_next_of_a_job_another(engine):
    one, again, other = [await engine.make(asked(index=index), Frames()) for index in (0, 0, 1)]
    assert one == again
    assert one.data != other.data


async def test_partial_frames_come_before_the_end(engine):
    order = []

    async def partial(_: bytes) -> None:
        order.append("frame")

    await engine.make(asked(), partial)
    order.append("made")
    assert order == ["frame", "frame", "frame", "made"]


@pytest.mark.parametrize("size", [Size(64, 64), Size(1024, 1024), Size(130, 4096)], ids=str)
async def test_sizes(engine, size):
    made = await engine.make(asked(size=size), Frames())
    assert image(made.data).size == (size.width, size.height) == (made.width, made.height)


@pytest.mark.parametrize("size", [Size(63, 64), Size(64, 4097)], ids=str)
async def test_sizes_out_of_bounds_are_refused(engine, size):
    with pytest.raises(BadRequest, match="sketch_size"):
        await engine.make(asked(size=size), Frames())


async def test_transparent(engine):
    made = await engine.make(asked(transparent=True), Frames())
    alpha = np.asarray(image(made.data))[..., 3]
    assert image(made.data).mode == "RGBA"
    assert alpha.min() == 0
    assert alpha.max() == 255


async def test_refusals_and_notes_cross_the_process(engine):
    with pytest.raises(Refused) as nothing:
        await engine.make(asked(words="a sextant"), Frames())
    assert (nothing.value.code, nothing.value.params, nothing.value.billed) == (
        "sketch_nothing",
        {"words": "sextant"},
        False,
    )
    made = await engine.make(asked(words="a sextant and a thousand cats"), Frames())
    assert dict(made.notes) == {
        "sketch_missing": {"words": "sextant"},
        "sketch_fewer": {"asked": "1000", "drawn": "24"},
    }
    base = Input(made.data, made.media_type, made.scene)
    with pytest.raises(Refused, match="sketch_nothing_edit"):
        await engine.make(asked("edit", "hmm", inputs=(base,)), Frames())


def photo():
    data = io.BytesIO()
    Image.effect_noise((192, 128), 60).convert("RGB").save(data, "PNG")
    return data.getvalue()


async def test_a_photo_is_drawn_upon_again_and_again(engine):
    start = photo()
    one = await engine.make(asked("edit", "add a small cat on the left", inputs=(Input(start, "image/png"),)), Frames())
    two = await engine.make(
        asked("edit", "add a small dog on the right", inputs=(Input(one.data, one.media_type, one.scene),)), Frames()
    )
    before, first, second = (np.asarray(image(data).convert("RGB")) for data in (start, one.data, two.data))
    assert (first[:, 140:] == before[:, 140:]).all()
    assert (second[:, :60] == first[:, :60]).all()
    assert (second != first).any()
    assert len(two.scene) < 600
    with pytest.raises(Refused, match="sketch_photo_only_adds"):
        await engine.make(
            asked("edit", "remove the cat", inputs=(Input(two.data, two.media_type, two.scene),)), Frames()
        )


async def test_references_and_strange_letters_are_told(engine):
    extra = Input(photo(), "image/png")
    made = await engine.make(asked(inputs=(extra,)), Frames())
    assert ("sketch_references", {}) in made.notes
    made = await engine.make(asked(words="a poster saying “日本 ok”"), Frames())
    assert ("sketch_letters", {"letters": "日本"}) in made.notes


async def test_cancel_leaves_the_engine_usable(engine):
    drawing = asyncio.Event()

    async def partial(_: bytes) -> None:
        drawing.set()

    making = asyncio.create_task(engine.make(asked(size=Size(4096, 4096)), partial))
    await drawing.wait()
    making.cancel()
    with pytest.raises(asyncio.CancelledError):
        await making
    assert image((await engine.make(asked(), Frames())).data).size == (192, 128)
