"""What is registered with Discord, held against its limits."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from bot.platforms.discord.commands import SAVE, Languages, payload
from bot.platforms.discord.sync import digest
from commands.table import SPECS
from commands.words import languages, saying
from domain.command import CommandSpec, Option, OptionKind

SAY = saying("en")
NAMED = ("de", "fr", "es-ES", "es-419", "ja", "pt-BR", "en-US", "en-GB")


def registered(specs=SPECS, words: Languages | None = None) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in payload(specs, languages() if words is None else words, SAY)}


def walk(made: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield made
    for option in made.get("options", ()):
        yield from walk(option)


EVERYTHING = [each for top in registered().values() for each in walk(top)]


def test_what_there_is():
    made = registered()
    top = ["imagine", "edit", "show", "library", "asset", "share", "quota", "models", "easel"]
    assert list(made) == [*top, "Edit this image", "Details", SAY(SAVE)]
    assert [each["type"] for each in made.values()] == [1] * 9 + [3] * 3
    listed = {spec.name for spec in SPECS if spec.listed}
    assert {each["name"] for each in made["easel"]["options"]} == listed - set(made)
    assert all(each["type"] == 1 for each in made["easel"]["options"])


def test_it_is_offered_everywhere():
    for each in registered().values():
        assert (each["integration_types"], each["contexts"]) == ([0, 1], [0, 1, 2])


def test_options_are_of_their_kinds():
    imagine = {each["name"]: each for each in registered()["imagine"]["options"]}
    assert (imagine["prompt"]["type"], imagine["prompt"]["required"], imagine["prompt"]["max_length"]) == (
        3,
        True,
        6000,
    )
    assert imagine["count"] | {"min_value": 1, "max_value": 4} == imagine["count"]
    assert [imagine[name]["type"] for name in ("count", "transparent", "image1", "image4")] == [4, 5, 11, 11]
    assert [imagine[name].get("autocomplete") for name in ("size", "model", "quality", "prompt")] == [
        True,
        True,
        True,
        None,
    ]
    easel = {each["name"]: {o["name"]: o for o in each["options"]} for each in registered()["easel"]["options"]}
    assert easel["details"]["picture"]["autocomplete"]
    assert [each["value"] for each in easel["privacy"]["what"]["choices"]] == ["export", "delete"]


def test_the_library_is_completed_and_chosen_from():
    made = registered()
    library = {each["name"]: each for each in made["library"]["options"]}
    assert {"person", "tag", "collection", "model"} <= {
        name for name, each in library.items() if "autocomplete" in each
    }
    assert "approved" in [each["value"] for each in library["state"]["choices"]]
    assert library["starred"]["type"] == 5
    asset = {each["name"]: each for each in made["asset"]["options"]}
    assert (asset["name"]["autocomplete"], asset["picture"]["autocomplete"]) == (True, True)
    assert "logo" in [each["value"] for each in asset["kind"]["choices"]]
    assert {"to", "note"} <= {each["name"] for each in made["share"]["options"]}


def test_what_is_required_comes_first():
    spec = CommandSpec(
        "paint", "Paint", (Option("a", "A"), Option("b", "B", required=True), Option("c", "C", required=True))
    )
    (made,) = registered([spec])["easel"]["options"]
    assert [each["name"] for each in made["options"]] == ["b", "c", "a"]


def test_it_keeps_discords_limits():
    for each in EVERYTHING:
        assert len(each.get("options", ())) <= 25
        named = each.get("name_localizations", {})
        menu = each.get("type") == 3 and "contexts" in each
        for name in (each["name"], *named.values()):
            assert 1 <= len(name) <= 32
            assert menu or is_name(name), name
        if not menu:
            for text in (each["description"], *each["description_localizations"].values()):
                assert 1 <= len(text) <= 100


def is_name(name: str) -> bool:
    return name == name.lower() and all(c in "-_'" or unicodedata.category(c)[0] in "LN" for c in name)


def test_a_command_has_8000_characters_at_most():
    for top in registered().values():
        letters = 0
        for each in walk(top):
            for key in ("name", "description"):
                letters += max(
                    len(text) for text in (each.get(key, ""), *each.get(f"{key}_localizations", {}).values())
                )
            letters += sum(len(choice["name"]) + len(choice["value"]) for choice in each.get("choices", ()))
        assert letters <= 8000, top["name"]


@pytest.mark.parametrize("locale", NAMED)
def test_it_speaks_the_language(locale: str):
    made = registered()
    language = locale if locale in languages() else locale.split("-", maxsplit=1)[0]
    say = saying(language)
    assert made["imagine"]["description_localizations"][locale] == say("help.imagine")
    assert made["easel"]["description_localizations"][locale] == say("discord.easel")
    assert made["Edit this image"]["name_localizations"][locale] == say("menu_name.edit_image")
    size = next(each for each in made["imagine"]["options"] if each["name"] == "size")
    assert size["description_localizations"][locale] == say("help.size")
    for each in EVERYTHING:
        assert locale in each["name_localizations"], each["name"]


def test_names_of_siblings_differ_in_every_language():
    for each in [{"options": payload(SPECS, languages(), SAY)}, *EVERYTHING]:
        for locale in NAMED:
            for kinds in ({1}, {3, 4, 5, 11}):
                names = [
                    option["name_localizations"].get(locale, option["name"])
                    for option in each.get("options", ())
                    if option["type"] in kinds
                ]
                assert len(set(names)) == len(names)


def test_a_localised_name_that_will_not_do_is_left_out():
    words = {
        "de": {"command_name.imagine": "Bild Malen", "option_name.prompt": "x" * 33, "help.imagine": "y" * 120},
        "fr": {"command_name.edit": "imagine", "command_name.quota": "même", "command_name.models": "même"},
    }
    made = registered(words=words)
    assert "de" not in made["imagine"]["name_localizations"]
    assert "de" not in made["imagine"]["options"][0]["name_localizations"]
    assert made["imagine"]["description_localizations"]["de"] == "y" * 99 + "…"
    assert "fr" not in made["edit"]["name_localizations"]
    assert made["quota"]["name_localizations"]["fr"] == "même"
    assert "fr" not in made["models"]["name_localizations"]


def test_an_option_says_its_own_help_before_that_of_all():
    words = {"de": {"help.image": "irgendein Bild", "help.edit_image": "dein Bild"}}
    image = next(each for each in registered(words=words)["edit"]["options"] if each["name"] == "image")
    assert image["description_localizations"]["de"] == "dein Bild"


def test_the_digest_tells_changes_apart():
    made = payload(SPECS, languages(), SAY)
    changed = payload([*SPECS, CommandSpec("paint", "Paint", (Option("n", "N", OptionKind.NUMBER),))], languages(), SAY)
    assert digest(1, made) == digest(1, payload(SPECS, languages(), SAY))
    assert len({digest(1, made), digest(2, made), digest(1, changed), digest(1, payload(SPECS, {}, SAY))}) == 4
