from math import log

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.errors import BadInput
from domain.size import Size, SizeRule, SizeWish
from domain.size_names import BY_NAME, NAMED
from domain.sizes import SAME_SHAPE, default_size, legal, parse_size, snap, take_size

RULE = SizeRule()
USUAL = (Size(1024, 1024), Size(1536, 1024), Size(1024, 1536), Size(1536, 864), Size(2048, 2048))
ONLY = SizeRule(only=(Size(1024, 1024), Size(1792, 1024), Size(1024, 1792), Size(512, 512)))


def shape(width, height):
    return width, height, False


def pixels(width, height):
    return width, height, True


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("1536x1024", pixels(1536, 1024)),
        ("1536 × 1024", pixels(1536, 1024)),  # noqa: RUF001 -- the sign is what is tested
        ("1536*1024px", pixels(1536, 1024)),
        ("1024 by 768", pixels(1024, 768)),
        ("64x64", pixels(64, 64)),
        ("1024", pixels(1024, 1024)),
        ("1x999999", pixels(1, 999_999)),
        ("9" * 50 + "x100", pixels(1_000_000, 100)),
        ("16:9", shape(16, 9)),
        ("32:18", shape(16, 9)),
        ("1920:1080", shape(16, 9)),
        ("2.39:1", shape(239, 100)),
        ("3 by 2", shape(3, 2)),
        ("24x36", shape(2, 3)),
        ("in 4:3 aspect ratio", shape(4, 3)),
        ("Square", shape(1, 1)),
        ("a landscape image", shape(3, 2)),
        ("portrait", shape(2, 3)),
        ("wide", shape(16, 9)),
        ("widescreen", shape(16, 9)),
        ("ultrawide", shape(21, 9)),
        ("panorama", shape(3, 1)),
        ("tall", shape(9, 16)),
        ("portrait 16:9", shape(9, 16)),
        ("a4", shape(210, 297)),
        ("a4 landscape", shape(99, 70)),
        ("poster", shape(2, 3)),
        ("banner", shape(3, 1)),
        ("story", pixels(1080, 1920)),
        ("Instagram Story", pixels(1080, 1920)),
        ("instagram post", pixels(1080, 1080)),
        ("as a Twitter header", pixels(1500, 500)),
        ("x header", pixels(1500, 500)),
        ("youtube thumbnail", pixels(1280, 720)),
        ("wallpaper", pixels(2560, 1440)),
        ("phone wallpaper", pixels(1080, 1920)),
        ("1080p", pixels(1920, 1080)),
        ("4k", pixels(3840, 2160)),
    ],
)
def test_a_size_is_read(said, meant):
    wish = parse_size(said)
    assert (wish.width, wish.height, wish.exact) == meant
    assert wish.said == said[:60]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("", "size_unknown"),
        ("huge", "size_unknown"),
        ("x", "size_unknown"),
        ("1:", "size_unknown"),
        ("1e5x2", "size_unknown"),
        ("7" * 5_000, "size_unknown"),
        ("0x0", "size_impossible"),
        ("0:0", "size_impossible"),
        ("1024x0", "size_impossible"),
        ("-5x1024", "size_impossible"),
        ("1024x-" + "9" * 50, "size_impossible"),
    ],
)
def test_no_size_is_said_plainly(said, code):
    with pytest.raises(BadInput) as told:
        parse_size(said)
    assert told.value.code == code
    assert len(str(told.value.params["asked"])) <= 60


def test_every_name_is_read_and_once_only():
    assert len(BY_NAME) == sum(len(row.names) for row in NAMED)
    for name, row in BY_NAME.items():
        wish = parse_size(name)
        assert (wish.width, wish.height, wish.exact) == (row.width, row.height, row.exact)


@pytest.mark.parametrize(
    ("prompt", "left", "meant"),
    [
        ("a fox at sunset, landscape", "a fox at sunset", shape(3, 2)),
        ("a fox at sunset, in landscape format.", "a fox at sunset", shape(3, 2)),
        ("a farm at sunset, as a Twitter header", "a farm at sunset", pixels(1500, 500)),
        ("a farm as a Twitter header with sky", "a farm with sky", pixels(1500, 500)),
        ("for my YouTube thumbnail: a fox", "a fox", pixels(1280, 720)),
        ("a fox in 16:9", "a fox", shape(16, 9)),
        ("a fox 16:9", "a fox", shape(16, 9)),
        ("a fox, 16:9, neon", "a fox, neon", shape(16, 9)),
        ("a fox in a 5:2 ratio", "a fox", shape(5, 2)),
        ("a fox 1536x1024", "a fox", pixels(1536, 1024)),
        ("a fox (square) in snow", "a fox in snow", shape(1, 1)),
        ("a fox [9:16]", "a fox", shape(9, 16)),
        ("a fox\nportrait", "a fox", shape(2, 3)),
        ("a fox in portrait orientation", "a fox", shape(2, 3)),
        ("a fox, square, 16:9", "a fox", shape(16, 9)),
        ("a fox (2:3), as a banner", "a fox", shape(3, 1)),
        ("a fox, 16:9 (16:9), by a lake", "a fox, by a lake", shape(16, 9)),
        ("a portrait, landscape", "a portrait", shape(3, 2)),
        ("a fox as a poster", "a fox as a poster", shape(2, 3)),
        ("make it square", "make it square", shape(1, 1)),
        ("crop to 16:9", "crop to 16:9", shape(16, 9)),
    ],
)
def test_a_size_is_taken_out_of_a_prompt(prompt, left, meant):
    rest, wish = take_size(prompt)
    assert rest == left
    assert wish is not None
    assert (wish.width, wish.height, wish.exact) == meant


@pytest.mark.parametrize(
    "prompt",
    [
        "a man reading a letter",
        "Times Square",
        "New York, Times Square",
        "a landscape painting of hills",
        "portrait of a woman",
        "a square table",
        "a tall ship",
        "a ship, dark and tall",
        "the king as a portrait",
        "a house in landscape",
        "a wide river, wide",
        "a 4x4 truck",
        "a clock at 10:30",
        "the train at 16:20",
        "a final score, 2:1",
        "John 3:16",
        "a fox, landscape, oil on canvas",
        "the story of a fox",
        "a fox, 4k, hd",
        "a sign that says 'be there, square'",
        "a fox, 0x0",
        "landscape",
        "(square)",
        "a banner over the street",
        "a poster on the wall",
        "make a portrait",
        "",
    ],
)
def test_a_prompt_without_a_size_is_left_alone(prompt):
    assert take_size(prompt) == (prompt, None)


@given(st.text(max_size=80), st.sampled_from(["landscape", "16:9", "1536x1024", "as a Twitter header", "in 3:2"]))
def test_taking_a_size_never_raises_and_only_shortens(prompt, size):
    for said in (prompt, f"{prompt}, {size}", f"{prompt} {size}", f"{prompt} ({size}) {size}"):
        left, wish = take_size(said)
        assert len(left) <= len(said)
        assert wish is None or (wish.width > 0 and wish.height > 0)
        assert left == said or wish is not None


@pytest.mark.parametrize(
    "hostile", ["(" * 10_000, "--ar " * 2_000, ", " * 5_000, "1:" * 5_000, "9" * 10_000, " - " * 3_333]
)
def test_a_hostile_prompt_is_left_alone(hostile):
    assert take_size(hostile) == (hostile, None)


@pytest.mark.parametrize(
    ("said", "made", "differs"),
    [
        ("1920x1080", Size(1920, 1088), True),
        ("1536x1024", Size(1536, 1024), False),
        ("3840x2160", Size(3840, 2160), False),
        ("1x999999", Size(576, 1728), True),
        ("64x64", Size(816, 816), True),
        ("twitter header", Size(1536, 512), True),
        ("16:9", Size(1536, 864), False),
        ("4:3", Size(1472, 1104), False),
        ("square", Size(1024, 1024), False),
        ("10:1", Size(2160, 720), True),
    ],
)
def test_a_wish_becomes_the_nearest_legal_size(said, made, differs):
    assert snap(parse_size(said), RULE, USUAL) == (made, differs)


def test_where_only_some_sizes_exist_the_nearest_shape_is_taken():
    assert snap(parse_size("16:9"), ONLY, ONLY.only) == (Size(1792, 1024), False)
    assert snap(parse_size("600x600"), ONLY, ONLY.only) == (Size(1024, 1024), True)
    assert snap(parse_size("3:1"), ONLY, ONLY.only) == (Size(1792, 1024), True)


def test_the_default_is_the_square():
    assert default_size(USUAL) == Size(1024, 1024)
    assert default_size((Size(512, 512), Size(768, 512))) == Size(512, 512)
    assert default_size((Size(768, 512),)) == Size(768, 512)
    assert default_size(()) == Size(1024, 1024)


def test_a_rule_that_allows_nothing_is_a_mistake():
    with pytest.raises(ValueError, match="no size is legal"):
        snap(SizeWish(1, 1, exact=True, said=""), SizeRule(least_pixels=2, most_pixels=1), ())


SIZES = st.builds(Size, st.integers(64, 2048), st.integers(64, 2048))


@st.composite
def rules(draw):
    if draw(st.booleans()):
        return SizeRule(only=tuple(draw(st.lists(SIZES, min_size=1, max_size=6))))
    multiple = draw(st.sampled_from([1, 8, 16, 32, 64]))
    edge = draw(st.integers(16, 60)) * 64
    least = draw(st.integers(1, edge * edge // 4))
    most = draw(st.integers(2 * least, 4 * least))
    ratio = draw(st.floats(1.0, 8.0))
    rule = SizeRule(multiple, edge, least, most, ratio)
    # A square between the bounds shows that the rule allows something.
    side = int(most**0.5) // multiple * multiple
    assume(0 < side <= edge and legal(Size(side, side), rule))
    return rule


WISHES = st.builds(
    SizeWish,
    st.one_of(st.integers(1, 5_000), st.integers(1, 1_000_000)),
    st.one_of(st.integers(1, 5_000), st.integers(1, 1_000_000)),
    st.booleans(),
    st.just("said"),
)
COUPLES = st.lists(SIZES, max_size=4)


@given(WISHES, rules(), COUPLES)
def test_what_is_made_is_always_legal_and_always_the_same(wish, rule, usual):
    made, differs = snap(wish, rule, usual)
    assert legal(made, rule)
    assert (made, differs) == snap(wish, rule, usual)
    assert snap(SizeWish(made.width, made.height, exact=True, said=""), rule, usual) == (made, False)
    if wish.exact:
        assert differs == (made != Size(wish.width, wish.height))


@given(st.integers(1, 60), st.integers(1, 60), st.sampled_from([1, 8, 16, 64]), st.integers(0, 2_000), st.booleans())
def test_a_legal_size_stays(width, height, multiple, room, only):
    size = Size(width * multiple, height * multiple)
    long, short = max(width, height), min(width, height)
    rule = SizeRule(
        multiple=multiple,
        most_edge=long * multiple + room,
        least_pixels=max(1, size.pixels - room),
        most_pixels=size.pixels + room,
        most_ratio=long / short + room / 1_000,
        only=(Size(1, 1), size) if only else (),
    )
    assert snap(SizeWish(size.width, size.height, exact=True, said=""), rule, ()) == (size, False)


@given(st.integers(1, 6_000), st.integers(1, 6_000), st.booleans())
def test_the_shape_is_kept_within_two_per_cent(width, height, exact):
    assume(max(width, height) <= 3 * min(width, height))
    made, differs = snap(SizeWish(width, height, exact, ""), RULE, USUAL)
    assert abs(log(made.width * height / (made.height * width))) <= SAME_SHAPE
    assert exact or not differs


@given(st.integers(700, 3_800), st.integers(700, 3_800))
def test_pixels_that_could_be_made_but_for_their_multiple_change_little(width, height):
    assume(RULE.least_pixels * 1.1 <= width * height <= RULE.most_pixels / 1.1)
    assume(max(width, height) <= 2.9 * min(width, height))
    made, _ = snap(SizeWish(width, height, exact=True, said=""), RULE, USUAL)
    assert abs(log(made.pixels / (width * height))) <= 0.15


@given(WISHES)
def test_a_wish_on_its_side_is_made_on_its_side(wish):
    usual = (*USUAL, *(Size(size.height, size.width) for size in USUAL))
    made, _ = snap(wish, RULE, usual)
    turned, _ = snap(SizeWish(wish.height, wish.width, wish.exact, wish.said), RULE, usual)
    assert abs(log(made.width / made.height * turned.width / turned.height)) <= 2 * SAME_SHAPE
