"""What Slack takes at most: one table, and a check of what is about to be sent against it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Json = dict[str, Any]

LIMITS: Mapping[str, int] = {
    "message.text": 4000,
    "message.blocks": 50,
    "message.letters": 13_000,
    "view.blocks": 100,
    "view.bytes": 250_000,
    "modal.title": 24,
    "modal.submit": 24,
    "modal.close": 24,
    "view.private_metadata": 3000,
    "view.callback_id": 255,
    "section.text": 3000,
    "section.fields": 10,
    "section.fields[]": 2000,
    "header.text": 150,
    "context.elements": 10,
    "actions.elements": 25,
    "image.alt_text": 2000,
    "image.title": 2000,
    "image.image_url": 3000,
    "button.text": 75,
    "button.value": 2000,
    "button.url": 3000,
    "button.accessibility_label": 75,
    "confirm.title": 100,
    "confirm.text": 300,
    "confirm.confirm": 30,
    "confirm.deny": 30,
    "input.label": 2000,
    "input.hint": 2000,
    "plain_text_input.max_length": 3000,
    "option.text": 75,
    "option.value": 150,
    "option.description": 75,
    "select.options": 100,
    "overflow.options": 5,
    "radio_buttons.options": 10,
    "checkboxes.options": 10,
    "file_input.max_files": 10,
    "plain_text.text": 3000,
    "mrkdwn.text": 3000,
    "rich.text": 6000,
    "action_id": 255,
    "block_id": 255,
    "placeholder": 150,
    "file.alt_txt": 1000,
    "file.title": 255,
}
"""The most of each: characters of a text, members of a list, bytes of a view; by type and field."""

_FILE = re.compile(r"F[A-Z0-9]{8,}")
_ANYWHERE = ("action_id", "block_id", "placeholder")
_NOT_IN_MESSAGES = frozenset({"file_input", "input", "alert"})
_ELLIPSIS = "…"


def length(text: str) -> int:
    """Return how long Slack finds a text: in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int) -> str:
    """Return a text of ``most`` characters at most, cut between words where that costs little."""
    if length(text) <= most:
        return text
    # A character of two units that the end cuts through is left out whole.
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (most - 1)].decode("utf-16-le", "ignore")
    space = kept.rfind(" ")
    if space > len(kept) * 0.8:
        kept = kept[:space]
    return kept.rstrip() + _ELLIPSIS


def check(payload: Mapping[str, Any]) -> None:
    """Raise ValueError where Slack would refuse a message, or a view, for its size or its ids; it says what is over."""
    found = list(_view(payload) if payload.get("type") in {"modal", "home"} else _message(payload))
    if found:
        raise ValueError("; ".join(found))


def _message(payload: Mapping[str, Any]) -> Iterator[str]:
    blocks = payload.get("blocks") or ()
    if not str(payload.get("text") or "").strip():
        yield "text: nothing for notifications and screen readers"
    yield from _most("message.text", payload.get("text"), "text")
    yield from _most("message.blocks", blocks, "blocks")
    letters = sum(length(each["text"]) for each in _walk(blocks) if isinstance(each.get("text"), str))
    if letters > LIMITS["message.letters"]:
        yield f"blocks: {letters} characters"
    for each in _walk(blocks):
        if each.get("type") in _NOT_IN_MESSAGES:
            yield f"{each['type']}: not in a message"
    yield from _blocks(blocks)


def _view(view: Mapping[str, Any]) -> Iterator[str]:
    blocks = view.get("blocks") or ()
    yield from _most("view.blocks", blocks, "blocks")
    size = len(json.dumps(view, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    if size > LIMITS["view.bytes"]:
        yield f"view: {size} bytes"
    for name in ("title", "submit", "close"):
        yield from _most(f"modal.{name}", view.get(name), name)
    for name in ("private_metadata", "callback_id"):
        yield from _most(f"view.{name}", view.get(name), name)
    yield from _blocks(blocks)


def _blocks(blocks: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield from _twice("block_id", [each["block_id"] for each in blocks if "block_id" in each])
    for index, block in enumerate(blocks):
        yield from _twice("action_id", [each["action_id"] for each in _walk(block) if "action_id" in each])
        for each in _walk(block):
            for problem in _part(each):
                yield f"blocks/{index}: {problem}"


def _part(part: Mapping[str, Any]) -> Iterator[str]:
    kind = _kind(part)
    for field, value in part.items():
        yield from _most(field if field in _ANYWHERE else f"{kind}.{field}", value, f"{kind}.{field}")
    for each in part.get("fields", ()) if kind == "section" else ():
        yield from _most("section.fields[]", each, "section.fields")
    if part.get("text") == "":
        yield f"{kind}: empty text"
    if kind == "image":
        yield from _image(part)
    file = part.get("slack_file")
    if isinstance(file, Mapping) and "id" in file and not _FILE.fullmatch(str(file["id"])):
        yield "slack_file: no file's id"


def _kind(part: Mapping[str, Any]) -> str:
    kind = str(part.get("type", ""))
    if not kind:
        return "confirm" if "deny" in part else "option"
    if kind.endswith("_select"):
        return "select"
    return "rich" if kind in {"text", "link"} else kind


def _image(image: Mapping[str, Any]) -> Iterator[str]:
    if not image.get("alt_text"):
        yield "image: no alt_text"
    if ("slack_file" in image) == ("image_url" in image):
        yield "image: one of slack_file and image_url"


def _most(limit: str, value: object, name: str) -> Iterator[str]:
    most = LIMITS.get(limit)
    if isinstance(value, Mapping):
        value = value.get("text")
    if most is None or value is None:
        return
    size = value if isinstance(value, int) else length(value) if isinstance(value, str) else None
    if size is None and isinstance(value, Sequence):
        size = len(value)
    if size is not None and size > most:
        yield f"{name}: {size} where {most} is the most"


def _twice(name: str, ids: Sequence[object]) -> Iterator[str]:
    if len(ids) != len(set(ids)):
        yield f"{name}: twice"


def _walk(part: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(part, Mapping):
        yield part
        for each in part.values():
            yield from _walk(each)
    elif isinstance(part, list | tuple):
        for each in part:
            yield from _walk(each)
