"""Values to and from JSON text, checked against their types on the way back."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

Value = TypeVar("Value")

_adapters: dict[Any, TypeAdapter[Any]] = {}


def _adapter(kind: Any) -> TypeAdapter[Any]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def dump(value: object, kind: Any = None) -> str:
    """Return a value as JSON text; ``kind`` where its own type does not say enough (a union, a tuple)."""
    adapter = _adapter(kind or type(value))
    try:
        return adapter.dump_json(value).decode()
    except PydanticSerializationError:
        # Half of a surrogate pair, which JSON from outside can carry and UTF-8 cannot.
        plain = json.dumps(adapter.dump_python(value, mode="json"), ensure_ascii=False, separators=(",", ":"))
        return plain.encode(errors="replace").decode()


def load(kind: type[Value], text: str) -> Value:
    """Return the value of that type that ``dump`` wrote."""
    value: Value = _adapter(kind).validate_json(text)
    return value


def load_any(kind: Any, text: str) -> Any:
    """Return a value of a type that has no class of its own, such as a union."""
    return _adapter(kind).validate_json(text)
