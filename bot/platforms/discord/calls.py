"""What Discord sends, read as the parts of a Call: options, uploads, words, and how it is answered. No I/O."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import discord

from bot.platforms.discord.commands import GROUP
from bot.platforms.discord.people import Seat
from bot.ports import Vault
from domain.call import OptionValue, Upload
from domain.command import CommandSpec, OptionKind

QUIET = "quiet"
"""How a call came that is answered by nothing."""

Raw = Mapping[str, Any]
"""A piece of JSON as Discord sent it."""

_PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif", ".heic", ".heif", ".bmp")


def data_of(interaction: discord.Interaction) -> Raw:
    """Return what an interaction is about, as Discord sent it: its shapes are too many for types."""
    return cast("Raw", interaction.data or {})


def command_of(data: Raw) -> tuple[str, Sequence[Raw]]:
    """Return the name of the command that was typed and what was given with it."""
    given: Sequence[Raw] = data.get("options") or ()
    if data["name"] == GROUP and given:
        return str(given[0]["name"]), given[0].get("options") or ()
    return str(data["name"]), given


def options_of(data: Raw, given: Sequence[Raw], spec: CommandSpec) -> tuple[dict[str, OptionValue], tuple[Upload, ...]]:
    """Return the options of a command and the files given with it, in the order of the spec."""
    values = {str(each["name"]): each["value"] for each in given if "value" in each}
    files: Mapping[str, Raw] = (data.get("resolved") or {}).get("attachments") or {}
    options: dict[str, OptionValue] = {}
    uploads: list[Upload] = []
    for option in spec.options:
        if option.name not in values:
            continue
        value = values[option.name]
        if option.kind is not OptionKind.IMAGE:
            options[option.name] = value if isinstance(value, bool | int | str) else str(value)
        elif str(value) in files:
            uploads.append(_upload(files[str(value)]))
    return options, tuple(uploads)


def focused(given: Sequence[Raw]) -> tuple[str, str]:
    """Return the option that is being typed, and what stands there; empty where none is."""
    found = next((each for each in given if each.get("focused")), None)
    return ("", "") if found is None else (str(found["name"]), str(found.get("value", "")))


def submitted(data: Raw) -> str:
    """Return the words of a submitted modal."""
    return next((str(each["value"]) for each in _inputs(data.get("components") or ()) if "value" in each), "").strip()


def pictures_of(message: Raw) -> tuple[Upload, ...]:
    """Return the pictures attached to a message as it is in JSON, and to what it forwards."""
    snapshots = [each.get("message") or {} for each in message.get("message_snapshots") or ()]
    found = (file for each in (message, *snapshots) for file in each.get("attachments") or ())
    return tuple(_upload(file) for file in found if _is_picture(str(file["filename"]), file.get("content_type")))


def uploads_of(message: discord.Message) -> tuple[Upload, ...]:
    """Return the pictures attached to a message, and to what it forwards."""
    found = [*message.attachments, *(file for each in message.message_snapshots for file in each.attachments)]
    return tuple(
        Upload(file.filename, file.size, file.url) for file in found if _is_picture(file.filename, file.content_type)
    )


def given_of(message: discord.Message) -> tuple[Upload, ...]:
    """Return all files attached to a message: the pictures, and after them those that cannot be used."""
    found = [*message.attachments, *(file for each in message.message_snapshots for file in each.attachments)]
    others = [file for file in found if not _is_picture(file.filename, file.content_type)]
    return (*uploads_of(message), *(Upload(each.filename, each.size, "", "no_picture") for each in others))


def answer_to_interaction(
    interaction: discord.Interaction, seat: Seat, how: str, vault: Vault, *, reply: str = ""
) -> dict[str, str]:
    """Return what is needed to answer an interaction; its token is sealed, and worthless after ``until``."""
    told = _answer_to(seat, f"discord:{interaction.id}", how if seat.member else "hook", reply)
    return told | {
        "app": str(interaction.application_id),
        "token": vault.seal(interaction.token),
        "until": str(int(interaction.expires_at.timestamp())),
    }


def answer_to_message(message: discord.Message, seat: Seat, app: int) -> dict[str, str]:
    """Return what is needed to answer a message."""
    return _answer_to(seat, f"discord:{message.id}", "message", str(message.id)) | {
        "app": str(app),
        "token": "",
        "until": "0",
    }


def answer_to_reaction(seat: Seat, event: str) -> dict[str, str]:
    """Return what says that nothing is answered to a reaction."""
    return _answer_to(seat, event, QUIET, "") | {"app": "", "token": "", "until": "0"}


def _answer_to(seat: Seat, event: str, how: str, reply: str) -> dict[str, str]:
    return {
        "event": event,
        "how": how,
        "channel": seat.channel,
        "reply": reply,
        "limit": str(seat.limit),
        "guild": seat.guild,
        "user": seat.person.user_id,
        "thread_ok": seat.thread_ok,
        "attach_ok": seat.attach_ok,
    }


def _inputs(components: Sequence[Raw]) -> Iterator[Raw]:
    for each in components:
        if "component" in each:
            yield each["component"]
        elif "components" in each:
            yield from _inputs(each["components"])
        else:
            yield each


def _upload(file: Raw) -> Upload:
    return Upload(str(file["filename"]), int(file["size"]), str(file["url"]))


def _is_picture(name: str, content_type: object) -> bool:
    """Return whether a file is given as a picture; whether it is one, its bytes tell later."""
    return str(content_type or "").startswith("image/") or name.lower().endswith(_PICTURES)
