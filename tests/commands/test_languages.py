"""Easel speaks other languages as fully, as exactly and within the same bounds as it speaks English."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from bot.platforms.slack.limits import LIMITS, length
from bot.platforms.slack.views import About, ask, form
from commands.beginning import NAMED
from commands.table import SPECS
from commands.words import FALLBACK, saying
from domain.size_words import take_size
from domain.wishes import WishKind, read_wish

WORDS = Path(__file__).parents[2] / "commands" / "words"
LANGUAGES = ("de", "es", "fr", "ja", "pt-BR")
EVERY = (FALLBACK, *LANGUAGES)

NAME_TABLES = ("command_name.", "option_name.")
OPERATORS = ("operator.", "doctor.")
"""Read in the log and by ``easel doctor``, which speak English only."""

SAME_EVERYWHERE = {
    *("doing.generate", "details.title", "details.alt", "details.pixels", "notes.plain"),
}
SAME = {
    ("de", "button.details"),
    ("de", "button.original"),
    ("de", "menu_name.details"),
    ("es", "button.original"),
    ("fr", "button.original"),
    ("pt-BR", "button.original"),
    *((each, f"original.{unit}") for each in LANGUAGES if each != "fr" for unit in ("kilobytes", "megabytes")),
}
"""What is the same word in English."""

QUOTES = {"de": "„“", "es": "«»", "fr": "«»\u2019", "ja": "「」", "pt-BR": "“”"}
"""The marks that open and close, and what else of them a language needs."""

ANY_QUOTE = set("\"'`„“”«»「」『』\u00b4\u2018\u2019\u201a\u2039\u203a")

NOTHING = {
    "de": "nichts angerechnet|nicht angerechnet",
    "es": "[Nn]o se cobró",
    "fr": "[Rr]ien n.a été décompté|n.a pas été décompté",
    "ja": "消費されていません",
    "pt-BR": "[Nn]ada foi cobrado|não foi cobrado",
}
"""How it is said that nothing was charged."""

AS_IS = re.compile(
    r"/(?:easel|imagine|edit|settings|models|invite @Easel)(?![\w-])|(?<!\w)(?:model|size|quality|count):(?:high)?"
    r"|Easel|[A-Z]+_[A-Z_]+|GPT Image|xhigh|16:9|\d+x\d+|portrait|instagram story|\|(?:add|make|remove) [a-z ]+\|",
    re.ASCII,
)
"""What works only as it is written: names, and words that Easel reads in English alone."""

TO_TYPE = {
    "help.privacy_what": {"export", "delete"},
    "errors.privacy_unknown": {"export", "delete"},
    "errors.flag_unknown": {"yes", "no"},
    "help.settings_team_moderation": {"on", "off"},
    "help.quality": {"low", "medium", "high", "max"},
    "settings.text": {"default"},
    **{
        key: {"show"}
        for key in ("chat.no_attach", "chat.no_files", "chat.invite_made", "chat.invite_waiting", "chat.place_lost")
    },
}
"""Common words that are typed as they are in English."""


def flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in table.items():
        found |= flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name: value}
    return found


def read(language: str) -> dict[str, str]:
    return flat(tomllib.loads((WORDS / f"{language}.toml").read_text("utf-8")))


TABLES = {language: read(language) for language in EVERY}
ENGLISH = {key: words for key, words in TABLES[FALLBACK].items() if not key.startswith(OPERATORS)}


def said(language: str) -> dict[str, str]:
    """Return what a language says, without its names of commands and options."""
    return {key: words for key, words in TABLES[language].items() if not key.startswith(NAME_TABLES)}


def names(language: str, table: str) -> dict[str, str]:
    prefix = f"{table}."
    found = {key.removeprefix(prefix): name for key, name in TABLES[language].items() if key.startswith(prefix)}
    assert found
    return found


def section(language: str, name: str) -> dict[str, str]:
    found = {key: words for key, words in said(language).items() if key.startswith(f"{name}.")}
    assert found
    return found


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


def filled(language: str, key: str) -> tuple[str, dict[str, str]]:
    """Return a key as it is said, and what it was given."""
    plain = key.removesuffix(".one").removesuffix(".other")
    given = {name: f"<{name}>" for name in placeholders(ENGLISH[key])}
    count = {"n": 1} if key.endswith(".one") else {"n": 7} if key.endswith(".other") else {}
    given |= {name: str(number) for name, number in count.items() if name in given}
    return saying(language)(plain, **{**given, **count}), given


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return request.param


def test_every_file_of_words_is_held_here():
    assert {path.stem for path in WORDS.glob("*.toml")} == set(EVERY)


def test_a_language_has_the_keys_of_english(language: str):
    assert said(language).keys() == ENGLISH.keys()


def test_a_language_says_nothing_of_its_own_to_operators(language: str):
    said_to_operators = [key for key in TABLES[FALLBACK] if key.startswith(OPERATORS)]
    assert said_to_operators
    for key in said_to_operators:
        assert saying(language)(key, engine="x") == saying(FALLBACK)(key, engine="x")


def test_a_sentence_takes_what_its_english_takes(language: str):
    differing = {
        key: (placeholders(words) ^ placeholders(ENGLISH[key]))
        for key, words in said(language).items()
        if placeholders(words) != placeholders(ENGLISH[key])
    }
    assert differing == {}


def test_a_sentence_carries_what_it_is_given(language: str):
    for key in ENGLISH:
        text, given = filled(language, key)
        assert all(value in text for value in given.values()), (key, text)
        assert not re.search(r"[{}?]<|[{}]", text), (key, text)


def test_words_are_tidy(language: str):
    for key, words in TABLES[language].items():
        assert words, key
        assert words == words.strip(), key
        assert not re.search(r"\s\s|[\t\n]|\s[,.](?!\w)", words), (key, words)
        assert unicodedata.normalize("NFC", words) == words, (key, words)


def test_quotes_are_those_of_the_language(language: str):
    for key, words in TABLES[language].items():
        assert set(words) & ANY_QUOTE <= set(QUOTES[language]), (key, words)
        opening, closing = QUOTES[language][:2]
        marks = [mark for mark in words if mark in {opening, closing}]
        assert marks == [opening, closing] * (len(marks) // 2), (key, words)


def test_french_marks_do_not_leave_their_word():
    for key, words in TABLES["fr"].items():
        assert not re.search(r" [;:!?»%]|« ", words), (key, words)
        assert not re.search(r"[\w}»][;!?]|«[^\u00a0]|[^\u00a0]»", words), (key, words)


def test_nothing_is_left_in_english(language: str):
    same = {key for key, words in said(language).items() if words == ENGLISH[key]}
    assert same == SAME_EVERYWHERE | {key for tongue, key in SAME if tongue == language}


def as_is(words: str) -> set[str]:
    """Return what of the words works only as it is written, by whatever quotes it is marked."""
    return set(
        AS_IS.findall("".join("|" if char in ANY_QUOTE - {"\u2019"} else char for char in words).replace("\u00a0", ""))
    )


def test_what_is_typed_stays_as_it_is(language: str):
    for key, words in said(language).items():
        if key != "help_card.text":
            # The sketch engine reads English only, so its examples are English in every language.
            assert as_is(words) == as_is(ENGLISH[key]), (key, words)
    for key, typed in TO_TYPE.items():
        for words in (ENGLISH[key], said(language)[key]):
            assert typed <= set(re.findall(r"[a-z]+", words)), (key, words)


def test_help_fits_where_platforms_show_it(language: str):
    assert {key: words for key, words in section(language, "help").items() if len(words) > 100} == {}


def test_what_else_is_a_description_fits(language: str):
    assert len(said(language)["discord.easel"]) <= 100


def test_buttons_are_short(language: str):
    labels = {key: words for key, words in section(language, "button").items() if not key.endswith("_hint")}
    labels["chat.open_original"] = said(language)["chat.open_original"]
    wide = {key: words.format(version=9999, title="m" * NAMED) for key, words in labels.items()}
    assert {key: label for key, label in wide.items() if len(label) > 34} == {}


@pytest.mark.parametrize(
    ("key", "button"),
    [("chat.reduced", "original"), ("errors.link_over", "original"), ("discord.no_content", "refine")],
)
def test_a_button_is_called_what_it_says(language: str, key: str, button: str):
    opening, closing = QUOTES[language][:2]
    label = said(language)[f"button.{button}"]
    assert f"{opening}{label}{closing}" in said(language)[key].replace("\u00a0", "")


def plain_texts(part: Any) -> Iterator[str]:
    """Yield what stands on a Slack view as plain text."""
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        if isinstance(each, dict) and each.get("type") == "plain_text":
            yield each["text"]
        yield from plain_texts(each)


@pytest.mark.parametrize("language", EVERY)
def test_a_form_of_slack_shows_its_words_whole(language: str):
    say = saying(language)
    views = [form(spec, About(spec.name), say) for spec in SPECS]
    views += [ask(spec.asks, About(spec.name), say) for spec in SPECS if spec.asks]
    texts = {text for view in views for text in plain_texts(view)}
    bare = {say(f"slack.form_{each}") for each in ("title", "submit", "close", "channel", "example", "yes")}
    assert texts >= bare | {say("ask.refine"), say("ask.refine_example"), say("button.refine")}
    # What is too long for its place is cut, and ends so.
    assert {text for text in texts if text.endswith("…") or length(text) > 150} == set()


@pytest.mark.parametrize("language", EVERY)
def test_what_else_slack_shows_is_whole(language: str):
    words = said(language)
    home = [words[f"slack.home_{each}"] for each in ("show", "imagine", "settings", "models", "privacy", "help")]
    assert len(set(home)) == len(home)
    assert [label for label in home if length(label) > LIMITS["button.text"]] == []
    headers = (words["slack.home_newest"], words["quota.title"])
    assert [header for header in headers if length(header) > LIMITS["header.text"]] == []
    hint = f"{words['button.delete']}: {words['button.delete_hint']}"
    assert length(hint) <= LIMITS["button.accessibility_label"]


def test_the_size_in_an_example_is_read(language: str):
    _, wish = take_size(said(language)["slack.form_example"])
    assert wish is not None
    assert (wish.width, wish.height) == (16, 9)


def test_questions_are_short(language: str):
    asked = section(language, "ask")
    long = {key: words for key, words in asked.items() if len(words) > (100 if key.endswith("_example") else 45)}
    assert long == {}


def test_menus_are_short(language: str):
    menus = section(language, "menu_name")
    assert {key: words for key, words in menus.items() if len(words) > 32} == {}
    assert len(set(menus.values())) == len(menus)


def is_name(name: str) -> bool:
    """Return whether Discord takes it: 1 to 32 letters, digits, dashes or underlines, in lower case."""
    lettered = all(char in "-_" or unicodedata.category(char)[0] in "LN" for char in name)
    return 1 <= len(name) <= 32 and lettered and name == name.lower()


def test_names_of_commands_are_names(language: str):
    commands = names(language, "command_name")
    assert commands.keys() == {spec.name for spec in SPECS if spec.listed} | {"easel"}
    assert [name for name in commands.values() if not is_name(name)] == []
    assert len(set(commands.values())) == len(commands)
    assert (commands["imagine"], commands["easel"]) == ("imagine", "easel")
    # A name must not lead to another command for who knows the English ones.
    assert {english for english, name in commands.items() if name in commands and name != english} == set()


def test_names_of_options_are_names(language: str):
    options = names(language, "option_name")
    assert options.keys() == {option.name for spec in SPECS if spec.listed for option in spec.options}
    assert [name for name in options.values() if not is_name(name)] == []
    for spec in SPECS:
        if spec.listed:
            own = [options[option.name] for option in spec.options]
            assert len(set(own)) == len(own), spec.name


@pytest.mark.parametrize(
    "name", ["", "x" * 33, "Details", "noch mal", "v1.2", "/edit", "d\u00e9tail\u2019s", "画像\uff01"]
)
def test_what_is_no_name(name: str):
    assert not is_name(name)


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        *((each, each) for each in EVERY),
        ("de-AT", "de"),
        ("de-DE", "de"),
        ("es-419", "es"),
        ("es-ES", "es"),
        ("fr-CA", "fr"),
        ("ja-JP", "ja"),
        ("pt", "pt-BR"),
        ("pt-PT", "pt-BR"),
        ("en-GB", "en"),
        ("it", "en"),
        ("", "en"),
        ("-", "en"),
    ],
)
def test_a_region_falls_to_its_language(locale: str, language: str):
    say = saying(locale)
    assert say("charge.no") == TABLES[language]["charge.no"]
    assert say("quota.text", n=1) == TABLES[language]["quota.text.one"]
    assert say("quota.text", n=3) == TABLES[language]["quota.text.other"].format(n=3)


def test_charged_and_not_charged_are_told_apart(language: str):
    say, denial = saying(language), re.compile(NOTHING[language])
    free = {key for key, words in ENGLISH.items() if re.search(r"[Nn]othing was charged|was not charged", words)}
    assert free >= {"charge.no", "cancel.done", "notes.missing_free"}
    assert {key for key, words in said(language).items() if denial.search(words)} == free
    # "Nothing was charged" is the same sentence wherever it stands.
    assert say("cancel.done").endswith(say("charge.no"))


@pytest.mark.parametrize("language", EVERY)
def test_what_help_says_can_be_said_in_a_thread_works(language: str):
    opening, closing = QUOTES.get(language, "“”")[:2]
    text = saying(language)("help_card.text")
    change, undo, version = (
        example.strip() for example in re.findall(f"{opening}([^{closing}]+){closing}", text)
    )  # fmt: skip
    assert read_wish(change, direct=True).kind is WishKind.REFINE
    assert read_wish(change).kind in {WishKind.REFINE, WishKind.UNSURE}
    for direct in (True, False):
        assert read_wish(undo, direct=direct).kind is WishKind.BACK
        assert read_wish(version, direct=direct).version == 1
    assert read_wish(version, direct=True).kind is WishKind.REFINE


def test_no_two_languages_share_a_file():
    assert all(said(one) != said(other) for one, other in pairwise(EVERY))
