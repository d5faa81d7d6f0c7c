"""How pictures are composed: what flies has the sky to itself, posters are in balance, two of one job differ."""

import io
import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from domain.size import Size
from engines.sketch import draw, layers, layout, lexicon, posters, shapes, styles
from engines.sketch.compose import compose, frame_of
from engines.sketch.edit import edit
from engines.sketch.engine import _STEP
from engines.sketch.figures import drawn
from engines.sketch.light import light_of, orb_of
from engines.sketch.scene import Scene, Thing
from tests.engines.sketch.hundred import rows

FOX = "a red fox and a cactus in the desert at sunset"
ALOFT = ["rocket", "bird", "plane", "balloon", "kite", "flying saucer", "helicopter", "hot air balloon"]


def box(thing, scene, grown=0.0):
    half = layout.width(thing, frame_of(scene)) / 2
    return thing.x - half - grown, thing.y - thing.height - grown, thing.x + half + grown, thing.y + grown


def shared(one, other):
    wide, tall = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    least = min((one[2] - one[0]) * (one[3] - one[1]), (other[2] - other[0]) * (other[3] - other[1]))
    return wide * tall / least if wide > 0 and tall > 0 else 0.0


def orb_box(scene):
    x, y = orb_of(scene)
    return x - 0.06 / scene.ratio, y - 0.06, x + 0.06 / scene.ratio, y + 0.06


@pytest.mark.parametrize("noun", ALOFT)
@pytest.mark.parametrize("ratio", [1.5, 1.0])
def test_what_flies_is_added_to_a_free_place_in_the_sky_and_smaller_than_the_subject(noun, ratio):
    for seed in range(12):
        before, _ = compose(FOX, seed, ratio)
        scene, _ = edit(before, f"make it night and add a {noun}")
        new = scene.things[-1]
        assert new.noun == noun or new.art in lexicon.names("air")
        assert scene.things[:-1] == before.things
        assert new.height < max(thing.height for thing in before.things)
        assert new.height < before.things[0].height
        assert all(shared(box(new, scene), box(other, scene)) < 0.05 for other in before.things), (seed, noun)
        assert shared(box(new, scene), orb_box(scene)) < 0.1, (seed, noun)


def test_moon_and_sun_find_a_free_place_too():
    for seed in range(12):
        before, _ = compose("a house and a hot air balloon", seed, 1.5)
        scene, _ = edit(before, "add a moon")
        assert max(shared(box(scene.things[-1], scene), box(other, scene)) for other in before.things) < 0.1, seed


def test_sun_and_moon_step_aside_for_what_flies():
    free = Scene(setting="field", time="night", seed=2, ratio=1.5)
    x, y = light_of(free).orb
    rocket = Thing(1, "rocket", "rocket", x, y + 0.1, 0.2, -0.6, air=True)
    met = replace(free, things=(rocket,))
    assert shared(box(rocket, met), orb_box(met)) == 0
    fox = replace(rocket, art="fox", noun="fox", air=False, x=0.5, y=0.9)
    assert light_of(replace(free, things=(fox,))).orb == (x, y)


@pytest.mark.parametrize("noun", ["castle", "giraffe", "tree", "house", "rocket", "bus"])
def test_what_an_edit_adds_is_no_larger_than_the_subject_unless_its_size_is_said(noun):
    for seed in range(6):
        before, _ = compose("a cat", seed, 1.5)
        plain, _ = edit(before, f"add a {noun}")
        assert plain.things[-1].height <= before.things[0].height + 1e-6
    small, _ = compose("a tiny mouse", 1, 1.5)
    huge, _ = edit(small, f"add a huge {noun}")
    assert huge.things[-1].height > edit(small, f"add a {noun}")[0].things[-1].height


def test_several_that_fly_are_of_one_size():
    for seed in range(6):
        scene, _ = edit(compose(FOX, seed, 1.5)[0], "add five birds")
        assert len({thing.height for thing in scene.things if thing.noun == "bird"}) == 1


def test_more_birds_on_a_fence_stand_on_it():
    for seed in range(8):
        before, _ = compose("two birds on a fence", seed, 1.5)
        scene, _ = edit(before, "two more birds")
        fence = box(next(thing for thing in scene.things if thing.noun == "fence"), scene)
        birds = [thing for thing in scene.things if thing.noun == "bird"]
        assert len(birds) == 4
        assert all(fence[0] <= bird.x <= fence[2] for bird in birds), seed


def test_clouds_leave_sun_and_moon_free(monkeypatch):
    said = []
    monkeypatch.setattr(shapes, "cloud", lambda x, y, *_, **__: said.append((x, y)) or "")
    for seed in range(30):
        scene = Scene(setting="desert", time="night", seed=seed, palette=seed % 5, ratio=1.5)
        x, y = light_of(scene).orb
        said.clear()
        layers.sheets(scene, 1)
        assert said
        assert all(abs(cloud - 1500 * x) > 90 or not -100 < 1000 * y - high < 120 for cloud, high in said), seed


POSTERS = [
    'a poster with a coffee cup and a cat, the words "OPEN LATE"',
    'a poster of a saxophone with the words "OPEN LATE"',
    'a poster of three owls that says "OPEN LATE"',
    'a poster with nine cupcakes saying "BAKE SALE"',
    'a poster of a bicycle under a tree, "RIDE"',
    'a poster of a fox in a forest at night, "OPEN LATE"',
    'a poster with a dog, a cat, a rabbit and a hamster, "PET SHOW"',
]


@pytest.mark.parametrize("words", POSTERS)
@pytest.mark.parametrize("style", styles.STYLES)
def test_posters_are_in_balance_and_leave_their_words_room(words, style):
    for seed in range(10):
        for ratio in (0.67, 1.0, 1.5):
            scene, _ = compose(f"{words}, {style} style", seed, ratio)
            assert scene.style in {style, ""}
            boxes = [box(thing, scene) for thing in scene.things]
            left, right = min(each[0] for each in boxes), max(each[2] for each in boxes)
            assert abs((left + right) / 2 - 0.5) < 0.03, (seed, ratio)
            assert left > -0.02 if scene.setting == "studio" else left > -0.2
            assert min(each[1] for each in boxes) > layout.TITLE - 0.02, (seed, ratio)


def test_what_stands_in_a_row_on_a_poster_is_apart_and_alike():
    for seed in range(10):
        scene, _ = compose(POSTERS[2], seed, 1.5)
        each = sorted(scene.things, key=lambda thing: thing.x)
        assert len({thing.height for thing in each}) == 1
        assert all(shared(box(a, scene), box(b, scene)) == 0 for a in each for b in each if a is not b)
        assert each[1].x - each[0].x == pytest.approx(each[2].x - each[1].x, abs=0.01)


def test_confetti_only_where_it_is_asked_for():
    for seed in range(8):
        plain, _ = compose(POSTERS[0], seed, 1.5)
        party, _ = compose('a party poster with confetti and a cake saying "PARTY"', seed, 1.5)
        assert 'width="18" height="10"' not in posters.ground(plain)
        assert 'width="18" height="10"' in posters.ground(party)


def test_a_place_is_seen_on_its_poster():
    scene, _ = compose('a diner at night, poster, "OPEN LATE"', 8, 1.5)
    assert posters._plan(scene, light_of(scene)).box[1] < 300


def darkness(words, seed=5):
    scene, _ = compose(words, seed, 1.5)
    image = pixels(scene)
    return 255 - image[: image.shape[0] // 4].mean()


def pixels(scene):
    with Image.open(io.BytesIO(draw.draw(scene, Size(360, 240)))) as image:
        return np.asarray(image.convert("RGB"), dtype=float)


def test_night_in_ink_is_darker_than_day():
    for words in ("a lighthouse by the sea", "a fox in a field"):
        assert darkness(f"{words} at night, ink drawing") > darkness(f"{words} by day, ink drawing") + 25


def apart(one, other):
    """Return how much two scenes of the same things differ in where and how large they are, and in their light."""
    moved = [
        abs(a.x - b.x) + abs(a.y - b.y) + abs(math.log(a.height / b.height))
        for a, b in zip(one.things, other.things, strict=True)
    ]
    light = abs(light_of(one).orb[0] - light_of(other).orb[0])
    return (sum(moved) / len(moved) if moved else 1.0), light, one.palette != other.palette


PAIRS = [
    *(row["words"] for row in rows("hundred_open.toml", "prompt")[:30]),
    "a cat", FOX, "three penguins on an iceberg", "a cat under a table", "a girl to the left of a house",
    "a dog between two pigs", "a lighthouse on a cliff in a storm", "five red balloons", "a castle on a hill",
]  # fmt: skip


@pytest.mark.parametrize("words", PAIRS)
def test_two_outputs_of_one_job_differ_in_composition_and_keep_what_was_said(words):
    for seed in (1, 40, 977):
        step = _STEP + 1  # the caller's seeds of one job are one apart
        one, other = (compose(words, seed + step * index, 1.5)[0] for index in (0, 1))
        moved, light, shaded = apart(one, other)
        assert moved > 0.1, (seed, moved)
        assert light > 0.25 or any(thing.art in {"sky:sun", "sky:moon"} for thing in one.things)
        assert shaded
        said = [Counter((thing.noun, thing.colour) for thing in scene.things) for scene in (one, other)]
        assert said[0] == said[1]
        assert (one.setting, one.time, one.weather, one.style, one.poster) == (
            other.setting, other.time, other.weather, other.style, other.poster,
        )  # fmt: skip


@pytest.mark.parametrize("words", ["snow at sunset", "a fox in the snow at sunset", "a cabin in snowy hills at dawn"])
def test_snow_under_a_low_sun_is_white_with_cool_shade(words):
    for seed in range(6):
        scene, _ = compose(words, seed, 1.5)
        ground = pixels(replace(scene, things=()))[205:235].reshape(-1, 3)
        red, green, blue = np.median(ground, axis=0)
        assert min(red, green, blue) > 150, (seed, red, green, blue)
        assert blue >= red - 6, (seed, red, green, blue)


def test_snow_alone_is_a_land_under_snow():
    assert compose("snow at sunset", 5, 1.5)[0].setting == "snow"
    assert compose("a cat in the park, it is snowing", 5, 1.5)[0].setting == "park"


def test_a_classroom_has_one_blackboard():
    for words in ("a teacher in front of a blackboard in a classroom", "a classroom with a blackboard"):
        scene, _ = compose(words, 5, 1.5)
        board = next(thing for thing in scene.things if thing.art == "drawn:chalkboard")
        assert board.y < 0.64
        assert board.height > 0.35
        shown = "".join(layers.sheets(scene, 1))
        assert shown.count("l150 -120") == shown.count("-120l") == 0
    bare, _ = compose("a classroom", 5, 1.5)
    assert "-120l" in "".join(layers.sheets(bare, 1))
    for art in ("teacher", "woman-teacher", "man-teacher"):
        assert "#44911b" not in drawn(art).body


def test_a_blackboard_bears_the_words_it_says():
    scene, _ = compose('a classroom with a blackboard that says "HELLO"', 5, 1.5)
    assert [thing.words for thing in scene.things] == ["HELLO"]
    assert scene.poster == ""
    printed, _ = compose('a poster of a classroom with a blackboard, the words "OPEN DAY"', 5, 1.5)
    assert printed.poster == "OPEN DAY"


@pytest.mark.parametrize(
    "words", ["a penguin on an iceberg", "three penguins on an iceberg", "five penguins on an iceberg"]
)
def test_penguins_stand_on_their_iceberg(words):
    for seed in range(8):
        scene, _ = compose(words, seed, 1.5)
        assert scene.setting == "sea"
        ice = next(thing for thing in scene.things if thing.art == "drawn:iceberg")
        left, top, right, foot = box(ice, scene)
        for penguin in (thing for thing in scene.things if thing.art == "penguin"):
            assert top + 0.4 * ice.height < penguin.y < foot - 0.35 * ice.height
            assert left + 0.06 * (right - left) < penguin.x < right - 0.06 * (right - left), seed


def test_a_plant_stands_in_its_pot():
    scene, _ = compose("a tiny cactus in a clay pot", 5, 1.5)
    pot, cactus = (next(thing for thing in scene.things if thing.noun == noun) for noun in ("clay pot", "cactus"))
    assert abs(pot.x - cactus.x) < 0.02
    assert pot.y - pot.height < cactus.y < pot.y
    assert cactus.depth < pot.depth
