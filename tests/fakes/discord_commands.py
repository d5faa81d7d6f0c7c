"""The rules of application commands: what may be registered."""

from __future__ import annotations

import unicodedata
from typing import Any

from tests.fakes.discord_errors import form
from tests.fakes.discord_forms import (
    Schema,
    anything,
    fields,
    listing,
    number,
    one_of,
    optional,
    record,
    snowflake,
    whole,
    words,
    yes_no,
)

CHAT, USER, MESSAGE = 1, 2, 3
SUB, GROUP, STRING, INTEGER, BOOLEAN, A_USER, A_CHANNEL, A_ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(1, 12)
MOST = {CHAT: 100, USER: 15, MESSAGE: 15}
LOCALES = frozenset(
    [
        "id",
        "da",
        "de",
        "en-GB",
        "en-US",
        "es-ES",
        "es-419",
        "fr",
        "hr",
        "it",
        "lt",
        "hu",
        "nl",
        "no",
        "pl",
        "pt-BR",
        "ro",
        "fi",
        "sv-SE",
        "vi",
        "tr",
        "cs",
        "el",
        "bg",
        "ru",
        "uk",
        "hi",
        "th",
        "zh-CN",
        "ja",
        "zh-TW",
        "ko",
    ]
)


def _plain_name(value: Any, path: str) -> None:
    words(32, 1)(value, path)
    good = all(each.isalnum() or each in "-_'" or unicodedata.category(each).startswith("M") for each in value)
    if not good or value != value.lower():
        raise form(path, "String value did not match validation regex.")


def _localised(check: Any) -> Any:
    def check_all(value: Any, path: str) -> None:
        if value is None:
            return
        fields(value, path, dict.fromkeys(LOCALES, optional(check)))

    return check_all


CHOICE: Schema = {"name": words(100, 1), "value": anything, "name_localizations": _localised(words(100, 1))}
OPTION: Schema = {
    "type": whole(1, 11),
    "name": _plain_name,
    "description": words(100, 1),
    "name_localizations": _localised(_plain_name),
    "description_localizations": _localised(words(100, 1)),
    "required": yes_no,
    "choices": listing(record(CHOICE, required=("name", "value")), 25),
    "options": listing(anything, 25),
    "channel_types": listing(whole(0, 16), 20),
    "min_value": number,
    "max_value": number,
    "min_length": whole(0, 6000),
    "max_length": whole(1, 6000),
    "autocomplete": yes_no,
    "file_types": listing(words(20, 1), 10),
}
ONLY_FOR = {
    "choices": {STRING, INTEGER, NUMBER},
    "min_value": {INTEGER, NUMBER},
    "max_value": {INTEGER, NUMBER},
    "min_length": {STRING},
    "max_length": {STRING},
    "autocomplete": {STRING, INTEGER, NUMBER},
    "channel_types": {A_CHANNEL},
    "options": {SUB, GROUP},
    "file_types": {ATTACHMENT},
}
COMMAND: Schema = {
    "id": snowflake,
    "type": one_of(CHAT, USER, MESSAGE),
    "name": words(32, 1),
    "name_localizations": anything,
    "description": words(100, null=True),
    "description_localizations": _localised(words(100, 1)),
    "options": listing(anything, 25, null=True),
    "default_member_permissions": words(20, null=True),
    "dm_permission": optional(yes_no),
    "default_permission": optional(yes_no),
    "nsfw": yes_no,
    "integration_types": listing(one_of(0, 1), 2, 1, null=True),
    "contexts": listing(one_of(0, 1, 2), 3, null=True),
}


def check_commands(body: Any) -> None:
    """Refuse a bulk of commands that could not all be registered together."""
    if not isinstance(body, list):
        raise form("", "Only iterables may be used in a ListType")
    seen = set()
    for index, command in enumerate(body):
        check_command(command, str(index))
        key = (command.get("type", CHAT), command["name"])
        if key in seen:
            raise form(f"{index}.name", "Application command names must be unique")
        seen.add(key)
    for kind, most in MOST.items():
        if sum(each.get("type", CHAT) == kind for each in body) > most:
            raise form("", f"Maximum number of application commands of type {kind} reached ({most})")


def check_command(command: Any, path: str = "") -> None:
    """Refuse a command that breaks a rule."""
    fields(command, path, COMMAND, required=("name",))
    kind = command.get("type", CHAT)
    dot = f"{path}." if path else ""
    if kind == CHAT:
        _plain_name(command["name"], f"{dot}name")
        _localised(_plain_name)(command.get("name_localizations"), f"{dot}name_localizations")
        words(100, 1)(command.get("description"), f"{dot}description")
        _check_options(command.get("options") or [], f"{dot}options", depth=0)
    else:
        _localised(words(32, 1))(command.get("name_localizations"), f"{dot}name_localizations")
        if command.get("description") or command.get("options"):
            raise form(f"{dot}description", "Context menu commands have no description and no options")
    granted = command.get("default_member_permissions")
    if granted is not None and not granted.isdigit():
        raise form(f"{dot}default_member_permissions", "Must be a number in a string.")
    if _letters(command) > 8000:
        raise form(path, "Command exceeds maximum size (8000)")


def _letters(part: dict[str, Any]) -> int:
    total = 0
    for name in ("name", "description"):
        said = [part.get(name) or "", *((part.get(f"{name}_localizations") or {}).values())]
        total += max(len(each or "") for each in said)
    total += len(part["value"]) if isinstance(part.get("value"), str) else 0
    nested = [*(part.get("options") or []), *(part.get("choices") or [])]
    return total + sum(_letters(each) for each in nested)


def _check_options(options: list[Any], path: str, *, depth: int) -> None:
    names, optional_seen = set(), False
    kinds = {each.get("type") for each in options if isinstance(each, dict)}
    if kinds & {SUB, GROUP} and kinds - {SUB, GROUP}:
        raise form(path, "Sub-command and sub-command group option types are mutually exclusive to others")
    for index, option in enumerate(options):
        at = f"{path}.{index}"
        fields(option, at, OPTION, required=("type", "name", "description"))
        _check_option(option, at, depth)
        if option["name"] in names:
            raise form(f"{at}.name", "Option names must be unique")
        names.add(option["name"])
        if option.get("required") and optional_seen:
            raise form(at, "Required options must be placed before non-required options")
        optional_seen |= not option.get("required", False)


def _check_option(option: dict[str, Any], path: str, depth: int) -> None:
    kind = option["type"]
    for name, kinds in ONLY_FOR.items():
        if option.get(name) not in (None, [], False) and kind not in kinds:
            raise form(f"{path}.{name}", "Not for an option of this type")
    if kind in {SUB, GROUP}:
        _check_nested(option, path, depth)
    _check_choices(option, path)
    for least, most in (("min_value", "max_value"), ("min_length", "max_length")):
        low, high = option.get(least), option.get(most)
        if low is not None and high is not None and low > high:
            raise form(f"{path}.{least}", f"Must not be greater than {most}")


def _check_nested(option: dict[str, Any], path: str, depth: int) -> None:
    kind = option["type"]
    if (kind == GROUP and depth > 0) or depth > 1:
        raise form(f"{path}.type", "Too deep")
    inner = option.get("options") or []
    if kind == GROUP and (not inner or any(each.get("type") != SUB for each in inner if isinstance(each, dict))):
        raise form(f"{path}.options", "A group has sub-commands, and nothing else")
    if kind == SUB and any(each.get("type") in {SUB, GROUP} for each in inner if isinstance(each, dict)):
        raise form(f"{path}.options", "Too deep")
    _check_options(inner, f"{path}.options", depth=depth + 1)
    if option.get("required"):
        raise form(f"{path}.required", "A sub-command is not required")


def _check_choices(option: dict[str, Any], path: str) -> None:
    if option.get("choices") and option.get("autocomplete"):
        raise form(f"{path}.choices", "Choices and autocomplete exclude each other")
    check = {STRING: words(100), INTEGER: whole(-(2**53), 2**53), NUMBER: number}.get(option["type"])
    seen = set()
    for index, choice in enumerate(option.get("choices") or []):
        if check is not None:
            check(choice["value"], f"{path}.choices.{index}.value")
        if choice["name"] in seen:
            raise form(f"{path}.choices.{index}.name", "Choice names must be unique")
        seen.add(choice["name"])


def registered(command: dict[str, Any], id_: int, version: int, app_id: int, guild_id: int | None) -> dict[str, Any]:
    """Return a command as Discord keeps it: defaults filled in."""
    kept = {
        "id": str(id_),
        "application_id": str(app_id),
        "version": str(version),
        "type": CHAT,
        "description": "",
        "default_member_permissions": None,
        "dm_permission": True,
        "nsfw": False,
        "name_localizations": None,
        "description_localizations": None,
    }
    kept |= {name: value for name, value in command.items() if name != "id"}
    kept["description"] = kept["description"] or ""
    kept["integration_types"] = command.get("integration_types") or [0]
    if guild_id is not None:
        return kept | {"guild_id": str(guild_id)}
    kept["contexts"] = command.get("contexts")
    return kept


def allowed_contexts(command: dict[str, Any]) -> set[int]:
    """Return where a command may be used: 0 guild, 1 the bot's direct messages, 2 other private channels."""
    if command.get("guild_id"):
        return {0}
    if command.get("contexts") is not None:
        return set(command["contexts"])
    return {0, 1, 2} if command.get("dm_permission", True) else {0}
