import io
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from domain.errors import Refused
from domain.size import Size
from engines.sketch import draw, figures, lexicon
from engines.sketch.compose import compose
from engines.sketch.edit import edit
from engines.sketch.handmade import HANDMADE
from engines.sketch.places import PLACES
from engines.sketch.scene import Scene
from engines.sketch.studio import varied

ROOT = Path(__file__).parents[3]
WORDS = "a red fox and a cactus in the desert at sunset"
SMALL = Size(192, 128)


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"), dtype=int)


def drawn(scene, size=SMALL, photo=None):
    return pixels(draw.draw(scene, size, photo))


PROGRAM = """
from hashlib import sha256
from domain.size import Size
from engines.sketch.compose import compose
from engines.sketch.draw import draw
print(sha256(draw(compose(%r, 3, 1.5)[0], Size(192, 128))).hexdigest())
"""


def test_same_words_seed_and_size_give_the_same_bytes_in_any_process():
    here = sha256(draw.draw(compose(WORDS, 3, 1.5)[0], SMALL)).hexdigest()
    for hash_seed in ("1", "2"):
        there = subprocess.run(
            [sys.executable, "-c", PROGRAM % WORDS],
            env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert there.stdout.strip() == here


def test_another_seed_gives_another_picture():
    one, other = (draw.draw(compose(WORDS, seed, 1.5)[0], SMALL) for seed in (3, 4))
    assert one != other


@pytest.mark.parametrize(
    "size", [Size(64, 64), Size(1536, 1024), Size(100, 333), Size(4096, 64), Size(65, 200)], ids=str
)
def test_sizes_are_exact(size):
    scene, _ = compose('a fox and a sign saying "HI"', 1, size.width / size.height)
    image = Image.open(io.BytesIO(draw.draw(scene, size)))
    assert (image.size, image.format, image.mode) == ((size.width, size.height), "PNG", "RGB")
    assert image.text == {"generator": "sketch"}


@pytest.mark.parametrize("setting", sorted(PLACES))
@pytest.mark.parametrize("time", ["day", "night"])
def test_every_setting_is_drawn_whole(setting, time):
    seen = drawn(Scene(setting=setting, time=time, weather="rain", season="autumn", ratio=1.5, seed=2))
    assert seen[..., 3].min() == 255
    assert len(np.unique(seen.reshape(-1, 4), axis=0)) > 200


def test_night_is_darker_and_winter_whiter():
    day, night = (
        drawn(compose(f"a house in a field at {time}", 1, 1.5)[0])[..., :3].mean() for time in ("day", "night")
    )
    assert night < 0.6 * day
    summer, winter = (
        drawn(compose(f"a field in {season}", 1, 1.5)[0])[100:, :, :3].mean() for season in ("summer", "winter")
    )
    assert winter > 1.3 * summer


def test_a_colour_is_seen():
    def mean(words):
        scene, _ = compose(words, 1, 1.0, transparent=True)
        seen = drawn(scene, Size(128, 128))
        return seen[seen[..., 3] > 200][:, :3].mean(axis=0)

    red, green, blue = (mean(f"a {colour} balloon") for colour in ("red", "green", "blue"))
    assert red.argmax() == 0
    assert green.argmax() == 1
    assert blue.argmax() == 2


def test_transparent_ground_is_really_transparent():
    scene, _ = compose("a fox and a cactus in the desert", 1, 1.5, transparent=True)
    alpha = drawn(scene)[..., 3]
    assert (alpha == 0).mean() > 0.3
    assert (alpha == 255).mean() > 0.05
    assert alpha[0, 0] == alpha[0, -1] == 0
    with pytest.raises(Refused):
        compose("the desert at night", 1, 1.5, transparent=True)


def test_an_edit_leaves_pixels_far_from_it_alone():
    base, _ = compose(WORDS, 42, 1.5)
    more, _ = edit(base, "add a tiny mouse on the right")
    size = Size(384, 256)
    changed = np.abs(drawn(base, size) - drawn(more, size)).max(axis=2) > 0
    mouse = more.things[-1]
    ys, xs = np.nonzero(changed)
    assert 0 < changed.mean() < 0.1
    assert xs.min() > 384 * (mouse.x - 0.25)
    assert ys.min() > 256 * (mouse.y - mouse.height - 0.05)


def photo(width=96, height=64):
    rng = np.random.default_rng(1)
    data = io.BytesIO()
    Image.fromarray(rng.integers(0, 255, (height, width, 3), dtype=np.uint8)).save(data, "PNG")
    return data.getvalue()


def test_a_photo_keeps_its_pixels_where_nothing_is_added():
    given_photo = photo(192, 128)
    scene, _ = edit(Scene(photo=True, ratio=1.5), "add a small cat on the left")
    seen, before = drawn(scene, SMALL, given_photo), pixels(given_photo)
    same = (seen == before).all(axis=2)
    assert same[:, 120:].all()
    assert 0.5 < same.mean() < 1
    night, _ = edit(Scene(photo=True, ratio=1.5), "make it night")
    assert drawn(night, SMALL, given_photo)[..., :3].mean() < 0.8 * before[..., :3].mean()


def test_a_photo_of_another_shape_is_shown_whole():
    scene, _ = edit(Scene(photo=True, ratio=1.0), "write HI on it")
    seen = drawn(scene, Size(128, 128), photo(96, 64))
    assert seen.shape == (128, 128, 4)
    assert seen[..., 3].min() == 255


def test_partial_frames_are_small_and_grow_towards_the_whole():
    scene, _ = compose(WORDS, 42, 1.5)
    size = Size(1536, 1024)
    stages = [draw.preview(scene, size, stage) for stage in range(1, draw.STAGES + 1)]
    images = [Image.open(io.BytesIO(stage)) for stage in stages]
    assert {image.size for image in images} == {(512, 341)}
    whole = np.asarray(Image.open(io.BytesIO(draw.draw(scene, size))).convert("RGB").resize((512, 341)), dtype=float)
    away = [np.abs(np.asarray(image.convert("RGB"), dtype=float) - whole).mean() for image in images]
    assert away[0] > away[1] > away[2]
    assert away[2] < 4


def test_vary_keeps_the_things_and_strong_goes_further():
    base, _ = compose("a vase on a table and a blue cat", 1, 1.5)
    near, far = (varied(base, 9, 1.5, strong=strong) for strong in (False, True))
    for other in (near, far):
        assert [(t.id, t.art, t.colour) for t in other.things] == [(t.id, t.art, t.colour) for t in base.things]
        assert other.things != base.things
        assert other.setting == base.setting
        vase, table = (next(thing for thing in other.things if thing.noun == noun) for noun in ("vase", "table"))
        assert table.y - table.height < vase.y < table.y
    assert near.time == base.time != far.time
    assert near != varied(base, 10, 1.5, strong=False)


TEXT = st.text(max_size=200) | st.lists(st.sampled_from(sorted(lexicon.phrases())), max_size=12).map(" ".join)


@given(TEXT, st.integers(0, 2**31), st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_prompt_is_drawn_or_refused(words, seed, transparent):
    try:
        scene, notes = compose(words, seed, 1.0, transparent=transparent)
    except Refused as refused:
        if refused.code != "sketch_nothing":
            raise
        return
    assert len(scene.things) <= 40
    assert all(isinstance(value, str) for _, params in notes for value in params.values())
    assert Scene.from_json(scene.to_json()) == scene
    assert drawn(scene, Size(64, 64)).shape == (64, 64, 4)


@given(st.lists(TEXT, min_size=1, max_size=3), st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_instruction_is_done_or_refused(instructions, on_photo):
    scene = Scene(photo=True) if on_photo else compose(WORDS, 42, 1.5)[0]
    for words in instructions:
        try:
            scene, _ = edit(scene, words)
        except Refused as refused:
            if refused.code not in {"sketch_nothing_edit", "sketch_photo_only_adds"}:
                raise
    assert len(scene.things) <= 40
    assert drawn(scene, Size(64, 64), photo() if on_photo else None).shape == (64, 64, 4)


def test_every_picture_the_words_name_can_be_drawn():
    arts = {kinds["noun"] for kinds in lexicon.phrases().values() if "noun" in kinds}
    assert len(lexicon.art()) > 1000
    drawings = {name for name in arts if name.startswith("role:")} | set(lexicon.art()) | set(HANDMADE)
    assert not [name for name in arts if name not in drawings]
    assert not [name for name in arts if not figures.drawn(name).body]
    for table in ("natural", "bodies", "mains"):
        assert not [name for name in lexicon.table(table) if name not in lexicon.art() and name not in HANDMADE]
    for table in ("air", "water", "deep", "hats", "garments", "containers"):
        assert not [name for name in lexicon.names(table) if name not in lexicon.art() and name not in HANDMADE], table
    assert not [name for name in lexicon.heights() if name not in drawings and name != "@person"]


@pytest.mark.parametrize("name", ["fox", "woman", "astronaut", "baby", "lion", "princess", "drawn:table", "sky:moon"])
def test_heads_get_bodies(name):
    figure = figures.drawn(name)
    assert figure.body
    if name in {"fox", "lion", "woman", "astronaut", "princess"}:
        assert figure.height > 1.15 * figure.width


def test_every_settings_name_is_a_place():
    assert set(lexicon.table("settings")) == set(PLACES)
