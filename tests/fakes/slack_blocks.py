"""Judges blocks and views: the shapes, the lengths, what slack_sdk's models find, and rules that none of them knows."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.fakes.slack_script import Wrong
from tests.fakes.slack_shapes import ANYWHERE, BLOCKS, ELEMENTS, LENGTHS, NOT_IN, OBJECTS, ONE_OF, SETS, VALUES, VIEWS
from tests.fakes.slack_world import walk

FILE_ID = re.compile(r"F[A-Z0-9]{8,}")
MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
MOST_TEXT = 13_200
MOST_VIEW_BYTES = 250_000
_PLAIN = {"str": str, "bool": bool, "int": int, "num": (int, float)}
_SPEC = re.compile(r"(\w+)(\??):(\[?)(@?\w+)\]?")


def _read(spec: str) -> dict[str, tuple[bool, bool, str]]:
    return {name: (not optional, bool(many), kind) for name, optional, many, kind in _SPEC.findall(spec)}


_BLOCKS = {type_: _read(f"{spec} block_id?:str") for type_, spec in BLOCKS.items()}
_ELEMENTS = {type_: _read(spec) for type_, spec in ELEMENTS.items()}
_OBJECTS = {name: _read(spec) for name, spec in OBJECTS.items()}
_VIEWS = {name: _read(spec) for name, spec in VIEWS.items()}


def check_blocks(blocks: Any, surface: str = "message") -> None:
    """Raise Wrong where Slack refuses these blocks on a surface: message, modal, home."""
    problems = list(_problems(blocks, surface))
    if problems:
        raise Wrong("invalid_blocks", *problems, rule=True)
    text = sum(len(each["text"]) for each in walk(blocks) if isinstance(each.get("text"), str))
    if surface == "message" and text > MOST_TEXT:
        raise Wrong("msg_blocks_too_long", f"{text} characters", rule=True)


def check_view(view: Any, *, types: tuple[str, ...] = ("modal",)) -> None:
    """Raise Wrong where Slack refuses this view."""
    if not isinstance(view, dict) or view.get("type") not in types:
        raise Wrong("invalid_arguments", f"a view of type {' or '.join(types)} is needed", rule=True)
    if len(json.dumps(view).encode()) > MOST_VIEW_BYTES:
        raise Wrong("view_too_large", rule=True)
    kind = view["type"]
    problems = list(_fields(view, _VIEWS[kind], kind, "/view"))
    problems += list(_problems(view.get("blocks"), kind))
    if (
        kind == "modal"
        and "submit" not in view
        and any(each.get("type") == "input" for each in view.get("blocks") or ())
    ):
        problems.append("missing required field: submit [json-pointer:/view]")
    if not problems:
        problems = _sdk(lambda: View(**view).to_dict(), "/view")
    if problems:
        raise Wrong("invalid_arguments", *problems, rule=True)


def check_options(payload: Any) -> list[str]:
    """Return what is wrong with the answer to a request for options."""
    if not isinstance(payload, dict) or len(payload.keys() & {"options", "option_groups"}) != 1 or len(payload) != 1:
        return ["options or option_groups are needed, and nothing else"]
    key = next(iter(payload))
    spec = {key: (True, True, "option" if key == "options" else "group")}
    found = list(_fields(payload, spec, "suggestion", ""))
    if isinstance(payload[key], list) and len(payload[key]) > 100:
        found.append("no more than 100 items allowed")
    return found


def with_ids(blocks: list[dict[str, Any]], number: Any) -> list[dict[str, Any]]:
    """Return the blocks as Slack keeps them: every block and every interactive element has an id."""
    kept = copy.deepcopy(blocks)
    for block in kept:
        block.setdefault("block_id", f"b{number():05d}")
        for each in walk(block):
            if "action_id" in _ELEMENTS.get(each.get("type", ""), {}) and each is not block:
                each.setdefault("action_id", f"a{number():05d}")
    return kept


def as_sent(blocks: list[dict[str, Any]], files: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the blocks as Slack shows them to an app: with fields of its own, which it does not take back."""
    sent = copy.deepcopy(blocks)
    for each in walk(sent):
        if each.get("type") == "plain_text":
            each.setdefault("emoji", True)
        elif each.get("type") == "mrkdwn":
            each.setdefault("verbatim", False)
        elif each.get("type") == "image":
            file = files.get((each.get("slack_file") or {}).get("id"))
            size = getattr(file, "size", None) or (1, 1)
            more = {"image_width": size[0], "image_height": size[1], "image_bytes": len(file.data) if file else 1}
            each.update(more | {"fallback": f"{more['image_width']}x{more['image_height']}px image"})
    return sent


def _problems(blocks: Any, surface: str) -> Iterator[str]:
    if not isinstance(blocks, list):
        yield f"must be an array [json-pointer:/blocks] {type(blocks).__name__}"
        return
    if len(blocks) > MOST_BLOCKS[surface]:
        yield f"no more than {MOST_BLOCKS[surface]} items allowed [json-pointer:/blocks]"
    if not blocks and surface != "message":
        yield "must have at least 1 block [json-pointer:/blocks]"
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        path = f"/blocks/{index}"
        found = list(_block(block, surface, path))
        if not found:
            found = _sdk(lambda block=block: Block.parse(block).to_dict(), path) if block["type"] in _SDK_KNOWS else []
        yield from found
        if isinstance(block, dict) and isinstance(id_ := block.get("block_id"), str):
            if id_ in seen:
                yield f"block_id already exists: {id_} [json-pointer:{path}/block_id]"
            seen.add(id_)


_SDK_KNOWS = set(BLOCKS) - {"table", "plan", "task_card", "video"}


def _sdk(build: Any, path: str) -> list[str]:
    try:
        build()
    except (SlackObjectFormationError, TypeError, ValueError, AttributeError) as error:
        return [f"slack_sdk: {error} [json-pointer:{path}]"]
    return []


def _block(block: Any, surface: str, path: str) -> Iterator[str]:
    if not isinstance(block, dict) or block.get("type") not in _BLOCKS:
        yield f"unsupported type: {block.get('type') if isinstance(block, dict) else block} [json-pointer:{path}/type]"
        return
    yield from _fields(block, _BLOCKS[block["type"]], block["type"], path)
    ids = [each["action_id"] for each in walk(block) if isinstance(each.get("action_id"), str)]
    if len(ids) != len(set(ids)):
        yield f"action_id already exists [json-pointer:{path}]"
    for each in walk(block):
        if each.get("type") in NOT_IN[surface]:
            yield f"unsupported type: {each['type']} in a {surface} [json-pointer:{path}]"
        file = each.get("slack_file")
        if isinstance(file, dict) and "id" in file and not FILE_ID.fullmatch(str(file["id"])):
            yield f"invalid slack file [json-pointer:{path}/slack_file/id]"
        for name in ("image_url", "url"):
            if isinstance(each.get(name), str) and not re.match(r"https?://\S+$|mailto:", each[name]):
                yield f"invalid url [json-pointer:{path}/{name}]"


def _fields(given: dict[str, Any], spec: dict[str, tuple[bool, bool, str]], name: str, path: str) -> Iterator[str]:
    for key in given.keys() - spec.keys() - {"type"}:
        yield f"no more fields allowed: {key} [json-pointer:{path}]"
    for key, (required, many, kind) in spec.items():
        if key not in given:
            if required:
                yield f"missing required field: {key} [json-pointer:{path}]"
            continue
        value, where = given[key], f"{path}/{key}"
        if many and not isinstance(value, list):
            yield f"must be an array [json-pointer:{where}]"
            continue
        for each in value if many else [value]:
            yield from _value(each, kind, where)
        yield from _length(value, LENGTHS.get(f"{name}.{key}") or ANYWHERE.get(key), where)
        for each in value if many else ():
            yield from _length(each, LENGTHS.get(f"{name}.{key}[]"), where)
        if f"{name}.{key}" in VALUES and value not in VALUES[f"{name}.{key}"]:
            yield f"must be one of {sorted(VALUES[f'{name}.{key}'])} [json-pointer:{where}]"
    keys, alone = ONE_OF.get(name, ((), False))
    count = len(given.keys() & set(keys))
    if keys and (count == 0 or (alone and count > 1)):
        yield f"{'exactly' if alone else 'at least'} one of {', '.join(keys)} is needed [json-pointer:{path}]"


def _value(value: Any, kind: str, path: str) -> Iterator[str]:
    if kind == "any":
        return
    if kind in _PLAIN:
        if not isinstance(value, _PLAIN[kind]) or (kind in {"int", "num"} and isinstance(value, bool)):
            yield f"must be a {kind} [json-pointer:{path}]"
        return
    if not isinstance(value, dict):
        yield f"must be an object [json-pointer:{path}]"
        return
    if kind in _OBJECTS:
        if "type" in value:
            yield f"no more fields allowed: type [json-pointer:{path}]"
        yield from _fields(value, _OBJECTS[kind], kind, path)
        return
    allowed = {"plain": "plain_text", "rich_section": "rich_text_section"}.get(kind) or SETS[kind[1:]]
    type_ = value.get("type")
    if type_ not in allowed.split():
        yield f"unsupported type: {type_} [json-pointer:{path}/type]"
        return
    spec = _BLOCKS[type_] if kind in {"@card", "@child", "@task_card", "@rich_text"} else _ELEMENTS.get(type_)
    yield from _fields(value, spec if spec is not None else _BLOCKS[type_], type_, path)


def _length(value: Any, bounds: tuple[int, int] | None, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        value = value.get("text")
    if bounds is None or not isinstance(value, str | list):
        return
    least, most = bounds
    unit = "characters" if isinstance(value, str) else "items"
    if len(value) < least:
        yield f"must be at least {least} {unit} [json-pointer:{path}]"
    if len(value) > most:
        yield f"must be at most {most} {unit} [json-pointer:{path}]"
