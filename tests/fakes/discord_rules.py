"""The rules of message bodies: what may stand in one, how long, how many."""

from __future__ import annotations

from typing import Any

from tests.fakes.discord_components import check_modal, check_rows
from tests.fakes.discord_errors import Wrong, form
from tests.fakes.discord_forms import (
    Schema,
    anything,
    fields,
    link,
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
from tests.fakes.discord_world import EPHEMERAL, MEBIBYTE, V2

MOST_REQUEST = 25 * MEBIBYTE
SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS = 4, 4096

_MEDIA = optional(
    record(
        {
            "url": link("http", "https", "attachment"),
            "proxy_url": anything,
            "width": anything,
            "height": anything,
            "content_type": anything,
            "placeholder": anything,
            "placeholder_version": anything,
            "flags": anything,
        },
        required=("url",),
    )
)
_EMBED: Schema = {
    "title": words(256, null=True),
    "type": words(20),
    "description": words(4096, null=True),
    "url": optional(link("http", "https")),
    "timestamp": words(40, null=True),
    "color": whole(0, 0xFFFFFF, null=True),
    "footer": optional(
        record({"text": words(2048), "icon_url": link("http", "https", "attachment"), "proxy_icon_url": anything})
    ),
    "image": _MEDIA,
    "thumbnail": _MEDIA,
    "author": optional(
        record(
            {
                "name": words(256),
                "url": link("http", "https"),
                "icon_url": link("http", "https", "attachment"),
                "proxy_icon_url": anything,
            },
            required=("name",),
        )
    ),
    "fields": listing(
        record({"name": words(256, 1), "value": words(1024, 1), "inline": yes_no}, required=("name", "value")), 25
    ),
    "flags": anything,
    "content_scan_version": anything,
}


def _check_embed(value: Any, path: str) -> None:
    fields(value, path, _EMBED)
    if not any(
        value.get(name) for name in ("title", "description", "image", "thumbnail", "author", "footer", "fields")
    ):
        raise form(f"{path}.description", "This field is required")


def _size(embed: dict[str, Any]) -> int:
    said = [embed.get("title"), embed.get("description"), (embed.get("footer") or {}).get("text")]
    said.append((embed.get("author") or {}).get("name"))
    for each in embed.get("fields") or []:
        said += [each["name"], each["value"]]
    return sum(len(each or "") for each in said)


def _check_mentions(value: Any, path: str) -> None:
    if value is None:
        return
    schema: Schema = {
        "parse": listing(one_of("roles", "users", "everyone"), 3),
        "roles": listing(snowflake, 100),
        "users": listing(snowflake, 100),
        "replied_user": yes_no,
    }
    fields(value, path, schema)
    for kind in ("users", "roles"):
        if kind in value.get("parse", ()) and value.get(kind):
            raise form(f"{path}.{kind}", f"{kind} and parse of {kind} are mutually exclusive")


_ATTACHED = record(
    {
        "id": snowflake,
        "filename": words(1024, 1),
        "title": words(1024, null=True),
        "description": words(1024, null=True),
        "is_spoiler": yes_no,
        # What a client read may be passed back as it stands.
        **dict.fromkeys(
            ("url", "proxy_url", "size", "width", "height", "content_type", "spoiler", "ephemeral", "flags"), anything
        ),
    },
    required=("id",),
)


def _components(value: Any, path: str) -> None:
    if value is not None:
        check_rows(value, path)


def _nonce(value: Any, path: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int | str | None) or len(str(value)) > 25:
        raise form(path, "Must be 25 or fewer in length.")


EDIT: Schema = {
    "content": words(2000, null=True),
    "embeds": listing(_check_embed, 10, null=True),
    "components": _components,
    "attachments": listing(_ATTACHED, 10, null=True),
    "allowed_mentions": _check_mentions,
    "flags": whole(0, 2**31, null=True),
    "tts": yes_no,
}
CREATE: Schema = {
    **EDIT,
    "nonce": _nonce,
    "enforce_nonce": yes_no,
    "sticker_ids": listing(snowflake, 3, null=True),
    "message_reference": optional(
        record(
            {
                "type": one_of(0, 1),
                "message_id": snowflake,
                "channel_id": snowflake,
                "guild_id": snowflake,
                "fail_if_not_exists": yes_no,
            },
            required=("message_id",),
        )
    ),
}
FOLLOWUP: Schema = {**EDIT, "username": words(80, 1), "avatar_url": words(2048, null=True)}
CALLBACK = EDIT

_FLAGS = {
    "create": SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS,
    "edit": SUPPRESS_EMBEDS,
    "followup": SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | EPHEMERAL,
    "callback": SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | EPHEMERAL,
    "defer": EPHEMERAL,
}
SCHEMAS = {"create": CREATE, "edit": EDIT, "followup": FOLLOWUP, "callback": CALLBACK}


def check_message(body: Any, kind: str, path: str = "") -> None:
    """Refuse a message body that breaks a rule. ``kind``: create, edit, followup, callback."""
    fields(body, path, SCHEMAS[kind])
    check_flags(body.get("flags"), kind, path)
    embeds = body.get("embeds") or []
    if sum(map(_size, embeds)) > 6000:
        raise form(f"{path}.embeds".lstrip("."), "Embed size exceeds maximum size of 6000")
    ids = [int(each["id"]) for each in body.get("attachments") or []]
    if len(set(ids)) != len(ids):
        raise form(f"{path}.attachments".lstrip("."), "An attachment is named twice")


def check_flags(flags: int | None, kind: str, path: str = "") -> None:
    """Refuse flags that this kind of message cannot have."""
    at = f"{path}.flags".lstrip(".")
    if (flags or 0) & V2:
        raise form(at, "IS_COMPONENTS_V2 is not played by this server: use classic messages.")
    if (flags or 0) & ~_FLAGS[kind]:
        raise form(at, f"These flags cannot be set here: {flags}")


def check_callback(body: Any) -> None:
    """Refuse a callback that is not of a known type with the data of that type."""
    fields(body, "", {"type": one_of(4, 5, 6, 7, 8, 9), "data": anything}, required=("type",))
    data = body.get("data")
    match body["type"]:
        case 4 | 7:
            check_message(data, "callback", "data")
        case 5:
            if data is not None:
                fields(data, "data", {"flags": whole(0, 2**31)})
                check_flags(data.get("flags"), "defer", "data")
        case 6:
            if data:
                raise form("data", "A deferred update has no data")
        case 8:
            choice = record(
                {"name": words(100, 1), "value": anything, "name_localizations": anything}, required=("name", "value")
            )
            fields(data, "data", {"choices": listing(choice, 25)}, required=("choices",))
        case _:
            check_modal(data, "data")


def check_choices(choices: list[dict[str, Any]], kind: int) -> None:
    """Refuse suggestions that are not of their option's type."""
    check = {3: words(100), 4: whole(-(2**53), 2**53), 10: number}[kind]
    for index, choice in enumerate(choices):
        check(choice["value"], f"data.choices.{index}.value")


def check_not_empty(message: Any) -> None:
    """Refuse a message in which there is nothing."""
    if not (message.content.strip() or message.embeds or message.attachments or message.embedded or message.components):
        raise Wrong(400, 50006)


ARCHIVE = one_of(60, 1440, 4320, 10080)
THREAD_FROM: Schema = {
    "name": words(100, 1),
    "auto_archive_duration": optional(ARCHIVE),
    "rate_limit_per_user": whole(0, 21_600, null=True),
}
THREAD: Schema = {**THREAD_FROM, "type": one_of(10, 11, 12), "invitable": yes_no}
POST: Schema = {**THREAD_FROM, "message": anything, "applied_tags": listing(snowflake, 5)}
THREAD_EDIT: Schema = {
    **THREAD_FROM,
    "archived": yes_no,
    "locked": yes_no,
    "invitable": yes_no,
    "flags": whole(0, 2**31),
    "applied_tags": listing(snowflake, 5),
}
CHANNEL_EDIT: Schema = {
    "name": words(100, 1),
    "topic": words(1024, null=True),
    "nsfw": yes_no,
    "rate_limit_per_user": whole(0, 21_600, null=True),
}
