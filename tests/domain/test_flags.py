"""Flags of other image tools: what exists here is read, the rest is named, none is left among the words."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.flags import Flags, take_flags

SIZED = [
    ("a fox --ar 16:9", "a fox", (16, 9, False)),
    ("a fox --AR 16:9", "a fox", (16, 9, False)),
    ("a fox —ar 16:9", "a fox", (16, 9, False)),
    ("a fox –ar 16:9", "a fox", (16, 9, False)),  # noqa: RUF001 -- the dash is what is tested
    ("a fox --ar=3:2", "a fox", (3, 2, False)),
    ("a fox --ar: 3:2", "a fox", (3, 2, False)),
    ("a fox --ar 16:9 in snow", "a fox in snow", (16, 9, False)),
    ("a fox --ar 16:9, in snow", "a fox, in snow", (16, 9, False)),
    ("--ar 16:9 a fox", "a fox", (16, 9, False)),
    ("a fox --aspect 4:5", "a fox", (4, 5, False)),
    ("a fox --aspect-ratio 4:5", "a fox", (4, 5, False)),
    ("a fox --size 1024x768", "a fox", (1024, 768, True)),
    ("a fox --size square", "a fox", (1, 1, False)),
    ("a fox --w 1024 --h 768", "a fox", (1024, 768, True)),
    ("a fox --height 768 --width 1024", "a fox", (1024, 768, True)),
    ("a fox --ar 1:1 --ar 16:9", "a fox", (16, 9, False)),
    ("a fox\n--ar 16:9", "a fox", (16, 9, False)),
]

READ = [
    ("a fox --q high", {"quality": "high"}),
    ("a fox --quality low", {"quality": "low"}),
    ("a fox --q .5", {"quality": "low"}),
    ("a fox --q 1", {"quality": "auto"}),
    ("a fox --q 2", {"quality": "high"}),
    ("a fox --quality best", {"quality": "max"}),
    ("a fox --draft", {"quality": "low"}),
    ("a fox --n 3", {"count": 3}),
    ("a fox --repeat 4", {"count": 4}),
    ("a fox --n 999999999999", {"count": 9_999}),
    ("a fox --seed 7", {"seed": 7}),
    ("a fox —seed 7", {"seed": 7}),
    ("a fox --transparent", {"transparent": True}),
    ("a fox --model gpt-image-2", {"model": "gpt-image-2"}),
    ("a fox --no text", {"without": ("text",)}),
    ("a fox --no text, people", {"without": ("text", "people")}),
    ("a fox --no text and people --seed 1", {"without": ("text", "people"), "seed": 1}),
    ("a fox --no text --no text --no sky", {"without": ("text", "sky")}),
    ("a fox —no text", {"without": ("text",)}),
    ("a fox --negative blur", {"without": ("blur",)}),
]

UNKNOWN = [
    ("a fox --style raw", ("--style raw",)),
    ("a fox --s 250", ("--s 250",)),
    ("a fox --stylize 250 --chaos", ("--stylize 250", "--chaos")),
    ("a fox --v 6.1", ("--v 6.1",)),
    ("a fox --niji", ("--niji",)),
    ("a fox --niji 6 --tile", ("--niji 6", "--tile")),
    ("a fox --iw 2 --weird 100", ("--iw 2", "--weird 100")),
    ("a fox --sref https://x.example/a.png?sig=1 --cref https://x.example/b.png", ("--sref", "--cref")),
    ("a fox --sref 123 456", ("--sref 123 456",)),
    ("a fox —v 6 —s 50", ("--v 6", "--s 50")),
    ("a fox --p abc123", ("--p abc123",)),
    ("a fox --w 5", ("--w 5",)),
    ("a fox --ar 0:0", ("--ar 0:0",)),
    ("a fox --ar", ("--ar",)),
    ("a fox --n", ("--n",)),
    ("a fox --no", ("--no",)),
    ("a fox --seed x9", ("--seed x9",)),
    ("a fox --hdr", ("--hdr",)),
    ("a fox --foo=bar", ("--foo=bar",)),
    ("a fox --v 6 --v 6", ("--v 6",)),
    ("a fox --steps 30 --cfg 7.5", ("--steps 30", "--cfg 7.5")),
]

DASHES = [
    "a fox -- in the snow",
    "a fox--running",
    "a fox — in the snow",
    "a fox—red and quick",
    "a fox —running through snow",
    "a fox – at night",  # noqa: RUF001 -- the dash is what is tested
    "a well-known fox",
    "a fox - ar 16:9",
    "a fox -ar 16:9",
    "a --- line",
    "--",
    "—",
    "a terminal that shows “git --help”",
    'a shirt that says "--no fear"',
    "Jean-Luc — no, wait",
    "e--mail",
]


@pytest.mark.parametrize(("text", "left", "size"), SIZED)
def test_a_size_is_read(text, left, size):
    flags = take_flags(text)
    assert flags.words == left
    assert (flags.size.width, flags.size.height, flags.size.exact) == size
    assert flags.unknown == ()


@pytest.mark.parametrize(("text", "found"), READ)
def test_what_exists_here_is_read(text, found):
    assert take_flags(text) == Flags("a fox", **found)


@pytest.mark.parametrize(("text", "named"), UNKNOWN)
def test_what_does_not_exist_here_is_named_and_never_left_among_the_words(text, named):
    flags = take_flags(text)
    assert flags.unknown == named
    assert flags.words in {"a fox", "a fox x9"}
    assert "--" not in flags.words


@pytest.mark.parametrize("text", DASHES)
def test_a_text_that_merely_holds_a_dash_is_left_alone(text):
    assert take_flags(text) == Flags(text)


def test_a_whole_line_of_another_tool():
    flags = take_flags("a fox --ar 16:9 --q high --n 3 --no text, people --style raw --seed 7 --s 250")
    assert (flags.words, flags.quality, flags.count, flags.seed) == ("a fox", "high", 3, 7)
    assert flags.unknown == ("--style raw", "--s 250")
    assert flags.worded(flags.words) == "a fox, without text and people"
    assert flags.worded("") == ""


WORDS = st.sampled_from(
    [
        "a fox",
        "--ar",
        "16:9",
        "--no",
        "text,",
        "--foo",
        "—ar",
        "--",
        "—",
        '"',
        "“",
        "”",
        "--w",
        "512",
        "\n",
        "--s=2",
        "x;",
    ]
)


@given(
    st.lists(WORDS, max_size=14).map(" ".join)
    | st.lists(WORDS, max_size=8).map("".join)
    | st.text(max_size=60)
    | st.text('-—\u2013aMn:=,; "“”5.', max_size=24)
)
def test_taking_twice_takes_nothing_more(text):
    once = take_flags(text)
    twice = take_flags(once.words)
    assert twice == Flags(once.words)
    assert len(once.words) <= len(text)


@pytest.mark.parametrize(
    "part",
    ["--ar 16:9 ", "--no ", "--no a, ", "—ar ", '"--', "“", "” “", "--a", "--sref 1 ", "-", "--w 5 ", " ", "—no x "],
)
def test_it_takes_time_in_proportion_to_the_length(part):
    def seconds(length):
        text = (part * length)[:length]
        began = time.process_time()
        take_flags(text)
        return time.process_time() - began

    # Ten times the text may take forty times as long on a busy machine; what is quadratic takes a hundred times.
    short, long = (min(seconds(length) for _ in range(3)) for length in (5_000, 50_000))
    assert long <= max(40 * short, 0.3)
