"""The ways of drawing: each looks like itself, is the same again, and keeps to size, ground and photo."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from domain.size import Size
from engines.sketch import draw, styles
from engines.sketch.compose import compose
from engines.sketch.light import light_of
from engines.sketch.scene import Scene

SMALL = Size(240, 160)
WORDS = "a red fox and a tree in a meadow"
DRAWN = [style for style in styles.STYLES if style != "flat"]


def scene(style, words=WORDS, **more):
    return replace(compose(words, 3, 1.5, **more)[0], style=style)


def pixels(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"), dtype=float)


def seen(style, words=WORDS, size=SMALL, **more):
    return pixels(draw.draw(scene(style, words, **more), size))


def test_styles_differ_from_one_another_and_flat_is_what_none_means():
    pictures = {style: seen(style) for style in styles.STYLES}
    assert (seen("") == pictures["flat"]).all()
    for one in styles.STYLES:
        for other in styles.STYLES:
            if one < other:
                assert np.abs(pictures[one] - pictures[other]).mean() > 8, (one, other)


def test_neon_is_dark_with_bright_lines_and_ink_is_mostly_paper():
    neon, ink = seen("neon")[..., :3], seen("ink")[..., :3]
    assert np.median(neon.mean(axis=2)) < 80
    assert neon.max() > 240
    assert np.median(ink.mean(axis=2)) > 150
    assert ink.mean(axis=2).min() < 60


def test_watercolour_leaves_bare_paper_around():
    image = seen("watercolour", size=Size(480, 320))[..., :3]
    border = np.concatenate([image[:2].reshape(-1, 3), image[-2:].reshape(-1, 3)])
    assert border.mean() > 235
    assert image[100:200].mean() < border.mean() - 30


def test_cut_paper_has_few_colours_and_shadows_that_fall_away_from_the_light():
    flat = scene("paper", "a house in a field")
    light = light_of(flat)
    image = pixels(draw.draw(flat, Size(480, 320)))[..., :3]
    assert image.std() > 20
    assert 0 <= light.orb[0] <= 1
    kinds = {
        style: len(np.unique((seen(style, "a house in a field")[..., :3] // 24).reshape(-1, 3), axis=0))
        for style in ("paper", "flat")
    }
    assert kinds["paper"] < 1.4 * kinds["flat"]


@pytest.mark.parametrize("style", styles.STYLES)
def test_the_same_scene_gives_the_same_bytes_and_another_seed_others(style):
    assert draw.draw(scene(style), SMALL) == draw.draw(scene(style), SMALL)
    other = replace(compose(WORDS, 4, 1.5)[0], style=style)
    assert draw.draw(other, SMALL) != draw.draw(scene(style), SMALL)


@pytest.mark.parametrize("style", DRAWN)
def test_a_transparent_ground_stays_so(style):
    alpha = seen(style, transparent=True)[..., 3]
    assert (alpha == 0).mean() > 0.3
    assert (alpha == 255).mean() > 0.05


@pytest.mark.parametrize("style", DRAWN)
def test_a_photo_is_never_redrawn(style):
    data = io.BytesIO()
    Image.effect_noise((240, 160), 60).convert("RGB").save(data, "PNG")
    on_photo = Scene(photo=True, ratio=1.5, style=style)
    assert (pixels(draw.draw(on_photo, SMALL, data.getvalue())) == pixels(data.getvalue())).all()


@pytest.mark.parametrize("style", styles.STYLES)
@pytest.mark.parametrize("size", [Size(64, 64), Size(64, 700), Size(700, 64)], ids=str)
def test_sizes_are_exact_in_every_style(style, size):
    ratio = size.width / size.height
    made = Image.open(io.BytesIO(draw.draw(replace(compose(WORDS, 1, ratio)[0], style=style), size)))
    assert made.size == (size.width, size.height)


def test_a_style_works_on_no_more_than_its_share_of_a_large_picture():
    assert styles.worked("flat", 4096, 4096) == (4096, 4096)
    assert styles.worked("ink", 1024, 1024) == (1024, 1024)
    wide, tall = styles.worked("ink", 4096, 2048)
    assert wide * tall < 2_400_000
    assert wide / tall == pytest.approx(2, rel=0.01)


@pytest.mark.parametrize("style", DRAWN)
def test_partial_frames_grow_towards_the_whole_in_every_style(style):
    drawn = scene(style)
    frames = [draw.preview(drawn, SMALL, stage) for stage in range(1, draw.STAGES + 1)]
    whole = pixels(draw.draw(drawn, SMALL))[..., :3]
    away = [np.abs(pixels(frame)[..., :3] - whole).mean() for frame in frames]
    assert away[0] >= away[1] >= away[2]
    assert away[2] < 8


@pytest.mark.parametrize("style", ["paper", "neon"])
@pytest.mark.parametrize("setting", ["beach", "cafe", "space", "underwater", "street", "sky", "cave", "village"])
@pytest.mark.parametrize("weather", ["clear", "storm"])
def test_settings_are_drawn_in_styles(style, setting, weather):
    made = Scene(setting=setting, style=style, weather=weather, time="dusk", ratio=1.5, seed=5)
    image = pixels(draw.draw(made, Size(96, 64)))
    assert image[..., 3].min() == 255
    assert len(np.unique(image.reshape(-1, 4), axis=0)) > 200


def test_palettes_give_other_skies():
    skies = {
        light_of(Scene(palette=palette, time=time)).sky for palette in range(5) for time in ("day", "sunset", "night")
    }
    assert len(skies) == 15
