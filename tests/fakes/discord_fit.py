"""What a person's client lets them type: options that fit the registered command, forms that fit the modal."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes import discord_commands as kinds
from tests.fakes import discord_components as parts
from tests.fakes import discord_wire as wire
from tests.fakes.discord_errors import UiRefused
from tests.fakes.discord_world import App, Attachment, Channel, File, Guild, Role, User

Upload = Callable[[File], Attachment]


@dataclass
class Resolved:
    """What ids in a person's input stand for."""

    upload: Upload
    link: wire.Link
    guild: Guild | None
    told: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, kind: str, id_: int, what: Any) -> str:
        self.told.setdefault(kind, {})[str(id_)] = what
        return str(id_)

    def file(self, file: File) -> str:
        kept = self.upload(file)
        return self.add("attachments", kept.id, wire.attachment(kept, self.link))

    def user(self, who: User | App) -> str:
        user = who.user if isinstance(who, App) else who
        member = self.guild.members.get(user.id) if self.guild else None
        if member is not None:
            self.add("members", user.id, wire.member(member, full=False) | {"permissions": "0"})
        return self.add("users", user.id, wire.user(user))

    def thing(self, value: Any) -> str:
        """Return the id of a user, role or channel, and tell of it."""
        if isinstance(value, User | App):
            return self.user(value)
        if isinstance(value, Role):
            return self.add("roles", value.id, wire.role(value))
        if isinstance(value, Channel):
            return self.add("channels", value.id, wire.channel(value) | {"permissions": "0"})
        raise UiRefused(f"not a user, role or channel: {value!r}")


def find_options(command: dict[str, Any], path: list[str]) -> list[dict[str, Any]]:
    """Return the options of a command, or of the sub-command that the rest of the path names."""
    options: list[dict[str, Any]] = command.get("options") or []
    for name in path:
        found = next((each for each in options if each["name"] == name and each["type"] in {1, 2}), None)
        if found is None:
            raise UiRefused(f"there is no sub-command {name!r} of /{command['name']}")
        options = found.get("options") or []
    if any(each["type"] in {1, 2} for each in options):
        raise UiRefused(f"/{command['name']} needs a sub-command")
    return options


def fit_options(
    options: list[dict[str, Any]], given: Mapping[str, Any], resolved: Resolved, *, focused: str | None = None
) -> list[dict[str, Any]]:
    """Return what was typed as Discord sends it; raise UiRefused where the client would not send it.

    With ``focused`` it is an autocomplete: values may be half typed and required ones missing.
    """
    known = {each["name"]: each for each in options}
    strange = [name for name in given if name not in known]
    if strange:
        raise UiRefused(f"there are no options {strange}; there are {list(known)}")
    if focused is not None and not known.get(focused, {}).get("autocomplete"):
        raise UiRefused(f"the option {focused!r} has no autocomplete")
    missing = [name for name, each in known.items() if each.get("required") and name not in given]
    if missing and focused is None:
        raise UiRefused(f"these options are required: {missing}")
    told = []
    for name, value in given.items():
        typed = {"name": name, "type": known[name]["type"]}
        if name == focused:
            told.append(typed | {"value": str(value), "focused": True})
        else:
            told.append(typed | {"value": fit_value(known[name], value, resolved)})
    return told


def fit_value(option: dict[str, Any], value: Any, resolved: Resolved) -> Any:
    """Return one typed value, a choice by its name or its value; raise UiRefused where it does not fit."""
    kind, name = option["type"], option["name"]
    choices = {each["name"]: each["value"] for each in option.get("choices") or []}
    if isinstance(value, str):
        value = choices.get(value, value)
    wanted: dict[int, type | tuple[type, ...]] = {
        kinds.STRING: str,
        kinds.INTEGER: int,
        kinds.BOOLEAN: bool,
        kinds.NUMBER: (int, float),
        kinds.ATTACHMENT: File,
        kinds.A_USER: (User, App),
        kinds.A_CHANNEL: Channel,
        kinds.A_ROLE: Role,
        kinds.MENTIONABLE: (User, App, Role),
    }
    if not isinstance(value, wanted[kind]) or (isinstance(value, bool) and kind != kinds.BOOLEAN):
        raise UiRefused(f"the option {name!r} does not take {value!r}")
    if choices and value not in choices.values():
        raise UiRefused(f"{value!r} is not among the choices of {name!r}: {choices}")
    if kind == kinds.STRING:
        if not option.get("min_length", 0) <= len(value) <= option.get("max_length", 6000) or not value:
            raise UiRefused(f"the text of {name!r} is too short or too long")
    elif kind in {kinds.INTEGER, kinds.NUMBER}:
        if not option.get("min_value", -(2**53)) <= value <= option.get("max_value", 2**53):
            raise UiRefused(f"the number {value} of {name!r} is too small or too great")
    elif kind == kinds.ATTACHMENT:
        return resolved.file(value)
    elif kind != kinds.BOOLEAN:
        return resolved.thing(value)
    return value


def fit_values(select: dict[str, Any], values: list[Any], resolved: Resolved) -> list[str]:
    """Return what was chosen in a select."""
    least, most = select.get("min_values", 1), select.get("max_values", 1)
    if not least <= len(values) <= most:
        raise UiRefused(f"choose {least} to {most}, not {len(values)}")
    if select["type"] != parts.STRINGS:
        return [resolved.thing(each) for each in values]
    known = {name: each["value"] for each in select["options"] for name in (each["label"], each["value"])}
    strange = [each for each in values if each not in known]
    if strange:
        raise UiRefused(f"there are no choices {strange}; there are {list(known)}")
    return [known[each] for each in values]


def fit_modal(modal: dict[str, Any], given: Mapping[str, Any], resolved: Resolved) -> list[dict[str, Any]]:
    """Return a filled-in modal as Discord sends it; raise UiRefused where it could not be sent off."""
    used: set[str] = set()
    told: list[dict[str, Any]] = []
    for part in modal["components"]:
        about = {"type": part["type"], "id": part["id"]}
        if part["type"] == parts.LABEL:
            told.append(about | {"component": _filled(part["component"], given, resolved, used)})
        elif part["type"] == parts.ROW:
            told.append(about | {"components": [_filled(each, given, resolved, used) for each in part["components"]]})
        else:
            told.append(about | {"content": part["content"]})
    if set(given) - used:
        raise UiRefused(f"the modal has no {sorted(set(given) - used)}; it has {sorted(used)}")
    return told


def _filled(item: dict[str, Any], given: Mapping[str, Any], resolved: Resolved, used: set[str]) -> dict[str, Any]:
    name, kind = item["custom_id"], item["type"]
    used.add(name)
    about = {"type": kind, "id": item["id"], "custom_id": name}
    required = item.get("required", True)
    if kind == parts.TEXT_INPUT:
        value = given.get(name, item.get("value") or "")
        least, most = item.get("min_length") or (1 if required else 0), item.get("max_length") or 4000
        if (value or required) and not max(least, 1 if required else 0) <= len(value) <= most:
            raise UiRefused(f"the text of {name!r} must have {least} to {most} letters")
        return about | {"value": value}
    if kind == parts.CHECKBOX:
        return about | {"value": bool(given.get(name, item.get("default", False)))}
    defaults = [each["value"] for each in item.get("options", ()) if each.get("default")]
    values = given.get(name, defaults)
    values = [values] if isinstance(values, str | File | User | Role | Channel) else list(values)
    if required and not values:
        raise UiRefused(f"{name!r} is required")
    if kind == parts.UPLOAD:
        least, most = item.get("min_values", 1), item.get("max_values", 1)
        if (values or required) and not least <= len(values) <= most:
            raise UiRefused(f"{name!r} takes {least} to {most} files")
        return about | {"values": [resolved.file(each) for each in values]}
    if kind == parts.RADIO:
        chosen = fit_values(item | {"type": parts.STRINGS, "min_values": 0}, values, resolved)
        return about | {"value": chosen[0] if chosen else None}
    most = len(item["options"]) if kind == parts.CHECKS else 1
    like = {"min_values": 1 if required else 0, "max_values": most} | item
    if kind == parts.CHECKS:
        like["type"] = parts.STRINGS
    if not values:
        like["min_values"] = 0
    return about | {"values": fit_values(like, values, resolved)}


def command_path(name: str) -> list[str]:
    """Return the words of a command as typed: its name, then its sub-commands."""
    return re.sub(r"^/", "", name).split()
