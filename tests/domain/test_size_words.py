"""Sizes in prompts: what is taken out of them, and what only looks like one and stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.size_names import NAMED, PAPER
from domain.size_words import parse_size, sized, take_size


def shape(width, height):
    return width, height, False


def pixels(width, height):
    return width, height, True


A4, STORY, X_HEADER, SQUARE_POST = pixels(2480, 3508), pixels(1080, 1920), pixels(1500, 500), pixels(1080, 1080)

TAKEN = [
    ("a fox, square", "a fox", shape(1, 1)),
    ("a fox, portrait", "a fox", shape(2, 3)),
    ("a fox, in portrait format", "a fox", shape(2, 3)),
    ("a fox, ultrawide", "a fox", shape(21, 9)),
    ("a fox, ultra-wide", "a fox", shape(21, 9)),
    ("a fox in landscape orientation", "a fox", shape(3, 2)),
    ("a fox 9:16", "a fox", shape(9, 16)),
    ("a fox, 3:2", "a fox", shape(3, 2)),
    ("a fox, aspect ratio 5:4", "a fox", shape(5, 4)),
    ("a fox (21:9) at night", "a fox at night", shape(7, 3)),
    ("a fox, 2.39:1", "a fox", shape(239, 100)),
    ("a fox 1024x1536", "a fox", pixels(1024, 1536)),
    ("a fox, 800 x 600 px", "a fox", pixels(800, 600)),
    ("a fox, 512*512", "a fox", pixels(512, 512)),
    ("a fox as an Instagram story", "a fox", STORY),
    ("a fox, instagram story", "a fox", STORY),
    ("a fox for my IG story", "a fox", STORY),
    ("a fox for an Instagram reel cover", "a fox", STORY),
    ("a fox, reels cover", "a fox", STORY),
    ("a fox as an Instagram post in snow", "a fox in snow", SQUARE_POST),
    ("a fox, instagram portrait", "a fox", pixels(1080, 1350)),
    ("a fox as an X header", "a fox", X_HEADER),
    ("a fox for a Twitter post", "a fox", pixels(1600, 900)),
    ("a fox, Bluesky banner", "a fox", X_HEADER),
    ("a fox as a LinkedIn banner", "a fox", pixels(1584, 396)),
    ("a fox, linkedin company cover", "a fox", pixels(1128, 191)),
    ("a fox for a LinkedIn post", "a fox", pixels(1200, 627)),
    ("a fox as a Facebook cover", "a fox", pixels(851, 315)),
    ("a fox, facebook post", "a fox", pixels(1200, 630)),
    ("a fox as a YouTube thumbnail", "a fox", pixels(1280, 720)),
    ("a fox as YouTube channel art", "a fox", pixels(2560, 1440)),
    ("a fox, youtube banner", "a fox", pixels(2560, 1440)),
    ("a fox as a Pinterest pin", "a fox", pixels(1000, 1500)),
    ("a fox for our Discord banner", "a fox", pixels(960, 540)),
    ("a fox as a Twitch banner", "a fox", pixels(1200, 480)),
    ("a fox for TikTok", "a fox for TikTok", None),
    ("a fox, tiktok", "a fox", STORY),
    ("a fox as a TikTok video", "a fox", STORY),
    ("a fox, phone wallpaper", "a fox", STORY),
    ("a fox as a desktop wallpaper", "a fox", pixels(2560, 1440)),
    ("a fox as an email header", "a fox", pixels(600, 200)),
    ("a fox for an OpenGraph image", "a fox", pixels(1200, 630)),
    ("a fox, og image", "a fox", pixels(1200, 630)),
    ("a fox as a GitHub social preview", "a fox", pixels(1280, 640)),
    ("a fox as a zoom background", "a fox", pixels(1920, 1080)),
    ("a fox as a Slack emoji", "a fox as a Slack emoji", pixels(128, 128)),
    ("a fox as a Discord emoji", "a fox as a Discord emoji", pixels(128, 128)),
    ("a fox as a Discord icon", "a fox as a Discord icon", pixels(512, 512)),
    ("a fox as a Slack icon", "a fox as a Slack icon", pixels(132, 132)),
    ("a fox as a favicon", "a fox as a favicon", pixels(48, 48)),
    ("a fox as a book cover", "a fox as a book cover", pixels(1600, 2560)),
    ("a fox as a business card", "a fox as a business card", pixels(1050, 600)),
    ("a fox as a title slide", "a fox as a title slide", pixels(1920, 1080)),
    ("a fox, A4 at 300 dpi", "a fox", A4),
    ("a fox A5 at 300 dpi", "a fox", pixels(1748, 2480)),
    ("a fox, for print A5 300dpi", "a fox", pixels(1748, 2480)),
    ("a fox on A3 at 150 dpi in snow", "a fox in snow", pixels(1754, 2480)),
    ("a fox, A6 landscape, 300 dpi", "a fox", pixels(1748, 1240)),
    ("a fox, US letter at 300 dpi", "a fox", pixels(2550, 3300)),
    ("a fox in US letter", "a fox", shape(17, 22)),
    ("a fox, US letter", "a fox", shape(17, 22)),
    ("a fox, letter size at 100 dpi", "a fox", pixels(850, 1100)),
    ("a fox, us tabloid 100dpi", "a fox", pixels(1100, 1700)),
    ("a fox, B5 at 300 dpi", "a fox", pixels(2079, 2953)),
    ("a fox in A4", "a fox", shape(210, 297)),
    ("a fox for print on A4", "a fox", shape(70, 99)),
    ("a fox in A4 landscape", "a fox", shape(99, 70)),
    ("a fox, 10x15 cm at 300 dpi", "a fox", pixels(1181, 1772)),
    ("a fox, 210x297 mm at 300 dpi", "a fox", A4),
    ("a fox, 4x6 inches at 300 dpi", "a fox", pixels(1200, 1800)),
    ("make it 16:9", "make it 16:9", shape(16, 9)),
    ("as an Instagram story", "as an Instagram story", STORY),
    ("for print A5 300dpi", "for print A5 300dpi", pixels(1748, 2480)),
    ("turn this into an Instagram story please", "turn this into an Instagram story please", STORY),
]

TRAPS = [
    "a man reading a letter",
    "a letter on a table",
    "a love letter, sealed",
    "a scan of a letter at 300 dpi",
    "an old letter, 300 dpi scan",
    "Times Square at night",
    "a photo of Times Square",
    "snow in Red Square",
    "a square dance",
    "a square jaw, strong and square-cut",
    "a grandmother who tells a story",
    "a boy listening to a story",
    "the story of a fox, told in pictures",
    "a toy story",
    "a fence post",
    "a post office in the rain",
    "a wooden post, leaning",
    "a lamp post for a dog",
    "a banner held by a person",
    "a crowd with a banner",
    "people waiting for a banner",
    "a saint, painted on an icon",
    "an icon of Saint Nicholas",
    "a woman holding an icon",
    "a slide in a playground",
    "a child on a slide",
    "a microscope slide",
    "a business card in a hand",
    "a hand reaching for a business card",
    "a man giving away his business card",
    "a red Audi A4",
    "a red Audi, A4",
    "an Audi A4 in the rain",
    "a sheet of A4 paper on a desk",
    "a drawing on A4 paper",
    "driving on the A5 at dusk",
    "an Airbus A380 landing",
    "a portrait of a queen",
    "a portrait artist at work",
    "a landscape by Constable",
    "a vertical garden",
    "a tall tower, tall and thin",
    "a wide river",
    "a panorama restaurant",
    "a poster in a window",
    "a book cover torn off",
    "a book with a leather cover",
    "a thumbnail sketch",
    "a reel of film",
    "a fishing reel",
    "a pin in a map",
    "an avatar of Vishnu",
    "the avatar, blue and tall",
    "a header of bricks",
    "a legal scholar at a desk",
    "a tabloid on a bench",
    "a 4x4 in the mud",
    "a 2x4 plank",
    "a clock at 16:09",
    "at 9:16 in the morning a train leaves",
    "a match that ends 3:2 for the guests, cheering crowd",
    "a 300 dpi scanner",
    "a 6x4 inch photo on a wall",
    "a phone on a table showing a wallpaper of hills",
    "an emoji balloon",
    "a smiling emoji",
    "a full hd television",
    "a 4k television on a wall",
    "a cover of snow",
    "a cinema at night",
    "a discord of colours",
    "a slack rope between two trees",
]


@pytest.mark.parametrize(("prompt", "left", "meant"), TAKEN)
def test_a_size_in_words_is_taken(prompt, left, meant):
    rest, wish = take_size(prompt)
    assert rest == left
    assert (wish and (wish.width, wish.height, wish.exact)) == meant


@pytest.mark.parametrize("prompt", TRAPS)
def test_what_only_looks_like_a_size_stays(prompt):
    assert take_size(prompt) == (prompt, None)


def test_the_table_is_large_and_half_of_it_traps():
    assert len(TAKEN) + len(TRAPS) >= 120
    assert abs(len(TAKEN) - len(TRAPS)) <= 10


@pytest.mark.parametrize(
    ("prompt", "left", "taken", "other"),
    [
        ("a fox, square 16:9", "a fox", "16:9", "square"),
        ("a fox, square, 16:9", "a fox", "16:9", "square"),
        ("a fox (2:3), as a banner", "a fox", "as a banner", "2:3"),
        ("a fox as an Instagram story, 16:9", "a fox", "16:9", "Instagram story"),
        ("make it square 16:9", "make it square 16:9", "16:9", "square"),
        ("a fox, 1024x768, 800x600", "a fox", "800x600", "1024x768"),
        ("a fox, Instagram post, 1:1", "a fox", "Instagram post", None),
        ("a fox, 16:9 (16:9)", "a fox", "16:9", None),
    ],
)
def test_the_last_of_two_sizes_counts_and_the_other_is_told(prompt, left, taken, other):
    found = sized(prompt)
    assert (found.words, found.wish.said, found.other and found.other.said) == (left, taken, other)


@pytest.mark.parametrize(
    ("prompt", "bare"),
    [
        ("16:9", True),
        ("1500x500", True),
        ("(16:9)", True),
        ("square 16:9", True),
        ("Instagram story", True),
        ("for print A5 300dpi", True),
        ("as a YouTube thumbnail please", True),
        ("landscape", False),
        ("portrait", False),
        ("emoji", False),
        ("book cover", False),
        ("a fox, 16:9", False),
        ("make it 16:9", False),
    ],
)
def test_a_size_alone_is_known_as_such(prompt, bare):
    found = sized(prompt)
    assert found.bare is bare
    assert found.words == prompt or not bare


@pytest.mark.parametrize("name", [*PAPER])
def test_paper_is_its_millimetres_at_any_resolution(name):
    width, height = PAPER[name]
    for dpi in (72, 150, 300):
        wish = parse_size(f"{name} at {dpi} dpi")
        assert (wish.width, wish.height) == (round(width / 25.4 * dpi), round(height / 25.4 * dpi))
        turned = parse_size(f"{name} landscape {dpi}dpi")
        assert (turned.width, turned.height) == (wish.height, wish.width)


@pytest.mark.parametrize("said", ["a4 at 1 dpi", "a4 at 9999 dpi", "letter", "0x10 mm at 300 dpi", "a9", "a4 at dpi"])
def test_paper_that_is_none_is_no_size(said):
    assert sized(f"a fox, {said}").wish is None


def test_each_place_names_the_page_that_its_pixels_are_from():
    for row in NAMED:
        assert not row.exact or row.source.startswith("https://"), row.names
        assert row.exact or not row.source


def test_the_name_of_what_it_is_for_is_kept_as_it_was_written():
    assert sized("a fox as an X Header").wish.name == "X Header"
    assert sized("a fox, for print A5 300dpi").wish.name == "A5 300dpi"
    assert sized("a fox, 1500x500").wish.name == ""
    assert sized("a fox, square").wish.name == ""


@given(st.text(max_size=60), st.sampled_from([taken[0] for taken in TAKEN]))
def test_reading_never_raises_and_takes_nothing_twice_over(before, prompt):
    found = sized(f"{before} {prompt}")
    assert len(found.words) <= len(before) + len(prompt) + 1
    assert found.other is None or found.wish is not None
