"""The rules of buttons, selects and modals."""

from __future__ import annotations

from typing import Any

from tests.fakes.discord_errors import form
from tests.fakes.discord_forms import (
    Schema,
    anything,
    fields,
    link,
    listing,
    one_of,
    optional,
    record,
    snowflake,
    whole,
    words,
    yes_no,
)

ROW, BUTTON, TEXT_INPUT, TEXT_DISPLAY, LABEL, UPLOAD, RADIO, CHECKS, CHECKBOX = 1, 2, 4, 10, 18, 19, 21, 22, 23
STRINGS, SELECTS = 3, {3, 5, 6, 7, 8}
V2_ONLY = {9, 10, 11, 12, 13, 14, 17}
LINK, PREMIUM = 5, 6

EMOJI = optional(record({"id": optional(snowflake), "name": optional(words(100)), "animated": yes_no}))
COMMON: Schema = {"type": whole(1, 23), "id": whole(0, 2**31)}
OPTION = record(
    {
        "label": words(100, 1),
        "value": words(100, 1),
        "description": words(100, null=True),
        "emoji": EMOJI,
        "default": yes_no,
    },
    required=("label", "value"),
)
A_BUTTON: Schema = {
    **COMMON,
    "style": whole(1, 6),
    "label": words(80, null=True),
    "emoji": EMOJI,
    "custom_id": words(100, 1),
    "url": link("http", "https", "discord", most=512),
    "sku_id": snowflake,
    "disabled": yes_no,
}
A_SELECT: Schema = {
    **COMMON,
    "custom_id": words(100, 1),
    "placeholder": words(150, null=True),
    "min_values": whole(0, 25, null=True),
    "max_values": whole(1, 25, null=True),
    "disabled": yes_no,
    "required": yes_no,
    "options": listing(OPTION, 25, 1),
    "channel_types": listing(whole(0, 16), 20),
    "default_values": listing(anything, 25),
}
AN_INPUT: Schema = {
    **COMMON,
    "custom_id": words(100, 1),
    "style": one_of(1, 2),
    "label": words(45, 1, null=True),
    "min_length": whole(0, 4000, null=True),
    "max_length": whole(1, 4000, null=True),
    "required": yes_no,
    "value": words(4000, null=True),
    "placeholder": words(100, null=True),
}
AN_UPLOAD: Schema = {
    **COMMON,
    "custom_id": words(100, 1),
    "min_values": whole(0, 10, null=True),
    "max_values": whole(1, 10, null=True),
    "required": yes_no,
    "file_types": listing(words(20, 1), 10),
}
A_RADIO: Schema = {**COMMON, "custom_id": words(100, 1), "options": listing(OPTION, 10, 2), "required": yes_no}
SOME_CHECKS: Schema = {
    **COMMON,
    "custom_id": words(100, 1),
    "options": listing(OPTION, 10, 1),
    "min_values": whole(0, 10, null=True),
    "max_values": whole(1, 10, null=True),
    "required": yes_no,
}
A_CHECKBOX: Schema = {**COMMON, "custom_id": words(100, 1), "default": yes_no}
A_LABEL: Schema = {
    **COMMON,
    "label": words(45, 1),
    "description": words(100, null=True),
    "component": anything,
}
IN_LABEL: dict[int, tuple[Schema, tuple[str, ...]]] = {
    TEXT_INPUT: (AN_INPUT, ("custom_id", "style")),
    UPLOAD: (AN_UPLOAD, ("custom_id",)),
    RADIO: (A_RADIO, ("custom_id", "options")),
    CHECKS: (SOME_CHECKS, ("custom_id", "options")),
    CHECKBOX: (A_CHECKBOX, ("custom_id",)),
    **dict.fromkeys(SELECTS, (A_SELECT, ("custom_id",))),
}


def check_rows(rows: Any, path: str) -> None:
    """Refuse what is not at most five rows, each of at most five buttons or of one select."""
    listing(anything, 5)(rows, path)
    seen: set[str] = set()
    for index, row in enumerate(rows):
        at = f"{path}.{index}"
        kind = _kind(row, at)
        if kind in V2_ONLY:
            raise form(f"{at}.type", "This component needs IS_COMPONENTS_V2, which this server does not play.")
        if kind != ROW:
            raise form(f"{at}.type", "Value of field 'type' must be one of (1,).")
        fields(row, at, {**COMMON, "components": listing(anything, 5, 1)}, required=("components",))
        kinds = [_kind(item, f"{at}.components.{place}") for place, item in enumerate(row["components"])]
        if SELECTS & set(kinds) and len(kinds) > 1:
            raise form(f"{at}.components", "The specified component exceeds the maximum width")
        for place, item in enumerate(row["components"]):
            _check_item(item, f"{at}.components.{place}", seen)


def _kind(item: Any, path: str) -> int:
    kind = item.get("type") if isinstance(item, dict) else None
    if isinstance(kind, bool) or not isinstance(kind, int):
        raise form(f"{path}.type", "This field is required")
    return kind


def _check_item(item: dict[str, Any], path: str, seen: set[str]) -> None:
    if item["type"] == BUTTON:
        fields(item, path, A_BUTTON, required=("style",))
        _check_button(item, path)
    elif item["type"] in SELECTS:
        fields(item, path, A_SELECT, required=("custom_id",))
        _check_select(item, path)
    else:
        raise form(f"{path}.type", "Value of field 'type' must be one of (2, 3, 5, 6, 7, 8).")
    _once(item, path, seen)


def _once(item: dict[str, Any], path: str, seen: set[str]) -> None:
    name = item.get("custom_id")
    if name in seen:
        raise form(f"{path}.custom_id", "Component custom id cannot be duplicated")
    if name is not None:
        seen.add(name)


def _check_button(item: dict[str, Any], path: str) -> None:
    if item["style"] == PREMIUM:
        raise form(f"{path}.style", "There are no premium buttons here")
    if item["style"] == LINK:
        if "custom_id" in item or "url" not in item:
            raise form(path, "A custom id and url cannot both be specified, and a link needs its url")
    elif "url" in item or "custom_id" not in item:
        raise form(path, "A custom id is required, and an url is not allowed")
    if not item.get("label") and not item.get("emoji"):
        raise form(path, "A button must have a label or an emoji")


def _check_select(item: dict[str, Any], path: str) -> None:
    if (item["type"] == STRINGS) != ("options" in item):
        raise form(f"{path}.options", "Options are required of a string select, and of no other")
    options = item.get("options", [])
    values = [option["value"] for option in options]
    if len(set(values)) != len(values):
        raise form(f"{path}.options", "The specified option value is already used")
    least, most = _bounds(item)
    if least > most or (options and most > len(options)):
        raise form(f"{path}.max_values", "There are not as many")
    if sum(bool(option.get("default")) for option in options) > most:
        raise form(f"{path}.options", "More defaults than may be chosen")


def _bounds(item: dict[str, Any], most: int = 1) -> tuple[int, int]:
    given = item.get("min_values"), item.get("max_values")
    return 1 if given[0] is None else given[0], most if given[1] is None else given[1]


def check_modal(data: Any, path: str) -> None:
    """Refuse what is not a modal: a title, an id, and one to five labelled parts, old-style rows or texts."""
    schema: Schema = {"custom_id": words(100, 1), "title": words(45, 1), "components": listing(anything, 5, 1)}
    fields(data, path, schema, required=("custom_id", "title", "components"))
    seen: set[str] = set()
    for index, part in enumerate(data["components"]):
        at = f"{path}.components.{index}"
        kind = _kind(part, at)
        if kind == LABEL:
            fields(part, at, A_LABEL, required=("label", "component"))
            _check_labelled(part["component"], f"{at}.component", seen)
        elif kind == ROW:
            fields(part, at, {**COMMON, "components": listing(anything, 1, 1)}, required=("components",))
            item = part["components"][0]
            if _kind(item, at) != TEXT_INPUT:
                raise form(f"{at}.components.0.type", "Value of field 'type' must be one of (4,).")
            fields(item, f"{at}.components.0", AN_INPUT, required=("custom_id", "style", "label"))
            _check_input(item, f"{at}.components.0")
            _once(item, f"{at}.components.0", seen)
        elif kind == TEXT_DISPLAY:
            fields(part, at, {**COMMON, "content": words(4000, 1)}, required=("content",))
        else:
            raise form(f"{at}.type", "Value of field 'type' must be one of (1, 10, 18).")


def _check_labelled(item: Any, path: str, seen: set[str]) -> None:
    kind = _kind(item, path)
    if kind not in IN_LABEL:
        raise form(f"{path}.type", f"Value of field 'type' must be one of {tuple(IN_LABEL)}.")
    schema, required = IN_LABEL[kind]
    fields(item, path, schema, required=required)
    if item.get("disabled"):
        raise form(f"{path}.disabled", "Nothing in a modal can be disabled")
    if kind == TEXT_INPUT:
        if item.get("label"):
            raise form(f"{path}.label", "The label stands around it")
        _check_input(item, path)
    elif kind in SELECTS:
        _check_select(item, path)
        if item.get("required", True) and item.get("min_values") == 0:
            raise form(f"{path}.min_values", "Must be at least 1 where it is required")
    elif kind in {UPLOAD, CHECKS} and (_bounds(item, 10)[0] > _bounds(item, 10)[1]):
        raise form(f"{path}.max_values", "There are not as many")
    _once(item, path, seen)


def _check_input(item: dict[str, Any], path: str) -> None:
    least, most = item.get("min_length") or 0, item.get("max_length") or 4000
    if least > most:
        raise form(f"{path}.max_length", "Must not be less than min_length")
    if item.get("value") and not least <= len(item["value"]) <= most:
        raise form(f"{path}.value", f"Must be between {least} and {most} in length.")


def numbered(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return components as Discord gives them back: each with an id of its own, and nothing null."""
    count = 0

    def number(item: dict[str, Any]) -> dict[str, Any]:
        nonlocal count
        count += 1
        told = {"id": count} | {name: value for name, value in item.items() if value is not None}
        if "components" in item:
            told["components"] = [number(each) for each in item["components"]]
        if isinstance(item.get("component"), dict):
            told["component"] = number(item["component"])
        return told

    return [number(each) for each in components]
