from __future__ import annotations

import time

import pytest

from bot.platforms.browser.session import TEAM
from domain.people import Person
from domain.typed import addressed, command_of, named, to_easel
from tests.fakes.workspace import SPECS

ADA = Person(TEAM, "ada", "Ada")
BEN = Person(TEAM, "ben-okri", "Ben Okri")


@pytest.mark.parametrize(
    ("text", "words", "options"),
    [
        ("/imagine a fox", "a fox", {}),
        ("/IMAGINE\na fox\nin snow", "a fox\nin snow", {}),
        ("/imagine size:portrait a fox count:3", "a fox", {"size": "portrait", "count": 3}),
        ('/imagine a fox size:"16:9"', "a fox", {"size": "16:9"}),
        ("/imagine a fox Size:1024x1024", "a fox", {"size": "1024x1024"}),
        ("/imagine a fox count:many", "a fox", {"count": "many"}),
        ("/imagine a sign saying: open", "a sign saying: open", {}),
        ("/imagine mood:blue prompt:x at 12:30", "mood:blue prompt:x at 12:30", {}),
        ("/imagine reference:u1 a fox", "reference:u1 a fox", {}),
        ("/imagine a fox transparent:no", "a fox", {"transparent": False}),
        ("/imagine a fox transparent:maybe", "a fox", {"transparent": "maybe"}),
        ("/imagine count:1 count:2", "", {"count": 2}),
        ("/imagine", "", {}),
    ],
)
def test_commands_as_typed(text: str, words: str, options: dict[str, object]) -> None:
    assert command_of(text, SPECS) == ("imagine", words, options)


def test_what_is_no_command() -> None:
    assert command_of("imagine a fox", SPECS) is None
    assert command_of("see /imagine", SPECS) is None
    assert command_of("/home/ada", SPECS) == ("help", "", {"unknown": "home/ada"})


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("@ada look", ("ada",)),
        ("look, @Ben Okri!", ("ben-okri",)),
        ("@ben-okri and @ADA", ("ada", "ben-okri")),
        ("@adam look", ()),
        ("@Ben look", ()),
        ("@Ben Okri, @Benno: look", ("ben-okri", "benno")),
        ("@ada@ben-okri", ("ada",)),
        ("@@ada", ("ada",)),
        ("@ada_l", ()),
        ("mail me@ada please", ()),
        ("ada", ()),
    ],
)
def test_who_is_spoken_to(text: str, people: tuple[str, ...]) -> None:
    assert addressed(text, [ADA, BEN, Person(TEAM, "benno", "Benno")]) == people


def test_the_longest_name_is_meant() -> None:
    ben = Person(TEAM, "ben", "Ben")
    assert addressed("@Ben Okri look", [ben, BEN]) == ("ben-okri",)
    assert addressed("@Ben, look", [ben, BEN]) == ("ben",)
    long = Person(TEAM, "n" * 40, "\N{LATIN SMALL LETTER SHARP S}" * 40)
    assert addressed(f"@{long.name} look", [long]) == (long.user_id,)


@pytest.mark.parametrize("part", ["@", " @", "@person 7 ", "@ada", "@" + "x " * 60])
def test_a_crowd_is_looked_up_at_once(part: str) -> None:
    crowd = [Person(TEAM, f"person-{number}", f"Person {number}") for number in range(1000)]
    text = (part * 50_000)[:50_000]
    began = time.process_time()
    addressed(text, crowd)
    assert time.process_time() - began < 0.2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("see /models, or /settings.", "see /box models, or /box settings."),
        ("/imagine a fox; /box alone", "/imagine a fox; /box alone"),
        ("1/2 and https://x.example/settings/more", "1/2 and https://x.example/settings/more"),
        ("管理者が/settingsで", "管理者が/box settingsで"),
    ],
)
def test_commands_that_are_in_a_group_are_named_so(text: str, said: str) -> None:
    assert named(text, {"imagine", "box"}, "box") == said


def test_speaking_to_easel() -> None:
    assert to_easel("@Easel: a fox") == "a fox"
    assert to_easel("@easels are nice") is None
    assert to_easel("ask @easel") is None
