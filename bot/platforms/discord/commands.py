"""The commands as Discord wants to have them: one payload, made from the specs, its names and help in every language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import discord

from bot.ports import Say
from domain.command import CommandSpec, Option, OptionKind

Languages = Mapping[str, Mapping[str, str]]
"""The words of each language by their key, only those that it has itself: ``{"de": {"help.edit": "…"}}``."""

Payload = dict[str, Any]

TOP = ("imagine", "edit", "show", "library", "asset", "share", "quota", "models")
"""Commands of their own; every other listed one is a subcommand of ``/easel``."""

GROUP = "easel"
EDIT_IMAGE = "menu_name.edit_image"
DETAILS = "menu_name.details"
SAVE = "menu_name.save"

_SLASH, _MESSAGE_MENU = 1, 3
_SUBCOMMAND, _TEXT, _INTEGER, _BOOLEAN, _ATTACHMENT = 1, 3, 4, 5, 11
_KINDS = {
    OptionKind.TEXT: _TEXT,
    OptionKind.PICTURE: _TEXT,
    OptionKind.NUMBER: _INTEGER,
    OptionKind.FLAG: _BOOLEAN,
    OptionKind.IMAGE: _ATTACHMENT,
}
_EVERYWHERE: Payload = {"integration_types": [0, 1], "contexts": [0, 1, 2]}
_MOST_PROMPT = 6000
_MOST_HELP = 100
_MOST_NAME = 32
_NAME = re.compile(r"[-_'\w]{1,32}")
_OWN = ("en-US", "en-GB")


def payload(specs: Sequence[CommandSpec], languages: Languages, say: Say) -> list[Payload]:
    """Return everything that is registered with Discord, in one list for one bulk request."""
    listed = {spec.name: spec for spec in specs if spec.listed}
    words = _Words(languages)
    top = [_command(listed[name], words) | _EVERYWHERE for name in TOP if name in listed]
    rest = [_command(spec, words) for name, spec in listed.items() if name not in TOP]
    group: Payload = {
        "type": _SLASH,
        "name": GROUP,
        "name_localizations": words.of((f"command_name.{GROUP}",), GROUP, _name),
        "description": _cut(say("discord.easel")),
        "description_localizations": words.of(("discord.easel",), _cut(say("discord.easel")), _cut),
        "options": words.apart(rest),
    }
    menus = [
        {"type": _MESSAGE_MENU, "name": say(key), "name_localizations": words.of((key,), say(key), _menu_name)}
        | _EVERYWHERE
        for key in (EDIT_IMAGE, DETAILS, SAVE)
    ]
    slash = words.apart([*top, group | _EVERYWHERE] if rest else top)
    return [*slash, *menus]


def _command(spec: CommandSpec, words: _Words) -> Payload:
    options = sorted(spec.options, key=lambda option: not option.required)
    return {
        "type": _SLASH,
        "name": spec.name,
        "name_localizations": words.of((f"command_name.{spec.name}",), spec.name, _name),
        "description": _cut(spec.help),
        "description_localizations": words.of((f"help.{spec.name}",), _cut(spec.help), _cut),
        "options": words.apart([_option(spec, option, words) for option in options]),
    }


def _option(spec: CommandSpec, option: Option, words: _Words) -> Payload:
    helped = (f"help.{spec.name}_{option.name}", f"help.{option.name}")
    made: Payload = {
        "type": _KINDS[option.kind],
        "name": option.name,
        "name_localizations": words.of((f"option_name.{option.name}",), option.name, _name),
        "description": _cut(option.help),
        "description_localizations": words.of(helped, _cut(option.help), _cut),
    }
    if option.required:
        made["required"] = True
    if option.kind is OptionKind.NUMBER:
        made |= {
            key: value for key, value in (("min_value", option.least), ("max_value", option.most)) if value is not None
        }
    if made["type"] == _TEXT and option.choices:
        made["choices"] = [{"name": choice, "value": choice} for choice in option.choices]
    elif made["type"] == _TEXT and option.suggest:
        made["autocomplete"] = True
    elif made["type"] == _TEXT and option.name == spec.words:
        made["max_length"] = _MOST_PROMPT
    return made


class _Words:
    """What is said in each of Discord's languages, as far as there are words for it."""

    def __init__(self, languages: Languages) -> None:
        known = [locale.value for locale in discord.Locale if locale.value not in _OWN]
        tables = (
            (locale, languages.get(locale) or languages.get(locale.split("-", maxsplit=1)[0])) for locale in known
        )
        self._tables = {locale: table for locale, table in tables if table}

    def of(self, keys: Iterable[str], own: str, fit: Callable[[str], str]) -> dict[str, str]:
        """Return the first of the keys that each language has, where it fits what Discord takes.

        English is named too: left out, Discord would show an English speaker another language's.
        """
        keys = tuple(keys)
        said: dict[str, str] = dict.fromkeys(_OWN, own)
        for locale, table in self._tables.items():
            fitting = fit(next((table[key] for key in keys if table.get(key)), ""))
            if fitting:
                said[locale] = fitting
        return said

    def apart(self, siblings: list[Payload]) -> list[Payload]:
        """Return siblings without those localised names that another of them has in the same language."""
        for locale in self._tables:
            taken: set[str] = set()
            for each in sorted(siblings, key=lambda each: locale in each.get("name_localizations", {})):
                name = each.get("name_localizations", {}).get(locale, each["name"])
                if name in taken:
                    del each["name_localizations"][locale]
                taken.add(name)
        return siblings


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_HELP else text[: _MOST_HELP - 1] + "…"


def _name(text: str) -> str:
    return text if _NAME.fullmatch(text) and text == text.lower() else ""


def _menu_name(text: str) -> str:
    return text if len(text) <= _MOST_NAME else ""
