"""Words in pictures: exact, whole, legible, in faces that have their letters."""

import io
import re
from dataclasses import replace
from html import unescape

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFont

from domain.size import Size
from engines.sketch import draw, layers, lettering, posters, styles
from engines.sketch.colours import rgb
from engines.sketch.compose import compose
from engines.sketch.furniture import BOARDS
from engines.sketch.light import light_of
from engines.sketch.scene import Scene, Thing

PLACED = re.compile(
    r'<text x="(?P<x>[-\d.]+)" y="(?P<y>[-\d.]+)" font-family="(?P<family>[^"]+)" font-size="(?P<size>[\d.]+)"[^>]*>(?P<words>[^<]*)<'
)
TEXTS = (
    "HI", "SUMMER SALE", "Happy Birthday Anna", "Grand Opening: Saturday, 9 am", "Größe & Äther 100 %", "¡Olé! Señor",
    "Donaudampfschifffahrtsgesellschaftskapitän", "a <b> & 'c'", "The quick brown fox jumps over the lazy dog every day of the week",
)  # fmt: skip


def said(svg):
    return [unescape(each) for each in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]


def poster(words, seed=1, ratio=1.0, style="", *, setting="studio", things=()):
    return Scene(setting=setting, poster=words, seed=seed, palette=seed % 5, ratio=ratio, style=style, things=things)


def letters(lines):
    return "".join("".join(lines).split())


@pytest.mark.parametrize("words", TEXTS)
@pytest.mark.parametrize("ratio", [0.5, 1.0, 2.0])
def test_a_poster_bears_its_words_exactly_and_inside_the_picture(words, ratio):
    for seed in range(12):
        made = poster(words, seed, ratio)
        title = posters.title(made, light_of(made))
        shown = list(PLACED.finditer(title))
        assert letters(dict.fromkeys(said(title))) == letters([words])
        for match in shown:
            x, y, size = (float(match[name]) for name in ("x", "y", "size"))
            face = next(each for each in lettering.FACES.values() if each.family == match["family"])
            half = lettering.span(unescape(match["words"]), face.name) * size / 2
            assert x - half > 0, words
            assert x + half < 1000 * ratio, words
            assert y - 0.6 * size > 0, words
            assert y < 1000, words


BOX = st.floats(20, 2000)


@given(
    st.text(st.characters(codec="latin-1", exclude_categories=("C", "Z")) | st.just(" "), min_size=1, max_size=120),
    BOX,
    BOX,
)
@settings(max_examples=150, deadline=None)
def test_set_words_stay_in_their_box(words, wide, tall):
    if not words.split():
        return
    for name in ("anton", "lobster", "josefin-sans"):
        face = lettering.FACES[name]
        for even in (False, True):
            lines = lettering.set_in(words, face, (0, 0, wide, tall), even=even)
            assert letters(line.words for line in lines) == letters([words])
            for line in lines:
                assert lettering.span(line.words, name) * line.size <= wide * 1.01
                assert line.y <= tall * 1.02
                assert line.y - line.size * 0.5 >= -0.02 * tall


def light(colour):
    parts = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("style", styles.STYLES)
@pytest.mark.parametrize("setting", ["studio", "beach", "space"])
def test_titles_contrast_with_what_is_behind_them(style, setting):
    sun = Thing(1, "sky:sun", "sun", 0.5, 0.5, 0.1, -2)
    for seed in range(40):
        for time in ("day", "night"):
            made = replace(poster("SALE", seed, 1.0, style, setting=setting, things=(sun,)), time=time)
            plan = posters._plan(made, light_of(made))
            one, other = sorted((light(plan.ink), light(plan.paper)))
            assert (other + 0.05) / (one + 0.05) > 2.9, (seed, plan)


def test_a_poster_is_seen_in_every_style():
    for style in styles.STYLES:
        made = poster("SALE", 6, 1.0, style)
        bare = replace(made, poster="")
        with_words, without = (
            np.asarray(Image.open(io.BytesIO(draw.draw(each, Size(160, 160)))).convert("RGB"), dtype=float)
            for each in (made, bare)
        )
        assert (np.abs(with_words - without).max(axis=2) > 60).mean() > 0.03, style


def test_lines_given_are_title_and_smaller_lines():
    made = poster("Jazz Night\nFriday, 8 pm\nFree entry", 3)
    title = posters.title(made, light_of(made))
    sizes = {unescape(words): float(size) for size, words in re.findall(r'font-size="([\d.]+)"[^>]*>([^<]*)<', title)}
    assert sizes["Jazz Night"] > 1.3 * sizes["Friday, 8 pm"]
    assert sizes["Jazz Night"] > 1.3 * sizes["Free entry"]


@pytest.mark.parametrize("art", sorted(BOARDS))
@pytest.mark.parametrize("style", styles.STYLES)
def test_boards_bear_their_words(art, style):
    board = Thing(1, art, "sign", 0.5, 0.9, 0.5, 0.9, words="OPEN & free")
    made = Scene(setting="street", things=(board,), ratio=1.5, style=style)
    found = said("".join(layers.sheets(made, layers.STAGES)) + layers.words(made))
    assert letters(dict.fromkeys(found)) == "OPEN&free"


def test_every_face_is_there_with_its_licence_and_the_letters_it_claims():
    for path in lettering.files():
        name = path.rsplit("/", 1)[-1].removesuffix(".ttf")
        font = ImageFont.truetype(path, 40)
        assert font.getname()[0] == lettering.FACES[name].family
        assert font.getlength("Ä") > 0
        assert "OPEN FONT LICENSE" in (lettering._FOLDER / f"LICENSE-{name}.txt").read_text().upper()
    assert lettering.strange("Grüße, Zoë! 日本 ☃") == "日本☃"


def test_a_sign_in_a_scene_bears_what_was_asked():
    scene, _ = compose('a fox and a sign saying "BAKERY"', 1, 1.5)
    assert said("".join(layers.sheets(scene, layers.STAGES))) == ["BAKERY"]
